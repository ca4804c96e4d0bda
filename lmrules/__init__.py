"""Whether an approval of old learning objectives may be transferred, or the new one must be assessed.

>>> import lmrules
>>> book = lmrules.load("rules/nukleaermedisin.rules")
>>> result = book.transfer([lmrules.Approval("NUK-001", "2023-02-01")], to="NUK-2025")

Importing this brings in nothing but the standard library; what is used is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmrules.api import (
        Approval,
        Comparison,
        Difference,
        ExplainedDecision,
        Finding,
        Impact,
        Result,
        Rulebook,
        RulebookError,
        Suggestion,
        TransferError,
        audit,
        check,
        diff,
        load,
        loads,
    )
    from lmrules.compiled.brief import Brief, Told, UnusableRows
    from lmrules.compiled.person import Decider

__all__ = [
    "Approval",
    "Brief",
    "Comparison",
    "Decider",
    "Difference",
    "ExplainedDecision",
    "Finding",
    "Impact",
    "Result",
    "Rulebook",
    "RulebookError",
    "Suggestion",
    "Told",
    "TransferError",
    "UnusableRows",
    "audit",
    "check",
    "diff",
    "load",
    "loads",
]

_ELSEWHERE = {
    "Brief": "lmrules.compiled.brief",
    "Decider": "lmrules.compiled.person",
    "Told": "lmrules.compiled.brief",
    "UnusableRows": "lmrules.compiled.brief",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'lmrules' has no attribute {name!r}")
    value: object = getattr(import_module(_ELSEWHERE.get(name, "lmrules.api")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
