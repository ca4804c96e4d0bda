"""``lmrules check``: is the rulebook consistent, and can it grant more than was approved?"""

from __future__ import annotations

from pathlib import Path

import click

from lmrules.cli.talk import lang_option, language
from lmrules.pipeline import check_path


@click.command(name="check", help="Kontroller regelfiler.")
@click.argument("paths", nargs=-1, required=True)
@lang_option
def COMMAND(paths: tuple[str, ...], lang: str | None) -> int:  # noqa: N802
    """Check rule files."""
    errors = 0
    for path in paths:
        checked = check_path(Path(path))
        speak = language(lang, checked.book.keywords)
        for d in checked.diagnostics:
            at = d.span.begin
            click.echo(f"{d.span.source.name}:{at.line}:{at.column}: {d.severity} {d.code.id} {d.message(speak)}")
        errors += len(checked.errors)
    return 1 if errors else 0
