"""Rulebooks larger than the limits on rule files let anybody write, for one measurement."""

from __future__ import annotations

from bench.books import Book
from lmrules.api import Rulebook
from lmrules.pipeline import check_files
from lmrules.reading import RuleFiles
from lmrules.source import Source
from lmrules.syntax.limits import Limits
from lmrules.syntax.parse import parse

_NO_LIMIT = 10**9


def checked(book: Book) -> Rulebook:
    """The rulebook with every rule proved by the kernel, without the checks beside."""
    limits = Limits(file_bytes=_NO_LIMIT, statements=_NO_LIMIT, words=_NO_LIMIT)
    file, found = parse(Source("bench", book.text), limits)
    return Rulebook(check_files(RuleFiles([file], found), checks=()))


def granted_by_sets(book: Book, held: frozenset[str]) -> set[str]:
    """What the rules as written grant for ``held``, worked out on their own."""
    return {rule.new for rule in book.rules[0] if all(held & set(group) for group in rule.groups)}
