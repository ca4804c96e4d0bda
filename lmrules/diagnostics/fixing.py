"""Carrying out fixes: which of them, and the texts that they leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lmrules.diagnostics.diagnostic import Diagnostic, Edit, Fix
from lmrules.source import Position, Source

_LINE_END = re.compile(r"\r\n|\r|\n")


def chosen(diagnostics: Iterable[Diagnostic], *, unsafe: bool) -> list[Fix]:
    """The fixes that can be carried out together, in the order given.

    A diagnostic with several fixes gives a person a choice, which is not made here. Of fixes that touch the
    same text the first is taken; another round finds the others, if they are still due.
    """
    taken: dict[int, list[tuple[int, int]]] = {}
    fixes = []
    for diagnostic in diagnostics:
        if len(diagnostic.fixes) != 1:
            continue
        fix = diagnostic.fixes[0]
        if (fix.safe or unsafe) and all(_free(edit, taken) for edit in fix.edits):
            fixes.append(fix)
            for edit in fix.edits:
                taken.setdefault(id(edit.span.source), []).append((edit.span.start, edit.span.end))
    return fixes


def _free(edit: Edit, taken: Mapping[int, list[tuple[int, int]]]) -> bool:
    """Whether no edit already taken touches the same place; two insertions at one place do."""
    mine = edit.span
    return all(mine.end < start or end < mine.start for start, end in taken.get(id(mine.source), ()))


def fixed(fixes: Iterable[Fix]) -> list[tuple[Source, str]]:
    """Each source that ``fixes`` change, with its whole text as they leave it.

    The text is the author's own: only what an edit spans is replaced, the rest is not even put in NFC.
    """
    edits: dict[int, list[Edit]] = {}
    sources: dict[int, Source] = {}
    for edit in (edit for fix in fixes for edit in fix.edits):
        sources[id(edit.span.source)] = edit.span.source
        edits.setdefault(id(edit.span.source), []).append(edit)
    return [(source, _edited(source, edits[key])) for key, source in sources.items()]


def _edited(source: Source, edits: list[Edit]) -> str:
    text = source.original
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    def offset(at: Position) -> int:
        return starts[at.line - 1] + at.column - 1

    # From the end, so that the places of those before stay what they are.
    for edit in sorted(edits, key=lambda e: e.span.start, reverse=True):
        text = text[: offset(edit.span.begin)] + edit.text + text[offset(edit.span.finish) :]
    return text
