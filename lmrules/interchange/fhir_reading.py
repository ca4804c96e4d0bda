"""ConceptMaps, read: R4 and R5 differ in a few words only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from lmrules.diagnostics.codes_interchange import UNKNOWN_CONDITION
from lmrules.interchange.crosswalk import Crosswalk, Kind, Lone, Match, Reading
from lmrules.interchange.fhir_maps import ALSO, COMPANION, RETIRED
from lmrules.interchange.gathering import Gatherer
from lmrules.interchange.identity import MANUAL, Side, names_of
from lmrules.interchange.json_reading import Object, json_object
from lmrules.interchange.reading import Findings, cut, filled, is_claim, reading_of
from lmrules.messages import Text
from lmrules.model.model import ObjectiveId
from lmrules.source import Span

_NO_MAP = Text(
    "det er ingen ConceptMap i den", "det er ingen ConceptMap i ho", "there is no ConceptMap in it"
)
_DEPENDS = Text(
    "`dependsOn` har `{attribute}`, og bare `also-approved` er kjent",
    "`dependsOn` har `{attribute}`, og berre `also-approved` er kjent",
    "`dependsOn` has `{attribute}`, and only `also-approved` is known",
)
_OTHER_SET = Text(
    "`dependsOn` gjelder et annet sett enn det som er kilde",
    "`dependsOn` gjeld eit anna sett enn det som er kjelde",
    "`dependsOn` is about another set than the source",
)
_NOT_UNDERSTOOD = Text(
    "`{field}` må forstås, og er ukjent her", "`{field}` må forståast, og er ukjent her",
    "`{field}` must be understood, and is unknown here",
)  # fmt: skip
_VALUE_SET = Text(
    "`{field}` gjelder et helt verdisett, og ikke én kode",
    "`{field}` gjeld eit heilt verdisett, og ikkje éin kode",
    "`{field}` is about a whole value set, and not one code",
)
_BOTH = Text(
    "elementet har både `noMap` og `target`", "elementet har både `noMap` og `target`",
    "the element has both `noMap` and `target`",
)  # fmt: skip
_JOINT_DIFFER = Text(
    "delene av en felles kobling sier ulike ting", "delane av ei felles kopling seier ulike ting",
    "the parts of a joint correspondence say different things",
)  # fmt: skip


@attrs.frozen
class Dialect:
    """A release of FHIR: what messages call it, the element of the relation, and its codes."""

    format: str
    relation: str
    kinds: Mapping[str, Kind]


@attrs.frozen
class _Group:
    """A group of a map, with the sets it goes between."""

    group: Object
    source: Side
    target: Side
    settled: bool
    companion: bool
    day: dt.date | None


def read_maps(data: bytes, name: str, dialect: Dialect) -> Reading:
    """What a ConceptMap, or a Bundle of them, says."""
    return reading_of(data, name, dialect.format, lambda findings: _Reader(findings, dialect).crosswalk())


@attrs.define
class _Reader:
    findings: Findings
    dialect: Dialect
    gatherer: Gatherer = attrs.field(factory=Gatherer)
    joints: dict[tuple[frozenset[ObjectiveId], ObjectiveId], Match] = attrs.field(factory=dict)

    def crosswalk(self) -> Crosswalk:
        groups = list(self.groups(json_object(self.findings)))
        forward = {names_of(g.source, g.target) for g in groups if self.has_targets(g.group)}
        for group in groups:
            names = names_of(group.source, group.target)
            self.gatherer.scheme(names[0], group.source.start)
            self.gatherer.scheme(names[1], group.target.start)
            later = (group.source.start, group.target.start)
            backwards = later[0] is not None and later[1] is not None and later[0] > later[1]
            other_way = group.companion or backwards or names[::-1] in forward
            companion = other_way and not self.has_targets(group.group)
            for element in group.group.objects("element"):
                self.findings.count()
                if companion:
                    self.new(group, element, names)
                else:
                    self.element(group, element, names)
        return self.gatherer.crosswalk()

    def groups(self, root: Object) -> Iterator[_Group]:
        """The groups of every map in a resource."""
        if root.text("resourceType") == "Bundle":
            maps = [entry.object("resource") for entry in root.objects("entry")]
        else:
            maps = [root]
        maps = [m for m in maps if m.text("resourceType") == "ConceptMap"]
        if not maps:
            raise self.findings.refuse(_NO_MAP)
        for found in maps:
            self.understood(found, "modifierExtension", "implicitRules")
            companion = (COMPANION, "true") in _facts(found)
            settled = found.text("status") == "active" and found.get("experimental") is not True
            day = found.object("effectivePeriod").text("start") or dict(_facts(found)).get("effective", "")
            known = self.findings.day(found.at, "effectivePeriod", day[:10])
            for group in found.objects("group"):
                self.understood(group, "modifierExtension", "unmapped")
                sides = [self.set_of(group, end) for end in ("source", "target")]
                if sides[0] and sides[1]:
                    yield _Group(group, sides[0], sides[1], settled, companion, known)

    def set_of(self, group: Object, end: str) -> Side | None:
        """The set at one end of a group; its version stands after a bar, or in an element of its own."""
        iri, _, version = group.text(end).partition("|")
        if not iri:
            self.findings.missing(group.at, end)
            return None
        return Side(iri, version or group.text(f"{end}Version"))

    def has_targets(self, group: Object) -> bool:
        return any(t.get("code") for e in group.objects("element") for t in e.objects("target"))

    def understood(self, value: Object, *fields: str) -> bool:
        """Whether ``value`` has none of the fields that may not be passed over."""
        for field in fields:
            if value.get(field):
                self.condition(value.at, _NOT_UNDERSTOOD, field=field)
        return not any(value.get(field) for field in fields)

    def condition(self, at: Span, why: Text, **fields: object) -> None:
        self.findings.add(UNKNOWN_CONDITION.at(at, why=filled(why, fields)))

    # ------------------------------------------------------------------- elements

    def element(self, group: _Group, element: Object, names: tuple[str, str]) -> None:
        """What is said of one code of the source."""
        old = self.coded(element, names[0])
        if old is None:
            return
        targets = list(element.objects("target"))
        coded = [t for t in targets if t.text(self.dialect.relation) != "unmatched" or t.get("code")]
        nothing = element.get("noMap") is True or len(coded) < len(targets)
        facts = [*_facts(element), *(f for t in targets if t not in coded for f in _facts(t))]
        if nothing and coded:
            self.findings.row(element.at, _BOTH)
        elif nothing or (RETIRED, "true") in facts:
            lone = Lone(objective=old, at=element.at, **_told(facts, settled=group.settled))
            self.gatherer.way(*names, group.day).retired.append(lone)
        elif not coded:
            self.findings.missing(element.at, "target")
        for target in () if nothing else coded:
            self.findings.count()
            self.target(group, old, target, names)

    def new(self, group: _Group, element: Object, names: tuple[str, str]) -> None:
        """A code of the new set that no old one leads to."""
        code = self.coded(element, names[0])
        if code is not None:
            facts = [*_facts(element), *(f for t in element.objects("target") for f in _facts(t))]
            lone = Lone(objective=code, at=element.at, **_told(facts, settled=group.settled))
            self.gatherer.way(*names[::-1], group.day).declared_new.append(lone)

    def coded(self, value: Object, name: str) -> ObjectiveId | None:
        """The objective that an element or a target is about."""
        if value.get("valueSet"):
            self.findings.row(value.at, _VALUE_SET, field="valueSet")
        elif not value.text("code"):
            self.findings.missing(value.at, "code")
        elif self.understood(value, "modifierExtension"):
            objective = ObjectiveId(name, value.text("code"))
            self.gatherer.concepts([objective], value.text("display"), value.at)
            return objective
        return None

    def target(self, group: _Group, old: ObjectiveId, target: Object, names: tuple[str, str]) -> None:
        """One target of one source."""
        word = target.text(self.dialect.relation)
        kind = self.dialect.kinds.get(word)
        facts = _facts(target)
        known = dict(facts)
        claim = known.get("claim", "")
        if not word:
            self.findings.missing(target.at, self.dialect.relation)
        elif kind is None:
            self.findings.unknown(target.at, self.dialect.relation, word)
        elif claim and not is_claim(claim):
            self.findings.unknown(target.at, "claim", claim)
        elif self.understood(target, "product") and (new := self.coded(target, names[1])):
            others = self.others(group, target, names[0])
            if others is None:
                return
            together = self.dialect.kinds.get(known.get("joint-relationship", ""))
            match = Match(
                old=tuple(dict.fromkeys((old, *others))),
                new=new,
                kind=together or kind if others else kind,
                rule=known.get("rule", ""),
                claim=claim,
                remark=target.text("comment"),
                at=target.at,
                **_told(facts, settled=group.settled),
            )
            self.add(match, group.day)

    def others(self, group: _Group, target: Object, name: str) -> list[ObjectiveId] | None:
        """The other objectives that must be held; None where the condition is not of that kind."""
        found = []
        for depends in target.objects("dependsOn"):
            if not self.understood(depends, "modifierExtension", "valueSet"):
                return None
            attribute = depends.text("attribute") or depends.text("property")
            coding = depends.object("valueCoding")
            system = coding.text("system") or depends.text("system")
            code = coding.text("code") or depends.text("value")
            iri, _, version = system.partition("|")
            side = Side(iri, coding.text("version") or version)
            if attribute.rpartition("/")[2] != ALSO or not code:
                self.condition(depends.at, _DEPENDS, attribute=cut(attribute or "?"))
                return None
            if system and (
                side.iri != group.source.iri or (side.version or group.source.version) != group.source.version
            ):
                self.condition(depends.at, _OTHER_SET)
                return None
            found.append(ObjectiveId(name, code))
        return found

    def add(self, match: Match, day: dt.date | None) -> None:
        """Add a match; the parts of a joint one are one match, and must agree on what they say."""
        if len(match.old) > 1:
            key = (frozenset(match.old), match.new)
            known = self.joints.setdefault(key, match)
            if known is not match:
                alike = (known.kind, known.manual) == (match.kind, match.manual)
                if not alike and match.at is not None:
                    self.findings.row(match.at, _JOINT_DIFFER)
                return
        self.gatherer.match(match, day)


def _facts(value: Object) -> list[tuple[str, str]]:
    """What properties and extensions say, each by its name: the last part of its address."""
    found = []
    for fact in (*value.objects("property"), *value.objects("extension")):
        name = (fact.text("code") or fact.text("url")).rpartition("/")[2]
        for key, content in fact.items():
            if key.startswith("value") and isinstance(content, str | bool):
                found.append((name, content if isinstance(content, str) else str(content).lower()))
    return found


def _told(facts: list[tuple[str, str]], *, settled: bool) -> dict[str, Any]:
    """Who decided, and why; in a map that is not in force, nothing is decided."""
    justified = [
        value.rpartition(":")[2].rpartition("/")[2] for name, value in facts if name == "justification"
    ]
    return {
        "manual": settled and justified == [MANUAL],
        "reasons": tuple(value for name, value in facts if name == "reason"),
        "sources": tuple(value for name, value in facts if name == "source"),
    }
