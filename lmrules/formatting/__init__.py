"""Laying out rule files: syntax to text, comments kept, the meaning never changed."""

from lmrules.formatting.checked import (
    ChangedMeaningError,
    NotReadableError,
    format_file,
    format_source,
    format_text,
    print_file,
)
from lmrules.formatting.printer import print_statements

__all__ = [
    "ChangedMeaningError",
    "NotReadableError",
    "format_file",
    "format_source",
    "format_text",
    "print_file",
    "print_statements",
]
