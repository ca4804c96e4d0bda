"""CASE 1.1 (1EdTech), as a package of associations: a crosswalk between two frameworks.

The origin is old and the destination new. CASE has no word for "covers", so that is ``ext:covers``, which who
does not know it passes over. A joint correspondence is ``isRelatedTo`` from each of its parts, in a grouping.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from lmrules.interchange.case_reading import read_package
from lmrules.interchange.crosswalk import Crosswalk, Kind, Lone, Match, Passage, Reading, Style
from lmrules.interchange.identity import MANUAL, UNSPECIFIED, code_iri, own_iri, own_uuid, set_iri
from lmrules.interchange.words import component_remark, together
from lmrules.model.model import ObjectiveId

TYPES: Mapping[Kind, str] = {
    "exact": "exactMatchOf",
    "narrow": "ext:covers",
    "broad": "ext:isCoveredBy",
    "related": "isRelatedTo",
    "unrelated": "ext:isUnrelatedTo",
}


def write(crosswalk: Crosswalk, style: Style) -> bytes:
    """``crosswalk`` as a CFPackage."""
    package = _Writer(crosswalk, style, crosswalk.titles).package()
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def read(data: bytes, name: str) -> Reading:
    """What a CFPackage says."""
    return read_package(data, name, {word: kind for kind, word in TYPES.items()})


@attrs.frozen
class _Writer:
    crosswalk: Crosswalk
    style: Style
    titles: Mapping[ObjectiveId, str]

    def package(self) -> dict[str, Any]:
        crosswalk = self.crosswalk
        title = crosswalk.title or crosswalk.name or "lmrules"
        link = {"title": title, **self.named("case")}
        days = [passage.day for passage in crosswalk.passages if passage.day]
        groupings = [g for p in crosswalk.passages for m in p.matches if (g := self.grouping(p, m))]
        return {
            "CFDocument": {
                **self.named("case"),
                "creator": crosswalk.name or "lmrules",
                "title": title,
                "lastChangeDateTime": _moment(max(days).isoformat() if days else ""),
                "caseVersion": "1.1",
                "version": crosswalk.digest,
                "CFPackageURI": link,
            },
            "CFItems": [],
            "CFAssociations": [found for passage in crosswalk.passages for found in self.passage(passage)],
            "CFDefinitions": {"CFAssociationGroupings": groupings} if groupings else {},
        }

    def passage(self, passage: Passage) -> Iterator[dict[str, Any]]:
        for match in passage.matches:
            if len(match.old) == 1:
                facts = self.facts(passage, match, {"rule": match.rule, "claim": match.claim})
                nodes = self.node(match.old[0]), self.node(match.new)
                names: tuple[str, ...] = (passage.old, passage.new, match.rule)
                yield self.association(passage, names, TYPES[match.kind], *nodes, match.remark, facts)
                continue
            for number, one in enumerate(match.old, 1):
                yield self.part(passage, match, one, number)
        ends = {name: self.framework(name) for name in (passage.old, passage.new)}
        for kind, lones in (("retired", passage.retired), ("new", passage.declared_new)):
            other = ends[passage.new if kind == "retired" else passage.old]
            for lone in lones:
                names = (passage.old, passage.new, "fates", kind, lone.objective.code)
                note = " ".join(lone.reasons)
                nodes = self.node(lone.objective), other
                yield self.association(
                    passage, names, f"ext:{kind}", *nodes, note, self.facts(passage, lone, {})
                )

    def part(self, passage: Passage, match: Match, one: ObjectiveId, number: int) -> dict[str, Any]:
        """One old objective of a joint correspondence: related, and no more."""
        said = {
            "rule": match.rule,
            "claim": match.claim,
            "together": [o.code for o in match.old],
            "togetherType": TYPES[match.kind],
        }
        made = self.association(
            passage,
            (passage.old, passage.new, match.rule, str(number)),
            "isRelatedTo",
            self.node(one),
            self.node(match.new),
            component_remark(match, one, self.style.lang),
            self.facts(passage, match, said),
        )
        grouping = self.grouping(passage, match)
        link = {key: grouping[key] for key in ("title", "identifier", "uri")} if grouping else {}
        return {**made, "CFAssociationGroupingURI": link}

    def association(
        self,
        passage: Passage,
        names: tuple[str, ...],
        kind: str,
        origin: dict[str, str],
        destination: dict[str, str],
        note: str,
        facts: dict[str, Any],
    ) -> dict[str, Any]:
        return {
            **self.named("association", *names),
            "associationType": kind,
            "originNodeURI": origin,
            "destinationNodeURI": destination,
            **({"notes": note} if note else {}),
            "extensions": {"lmrules": facts},
            "lastChangeDateTime": _moment(passage.day.isoformat() if passage.day else ""),
        }

    def facts(self, passage: Passage, statement: Match | Lone, said: dict[str, Any]) -> dict[str, Any]:
        told = {
            "effective": passage.day.isoformat() if passage.day else "",
            "justification": f"semapv:{MANUAL if statement.manual else UNSPECIFIED}",
            "reasons": list(statement.reasons),
            "sources": list(statement.sources),
        }
        return {key: value for key, value in {**said, **told}.items() if value}

    def grouping(self, passage: Passage, match: Match) -> dict[str, str] | None:
        """The grouping of a joint correspondence."""
        if len(match.old) == 1:
            return None
        return {
            **self.named("grouping", passage.old, passage.new, match.rule),
            "title": f"{match.rule}: {together(match.old, self.style.lang)}",
            "lastChangeDateTime": _moment(passage.day.isoformat() if passage.day else ""),
        }

    def node(self, objective: ObjectiveId) -> dict[str, str]:
        """An objective, by the address that has its set and version in it."""
        title = self.titles[objective]
        iri = code_iri(self.style.base, self.crosswalk.scheme(objective.set), objective.code)
        return {
            "title": f"{objective} {title}".strip(),
            "identifier": own_uuid(iri),
            "uri": iri,
            "targetType": "CASE",
        }

    def framework(self, name: str) -> dict[str, str]:
        iri = set_iri(self.style.base, self.crosswalk.scheme(name))
        return {"title": name, "identifier": own_uuid(iri), "uri": iri, "targetType": "CASE"}

    def named(self, *parts: str) -> dict[str, str]:
        iri = own_iri(self.style.base, *parts)
        return {"identifier": own_uuid(iri), "uri": iri}


def _moment(day: str) -> str:
    """A day as the moment it begins: nothing here knows what time it is."""
    return f"{day or '1970-01-01'}T00:00:00Z"
