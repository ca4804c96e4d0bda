"""Rows in: approvals from CSV, JSON and JSON Lines, and the rows that could not be read out again."""

from lmrules.approvals.problems import ApprovalsError, Problem, RejectedRow
from lmrules.approvals.reading import Format, Reading, read_approvals
from lmrules.approvals.rejects import write_rejects

__all__ = [
    "ApprovalsError",
    "Format",
    "Problem",
    "Reading",
    "RejectedRow",
    "read_approvals",
    "write_rejects",
]
