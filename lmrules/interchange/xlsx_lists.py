"""What cells are chosen from: lists on a sheet that is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from lmrules.interchange.xlsx_cells import stored
from lmrules.interchange.xlsx_rows import transition_key
from lmrules.interchange.xlsx_sheets import LISTS
from lmrules.messages import Language
from lmrules.model.model import Rulebook
from lmrules.syntax.ast import KEYWORD_LANGUAGES
from lmrules.syntax.keywords import SPELLINGS

_RELATIONS = ("≥", "=", ">", "≤", "<", "~", "≠")


class Lists:
    """The lists of one rulebook, by the names that columns call them."""

    def __init__(self, book: Rulebook, files: Sequence[str], lang: Language) -> None:
        self.sheet = LISTS.fill(lang)
        word = {key: spelled[book.keywords] for key, spelled in SPELLINGS.items()}
        self.lists: Mapping[str, Sequence[str]] = {
            "transitions": [transition_key(t.old, t.new) for t in book.transitions],
            "sets": [s.name for s in book.sets],
            "levels": list(book.levels),
            "types": [word["rule"], word["draft"], word["carried"]],
            "fates": [word["retired"], word["new"]],
            "relations": _RELATIONS,
            "judgement-relations": ("≤", "="),
            "files": list(files),
            "languages": KEYWORD_LANGUAGES,
        }

    def place(self, name: str) -> str:
        """Where the list called ``name`` stands, as a validation refers to it."""
        letter = get_column_letter(list(self.lists).index(name) + 1)
        last = max(1, len(self.lists[name])) + 1
        return f"{quote_sheetname(self.sheet)}!${letter}$2:${letter}${last}"

    def fill(self, page: Worksheet) -> None:
        """Write the lists, each in a column of its own."""
        for number, (name, listed) in enumerate(self.lists.items(), 1):
            for at, text in enumerate((name, *listed), 1):
                cell = page.cell(at, number)
                cell.value = stored(text)
                cell.data_type = "s"
                cell.number_format = "@"
