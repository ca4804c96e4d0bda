"""The pages of the diagnostics as tests read them: their fences, set up as files and checked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import openpyxl

from lmrules.diagnostics import Code, Diagnostic
from lmrules.diagnostics.pages import page_name
from lmrules.examples import try_examples
from lmrules.interchange import FORMATS
from lmrules.interchange.from_rulebook import crosswalk_of
from lmrules.interchange.to_rules import rules_of
from lmrules.interchange.xlsx_reading import read_book
from lmrules.mutation.coverage import coverage
from lmrules.mutation.judge import mutate
from lmrules.pipeline import check_files
from lmrules.reading import read_rules
from lmrules.source import Source
from lmrules.syntax.limits import Limits

PAGES = Path(__file__).parent.parent / "docs" / "reference" / "diagnostics"

_FENCE = re.compile(r"^```(?:rules|csv|json)(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LIMITS = frozenset(field.name for field in attrs.fields(Limits))
_ESCAPE = re.compile(rb"\\x([0-9a-f]{2})|\\u\{([0-9A-F]{4,6})\}")


@attrs.frozen
class Example:
    """The files of one example, the first one the rulebook's first; ``failing``: it should give the code."""

    failing: bool
    files: tuple[tuple[str, bytes], ...]
    limits: Limits

    def found(self, folder: Path, of: str) -> list[Diagnostic]:
        """Each diagnostic of the example, set up in ``folder``, in order.

        ``of`` is the page's code: those of LM7xx are found by ``test`` and its options, those of
        LM8xx by ``convert``, not by ``check``.
        """
        if any("#" in name for name, _ in self.files):
            return _in_workbook(self.files)
        for name, data in self.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        first = folder / self.files[0][0]
        if first.suffix != ".rules":
            return _imported(first, [folder / name for name, _ in self.files[1:]])
        checked = check_files(read_rules(first, limits=self.limits))
        found = [*checked.diagnostics]
        if of.startswith("LM7"):
            trial = try_examples(checked.book)
            found += trial.diagnostics()
            found += coverage(trial).diagnostics if of in ("LM702", "LM703", "LM704") else ()
            found += mutate(checked, trial).diagnostics() if of == "LM705" else ()
        if of.startswith("LM8"):
            found += crosswalk_of(checked).found
        return found


def _imported(first: Path, sets: list[Path]) -> list[Diagnostic]:
    """What `convert --to rules` finds in a file of another system; the others are its `--sets`."""
    form = {".csv": "csv", ".json": "fhir"}[first.suffix]
    base = check_files(read_rules(sets[0])).book if sets else None
    reading = FORMATS[form].read(first.read_bytes(), first.name)
    return list(rules_of(reading, Source(first.name, ""), base=base).found)


def _in_workbook(sheets: tuple[tuple[str, bytes], ...]) -> list[Diagnostic]:
    """What `convert --from xlsx` finds in a workbook with these sheets, each a table with semicolons."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, data in sheets:
        sheet = book.create_sheet(name.partition("#")[2])
        for line in data.decode().splitlines():
            sheet.append(line.split(";"))
    out = io.BytesIO()
    book.save(out)
    return [found.diagnostic for found in read_book(out.getvalue(), "bok.xlsx", apart=False).found]


def page(code: Code) -> str:
    """The text of a code's page."""
    return (PAGES / page_name(code)).read_text(encoding="utf-8")


def examples(text: str) -> tuple[Example, Example]:
    r"""The failing example of a page and the mended one.

    After ```` ```rules ```` may stand: ``feil`` (part of the failing example); ``fil=NAME`` (the file's name,
    where an example has several); ``ark=NAME`` (the sheet of a workbook); ``tegn`` (``\xNN`` in the text is a byte, ``\u{NNNN}`` a character); and
    limits to check it under, such as ``statements=3``.
    """
    failing, mended = (Example(kind, *_files(text, failing=kind)) for kind in (True, False))
    return failing, mended


def _files(text: str, *, failing: bool) -> tuple[tuple[tuple[str, bytes], ...], Limits]:
    files: list[tuple[str, bytes]] = []
    limits: dict[str, int] = {}
    for words, body in _fences(text):
        if ("feil" in words) is failing:
            options = dict(word.split("=") for word in words if "=" in word)
            limits |= {key: int(value) for key, value in options.items() if key in _LIMITS}
            data = body.encode()
            name = options.get("fil", "eksempel.rules") + (f"#{options['ark']}" if "ark" in options else "")
            files.append((name, _unescaped(data) if "tegn" in words else data))
    return tuple(files), Limits(**limits)


def _fences(text: str) -> Iterator[tuple[list[str], str]]:
    for fence in _FENCE.finditer(text):
        words = fence["info"].split()
        for word in words:
            assert word in ("feil", "tegn") or word.split("=")[0] in {"fil", "ark", *_LIMITS}, word
        yield words, fence["text"]


def _unescaped(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda m: bytes.fromhex(m[1].decode()) if m[1] else chr(int(m[2], 16)).encode(), data)
