"""``explain`` as its user runs it: a page, offline and plain, or the list of codes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from lmrules.checks import all_codes
from lmrules.diagnostics.pages import page_of, plain


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command run for real, with no terminal."""
    return subprocess.run(
        [sys.executable, "-m", "lmrules", "explain", *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("given", ["LM301", "lm301", "grants-more-complex"])
def test_a_code_is_explained_by_id_or_name(given: str) -> None:
    """The page is on stdout as plain text: headings, wrapped text, examples indented."""
    done = run(given)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "LM301 grants-more-complex\n=========================\n\nHva det betyr\n---"
    )
    assert "\n    overgang GML til NY fra 2025-09-01\n" in done.stdout
    assert "```" not in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("lang", "said"), [("nn", "ville gitt ‹objective›"), ("en", "would grant ‹objective›")]
)
def test_other_languages_add_the_message(lang: str, said: str) -> None:
    """In nynorsk and English the message and the help come first, and it is said that the page is bokmål."""
    done = run("LM301", "--lang", lang)
    assert said in done.stdout
    assert "bokmål" in done.stdout
    assert "Hva det betyr" in done.stdout


def test_without_a_code_all_are_listed() -> None:
    """Every code is in the list, with its name, under its series."""
    done = run()
    assert done.returncode == 0
    lines = [line.split()[:2] for line in done.stdout.splitlines() if line.startswith("  LM")]
    assert lines == [[code.id, code.name] for code in all_codes()]
    assert "LM3xx gir regelen for mye?" in done.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("LM30l", "mente du `LM301`"),
        ("grants-more-comples", "mente du `grants-more-complex`?"),
        ("tull", "`lmrules explain` viser alle"),
        ("\x1b[31m", "\\u{001B}"),
    ],
)
def test_an_unknown_code_exits_2_and_says_what_may_be_meant(given: str, said: str) -> None:
    """A code that does not exist is a mistake of the command line, with a suggestion where there is one."""
    done = run(given)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("code", [pytest.param(code, id=code.id) for code in all_codes()])
def test_every_page_reads_in_a_terminal(code: object) -> None:
    """Running text is wrapped, no line of it is longer than asked for, and no mark-up is left."""
    from lmrules.diagnostics import Code

    assert isinstance(code, Code)
    shown = plain(page_of(code), 60)
    prose = [line for line in shown.splitlines() if not line.startswith("    ")]
    assert all(len(line) <= 60 or " " not in line.strip() for line in prose)
    assert not any(line.startswith(("#", "```")) for line in prose)


def test_colours_make_headings_strong() -> None:
    """On a terminal headings are strong instead of underlined."""
    page = page_of(all_codes()[0])
    assert "\x1b[1mHva det betyr\x1b[0m" in plain(page, colour=True)
    assert "----" not in plain(page, colour=True)


def test_lists_and_links_read_as_text() -> None:
    """A list keeps its items apart and a link keeps its words."""
    text = "Se [siden](om.md).\nMer her.\n\n- en\n- to som er\n  lang\n"
    assert plain(text, 12) == "Se siden.\nMer her.\n\n- en\n- to som er\n  lang\n"
