"""Prints a rulebook's reference page: ``python -m lmrules.cli._reference RULES`` (`make reference`)."""

from __future__ import annotations

import sys
from pathlib import Path

from lmrules.exports.reference_page import reference_page
from lmrules.pipeline import check_path


def page(path: str) -> str:
    """The page of the rulebook at ``path``."""
    checked = check_path(Path(path), path)
    return reference_page(checked.book, checked.files, checked.digest)


if __name__ == "__main__":
    sys.stdout.write(page(sys.argv[1]))
