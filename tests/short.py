"""Short ways to say things in tests: a rulebook from a few lines, an objective, a transfer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from strategies import checked_for_errors

from lmrules.evaluate.results import Decision, PersonResult
from lmrules.evaluate.run import one_person
from lmrules.kernel import Theory, Verdict, theory_of, verify
from lmrules.model.approval import Approval
from lmrules.model.model import ObjectiveId, Rulebook
from lmrules.pipeline import CheckedRulebook
from lmrules.prepared import prepare

HEAD = """
skala s lav < middels < høy, middels < praksis, høy = høyest
"""


def checked(text: str) -> CheckedRulebook:
    """The rulebook in ``text``, looked at for errors only."""
    return checked_for_errors(text)


def book(text: str) -> Rulebook:
    """The rulebook in ``text``, after a head with five levels; it must resolve without errors."""
    result = checked(HEAD + text)
    assert not [d for d in result.errors if d.code.id < "LM3"], [d.message("en") for d in result.errors]
    return result.book


def codes(result: CheckedRulebook) -> list[str]:
    """The codes of the errors, in order."""
    return [d.code.id for d in result.errors]


def objective(name: str) -> ObjectiveId:
    """``A/1`` as the objective it names."""
    set_name, code = name.split("/")
    return ObjectiveId(set_name, code)


def theory(of: Rulebook) -> Theory:
    """The theory of the rulebook's first transition."""
    return theory_of(of, of.transitions[0])


def verdict(of: Rulebook, rule: str) -> Verdict:
    """The kernel's verdict on the first rule of this name."""
    transition, found = next((t, r) for t in of.transitions for r in t.rules if r.name == rule)
    return verify(theory_of(of, transition), found)


def approvals(rows: Sequence[str], started: str | None = None) -> list[Approval]:
    """Rows written ``SET/CODE DATE`` or ``CODE DATE``, with ``trukket`` behind for a revoked one."""
    made = []
    for number, row in enumerate(rows, 1):
        code, day, *status = row.split()
        revoked = "revoked" if status else "approved"
        made.append(Approval(code, day, status=revoked, row=number, started=started))  # type: ignore[arg-type]
    return made


def transfer(
    of: Rulebook, to: str, *rows: str, as_of: str | None = None, started: str | None = None
) -> PersonResult:
    """The result for one person who holds ``rows``."""
    day = dt.date.fromisoformat(as_of) if as_of else None
    whole, problems = one_person(prepare(of, to), approvals(rows, started), day)
    assert not problems
    return whole.persons[0]


def decision(result: PersonResult, code: str) -> Decision:
    """The decision on the objective ``code``."""
    return next(d for d in result.decisions if d.objective.code == code)


def outcomes(result: PersonResult) -> dict[str, str]:
    """Each objective's outcome, or the reason of an assessment."""
    return {d.objective.code: d.reason or d.outcome for d in result.decisions}


def dispositions(result: PersonResult) -> list[str]:
    """The dispositions of the rows, in order."""
    return [a.disposition for a in result.approvals]
