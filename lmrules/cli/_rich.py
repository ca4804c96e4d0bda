"""The tables of ``transfer``, ``impact`` and ``compare`` on a terminal, by rich (extra: ``lmrules[rich]``).

They say what the plain tables say, in columns as wide as the terminal, and with colours. Every value is a
:class:`rich.text.Text`: rich's markup, its highlighting and its emoji are off, so that no data is taken for
an instruction; control characters are made visible before, as everywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from lmrules.evaluate.results import Accounted, Decision, Outcome, PersonResult, Transfer
from lmrules.exports import phrases as say
from lmrules.exports.comparison import sides
from lmrules.exports.impact_report import ImpactReport
from lmrules.exports.impact_table import opening, sections
from lmrules.exports.prose import Explainer
from lmrules.exports.transfer_table import ORDER, because, counts, said
from lmrules.matrix import Matrix
from lmrules.messages import Language, visible
from lmrules.messages.dates import show_date
from lmrules.model.model import Rulebook

_WIDEST = 120
_LOOKS: Mapping[Outcome, tuple[str, str]] = {
    "approved": ("◆", "blue"),
    "transferred": ("●", "green"),
    "assessment": ("○", "yellow"),
}
_RELATIONS = {"=": "green", ">": "green", "≥": "green", "<": "yellow", "≤": "yellow", "~": "yellow"}


def console() -> Console:
    """A console on stdout that takes no instructions from what is printed."""
    found = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    found.width = min(found.width, _WIDEST)
    return found


def show_transfer(
    to: Console, book: Rulebook, name: str, digest: str, whole: Transfer, lang: Language
) -> None:
    """The result of a transfer."""
    basis = {"name": visible(name), "to": whole.to, "digest": digest[:19] + "…"}
    _line(to, say.BASIS.fill(lang, basis), "dim")
    if whole.preview and whole.as_of:
        _line(to, say.PREVIEW.fill(lang, {"as_of": show_date(whole.as_of, lang)}), "bold yellow")
    for person in whole.persons:
        _person(to, Explainer(book, lang), person)
    _line(to, "")
    _line(to, say.PROPOSAL.fill(lang), "italic")


def _person(to: Console, words: Explainer, result: PersonResult) -> None:
    _line(to, "")
    _line(to, counts(result, words.lang), "bold")
    for outcome in ORDER:
        decisions = [d for d in result.decisions if d.outcome == outcome]
        if decisions:
            sign, colour = _LOOKS[outcome]
            heading = f"{sign} {say.OUTCOMES[outcome].fill(words.lang)} ({len(decisions)})"
            _line(to, "")
            _line(to, heading, f"bold {colour}")
            to.print(_grid((_decision(words, d, colour) for d in decisions), ratios=(None, 3, 5)))
    _line(to, "")
    _line(to, say.ROWS.fill(words.lang), "bold")
    to.print(
        _grid((_row(words, row) for row in result.approvals), ratios=(None, None, None, None), right=(0,))
    )


def _decision(words: Explainer, decision: Decision, colour: str) -> list[Styled]:
    title = visible(words.book.objective[decision.objective].title)
    why = Styled(visible(because(words, decision)))
    for line in said(words, decision):
        why.append(f"\n{line}", style="dim")
    return [Styled(visible(decision.objective.code), style=colour), Styled(title), why]


def _row(words: Explainer, row: Accounted) -> list[Styled]:
    objective = str(row.objective) if row.objective else row.approval.objective
    fate = say.DISPOSITIONS[row.disposition].fill(words.lang)
    used = "green" if row.disposition == "used" else "dim"
    day = show_date(row.approval.approved, words.lang)
    return [
        Styled(str(row.approval.row), style="dim"),
        Styled(visible(objective)),
        Styled(day),
        Styled(fate, style=used),
    ]


def show_impact(to: Console, report: ImpactReport, lang: Language) -> None:
    """What a revision means for many doctors."""
    first, *others = opening(report, lang)
    _line(to, first, "dim")
    for line in others:
        _line(to, line)
    for section in sections(report, lang):
        _line(to, "")
        _line(to, section.heading, "bold")
        head = section.lines[: section.head]
        headings = ["\n".join(cells).strip() for cells in zip(*head, strict=True)] if head else []
        body = section.lines[section.head :]
        lines = ([_number(cell, place in section.right) for place, cell in enumerate(line)] for line in body)
        to.print(_grid(lines, ratios=[None] * len(section.lines[0]), right=section.right, head=headings))
        for note in section.notes:
            _line(to, note, "dim")
    _line(to, "")
    _line(to, say.PROPOSAL.fill(lang), "italic")


def _number(cell: str, number: bool) -> Styled:  # noqa: FBT001 - what the cell is
    return Styled(cell, style="dim" if number and cell == "0" else "")


def show_matrix(to: Console, book: Rulebook, matrix: Matrix, heading: str, lang: Language) -> None:
    """What old and new objectives have in common, in one transition."""
    words = Explainer(book, lang)
    _line(to, heading, "bold")
    for new in matrix.new:
        _line(to, "")
        _line(to, words.objective(new), "bold")
        of_new = (c for c in matrix.comparisons if c.new == new)
        lines = (
            [
                Styled(c.relation or "?", style=_RELATIONS.get(c.relation or "", "dim")),
                Styled(words.objective(c.old[0])),
                Styled(sides(c, lang).strip(), style="dim"),
            ]
            for c in of_new
        )
        to.print(_grid(lines, ratios=(None, 3, 2)))


def _line(to: Console, text: str, style: str = "") -> None:
    to.print(Styled(text, style=style))


def _grid(
    lines: Iterable[Sequence[Styled]],
    *,
    ratios: Sequence[int | None],
    right: Sequence[int] = (),
    head: Sequence[str] = (),
) -> Table:
    """A table without lines; the first column is never broken."""
    table = Table(box=None, padding=(0, 1), show_header=bool(head), pad_edge=False, header_style="dim")
    table.expand = any(ratios)
    for place, ratio in enumerate(ratios):
        table.add_column(
            Styled(head[place]) if head else "",
            justify="right" if place in right else "left",
            ratio=ratio,
            no_wrap=place == 0 or place in right,
            overflow="fold",
        )
    for line in lines:
        table.add_row(*line)
    return table
