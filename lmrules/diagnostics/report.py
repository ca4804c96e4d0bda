"""What one run found, as one value for every renderer."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from lmrules.diagnostics.code import Code, Severity
from lmrules.diagnostics.diagnostic import Diagnostic
from lmrules.messages import Language, Text, visible

_MADE_STRICT = re.compile(r"LM[4-6][0-9]{2}")

SEVERITY_WORDS: dict[Severity, Text] = {
    "error": Text("feil", "feil", "error"),
    "warning": Text("advarsel", "åtvaring", "warning"),
    "note": Text("merknad", "merknad", "note"),
}
HELP = Text("hjelp", "hjelp", "help")
_COUNTED: dict[Severity, tuple[Text, Text]] = {
    "error": (Text("{n} feil", "{n} feil", "{n} error"), Text("{n} feil", "{n} feil", "{n} errors")),
    "warning": (
        Text("{n} advarsel", "{n} åtvaring", "{n} warning"),
        Text("{n} advarsler", "{n} åtvaringar", "{n} warnings"),
    ),
    "note": (
        Text("{n} merknad", "{n} merknad", "{n} note"),
        Text("{n} merknader", "{n} merknader", "{n} notes"),
    ),
}
_NO_ERRORS = Text("ingen feil", "ingen feil", "no errors")
_IN_FILES = (Text("{n} fil", "{n} fil", "{n} file"), Text("{n} filer", "{n} filer", "{n} files"))
_IN = Text("{what} i {files}", "{what} i {files}", "{what} in {files}")


@attrs.frozen
class Finding:
    """One diagnostic as it is to be shown: in a language, and as grave as the run makes it."""

    diagnostic: Diagnostic
    lang: Language
    severity: Severity

    @classmethod
    def of(cls, diagnostic: Diagnostic, lang: Language, *, strict: bool = False) -> Finding:
        """``diagnostic`` in ``lang``; ``strict`` makes the warnings of LM4xx–LM6xx errors."""
        severity = diagnostic.code.severity
        if strict and severity == "warning" and _MADE_STRICT.fullmatch(diagnostic.code.id):
            severity = "error"
        return cls(diagnostic, lang, severity)

    @property
    def code(self) -> Code:
        """The diagnostic's code."""
        return self.diagnostic.code

    @property
    def message(self) -> str:
        """The cause, on one line, safe to show."""
        return visible(self.diagnostic.message(self.lang))

    @property
    def help(self) -> str:
        """The remedy, safe to show; of several lines where it offers text to paste."""
        return "\n".join(visible(line) for line in self.diagnostic.help(self.lang).split("\n"))

    @property
    def word(self) -> str:
        """The severity as a word for people."""
        return SEVERITY_WORDS[self.severity].fill(self.lang)

    @property
    def file(self) -> str:
        """The name of the file it is about."""
        return self.diagnostic.span.source.name


@attrs.frozen
class CheckedBook:
    """One rulebook of a run: its name and digest, its first file, and every file it was read from."""

    name: str
    digest: str
    file: str
    files: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Report:
    """What one run found, in the order of file, line, column and code."""

    books: tuple[CheckedBook, ...]
    findings: tuple[Finding, ...]
    lang: Language = "nb"

    @classmethod
    def of(cls, books: Iterable[CheckedBook], findings: Iterable[Finding], lang: Language = "nb") -> Report:
        """The report with its findings in order; what two rulebooks say of a file they share is said once."""
        once: dict[object, Finding] = {}
        for finding in findings:
            end = finding.diagnostic.span.finish
            once.setdefault((finding.diagnostic.sort_key, end.line, end.column), finding)
        ordered = sorted(once.values(), key=lambda finding: finding.diagnostic.sort_key)
        return cls(books=tuple(books), findings=tuple(ordered), lang=lang)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file read, each once, in the order read."""
        return tuple(dict.fromkeys(file for book in self.books for file in book.files))

    def count(self, severity: Severity) -> int:
        """How many findings are this grave."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        return self.count("error") > 0

    def summary(self) -> str:
        """The run in one line of plain words: ``ingen feil i 14 filer``."""
        counts: list[tuple[Severity, int]] = [(s, self.count(s)) for s in ("error", "warning", "note")]
        parts = [
            _NO_ERRORS.fill(self.lang)
            if severity == "error" and n == 0
            else _COUNTED[severity][n != 1].fill(self.lang, {"n": n})
            for severity, n in counts
            if n or severity == "error"
        ]
        n = len(self.files)
        files = _IN_FILES[n != 1].fill(self.lang, {"n": n})
        return _IN.fill(self.lang, {"what": ", ".join(parts), "files": files})
