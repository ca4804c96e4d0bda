"""``check --fix`` and ``--diff``: mend rulebooks in memory, round by round, and write what has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import attrs

from lmrules.cli._rule_files import RuleFile
from lmrules.cli.talk import Failure, write_whole
from lmrules.diagnostics import Diagnostic, codes_text
from lmrules.diagnostics.fixing import chosen, fixed
from lmrules.messages import Language, Text
from lmrules.pipeline import CheckedRulebook, check_files
from lmrules.reading import decode, read_bytes
from lmrules.resources import real
from lmrules.syntax.limits import DEFAULT_LIMITS

_MOST_ROUNDS = 10
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CHANGED = Text(
    "`{path}` ble endret mens den ble rettet; ingenting er skrevet til den",
    "`{path}` blei endra medan ho blei retta; ingenting er skrive til ho",
    "`{path}` changed while it was being mended; nothing was written to it",
)


@attrs.define
class Mended:
    """Every file that fixes have changed, by resolved path: its name, its text before, and its text now."""

    names: dict[Path, str] = attrs.field(factory=dict)
    before: dict[Path, str] = attrs.field(factory=dict)
    now: dict[Path, str] = attrs.field(factory=dict)
    count: int = 0

    def mend(
        self, rulebook: RuleFile, shows: Callable[[Diagnostic], bool], *, unsafe: bool
    ) -> CheckedRulebook:
        """The rulebook as it is when the fixes of all that ``shows`` lets through are carried out."""
        checked = check_files(rulebook.again(self.now) if self.now else rulebook.read)
        for _ in range(_MOST_ROUNDS):
            fixes = chosen(self._fixable(checked, shows), unsafe=unsafe)
            after = dict(self.now)
            for source, text in fixed(fixes):
                path = real(source.name)
                self.names.setdefault(path, source.name)
                self.before.setdefault(path, source.original)
                after[path] = text
            if after == self.now:
                break
            again = check_files(rulebook.again(after))
            if _unreadable_statements(again) > _unreadable_statements(checked):
                break  # a fix that leaves text we cannot read is none
            checked, self.now, self.count = again, after, self.count + len(fixes)
        return checked

    @staticmethod
    def _fixable(checked: CheckedRulebook, shows: Callable[[Diagnostic], bool]) -> list[Diagnostic]:
        """What may be fixed: nothing in a file whose bytes are not what its text says."""
        badly_encoded = {d.span.source.name for d in checked.diagnostics if d.code is codes_text.BAD_ENCODING}
        return [
            d
            for d in checked.diagnostics
            if shows(d) and all(e.span.source.name not in badly_encoded for f in d.fixes for e in f.edits)
        ]

    def write(self, lang: Language) -> None:
        """Write every changed file in its place, whole; :class:`Failure` if one has changed meanwhile."""
        for path, text in self.now.items():
            data = read_bytes(path, DEFAULT_LIMITS.file_bytes)
            source, _ = decode(str(path), data, DEFAULT_LIMITS)
            if source.original != self.before[path]:
                raise Failure(_CHANGED, {"path": self.names[path]}, lang=lang)
            mark = _BYTE_ORDER_MARK if data.startswith(_BYTE_ORDER_MARK) else b""
            write_whole(path, mark + text.encode())

    def diff(self) -> str:
        """What has changed, as a unified diff."""
        import difflib  # only wanted here, and slow to start

        lines: list[str] = []
        for path in sorted(self.now, key=lambda p: self.names[p]):
            name = self.names[path]
            lines += difflib.unified_diff(_lines(self.before[path]), _lines(self.now[path]), name, name)
        return "".join(_ended(lines))


def _unreadable_statements(checked: CheckedRulebook) -> int:
    return sum(d.code.id.startswith("LM0") and d.severity == "error" for d in checked.diagnostics)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _ended(lines: Iterable[str]) -> Iterable[str]:
    """The lines of a diff, each with its line end, as `patch` reads them."""
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
