"""One run of the bench: how large things are, what has been measured, and the bars that are to be met."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench import data
from bench.books import Book
from bench.report import Section
from bench.timing import Failed, apart

MILLION = 1_000_000


class Run:
    """What the sections share. ``one``: each engine's time for one person; ``bandwidth``: bytes a second."""

    def __init__(self, *, quick: bool) -> None:
        self.quick = quick
        self.persons = 100_000 if quick else MILLION
        self.times = 3 if quick else 5
        self.bandwidth = 0.0
        self.wrong: list[str] = []
        self.one: dict[str, dict[str, Any]] = {}
        self.ways: dict[tuple[str, str], str] = {}
        self._answered: set[Path] = set()
        self.noted: list[tuple[str, ...]] = []

    def measured(self, job: dict[str, Any]) -> dict[str, Any]:
        """What a job found; ``failed`` says why it found nothing. Wrong answers fail the whole run."""
        try:
            return apart(job)
        except Failed as failed:
            why = str(failed)
            if "Differs" in why:
                self.wrong.append(f"{job.get('engine', 'lmrules')}, {job['job']}: {why}")
            missing = "ModuleNotFoundError" in why
            return {"failed": "not installed" if missing else why.rpartition(": ")[2][:90]}

    def file(self, book: Book, persons: int, **kinds: bool) -> dict[str, Any]:
        """The start of a job on a population, to which lmrules has answered (and the interpreter agreed)."""
        path = data.population(book, persons, **kinds)
        job = {"book": str(book.written()), "file": str(path), "persons": persons}
        if path not in self._answered:
            found = self.measured(job | {"job": "answer", "shapes": ["grid", "long"]})
            if "failed" in found:
                raise Failed(f"lmrules gave no answers: {found['failed']}")
            self._answered.add(path)
        return job

    def bar(self, what: str, wanted: str, got: str, *, met: bool) -> None:
        """Note one bar, and whether it was met."""
        self.noted.append((what, wanted, got, "met" if met else "NOT met"))


def bars(noted: Iterable[tuple[str, ...]]) -> Section:
    """All the bars that were noted."""
    about = "What lmrules is meant to reach, and what it reached."
    return Section("Bars", about, ("", "wanted", "measured", ""), tuple(noted))
