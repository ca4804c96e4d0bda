"""CASE packages, read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import attrs

from lmrules.diagnostics.codes_interchange import UNKNOWN_CONDITION
from lmrules.interchange.crosswalk import UNDATED, Crosswalk, Kind, Lone, Match, Reading
from lmrules.interchange.gathering import Gatherer
from lmrules.interchange.identity import MANUAL, Side, day_of, names_of
from lmrules.interchange.json_reading import Object, json_object
from lmrules.interchange.reading import Findings, filled, is_claim, reading_of
from lmrules.messages import Text
from lmrules.model.model import ObjectiveId
from lmrules.source import Span

# How a framework is built, and no correspondence between two of them.
_INSIDE = frozenset({"isChildOf", "isPartOf", "precedes", "exemplar", "hasSkillLevel", "isTranslationOf"})
# Something in common, which nobody has looked into: `replacedBy` is no transfer.
_LOOSE = frozenset({"replacedBy", "isPeerOf"})
_UUID = re.compile(r"(?:urn:uuid:)?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_NO_PACKAGE = Text(
    "den har ingen `CFAssociations`", "ho har ingen `CFAssociations`", "it has no `CFAssociations`"
)
_NO_ITEMS = Text("den har ingen `CFItems`", "ho har ingen `CFItems`", "it has no `CFItems`")
_NO_CODE = Text(
    "`{end}` har ingen kode (`humanCodingScheme`), bare et nummer",
    "`{end}` har ingen kode (`humanCodingScheme`), berre eit nummer",
    "`{end}` has no code (`humanCodingScheme`), only a number",
)
_TOGETHER = Text(
    "`together` er ikke koder der målets egen er med", "`together` er ikkje kodar der målet sin eigen er med",
    "`together` is not codes with the objective's own among them",
)  # fmt: skip


@attrs.frozen
class Item:
    """An item of a framework: its code, its short title, and where it stands."""

    code: str
    title: str
    at: Span


def items_in(findings: Findings) -> tuple[str, list[Item]]:
    """The title of the framework in a package, and its items that have a code; the others are headings."""
    package = _package(findings)
    if not isinstance(package.get("CFItems"), list):
        raise findings.refuse(_NO_ITEMS)
    items = [
        Item(item.text("humanCodingScheme"), item.text("abbreviatedStatement"), item.at)
        for item in package.objects("CFItems")
        if item.text("humanCodingScheme")
    ]
    return package.object("CFDocument").text("title"), items


@attrs.frozen
class _Node:
    """A node of an association: a code in a set."""

    side: Side
    code: str
    title: str


def read_package(data: bytes, name: str, kinds: Mapping[str, Kind]) -> Reading:
    """What a CFPackage says."""
    return reading_of(data, name, "CASE", lambda findings: _associations(findings, kinds))


def _associations(findings: Findings, kinds: Mapping[str, Kind]) -> Crosswalk:
    package = _package(findings)
    if not isinstance(package.get("CFAssociations"), list):
        raise findings.refuse(_NO_PACKAGE)
    reader = _Reader(findings, kinds, {i.text("identifier"): i for i in package.objects("CFItems")})
    for association in package.objects("CFAssociations"):
        findings.count()
        reader.association(association)
    return reader.gatherer.crosswalk()


def _package(findings: Findings) -> Object:
    root = json_object(findings)
    return root.object("CFPackage") if "CFPackage" in root else root


@attrs.define
class _Reader:
    findings: Findings
    kinds: Mapping[str, Kind]
    items: Mapping[str, Object]
    gatherer: Gatherer = attrs.field(factory=Gatherer)
    joints: set[tuple[frozenset[ObjectiveId], ObjectiveId, Kind]] = attrs.field(factory=set)

    def association(self, association: Object) -> None:
        """One association; those inside a framework are none of ours."""
        kind = association.text("associationType")
        facts = association.object("extensions").object("lmrules")
        claim = facts.text("claim")
        if kind in _INSIDE:
            return
        if not kind:
            self.findings.missing(association.at, "associationType")
        elif kind not in self.kinds and kind not in _LOOSE and kind not in ("ext:retired", "ext:new"):
            self.findings.unknown(association.at, "associationType", kind)
        elif claim and not is_claim(claim):
            self.findings.unknown(association.at, "claim", claim)
        elif kind in ("ext:retired", "ext:new"):
            self.lone(association, facts, retired=kind == "ext:retired")
        else:
            origin = self.node(association, "originNodeURI")
            destination = self.node(association, "destinationNodeURI")
            if origin and destination:
                self.match(association, facts, origin, destination)

    def match(self, association: Object, facts: Object, origin: _Node, destination: _Node) -> None:
        """An old objective against a new one, alone or as part of a joint correspondence."""
        word = association.text("associationType")
        names = self.names(origin.side, destination.side)
        old, new = (
            self.objective(origin, names[0], association),
            self.objective(destination, names[1], association),
        )
        codes = facts.get("together")
        kind = self.kinds.get(word, "related")
        olds: tuple[ObjectiveId, ...] = (old,)
        if codes is not None:
            joint = self.kinds.get(facts.text("togetherType"))
            if (
                not isinstance(codes, list)
                or not all(isinstance(c, str) for c in codes)
                or old.code not in codes
                or joint is None
            ):
                self.findings.add(UNKNOWN_CONDITION.at(association.at, why=filled(_TOGETHER, {})))
                return
            olds, kind = tuple(ObjectiveId(names[0], code) for code in dict.fromkeys(codes)), joint
            self.gatherer.concepts(olds, at=association.at)
            if (frozenset(olds), new, kind) in self.joints:
                return
            self.joints.add((frozenset(olds), new, kind))
        told = _told(facts)
        told["manual"] = told["manual"] and word not in _LOOSE
        match = Match(
            old=olds,
            new=new,
            kind=kind,
            rule=facts.text("rule"),
            claim=facts.text("claim"),
            remark=association.text("notes"),
            at=association.at,
            **told,
        )
        self.gatherer.match(match, self.findings.day(association.at, "effective", facts.text("effective")))

    def lone(self, association: Object, facts: Object, *, retired: bool) -> None:
        """An objective that leads nowhere in the framework at the other end, or comes from nowhere there."""
        origin = self.node(association, "originNodeURI")
        other = association.object("destinationNodeURI").text("uri")
        if not other:
            self.findings.missing(association.at, "destinationNodeURI")
        elif origin:
            sides = (origin.side, _side(other)) if retired else (_side(other), origin.side)
            names = self.names(*sides)
            objective = self.objective(origin, names[not retired], association)
            way = self.gatherer.way(
                *names, self.findings.day(association.at, "effective", facts.text("effective"))
            )
            lone = Lone(objective=objective, at=association.at, **_told(facts))
            (way.retired if retired else way.declared_new).append(lone)

    def names(self, old: Side, new: Side) -> tuple[str, str]:
        names = names_of(old, new)
        for name, side in zip(names, (old, new), strict=True):
            self.gatherer.scheme(name, side.start)
        return names

    def objective(self, node: _Node, name: str, association: Object) -> ObjectiveId:
        objective = ObjectiveId(name, node.code)
        self.gatherer.concepts([objective], node.title, association.at)
        return objective

    def node(self, association: Object, end: str) -> _Node | None:
        """The objective at one end; the package's own items say what its code is."""
        link = association.object(end)
        uri = link.text("uri")
        item = self.items.get(link.text("identifier"))
        if item is not None and item.text("humanCodingScheme"):
            document = item.object("CFDocumentURI").text("uri") or uri.rpartition("/")[0]
            title = item.text("abbreviatedStatement")
            return _Node(_side(document), item.text("humanCodingScheme"), title)
        iri, _, local = uri.rpartition("/")
        if not uri:
            self.findings.missing(association.at, end)
        elif not local or _UUID.fullmatch(local):
            self.findings.row(association.at, _NO_CODE, end=end)
        else:
            side, code = _side(iri), unquote(local)
            mark = f"{side.name}/{code} "
            title = link.text("title")
            return _Node(side, code, title.removeprefix(mark) if title.startswith(mark) else "")
        return None


def _side(iri: str) -> Side:
    """A set by its address, whose last part may be the version."""
    last = unquote(iri.rstrip("/").rpartition("/")[2])
    return Side(iri, last if day_of(last) or last == UNDATED else "")


def _told(facts: Object) -> dict[str, Any]:
    """Who decided, and why."""
    texts = {key: [v for v in facts.get(key, ()) if isinstance(v, str)] for key in ("reasons", "sources")}
    return {
        "manual": facts.text("justification").rpartition(":")[2] == MANUAL,
        "reasons": tuple(texts["reasons"]),
        "sources": tuple(texts["sources"]),
    }
