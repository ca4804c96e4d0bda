"""Markdown: what an author wrote is shown as written, and can be no markup, link or HTML."""

from __future__ import annotations

import re

from lmrules.messages import visible

# What is markup anywhere, what makes a link of an address, and what is markup where a line begins.
_MEANING = re.compile(r"[\\`*_\[\]<>|~&@]|:(?=/)|(?<=\bwww)\.|^[-+#=]|(?<=^[0-9])[.)]|(?<=^[0-9][0-9])[.)]")


def plain(text: str) -> str:
    """``text`` on one line, with every sign that could be markup escaped."""
    return _MEANING.sub(r"\\\g<0>", visible(" ".join(text.split())))


def code(text: str) -> str:
    """``text`` as code, whatever quotes are in it."""
    shown = visible(" ".join(text.split()))
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


def bullets(lines: list[str]) -> str:
    """``lines`` as a list."""
    return "\n".join(f"- {line}" for line in lines)
