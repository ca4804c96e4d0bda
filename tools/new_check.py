# ruff: noqa: INP001 - a script, no package
"""Scaffold a check: its file with its code, its page, and its test; then the tests say what is left to write.

``python tools/new_check.py unused-level`` (or ``make new-check NAME=unused-level``) takes the next free id of
LM5xx; ``--series LM4`` another series, ``--id LM512`` an id of your own. Ids are never reused, so look in the
history before you take one that is free.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

CHECK = '''\
"""{id}: …"""

from __future__ import annotations

from collections.abc import Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic
from lmrules.messages import Text

{constant} = Code(
    id="{id}",
    name="{name}",
    severity="warning",
    message=Text(
        "`{{name}}` …",
        "`{{name}}` …",
        "`{{name}}` …",
    ),
    help=Text(
        "…",
        "…",
        "…",
    ),
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each …"""
    for topic in looked_at.book.topics:
        if topic.name == "…":
            yield {constant}.at(topic.span, name=topic.name)


CHECK = Check(({constant},), check)
'''

EXAMPLE = """\
regelverk eksempelfag
    kilde "Oppdiktet eksempel"

skala nivåer
    kunnskap < god-kunnskap

tema strålevern "Strålevern"

læringsmålsett GML "Det gamle settet"
    gyldig fra 2020-01-01 til 2025-09-01
    mål GML-1 "Strålevern"
        god-kunnskap: strålevern

læringsmålsett NY "Det nye settet"
    gyldig fra 2025-09-01
    mål NY-1 "Strålevern"
        kunnskap: strålevern

overgang GML til NY fra 2025-09-01
    regel R1: GML-1 ≥ NY-1
        fordi "Samme fag på et høyere nivå."
"""

PAGE = """\
# {id} {name}

## Hva det betyr

…

## Hvorfor det er viktig

…

## Eksempel

```rules feil
{example}```

## Rettet

```rules
{example}```

## Når det kan stå

…
Skriv da hvorfor, foran setningen eller på samme linje: `# lmrules: tillat {id} fordi …`
"""

TEST = '''\
"""{id} {name}: what the check finds, and what it leaves alone."""

from __future__ import annotations

from lmrules.pipeline import check_text


def test_it_is_found_at_its_place() -> None:
    """…"""
    (found,) = check_text("…").diagnostics
    assert (found.code.id, found.span.begin.line) == ("{id}", 1)
'''


def scaffold(root: Path, name: str, identity: str) -> list[Path]:
    """Write the files of the check ``name`` below ``root``; ``SystemExit`` if one is there already."""
    module = name.replace("-", "_")
    fields = {"id": identity, "name": name, "constant": module.upper(), "example": EXAMPLE}
    files = {
        root / "lmrules" / "checks" / f"{module}.py": CHECK,
        root / "docs" / "reference" / "diagnostics" / f"{identity}-{name}.md": PAGE,
        root / "tests" / f"test_checks_{module}.py": TEST,
    }
    for path in files:
        if path.exists():
            raise SystemExit(f"{path} is there already")
    for path, template in files.items():
        path.write_text(template.format(**fields), encoding="utf-8")
    return list(files)


def free_id(root: Path, name: str, series: str, wanted: str | None) -> str:
    """The id to use; ``SystemExit`` if it, or the name, is taken by a page."""
    taken = {}
    for page in (root / "docs" / "reference" / "diagnostics").glob("LM*.md"):
        identity, _, rest = page.stem.partition("-")
        taken[identity] = rest
    if name in taken.values():
        raise SystemExit(f"there is a code `{name}` already")
    if wanted in taken:
        raise SystemExit(f"{wanted} is taken by `{taken[wanted]}`")
    # LM69x are about the comments that allow diagnostics.
    used = [int(i[2:]) for i in taken if i.startswith(series) and not i.startswith("LM69")]
    return wanted or f"LM{max(used, default=int(series[2:]) * 100) + 1:03d}"


def main() -> None:
    """Scaffold the check named on the command line."""
    parser = argparse.ArgumentParser(description="Scaffold a check, its page and its test.")
    parser.add_argument("name", help="kebab-case, reads well after 'allow'")
    parser.add_argument("--series", default="LM5", help="LM4, LM5 or LM6 (default: LM5)")
    parser.add_argument("--id", help="an id of your own, such as LM512")
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not re.fullmatch("[a-z]+(-[a-z]+)*", given.name):
        parser.error("the name is lower-case words with hyphens between: unused-level")
    if not re.fullmatch("LM[0-9]", given.series) or not re.fullmatch("LM[0-9]{3}", given.id or "LM000"):
        parser.error("a series is written LM5, and an id LM512")
    identity = free_id(given.root, given.name, given.series, given.id)
    for path in scaffold(given.root, given.name, identity):
        sys.stdout.write(f"{path.relative_to(given.root)}\n")
    index = given.root / "tools" / "diagnostics_index.py"
    subprocess.run([sys.executable, index], check=True)  # noqa: S603 - our own script
    sys.stdout.write(
        "Write the texts, the check, the examples and the test (each … is yours to fill); then\n"
        f"  pytest tests/test_diagnostics_pages.py tests/test_checks_{given.name.replace('-', '_')}.py\n"
    )


if __name__ == "__main__":
    main()
