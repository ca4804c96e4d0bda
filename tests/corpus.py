"""A committed corpus of small rulebooks and approvals with the right answers, replayed in a few seconds.

The property tests look for what nobody has thought of, and take minutes; mutation testing asks the same
question some thousand times. ``corpus.jsonl`` holds cases that the same strategies made, chosen so that
everything that can happen happens in a few of them. What is right of each was judged, when the file was
written, by the properties of ``test_properties.py``: by ``naive.py``, not by lmrules alone.

``python tests/corpus.py`` writes the file anew; read the difference before it is committed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import pickle
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from printing import Printer
from strategies import DAYS, Case, Maker, cases, chance, interesting_days, rows

from lmrules.auditing import audit
from lmrules.checks import Checked, all_checks
from lmrules.diagnostics import Diagnostic
from lmrules.evaluate.results import Step
from lmrules.evaluate.run import one_person
from lmrules.exports.transfer_json import person_json, transfer_json
from lmrules.kernel import Verdict, theory_of, verify
from lmrules.messages import show
from lmrules.model.approval import Approval
from lmrules.model.canonical import digest
from lmrules.model.from_syntax import resolve
from lmrules.model.model import Rule, Rulebook, atoms
from lmrules.prepared import prepare
from lmrules.source import Source
from lmrules.syntax import ast
from lmrules.syntax.parse import parse

FILE = Path(__file__).parent / "corpus.jsonl"
GROUP = 10
MOST_CASES = 200
OFTEN_ENOUGH = 3
"""How many cases show each thing that can happen, where there are so many."""

Row = dict[str, Any]


@cache
def entries() -> list[Row]:
    """The cases of the corpus, as written."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def groups() -> list[int]:
    """The numbers of the groups that the corpus is replayed in."""
    return list(range(-(-len(FILE.read_text(encoding="utf-8").splitlines()) // GROUP)))


def group(number: int) -> Iterator[tuple[Row, Rulebook, tuple[ast.File, ...]]]:
    """The cases of one group, each with its rulebook and file."""
    for index in range(number * GROUP, min(len(entries()), (number + 1) * GROUP)):
        yield entries()[index], *pickle.loads(_pickled(index))  # noqa: S301 - made by the next function


@cache
def _pickled(index: int) -> bytes:
    """One case parsed: a copy of it takes a tenth of the time, and carries nothing worked out before."""
    return pickle.dumps(parsed(entries()[index]["text"]))


def parsed(text: str) -> tuple[Rulebook, tuple[ast.File, ...]]:
    """The rulebook in ``text``, and its file."""
    file, _ = parse(Source("case.rules", text))
    return resolve([file])[0], (file,)


# ------------------------------------------------------------------------- what is said of a case


def approvals(entry: Row) -> list[Approval]:
    """The approval rows of a case."""
    return [
        Approval(code, day, set=of, status=status, started=started, row=number)
        for number, (code, day, of, status, started) in enumerate(entry["rows"], 1)
    ]


def said_of_rules(book: Rulebook) -> list[list[Any]]:
    """The kernel's verdict on every rule."""
    return [
        [t.name, rule.name, str(rule.new), *said_of_rule(verify(theory, rule))]
        for t in book.transitions
        for theory in [theory_of(book, t)]
        for rule in t.rules
    ]


def said_of_rule(verdict: Verdict) -> list[Any]:
    """One verdict, all of it."""
    claim = verdict.claim
    return [
        verdict.status,
        [claim.relation, claim.aspect] if claim else None,
        [str(o) for o in verdict.counterexample],
        verdict.derived,
        [[r.topic, r.level] for r in verdict.missing],
        [str(o) for o in verdict.not_analysed],
    ]


def said_of_person(entry: Row, book: Rulebook) -> dict[str, Any]:
    """The decisions and rows in short, the rows that have problems, and the hash of the whole result."""
    as_of = dt.date.fromisoformat(entry["as_of"]) if entry["as_of"] else None
    whole, problems = one_person(prepare(book, entry["to"]), approvals(entry), as_of)
    [person] = whole.persons
    return {
        "decisions": [[d.objective.code, d.reason or d.rule or d.outcome] for d in person.decisions],
        "dispositions": [a.disposition for a in person.approvals],
        "problems": [[p.row, sorted(dict(p.fields))] for p in problems],
        "preview": [whole.preview, person.preview],
        "result": hashed(person_json(person)),
    }


def said_by_checks(book: Rulebook, files: tuple[ast.File, ...]) -> list[list[Any]]:
    """Every diagnostic of every check: its code, where, and a hash of all else but the words of its message."""
    looked_at = Checked(book, files)
    found = [d for check in all_checks() for d in check.run(looked_at)]
    return sorted([d.code.id, d.span.start, d.span.end, hashed(_contents(d))] for d in found)


def _contents(d: Diagnostic) -> Any:
    return [
        dict(d.data),
        {name: show(value, "en") for name, value in d.fields},
        [[one.span.start, one.span.end, {n: show(v, "en") for n, v in one.fields}] for one in d.related],
        [[fix.safe, [[e.span.start, e.span.end, e.text] for e in fix.edits]] for fix in d.fixes],
    ]


def hashed(value: Any) -> str:
    """The beginning of a hash of a JSON value: enough to see a difference."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def said_of(entry: Row, book: Rulebook, files: tuple[ast.File, ...]) -> Row:
    """Everything that the corpus holds an answer to."""
    return {
        "digest": digest(book)[7:19],
        "verdicts": said_of_rules(book),
        "person": said_of_person(entry, book),
        "checks": said_by_checks(book, files),
    }


# ------------------------------------------------------------------------- writing the corpus


@st.composite
def two_ways(draw: st.DrawFn) -> Case:
    """A rulebook in which the last set is reached from the first directly, and through the one between."""
    maker = Maker(draw)
    book = maker.book(3)
    maker.parents = {}
    direct = maker.transition(book.sets[0], book.sets[2], DAYS[1])
    book = attrs.evolve(book, transitions=(*book.transitions, direct))
    held = draw(rows(book))
    as_of = draw(st.sampled_from(interesting_days(book))) if chance(draw, 25) else None
    return Case(book, Printer().print(book), book.sets[2].name, held, as_of)


def examples(of: st.SearchStrategy[Case], number: int) -> list[Case]:
    """So many cases, the same ones every time."""
    found: list[Case] = []

    @settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(of)
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


def made() -> Iterator[Case]:
    """Cases of the usual kind, some with two ways into the last set, and large rules over few topics."""
    yield from examples(cases(), 2_000)
    yield from examples(two_ways(), 600)
    from test_kernel_agrees import crowded

    for seed in range(400):
        book = crowded(random.Random(seed))
        held = [Approval(o.id.code, "2024-01-01", row=i) for i, o in enumerate(book.sets[0].objectives, 1)]
        yield Case(book, Printer().print(book), "B", tuple(held[seed % 3 :]))


def judge(case: Case) -> None:
    """Hold what lmrules says of a case against the naive implementation and the other properties."""
    import test_properties as properties  # which is long: replaying does without

    for check in (
        properties.check_kernel_agrees,
        properties.check_evaluator_agrees,
        properties.check_counterexamples,
        properties.check_no_transfer_exceeds,
        properties.check_everything_accounted_for,
        properties.check_proofs,
        properties.check_proof_chosen,
        properties.check_preview,
    ):
        check(case)
    whole, problems = one_person(case.prepared, case.rows, case.as_of)
    document = json.loads("".join(transfer_json(case.book.name, "d", whole, problems)))
    assert audit(case.book, "d", document) == ()


def entry_of(case: Case) -> Row:
    """A case as it is written in the file, without answers."""
    written = [
        [a.objective, a.approved.isoformat(), a.set, a.status, a.started and a.started.isoformat()]
        for a in case.rows
    ]
    as_of = case.as_of.isoformat() if case.as_of else None
    return {"text": case.text, "to": case.target, "as_of": as_of, "rows": written}


def happenings(case: Case, said: Row) -> set[object]:
    """What happens in a case, in kinds: the corpus is chosen so that every kind stands in it."""
    found: set[object] = set()
    rules: dict[tuple[str, str, str], Rule] = {
        (t.name, r.name, str(r.new)): r for t in case.book.transitions for r in t.rules
    }
    for name, rule, new, status, claim, against, derived, missing, bare in said["verdicts"]:
        old = rules[name, rule, new].old
        shape = type(old).__name__, min(len(atoms(old)), 4)
        found |= {
            ("verdict", status, *(claim or ()), derived, *shape),
            ("counterexample", status, min(len(against), 3), min(len(missing), 2), len(bare) > 1),
            *(("claims", len(rules[name, rule, new].claims), c.relation, c.aspect, status)
              for c in rules[name, rule, new].claims),
        }  # fmt: skip
    last = ""
    for d in case.result.decisions:
        last = str(d.reason or d.outcome)
        found |= {
            ("decision", last, min(len(d.complete_with), 3), d.complete_with_more),
            ("completion", *sorted({min(len(s), 3) for s in d.complete_with})),
            ("activities", last, min(len(d.activities_from), 2)),
            *(("evidence", e.met, min(len(e.held), 2), min(len(e.by), 2)) for e in d.evidence),
        }
        if d.proof is not None:
            granted_on_the_way = [u for u in d.proof.uses if u.proof is not None]
            found.add(("proof", min(len(d.proof.uses), 3), min(len(granted_on_the_way), 2)))
            found |= {
                ("way", u.objective.set == d.objective.set, len(u.proof.uses))
                for u in granted_on_the_way
                if u.proof
            }
            for s in d.proof.steps:
                found |= shapes(s)
    found |= {("row", a.disposition, len(case.book.sets)) for a in case.result.approvals}
    found |= {("problem", str(p)) for p in said["person"]["problems"] and [said["person"]["problems"][0][1]]}
    found |= {("preview", *said["person"]["preview"])}
    ways = [t.name for t in case.naive.last()]
    found |= {("ways", len(ways), d.outcome, ways.index(d.transition) if d.transition else None)
              for d in case.result.decisions}  # fmt: skip
    found |= {("found", code) for code, *_ in said["checks"]}
    return found


def shapes(step: Step) -> set[object]:
    """The shapes of steps within steps."""
    own: set[object] = {("step", step.kind, *(p.kind for p in step.parts))}
    return own.union(*(shapes(p) for p in step.parts))


def chosen(every: Iterable[tuple[Case, Row, set[object]]]) -> list[tuple[Case, Row]]:
    """Those of ``every`` that show the most that is rare, until everything is shown often enough."""
    left = list(every)
    times: Counter[object] = Counter()
    taken: list[tuple[Case, Row]] = []
    while len(taken) < MOST_CASES:
        best = max(left, key=lambda item: sum(1 / (1 + times[h]) for h in item[2] if times[h] < OFTEN_ENOUGH))
        if all(times[h] >= OFTEN_ENOUGH for h in best[2]):
            break
        left.remove(best)
        times.update(best[2])
        taken.append(best[:2])
    return taken


def write(cases_of: Iterable[Case]) -> None:
    """Choose, judge, and write the file."""
    every = []
    for case in cases_of:
        entry = entry_of(case)
        book, files = parsed(case.text)
        said = said_of(entry, book, files)
        every.append((case, {**entry, **said}, happenings(case, said)))
    kept = chosen(every)
    for case, _ in kept:
        judge(case)
    lines = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for _, entry in kept]
    FILE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} of {len(every)} cases, each judged\n")


if __name__ == "__main__":
    write(made())
