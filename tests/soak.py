"""A soak: generated cases by the hundred thousand through lmrules and every independent judge of it.

``make soak`` (100,000 cases), ``make soak CASES=5000``. Each case is a rulebook and one person's approvals that a
seed stands for. lmrules is held to the naive implementation, to clingo and to z3; ``audit`` is held to the truth on
edited results. The run goes on from where the last one stopped, prints its seeds, stops at the first difference, and
leaves the case in a file. Exit code 1: a difference; 0: none.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import by_chance
import test_judge_clingo
import test_kernel_agrees
import test_properties
import truth
from forging import Forger, result_of
from hypothesis import settings
from judge_clingo import Judge
from strategies import Case
from test_judge_z3 import check_z3, vast

from lmrules.auditing import audit
from lmrules.kernel import theory_of, verify
from lmrules.model.canonical import digest
from lmrules.model.model import Rulebook

CHUNK = 20
EVERY_CROWDED, EVERY_VAST, EVERY_FORGED = 10, 8, 48
"""One case in so many comes with a rule of many satisfying sets, with a very large one, with a forged result."""
EVERY_SMALL, EVERY_AUDITED = 4, 16
"""Every case goes to clingo, which judges the whole semantics; one in so many also to the naive implementation, the
next to z3 (the suite asks both most); and one in so many has its result audited."""


# ------------------------------------------------------------------------- one case


def by_naive(case: Case, seed: int) -> None:
    """Cover, verdicts, grants, answers, rows and proofs are those of the naive implementation."""
    if seed % EVERY_SMALL:
        return
    test_properties.check_kernel_agrees(case)
    test_properties.check_evaluator_agrees(case)
    test_properties.check_no_transfer_exceeds(case)
    test_properties.check_proofs(case)


def by_clingo(case: Case, seed: int) -> None:
    """The whole of the semantics is that of the answer-set program."""
    test_judge_clingo.check(case)


def by_z3(case: Case, seed: int) -> None:
    """The verdict on every rule is that of the satisfiability solver."""
    if seed % EVERY_SMALL == 1:
        check_z3(case.book)


def by_all_on_a_crowded_rule(case: Case, seed: int) -> None:
    """One rule with many satisfying sets: naive implementation, clingo and z3."""
    if seed % EVERY_CROWDED:
        return
    book = test_kernel_agrees.crowded(random.Random(seed))
    alone = crowded_case(book)
    [rule] = book.transitions[0].rules
    proved = verify(theory_of(book, book.transitions[0]), rule).status == "proved"
    assert proved == alone.meanings[book.transitions[0].name].proved(rule)
    test_judge_clingo.check_verdicts(alone, Judge(book))
    check_z3(book)


def by_z3_on_a_vast_rule(case: Case, seed: int) -> None:
    """One rule with up to thirty objectives in its lists."""
    if seed % EVERY_VAST == 1:
        check_z3(vast(random.Random(seed)))


def audited(case: Case, seed: int) -> None:
    """The result is accepted; of its edits ``audit`` finds a fault in exactly those that are false."""
    if seed % EVERY_AUDITED:
        return
    doc = result_of(case)
    mark = digest(case.book)
    assert audit(case.book, mark, doc) == ()
    if seed % EVERY_FORGED == 0:
        assert truth.false(case, doc) == ""
        for kind, edited in Forger(case, doc, random.Random(seed)).forgeries(1):
            assert bool(audit(case.book, mark, edited)) == bool(truth.false(case, edited)), kind


def crowded_case(book: Rulebook) -> Case:
    case = Case(book, "", "B", ())
    case.__dict__["book"] = book
    return case


JUDGES: tuple[Callable[[Case, int], None], ...] = (
    by_naive, by_clingo, by_z3, by_all_on_a_crowded_rule, by_z3_on_a_vast_rule, audited,
)  # fmt: skip


# ------------------------------------------------------------------------- many


@attrs.frozen
class Difference:
    """What two judges did not agree on."""

    seed: int
    judge: str
    text: str


@attrs.frozen
class Judged:
    """What came of the seeds from ``first`` on: how many, the seconds each judge took, and the first difference."""

    first: int
    cases: int
    seconds: Counter[str]
    met: Counter[str]
    difference: Difference | None


def judge_some(seeds: range) -> Judged:
    """Judge the cases of ``seeds`` up to the first difference."""
    seconds: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for number, seed in enumerate(seeds):
        judge, case = "generate", None
        try:
            began = time.perf_counter()
            case = by_chance.case(seed)
            met.update(d.outcome for d in case.result.decisions)
            met.update(v.status for step in case.prepared.steps for _, v in step.verdicts)
            for check in JUDGES:
                now = time.perf_counter()
                seconds[judge] += now - began  # type: ignore[assignment]
                judge, began = check.__name__, now
                check(case, seed)
            seconds[judge] += time.perf_counter() - began  # type: ignore[assignment]
        except Exception:  # noqa: BLE001 - whatever went wrong is what the soak is for
            text = f"{traceback.format_exc()}\n{case!r}\n"
            return Judged(seeds.start, number, seconds, met, Difference(seed, judge, text))
    return Judged(seeds.start, len(seeds), seconds, met, None)


def _worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    settings.load_profile("ci")


def soak(first: int, cases: int, workers: int) -> Iterator[Judged]:
    """The results of chunk after chunk, in order; ends after the first difference."""
    last = first + cases
    chunks = [range(start, min(start + CHUNK, last)) for start in range(first, last, CHUNK)]
    with multiprocessing.get_context("spawn").Pool(workers, _worker) as pool:
        for judged in pool.imap(judge_some, chunks):
            yield judged
            if judged.difference is not None:
                pool.terminate()
                return


class Report:
    """Tells how far the soak is, and at the end what came of it."""

    def __init__(self, first: int, wanted: int) -> None:
        self.first, self.wanted = first, wanted
        self.began = self.told = time.monotonic()
        self.cases = 0
        self.seconds: Counter[str] = Counter()
        self.met: Counter[str] = Counter()

    def add(self, judged: Judged) -> None:
        self.cases += judged.cases
        self.seconds += judged.seconds
        self.met += judged.met
        if time.monotonic() - self.told >= 10:
            self.told = time.monotonic()
            rate = self.cases / (self.told - self.began)
            left = (self.wanted - self.cases) / rate / 60 if rate else 0
            say(f"{self.cases} of {self.wanted} cases, {rate:.1f} a second, {left:.0f} min left")

    def end(self, difference: Difference | None) -> None:
        took = time.monotonic() - self.began
        say(f"seeds {self.first} to {self.first + self.cases - 1}")
        say("met: " + ", ".join(f"{name} {n}" for name, n in sorted(self.met.items())))
        if self.cases:
            each = ", ".join(f"{name} {1000 * s / self.cases:.1f}" for name, s in self.seconds.items())
            say(f"milliseconds a case: {each}")
        count = "no difference" if difference is None else "1 difference"
        sys.stdout.write(f"{self.cases} cases, {took:.0f} seconds, {count}\n")


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> int:
    """Run a soak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--first", type=int, help="the first seed (default: where the last run stopped)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--folder", type=Path, default=Path(".soak"), help="where differences are left")
    asked = parser.parse_args()
    asked.folder.mkdir(exist_ok=True)
    progress = asked.folder / "progress.json"
    first = asked.first
    if first is None:
        first = json.loads(progress.read_text(encoding="utf-8"))["next"] if progress.exists() else 0
    say(f"{asked.cases} cases from seed {first}, {asked.workers} at a time")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop the workers too
    report, difference = Report(first, asked.cases), None
    try:
        for judged in soak(first, asked.cases, asked.workers):
            report.add(judged)
            difference = judged.difference
            if asked.first is None:
                progress.write_text(json.dumps({"next": first + report.cases}), encoding="utf-8")
    except KeyboardInterrupt:
        say("stopped; the next run goes on from here")
    report.end(difference)
    if difference is None:
        return 0
    path = asked.folder / f"seed-{difference.seed}-{difference.judge}.txt"
    path.write_text(difference.text, encoding="utf-8")
    sys.stdout.write(
        f"{difference.judge} differs on seed {difference.seed}: see {path}\n"
        f"again: python tests/soak.py --first {difference.seed} --cases 1\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
