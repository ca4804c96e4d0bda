"""Small populations with their rulebook, and what the evaluator says of them as a query would."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import attrs
from hypothesis import strategies as st
from strategies import Case, cases, chance, rows

import lmrules
from lmrules.evaluate.run import by_person, transfer
from lmrules.model.approval import Approval, Person

Row: TypeAlias = tuple[str, str, dt.date, "str | None", str, "dt.date | None", str]
"""person, objective, approved, set, status, started, id: a row of the table that a query reads."""
Answer: TypeAlias = tuple["str | None", "str | None", "str | None", "str | None", int]
"""outcome, reason, rule, transition, and how many rows of the person cannot be used."""
Answers: TypeAlias = dict[tuple[str, str], Answer]


@attrs.frozen
class Population:
    """A rulebook and several persons' approvals; rows are numbered through."""

    case: Case
    approvals: tuple[Approval, ...]

    @property
    def table(self) -> list[Row]:
        return table(self.approvals)


def table(approvals: Iterable[Approval]) -> list[Row]:
    """The approvals as rows of a table."""
    return [
        (a.person.reveal(), a.objective, a.approved, a.set, a.status, a.started, str(a.row))
        for a in approvals
    ]


@st.composite
def populations(draw: st.DrawFn, most: int = 4) -> Population:
    """A rulebook, and some persons: now and then with two beginnings, codes as `SET/CODE`, and odd rows."""
    case = draw(cases())
    persons = [case.rows, *(draw(rows(case.written)) for _ in range(draw(st.integers(1, most - 1))))]
    if chance(draw, 25):
        persons[0] = (*persons[0], *persons[1])
    found: list[Approval] = []
    for number, mine in enumerate(persons):
        for row in mine:
            code, in_set = row.objective, row.set
            if in_set is not None and chance(draw, 20):
                code, in_set = f"{in_set}/{code}", None if chance(draw, 90) else in_set
            if chance(draw, 15):
                row = attrs.evolve(row, started=None)  # noqa: PLW2901 - the same row, saying less
            name = f"P{'æ' if number % 2 else 'Æ'}{number // 2}"
            found.append(
                attrs.evolve(row, objective=code, set=in_set, person=Person(name), row=len(found) + 1)
            )
    return Population(case, tuple(draw(st.permutations(found))))


def expected(case: Case, approvals: Sequence[Approval], *, keep_going: bool) -> Answers:
    """What the evaluator says, as a query says it."""
    whole, problems = transfer(case.prepared, approvals, case.as_of)
    bad = {p.row for p in problems}
    answers: Answers = {}
    for mine, result in zip(by_person(approvals).values(), whole.persons, strict=True):
        unused = sum(a.row in bad for a in mine)
        for d in result.decisions:
            said = (d.outcome, d.reason, d.rule, d.transition)
            answers[result.person.reveal(), d.objective.code] = (
                (None, None, None, None, unused) if unused and not keep_going else (*said, unused)
            )
    return answers


def unusable(case: Case, approvals: Sequence[Approval]) -> dict[str, set[str]]:
    """The ids of the rows that the evaluator cannot use, each with its problems as a query names them."""
    _, problems = transfer(case.prepared, approvals, case.as_of)
    found: dict[str, set[str]] = {}
    for p in problems:
        found.setdefault(str(p.row), set()).add("several-sets" if p.fields else "two-starts")
    return found


def answers(found: Iterable[Sequence[object]]) -> Answers:
    """The rows of a result, by person and objective, each there once."""
    listed = [tuple(row) for row in found]
    said = {(str(r[0]), str(r[1])): (*r[2:6], int(str(r[6]))) for r in listed}
    assert len(said) == len(listed)
    return said  # type: ignore[return-value]


# ------------------------------------------------------------------------- rulebooks made for a purpose


HOSTILE = (
    '"; DROP TABLE approvals; --', "%", "_", "\\", "\\n", "a\\", "${spark.app.name}", "$$", "*/", "/* x", "--",
    "`", "{x}", "?", ":p", "%s", "[a]", "😀", "Å", "ﬁ", "日本", "a b", "A", "a", "ß", "SS", "é", "e",
)  # fmt: skip
"""Names of objectives that mean something to somebody; no name holds a single quotation mark."""


def rules_of(codes: Sequence[str], statements: Sequence[str], new: Sequence[str] = ("N-1",)) -> str:
    """A rulebook from the set `O` to the set `N`, where everything covers everything."""
    old = "\n".join(f" mål '{code}' a: t" for code in codes)
    news = "\n".join(f" mål '{code}' a: t" for code in new)
    written = "\n".join(f' {s} fordi "x"' for s in statements)
    return (
        "regelverk '*/ ; DROP --'\nskala s a < b\ntema t\n"
        f"læringsmålsett O gyldig til 2025-01-01\n{old}\n"
        f"læringsmålsett N gyldig fra 2025-01-01\n{news}\n"
        f"overgang O til N fra 2025-01-01\n{written}\n"
    )


def hostile() -> tuple[lmrules.Rulebook, list[Approval]]:
    """Old and new codes and rules with hostile names, and persons who hold one each, or its like."""
    named = [f"regel '{c}': O/'{c}' ≥ N/'{c}'" for c in HOSTILE]
    book = lmrules.loads(rules_of(HOSTILE, named, HOSTILE))
    held = [
        *HOSTILE,
        *(unicodedata.normalize("NFD", c) for c in HOSTILE),
        "spark",
        "lmrules",
        "B",
        "''",
        "a\\\\",
    ]
    return book, [
        Approval(code, "2024-05-05", set="O", person=Person(f"{n}'\"\\{code}"), row=n)
        for n, code in enumerate(held, 1)
    ]


def pools() -> tuple[lmrules.Rulebook, list[Approval]]:
    """Rules that take some of many, so many that they are one way; and persons who hold more or fewer."""
    codes = [f"C-{n}" for n in range(1, 10)]
    listed = ", ".join(codes[:8])
    statements = [
        f"regel R1: minst 3 av ({listed}) ≥ N-1",
        f"regel R2: C-9 og minst 2 av ({listed}) ≥ N-1",
        f"regel R3: minst 5 av ({listed}) eller C-9 og C-1 ≥ N-2",
        "regel R4: C-1 og C-2 og C-3 og C-9 ≥ N-1",
    ]
    book = lmrules.loads(rules_of(codes, statements, ("N-1", "N-2", "N-3")))
    chosen = random.Random(1)
    return book, [
        Approval(code, "2024-05-05", person=Person(f"P{n}"), row=20 * n + m)
        for n in range(60)
        for m, code in enumerate(chosen.sample(codes, n % 8 + 1), 1)
    ]


def said_of(book: lmrules.Rulebook, approvals: Sequence[Approval]) -> Answers:
    """What the evaluator says of everybody, as a query says it; no row has a problem."""
    whole, problems = transfer(book.prepared(), approvals, None)
    assert not problems
    return {
        (p.person.reveal(), d.objective.code): (d.outcome, d.reason, d.rule, d.transition, 0)
        for p in whole.persons
        for d in p.decisions
    }
