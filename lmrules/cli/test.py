"""``lmrules test``: try the examples, and say what they do not show."""

from __future__ import annotations

import os
from pathlib import Path

import click

from lmrules.cli._accepting import accept
from lmrules.cli._rule_files import RuleFile, read_from, rule_files
from lmrules.cli._terminal import colour, watched
from lmrules.cli._test_output import Tested, to_json, to_junit
from lmrules.cli.talk import Failure, keep_inputs, lang_option, language, say, write_result
from lmrules.config import ConfigError, config_for
from lmrules.diagnostics import Diagnostic, render_concise, render_github, render_pretty
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.examples import try_examples
from lmrules.messages import Text
from lmrules.mutation.coverage import coverage
from lmrules.mutation.judge import mutate
from lmrules.pipeline import CheckedRulebook, check_files

FORMATS = ("pretty", "concise", "json", "junit", "github")

_CHANGING = Text("Endrer reglene", "Endrar reglane", "Changing the rules")
_ACCEPTED = Text("eksempler skrevet om: {n}", "døme skrivne om: {n}", "examples rewritten: {n}")
_STDIN = Text(
    "--accept kan ikke skrive til stdin",
    "--accept kan ikkje skrive til stdin",
    "--accept cannot write to stdin",
)
_TOO_LOW = Text(
    "bare {score} % av endringene ble merket; minst {least} % er krevd",
    "berre {score} % av endringane blei merka; minst {least} % er kravd",
    "only {score}% of the changes were noticed; at least {least}% is asked for",
)
_NO_SUMMARY = Text(
    "kan ikke skrive jobbsammendraget ({why})",
    "kan ikkje skrive jobbsamandraget ({why})",
    "cannot write the job summary ({why})",
)


@click.command(
    name="test",
    help="Prøv eksemplene i regelfiler: stemmer de, og hva viser de ikke?",
    epilog="Eksempel: lmrules test rules --coverage --mutate",
)
@click.argument("paths", metavar="STI...", nargs=-1, required=True)
@click.option("--coverage", "covered", is_flag=True, help="Regler, veier og mål som ingen eksempler viser.")
@click.option(
    "--mutate", "mutated", is_flag=True, help="Endringer i reglene som verken kontroll eller eksempel merker."
)
@click.option(
    "--most", type=click.IntRange(min=1), metavar="N", help="Høyst så mange endringer, jevnt fordelt."
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 100),
    metavar="PROSENT",
    help="Feil hvis færre av endringene merkes.",
)
@click.option(
    "--accept", "accepted", is_flag=True, help="Skriv om eksempler som ikke stemmer, til det som nå skjer."
)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="pretty", help="Hvordan funnene vises."
)
@click.option("-o", "--output", metavar="FIL", help="Skriv resultatet til en fil.")
@lang_option
def COMMAND(  # noqa: N802 - one parameter for each option
    *,
    paths: tuple[str, ...],
    covered: bool,
    mutated: bool,
    most: int | None,
    min_score: float | None,
    accepted: bool,
    format_: str,
    output: str | None,
    lang: str | None,
) -> int:
    """Try the examples; the exit code is 1 if one fails, or the rulebook has errors."""
    run = _Run(lang, covered=covered, mutated=mutated or min_score is not None, most=most)
    if accepted and "-" in paths:
        raise Failure(_STDIN, lang=language(lang))
    rulebooks = rule_files(paths, language(lang))
    keep_inputs(output, *read_from(rulebooks), lang=language(lang))
    if accepted:
        rulebooks = run.accept(rulebooks, paths)
    report = run.report(rulebooks)
    _show(report, run.tested, format_, output)
    too_low = min_score is not None and run.score < min_score
    if too_low:
        fields = {"score": f"{run.score:.2f}", "least": f"{min_score:g}"}
        say(_TOO_LOW.fill(report.lang, fields))
    return 1 if report.failed or too_low else 0


class _Run:
    """One run over rulebooks; ``tested`` is what became of each."""

    def __init__(self, lang: str | None, *, covered: bool, mutated: bool, most: int | None) -> None:
        self.lang = lang
        self.covered = covered
        self.mutated = mutated
        self.most = most
        self.tested: list[Tested] = []

    def report(self, rulebooks: list[RuleFile]) -> Report:
        """Try every rulebook; what was found."""
        books: list[CheckedBook] = []
        findings: list[Finding] = []
        for rulebook in rulebooks:
            checked = check_files(rulebook.read)
            speak = language(self.spoken(rulebook), checked.book.keywords)
            tested, found = self.test(rulebook, checked)
            self.tested.append(tested)
            files = tuple(file.span.source.name for file in checked.files)
            books.append(
                CheckedBook(checked.book.name, checked.digest, rulebook.name, files or (rulebook.name,))
            )
            findings += [Finding.of(d, speak) for d in found]
        return Report.of(books, findings, self.tested[0].lang if self.tested else "nb")

    def spoken(self, rulebook: RuleFile) -> str | None:
        """The language asked for, on the command line or in the configuration."""
        try:
            return self.lang or config_for(rulebook.path.parent).lang
        except ConfigError as error:
            raise Failure(error.text, error.fields, lang=language(self.lang)) from None

    def test(self, rulebook: RuleFile, checked: CheckedRulebook) -> tuple[Tested, tuple[Diagnostic, ...]]:
        """One rulebook tried, and what is to be said; of one with errors, those."""
        speak = language(self.spoken(rulebook), checked.book.keywords)
        if checked.errors:
            return Tested(name=rulebook.name, lang=speak), checked.errors
        trial = try_examples(checked.book)
        covered = coverage(trial) if self.covered else None
        label = _CHANGING.fill(speak)
        mutation = (
            mutate(checked, trial, self.most, lambda mutants: watched(mutants, label))
            if self.mutated
            else None
        )
        found = [*trial.diagnostics()]
        found += covered.diagnostics if covered else ()
        found += mutation.diagnostics() if mutation else ()
        tested = Tested(name=rulebook.name, lang=speak, trial=trial, coverage=covered, mutation=mutation)
        return tested, tuple(found)

    def accept(self, rulebooks: list[RuleFile], paths: tuple[str, ...]) -> list[RuleFile]:
        """Rewrite failing examples in their files; the rulebooks as they are then."""
        count = 0
        for rulebook in rulebooks:
            checked = check_files(rulebook.read)
            if not checked.errors:
                speak = language(self.spoken(rulebook), checked.book.keywords)
                count += accept(rulebook, try_examples(checked.book), speak)
        say(_ACCEPTED.fill(language(self.lang), {"n": count}))
        return rule_files(paths, language(self.lang)) if count else rulebooks

    @property
    def score(self) -> float:
        """The lowest mutation score of a rulebook."""
        return min((t.mutation.score for t in self.tested if t.mutation), default=100.0)


def _show(report: Report, tested: list[Tested], format_: str, output: str | None) -> None:
    lines = [line for book in tested for line in book.lines()]
    if format_ == "json":
        write_result(to_json(report, tested), output)
    elif format_ == "junit":
        write_result(to_junit(report, tested), output)
    elif format_ == "github":
        write_result(render_github.render(report), output)
        _job_summary(report, lines)
    elif format_ == "concise":
        write_result(render_concise.render(report), output)
    else:
        shown = render_pretty.render(report, colour=output is None and colour())
        said = "".join(f"{line}\n" for line in lines)
        write_result(f"{shown}\n{said}" if shown else said, output)
        return
    for line in lines:
        say(line)


def _job_summary(report: Report, lines: list[str]) -> None:
    """Append the summary where the workflow wants it; a run outside GitHub wants none."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        try:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(
                    "\n".join([*(f"- {line.strip()}" for line in lines), "", render_github.summary(report)])
                )
        except OSError as error:
            say(_NO_SUMMARY.fill(report.lang, {"why": error.strerror}))
