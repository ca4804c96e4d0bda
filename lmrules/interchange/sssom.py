"""SSSOM 1.1, as TSV with embedded metadata (https://mapping-commons.github.io/sssom/).

The subject is old and the object new. A joint correspondence has a composed subject, which is the identifier
of no objective; its parts are written as ``skos:relatedMatch`` alone. `≠` is ``skos:relatedMatch`` with the
modifier ``Not``, so that who overlooks the modifier still has nothing that licenses a transfer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

import attrs

from lmrules.interchange.crosswalk import Crosswalk, Lone, Match, Passage, Reading, Style
from lmrules.interchange.identity import MANUAL, UNSPECIFIED, code_iri, own_iri, prefixes_of, set_iri
from lmrules.interchange.reading import reading_of
from lmrules.interchange.sssom_reading import AND, COMPOSED, NO_TERM, PREDICATES, TOOL, crosswalk_from
from lmrules.interchange.words import component_remark, together
from lmrules.messages.cells import safe_cell
from lmrules.model.model import ObjectiveId

COLUMNS = (
    "record_id", "subject_id", "subject_label", "subject_type", "subject_source", "subject_source_version",
    "predicate_id", "predicate_modifier", "object_id", "object_label", "object_type", "object_source",
    "object_source_version", "mapping_justification", "mapping_tool", "curation_rule_text", "comment",
    "ext_lmr_claim", "ext_lmr_expression", "ext_lmr_part_of", "ext_lmr_source", "ext_lmr_effective",
)  # fmt: skip
_EXTENSIONS = {
    "ext_lmr_claim": ("claim", "string"),
    "ext_lmr_expression": ("expression", "string"),
    "ext_lmr_part_of": ("part-of", "string"),
    "ext_lmr_source": ("source", "string"),
    "ext_lmr_effective": ("effective", "date"),
}


def write(crosswalk: Crosswalk, style: Style) -> bytes:
    """``crosswalk`` as a mapping set."""
    writer = _Writer(crosswalk, style, prefixes_of(crosswalk.schemes), crosswalk.titles)
    text = io.StringIO()
    text.writelines(f"#{line}\n" for line in writer.metadata())
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    for record in writer.records():
        table.writerow([" ".join(record.get(column, "").split()) for column in COLUMNS])
    return text.getvalue().encode()


def read(data: bytes, name: str) -> Reading:
    """What a mapping set says."""
    return reading_of(data, name, "SSSOM", crosswalk_from)


def _yaml(text: str) -> str:
    """A YAML scalar in double quotes, on one line."""
    plain = " ".join(text.split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


@attrs.frozen
class _Writer:
    crosswalk: Crosswalk
    style: Style
    prefixes: Mapping[str, str]
    titles: Mapping[ObjectiveId, str]

    def metadata(self) -> Iterator[str]:
        """The header, line by line."""
        base, crosswalk = self.style.base, self.crosswalk
        yield 'sssom_version: "1.1"'
        yield "curie_map:"
        for scheme in crosswalk.schemes:
            yield f"  {self.prefixes[scheme.name]}: {_yaml(set_iri(base, scheme) + '/')}"
        yield f"  LMR: {_yaml(base)}"
        yield f"mapping_set_id: {_yaml(own_iri(base, 'map'))}"
        yield f"mapping_set_version: {_yaml(crosswalk.digest)}"
        yield f"mapping_set_title: {_yaml(crosswalk.title or crosswalk.name)}"
        yield 'license: "https://w3id.org/sssom/license/unspecified"'
        yield "extension_definitions:"
        for slot, (name, kind) in _EXTENSIONS.items():
            yield f"- slot_name: {slot}"
            yield f"  property: LMR:rules/property/{name}"
            yield f"  type_hint: xsd:{kind}"

    def records(self) -> Iterator[dict[str, str]]:
        """The records, those of one transition after those of another."""
        for passage in self.crosswalk.passages:
            singles = {(m.old[0], m.new) for m in passage.matches if len(m.old) == 1}
            for match in passage.matches:
                yield self.match(passage, match)
                for one in match.old if len(match.old) > 1 else ():
                    # Where the pair has a record of its own, that one says more.
                    if (one, match.new) not in singles:
                        yield self.part(passage, match, one)
            for lone in passage.retired:
                yield {**self.lone(passage, lone), **self.subject(lone.objective), "object_id": NO_TERM}
            for lone in passage.declared_new:
                yield {**self.lone(passage, lone), "subject_id": NO_TERM, **self.object(lone.objective)}

    def match(self, passage: Passage, match: Match) -> dict[str, str]:
        predicate, modifier = PREDICATES[match.kind]
        joint = len(match.old) > 1
        composed = {
            "subject_id": self.record_id(passage, match.rule, "old"),
            "subject_label": together(match.old, self.style.lang),
            "subject_type": COMPOSED,
            "ext_lmr_expression": AND.join(map(self.curie, match.old)),
        }
        return {
            **self.shared(passage),
            **(composed if joint else self.subject(match.old[0])),
            **self.object(match.new),
            **self.told(match),
            "record_id": self.record_id(passage, match.rule),
            "predicate_id": predicate,
            "predicate_modifier": modifier,
            "comment": safe_cell(match.remark),
            "ext_lmr_claim": safe_cell(match.claim),
        }

    def part(self, passage: Passage, match: Match, one: ObjectiveId) -> dict[str, str]:
        """One old objective of a joint correspondence: related, and no more."""
        number = match.old.index(one) + 1
        return {
            **self.shared(passage),
            **self.subject(one),
            **self.object(match.new),
            **self.told(match),
            "record_id": self.record_id(passage, match.rule, str(number)),
            "predicate_id": "skos:relatedMatch",
            "comment": safe_cell(component_remark(match, one, self.style.lang)),
            "ext_lmr_part_of": self.record_id(passage, match.rule),
        }

    def lone(self, passage: Passage, lone: Lone) -> dict[str, str]:
        kind = "retired" if lone.objective.set == passage.old else "new"
        return {
            **self.shared(passage),
            **self.told(lone),
            "record_id": self.record_id(passage, "fates", kind, lone.objective.code),
            "predicate_id": "skos:exactMatch",
        }

    def shared(self, passage: Passage) -> dict[str, str]:
        """What every record of a transition has: both sets, in their versions, and from when it holds."""
        old, new = self.crosswalk.scheme(passage.old), self.crosswalk.scheme(passage.new)
        return {
            "subject_source": self.own_curie(set_iri(self.style.base, old)),
            "subject_source_version": old.version,
            "object_source": self.own_curie(set_iri(self.style.base, new)),
            "object_source_version": new.version,
            "mapping_tool": TOOL,
            "ext_lmr_effective": passage.day.isoformat() if passage.day else "",
        }

    def told(self, statement: Match | Lone) -> dict[str, str]:
        reasons = (safe_cell(reason).replace("|", "\\|") for reason in statement.reasons)
        return {
            "mapping_justification": f"semapv:{MANUAL if statement.manual else UNSPECIFIED}",
            "curation_rule_text": "|".join(reasons),
            "ext_lmr_source": safe_cell("; ".join(statement.sources)),
        }

    def subject(self, objective: ObjectiveId) -> dict[str, str]:
        return {
            "subject_id": self.curie(objective),
            "subject_label": safe_cell(self.titles[objective]),
            "subject_type": "skos concept",
        }

    def object(self, objective: ObjectiveId) -> dict[str, str]:
        return {
            "object_id": self.curie(objective),
            "object_label": safe_cell(self.titles[objective]),
            "object_type": "skos concept",
        }

    def curie(self, objective: ObjectiveId) -> str:
        scheme = self.crosswalk.scheme(objective.set)
        iri = code_iri(self.style.base, scheme, objective.code)
        return f"{self.prefixes[objective.set]}:{iri.rpartition('/')[2]}"

    def own_curie(self, iri: str) -> str:
        return f"LMR:{iri.removeprefix(self.style.base)}"

    def record_id(self, passage: Passage, *parts: str) -> str:
        return self.own_curie(own_iri(self.style.base, passage.old, passage.new, *parts))
