"""SSSOM, read: the header, a subset of YAML, and the records."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from lmrules.approvals.from_csv import iter_records
from lmrules.diagnostics.codes_interchange import UNKNOWN_CONDITION
from lmrules.interchange.crosswalk import Crosswalk, Kind, Lone, Match
from lmrules.interchange.gathering import Gatherer
from lmrules.interchange.identity import MANUAL, Side, code_of, names_of
from lmrules.interchange.reading import Findings, cut, filled, is_claim
from lmrules.messages import Text
from lmrules.messages.cells import plain_cell
from lmrules.model.model import ObjectiveId
from lmrules.source import Span

PREDICATES: Mapping[Kind, tuple[str, str]] = {
    "exact": ("skos:exactMatch", ""),
    "narrow": ("skos:narrowMatch", ""),
    "broad": ("skos:broadMatch", ""),
    "related": ("skos:relatedMatch", ""),
    "unrelated": ("skos:relatedMatch", "Not"),
}
"""How each kind is written: the predicate, and its modifier."""
NO_TERM = "sssom:NoTermFound"
COMPOSED = "composed entity expression"
AND = " AND "
TOOL = "lmrules"
"""What `mapping_tool` says of files of our own."""

_KINDS: Mapping[str, Kind] = {
    **{predicate: kind for kind, (predicate, modifier) in PREDICATES.items() if not modifier},
    "skos:closeMatch": "related",
}
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_PROPAGATED = ("subject_source", "subject_source_version", "object_source", "object_source_version",
               "mapping_tool", "subject_type", "object_type")  # fmt: skip
_FREE = ("subject_label", "object_label", "curation_rule_text", "comment", "ext_lmr_source", "ext_lmr_claim")

_NO_TABLE = Text("den har ingen tabell", "ho har ingen tabell", "it has no table")
_NO_COLUMN = Text(
    "kolonnen `{column}` mangler", "kolonnen `{column}` manglar", "the column `{column}` is missing"
)
_SAME_COLUMN = Text(
    "kolonnen `{column}` står to ganger", "kolonnen `{column}` står to gonger",
    "the column `{column}` stands twice",
)  # fmt: skip
_MAP = Text(
    "`curie_map` må ha ett prefiks på hver linje",
    "`curie_map` må ha eitt prefiks på kvar linje",
    "`curie_map` must have one prefix on each line",
)
_TWICE = Text(
    "`{key}` står to ganger i hodet", "`{key}` står to gonger i hovudet", "`{key}` stands twice in the header"
)
_QUOTES = Text(
    "anførselstegnene går ikke opp", "hermeteikna går ikkje opp", "the quotation marks do not match"
)
_CELLS = Text(
    "den har {found} celler, overskriften {wanted}", "ho har {found} celler, overskrifta {wanted}",
    "it has {found} cells, the header {wanted}",
)  # fmt: skip
_COMPOSED_OBJECT = Text(
    "objektet er sammensatt, og ikke ett mål",
    "objektet er samansett, og ikkje eitt mål",
    "the object is composed, and not one objective",
)
_NO_EXPRESSION = Text(
    "subjektet er sammensatt, men ikke av koder med `AND` imellom (`ext_lmr_expression`)",
    "subjektet er samansett, men ikkje av kodar med `AND` imellom (`ext_lmr_expression`)",
    "the subject is composed, but not of codes with `AND` between them (`ext_lmr_expression`)",
)
_NO_WHOLE = Text(
    "raden er del av `{record}`, som ikke er i filen",
    "rada er del av `{record}`, som ikkje er i fila",
    "the row is part of `{record}`, which is not in the file",
)
_BOTH_NOTHING = Text(
    "både subjekt og objekt er `sssom:NoTermFound`", "både subjekt og objekt er `sssom:NoTermFound`",
    "both subject and object are `sssom:NoTermFound`",
)  # fmt: skip
_HEADER = re.compile(r"(?P<indent>\s*)(?P<key>[^\s:'\"][^:]*?|\"[^\"]*\"|'[^']*')\s*:(?:\s+(?P<value>.*))?$")


def crosswalk_from(findings: Findings) -> Crosswalk:
    """What a mapping set says; what is wrong with it goes to ``findings``."""
    lines = io.StringIO(findings.source.text, newline="").readlines()
    first = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
    if first is None:
        raise findings.refuse(_NO_TABLE)
    head, prefixes = _header([line[1:] for line in lines[:first] if line.startswith("#")], findings)
    reader = _Reader(findings, head, prefixes)
    for cells, at in _records(lines[first:], first, findings):
        reader.record(cells, at)
    reader.finish()
    return reader.gatherer.crosswalk()


def _header(lines: list[str], findings: Findings) -> tuple[dict[str, str], dict[str, str]]:
    """The slots of the header that are one value, and the prefixes. Nothing else of YAML is understood."""
    head: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    lines = [line.rstrip() for line in lines if line.strip()]
    if lines and all(line.startswith(" ") for line in lines):
        lines = [line[1:] for line in lines]
    within = ""
    for line in lines:
        found = _HEADER.match(line)
        if found is None or line.lstrip().startswith("-"):
            continue
        key, value = _scalar(found["key"]), _scalar(found["value"] or "")
        known = prefixes if found["indent"] and within == "curie_map" else head
        if found["indent"] and known is head:
            continue
        if known is head:
            within = key
            if key == "curie_map" and value:
                raise findings.refuse(_MAP)
        if key in known and known[key] != value:
            raise findings.refuse(_TWICE, key=key)
        known[key] = value
    return head, prefixes


def _scalar(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text


def _records(lines: list[str], before: int, findings: Findings) -> Iterator[tuple[dict[str, str], Span]]:
    columns: list[str] | None = None
    for record in iter_records(iter(lines), "\t"):
        at = findings.line(record.line + before)
        if record.cells is None:
            findings.row(at, _QUOTES)
        elif columns is None:
            columns = [cell.strip() for cell in record.cells]
            for name in columns:
                if columns.count(name) > 1:
                    raise findings.refuse(_SAME_COLUMN, at, column=name)
            for name in _NEEDED:
                if name not in columns:
                    raise findings.refuse(_NO_COLUMN, at, column=name)
        elif not record.blank:
            findings.count()
            if len(record.cells) != len(columns):
                findings.row(at, _CELLS, found=len(record.cells), wanted=len(columns))
            else:
                yield dict(zip(columns, (c.strip() for c in record.cells), strict=True)), at


@attrs.define
class _Reader:
    findings: Findings
    head: Mapping[str, str]
    prefixes: Mapping[str, str]
    gatherer: Gatherer = attrs.field(factory=Gatherer)
    sides: dict[tuple[str, ...], tuple[Side, Side, str, str]] = attrs.field(factory=dict)
    wholes: set[str] = attrs.field(factory=set)
    parts: list[tuple[str, Span]] = attrs.field(factory=list)

    def record(self, given: Mapping[str, str], at: Span) -> None:
        """One record; slots of the whole set fill in what it does not say."""
        cells = {slot: self.head.get(slot, "") for slot in _PROPAGATED}
        cells |= {slot: value for slot, value in given.items() if value}
        if cells["mapping_tool"] == TOOL:
            # What we made safe for spreadsheets is given back as it was.
            cells |= {slot: plain_cell(cells[slot]) for slot in _FREE if slot in cells}
        for slot in _NEEDED:
            if not cells.get(slot):
                self.findings.missing(at, slot)
                return
        kind = _KINDS.get(self.predicate(cells["predicate_id"]))
        if kind is None:
            self.findings.unknown(at, "predicate_id", cells["predicate_id"])
        elif cells.get("predicate_modifier", "") not in ("", "Not"):
            self.findings.unknown(at, "predicate_modifier", cells["predicate_modifier"])
        elif not is_claim(cells.get("ext_lmr_claim") or "="):
            self.findings.unknown(at, "ext_lmr_claim", cells["ext_lmr_claim"])
        elif cells["object_type"] == COMPOSED:
            self.findings.add(UNKNOWN_CONDITION.at(at, why=filled(_COMPOSED_OBJECT, {})))
        elif part_of := cells.get("ext_lmr_part_of"):
            self.parts.append((part_of, at))
        else:
            self.wholes.add(cells.get("record_id", ""))
            self.whole(kind, cells, at)

    def whole(self, kind: Kind, cells: Mapping[str, str], at: Span) -> None:
        """A record that stands for itself."""
        nothing = [cells[slot] == NO_TERM for slot in ("subject_id", "object_id")]
        if all(nothing):
            self.findings.row(at, _BOTH_NOTHING)
            return
        source, target, old, new = self.between(cells)
        day = self.findings.day(at, "ext_lmr_effective", cells.get("ext_lmr_effective", ""))
        told = _told(cells)
        if nothing[1]:
            objective = self.objective(cells["subject_id"], source, old, cells.get("subject_label", ""), at)
            self.gatherer.way(old, new, day).retired.append(Lone(objective=objective, at=at, **told))
            return
        objective = self.objective(cells["object_id"], target, new, cells.get("object_label", ""), at)
        if nothing[0]:
            self.gatherer.way(old, new, day).declared_new.append(Lone(objective=objective, at=at, **told))
            return
        olds = self.subjects(cells, source, old, at)
        if olds and cells.get("predicate_modifier"):
            # To deny more than `relatedMatch` is to say less: it is written as a draft.
            told["manual"] = told["manual"] and kind == "related"
            kind = "unrelated"
        if olds:
            rule = code_of(cells.get("record_id", ""), Side(""))
            claim = cells.get("ext_lmr_claim", "")
            match = Match(old=olds, new=objective, kind=kind, rule=rule, claim=claim, at=at, **told)
            self.gatherer.match(match, day)

    def subjects(self, cells: Mapping[str, str], side: Side, name: str, at: Span) -> tuple[ObjectiveId, ...]:
        """The old objectives: one, or those that a composed subject is made of."""
        if cells["subject_type"] != COMPOSED:
            return (self.objective(cells["subject_id"], side, name, cells.get("subject_label", ""), at),)
        codes = [part.strip() for part in cells.get("ext_lmr_expression", "").split(AND)]
        if len(codes) < 2 or not all(re.fullmatch(r"[^\s()]+", code) for code in codes):  # noqa: PLR2004 - a joint
            why = filled(_NO_EXPRESSION, {})
            self.findings.add(UNKNOWN_CONDITION.at(at, why=why))
            return ()
        return tuple(dict.fromkeys(self.objective(code, side, name, "", at) for code in codes))

    def objective(self, curie: str, side: Side, name: str, title: str, at: Span) -> ObjectiveId:
        objective = ObjectiveId(name, code_of(self.expanded(curie), side))
        self.gatherer.concepts([objective], title, at)
        return objective

    def between(self, cells: Mapping[str, str]) -> tuple[Side, Side, str, str]:
        """The two sets of a record, and what they are called."""
        key = tuple(cells.get(slot, "") for slot in _PROPAGATED[:4])
        prefix = tuple(cells[slot].partition(":")[0] for slot in ("subject_id", "object_id"))
        known = self.sides.get((*key, *prefix))
        if known is None:
            source = Side(self.expanded(key[0]) or self.prefixes.get(prefix[0], prefix[0]), key[1])
            target = Side(self.expanded(key[2]) or self.prefixes.get(prefix[1], prefix[1]), key[3])
            known = (source, target, *names_of(source, target))
            self.sides[*key, *prefix] = known
            self.gatherer.scheme(known[2], source.start)
            self.gatherer.scheme(known[3], target.start)
        return known

    def finish(self) -> None:
        """A part of something that is not there holds on a condition that nobody can see."""
        for record, at in self.parts:
            if record not in self.wholes:
                self.findings.add(UNKNOWN_CONDITION.at(at, why=filled(_NO_WHOLE, {"record": cut(record)})))

    def expanded(self, curie: str) -> str:
        prefix, colon, local = curie.partition(":")
        return self.prefixes[prefix] + local if colon and prefix in self.prefixes else curie

    def predicate(self, given: str) -> str:
        iri = self.expanded(given)
        return f"skos:{iri.removeprefix(_SKOS)}" if iri.startswith(_SKOS) else given


def _told(cells: Mapping[str, str]) -> dict[str, Any]:
    reasons = re.split(r"(?<!\\)\|", cells.get("curation_rule_text", ""))
    return {
        "manual": cells["mapping_justification"].rpartition(":")[2] == MANUAL,
        "reasons": tuple(r.replace("\\|", "|") for r in reasons if r),
        "sources": tuple(filter(None, (s.strip() for s in cells.get("ext_lmr_source", "").split(";")))),
    }
