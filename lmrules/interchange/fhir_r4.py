"""FHIR R4 ConceptMap (https://hl7.org/fhir/R4/conceptmap.html): as R5, in the words of R4.

``equivalence`` is read from the target: ``narrower`` says that the new objective is contained in the old.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lmrules.interchange.crosswalk import Crosswalk, Kind, Reading, Style
from lmrules.interchange.fhir_maps import ALSO, Maps
from lmrules.interchange.fhir_reading import Dialect, read_maps
from lmrules.interchange.identity import own_iri

EQUIVALENCES: Mapping[Kind, str] = {
    "exact": "equivalent",
    "narrow": "narrower",
    "broad": "wider",
    "related": "relatedto",
    "unrelated": "disjoint",
}
_MORE: Mapping[str, Kind] = {
    "equal": "exact",
    "specializes": "narrow",
    "subsumes": "broad",
    "inexact": "related",
}


def write(crosswalk: Crosswalk, style: Style) -> bytes:
    """``crosswalk`` as a Bundle of ConceptMaps."""
    return _R4(crosswalk, style).bundle()


def read(data: bytes, name: str) -> Reading:
    """What a ConceptMap, or a Bundle of them, says."""
    kinds = {**{word: kind for kind, word in EQUIVALENCES.items()}, **_MORE}
    return read_maps(data, name, Dialect("FHIR R4 ConceptMap", "equivalence", kinds))


class _R4(Maps):
    """What R4 has of its own: no properties, so extensions."""

    def resource(self) -> dict[str, Any]:
        return {}

    def since(self, day: str) -> list[dict[str, Any]]:
        return [{"url": self.extension_url("effective"), "valueDate": day}]

    def sides(self, source: str, target: str) -> dict[str, str]:
        (old, old_version), (new, new_version) = self.side(source), self.side(target)
        return {"source": old, "sourceVersion": old_version, "target": new, "targetVersion": new_version}

    def relation(self, kind: Kind) -> dict[str, str]:
        return {"equivalence": EQUIVALENCES[kind]}

    def condition(self, system: str, version: str, code: str) -> dict[str, Any]:
        attribute = own_iri(self.style.base, "attribute", ALSO)
        return {"property": attribute, "system": f"{system}|{version}", "value": code}

    def told(self, facts: list[tuple[str, str]]) -> dict[str, Any]:
        return {"extension": self.extensions(facts)}

    def no_map(self, facts: list[tuple[str, str]]) -> dict[str, Any]:
        reason = " ".join(value for code, value in facts if code == "reason")
        unmatched = {"extension": self.extensions(facts), "equivalence": "unmatched"}
        return {"target": [{**unmatched, **({"comment": reason} if reason else {})}]}

    def joint_kind(self, kind: Kind) -> str:
        return EQUIVALENCES[kind]
