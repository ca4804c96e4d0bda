"""The sections of the report, by the names that ``--only`` takes, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable

from bench.report import Section
from bench.runs import Run
from bench.single import loading, many_rules, one_person
from bench.tables import flatness, large, other_inputs, small, to_files

SECTIONS: dict[str, Callable[[Run], Section]] = {
    "one": one_person,
    "small": small,
    "large": large,
    "files": to_files,
    "other": other_inputs,
    "rules": many_rules,
    "loading": loading,
    "flat": flatness,
}
