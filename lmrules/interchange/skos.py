"""SKOS mappings and XKOS correspondences, as Turtle.

``old skos:narrowMatch new`` reads "old has the narrower match new": new is contained in old.
XKOS associations say nothing of strength, so only what licenses a transfer is one; a joint correspondence is
one association with several sources, and its parts are ``skos:relatedMatch`` alone. What else the rules say
is a ``Finding`` of our own, which no one mistakes for a mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from lmrules.interchange.crosswalk import LICENSING, Crosswalk, Kind, Lone, Match, Passage, Reading, Style
from lmrules.interchange.identity import MANUAL, UNSPECIFIED, code_iri, own_iri, prefixes_of, set_iri
from lmrules.interchange.skos_integrity import mappings
from lmrules.model.model import ObjectiveId

PROPERTIES: Mapping[Kind, str] = {
    "exact": "skos:exactMatch",
    "narrow": "skos:narrowMatch",
    "broad": "skos:broadMatch",
    "related": "skos:relatedMatch",
}
_VOCABULARIES = {
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LOCAL = re.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]*)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
Facts = list[tuple[str, str]]


def write(crosswalk: Crosswalk, style: Style) -> bytes:
    """``crosswalk`` as Turtle; the statements of a set stand in its order."""
    writer = _Writer(crosswalk, style, prefixes_of(crosswalk.schemes))
    blocks = ["\n".join(writer.prefixes()), *writer.schemes(), *writer.concepts(), *writer.correspondences()]
    return ("\n\n".join(blocks) + "\n").encode()


def read(data: bytes, name: str) -> Reading:
    """What a Turtle file says; ``ModuleNotFoundError`` without rdflib."""
    from lmrules.interchange.skos_reading import read_turtle

    return read_turtle(data, name)


def literal(text: str) -> str:
    """``text`` as a literal of Turtle."""
    escaped = "".join(_ESCAPES.get(c) or (c if c.isprintable() else f"\\u{ord(c):04X}"[:6]) for c in text)
    return f'"{escaped}"'


@attrs.frozen
class _Writer:
    crosswalk: Crosswalk
    style: Style
    named: Mapping[str, str]

    def prefixes(self) -> Iterator[str]:
        for scheme in self.crosswalk.schemes:
            yield f"@prefix {self.named[scheme.name]}: <{set_iri(self.style.base, scheme)}/> ."
        for prefix, iri in _VOCABULARIES.items():
            yield f"@prefix {prefix}: <{iri}> ."
        yield f"@prefix lmr: <{self.own('property')}/> ."

    def schemes(self) -> Iterator[str]:
        """The sets, each in its version."""
        for scheme in self.crosswalk.schemes:
            facts = [("a", "skos:ConceptScheme"), ("skos:prefLabel", literal(scheme.title or scheme.name))]
            facts.append(("owl:versionInfo", literal(scheme.version)))
            if scheme.start:
                facts.append(("dct:issued", f'"{scheme.start.isoformat()}"^^xsd:date'))
            yield _block(self.scheme(scheme.name), facts)

    def concepts(self) -> Iterator[str]:
        """The objectives, with what each is mapped to."""
        mapped: dict[ObjectiveId, Facts] = {}
        for subject, kind, target in mappings(self.crosswalk):
            mapped.setdefault(subject, []).append((PROPERTIES[kind], self.concept(target)))
        for scheme in self.crosswalk.schemes:
            for concept in scheme.concepts:
                facts = [("a", "skos:Concept"), ("skos:inScheme", self.scheme(scheme.name))]
                facts.append(("skos:notation", literal(concept.id.code)))
                if concept.title:
                    facts.append(("skos:prefLabel", literal(concept.title)))
                yield _block(self.concept(concept.id), facts + mapped.get(concept.id, []))

    def correspondences(self) -> Iterator[str]:
        """Each transition, what it is made of, and its findings."""
        for passage in self.crosswalk.passages:
            made: dict[str, Facts] = {}
            beside: dict[str, Facts] = {}
            for match in passage.matches:
                licensed = match.kind in LICENSING
                facts = self.association(match) if licensed else self.finding(match)
                (made if licensed else beside)[self.statement(passage, match.rule)] = facts
            for kind, end, lones in (
                ("retired", "xkos:sourceConcept", passage.retired),
                ("new", "xkos:targetConcept", passage.declared_new),
            ):
                for lone in lones:
                    facts = [("a", "xkos:ConceptAssociation"), (end, self.concept(lone.objective))]
                    made[self.statement(passage, "fates", kind, lone.objective.code)] = facts + self.told(
                        lone
                    )
            head = [("a", "xkos:Correspondence")]
            head += [("xkos:compares", self.scheme(name)) for name in (passage.old, passage.new)]
            head.append(("owl:versionInfo", literal(self.crosswalk.digest)))
            if passage.day:
                head.append(("dct:valid", f'"{passage.day.isoformat()}"^^xsd:date'))
            head += [("xkos:madeOf", name) for name in made]
            yield _block(self.statement(passage), head)
            yield from (_block(name, facts) for name, facts in (made | beside).items())

    def association(self, match: Match) -> Facts:
        """What licenses a transfer."""
        facts = [("a", "xkos:ConceptAssociation")]
        facts += [("xkos:sourceConcept", self.concept(o)) for o in match.old]
        facts.append(("xkos:targetConcept", self.concept(match.new)))
        return facts + self.said(match) + self.told(match)

    def finding(self, match: Match) -> Facts:
        """What licenses nothing."""
        facts = [("a", "lmr:Finding")]
        facts += [("lmr:old", self.concept(o)) for o in match.old]
        facts.append(("lmr:new", self.concept(match.new)))
        return facts + self.said(match) + self.told(match)

    def said(self, match: Match) -> Facts:
        facts = [("lmr:rule", literal(match.rule)), ("lmr:relation", literal(match.kind))]
        if match.claim:
            facts.append(("lmr:claim", literal(match.claim)))
        if match.remark:
            facts.append(("skos:note", literal(match.remark)))
        return facts

    def told(self, statement: Match | Lone) -> Facts:
        justified = MANUAL if statement.manual else UNSPECIFIED
        facts = [("sssom:mapping_justification", f"semapv:{justified}")]
        if reason := " ".join(statement.reasons):
            facts.append(("dct:description", literal(reason)))
        return facts + [("dct:source", literal(source)) for source in statement.sources]

    def concept(self, objective: ObjectiveId) -> str:
        iri = code_iri(self.style.base, self.crosswalk.scheme(objective.set), objective.code)
        local = iri.rpartition("/")[2]
        return f"{self.named[objective.set]}:{local}" if _LOCAL.fullmatch(local) else f"<{iri}>"

    def scheme(self, name: str) -> str:
        return f"<{set_iri(self.style.base, self.crosswalk.scheme(name))}>"

    def statement(self, passage: Passage, *parts: str) -> str:
        return f"<{self.own('map', passage.old, passage.new, *parts)}>"

    def own(self, *parts: str) -> str:
        return own_iri(self.style.base, *parts)


def _block(subject: str, facts: Iterable[tuple[str, str]]) -> str:
    """One subject with its facts; values of the same property after each other."""
    values: dict[str, list[str]] = {}
    for name, value in facts:
        values.setdefault(name, []).append(value)
    lines = [f"{name} {', '.join(dict.fromkeys(found))}" for name, found in values.items()]
    return f"{subject} " + " ;\n    ".join(lines) + " ."
