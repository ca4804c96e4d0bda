"""ConceptMaps, written: what R4 and R5 share."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from lmrules.interchange.crosswalk import Crosswalk, Kind, Lone, Match, Passage, Style
from lmrules.interchange.identity import MANUAL, UNSPECIFIED, own_iri, own_uuid
from lmrules.interchange.words import component_remark
from lmrules.messages import Text
from lmrules.model.model import ObjectiveId

ALSO = "also-approved"
"""The attribute that says which other objectives of the source must be held too, all of them."""
COMPANION, RETIRED = "companion", "retired"
"""Flags of our own: a map the other way, of what is new; an element that is retired for all its targets."""

_FORWARD = Text(
    "Overføring av godkjente læringsmål. Leses bare fra kilde (gammelt) til mål (nytt).",
    "Overføring av godkjende læringsmål. Blir lese berre frå kjelde (gammalt) til mål (nytt).",
    "Transfer of approved learning objectives. To be read from source (old) to target (new) only.",
)
_COMPANION = Text(
    "Nye læringsmål som ikke har noe gammelt mål, og må vurderes.",
    "Nye læringsmål som ikkje har noko gammalt mål, og må vurderast.",
    "New learning objectives that no old one leads to, and that are to be assessed.",
)


class Maps(ABC):
    """Writes the maps of a crosswalk; a release of FHIR says how its elements are named."""

    def __init__(self, crosswalk: Crosswalk, style: Style) -> None:
        self.crosswalk = crosswalk
        self.style = style
        self._titles = crosswalk.titles

    # ------------------------------------------------------------------- what a release says

    @abstractmethod
    def resource(self) -> dict[str, Any]:
        """The elements of a map that are this release's own."""

    def period(self, day: str) -> dict[str, Any]:
        """From when the map holds, as an element of its own."""
        del day
        return {}

    def since(self, day: str) -> list[dict[str, Any]]:
        """The same as an extension, where there is no element for it."""
        del day
        return []

    @abstractmethod
    def sides(self, source: str, target: str) -> dict[str, str]:
        """Both sets, in their versions."""

    @abstractmethod
    def relation(self, kind: Kind) -> dict[str, str]:
        """How the source relates to the target."""

    @abstractmethod
    def condition(self, system: str, version: str, code: str) -> dict[str, Any]:
        """That another code must be held too."""

    @abstractmethod
    def told(self, facts: list[tuple[str, str]]) -> dict[str, Any]:
        """What else is known of a target."""

    @abstractmethod
    def no_map(self, facts: list[tuple[str, str]]) -> dict[str, Any]:
        """That an element leads nowhere, and why."""

    @abstractmethod
    def joint_kind(self, kind: Kind) -> str:
        """The relation of all parts together, as a code."""

    # ------------------------------------------------------------------- what both have

    def bundle(self) -> bytes:
        """All the maps as a Bundle, in bytes that only depend on the rulebook."""
        maps = [found for passage in self.crosswalk.passages for found in self.maps(passage)]
        entries = [{"fullUrl": f"urn:uuid:{m['id']}", "resource": m} for m in maps]
        bundle = {"resourceType": "Bundle", "type": "collection", **({"entry": entries} if entries else {})}
        return (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode()

    def maps(self, passage: Passage) -> Iterator[dict[str, Any]]:
        """The map of a transition, and the one the other way where something is new."""
        yield self.map(passage, passage.old, passage.new, _FORWARD, list(self.elements(passage)))
        if passage.declared_new:
            alone = [self.alone(lone) for lone in passage.declared_new]
            yield self.map(passage, passage.new, passage.old, _COMPANION, alone)

    def map(
        self, passage: Passage, source: str, target: str, about: Text, elements: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """One map, from ``source`` to ``target``."""
        url = own_iri(self.style.base, "ConceptMap", source, target)
        day = passage.day.isoformat() if passage.day else ""
        extension = [] if about is _FORWARD else [self.flag(COMPANION)]
        extension += self.since(day) if day else []
        titles = [self.crosswalk.scheme(name).title or name for name in (source, target)]
        return {
            "resourceType": "ConceptMap",
            "id": own_uuid(url),
            **({"extension": extension} if extension else {}),
            "url": url,
            "version": self.crosswalk.digest,
            "name": "Map_" + re.sub("[^A-Za-z0-9_]", "_", f"{source}_to_{target}")[:200],
            "title": " → ".join(titles),
            "status": "active",
            **({"date": day} if day else {}),
            "description": about.fill(self.style.lang),
            **(self.period(day) if day else {}),
            **self.resource(),
            **({"group": [{**self.sides(source, target), "element": elements}]} if elements else {}),
        }

    def elements(self, passage: Passage) -> Iterator[dict[str, Any]]:
        """An element for each old objective that something is said of, in the order of the set."""
        targets: dict[ObjectiveId, list[dict[str, Any]]] = {}
        for match in passage.matches:
            for one in match.old:
                targets.setdefault(one, []).append(self.target(match, one))
        retired = {lone.objective: lone for lone in passage.retired}
        for concept in self.crosswalk.scheme(passage.old).concepts:
            lone = retired.get(concept.id)
            if concept.id in targets:
                # An element has targets or leads nowhere, never both (cmd-4): the facts are kept.
                facts = self.extensions(self.facts(lone)) if lone else []
                extension = {"extension": [*facts, self.flag(RETIRED)]} if lone else {}
                yield {**extension, **self.coded(concept.id), "target": targets[concept.id]}
            elif lone:
                yield self.alone(lone)

    def target(self, match: Match, one: ObjectiveId) -> dict[str, Any]:
        """What a match says of one of its old objectives."""
        facts = [("rule", match.rule), *([("claim", match.claim)] if match.claim else []), *self.facts(match)]
        if len(match.old) == 1:
            return {
                **self.coded(match.new),
                **self.relation(match.kind),
                "comment": match.remark or match.rule,
                **self.told(facts),
            }
        system, version = self.side(one.set)
        return {
            **self.coded(match.new),
            **self.relation("related"),
            "comment": component_remark(match, one, self.style.lang),
            "dependsOn": [self.condition(system, version, o.code) for o in match.old if o != one],
            **self.told([*facts, ("joint-relationship", self.joint_kind(match.kind))]),
        }

    def alone(self, lone: Lone) -> dict[str, Any]:
        """An element that leads nowhere."""
        told = self.no_map(self.facts(lone))
        extension = {"extension": told.pop("extension")} if "extension" in told else {}
        return {**extension, **self.coded(lone.objective), **told}

    def facts(self, statement: Match | Lone) -> list[tuple[str, str]]:
        """Who decided, why, and on what ground."""
        return [
            ("justification", MANUAL if statement.manual else UNSPECIFIED),
            *(("reason", reason) for reason in statement.reasons if reason.strip()),
            *(("source", source) for source in statement.sources if source.strip()),
        ]

    def coded(self, objective: ObjectiveId) -> dict[str, str]:
        """An objective as a code with its title."""
        title = self._titles[objective]
        return {"code": objective.code, **({"display": title} if title.strip() else {})}

    def side(self, name: str) -> tuple[str, str]:
        """A set as a code system, and its version."""
        return self.style.base + quote(name, safe=""), self.crosswalk.scheme(name).version

    def extension_url(self, code: str) -> str:
        """The address of an extension of ours."""
        return own_iri(self.style.base, "StructureDefinition", code)

    def extensions(self, facts: list[tuple[str, str]]) -> list[dict[str, Any]]:
        """Facts as extensions."""
        return [{"url": self.extension_url(code), "valueString": value} for code, value in facts]

    def flag(self, code: str) -> dict[str, Any]:
        """An extension that says of something what it is."""
        return {"url": self.extension_url(code), "valueBoolean": True}
