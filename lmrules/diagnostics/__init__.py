"""Diagnostics: what a user is told about a rule file. One value, many renderers (``diagnostics.md``)."""

from lmrules.diagnostics.code import Code, Severity
from lmrules.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label

__all__ = ["Code", "Diagnostic", "Edit", "Fix", "Label", "Severity"]
