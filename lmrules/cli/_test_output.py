"""What ``lmrules test`` writes: summary lines, JSON and JUnit; everything else is as in ``check``."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import attrs

from lmrules.diagnostics.json_text import json_text
from lmrules.diagnostics.paths import relative
from lmrules.diagnostics.render_json import check_object
from lmrules.diagnostics.report import Report
from lmrules.examples import Trial, Tried, failure
from lmrules.messages import Language, Text, visible
from lmrules.mutation.coverage import Coverage, Share
from lmrules.mutation.results import Mutation

SCHEMA = "lmrules/test/1"

_PASSED = (
    Text(
        "{passed} av {n} eksempel stemmer",
        "{passed} av {n} døme stemmer",
        "{passed} of {n} example passes",
    ),
    Text(
        "{passed} av {n} eksempler stemmer",
        "{passed} av {n} døme stemmer",
        "{passed} of {n} examples pass",
    ),
)
_COVERED = (
    ("rules", Text("regler brukt", "reglar brukte", "rules fired")),
    (
        "alternatives",
        Text("veier gjennom reglene vist", "vegar gjennom reglane viste", "ways through rules shown"),
    ),
    ("objectives", Text("nye mål vurdert", "nye mål vurderte", "new objectives assessed")),
)
_SHARE = Text(
    "{what}: {shown} av {n} ({percent} %)",
    "{what}: {shown} av {n} ({percent} %)",
    "{what}: {shown} of {n} ({percent}%)",
)
_SCORE = Text(
    "endringer merket: {killed} av {total} ({percent} %): {kernel} av beviset, {example} av eksempler, "
    "{check} av andre kontroller; {equivalent} endret ingenting",
    "endringar merka: {killed} av {total} ({percent} %): {kernel} av beviset, {example} av døme, "
    "{check} av andre kontrollar; {equivalent} endra ingenting",
    "changes noticed: {killed} of {total} ({percent}%): {kernel} by the proof, {example} by examples, "
    "{check} by other checks; {equivalent} changed nothing",
)
_NOT_TRIED = Text(
    "eksemplene er ikke prøvd: regelverket har feil",
    "døma er ikkje prøvde: regelverket har feil",
    "the examples were not tried: the rulebook has errors",
)


@attrs.frozen(eq=False, kw_only=True)
class Tested:
    """One rulebook tested; ``trial`` is None where it has errors and nothing could be tried."""

    name: str
    lang: Language
    trial: Trial | None = None
    coverage: Coverage | None = None
    mutation: Mutation | None = None

    def lines(self) -> Iterator[str]:
        """The outcome in a few lines."""
        if self.trial is None:
            yield f"{visible(self.name)}: {_NOT_TRIED.fill(self.lang)}"
            return
        n, failing = len(self.trial.tried), len(self.trial.failing)
        yield f"{visible(self.name)}: {_PASSED[n != 1].fill(self.lang, {'passed': n - failing, 'n': n})}"
        if self.coverage is not None:
            for key, what in _COVERED:
                share: Share = getattr(self.coverage, key)
                fields = {
                    "what": what,
                    "shown": share.shown,
                    "n": share.total,
                    "percent": percent(share.percent),
                }
                yield "  " + _SHARE.fill(self.lang, fields)
        if self.mutation is not None:
            made = self.mutation
            counts = {str(fate): count for fate, count in made.counts.items()}
            fields = {**counts, "killed": made.killed, "total": made.total, "percent": percent(made.score)}
            yield "  " + _SCORE.fill(self.lang, fields)


def percent(share: float) -> str:
    """A percentage with one decimal, never rounded up to 100."""
    return f"{int(share * 10) / 10:.1f}"


# ---------------------------------------------------------------------------------------------- JSON


def to_json(report: Report, tested: list[Tested]) -> str:
    """The run as JSON text: the keys of ``check --format json``, and what was tried."""
    shown = check_object(report) | {"schema": SCHEMA}
    summary = shown.pop("summary")
    every = [t for book in tested if book.trial for t in book.trial.tried]
    shown["examples"] = [_example(t) for t in every]
    for key in ("coverage", "mutation"):
        found = [value for book in tested if (value := getattr(book, key)) is not None]
        if found:
            shown[key] = _coverage(found) if key == "coverage" else _mutation(found)
    assert isinstance(summary, dict)  # noqa: S101 - check_object makes it
    shown["summary"] = {"examples": len(every), "failed": sum(not t.passed for t in every), **summary}
    return json_text(shown)


def _example(tried: Tried) -> dict[str, object]:
    span = tried.example.span
    return {
        "title": tried.example.title,
        "transition": tried.step.transition.name,
        "passed": tried.passed,
        "file": span.source.name,
        "line": span.begin.line,
        "column": span.begin.column,
    }


def _coverage(found: list[Coverage]) -> dict[str, object]:
    shown: dict[str, object] = {}
    for key, _ in _COVERED:
        shares: list[Share] = [getattr(c, key) for c in found]
        shown[key] = {"shown": sum(s.shown for s in shares), "total": sum(s.total for s in shares)}
    return shown


def _mutation(found: list[Mutation]) -> dict[str, object]:
    whole = Mutation(tuple(judged for mutation in found for judged in mutation.judged))
    counts = {str(fate): count for fate, count in whole.counts.items()}
    return {"score": round(whole.score, 2), "total": whole.total, "killed": whole.killed, **counts}


# ---------------------------------------------------------------------------------------------- JUnit


def to_junit(report: Report, tested: list[Tested]) -> str:
    """The run as JUnit XML: a test case for each example, and one for each other error."""
    cases = [case for book in tested for case in _cases(book)]
    others = [f for f in report.findings if f.severity == "error" and f.code.id != "LM701"]
    cases += [
        (f.file, f"{f.code.id} {f.code.name}:{f.diagnostic.span.begin.line}", f.message, f.help)
        for f in others
    ]
    failed = sum(case[2] is not None for case in cases)
    counts = f'tests="{len(cases)}" failures="{failed}" errors="0" skipped="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="lmrules test" {counts}>',
            f'  <testsuite name="lmrules test" {counts}>',
            *(_case(*case) for case in cases),
            "  </testsuite>",
            "</testsuites>",
            "",
        ]
    )


def _cases(book: Tested) -> Iterator[tuple[str, str, str | None, str]]:
    """Each example: its file, its title, and what is wrong with it, if anything."""
    if book.trial is None:
        return
    grounds = {id(ground.step): ground for ground in book.trial.grounds}
    for tried in book.trial.tried:
        name = tried.example.span.source.name
        if tried.passed:
            yield name, tried.example.title, None, ""
        else:
            wrong = failure(grounds[id(tried.step)], tried)
            yield name, tried.example.title, wrong.message(book.lang), wrong.help(book.lang)


def _case(file: str, title: str, message: str | None, help_: str) -> str:
    head = f"    <testcase classname={_attribute(relative(file))} name={_attribute(title)}"
    if message is None:
        return head + "/>"
    said = escape("\n".join(visible(line) for line in f"{message}\n{help_}".split("\n")))
    return f"{head}>\n      <failure message={_attribute(message)}>{said}</failure>\n    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(visible(text))
