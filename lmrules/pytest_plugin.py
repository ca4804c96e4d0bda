"""The pytest plugin: a rulebook is a test module, with one test for `check` and one for each `eksempel`.

Collected are the ``*.rules`` files that are first files of a rulebook: those that no other one uses. A first
file stands in the folder of every file it uses or above it (``language.md``), so only those are looked at.
``-p no:lmrules`` turns the plugin off; ``--ignore`` and ``collect_ignore_glob`` work as for any file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lmrules.diagnostics import Diagnostic
    from lmrules.examples import Ground
    from lmrules.messages import Language
    from lmrules.model.model import Example
    from lmrules.pipeline import CheckedRulebook

# What is imported here is imported in every pytest run where lmrules is installed: hence nothing of ours.

_USES = pytest.StashKey["dict[Path, frozenset[Path]]"]()
_SUFFIX = ".rules"


class RulesError(Exception):
    """A rulebook with errors, or an example that fails; the text is all there is to say."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> RulesFile | None:
    """A rulebook for each first file; None for any other file."""
    if file_path.suffix != _SUFFIX or not _is_first(file_path, parent.config):
        return None
    return RulesFile.from_parent(parent, path=file_path)


def _is_first(path: Path, config: pytest.Config) -> bool:
    """Whether no other rule file uses ``path``; of a ring of files the first by name stands for them all."""
    path = path.resolve()
    root = config.rootpath.resolve()
    known = config.stash.setdefault(_USES, {})
    folders = [f for f in path.parents if f == path.parent or f.is_relative_to(root)]
    for folder in folders:
        for other in sorted(folder.glob(f"*{_SUFFIX}")):
            used = _used(other.resolve(), known)
            if other.resolve() == path or path not in used:
                continue
            in_ring = other.resolve() in _used(path, known)
            if not in_ring or other.resolve() < path:
                return False
    return True


def _used(path: Path, known: dict[Path, frozenset[Path]]) -> frozenset[Path]:
    """The files that ``path`` uses, directly or through others."""
    from lmrules.reading import Unreadable, read_rules

    if path not in known:
        try:
            files = read_rules(path).files
        except Unreadable:
            files = []
        known[path] = frozenset(Path(f.span.source.name).resolve() for f in files) - {path}
    return known[path]


class RulesFile(pytest.File):
    """A rulebook: its first file."""

    def collect(self) -> Iterable[pytest.Item]:
        """One test for the checks, and one for each example, by its title."""
        from lmrules.examples import Ground
        from lmrules.pipeline import check_path
        from lmrules.prepared import ready
        from lmrules.reading import Unreadable

        try:
            checked = check_path(self.path, _shown(self.path, self.config))
        except Unreadable as error:
            raise self.CollectError(f"{self.path}: {error.why.en}") from None
        yield CheckItem.from_parent(self, name="check", checked=checked)
        for transition in checked.book.transitions:
            ground = None if checked.errors else Ground(checked.book, ready(checked.book, transition))
            for name, example in _names(transition.examples):
                yield ExampleItem.from_parent(self, name=name, example=example, ground=ground)


def _shown(path: Path, config: pytest.Config) -> str:
    """``path`` as seen from the project's root."""
    return str(path.relative_to(config.rootpath)) if path.is_relative_to(config.rootpath) else str(path)


def _names(examples: Iterable[Example]) -> Iterator[tuple[str, Example]]:
    """The titles as names of tests, each one once."""
    seen: dict[str, int] = {}
    for example in examples:
        # A name must not end a node's name, nor break pytest's line.
        title = " ".join(example.title.split()).replace("::", ":") or "eksempel"
        seen[title] = seen.get(title, 0) + 1
        yield (title if seen[title] == 1 else f"{title} ({seen[title]})"), example


class _Item(pytest.Item):
    """What both kinds of test share."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The text of what is wrong, without a traceback of ours."""
        if isinstance(excinfo.value, RulesError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class CheckItem(_Item):
    """`lmrules check`: fails for errors; warnings and notes are shown with ``-rP``."""

    def __init__(self, *, checked: CheckedRulebook, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.checked = checked

    def runtest(self) -> None:
        """Fail with every error."""
        others = [d for d in self.checked.diagnostics if d.severity != "error"]
        if others:
            self.add_report_section("call", "lmrules", _pretty(others, self.checked.book.keywords))
        if self.checked.errors:
            raise RulesError(_pretty(self.checked.errors, self.checked.book.keywords))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the test is, for pytest."""
        return self.path, None, f"{self.path.name}: check"


class ExampleItem(_Item):
    """One example; skipped where the rulebook has errors (``ground`` is None)."""

    def __init__(self, *, example: Example, ground: Ground | None, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.example = example
        self.ground = ground

    def runtest(self) -> None:
        """Fail with what was expected, what came, and why."""
        from lmrules.examples import failure

        if self.ground is None:
            pytest.skip("the rulebook has errors, see its check")
        tried = self.ground.try_out(self.example)
        if not tried.passed:
            raise RulesError(_pretty([failure(self.ground, tried)], self.ground.book.keywords))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the test is, for pytest."""
        return self.path, self.example.span.begin.line - 1, f"{self.path.name}: {self.name}"


def _pretty(diagnostics: Iterable[Diagnostic], lang: Language) -> str:
    from lmrules.diagnostics import render_pretty
    from lmrules.diagnostics.report import Finding, Report

    return render_pretty.render(Report.of((), [Finding.of(d, lang) for d in diagnostics], lang))
