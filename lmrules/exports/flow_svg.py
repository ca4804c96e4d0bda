"""The picture of a transition: old objectives to the left, new ones to the right, a ribbon for each transfer.

One drawing for each kind of group (one to one, several to one, …) with a table beside it that says the same
and why. The drawing is hidden from readers who have the table (WCAG 2.1, 1.1.1); kinds differ in heading, in
form and in marks as well as in colour (1.4.1). Only ribbons are SVG; they are stretched between rows of text
of a fixed height, so that the text stays text, and fits a phone.

A page that has it needs the style sheet :func:`flow_css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from lmrules.exports import flow_words as say
from lmrules.exports.flow_table import FlowTable
from lmrules.exports.markup import LINE, Html, el, element, joined
from lmrules.flow import KINDS, Edge, Flow, Group, Kind, flow
from lmrules.messages import Language
from lmrules.messages.dates import show_date
from lmrules.model.model import ObjectiveId, Rulebook, Transition
from lmrules.prepared import Ready
from lmrules.resources import resource_text

_ROW = 10
_GAP = 1.5
_HIDDEN: dict[str, str | int | None] = {"aria-hidden": "true", "focusable": "false"}
_PLAIN: dict[Kind, str] = {
    "one-to-one": "#2458a6",
    "several-to-one": "#17795a",
    "one-to-several": "#7a3fa8",
    "several-to-several": "#0d6b7d",
    "related": "#5f6874",
    "ends": "#a8321f",
    "begins": "#94560a",
}
"""The colours of the style sheet on white, for a renderer that gives SVG no style sheet (WeasyPrint)."""


def flow_css() -> str:
    """The style sheet of the picture. Colours are its own variables, ``--flow-…``."""
    return resource_text("templates/flow.css")


def flow_picture(
    book: Rulebook,
    transition: Transition,
    lang: Language,
    *,
    step: Ready | None = None,
    level: int = 3,
    anchor: str = "flyt",
) -> Html:
    """The picture of ``transition``, with its tables.

    ``step``: the transition made ready before, if it was. ``level``: that of its headings. ``anchor``: what
    the names of its parts begin with, where a page has several pictures.
    """
    return _Picture(flow(book, transition, step), book, lang, level, anchor).whole()


@attrs.frozen
class _Picture:
    flow: Flow
    book: Rulebook
    lang: Language
    level: int
    anchor: str

    def whole(self) -> Html:
        if not self.flow.groups:
            return el("p", say.EMPTY.fill(self.lang))
        shown = [(kind, self.flow.of(kind)) for kind in KINDS if self.flow.of(kind)]
        parts = (self.part(kind, groups) for kind, groups in shown)
        return el("div", self.summary(), self.contents(shown), *parts, class_="flow")

    def summary(self) -> Html:
        transition = self.flow.transition
        old_set, new_set = self.book.set_named[transition.old], self.book.set_named[transition.new]
        fields = {
            "old": len(old_set.objectives),
            "new": len(new_set.objectives),
            "old_set": old_set.name,
            "new_set": new_set.name,
            "day": show_date(transition.day, self.lang),
        }
        return el("p", say.SUMMARY.fill(self.lang, fields), class_="flow-summary")

    def contents(self, shown: Iterable[tuple[Kind, Sequence[Group]]]) -> Html:
        links = (
            el("li", glyph(kind), el("a", say.HEADINGS[kind].fill(self.lang), href=f"#{self.anchor}-{kind}"),
               el("span", f" {self.count(groups)}", class_="flow-count"))
            for kind, groups in shown
        )  # fmt: skip
        return el("nav", el("ul", *links), class_="flow-parts", aria_label=say.PARTS.fill(self.lang))

    def count(self, groups: Sequence[Group]) -> str:
        """How many objectives, on either side, each counted once."""
        old = len({o for group in groups for o in group.old})
        new = len({o for group in groups for o in group.new})
        counts = [say.COUNTS_OLD[old != 1]] if old else []
        counts += [say.COUNTS_NEW[new != 1]] if new else []
        return ", ".join(text.fill(self.lang, {"old": old, "new": new}) for text in counts)

    def part(self, kind: Kind, groups: Sequence[Group]) -> Html:
        anchor = f"{self.anchor}-{kind}"
        heading = el(f"h{self.level}", glyph(kind), say.HEADINGS[kind].fill(self.lang), id=anchor)
        stand_ins = any(not edge.needed for group in groups for edge in group.edges)
        said = [say.SAID[kind].fill(self.lang), *([say.ALTERNATIVE.fill(self.lang)] if stand_ins else [])]
        drawing = el(
            "div", *(self.group(group) for group in groups), class_="flow-drawing", aria_hidden="true"
        )
        table = FlowTable(self.flow, self.book, self.lang).table(kind, groups)
        return joined(
            [
                LINE,
                el(
                    "section",
                    heading,
                    el("p", " ".join(said), class_="flow-said"),
                    el("div", drawing, table, class_="flow-beside"),
                    class_=f"flow-part flow-{kind}",
                    aria_labelledby=anchor,
                ),
            ]
        )

    # ---------------------------------------------------------------------------------------- the drawing

    def group(self, group: Group) -> Html:
        old = el("div", *(self.row(o, self.old_mark(group, o)) for o in group.old), class_="flow-old")
        new = el("div", *(self.row(n, self.new_mark(group, n)) for n in group.new), class_="flow-new")
        return joined([LINE, el("div", old, ribbons(group), new, class_="flow-group")])

    def row(self, objective: ObjectiveId, mark: str) -> Html:
        title = self.book.objective[objective].title
        return el(
            "div",
            el("b", objective.code),
            el("span", title, class_="flow-title") if title else "",
            el("i", mark) if mark else "",
            class_="flow-row",
            data_objective=str(objective),
        )

    def old_mark(self, group: Group, objective: ObjectiveId) -> str:
        if group.kind == "ends":
            text = say.RETIRED if objective in self.flow.step.retired else say.ENDS
            return text.fill(self.lang)
        return self.also(group, objective)

    def new_mark(self, group: Group, objective: ObjectiveId) -> str:
        if group.kind == "begins":
            text = say.DECLARED_NEW if objective in self.flow.step.declared_new else say.BEGINS
            return text.fill(self.lang)
        return self.also(group, objective)

    def also(self, group: Group, objective: ObjectiveId) -> str:
        """What is said of an objective that is related only, here, and takes part in a transfer elsewhere."""
        again = group.kind == "related" and objective in self.flow.moving
        return say.ALSO_MOVES.fill(self.lang) if again else ""


# ---------------------------------------------------------------------------------------------- ribbons


def ribbons(group: Group) -> Html:
    """The ribbons of one group, as high as its longer side; the shorter one stands in the middle."""
    rows = max(len(group.old), len(group.new))
    left = _ends(group.old, [(e.old, e.new) for e in group.edges], group.new, rows)
    right = _ends(group.new, [(e.new, e.old) for e in group.edges], group.old, rows)
    drawn = (_ribbon(group.kind, e, left[e.old, e.new], right[e.new, e.old]) for e in group.edges)
    return _stretched(rows * _ROW, "flow-ribbons", *drawn, *_stumps(group))


def _ends(
    mine: Sequence[ObjectiveId],
    edges: Iterable[tuple[ObjectiveId, ObjectiveId]],
    theirs: Sequence[ObjectiveId],
    rows: int,
) -> dict[tuple[ObjectiveId, ObjectiveId], tuple[float, float]]:
    """Where each edge ends on one side: its share of the row of its objective, from above."""
    at = {objective: number for number, objective in enumerate(theirs)}
    tied: dict[ObjectiveId, list[ObjectiveId]] = {}
    for one, other in edges:
        tied.setdefault(one, []).append(other)
    above = (rows - len(mine)) / 2
    found = {}
    for number, one in enumerate(mine):
        others = sorted(tied.get(one, ()), key=at.__getitem__)
        top = (above + number) * _ROW + _GAP
        share = (_ROW - 2 * _GAP) / max(len(others), 1)
        for place, other in enumerate(others):
            found[one, other] = (top + place * share, top + (place + 1) * share)
    return found


def _ribbon(kind: Kind, edge: Edge, start: tuple[float, float], end: tuple[float, float]) -> Html:
    form = "flow-related" if kind == "related" else "flow-sure" if edge.needed else "flow-or"
    if kind == "related":
        a, b = (sum(start) / 2, sum(end) / 2)
        path = f"M0 {_n(a)}C50 {_n(a)} 50 {_n(b)} 100 {_n(b)}"
    else:
        (a, b), (c, d) = start, end
        path = f"M0 {_n(a)}C50 {_n(a)} 50 {_n(c)} 100 {_n(c)}V{_n(d)}C50 {_n(d)} 50 {_n(b)} 0 {_n(b)}Z"
    opacity = {"flow-sure": ".45", "flow-or": ".12", "flow-related": "0"}[form]
    attributes: dict[str, str | int | None] = {
        "class": form,
        "d": path,
        "fill": _PLAIN[kind],
        "fill-opacity": opacity,
        "stroke": _PLAIN[kind],
        "stroke-dasharray": None if form == "flow-sure" else "4 3",
        "vector-effect": "non-scaling-stroke",
    }
    return element("path", attributes)


def _stumps(group: Group) -> Iterator[Html]:
    """What ends goes half the way to a bar, what begins comes from one."""
    if group.kind in {"ends", "begins"}:
        x, far = (0, 32) if group.kind == "ends" else (68, 100)
        top, height = _GAP, _ROW - 2 * _GAP
        stump: dict[str, str | int | None] = {"x": x, "y": _n(top), "width": far - x, "height": _n(height)}
        bar: dict[str, str | int | None] = {"x": 31 if x == 0 else 65, "y": 0, "width": 4, "height": _ROW}
        plain = _PLAIN[group.kind]
        yield element("rect", {"class": "flow-stump", **stump, "fill": plain, "fill-opacity": ".25"})
        yield element("rect", {"class": "flow-bar", **bar, "fill": plain})


def _stretched(height: int, kind: str, *drawn: Html) -> Html:
    view: dict[str, str | int | None] = {
        "class": kind,
        "viewBox": f"0 0 100 {height}",
        "preserveAspectRatio": "none",
        **_HIDDEN,
    }
    return element("svg", view, *drawn)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


_SHAPES: dict[Kind, tuple[int, int, tuple[tuple[int, int], ...]]] = {
    "one-to-one": (1, 1, ((0, 0),)),
    "several-to-one": (3, 1, ((0, 0), (1, 0), (2, 0))),
    "one-to-several": (1, 3, ((0, 0), (0, 1), (0, 2))),
    "several-to-several": (2, 2, ((0, 0), (0, 1), (1, 1))),
    "related": (1, 1, ((0, 0),)),
    "ends": (1, 0, ()),
    "begins": (0, 1, ()),
}


def glyph(kind: Kind) -> Html:
    """The form of a kind, small, beside its name."""
    left, right, edges = _SHAPES[kind]
    old = tuple(ObjectiveId("a", str(n)) for n in range(left))
    new = tuple(ObjectiveId("b", str(n)) for n in range(right))
    tied = tuple(Edge(old[a], new[b]) for a, b in edges)
    small = ribbons(Group(kind=kind, old=old, new=new, edges=tied))
    return el("span", small, class_=f"flow-glyph flow-{kind}", aria_hidden="true")
