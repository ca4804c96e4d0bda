"""What a question to a rulebook names (a set, objectives), found; or refused, in words for people.

The command line and the HTTP server ask the same questions; each says a refusal in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence

from lmrules.api import Rulebook, TransferError
from lmrules.approvals import RejectedRow
from lmrules.comparison import Comparison
from lmrules.evaluate.holdings import RowProblem
from lmrules.evaluate.results import Transfer
from lmrules.evaluate.run import Heed, no_heed, transfer
from lmrules.messages import LANGUAGES, Text
from lmrules.messages.refusal import Refused
from lmrules.model.approval import Approval
from lmrules.model.model import Rulebook as Model
from lmrules.pipeline import CheckedRulebook
from lmrules.prepared import prepare
from lmrules.syntax.spelling import nearest

_CHOOSE_SET = Text(
    "flere sett kan være målet; velg ett med {option}: {sets}",
    "fleire sett kan vere målet; vel eitt med {option}: {sets}",
    "several sets could be the target; choose one with {option}: {sets}",
)
_NO_SET = Text(
    "det finnes ikke noe sett `{set}`; velg blant: {sets}",
    "det finst ikkje noko sett `{set}`; vel mellom: {sets}",
    "there is no set `{set}`; choose among: {sets}",
)
_NO_OBJECTIVE = Text(
    "målet `{code}` finnes ikke i `{set}`{hint}",
    "målet `{code}` finst ikkje i `{set}`{hint}",
    "there is no objective `{code}` in `{set}`{hint}",
)
_UNKNOWN = Text(
    "det finnes ikke noe mål `{code}` i regelverket",
    "det finst ikkje noko mål `{code}` i regelverket",
    "there is no objective `{code}` in the rulebook",
)
_SEVERAL = Text(
    "koden `{code}` finnes i flere sett; skriv sett og kode: {codes}",
    "koden `{code}` finst i fleire sett; skriv sett og kode: {codes}",
    "the code `{code}` is in several sets; write set and code: {codes}",
)
_NO_TRANSITION = Text(
    "regelverket har ingen overgang mellom settene til {codes}",
    "regelverket har ingen overgang mellom setta til {codes}",
    "the rulebook has no transition between the sets of {codes}",
)
_CHOOSE_COMMON = Text(
    "velg settet som skal sammenlignes, med {option}: {sets}",
    "vel settet som skal samanliknast, med {option}: {sets}",
    "choose the set to compare with {option}: {sets}",
)
_NEITHER = Text(
    "ingen av regelverkene har settet `{set}`; velg blant: {sets}",
    "ingen av regelverka har settet `{set}`; vel mellom: {sets}",
    "neither rulebook has the set `{set}`; choose among: {sets}",
)
_ONE_ONLY = Text(
    "bare det ene regelverket har settet `{set}`, så ingen får eller mister noe i det andre",
    "berre det eine regelverket har settet `{set}`, så ingen får eller mister noko i det andre",
    "only one of the rulebooks has the set `{set}`, so nobody gains or loses anything in the other",
)


def target_of(book: Rulebook, to: str | None, option: str = "--to") -> str:
    """The set to transfer to; :class:`Refused` with the choices where it must be said, as ``option``."""
    try:
        return book.target(to)
    except TransferError:
        pass
    if to is None:
        sets = ", ".join(book.model.final_sets)
        raise Refused(_CHOOSE_SET, {"sets": sets, "option": option}, unknown=False)
    raise Refused(_NO_SET, {"set": to, "sets": ", ".join(s.name for s in book.model.sets)})


def code_in(book: Rulebook, target: str, objective: str) -> str:
    """The code of the target set that ``objective`` (``CODE`` or ``SET/CODE``) names."""
    code = objective.removeprefix(f"{target}/")
    codes = book.model.set_named[target].codes
    if code not in codes:
        close = nearest(code, codes)
        hint = f" ({', '.join(close)}?)" if close else ""
        raise Refused(_NO_OBJECTIVE, {"code": code, "set": target, "hint": hint})
    return code


def compared(book: Rulebook, codes: Sequence[str]) -> list[Comparison]:
    """The old among ``codes``, together, against each of the new: by the transition between their sets."""
    objectives = []
    for code in codes:
        try:
            objectives.append(book.objective(code))
        except KeyError:
            raise Refused(_UNKNOWN, {"code": code}) from None
        except ValueError:
            several = ", ".join(str(o) for o in book.model.objective if o.code == code)
            raise Refused(_SEVERAL, {"code": code, "codes": several}, unknown=False) from None
    for transition in book.model.transitions:
        olds = [o for o in objectives if o.set == transition.old]
        news = [o for o in objectives if o.set == transition.new]
        if olds and news and len(olds) + len(news) == len(objectives):
            return [book.compare([str(o) for o in olds], str(new)) for new in news]
    raise Refused(_NO_TRANSITION, {"codes": ", ".join(map(str, objectives))}, unknown=False)


def common_target(a: Model, b: Model, to: str | None, option: str = "--to") -> str:
    """The set in which to compare two rulebooks: the one asked for, or the only one that is last in both."""
    sets = list(dict.fromkeys(s.name for book in (a, b) for s in book.sets))
    if to is None:
        last = [name for name in a.final_sets if name in b.final_sets]
        if len(last) == 1:
            return last[0]
        raise Refused(_CHOOSE_COMMON, {"sets": ", ".join(last or sets), "option": option}, unknown=False)
    if to not in sets:
        raise Refused(_NEITHER, {"set": to, "sets": ", ".join(sets)})
    return to


def rejected_row(row: RejectedRow) -> RowProblem:
    """A row that could not be read, as one that could not be evaluated."""
    return RowProblem(row.row, Text(*(row.message(lang) for lang in LANGUAGES)))


def by_both(
    a: CheckedRulebook, b: CheckedRulebook, to: str, approvals: Sequence[Approval], heed: Heed = no_heed
) -> tuple[tuple[Transfer, Transfer], list[RowProblem]]:
    """What each of two rulebooks decides, and every row that one of them cannot use.

    :class:`Refused` where only one of them has the set.
    """
    if not all(to in book.set_named for book in (a.book, b.book)):
        raise Refused(_ONE_ONLY, {"set": to}, unknown=False)
    whole_a, bad_a = transfer(prepare(a.book, to, a.ready), approvals, None, heed)
    whole_b, bad_b = transfer(prepare(b.book, to, b.ready), approvals, None, heed)
    return (whole_a, whole_b), list(dict.fromkeys([*bad_a, *bad_b]))
