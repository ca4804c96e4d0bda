"""Comparisons as text, table and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from lmrules.comparison import Comparison
from lmrules.exports.prose import Explainer
from lmrules.exports.tree import Branch, draw
from lmrules.matrix import Matrix
from lmrules.messages import Language, Text
from lmrules.messages.cells import safe_cell
from lmrules.model.canonical import Json
from lmrules.model.model import Rulebook

_BOTH = Text(
    "{relation} til sammen: {meaning}", "{relation} til saman: {meaning}", "{relation} together: {meaning}"
)
_CONTENT = Text("{relation} i innhold", "{relation} i innhald", "{relation} in content")
_COMPLEXITY = Text("{relation} i kompleksitet", "{relation} i kompleksitet", "{relation} in complexity")
_MEANINGS = {
    "=": Text("likt", "likt", "equal"),
    ">": Text(
        "det gamle rommer det nye og mer",
        "det gamle rommar det nye og meir",
        "the old contains the new and more",
    ),
    "<": Text(
        "det nye rommer det gamle og mer",
        "det nye rommar det gamle og meir",
        "the new contains the old and more",
    ),
    "~": Text(
        "de har noe felles, men ingen rommer den andre",
        "dei har noko felles, men ingen rommar den andre",
        "they have something in common, but neither contains the other",
    ),
    "≠": Text("de har ingenting felles", "dei har ingenting felles", "they have nothing in common"),
}
_MISSING = Text("ikke dekket av det gamle", "ikkje dekt av det gamle", "not covered by the old")
_NOT_ANALYSED = Text(
    "et av målene har verken temaer eller nivå",
    "eit av måla har verken tema eller nivå",
    "one of the objectives has neither topics nor level",
)
_MATRIX = Text(
    "{transition}: {count} par har noe felles",
    "{transition}: {count} par har noko felles",
    "{transition}: {count} pairs have something in common",
)
_COLUMNS = ("old", "new", "relation", "content", "complexity", "missing")


def comparison_text(book: Rulebook, comparison: Comparison, lang: Language) -> str:
    """One comparison as a small tree."""
    words = Explainer(book, lang)
    olds = " + ".join(words.objective(o) for o in comparison.old)
    if comparison.relation is None:
        root = Branch(f"{olds} ? {words.objective(comparison.new)}", (Branch(_NOT_ANALYSED.fill(lang)),))
        return draw(root)
    meaning = _MEANINGS[comparison.relation].fill(lang)
    under = [
        Branch(_BOTH.fill(lang, {"relation": comparison.relation, "meaning": meaning})),
        Branch(_CONTENT.fill(lang, {"relation": comparison.content})),
    ]
    if comparison.complexity is not None:
        under.append(Branch(_COMPLEXITY.fill(lang, {"relation": comparison.complexity})))
    if comparison.missing:
        missing = tuple(Branch(f"{words.topic(r.topic)} ({r.level})") for r in comparison.missing)
        under.append(Branch(_MISSING.fill(lang), missing))
    return draw(Branch(f"{olds} {comparison.relation} {words.objective(comparison.new)}", tuple(under)))


def comparison_json(comparison: Comparison) -> Json:
    """One comparison as JSON values."""
    return {
        "old": [str(o) for o in comparison.old],
        "new": str(comparison.new),
        "relation": comparison.relation,
        "content": comparison.content,
        "complexity": comparison.complexity,
        "missing": [{"topic": r.topic, "level": r.level} for r in comparison.missing],
    }


def comparisons_json(comparisons: Iterable[Comparison]) -> str:
    """What ``compare --format json`` writes of objectives that are named."""
    return json.dumps([comparison_json(c) for c in comparisons], ensure_ascii=False, indent=1) + "\n"


def matrices_json(matrices: Iterable[Matrix]) -> str:
    """What it writes where none is named: a list for each transition."""
    shown = [[comparison_json(c) for c in m.comparisons] for m in matrices]
    return json.dumps(shown, ensure_ascii=False) + "\n"


def matrix_csv(comparisons: Iterable[Comparison]) -> str:
    """Comparisons as CSV, a row each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for c in comparisons:
        cells = (
            "+".join(str(o) for o in c.old),
            str(c.new),
            c.relation or "",
            c.content or "",
            c.complexity or "",
            ";".join(f"{r.topic} ({r.level})" for r in c.missing),
        )
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def matrix_heading(matrix: Matrix, lang: Language) -> str:
    """How many pairs have something in common."""
    return _MATRIX.fill(lang, {"transition": matrix.transition, "count": len(matrix.comparisons)})


def matrix_text(book: Rulebook, matrix: Matrix, lang: Language) -> str:
    """A transition's relations, per new objective the old ones that have something in common with it."""
    words = Explainer(book, lang)
    lines = [matrix_heading(matrix, lang)]
    for new in matrix.new:
        of_new = [c for c in matrix.comparisons if c.new == new]
        lines.append(f"\n{words.objective(new)}")
        lines += [f"  {c.relation} {words.objective(c.old[0])}{sides(c, lang)}" for c in of_new]
    return "\n".join(lines) + "\n"


def sides(comparison: Comparison, lang: Language) -> str:
    """The relations of the two sides, where they are not the same."""
    if comparison.content == comparison.complexity == comparison.relation:
        return ""
    content = _CONTENT.fill(lang, {"relation": comparison.content})
    complexity = _COMPLEXITY.fill(lang, {"relation": comparison.complexity})
    return f"  ({content}, {complexity})"
