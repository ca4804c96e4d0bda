"""``lmrules --version``: the package, the rule language, and the rulebooks that come with it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from lmrules import versions


def said() -> Iterator[str]:
    """What is said: a line each, names before numbers.

    The digests are worked out from the files that are there, so that they say what would be used.
    """
    from lmrules.model import canonical
    from lmrules.model.from_syntax import resolve
    from lmrules.reading import read_rules
    from lmrules.resources import resource_path

    yield f"lmrules {versions.package()}"
    yield f"rule language {versions.LANGUAGE}"
    for path in sorted(resource_path("rules").glob("*.rules")):
        book, _, _ = resolve(read_rules(path).files)
        yield f"{book.name} {canonical.digest(book)}"


def version_option(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's way
    """Say it, where it is asked for, and do nothing else."""
    if asked and not context.resilient_parsing:
        for line in said():
            click.echo(line)
        context.exit()
