"""What the standards ask of a file, where no library of theirs checks it: CASE, ConceptMap's invariants, SKOS."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from rdflib import Graph, Namespace
from rdflib.term import Node

SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
_LINK = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "identifier": {"type": "string", "pattern": _UUID},
        "uri": {"type": "string", "format": "uri"},
    },
    "required": ["title", "identifier", "uri"],
    "additionalProperties": False,
}
_NODE = {
    **_LINK,
    "properties": {**_LINK["properties"], "targetType": {"pattern": r"^(CASE|ext:[a-zA-Z0-9._-]+)$"}},  # type: ignore[dict-item]
}
_NAMED = {
    "identifier": {"type": "string", "pattern": _UUID},
    "uri": {"type": "string", "format": "uri"},
    "lastChangeDateTime": {"type": "string", "pattern": _MOMENT},
}
_KINDS = "isChildOf|isPeerOf|isPartOf|exactMatchOf|precedes|isRelatedTo|replacedBy|exemplar|hasSkillLevel|isTranslationOf"
CASE_1_1: dict[str, Any] = {
    "type": "object",
    "required": ["CFDocument"],
    "additionalProperties": False,
    "properties": {
        "CFDocument": {
            "type": "object",
            "required": ["identifier", "uri", "creator", "title", "lastChangeDateTime", "CFPackageURI"],
            "additionalProperties": False,
            "properties": {
                **_NAMED,
                "creator": {"type": "string"},
                "title": {"type": "string"},
                "caseVersion": {"enum": ["1.1"]},
                "version": {"type": "string"},
                "CFPackageURI": _LINK,
            },
        },
        "CFItems": {"type": "array", "maxItems": 0},
        "CFAssociations": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [*_NAMED, "associationType", "originNodeURI", "destinationNodeURI"],
                "additionalProperties": False,
                "properties": {
                    **_NAMED,
                    "associationType": {"pattern": rf"^({_KINDS}|ext:[a-zA-Z0-9._-]+)$"},
                    "sequenceNumber": {"type": "integer"},
                    "originNodeURI": _NODE,
                    "destinationNodeURI": _NODE,
                    "CFAssociationGroupingURI": _LINK,
                    "notes": {"type": "string"},
                    "extensions": {"type": "object"},
                },
            },
        },
        "CFDefinitions": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "CFAssociationGroupings": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": [*_NAMED, "title"],
                        "additionalProperties": False,
                        "properties": {
                            **_NAMED,
                            "title": {"type": "string"},
                            "description": {"type": "string"},
                        },
                    },
                }
            },
        },
    },
}
"""A CFPackage of associations, by the CASE 1.1 information model."""


def invariants_r5(cm: dict[str, Any]) -> Iterator[str]:
    """The invariants of an R5 ConceptMap that do not hold (cmd-1 to cmd-11), and codes that are not declared."""
    properties = {p["code"]: p for p in cm.get("property", [])}
    attributes = {a["code"] for a in cm.get("additionalAttribute", [])}
    yield from ("cmd-11" for p in properties.values() if p["type"] == "code" and "system" not in p)
    for group in cm.get("group", []):
        assert "unmapped" not in group  # cmd-2, 3, 8, 9 and 10 speak of nothing else
        for element in group["element"]:
            if element.get("noMap") and element.get("target"):
                yield "cmd-4"
            if ("code" in element) == ("valueSet" in element):
                yield "cmd-5"
            for target in element.get("target", []):
                if ("code" in target) == ("valueSet" in target):
                    yield "cmd-7"
                told = target["relationship"] in ("source-is-broader-than-target", "not-related-to")
                if told and not target.get("comment") and cm["status"] != "draft":
                    yield "cmd-1"
                for depends in target.get("dependsOn", []):
                    if len([k for k in depends if k.startswith("value")]) != 1:
                        yield "cmd-6"
                    if depends["attribute"] not in attributes:
                        yield "attribute"
                for fact in target.get("property", []):
                    kind = properties.get(fact["code"], {}).get("type", "?")
                    if f"value{kind[0].upper()}{kind[1:]}" not in fact:
                        yield "property"


def invariants_r4(cm: dict[str, Any]) -> Iterator[str]:
    """The invariants of an R4 ConceptMap that do not hold: cmd-1 alone speaks of what we write."""
    for group in cm.get("group", []):
        assert "unmapped" not in group
        for target in (t for e in group["element"] for t in e.get("target", [])):
            if target["equivalence"] in ("narrower", "inexact") and not target.get("comment"):
                yield "cmd-1"


def broken_skos(graph: Graph) -> Iterator[str]:
    """The integrity conditions of SKOS that a graph breaks: S14, S27 and S46, with all that follows from it."""
    pairs = {
        p: set(graph.subject_objects(SKOS[p]))
        for p in ("exactMatch", "narrowMatch", "broadMatch", "relatedMatch")
    }
    exact = _closed({*pairs["exactMatch"], *((b, a) for a, b in pairs["exactMatch"])})
    broad = {*pairs["broadMatch"], *((b, a) for a, b in pairs["narrowMatch"])}
    related = {*pairs["relatedMatch"], *((b, a) for a, b in pairs["relatedMatch"])}
    if exact & (broad | {(b, a) for a, b in broad} | related):
        yield "S46"
    if related & _closed(broad):
        yield "S27"
    labels = [s for s, _ in graph.subject_objects(SKOS.prefLabel)]
    if len(labels) != len(set(labels)):
        yield "S14"


def _closed(pairs: set[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """The transitive closure, the plain way."""
    whole = set(pairs)
    while True:
        more = {(a, d) for (a, b), (c, d) in itertools.product(whole, pairs) if b == c} - whole
        if not more:
            return whole
        whole |= more
