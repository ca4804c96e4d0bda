"""``lmrules check``: rulebooks are consistent, and no rule can grant more than was approved."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from lmrules.checks import all_codes
from lmrules.cli._rule_files import RuleFile, read_from, rule_files
from lmrules.cli._terminal import colour
from lmrules.cli.talk import Failure, keep_inputs, lang_option, language, say, write_result
from lmrules.config import FORMATS, Config, ConfigError, config_for
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.diagnostics.selection import Selection, SelectionError, one_by_one, selection
from lmrules.messages import Language, Text, visible
from lmrules.pipeline import CheckedRulebook, check_files

if TYPE_CHECKING:
    from lmrules.cli._mending import Mended

_STDIN_ONLY_DIFF = Text(
    "--fix kan ikke skrive til stdin; bruk --diff",
    "--fix kan ikkje skrive til stdin; bruk --diff",
    "--fix cannot write to stdin; use --diff",
)
_UNSAFE_ALONE = Text(
    "--unsafe-fixes brukes sammen med --fix eller --diff",
    "--unsafe-fixes blir brukt saman med --fix eller --diff",
    "--unsafe-fixes goes with --fix or --diff",
)
_FIXED = Text("rettet: {n}", "retta: {n}", "fixed: {n}")
_WOULD_FIX = Text("ville rettet: {n}; deretter:", "ville retta: {n}; deretter:", "would fix: {n}; then:")
_FIXABLE = Text(
    "kan rettes av `check --fix`: {n}", "kan rettast av `check --fix`: {n}", "`check --fix` can mend: {n}"
)
_NO_SUMMARY = Text(
    "kan ikke skrive jobbsammendraget ({why})",
    "kan ikkje skrive jobbsamandraget ({why})",
    "cannot write the job summary ({why})",
)


@attrs.frozen(kw_only=True)
class _Options:
    """What the command line says; None and empty where it says nothing."""

    lang: str | None
    format: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    strict: bool | None

    def settings(self, config: Config) -> _Settings:
        """What holds for one rulebook: the command line before its configuration."""
        chosen = self.select or config.select
        ignored = self.ignore or config.ignore or ()
        try:
            shown_codes = selection(
                one_by_one(chosen) if chosen is not None else None, one_by_one(ignored), all_codes()
            )
        except SelectionError as error:
            raise Failure(error.text, {"given": error.given}, lang=self.speak(config)) from None
        strict = self.strict if self.strict is not None else bool(config.strict)
        return _Settings(selection=shown_codes, strict=strict, lang=self.lang or config.lang)

    def speak(self, config: Config | None = None) -> Language:
        """The language to speak where no rule file has been read."""
        return language(self.lang or (config.lang if config else None))


@attrs.frozen(kw_only=True)
class _Settings:
    selection: Selection
    strict: bool
    lang: str | None


@click.command(
    name="check",
    help="Kontroller regelfiler: skrivemåte, navn, mening og om noen regel gir for mye.",
    epilog="Eksempler: lmrules check rules/nukleaermedisin.rules · lmrules check rules --strict · "
    "lmrules check regler.rules --fix",
)
@click.argument("paths", metavar="STI...", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Hvordan funnene vises.")
@click.option(
    "--select", multiple=True, metavar="KODER", help="Vis bare disse: koder eller begynnelsen av koder."
)
@click.option("--ignore", multiple=True, metavar="KODER", help="Utelat disse; LM0xx–LM3xx kan ikke utelates.")
@click.option("--strict/--no-strict", default=None, help="Advarsler i LM4xx–LM6xx er feil.")
@click.option("--fix", is_flag=True, help="Rett det som trygt kan rettes, i filene.")
@click.option("--diff", is_flag=True, help="Vis hva --fix ville gjort, uten å gjøre det.")
@click.option("--unsafe-fixes", is_flag=True, help="Rett også det som et menneske bør se over.")
@click.option("-o", "--output", metavar="FIL", help="Skriv resultatet til en fil.")
@lang_option
def COMMAND(  # noqa: N802 - one parameter for each option
    *,
    paths: tuple[str, ...],
    format_: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool | None,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    output: str | None,
    lang: str | None,
) -> int:
    """Check rule files; the exit code is 1 if there is an error."""
    options = _Options(lang=lang, format=format_, select=select, ignore=ignore, strict=strict)
    if unsafe_fixes and not (fix or diff):
        raise Failure(_UNSAFE_ALONE, lang=options.speak())
    if fix and not diff and "-" in paths:
        raise Failure(_STDIN_ONLY_DIFF, lang=options.speak())
    options.settings(Config())  # a mistake on the command line is said before anything is read
    rulebooks = rule_files(paths, options.speak())
    keep_inputs(output, *read_from(rulebooks), lang=options.speak())
    mended = _mended() if fix or diff else None
    run = _Run(options, mended, unsafe=unsafe_fixes)
    report = run.report(rulebooks)
    if mended and diff:
        return _show_diff(report, mended, output)
    if mended:
        mended.write(report.lang)
        say(_FIXED.fill(report.lang, {"n": mended.count}))
    _show(report, options.format or run.format or "pretty", output)
    if not mended:
        _say_fixable(report)
    return _exit_code(report)


def _mended() -> Mended:
    from lmrules.cli._mending import Mended  # a plain check has no use for it

    return Mended()


class _Run:
    """One run over rulebooks, each with its own configuration; ``format`` is what the first one sets."""

    def __init__(self, options: _Options, mended: Mended | None, *, unsafe: bool) -> None:
        self.options = options
        self.mended = mended
        self.unsafe = unsafe
        self.format: str | None = None

    def report(self, rulebooks: list[RuleFile]) -> Report:
        books: list[CheckedBook] = []
        findings: list[Finding] = []
        spoken: list[Language] = []
        for rulebook in rulebooks:
            config = self.config(rulebook)
            self.format = self.format or config.format
            settings = self.options.settings(config)
            checked = self.check(rulebook, settings)
            speak = language(settings.lang, checked.book.keywords)
            spoken.append(speak)
            files = tuple(file.span.source.name for file in checked.files)
            # Only JSON shows the digest, which takes longer than most checks.
            digest = checked.digest if (self.options.format or self.format) == "json" else ""
            books.append(CheckedBook(checked.book.name, digest, rulebook.name, files or (rulebook.name,)))
            findings += [
                Finding.of(d, speak, strict=settings.strict)
                for d in checked.diagnostics
                if settings.selection.shows(d.code)
            ]
        return Report.of(books, findings, spoken[0] if spoken else "nb")

    def config(self, rulebook: RuleFile) -> Config:
        try:
            return config_for(rulebook.path.parent)
        except ConfigError as error:
            raise Failure(error.text, error.fields, lang=self.options.speak()) from None

    def check(self, rulebook: RuleFile, settings: _Settings) -> CheckedRulebook:
        if self.mended is None:
            return check_files(rulebook.read)
        return self.mended.mend(rulebook, lambda d: settings.selection.shows(d.code), unsafe=self.unsafe)


def _show(report: Report, format_: str, output: str | None) -> None:
    renderer = importlib.import_module(f"lmrules.diagnostics.render_{format_}")
    if format_ == "pretty":
        write_result(renderer.render(report, colour=output is None and colour()), output)
    else:
        write_result(renderer.render(report), output)
    if format_ == "github":
        _job_summary(report, renderer.summary)
    say(report.summary())


def _job_summary(report: Report, summary: Callable[[Report], str]) -> None:
    """Append the summary where the workflow wants it; a run outside GitHub wants none."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        try:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(summary(report))
        except OSError as error:
            say(_NO_SUMMARY.fill(report.lang, {"why": error.strerror}))


def _show_diff(report: Report, mended: Mended, output: str | None) -> int:
    diff = mended.diff()
    if output is None and sys.stdout.isatty():
        # A person reads this one; where it is piped, `patch` wants the text as it is.
        diff = "".join(f"{visible(line)}\n" for line in diff.split("\n")[:-1])
    write_result(diff, output)
    say(f"{_WOULD_FIX.fill(report.lang, {'n': mended.count})} {report.summary()}")
    return 1 if diff else _exit_code(report)


def _say_fixable(report: Report) -> None:
    fixable = sum(len(f.diagnostic.fixes) == 1 and f.diagnostic.fixes[0].safe for f in report.findings)
    if fixable:
        say(_FIXABLE.fill(report.lang, {"n": fixable}))


def _exit_code(report: Report) -> int:
    """0, or 1 for errors; 2 where a check could not be carried out, which is our own fault."""
    if any(finding.code.id.startswith("LM9") for finding in report.findings):
        return 2
    return 1 if report.failed else 0
