# ruff: noqa: INP001 - a script, no package
"""Write the index of the diagnostics' pages (their README.md); ``--check`` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from lmrules.checks import all_codes
from lmrules.diagnostics.pages import page_name
from lmrules.diagnostics.report import SEVERITY_WORDS
from lmrules.diagnostics.series import SERIES

INDEX = Path(__file__).parent.parent / "docs" / "reference" / "diagnostics" / "README.md"

HEAD = """\
# Diagnostics

What `lmrules check`, `test` and `convert` may say, one page for each code.
`lmrules explain CODE` prints the same pages, offline.
The pages are in bokmål, for those who write rules.
`--lang nn` and `--lang en` add the message in those languages.

This list is written by `tools/diagnostics_index.py`.

Each page has an example that gives exactly its code, and a mended one that gives nothing.
The tests hold it to that.
After ```` ```rules ```` may stand:

- `feil`: part of the failing example;
- `fil=NAME`: the file's name, where an example has several;
- `ark=NAME`: the sheet of a workbook, a cell between two semicolons;
- `tegn`: `\\xNN` in the text is a byte, `\\u{NNNN}` a character;
- a limit to check under, such as `statements=3`.

Where a page is about a file of another system, that comes first, as ```` ```csv ```` or ```` ```json ````.
"""


def index() -> str:
    """The whole page."""
    sections = [HEAD]
    for prefix, title in SERIES.items():
        codes = [code for code in all_codes() if code.id.startswith(prefix)]
        if codes:
            rows = [
                f"| [{c.id}]({page_name(c)}) | {c.name} | {SEVERITY_WORDS[c.severity].nb} |" for c in codes
            ]
            lines = [f"## {prefix}xx: {title.nb}", "", "| kode | navn | alvor |", "|---|---|---|", *rows, ""]
            sections.append("\n".join(lines))
    return "\n".join(sections)


def main() -> int:
    """Write the index, or say that it is stale."""
    if "--check" in sys.argv[1:]:
        if INDEX.read_text(encoding="utf-8") != index():
            sys.stderr.write(f"{INDEX.name} is stale: run python tools/diagnostics_index.py\n")
            return 1
        return 0
    INDEX.write_text(index(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
