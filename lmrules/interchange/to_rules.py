"""From the correspondences in a file to rule text: drafts, unless an expert has decided them.

What comes out grants nothing by itself. A rule that an import writes is checked by the kernel like any other,
against the content and levels of the sets; without those it is an error that says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics.codes_interchange import DATE_NOT_KNOWN
from lmrules.formatting import print_statements
from lmrules.interchange.crosswalk import LICENSING, Crosswalk, Kind, Lone, Match, Passage, Reading
from lmrules.interchange.identity import OwnNames
from lmrules.interchange.reading import claims_of
from lmrules.interchange.validity import problems
from lmrules.messages import Language
from lmrules.model.model import GRANTING, ObjectiveId, Relation, Rulebook
from lmrules.source import Source, Span, nfc
from lmrules.syntax import ast
from lmrules.syntax.limits import DEFAULT_LIMITS
from lmrules.syntax.parse import INVISIBLE, parse

_NOWHERE = Span(Source("", ""), 0, 0)
_RELATIONS: dict[Kind, Relation] = {
    "exact": "=",
    "narrow": "≥",
    "broad": "≤",
    "related": "~",
    "unrelated": "≠",
}
LONGEST_TITLE = 120
"""How many characters of a title are kept."""


@attrs.frozen
class Imported:
    """A rule file made from a correspondence, and what was wrong: no text where there are errors."""

    text: str
    found: tuple[Diagnostic, ...] = ()
    rules: int = 0
    drafts: int = 0


def rules_of(
    reading: Reading,
    source: Source,
    *,
    base: Rulebook | None = None,
    day: dt.date | None = None,
    lang: Language = "nb",
) -> Imported:
    """The rule text that ``reading`` becomes.

    ``base`` is a rulebook with the sets that the file is about: then the text has the transitions alone, to
    stand beside it. Without, it declares the sets, with every code that the file names and no content.
    ``day`` is when transitions hold from, where the file does not say.
    """
    found = list(reading.found)
    if not found:
        found += problems(reading.crosswalk, base, Span(source, 0, 0))
    days = {p: _day(p, reading.crosswalk, base, day) for p in reading.crosswalk.passages}
    found += [
        DATE_NOT_KNOWN.at(Span(source, 0, 0), old=p.old, new=p.new)
        for p, known in days.items()
        if known is None and not found
    ]
    if any(d.severity == "error" for d in found):
        return Imported("", tuple(sorted(found, key=lambda d: d.sort_key)))
    writer = _Writer(reading.crosswalk, base)
    statements = [
        *(sets_of(reading.crosswalk) if base is None else ()),
        *(s for p, known in days.items() if known for s in writer.passage(p, known)),
    ]
    text = print_statements(statements, lang)
    _hold(text, statements)
    rules = [s for s in statements if isinstance(s, ast.Rule)]
    drafts = sum(rule.draft for rule in rules)
    return Imported(text, tuple(sorted(found, key=lambda d: d.sort_key)), len(rules) - drafts, drafts)


def _day(
    passage: Passage, crosswalk: Crosswalk, base: Rulebook | None, given: dt.date | None
) -> dt.date | None:
    """The day of a transition: the rulebook's own, the one given, the file's, or when the new set begins."""
    if base is not None:
        for transition in base.transitions:
            if (transition.old, transition.new) == (passage.old, passage.new):
                return transition.day
        known = base.set_named.get(passage.new)  # a set that it does not have is a finding already
        return given or passage.day or (known.start if known else None)
    return given or passage.day or crosswalk.scheme(passage.new).start


def _hold(text: str, statements: list[ast.Statement]) -> None:
    """What is written must say what was meant; anything else is a mistake of ours, and nothing is written."""
    limits = attrs.evolve(DEFAULT_LIMITS, file_bytes=1 << 40, statements=1 << 40, words=1 << 40)
    again, found = parse(Source("", text), limits)
    if any(d.severity == "error" for d in found) or list(again.statements) != statements:
        raise AssertionError("what was imported is not what is written")


def sets_of(crosswalk: Crosswalk) -> list[ast.Statement]:
    """A rulebook's head and its sets, the older first: the codes of each, without any content."""
    statements: list[ast.Statement] = [
        ast.Rulebook(
            span=_NOWHERE,
            name=_name(crosswalk.name or "import"),
            title=_title(crosswalk.title),
            notes=_notes((), ()),
        )
    ]
    for scheme in sorted(crosswalk.schemes, key=lambda s: (s.start or dt.date.min, s.name)):
        start, end = _date(scheme.start), _date(scheme.end)
        validity = ast.Validity(span=_NOWHERE, start=start, end=end)
        statements.append(
            ast.ObjectiveSet(
                span=_NOWHERE,
                name=_name(scheme.name),
                title=_title(scheme.title),
                validity=(validity,) if start or end else (),
                notes=_notes((), ()),
            )
        )
        statements += (
            ast.Objective(
                span=_NOWHERE,
                name=_name(concept.id.code),
                title=_title(concept.title),
                requirements=(),
                notes=_notes((), ()),
            )
            for concept in scheme.concepts
        )
    return statements


@attrs.frozen
class _Writer:
    crosswalk: Crosswalk
    base: Rulebook | None

    def passage(self, passage: Passage, day: dt.date) -> Iterator[ast.Statement]:
        """The transition and all that it says."""
        yield ast.Transition(
            span=_NOWHERE,
            old=_name(passage.old),
            new=_name(passage.new),
            day=ast.Date(span=_NOWHERE, day=day),
            notes=_notes((), ()),
        )
        for match, name in zip(passage.matches, self.rule_names(passage), strict=True):
            yield self.rule(match, name)
        for lone in passage.retired:
            yield ast.Retired(span=_NOWHERE, codes=(self.code(lone.objective),), notes=_lone_notes(lone))
        for lone in passage.declared_new:
            yield ast.New(span=_NOWHERE, codes=(self.code(lone.objective),), notes=_lone_notes(lone))

    def rule(self, match: Match, name: str) -> ast.Rule:
        claims: tuple[ast.Claim, ...] = (
            ast.Claim(span=_NOWHERE, relation=_RELATIONS[match.kind], aspect=None),
        )
        if match.claim and not _grants(match):
            claims = tuple(
                ast.Claim(span=_NOWHERE, relation=relation, aspect=aspect)  # type: ignore[arg-type]
                for relation, aspect in claims_of(match.claim)
            )
        codes = tuple(self.code(o) for o in match.old)
        left = codes[0] if len(codes) == 1 else ast.AllOf(span=_NOWHERE, parts=codes)
        return ast.Rule(
            span=_NOWHERE,
            name=_name(name),
            draft=not match.manual,
            left=(left,),
            claims=claims,
            right=(self.code(match.new),),
            notes=_notes(match.reasons, match.sources),
        )

    def rule_names(self, passage: Passage) -> Iterator[str]:
        """A name of its own for each rule: the file's, where it has one that no other row has taken."""
        names = OwnNames(self.taken(passage))
        for number, match in enumerate(passage.matches, 1):
            yield names.new(match.rule or f"R{number}")

    def taken(self, passage: Passage) -> set[str]:
        """The names that the rulebook's own transition uses."""
        transitions = self.base.transitions if self.base else ()
        mine = [t for t in transitions if (t.old, t.new) == (passage.old, passage.new)]
        return {r.name for t in mine for r in t.rules} | {j.name for t in mine for j in t.judgements}

    def code(self, objective: ObjectiveId) -> ast.Code:
        return ast.Code(span=_NOWHERE, set=_name(objective.set), code=_name(objective.code), last=None)


def _grants(match: Match) -> bool:
    """Whether a match could come to grant: then its kind decides what is claimed, and nothing else.

    The claim in a file's own words is heeded only where it can license nothing.
    """
    if match.kind in LICENSING:
        return match.manual
    claims = claims_of(match.claim)
    aspects = {aspect for _, aspect in claims}
    both = None in aspects or aspects == {"content", "complexity"}
    return match.manual and both and all(relation in GRANTING for relation, _ in claims)


def _date(day: dt.date | None) -> ast.Date | None:
    return ast.Date(span=_NOWHERE, day=day) if day else None


def _name(text: str) -> ast.Name:
    return ast.Name(span=_NOWHERE, text=nfc(text))


def _text(text: str) -> ast.Text:
    """A text on one line; what nobody would see in it is written out."""
    plain = INVISIBLE.sub(lambda found: f"\\u{{{ord(found.group()):04X}}}", " ".join(text.split()))
    return ast.Text(span=_NOWHERE, text=nfc(plain))


def _title(text: str) -> ast.Text | None:
    """A title, cut: what is longer is a sentence, and sentences are not ours to keep."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST_TITLE:
        plain = plain[: LONGEST_TITLE - 1].rstrip() + "…"
    return _text(plain) if plain else None


def _notes(reasons: tuple[str, ...], sources: tuple[str, ...]) -> ast.Notes:
    return ast.Notes(
        span=_NOWHERE,
        reasons=tuple(_text(r) for r in reasons if r.strip()),
        sources=tuple(_text(s) for s in sources if s.strip()),
    )


def _lone_notes(lone: Lone) -> ast.Notes:
    return _notes(lone.reasons, lone.sources)
