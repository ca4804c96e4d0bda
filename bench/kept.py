"""What the sections measured when they were last run, so that one can be measured anew without the others.

A file per section in ``build/bench/kept``; what another machine or other versions measured is not used.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench.report import Section


class Measured(NamedTuple):
    """A section, the bars that it noted, the day it was run, and the machine and versions it was run with."""

    section: Section
    bars: list[tuple[str, ...]]
    day: str
    facts: dict[str, str]

    @classmethod
    def now(cls, section: Section, bars: list[tuple[str, ...]], facts: dict[str, str]) -> Measured:
        """Measured today."""
        return cls(section, bars, datetime.now(UTC).date().isoformat(), facts)


def keep(folder: Path, name: str, measured: Measured) -> None:
    """Write down what the section ``name`` measured."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(measured._asdict() | {"section": measured.section._asdict()}, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def find(folder: Path, name: str, facts: dict[str, str]) -> Measured | None:
    """What the section ``name`` measured last, where that was with these ``facts``."""
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    if found["facts"] != facts:
        return None
    its = found["section"]
    rows = tuple(tuple(row) for row in its["rows"])
    section = Section(its["title"], its["about"], tuple(its["columns"]), rows, tuple(its["notes"]))
    return Measured(section, [tuple(bar) for bar in found["bars"]], found["day"], facts)
