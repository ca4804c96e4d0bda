"""One rulebook, 32 threads, everything at once: each answer is the one that a thread alone would get."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import lmrules
from lmrules.exports.suggest_json import suggest_json
from lmrules.pipeline import check_text

BOOK = Path(__file__).parent / "cases" / "whole-file" / "book.rules"
CODES = ("NUK-023", "NUK-024", "NUK-031", "NUK-044")
THREADS = 32


def approvals(seed: int) -> list[lmrules.Approval]:
    rng = random.Random(seed)
    chosen = rng.sample(CODES, rng.randint(0, len(CODES)))
    return [lmrules.Approval(code, f"202{rng.randint(0, 4)}-0{rng.randint(3, 9)}-01") for code in chosen]


QUESTIONS: dict[str, Callable[[lmrules.Rulebook, int], object]] = {
    "transfer": lambda book, n: book.transfer(approvals(n)).to_json(),
    "explain": lambda book, n: [d.explain(("nb", "nn", "en")[n % 3]) for d in book.transfer(approvals(n)).decisions],
    "compare": lambda book, n: repr(book.compare(f"NUK-2020/{CODES[n % 4]}", "NKM-004")),
    "suggest": lambda book, n: suggest_json(book.name, book.digest, book.suggest()),
    "check": lambda book, n: [d.message() for d in check_text(BOOK.read_text(encoding="utf-8") + f"tema x{n}\n").diagnostics],
    "load": lambda book, n: lmrules.load(BOOK).digest,
    "diff": lambda book, n: repr(lmrules.diff(book, lmrules.load(BOOK))),
}  # fmt: skip


@pytest.mark.parametrize("first", [*QUESTIONS, "all"])
def test_32_threads_get_the_answers_that_one_gets(first: str) -> None:
    """Threads that start at the same moment on a rulebook nobody has used get the same answers as one alone."""
    names = (
        [first] * THREADS if first != "all" else [list(QUESTIONS)[n % len(QUESTIONS)] for n in range(THREADS)]
    )
    alone = lmrules.load(BOOK)
    expected = [QUESTIONS[name](alone, n) for n, name in enumerate(names)]
    shared = lmrules.load(BOOK)
    together = threading.Barrier(THREADS)

    def ask(n: int) -> object:
        together.wait()
        return QUESTIONS[names[n]](shared, n)

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(ask, range(THREADS))) == expected
