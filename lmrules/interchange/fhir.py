"""FHIR R5 ConceptMap (https://hl7.org/fhir/R5/conceptmap.html): a Bundle with one map for each transition.

The source is old and the target new; `nytt` stands in a map of its own the other way. A joint correspondence
is ``related-to`` from each of its parts, with the others in ``dependsOn``: who overlooks that sees no cover.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lmrules.interchange.crosswalk import Crosswalk, Kind, Reading, Style
from lmrules.interchange.fhir_maps import ALSO, Maps
from lmrules.interchange.fhir_reading import Dialect, read_maps
from lmrules.interchange.identity import own_iri

RELATIONSHIPS: Mapping[Kind, str] = {
    "exact": "equivalent",
    "narrow": "source-is-broader-than-target",
    "broad": "source-is-narrower-than-target",
    "related": "related-to",
    "unrelated": "not-related-to",
}
_SEMAPV = "https://w3id.org/semapv/vocab/"
PROPERTIES: Mapping[str, str] = {
    "rule": "string",
    "claim": "string",
    "justification": "code",
    "reason": "string",
    "source": "string",
    "joint-relationship": "code",
}


def write(crosswalk: Crosswalk, style: Style) -> bytes:
    """``crosswalk`` as a Bundle of ConceptMaps."""
    return _R5(crosswalk, style).bundle()


def read(data: bytes, name: str) -> Reading:
    """What a ConceptMap, or a Bundle of them, says."""
    kinds = {word: kind for kind, word in RELATIONSHIPS.items()}
    return read_maps(data, name, Dialect("FHIR R5 ConceptMap", "relationship", kinds))


class _R5(Maps):
    """What R5 has of its own."""

    def resource(self) -> dict[str, Any]:
        return {
            "property": [
                {
                    "code": code,
                    "uri": own_iri(self.style.base, "property", code),
                    "type": kind,
                    **({"system": self.system(code)} if kind == "code" else {}),
                }
                for code, kind in PROPERTIES.items()
            ],
            "additionalAttribute": [
                {"code": ALSO, "uri": own_iri(self.style.base, "attribute", ALSO), "type": "Coding"}
            ],
        }

    def system(self, code: str) -> str:
        return _SEMAPV if code == "justification" else "http://hl7.org/fhir/concept-map-relationship"

    def period(self, day: str) -> dict[str, Any]:
        return {"effectivePeriod": {"start": day}}

    def sides(self, source: str, target: str) -> dict[str, str]:
        (old, old_version), (new, new_version) = self.side(source), self.side(target)
        return {"source": f"{old}|{old_version}", "target": f"{new}|{new_version}"}

    def relation(self, kind: Kind) -> dict[str, str]:
        return {"relationship": RELATIONSHIPS[kind]}

    def condition(self, system: str, version: str, code: str) -> dict[str, Any]:
        return {"attribute": ALSO, "valueCoding": {"system": system, "version": version, "code": code}}

    def told(self, facts: list[tuple[str, str]]) -> dict[str, Any]:
        return {
            "property": [
                {"code": code, f"value{PROPERTIES[code][0].upper()}{PROPERTIES[code][1:]}": value}
                for code, value in facts
            ]
        }

    def no_map(self, facts: list[tuple[str, str]]) -> dict[str, Any]:
        return {"extension": self.extensions(facts), "noMap": True}

    def joint_kind(self, kind: Kind) -> str:
        return RELATIONSHIPS[kind]
