"""Everything that writes HTML, SVG, XML or Markdown, with hostile words in every place an author or a file has.

A page with hostile words has the elements of the same page with harmless ones, and no address but its own.
What writes markup is found in the code itself: a new writer that no page here runs through fails.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import attrs
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from test_hostile_reports import INJECTIONS
from test_impact_exports import seen

import lmrules
from lmrules.cli import _test_output
from lmrules.diagnostics import render_junit
from lmrules.diagnostics.render_github import summary
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.examples import try_examples
from lmrules.exports.flow_svg import flow_picture
from lmrules.exports.impact_html import impact_html
from lmrules.exports.impact_report import ImpactReport
from lmrules.exports.letter_html import Letters
from lmrules.exports.letter_template import default_text, parse_template
from lmrules.exports.reference_page import reference_page
from lmrules.exports.report_html import report_html
from lmrules.lsp.hover import cards_of
from lmrules.lsp.view import Looking, View
from lmrules.messages import LANGUAGES, Language, visible
from lmrules.pipeline import CheckedRulebook, check_text
from lmrules.reading import read_rules
from lmrules.studio import flow
from lmrules.studio.workspace import Workspace

ROOT = Path(__file__).parents[1]
HARMLESS = "harmløst"
HOSTILE = INJECTIONS | {
    "address": "javascript:alert(1)",
    "data": 'data:text/html,<script>x</script>" onclick="x',
    "quotes": '"><svg onload=alert(1)>\' x="',
    "reference": "[x]: javascript:alert(1) [x][x] ![x][x] <https://x.example>",
    "unbalanced": "``<img src=x>` [x](http://x.example)",
    "code": "a|b` <img src=x> `c",
    "bare": "https://x.example/ www.x.example a@x.example",
    "heading": "# x\u2028## y",
    "line": "- x\u2029***",
    "style": "</style><style>*{background:url(http://x)}</style>",
}


def name_of(words: str, end: str) -> str:
    """``words`` as a name, which has no ' and no /, and is short."""
    plain = re.sub(r"['/\u2028\u2029]", "", words)[:60].strip()
    return f"'{plain}{end}'"


def rulebook(words: str) -> str:
    """A rulebook with ``words`` in every place that an author has, names among them, and things to remark."""
    line = re.sub("[\u2028\u2029]", " ", words)
    said = '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def name(end: str) -> str:
        return name_of(words, end)

    return f"""
# spørsmål: {line}
regelverk {name("r")} {said}
    kilde {said}
skala n {name("a")} < {name("b")}
tema {name("t")} {said} omfatter {name("v")}
    kilde {said}
tema {name("v")} {said}
tema {name("u")} {said}
læringsmålsett {name("A")} {said} gyldig fra 2020-01-01 til 2025-01-01
    mål {name("O")} {said} {name("b")}: {name("t")}
        kilde {said}
    mål {name("P")} {said} {name("a")}: {name("t")}
    mål {name("Q")} {said} nivå {name("a")}
    mål {name("S")} {said} {name("a")}: {name("u")}
læringsmålsett {name("B")} {said} gyldig fra 2025-01-01
    mål {name("N")} {said} {name("a")}: {name("v")}
    mål {name("M")} {said} {name("b")}: {name("t")}
    mål {name("L")} {said} {name("b")}: {name("u")}, {name("t")}
    mål {name("K")} {said} {name("a")}: {name("v")}
overgang {name("A")} til {name("B")} fra 2025-01-01
    kilde {said}
    påbegynt før 2021-01-01 fullfører til 2026-01-01 fordi {said} kilde {said}
    skjønn {name("J")}: {name("u")} dekker {name("t")} fordi {said}
    regel {name("R")}: {name("O")} ≥ {name("N")} fordi {said} kilde {said}
    regel {name("E")}: {name("O")} og {name("S")} ≥ {name("L")} i innhold, < i kompleksitet fordi {said}
    utkast regel {name("U")}: {name("O")} ≥ {name("M")} fordi {said}
    regel {name("V")}: {name("O")} eller {name("P")} ≥ {name("K")} fordi {said}
    utgår {name("Q")} fordi {said}
    nytt {name("M")} fordi {said}
    aldri {name("N")} uten {name("O")} fordi {said}
    eksempel {said} gitt {name("P")} så overføres {name("N")}
"""


@attrs.frozen
class Case:
    """A rulebook with some words in every place, on disk and checked, and approvals with them too."""

    words: str
    path: Path
    lang: Language

    @property
    def checked(self) -> CheckedRulebook:
        return _checked(self.path.read_text(encoding="utf-8"))

    @property
    def book(self) -> lmrules.Rulebook:
        return lmrules.loads(self.path.read_text(encoding="utf-8"))

    @property
    def report(self) -> Report:
        checked = self.checked
        found = (*checked.diagnostics, *try_examples(checked.book).diagnostics())
        name = f"{self.words}.rules"
        book = CheckedBook(checked.book.name, "", name, (name,))
        return Report.of([book], [Finding.of(d, self.lang) for d in found], self.lang)

    @property
    def rows(self) -> list[lmrules.Approval]:
        """A person's approvals, with words in person, number and an unknown code."""
        code = name_of(self.words, "O")[1:-1]
        return [
            lmrules.Approval(c, "2023-05-02", person=self.words, id=self.words)
            for c in (code, f"{self.words}X", code)
        ]


@cache
def _checked(text: str) -> CheckedRulebook:
    checked = check_text(text)
    assert not checked.errors, [d.message("nb") for d in checked.errors]
    return checked


# ------------------------------------------------------------------------------------- what writes markup


def report_page(case: Case) -> str:
    return report_html(case.checked, case.lang)


def letter(case: Case) -> str:
    words = case.words.replace("{", "{{").replace("}", "}}")
    template = f"# {words}\nHei {words} {{person}}\n- {words}\n## {words}\n" + default_text(case.lang)
    book = case.book
    letters = Letters(
        book=book.model, digest=book.digest, to=book.target(), template=parse_template(template), lang=case.lang,
        date=dt.date(2025, 9, 1), as_of=dt.date(2025, 9, 1),
    )  # fmt: skip
    (result,) = book.transfer(case.rows).transfer.persons
    return letters.letter(result, preview=True)


def impact_page(case: Case) -> str:
    book = case.book
    return impact_html(
        ImpactReport(book=book.model, digest=book.digest, impact=book.impact(case.rows)), case.lang
    )


def picture(case: Case) -> str:
    (transition,) = case.checked.book.transitions
    return str(flow_picture(case.checked.book, transition, case.lang))


def reference(case: Case) -> str:
    checked = case.checked
    return reference_page(checked.book, checked.files, checked.digest)


def job_summary(case: Case) -> str:
    return summary(case.report)


def cards(case: Case) -> str:
    """All that an editor shows of any name."""
    view = View(case.path, read_rules(case.path), case.lang)
    (file,) = view.read.files
    said = []
    for name in dict.fromkeys(n for names in view.names.by_file.values() for n in names):
        said += cards_of(Looking(view, file, name.span.start), name)
    assert len(said) > 40
    return "\n\n---\n\n".join(said)


def junit_of_check(case: Case) -> str:
    return render_junit.render(case.report)


def junit_of_test(case: Case) -> str:
    trial = try_examples(case.checked.book)
    return _test_output.to_junit(
        case.report, [_test_output.Tested(name=case.words, lang=case.lang, trial=trial)]
    )


def studio_picture(case: Case) -> Any:
    return flow.picture(Workspace(case.path), {"lang": case.lang})["picture"]


WRITERS: Mapping[Literal["html", "markdown", "xml", "nodes"], tuple[Callable[[Case], Any], ...]] = {
    "html": (report_page, letter, impact_page, picture),
    "markdown": (reference, job_summary, cards),
    "xml": (junit_of_check, junit_of_test),
    "nodes": (studio_picture,),
}


# ---------------------------------------------------------------------------------------- what is made of it


def case(folder: Path, words: str, lang: Language = "nb") -> Case:
    """The case of ``words``, in a file of its own."""
    path = folder / "book.rules"
    path.write_text(rulebook(words), encoding="utf-8")
    return Case(words, path, lang)


def html_elements(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page with the names of their attributes; no attribute may run or lead anywhere."""
    found = seen(page).elements
    for name, attributes in found:
        assert name not in {
            "script",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "img",
            "image",
            "foreignobject",
        }
        assert not [
            a for a in attributes if a.startswith("on") or a in {"src", "srcdoc", "action", "formaction"}
        ]
        for key in ("href", "xlink:href"):
            assert (attributes.get(key) or "#").startswith("#"), attributes
    return [(name, tuple(attributes)) for name, attributes in found]


def markdown_elements(page: str) -> list[tuple[str, str]]:
    """What a page of Markdown becomes in a reader that takes HTML, tables and bare addresses."""

    def flat(tokens: Iterable[Token]) -> Iterator[Token]:
        for token in tokens:
            yield from flat(token.children) if token.children else [token]

    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # Words and code are no markup, whatever is in them.
    words = {"text", "text_special", "softbreak", "hardbreak", "code_inline"}
    found = [t for t in flat(reader.parse(page)) if t.type not in words]
    assert not [t for t in found if t.type in {"html_block", "html_inline", "image", "link_open", "fence"}], (
        page
    )
    return [(t.type, t.tag) for t in found]


def xml_elements(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of an XML document with the names of their attributes."""
    return [(e.tag, tuple(e.attrib)) for e in ET.fromstring(page).iter()]  # noqa: S314 - our own output


def node_elements(made: Any) -> list[tuple[str, tuple[str, ...]]]:
    """The elements that the page of `studio` makes; children that are text are text there."""
    name, attributes, *children = made
    assert not [a for a in attributes if a.startswith("on") or a in {"src", "href", "srcdoc"}] or name == "a"
    assert (attributes.get("href") or "#").startswith("#")
    return [
        (name, tuple(attributes)),
        *(e for child in children if isinstance(child, list) for e in node_elements(child)),
    ]


ELEMENTS: Mapping[str, Callable[[Any], list[Any]]] = {
    "html": html_elements,
    "markdown": markdown_elements,
    "xml": xml_elements,
    "nodes": node_elements,
}
EVERY = [
    pytest.param(kind, writer, id=writer.__name__) for kind, writers in WRITERS.items() for writer in writers
]


@pytest.mark.parametrize(("kind", "writer"), EVERY)
def test_no_word_of_an_author_is_an_element_or_an_address(
    kind: str, writer: Callable[[Case], Any], tmp_path: Path
) -> None:
    """Whatever stands in titles, names, reasons, sources and rows, a page has the elements it has without it."""
    plain = {lang: ELEMENTS[kind](writer(case(tmp_path, HARMLESS, lang))) for lang in LANGUAGES}
    assert len(plain["nb"]) > 3
    for number, (name, words) in enumerate(HOSTILE.items()):
        lang = LANGUAGES[number % 3]
        page = writer(case(tmp_path, words, lang))
        found = ELEMENTS[kind](page)
        assert [e[0] for e in found] == [e[0] for e in plain[lang]], (name, page)
        whole = page if isinstance(page, str) else json.dumps(page, ensure_ascii=False)
        assert "\u2028" not in whole, "a line separator, unseen"


def test_the_words_are_shown_and_not_lost(tmp_path: Path) -> None:
    """What is hostile is on each page for people all the same, as text: nothing is taken away unsaid."""
    for words in (HOSTILE["script"], HOSTILE["quotes"]):
        hostile = case(tmp_path, words)
        for writer in WRITERS["html"]:
            assert visible(words) in "".join(text for _, text in seen(str(writer(hostile))).texts)
        shown = MarkdownIt("commonmark").enable("table").parse(reference(hostile))
        texts = "".join(t.content for token in shown for t in token.children or ())
        assert visible(words) in texts


# --------------------------------------------------------------------------------- that these are all there are

_TAG = re.compile(r"<(?:/?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>|/?[a-z]+ [a-z-]+=|!--|!DOCTYPE)")
_MAKERS = {"html", "xml.sax.saxutils", "lmrules.exports.markup", "lmrules.exports.markdown"}
_NO_PAGES = {
    "lmrules/exports/markup.py": "what the others are made with",
    "lmrules/studio/consequence.py": "asks which language titles are in, and gives JSON",
    "lmrules/studio/transitions.py": "asks which language titles are in, and gives JSON",
    "lmrules/interchange/sssom_reading.py": "a pattern with named groups",
    "lmrules/interchange/table.py": "a pattern with named groups",
}
_NAMES = {"<stdin>", "<text>", "<generated>"}


def writes_markup(source: str) -> bool:
    """Whether a module takes up what markup is made with, or has a tag in a text of its own."""
    tree = ast.parse(source)
    about = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (
            node.module in _MAKERS or "HTMLResponse" in {a.name for a in node.names}
        ):
            return True
        if isinstance(node, ast.Import) and {a.name for a in node.names} & _MAKERS:
            return True
        said = node.value if isinstance(node, ast.Constant) and id(node) not in about else None
        if isinstance(said, str) and _is_markup(said):
            return True
    return False


def _is_markup(value: str) -> bool:
    return (
        value not in _NAMES and "(?P<" not in value and "\n" not in value.strip() and bool(_TAG.search(value))
    )


def test_every_module_that_writes_markup_is_among_those_tried(tmp_path: Path) -> None:
    """Modules that make or hold tags are found in the code; each is run through by a writer above, or named."""
    ran: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            ran.add(frame.f_code.co_filename)

    harmless = case(tmp_path, HARMLESS)
    _checked.cache_clear()
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        for writers in WRITERS.values():
            for writer in writers:
                writer(harmless)
    finally:
        sys.setprofile(before)
    modules = {
        path.relative_to(ROOT).as_posix(): path
        for path in (ROOT / "lmrules").rglob("*.py")
        if writes_markup(path.read_text(encoding="utf-8"))
    }
    assert {"lmrules/exports/report_html.py", "lmrules/diagnostics/render_junit.py"} <= modules.keys()
    untried = {name for name, path in modules.items() if str(path) not in ran} - _NO_PAGES.keys()
    # The frame of the page of `studio` is a file of ours, with a nonce of ours put in.
    assert untried == {"lmrules/studio/app.py"}


def test_our_scripts_make_elements_and_no_markup() -> None:
    """No script of the page, the playground or the editor's extension turns text into elements."""
    scripts = [
        path
        for folder, ending in (("studio/src", "ts"), ("playground", "js"), ("editors/vscode/src", "ts"))
        for path in (ROOT / folder).rglob(f"*.{ending}")
        if "node_modules" not in path.parts
    ]
    assert len(scripts) > 20
    turns = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment|\beval\("
    )
    assert [path.name for path in scripts if turns.search(path.read_text(encoding="utf-8"))] == []
