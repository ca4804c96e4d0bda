"""The checks: one file each, found by its place, in the order of their codes."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import (
    Code,
    codes_examples,
    codes_interchange,
    codes_names,
    codes_order,
    codes_own,
    codes_suppression,
    codes_text,
    codes_workbook,
)

__all__ = ["Check", "Checked", "all_checks", "all_codes"]

_DECLARING = (
    codes_text, codes_names, codes_order, codes_suppression, codes_examples, codes_interchange,
    codes_workbook, codes_own
)  # fmt: skip
_NOT_A_CHECK = frozenset({"check"})


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check in this folder; a file here without a ``CHECK`` is a mistake of ours and raises."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name not in _NOT_A_CHECK)
    found: list[Check] = [importlib.import_module(f"{__name__}.{name}").CHECK for name in names]
    return tuple(sorted(found, key=lambda check: check.codes[0].id))


@cache
def all_codes() -> tuple[Code, ...]:
    """Every code a user may meet, sorted; a code with two records is a mistake of ours and raises."""
    of_modules = [
        value for module in _DECLARING for value in vars(module).values() if isinstance(value, Code)
    ]
    codes = [*of_modules, *(code for check in all_checks() for code in check.codes)]
    by_id = {code.id: code for code in codes}
    if any(by_id[code.id] is not code for code in codes):
        raise AssertionError("a code has two records")
    return tuple(by_id[i] for i in sorted(by_id))
