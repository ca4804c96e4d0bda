"""The page of each code: where it stands, its text, and the same for a terminal."""

from __future__ import annotations

import re
import textwrap

from lmrules.diagnostics.code import Code
from lmrules.resources import resource_text

_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_BULLET = re.compile(r"(\s*(?:[-*]|[0-9]+\.) )(.*)")


def page_name(code: Code) -> str:
    """The file name of a code's page."""
    return f"{code.id}-{code.name}.md"


def page_of(code: Code) -> str:
    """The text of a code's page, in Markdown; empty where there is none (which fails our build)."""
    try:
        return resource_text(f"diagnostics/{page_name(code)}")
    except FileNotFoundError:
        return ""


def plain(markdown: str, width: int = 80, *, colour: bool = False) -> str:
    """A page as plain text for a terminal: headings underlined, examples indented, the rest wrapped."""
    blocks: list[str] = []
    paragraph: list[str] = []
    fence: list[str] | None = None

    def close() -> None:
        if paragraph:
            blocks.append(_wrapped(paragraph, width))
            paragraph.clear()

    for line in markdown.splitlines():
        if line.startswith("```"):
            close()
            if fence is not None:
                blocks.append("\n".join(f"    {text}".rstrip() for text in fence))
            fence = [] if fence is None else None
        elif fence is not None:
            fence.append(line)
        elif line.startswith("#"):
            close()
            blocks.append(_heading(line, colour=colour))
        elif line.strip():
            paragraph.append(line)
        else:
            close()
    close()
    return "\n\n".join(blocks) + "\n"


def _heading(line: str, *, colour: bool) -> str:
    marks, _, text = line.partition(" ")
    if colour:
        return f"\x1b[1m{text}\x1b[0m"
    return f"{text}\n{('=' if len(marks) == 1 else '-') * len(text)}"


def _wrapped(lines: list[str], width: int) -> str:
    """A paragraph, or a list: each item wrapped by itself with its indent."""
    items: list[tuple[str, list[str]]] = []
    for line in lines:
        bullet = _BULLET.match(line)
        if bullet or not items:
            items.append((bullet.group(1) if bullet else "", [bullet.group(2) if bullet else line]))
        else:
            items[-1][1].append(line.strip())
    return "\n".join(
        textwrap.fill(
            _LINK.sub(r"\1", " ".join(said)),
            width,
            initial_indent=mark,
            subsequent_indent=" " * len(mark),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for mark, said in items
    )
