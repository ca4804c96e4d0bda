"""``test --accept``: the expectations of failing examples rewritten to what now happens."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import attrs

from lmrules.cli._rule_files import RuleFile
from lmrules.cli.talk import Failure, write_whole
from lmrules.diagnostics import Edit, Fix
from lmrules.diagnostics.fixing import fixed
from lmrules.examples import Ground, Trial, Tried, try_examples
from lmrules.messages import Language, Text
from lmrules.model.model import Expectation, ObjectiveId
from lmrules.mutation.writing import listed, write_code
from lmrules.pipeline import check_files
from lmrules.reading import decode, read_bytes
from lmrules.resources import real
from lmrules.source import Span
from lmrules.syntax.keywords import KEYWORDS, LANGUAGES_OF, SPELLINGS
from lmrules.syntax.limits import DEFAULT_LIMITS

_EXPECTED = {"transferred": "then transfers", "assessment": "then assesses"}


def _either(*keys: str) -> str:
    """A pattern for every way to write one of the keywords."""
    phrases = (phrase for keyword in KEYWORDS if keyword.en in keys for phrase in keyword.phrases)
    return "|".join(phrase.replace(" ", r"\s+") for phrase in phrases)


_KEYWORD = re.compile(rf"(?P<then>{_either(*_EXPECTED.values())})(?:\s+(?P<only>{_either('only')}))?\s*\Z")
_ACCEPT = Text("det som nå skjer", "det som no skjer", "what now happens")
_MARK = b"\xef\xbb\xbf"
_CHANGED = Text(
    "`{path}` ble endret mens eksemplene ble prøvd; ingenting er skrevet",
    "`{path}` blei endra medan døma blei prøvde; ingenting er skrive",
    "`{path}` changed while its examples were tried; nothing was written",
)
_STILL_WRONG = Text(
    "eksempelet `{title}` kan ikke skrives om av seg selv; ingenting er skrevet",
    "dømet `{title}` kan ikkje skrivast om av seg sjølv; ingenting er skrive",
    "the example `{title}` cannot be rewritten by itself; nothing was written",
)


def accept(rulebook: RuleFile, trial: Trial, lang: Language) -> int:
    """Rewrite every failing example of ``rulebook`` in its file; how many there were.

    The texts are read again before anything is written: every example passes then, or nothing is written
    (:class:`~lmrules.cli.talk.Failure`, as for a file that has changed meanwhile).
    """
    failing = trial.failing
    if not failing:
        return 0
    grounds = {id(ground.step): ground for ground in trial.grounds}
    edits = [edit for tried in failing for edit in _edits(grounds[id(tried.step)], tried, lang)]
    texts = [(source, text) for source, text in fixed([Fix(_ACCEPT, tuple(edits))])]
    again = check_files(rulebook.again({real(s.name): text for s, text in texts}))
    wrong = [] if again.errors else [t.example.title for t in try_examples(again.book).failing]
    if again.errors or wrong:
        raise Failure(_STILL_WRONG, {"title": (wrong or [failing[0].example.title])[0]}, lang=lang)
    marks: dict[str, bytes] = {}
    for source, _ in texts:
        data = read_bytes(Path(source.name), DEFAULT_LIMITS.file_bytes)
        if decode(source.name, data, DEFAULT_LIMITS)[0].original != source.original:
            raise Failure(_CHANGED, {"path": source.name}, lang=lang)
        marks[source.name] = _MARK if data.startswith(_MARK) else b""
    for source, text in texts:
        write_whole(Path(source.name), marks[source.name] + text.encode())
    return len(failing)


@attrs.define
class _Rewritten:
    """One expectation as it is to be: its keywords and its codes."""

    then: str
    only: str
    codes: list[ObjectiveId]


def _edits(ground: Ground, tried: Tried, lang: Language) -> Iterator[Edit]:
    """The edits that make the expectations of one example say what happens."""
    expectations = tried.example.expectations
    wrong = {id(d.expectation) for d in tried.differences}
    named = {(e.outcome, o) for e in expectations for o in e.objectives}
    pending: list[tuple[Span, list[_Rewritten], int]] = []
    for expectation in expectations:
        if id(expectation) not in wrong:
            continue
        span, match = _whole(expectation, tried, lang)
        pending.append((span, list(_now(ground, tried, expectation, match, named)), _indent(span)))
    untouched = len(expectations) - len(pending)
    if not untouched and not any(lines for _, lines, _ in pending):
        raise Failure(_STILL_WRONG, {"title": tried.example.title}, lang=lang)
    for span, lines, indent in pending:
        yield Edit(span, _written(ground, lines, indent))


def _whole(expectation: Expectation, tried: Tried, lang: Language) -> tuple[Span, re.Match[str]]:
    """An expectation with its keywords, which stand before its span."""
    span = expectation.span
    match = _KEYWORD.search(span.source.text, 0, span.start)
    if match is None:  # a comment between keyword and codes: whose it is, only the author knows
        raise Failure(_STILL_WRONG, {"title": tried.example.title}, lang=lang)
    return Span(span.source, match.start(), span.end), match


def _now(
    ground: Ground,
    tried: Tried,
    expectation: Expectation,
    match: re.Match[str],
    named: Collection[tuple[str, ObjectiveId]],
) -> Iterator[_Rewritten]:
    """The expectation as it comes true, and one of the other kind for what moved over to it."""
    # The last word tells the language: `overføres`, `overført`, `transfers`.
    [language] = LANGUAGES_OF[match["then"].split()[-1]]
    then = {outcome: SPELLINGS[key][language] for outcome, key in _EXPECTED.items()}
    kept = [o for o in expectation.objectives if tried.outcome(o) == expectation.outcome]
    if expectation.only:
        kept += [o for o in ground.new if o not in kept and tried.outcome(o) == expectation.outcome]
    other = "assessment" if expectation.outcome == "transferred" else "transferred"
    moved = [o for o in expectation.objectives if tried.outcome(o) == other and (other, o) not in named]
    if kept:
        yield _Rewritten(then[expectation.outcome], match["only"] or "", kept)
    if moved:
        yield _Rewritten(then[other], "", moved)


def _indent(span: Span) -> int:
    return len(span.source.line(span.begin.line)) - len(span.source.line(span.begin.line).lstrip())


def _written(ground: Ground, rewritten: Sequence[_Rewritten], indent: int) -> str:
    lines: list[str] = []
    for line in rewritten:
        head = f"{line.then} {line.only}".rstrip()
        codes = [write_code(ground, o) for o in line.codes]
        lines += listed(" " * indent + head + " ", codes, " " * (indent + 4))
    return "\n".join(lines).lstrip()
