"""``diff --format text``: what changes from A to B, for whoever must approve the change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from lmrules.difference import Difference, ObjectiveDifference, PersonDifference, Verdict, Witness
from lmrules.messages import Language, Text, visible
from lmrules.messages.dates import show_date
from lmrules.model.model import ObjectiveId, Rulebook

_BOOK = Text("{side}: {name} {digest}", "{side}: {name} {digest}", "{side}: {name} {digest}")
_IDENTICAL = Text(
    "Regelverkene har samme kontrollsum: de er det samme.",
    "Regelverka har same kontrollsum: dei er det same.",
    "The rulebooks have the same digest: they are the same.",
)
_GRANTED = Text(
    "Sammenlignet: hva reglene gir, for alle tenkelige godkjenninger.",
    "Samanlikna: kva reglane gir, for alle tenkjelege godkjenningar.",
    "Compared: what the rules grant, for every set of approvals whatever.",
)
_POTENTIAL = Text(
    "Sammenlignet: hva innhold, nivåer og skjønn kunne bevist, med eller uten regel. Datoer teller ikke.",
    "Samanlikna: kva innhald, nivå og skjønn kunne prova, med eller utan regel. Datoar tel ikkje.",
    "Compared: what content, levels and judgements could prove, rule or no rule. Dates take no part.",
)
_COUNTS = Text(
    "Til {to}, {all} mål: {same} likt, {more} mer i B, {less} mindre i B, {incomparable} både mer og mindre.",
    "Til {to}, {all} mål: {same} likt, {more} meir i B, {less} mindre i B, "
    "{incomparable} både meir og mindre.",
    "To {to}, {all} objectives: {same} same, {more} more in B, {less} less in B, {incomparable} both.",
)
_VERDICTS: dict[Verdict, Text] = {
    "same": Text("likt", "likt", "same"),
    "more": Text("mer", "meir", "more"),
    "less": Text("mindre", "mindre", "less"),
    "incomparable": Text("både mer og mindre", "både meir og mindre", "both more and less"),
}
_POSSIBLE = Text(
    "Noen kan få {b} mål i B som ingen kan få i A, og {a} i A som ingen kan få i B.",
    "Nokon kan få {b} mål i B som ingen kan få i A, og {a} i A som ingen kan få i B.",
    "Somebody can get {b} objectives in B that nobody can in A, and {a} in A that nobody can in B.",
)
_IMPOSSIBLE = Text(", ingen får det i {side}", ", ingen får det i {side}", ", nobody gets it in {side}")
_ONLY_HERE = Text(
    " (målet er bare i {side})", " (målet er berre i {side})", " (the objective is only in {side})"
)
_UNDECIDED = Text(
    "ikke helt avgjort: det er for mange mulige godkjenninger til å se på alle",
    "ikkje heilt avgjort: det er for mange moglege godkjenningar til å sjå på alle",
    "not fully decided: there are too many possible approvals to look at them all",
)
_ONLY_A = Text(
    "bare A gir det for {approvals}", "berre A gir det for {approvals}", "only A grants it on {approvals}"
)
_ONLY_B = Text(
    "bare B gir det for {approvals}", "berre B gir det for {approvals}", "only B grants it on {approvals}"
)
_COULD_A = Text(
    "bare A kunne gitt det for {approvals}",
    "berre A kunne gitt det for {approvals}",
    "only A could grant it on {approvals}",
)
_COULD_B = Text(
    "bare B kunne gitt det for {approvals}",
    "berre B kunne gitt det for {approvals}",
    "only B could grant it on {approvals}",
)
_DATED = Text("{objective} godkjent {day}", "{objective} godkjent {day}", "{objective} approved {day}")
_STARTED = Text(" (påbegynt {day})", " (påbyrja {day})", " (begun {day})")
_SETS = Text("Sett bare i {side}: {sets}", "Sett berre i {side}: {sets}", "Sets only in {side}: {sets}")
_FALSE_CLAIMS = Text(
    "Påstander som ikke holder i {side} (reglene må skrives om før {side} kan brukes):",
    "Påstandar som ikkje held i {side} (reglane må skrivast om før {side} kan brukast):",
    "Claims that do not hold in {side} (the rules must be rewritten before {side} can be used):",
)
_PERSONS = Text(
    "Personer: {losing} mister noe, {gaining} får noe, {all} i alt.",
    "Personar: {losing} mistar noko, {gaining} får noko, {all} i alt.",
    "Persons: {losing} lose something, {gaining} gain something, {all} in all.",
)
_LOSES = Text("mister {objectives}", "mistar {objectives}", "loses {objectives}")
_GAINS = Text("får {objectives}", "får {objectives}", "gains {objectives}")


@attrs.frozen
class Persons:
    """Who gains and who loses, of how many."""

    differences: tuple[PersonDifference, ...]
    all: int


@attrs.frozen(kw_only=True)
class DifferenceReport:
    """A difference with what is needed to show it: the rulebooks, their false claims, and the persons."""

    a: Rulebook
    b: Rulebook
    difference: Difference
    false_claims: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    persons: Persons | None = None


def difference_text(report: DifferenceReport, lang: Language) -> str:
    """The difference for people."""
    return "\n".join(_Writer(report, lang).lines()) + "\n"


@attrs.frozen
class _Writer:
    report: DifferenceReport
    lang: Language

    def lines(self) -> Iterator[str]:
        difference, lang = self.report.difference, self.lang
        for side, book, digest in zip("AB", (self.report.a, self.report.b), difference.digests, strict=True):
            yield _BOOK.fill(lang, {"side": side, "name": book.name, "digest": f"{digest[:19]}…"})
        if difference.identical:
            yield _IDENTICAL.fill(lang)
        yield (_POTENTIAL if difference.potential else _GRANTED).fill(lang)
        yield from self.counts()
        for side, sets in (("A", difference.only_in_a), ("B", difference.only_in_b)):
            if sets:
                yield _SETS.fill(lang, {"side": side, "sets": ", ".join(sets)})
        for objective in difference.objectives:
            if objective.verdict != "same" or objective.where != "both" or not objective.decided:
                yield ""
                yield from self.objective(objective)
        for side, claims in zip("AB", self.report.false_claims, strict=True):
            if claims:
                yield ""
                yield _FALSE_CLAIMS.fill(lang, {"side": side})
                yield from (f"  {visible(claim)}" for claim in claims)
        if self.report.persons is not None:
            yield ""
            yield from self.persons(self.report.persons)

    def counts(self) -> Iterator[str]:
        found = self.report.difference.objectives
        counts = {str(v): sum(o.verdict == v for o in found) for v in _VERDICTS}
        yield _COUNTS.fill(self.lang, {"to": self.report.difference.to, "all": len(found), **counts})
        only = {side: sum(o.possible == side for o in found) for side in ("a", "b")}
        if any(only.values()):
            yield _POSSIBLE.fill(self.lang, only)

    def objective(self, difference: ObjectiveDifference) -> Iterator[str]:
        verdict = _VERDICTS[difference.verdict].fill(self.lang)
        if difference.possible in {"a", "b"}:
            verdict += _IMPOSSIBLE.fill(self.lang, {"side": "B" if difference.possible == "a" else "A"})
        where = ""
        if difference.where != "both":
            where = _ONLY_HERE.fill(self.lang, {"side": difference.where.upper()})
        yield f"{verdict}: {self.title(difference.objective)}{where}"
        potential = self.report.difference.potential
        only_a, only_b = (_COULD_A, _COULD_B) if potential else (_ONLY_A, _ONLY_B)
        for text, witness in ((only_a, difference.loss), (only_b, difference.gain)):
            if witness is not None:
                yield "  " + text.fill(self.lang, {"approvals": self.witness(witness)})
        if not difference.decided:
            yield "  " + _UNDECIDED.fill(self.lang)

    def witness(self, witness: Witness) -> str:
        approvals = " + ".join(self.approval(o, day) for o, day in witness.approvals)
        if witness.started is None:
            return approvals
        return approvals + _STARTED.fill(self.lang, {"day": show_date(witness.started, self.lang)})

    def approval(self, objective: ObjectiveId, day: dt.date | None) -> str:
        if day is None:
            return str(objective)
        return _DATED.fill(self.lang, {"objective": objective, "day": show_date(day, self.lang)})

    def title(self, objective: ObjectiveId) -> str:
        book = self.report.a if objective in self.report.a.objective else self.report.b
        title = book.objective[objective].title
        return visible(f"{objective} «{title}»" if title else str(objective))

    def persons(self, persons: Persons) -> Iterator[str]:
        counts = {
            "losing": sum(bool(p.loses) for p in persons.differences),
            "gaining": sum(bool(p.gains) for p in persons.differences),
            "all": persons.all,
        }
        yield _PERSONS.fill(self.lang, counts)
        for person in persons.differences:
            said = [
                text.fill(self.lang, {"objectives": _codes(objectives)})
                for text, objectives in ((_LOSES, person.loses), (_GAINS, person.gains))
                if objectives
            ]
            yield f"  {visible(person.person.reveal())}: {'; '.join(said)}"


def _codes(objectives: Sequence[ObjectiveId]) -> str:
    return ", ".join(o.code for o in objectives)
