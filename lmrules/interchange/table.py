"""Correspondences as rows of cells: what CSV and Excel share.

The column ``transfers_to`` has a code only where old ≥ new is licensed, and ``compared_with`` in every other
row. So who looks at nothing but ``old`` and ``transfers_to`` never transfers more than the rulebook. A code
always has its set before it, and several codes in one cell are no code at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import attrs

from lmrules.formatting.words import SIGNS
from lmrules.interchange.crosswalk import (
    LICENSING,
    Crosswalk,
    Kind,
    Lone,
    Match,
    Passage,
    Style,
)
from lmrules.interchange.gathering import Gatherer
from lmrules.interchange.identity import MANUAL, UNSPECIFIED, day_of
from lmrules.interchange.reading import Findings, is_claim
from lmrules.interchange.words import together
from lmrules.messages import Text, words
from lmrules.messages.cells import plain_cell, safe_cell
from lmrules.model.model import ObjectiveId
from lmrules.model.writing import write_objective
from lmrules.source import Span
from lmrules.syntax.keywords import SPELLINGS
from lmrules.syntax.spelling import folded

COLUMNS = (
    "old_set", "old_version", "old", "relation", "transfers_to", "compared_with", "new_set", "new_version",
    "rule", "claim", "justification", "effective", "reason", "source", "old_title", "new_title", "remark",
)  # fmt: skip
_NORWEGIAN: Mapping[str, str] = {
    "gammelt": "old", "gammelt sett": "old_set", "gammel versjon": "old_version", "forhold": "relation",
    "overføres til": "transfers_to", "sammenlignet med": "compared_with", "nytt": "new",
    "nytt sett": "new_set", "ny versjon": "new_version", "regel": "rule", "påstand": "claim",
    "begrunnet": "justification", "gjelder fra": "effective", "fordi": "reason", "kilde": "source",
    "gammel tittel": "old_title", "ny tittel": "new_title", "merknad": "remark",
}  # fmt: skip
_KNOWN = (*COLUMNS, "new")
_TARGETS = ("transfers_to", "compared_with", "new")

_RELATIONS: Mapping[Kind, str] = {
    "exact": "equals", "narrow": "covers", "broad": "covered by", "related": "overlaps",
    "unrelated": "unrelated to",
}  # fmt: skip
_OF_SIGN: Mapping[str, Kind] = {
    "=": "exact", "≥": "narrow", ">": "narrow", "≤": "broad", "<": "broad", "~": "related", "≠": "unrelated",
}  # fmt: skip
_ALONE: tuple[Literal["retired"], Literal["new"]] = ("retired", "new")
_SPELLINGS: Mapping[str, Kind | Literal["retired", "new"]] = {
    **{word: _OF_SIGN[sign] for word, sign in SIGNS.items()},
    **{word: alone for alone in _ALONE for word in SPELLINGS[alone].values()},
}
"""Every word and sign of the rule language for a relation, and for what has none."""

_UNKNOWN_COLUMN = Text(
    "kolonnen `{column}` er ukjent (kjente er {known})",
    "kolonnen `{column}` er ukjend (kjende er {known})",
    "the column `{column}` is unknown (known are {known})",
)
_SAME_COLUMN = Text(
    "kolonnen `{column}` står to ganger",
    "kolonnen `{column}` står to gonger",
    "the column `{column}` stands twice",
)
_NO_COLUMN = Text(
    "kolonnen `{column}` mangler", "kolonnen `{column}` manglar", "the column `{column}` is missing"
)
_CELLS = Text(
    "den har {found} celler, overskriften {wanted}",
    "ho har {found} celler, overskrifta {wanted}",
    "it has {found} cells, the header {wanted}",
)
_BAD_CODES = Text(
    "`{column}` er ikke koder med `og` imellom, som `SETT/KODE og SETT/KODE`",
    "`{column}` er ikkje kodar med `og` imellom, som `SETT/KODE og SETT/KODE`",
    "`{column}` is not codes with `and` between them, such as `SET/CODE and SET/CODE`",
)
_NO_SET = Text(
    "`{column}` sier ikke hvilket sett koden er i", "`{column}` seier ikkje kva sett koden er i",
    "`{column}` does not say which set the code is in",
)  # fmt: skip
_ONE_SET = Text(
    "kodene på samme side er i ulike sett",
    "kodane på same side er i ulike sett",
    "the codes on one side are in different sets",
)
_ONE_TARGET = Text(
    "`{column}` skal ha én kode", "`{column}` skal ha éin kode", "`{column}` is to have one code"
)
_WRONG_TARGET = Text(
    "`transfers_to` er for rader med `equals` eller `covers`, og `compared_with` for alle andre",
    "`transfers_to` er for rader med `equals` eller `covers`, og `compared_with` for alle andre",
    "`transfers_to` is for rows with `equals` or `covers`, and `compared_with` for all others",
)
_LONE = Text(
    "en rad med `{relation}` gjelder bare ett mål",
    "ei rad med `{relation}` gjeld berre eitt mål",
    "a row with `{relation}` is about one objective only",
)


def rows_of(crosswalk: Crosswalk, style: Style) -> Iterator[tuple[str, ...]]:
    """The rows of a table, the header first; no cell can be taken for a formula."""
    yield COLUMNS
    titles = crosswalk.titles
    for passage in crosswalk.passages:
        for cells in _cells(crosswalk, passage, titles, style):
            yield tuple(safe_cell(cells.get(column, "")) for column in COLUMNS)


def _cells(
    crosswalk: Crosswalk, passage: Passage, titles: Mapping[ObjectiveId, str], style: Style
) -> Iterator[dict[str, str]]:
    shared = {"effective": passage.day.isoformat() if passage.day else ""}
    old = {"old_set": passage.old, "old_version": crosswalk.scheme(passage.old).version}
    new = {"new_set": passage.new, "new_version": crosswalk.scheme(passage.new).version}
    for match in passage.matches:
        target = "transfers_to" if match.kind in LICENSING else "compared_with"
        yield {
            **shared, **old, **new,
            "old": together(match.old, style.lang),
            "relation": _RELATIONS[match.kind],
            target: write_objective(match.new),
            "rule": match.rule,
            "claim": match.claim,
            "old_title": "; ".join(filter(None, (titles[o] for o in match.old))),
            "new_title": titles[match.new],
            "remark": match.remark,
            **_account(match),
        }  # fmt: skip
    for lone in passage.retired:
        yield {
            **shared, **old, **new, "old": write_objective(lone.objective), "relation": "retired",
            "old_title": titles[lone.objective], **_account(lone),
        }  # fmt: skip
    for lone in passage.declared_new:
        yield {
            **shared, **old, **new, "compared_with": write_objective(lone.objective), "relation": "new",
            "new_title": titles[lone.objective], **_account(lone),
        }  # fmt: skip


def _account(statement: Match | Lone) -> dict[str, str]:
    return {
        "justification": f"semapv:{MANUAL if statement.manual else UNSPECIFIED}",
        "reason": " ".join(statement.reasons),
        "source": "; ".join(statement.sources),
    }


# ---------------------------------------------------------------------------------------------- reading


@attrs.frozen
class Row:
    """One row of a file: its cells, and where it stands."""

    cells: tuple[str, ...]
    at: Span


def crosswalk_from(rows: Iterable[Row], findings: Findings) -> Crosswalk:
    """What the rows of a table say, the header first; what is wrong goes to ``findings``."""
    columns: list[str] | None = None
    reader = _Reader(findings)
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        if columns is None:
            columns = _header(row, findings)
            continue
        findings.count()
        if len(row.cells) != len(columns):
            findings.row(row.at, _CELLS, found=len(row.cells), wanted=len(columns))
            continue
        cells = {c: plain_cell(cell.strip()) for c, cell in zip(columns, row.cells, strict=True)}
        reader.row(cells, row.at)
    return reader.gatherer.crosswalk()


def _header(row: Row, findings: Findings) -> list[str]:
    known = {folded(name): name for name in _KNOWN} | {folded(n): c for n, c in _NORWEGIAN.items()}
    columns = []
    for cell in row.cells:
        name = known.get(folded(cell.strip()))
        if name is None:
            raise findings.refuse(_UNKNOWN_COLUMN, row.at, column=cell.strip(), known=words(_KNOWN))
        if name in columns:
            raise findings.refuse(_SAME_COLUMN, row.at, column=name)
        columns.append(name)
    for needed in ("old", "relation"):
        if needed not in columns:
            raise findings.refuse(_NO_COLUMN, row.at, column=needed)
    return columns


_CODE = re.compile(r"\s*(?:(?P<set>'[^']+'|[^\s/'+]+)/)?(?P<code>'[^']+'|[^\s/'+]+)\s*")
_AND = re.compile(rf"(?:{'|'.join(SPELLINGS['and'].values())}|\+)(?=\s)")


def codes_in(text: str) -> list[tuple[str, str]] | None:
    """The (set, code) pairs in ``A/1 og A/2``, the set empty where it is not said; None for anything else."""
    found, at = [], 0
    while True:
        code = _CODE.match(text, at)
        if code is None:
            return None
        found.append(((code["set"] or "").strip("'"), code["code"].strip("'")))
        at = code.end()
        if at == len(text):
            return found
        joined = _AND.match(text, at)
        if joined is None:
            return None
        at = joined.end()


@attrs.frozen
class _Reader:
    """Gathers rows into transitions."""

    findings: Findings
    gatherer: Gatherer = attrs.field(factory=Gatherer)

    def row(self, cells: Mapping[str, str], at: Span) -> None:
        """One row, its cells by column."""
        relation = cells.get("relation", "").casefold()
        kind = _SPELLINGS.get(relation)
        claim = cells.get("claim", "")
        if not relation:
            self.findings.missing(at, "relation")
        elif kind is None:
            self.findings.unknown(at, "relation", relation)
        elif claim and not is_claim(claim):
            self.findings.unknown(at, "claim", claim)
        elif kind in _ALONE:
            self.lone(kind, cells, at)
        else:
            self.match(kind, cells, at)

    def lone(self, kind: str, cells: Mapping[str, str], at: Span) -> None:
        """A row of one objective, and the name of the other set."""
        targets = [c for c in _TARGETS if cells.get(c)]
        if bool(cells.get("old")) != (kind == "retired") or bool(targets) != (kind == "new"):
            self.findings.row(at, _LONE, relation=cells["relation"])
            return
        objectives = self.side(cells, "old" if kind == "retired" else targets[0], at)
        other = "new_set" if kind == "retired" else "old_set"
        if objectives and not cells.get(other):
            self.findings.missing(at, other)
        elif len(objectives) > 1:
            self.findings.row(at, _LONE, relation=cells["relation"])
        elif objectives:
            self.gatherer.scheme(cells[other], day_of(cells.get(other.replace("set", "version"), "")))
            lone = Lone(objective=objectives[0], at=at, **_told(cells))
            names = (objectives[0].set, cells[other])
            way = self.gatherer.way(*(names if kind == "retired" else names[::-1]), self.effective(cells, at))
            (way.retired if kind == "retired" else way.declared_new).append(lone)

    def match(self, kind: Kind, cells: Mapping[str, str], at: Span) -> None:
        """A row of old objectives and a new one."""
        right = ("transfers_to" if kind in LICENSING else "compared_with", "new")
        targets = [c for c in _TARGETS if cells.get(c)]
        if not cells.get("old"):
            self.findings.missing(at, "old")
        elif not targets:
            self.findings.missing(at, right[0])
        elif len(targets) > 1 or targets[0] not in right:
            self.findings.row(at, _WRONG_TARGET)
        elif (olds := self.side(cells, "old", at)) and (news := self.side(cells, targets[0], at)):
            if len(news) > 1:
                self.findings.row(at, _ONE_TARGET, column=targets[0])
                return
            match = Match(
                old=olds,
                new=news[0],
                kind=kind,
                rule=cells.get("rule", ""),
                claim=cells.get("claim", ""),
                remark=cells.get("remark", ""),
                at=at,
                **_told(cells),
            )
            self.gatherer.match(match, self.effective(cells, at))

    def effective(self, cells: Mapping[str, str], at: Span) -> dt.date | None:
        return self.findings.day(at, "effective", cells.get("effective", ""))

    def side(self, cells: Mapping[str, str], column: str, at: Span) -> tuple[ObjectiveId, ...]:
        """The objectives in ``column``, all of one set; none where they cannot be read."""
        end = "old" if column == "old" else "new"
        codes = codes_in(cells[column])
        if codes is None:
            self.findings.row(at, _BAD_CODES, column=column)
            return ()
        objectives = tuple(ObjectiveId(name or cells.get(f"{end}_set", ""), code) for name, code in codes)
        sets = {o.set for o in objectives}
        if "" in sets:
            self.findings.row(at, _NO_SET, column=column)
        elif len(sets | ({cells[f"{end}_set"]} if cells.get(f"{end}_set") else set())) > 1:
            self.findings.row(at, _ONE_SET)
        else:
            self.gatherer.scheme(objectives[0].set, day_of(cells.get(f"{end}_version", "")))
            title = cells.get(f"{end}_title", "") if len(objectives) == 1 else ""
            self.gatherer.concepts(objectives, title, at)
            return tuple(dict.fromkeys(objectives))
        return ()


def _told(cells: Mapping[str, str]) -> dict[str, Any]:
    """Who decided a row, and why."""
    sources = [part.strip() for part in cells.get("source", "").split(";")]
    return {
        "manual": cells.get("justification", "").rpartition(":")[2] == MANUAL,
        "reasons": (cells["reason"],) if cells.get("reason") else (),
        "sources": tuple(filter(None, sources)),
    }
