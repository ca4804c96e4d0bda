"""From rule files to a checked rulebook: read, parse, resolve, check, each on what the one before made."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import attrs

from lmrules.checks import Check, Checked, all_checks, all_codes
from lmrules.diagnostics import Diagnostic, codes_names, codes_own
from lmrules.diagnostics.mistakes import too_much
from lmrules.excusing import concerns, excused_names, in_disorder, uncertain_names
from lmrules.kernel import TooLarge, at_most
from lmrules.model import canonical, model
from lmrules.model.from_syntax import resolve
from lmrules.prepared import Ready
from lmrules.reading import RuleFiles, Unreadable, read_rules
from lmrules.source import Source, Span
from lmrules.suppression import apply_suppressions
from lmrules.syntax import ast
from lmrules.syntax.limits import DEFAULT_LIMITS, Limits
from lmrules.syntax.parse import parse, without_gc

MOST_STEPS = 10_000_000
STEPS_PER_RULE = 1_000
"""How many of the kernel's steps one check may take: some seconds of work, and more for more rules."""


@attrs.frozen(eq=False)
class CheckedRulebook:
    """A rulebook with everything that is to be said of it, in the order of file and place.

    ``ready``: the transitions by name, with the kernel's verdicts; empty while there are errors.
    """

    book: model.Rulebook
    files: tuple[ast.File, ...]
    diagnostics: tuple[Diagnostic, ...]
    ready: Mapping[str, Ready] = attrs.field(factory=dict, repr=False)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep the rulebook from being used."""
        return tuple(d for d in self.diagnostics if d.severity == "error")

    @cached_property
    def digest(self) -> str:
        """The digest of the canonical form."""
        return canonical.digest(self.book)


def check_path(
    path: Path,
    name: str | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    unsaved: Mapping[Path, str] | None = None,
) -> CheckedRulebook:
    """The rulebook whose first file is ``path``, checked; ``Unreadable`` if it is not there."""
    return check_files(read_rules(path, name, limits=limits, unsaved=unsaved))


def unreadable(name: str, error: Unreadable) -> Diagnostic:
    """The diagnostic for a rulebook whose first file cannot be read."""
    return codes_names.USE_UNREADABLE.at(Span(Source(name, ""), 0, 0), path=name, why=error.why)


def check_text(text: str, name: str = "<text>") -> CheckedRulebook:
    """The rulebook written in ``text``, checked; it can use no other file."""
    file, found = parse(Source(name, text))
    return check_files(RuleFiles([file], found))


def check_files(read: RuleFiles, checks: Iterable[Check] | None = None) -> CheckedRulebook:
    """The rulebook that files already read make together, checked."""
    with without_gc():
        return _check_files(read, all_checks() if checks is None else checks)


def _check_files(read: RuleFiles, checks: Iterable[Check]) -> CheckedRulebook:
    if too_much(read.found):
        # Not all was read, so nothing can be said of what it means.
        read = attrs.evolve(read, files=[attrs.evolve(file, statements=()) for file in read.files])
        return _only_read(read, resolve(read.files)[0], read.found)
    book, found, broken = resolve(read.files, read.limits)
    everything = [*read.found, *found]
    if too_much(found):
        return _only_read(read, book, everything)
    looked_at = Checked(
        book,
        tuple(read.files),
        excused=excused_names(read.files, everything, broken, book),
        uncertain=uncertain_names(read.files, everything),
    )
    for check in checks:
        own = [d for d in _run(check, looked_at) if not _follows(d, looked_at)]
        everything += own
        if disorder := in_disorder(own):
            # Soundness, which comes later, rests on the order of levels and topics.
            looked_at = attrs.evolve(looked_at, uncertain=looked_at.uncertain | disorder)
    everything = apply_suppressions(read.files, everything, all_codes())
    ordered = tuple(sorted(everything, key=lambda d: d.sort_key))
    sound = all(d.severity != "error" for d in ordered)
    ready = {step.transition.name: step for step in looked_at.transitions} if sound else {}
    return CheckedRulebook(book, tuple(read.files), ordered, ready)


def _only_read(read: RuleFiles, book: model.Rulebook, found: Iterable[Diagnostic]) -> CheckedRulebook:
    """A rulebook that no check looks at, with what is wrong so far."""
    return CheckedRulebook(book, tuple(read.files), tuple(sorted(found, key=lambda d: d.sort_key)))


def _follows(diagnostic: Diagnostic, looked_at: Checked) -> bool:
    """Whether a diagnostic about dates only follows from an error that is told already."""
    return diagnostic.code.id.startswith("LM2") and concerns(diagnostic, looked_at.excused)


def _run(check: Check, looked_at: Checked) -> list[Diagnostic]:
    """What one check finds; if it breaks or takes too long, that is reported and the others still run."""
    source = looked_at.files[0].span.source if looked_at.files else Source("", "")
    try:
        rules = sum(len(transition.rules) for transition in looked_at.book.transitions)
        with at_most(MOST_STEPS + STEPS_PER_RULE * rules):
            return list(check.run(looked_at))
    except TooLarge:
        return [codes_own.CHECK_NOT_FINISHED.at(Span(source, 0, 0), check=check.codes[0].name)]
    except RecursionError:
        what, where = "RecursionError", check.codes[0].name
    except Exception as error:  # noqa: BLE001 - a fault of ours must not hide what the user did wrong
        last = traceback.extract_tb(error.__traceback__)[-1]
        what, where = type(error).__name__, f"{Path(last.filename).name}:{last.lineno}"
    return [codes_own.INTERNAL_ERROR.at(Span(source, 0, 0), what=what, where=where)]
