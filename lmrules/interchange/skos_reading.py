"""SKOS and XKOS in Turtle, read with rdflib.

Nothing is inferred, and nothing turned round: a mapping whose subject is the newer objective is an error.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import attrs
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from lmrules.interchange.crosswalk import LICENSING, Crosswalk, Kind, Lone, Match, Reading
from lmrules.interchange.gathering import Gatherer
from lmrules.interchange.identity import MANUAL, Side, code_of, day_of, names_of
from lmrules.interchange.reading import HALF, Findings, cut, is_claim, reading_of
from lmrules.messages import Text
from lmrules.model.model import ObjectiveId
from lmrules.source import Span

_SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
_XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
_DCT = Namespace("http://purl.org/dc/terms/")
_OWL = Namespace("http://www.w3.org/2002/07/owl#")
_JUSTIFIED = URIRef("https://w3id.org/sssom/mapping_justification")
_OWN = "/rules/property/"
_KINDS: Mapping[URIRef, Kind] = {
    _SKOS.exactMatch: "exact",
    _SKOS.narrowMatch: "narrow",
    _SKOS.broadMatch: "broad",
    _SKOS.relatedMatch: "related",
    _SKOS.closeMatch: "related",
    _SKOS.mappingRelation: "related",
}
_WORDS: Mapping[str, Kind] = {kind: kind for kind in ("exact", "narrow", "broad", "related", "unrelated")}
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_DEPTH = 50
_MOST_TRIPLES = 500_000

_BAD = Text("dette er ikke gyldig Turtle", "dette er ikkje gyldig Turtle", "this is not valid Turtle")
_DEEP = Text("klammer er nøstet for dypt", "klammer er nøsta for djupt", "brackets are nested too deeply")
_MANY = Text("den har for mange utsagn", "ho har for mange utsegner", "it has too many statements")
_NO_SCHEME = Text(
    "`{code}` er ikke i noe sett (`skos:inScheme`)",
    "`{code}` er ikkje i noko sett (`skos:inScheme`)",
    "`{code}` is in no set (`skos:inScheme`)",
)
_SCHEMES = Text(
    "det er ikke klart hvilke to sett koblingen er mellom",
    "det er ikkje klart kva to sett koplinga er mellom",
    "it is not clear which two sets the correspondence is between",
)
_OTHER_DAY = Text(
    "en annen kobling mellom de samme settene har en annen dato",
    "ei anna kopling mellom dei same setta har ein annan dato",
    "another correspondence between the same sets has another date",
)
_NOTHING = Text(
    "koblingen har verken kilde eller mål", "koplinga har verken kjelde eller mål",
    "the association has neither source nor target",
)  # fmt: skip


def read_turtle(data: bytes, name: str) -> Reading:
    """What a Turtle file says."""
    return reading_of(data, name, "SKOS/XKOS (Turtle)", lambda f: _Reader(f, _graph(f)).crosswalk())


def _graph(findings: Findings) -> Graph:
    text = findings.source.text
    depth = 0
    for bracket in re.finditer(r"[\[(\])]", text):
        depth += 1 if bracket.group() in "[(" else -1
        if depth > _MOST_DEPTH:
            raise findings.refuse(_DEEP, Span(findings.source, bracket.start(), bracket.end()))
    graph = Graph()
    try:
        with _quiet():
            graph.parse(data=text, format="turtle", publicID="urn:lmrules:file:")
    except Exception as error:  # noqa: BLE001 - rdflib raises many kinds, all for what stands in the file
        line = getattr(error, "lines", 0)
        raise findings.refuse(_BAD, findings.line(line + 1) if isinstance(line, int) else None) from None
    if len(graph) > _MOST_TRIPLES:
        raise findings.refuse(_MANY)
    if any(_SURROGATE.search(node) for triple in graph for node in triple if isinstance(node, str)):
        raise findings.refuse(HALF)
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    """What rdflib finds odd it logs, with its value; nothing of a file belongs in a log."""
    loggers = [logging.getLogger(name) for name in ("rdflib", "rdflib.term")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.disabled = was


@attrs.define(slots=False)
class _Reader:
    findings: Findings
    graph: Graph
    gatherer: Gatherer = attrs.field(factory=Gatherer)
    used: set[tuple[Node, Node]] = attrs.field(factory=set)
    homeless: set[Node] = attrs.field(factory=set)

    def crosswalk(self) -> Crosswalk:
        for statement in (*self.of_type(_XKOS.ConceptAssociation), *self.findings_of_ours()):
            self.findings.count()
            self.statement(statement)
        for old, new in sorted(
            self.mappings.keys() - self.used, key=lambda pair: tuple(map(self.order, pair))
        ):
            # What no statement accounts for, nobody has decided.
            self.findings.count()
            for kind in self.mappings[old, new]:
                self.match((old,), new, kind, manual=False)
        return self.gatherer.crosswalk()

    # ------------------------------------------------------------------- what the graph says

    @cached_property
    def mappings(self) -> dict[tuple[Node, Node], list[Kind]]:
        """Every mapping of one concept to another: its kinds, sorted."""
        found: dict[tuple[Node, Node], list[Kind]] = {}
        for predicate, kind in _KINDS.items():
            for old, new in self.graph.subject_objects(predicate):
                known = found.setdefault((old, new), [])
                known[:] = sorted({*known, kind})
        return found

    @cached_property
    def words(self) -> dict[str, int]:
        """Where each word first stands in the file."""
        found: dict[str, int] = {}
        for word in re.finditer(r"[\w%.-]+", self.findings.source.text):
            found.setdefault(word.group().rstrip("."), word.start())
        return found

    @cached_property
    def days(self) -> dict[frozenset[Node], dt.date | None]:
        """From when the correspondence between two sets holds."""
        found: dict[frozenset[Node], dt.date | None] = {}
        for whole in self.of_type(_XKOS.Correspondence):
            day = self.findings.day(self.at(whole), "dct:valid", self.text(whole, _DCT.valid))
            if found.setdefault(frozenset(self.graph.objects(whole, _XKOS.compares)), day) != day:
                self.findings.row(self.at(whole), _OTHER_DAY)
        return found

    def ordered(self, nodes: Iterable[Node]) -> list[Node]:
        """``nodes``, each once, in an order that depends on the file alone."""
        return sorted(set(nodes), key=self.order)

    def order(self, node: Node) -> tuple[bool, str]:
        """A node's place: a blank one has a new name at each reading, so it goes by what is said of it."""
        if not isinstance(node, BNode):
            return False, str(node)
        said = self.graph.predicate_objects(node)
        return True, "\n".join(sorted(f"{p} {o}" for p, o in said if not isinstance(o, BNode)))

    def of_type(self, kind: Node) -> list[Node]:
        return self.ordered(self.graph.subjects(RDF.type, kind))

    def findings_of_ours(self) -> list[Node]:
        kinds = {k for k in self.graph.objects(None, RDF.type) if str(k).endswith(f"{_OWN}Finding")}
        return self.ordered({s for kind in kinds for s in self.of_type(kind)})

    def texts(self, subject: Node, predicate: Node) -> list[str]:
        return sorted(str(v) for v in self.graph.objects(subject, predicate) if isinstance(v, Literal))

    def text(self, subject: Node, predicate: Node) -> str:
        """A literal: the first, where there are several."""
        return next(iter(self.texts(subject, predicate)), "")

    def own(self, subject: Node, name: str) -> list[Node]:
        """The values of a property of ours, whatever its address begins with."""
        wanted = f"{_OWN}{name}"
        return self.ordered(o for p, o in self.graph.predicate_objects(subject) if str(p).endswith(wanted))

    def word(self, subject: Node, name: str) -> str:
        return "".join(str(value) for value in self.own(subject, name))

    def at(self, node: Node) -> Span:
        """Where something first stands in the file."""
        local = re.split(r"[/#]", str(node).rstrip("/#"))[-1]
        start = self.words.get(local)
        source = self.findings.source
        return Span(source, start, start + len(local)) if start is not None else self.findings.whole

    # ------------------------------------------------------------------- sets and codes

    def scheme_of(self, concept: Node) -> Node | None:
        """The one set that a concept is in; a finding, once, where there is none or more."""
        schemes = self.ordered(self.graph.objects(concept, _SKOS.inScheme))
        if len(schemes) == 1 and isinstance(concept, URIRef) and isinstance(schemes[0], URIRef):
            return schemes[0]
        if concept not in self.homeless:
            self.homeless.add(concept)
            self.findings.row(self.at(concept), _NO_SCHEME, code=cut(str(concept)))
        return None

    def side(self, scheme: Node) -> Side:
        version = self.text(scheme, _OWL.versionInfo) or self.text(scheme, _DCT.issued)[:10]
        return Side(str(scheme), version)

    def names(self, old: Node, new: Node) -> tuple[str, str]:
        """What two sets are called."""
        sides = self.side(old), self.side(new)
        names = names_of(*sides)
        for name, side, scheme in zip(names, sides, (old, new), strict=True):
            starts = day_of(self.text(scheme, _DCT.issued)[:10]) or side.start
            self.gatherer.scheme(name, starts, title=self.text(scheme, _SKOS.prefLabel))
        return names

    def objective(self, concept: Node, scheme: Node, name: str) -> ObjectiveId:
        codes = self.texts(concept, _SKOS.notation)
        code = codes[0] if len(codes) == 1 else code_of(str(concept), self.side(scheme))
        objective = ObjectiveId(name, code)
        self.gatherer.concepts([objective], self.text(concept, _SKOS.prefLabel), self.at(concept))
        return objective

    # ------------------------------------------------------------------- statements

    def statement(self, statement: Node) -> None:
        """An association, or a finding of ours."""
        olds = self.ordered(
            {*self.graph.objects(statement, _XKOS.sourceConcept), *self.own(statement, "old")}
        )
        news = self.ordered(
            {*self.graph.objects(statement, _XKOS.targetConcept), *self.own(statement, "new")}
        )
        relation, claim = self.word(statement, "relation"), self.word(statement, "claim")
        if relation and relation not in _WORDS:
            self.findings.unknown(self.at(statement), "relation", relation)
        elif claim and not is_claim(claim):
            self.findings.unknown(self.at(statement), "claim", claim)
        elif not olds and not news:
            self.findings.row(self.at(statement), _NOTHING)
        elif not olds or not news:
            for concept in olds or news:
                self.lone(statement, concept, retired=bool(olds))
        else:
            for new in news:
                self.related(statement, tuple(olds), new, relation)

    def related(self, statement: Node, olds: tuple[Node, ...], new: Node, relation: str) -> None:
        """What a statement says of some old concepts and a new one."""
        manual = self.is_manual(statement)
        kinds = self.mappings.get((olds[0], new), [])
        if len(olds) > 1:
            # Its parts are related for its sake, and only so.
            self.used |= {(old, new) for old in olds if self.mappings.get((old, new)) == ["related"]}
            kinds = [_WORDS[relation]] if relation else ["narrow"]
            manual = manual and bool(relation)
        elif kinds:
            self.used.add((olds[0], new))
        elif relation and _WORDS[relation] not in LICENSING:
            kinds = [_WORDS[relation]]
        else:
            # An association alone does not say how strong it is.
            kinds, manual = ["related"], False
        for kind in kinds:
            self.match(olds, new, kind, statement, manual=manual)

    def match(
        self, olds: tuple[Node, ...], new: Node, kind: Kind, statement: Node | None = None, *, manual: bool
    ) -> None:
        schemes = [self.scheme_of(concept) for concept in (*olds, new)]
        if None in schemes:
            return
        first, last = schemes[0], schemes[-1]
        if first is None or last is None or len(set(schemes[:-1])) > 1:
            self.findings.row(self.at(olds[0]), _SCHEMES)
            return
        names = self.names(first, last)
        match = Match(
            old=tuple(self.objective(old, first, names[0]) for old in olds),
            new=self.objective(new, last, names[1]),
            kind=kind,
            rule=self.word(statement, "rule") if statement is not None else "",
            claim=self.word(statement, "claim") if statement is not None else "",
            manual=manual,
            at=self.at(olds[0]),
            **(self.told(statement) if statement is not None else {}),
        )
        self.gatherer.match(match, self.days.get(frozenset({first, last})))

    def lone(self, statement: Node, concept: Node, *, retired: bool) -> None:
        """A concept that leads nowhere, or comes from nowhere, in the correspondence it is part of."""
        mine = self.scheme_of(concept)
        if mine is None:
            return
        whole = self.ordered(self.graph.subjects(_XKOS.madeOf, statement))
        others = {s for c in whole for s in self.graph.objects(c, _XKOS.compares)} - {mine}
        if len(others) != 1:
            self.findings.row(self.at(concept), _SCHEMES)
            return
        (other,) = others
        names = self.names(mine, other) if retired else self.names(other, mine)
        objective = self.objective(concept, mine, names[not retired])
        lone = Lone(
            objective=objective,
            manual=self.is_manual(statement),
            at=self.at(concept),
            **self.told(statement),
        )
        way = self.gatherer.way(*names, self.days.get(frozenset({mine, other})))
        (way.retired if retired else way.declared_new).append(lone)

    def is_manual(self, statement: Node) -> bool:
        justified = [str(o) for o in self.graph.objects(statement, _JUSTIFIED)]
        return [j.rpartition("/")[2] for j in justified] == [MANUAL]

    def told(self, statement: Node) -> dict[str, Any]:
        return {
            "reasons": tuple(self.texts(statement, _DCT.description)),
            "sources": tuple(self.texts(statement, _DCT.source)),
        }
