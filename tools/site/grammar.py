"""The grammar as railroad diagrams: a page with every production, and one SVG for each.

The grammar file itself is read, with the grammar of grammars that lark ships; a production whose words are
all keywords is drawn where it is used, as one box with its spellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import railroad
from lark import Lark, Token, Tree

from lmrules.exports.markup import el
from lmrules.syntax.keywords import KEYWORDS, Keyword

ROOT = Path(__file__).parents[2]
GRAMMAR = ROOT / "grammar" / "equivalence.lark"
PAGE = ROOT / "docs" / "reference" / "grammar.md"
PICTURES = ROOT / "docs" / "reference" / "grammar"

HEAD = """\
# The grammar, drawn

Every production of `grammar/equivalence.lark`, as a diagram and as the line of the grammar that it is drawn from; both say the same.
Follow a diagram from left to right: every way through it is a sentence of the language.
A box with round ends is a word or a sign to write, in bokmål / nynorsk / English; a square box is another production.
[The rule language](language.md) says the same in tables, and [what the rules mean](../explanation/semantics.md) is a page of its own.

This page and its pictures are written by `tools/site` (`make reference`).
"""

STYLE = """
svg { color: #1b2330; --word: #e3f1ea; --part: #eef0f5; --line: #5b6575 }
@media (prefers-color-scheme: dark) {
  svg { color: #e6e9ef; --word: #1d3b30; --part: #2a3040; --line: #98a2b3 }
}
path { stroke: var(--line); stroke-width: 2; fill: none }
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; text-anchor: middle;
       fill: currentColor }
.terminal text { font-weight: bold }
rect { stroke: var(--line); stroke-width: 1.5; fill: var(--part) }
.terminal rect { fill: var(--word) }
"""

_LEAF_TOKENS = {"NAME", "QUOTED", "NUMBER", "DATE", "TEXT"}
_WIDEST = 480
"""So wide, in pixels, may the parts in one row of a drawing be; then it goes on below, as a text does."""


@attrs.frozen
class Production:
    """A line of the grammar: its name, its alternatives, and the line and the comments as written."""

    name: str
    body: Tree[Token]
    written: str
    comment: str

    @property
    def shown(self) -> str:
        """What it is called on the page: without the signs that tell lark how to build its tree."""
        return self.name.lstrip("?_!")


def productions(text: str) -> tuple[Production, ...]:
    """The productions of a grammar, in the order they stand in."""
    reader = Lark.open_from_package(
        "lark", "lark.lark", ["grammars"], parser="lalr", propagate_positions=True
    )
    found = []
    for rule in reader.parse(text).find_data("rule"):
        name, *_, body = rule.children
        written = text[rule.meta.start_pos : rule.meta.end_pos].rstrip()
        found.append(Production(str(name), body, written, _comment(text, rule.meta.start_pos)))
    return tuple(sorted(found, key=lambda p: text.index(p.written)))


def _comment(text: str, place: int) -> str:
    """The comment that stands right above a production."""
    lines = text[:place].splitlines()
    above: list[str] = []
    while lines and lines[-1].startswith("//") and "-----" not in lines[-1]:
        above.insert(0, lines.pop().removeprefix("//").removeprefix(" "))
    return "\n".join(above)


def bare(node: Tree[Token]) -> Tree[Token]:
    """A part without the wrappings in which lark's own grammar keeps what is not there (a name, a sign)."""
    while (node.data in {"alias", "expr"}) and set(node.children[1:]) <= {None}:
        node = node.children[0]
    if node.data in {"expansion", "expansions"} and len(node.children) == 1:
        return bare(node.children[0])
    return node


# ------------------------------------------------------------------------------------------------- drawing


@attrs.frozen
class Drawing:
    """How productions become diagrams; ``inline``: those that are drawn where they are used, as one box."""

    inline: Mapping[str, str]

    def of(self, production: Production) -> railroad.Diagram:
        """The diagram of one production."""
        return railroad.Diagram(self._item(production.body), type="complex")

    def _item(self, node: Tree[Token] | Token) -> railroad.DiagramItem | railroad.DiagramMultiContainer:
        match bare(node):
            case Tree(data="literal") as word:
                return railroad.Terminal(_literal(word))
            case Tree(data="name", children=[name]):
                return self._named(str(name))
            case Tree(data="expansions", children=alternatives):
                return railroad.Choice(0, *map(self._item, alternatives))
            case Tree(data="expansion", children=parts):
                return self._row([self._item(part) for part in parts])
            case Tree(data="expr", children=[inner, sign, *_]):
                return self._repeated(self._item(inner), str(sign))
        raise ValueError(f"the grammar says something that is not drawn: {node!r}")

    @staticmethod
    def _row(parts: list[railroad.DiagramItem]) -> railroad.DiagramMultiContainer:
        rows: list[list[railroad.DiagramItem]] = [[]]
        for part in parts:
            if rows[-1] and sum(p.width for p in rows[-1]) + part.width > _WIDEST:
                rows.append([])
            rows[-1].append(part)
        sequences = [railroad.Sequence(*row) for row in rows]
        return sequences[0] if len(rows) == 1 else railroad.Stack(*sequences)

    @staticmethod
    def _repeated(
        item: railroad.DiagramItem, sign: str
    ) -> railroad.DiagramItem | railroad.DiagramMultiContainer:
        match sign:
            case "?":
                return railroad.Optional(item)
            case "*":
                return railroad.ZeroOrMore(item)
            case "+":
                return railroad.OneOrMore(item)
        raise ValueError(f"the grammar repeats in a way that is not drawn: {sign}")

    def _named(self, name: str) -> railroad.DiagramItem:
        if name in self.inline:
            return railroad.Terminal(self.inline[name])
        return railroad.NonTerminal(name.lstrip("_"))


def _literal(node: Tree[Token]) -> str:
    return str(node.children[0]).strip('"')


def _spellings(body: Tree[Token]) -> list[str] | None:
    """The ways to write a production that has nothing but words in it; None for any other."""
    body = bare(body)
    found = []
    for alternative in map(bare, body.children if body.data == "expansions" else [body]):
        words = [*map(bare, alternative.children)] if alternative.data == "expansion" else [alternative]
        if any(word.data != "literal" for word in words):
            return None
        found.append(" ".join(_literal(word) for word in words))
    return found


def inlined(all_of: tuple[Production, ...]) -> dict[str, str]:
    """The productions that are keywords, or one sign, with their spellings."""
    found = {}
    for production in all_of:
        spellings = _spellings(production.body)
        if spellings is not None and (len(spellings) == 1 or "".join(spellings).replace(" ", "").isalpha()):
            found[production.name] = " / ".join(dict.fromkeys(spellings))
    return found


def svg(diagram: railroad.Diagram, title: str) -> str:
    """A diagram as a picture that stands alone, with a title for those who do not see it."""
    written: list[str] = []
    diagram.writeStandalone(written.append, STYLE)
    # The library draws edges and arcs with the words it has; the name of a picture is ours to give.
    body = re.sub(r"<svg ", f'<svg role="img" aria-label="{title}" ', "".join(written), count=1)
    return re.sub(r">", f">{el('title', title)}", body, count=1) + "\n"


# ---------------------------------------------------------------------------------------------- the page


def uses(node: Tree[Token]) -> Iterator[str]:
    """The names that stand in a production."""
    for name in node.find_data("name"):
        yield str(name.children[0])


def files() -> dict[Path, str]:
    """Everything that is written from the grammar: the page, and a picture for each drawn production."""
    everything = productions(GRAMMAR.read_text(encoding="utf-8"))
    inline = inlined(everything)
    drawing = Drawing(inline)
    drawn = [p for p in everything if p.name not in inline]
    shown = {p.name.lstrip("?!"): p.shown for p in drawn}
    sections, pictures = [HEAD], {}
    for production in drawn:
        title = f"Railroad diagram of {production.shown}"
        pictures[PICTURES / f"{production.shown}.svg"] = svg(drawing.of(production), title)
        parts = dict.fromkeys(shown[n] for n in sorted(uses(production.body)) if n in shown)
        sections.append(_section(production, title, parts))
    return {PAGE: "\n".join([*sections, _keywords()]), **pictures}


def _section(production: Production, title: str, parts: Mapping[str, object]) -> str:
    lines = [f"## {production.shown}", "", f"![{title}](grammar/{production.shown}.svg)", ""]
    comment = [f"// {line}".rstrip() for line in production.comment.splitlines()]
    lines += ["```lark", *comment, production.written, "```", ""]
    if parts:
        lines += ["Made of: " + ", ".join(f"[{name}](#{name})" for name in parts) + ".", ""]
    return "\n".join(lines)


def _keywords() -> str:
    rows = [f"| `{k.nb}` | {_nynorsk(k)} | `{k.en}` | {k.about.en} |" for k in KEYWORDS]
    return "\n".join(["## Keywords", "", "| bokmål | nynorsk | English | |", "|---|---|---|---|", *rows, ""])


def _nynorsk(keyword: Keyword) -> str:
    """The spellings that are good nynorsk, the first of them the one that `fmt` writes."""
    return ", ".join(f"`{phrase}`" for phrase in dict.fromkeys((keyword.nn, *keyword.also)))
