"""What is wrong with correspondences whatever format they came in: direction, names, contradictions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import islice

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_interchange import (
    CODE_NOT_IN_SET,
    ROW_NOT_USABLE,
    ROWS_CONTRADICT,
    SET_TO_ITSELF,
    WRONG_DIRECTION,
)
from lmrules.diagnostics.diagnostic import Label
from lmrules.interchange.crosswalk import LICENSING, Crosswalk, Lone, Match, Passage
from lmrules.interchange.reading import LIMITS, cut, filled
from lmrules.messages import Text, Words, words
from lmrules.model.model import ObjectiveId, Rulebook
from lmrules.source import Span, nfc
from lmrules.syntax.limits import DEFAULT_LIMITS
from lmrules.syntax.parse import INVISIBLE
from lmrules.syntax.spelling import nearest

_NEWER = Text(
    "`{source}` er det nyeste av dem (gyldig fra {start} og {other})",
    "`{source}` er det nyaste av dei (gyldig frå {start} og {other})",
    "`{source}` is the newer of the two (valid from {start} and {other})",
)
_OTHER_WAY = Text(
    "regelverket har overgangen fra `{target}` til `{source}`",
    "regelverket har overgangen frå `{target}` til `{source}`",
    "the rulebook has the transition from `{target}` to `{source}`",
)
_BOTH_WAYS = Text("den går også den andre veien", "ho går òg den andre vegen", "it also goes the other way")
_DAYS = Text(
    "overgangen gjelder fra {days}, og det kan bare være én dato",
    "overgangen gjeld frå {days}, og det kan berre vere éin dato",
    "the transition holds from {days}, and there can be one date only",
)
_OTHER_DAY = Text(
    "overgangen gjelder fra {said} i filen og fra {day} i regelverket",
    "overgangen gjeld frå {said} i fila og frå {day} i regelverket",
    "the transition holds from {said} in the file and from {day} in the rulebook",
)
_NO_SET = Text(
    "regelverket har ikke noe sett `{set}`; det har {sets}",
    "regelverket har ikkje noko sett `{set}`; det har {sets}",
    "the rulebook has no set `{set}`; it has {sets}",
)
_NOT_A_NAME = Text(
    "`{name}` kan ikke være et navn i en regelfil",
    "`{name}` kan ikkje vere eit namn i ei regelfil",
    "`{name}` cannot be a name in a rule file",
)
_PERHAPS = Text("; mente du {close}?", "; meinte du {close}?", "; did you mean {close}?")
_NOTHING = Text("", "", "")
_OTHER_ROW = Text("den andre raden står her", "den andre rada står her", "the other row is here")
_KINDS = {
    "exact": Text("er lik", "er lik", "equals"),
    "narrow": Text("rommer", "rommar", "contains"),
    "broad": Text("rommes av", "er rommet av", "is contained in"),
    "related": Text("overlapper", "overlappar", "overlaps"),
    "unrelated": Text("har ingenting felles med", "har ingenting felles med", "has nothing in common with"),
    "retired": Text("utgår", "går ut", "is retired"),
    "new": Text("er nytt", "er nytt", "is new"),
}
_A_NAME = re.compile(r"[^'/\r\n\t\v\f\x85\u2028\u2029]+")


def problems(crosswalk: Crosswalk, base: Rulebook | None, whole: Span) -> list[Diagnostic]:
    """All that is wrong with ``crosswalk``; ``base`` has the sets it is about, where it is known."""
    return list(islice(_problems(crosswalk, base, whole), LIMITS.mistakes))


def _problems(crosswalk: Crosswalk, base: Rulebook | None, whole: Span) -> Iterator[Diagnostic]:
    yield from _names(crosswalk, whole)
    ways = {(passage.old, passage.new) for passage in crosswalk.passages}
    for passage in crosswalk.passages:
        seen = _Seen(crosswalk, passage, base, whole, both_ways=(passage.new, passage.old) in ways)
        wrong = seen.direction()
        yield from wrong or (*seen.codes(), *seen.contradictions())


def is_name(text: str) -> bool:
    """Whether ``text`` can be a name in a rule file."""
    fits = 0 < len(text) <= DEFAULT_LIMITS.name_characters and text == text.strip()
    return fits and _A_NAME.fullmatch(text) is not None and not INVISIBLE.search(text)


def _names(crosswalk: Crosswalk, whole: Span) -> Iterator[Diagnostic]:
    """The names that cannot be written."""
    for name in (*filter(None, (crosswalk.name,)), *(s.name for s in crosswalk.schemes)):
        if not is_name(name):
            yield _bad_name(whole, name)
    for concept in (concept for scheme in crosswalk.schemes for concept in scheme.concepts):
        if not is_name(concept.id.code):
            yield _bad_name(concept.at or whole, concept.id.code)
    for match in (match for passage in crosswalk.passages for match in passage.matches):
        if match.rule and not is_name(match.rule):
            yield _bad_name(match.at or whole, match.rule)


def _bad_name(at: Span, name: str) -> Diagnostic:
    return ROW_NOT_USABLE.at(at, why=filled(_NOT_A_NAME, {"name": cut(name)}))


@attrs.frozen
class _Seen:
    """One transition of a file, held up against itself and the rulebook."""

    crosswalk: Crosswalk
    passage: Passage
    base: Rulebook | None
    whole: Span
    both_ways: bool

    def start(self, name: str) -> dt.date | None:
        """When a set begins: as the rulebook says, else as the file does."""
        if self.base is not None:
            return self.base.set_named[name].start
        return self.crosswalk.scheme(name).start

    def direction(self) -> list[Diagnostic]:
        """Why this cannot be read as a way from an old set to a new one; nothing more is then looked at."""
        old, new = self.passage.old, self.passage.new
        at = next(iter(self.places()), self.whole)
        if old == new:
            return [SET_TO_ITSELF.at(at, set=old)]
        if self.base is not None:
            sets = self.base.set_named
            missing = [name for name in (old, new) if name not in sets]
            if missing:
                why = [filled(_NO_SET, {"set": cut(name), "sets": words(sets)}) for name in missing]
                return [ROW_NOT_USABLE.at(at, why=text) for text in why]
            mine = [t.day for t in self.base.transitions if (t.old, t.new) == (old, new)]
            said = self.passage.day
            if mine and said and mine[0] != said:
                days = {"said": said.isoformat(), "day": mine[0].isoformat()}
                return [ROW_NOT_USABLE.at(at, why=filled(_OTHER_DAY, days))]
            if any((t.old, t.new) == (new, old) for t in self.base.transitions):
                why_not = filled(_OTHER_WAY, {"source": old, "target": new})
                return [WRONG_DIRECTION.at(at, source=old, target=new, why=why_not)]
        if self.passage.other_days:
            every = words(d.isoformat() for d in (self.passage.day, *self.passage.other_days) if d)
            return [ROW_NOT_USABLE.at(at, why=filled(_DAYS, {"days": every}))]
        if self.both_ways and old > new:
            return [WRONG_DIRECTION.at(at, source=old, target=new, why=_BOTH_WAYS)]
        starts = self.start(old), self.start(new)
        if starts[0] is not None and starts[1] is not None and starts[0] > starts[1]:
            fields = {"source": old, "start": starts[0].isoformat(), "other": starts[1].isoformat()}
            return [WRONG_DIRECTION.at(at, source=old, target=new, why=filled(_NEWER, fields))]
        return []

    def places(self) -> Iterator[Span]:
        statements: Iterable[Match | Lone] = (
            *self.passage.matches,
            *self.passage.retired,
            *self.passage.declared_new,
        )
        return (s.at for s in statements if s.at is not None)

    def codes(self) -> Iterator[Diagnostic]:
        """The codes that the rulebook's sets do not have."""
        if self.base is None:
            return
        for match in self.passage.matches:
            yield from self.unknown((*match.old, match.new), match.at)
        for lone in (*self.passage.retired, *self.passage.declared_new):
            yield from self.unknown((lone.objective,), lone.at)

    def unknown(self, objectives: Iterable[ObjectiveId], at: Span | None) -> Iterator[Diagnostic]:
        assert self.base is not None  # noqa: S101 - asked only where there is one
        for objective in objectives:
            codes = self.base.set_named[objective.set].codes
            if nfc(objective.code) not in codes:
                close = nearest(objective.code, sorted(codes))
                perhaps = filled(_PERHAPS, {"close": Words(tuple(close), "or")}) if close else _NOTHING
                yield CODE_NOT_IN_SET.at(
                    at or self.whole, set=objective.set, code=cut(objective.code), perhaps=perhaps
                )

    def contradictions(self) -> Iterator[Diagnostic]:
        """The rows that cannot all be true: each against the first that it contradicts."""
        first: dict[tuple[tuple[ObjectiveId, ...], ObjectiveId], Match] = {}
        licensed: dict[ObjectiveId, Match] = {}
        for match in self.passage.matches:
            key = (tuple(sorted(match.old)), match.new)
            other = first.setdefault(key, match)
            if other.kind != match.kind:
                yield self.against(match.kind, (*match.old, match.new), match.at, other.kind, other.at)
            if match.kind in LICENSING:
                licensed |= {o: licensed.get(o, match) for o in (*match.old, match.new)}
        for kind, lones in (("retired", self.passage.retired), ("new", self.passage.declared_new)):
            for lone in lones:
                if match_ := licensed.get(lone.objective):
                    yield self.against(kind, (lone.objective,), lone.at, match_.kind, match_.at)

    def against(
        self, kind: str, objectives: Iterable[ObjectiveId], at: Span | None, other: str, there: Span | None
    ) -> Diagnostic:
        related = [Label(there, _OTHER_ROW)] if there is not None else []
        return ROWS_CONTRADICT.at(
            at or self.whole,
            this=_KINDS[kind],
            other=_KINDS[other],
            objectives=words(objectives),
            related=related,
        )
