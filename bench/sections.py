"""The sections of the report: what is measured, and how it is laid out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import books, data, ours
from bench.books import BUILD, Book
from bench.peers import ENGINES
from bench.report import Section, megabytes, seconds, times
from bench.timing import Failed, apart

MILLION = 1_000_000
_SLOW = {"pandas": 100_000, "sqlite": 10_000}
"""Tools of tables that are measured on fewer persons and scaled up."""


class Run:
    """One run: how large things are, and what has been measured so far."""

    def __init__(self, *, quick: bool) -> None:
        self.quick = quick
        self.bandwidth = 0.0
        self.wrong: list[str] = []
        self.answered: set[Path] = set()
        self.ways: dict[tuple[str, str, str], str] = {}
        self.one: dict[str, dict[str, Any]] = {}

    @property
    def persons(self) -> int:
        """The large population."""
        return 100_000 if self.quick else MILLION

    @property
    def times(self) -> int:
        """How often each thing is done; the fastest counts."""
        return 3 if self.quick else 5

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
        if path not in self.answered:
            found = self.measured(job | {"job": "answer", "shapes": ["grid", "long"]})
            if "failed" in found:
                raise Failed(f"lmrules gave no answers: {found['failed']}")
            self.answered.add(path)
        return job


def population(run: Run, persons: int, engines: tuple[str, ...]) -> Section:
    """Parquet to Arrow, warm."""
    book = books.one_step()
    job = run.file(book, persons)
    read = run.measured(job | {"job": "read", "times": run.times})
    rows = [("plain read of the same columns", *_cells(read["seconds"], persons, read, read), "–", "–")]
    base: float | None = None
    notes = [f"The plain read a row group at a time, nothing kept: {seconds(read['pieces'])}."]
    for shape in ("grid", "long"):
        mine = run.measured(job | {"job": "table", "engine": ours.NAME, "shape": shape, "times": run.times})
        base = mine.get("seconds")
        rows.append((f"lmrules, {shape}", *_cells(base, persons, read, mine), times(1.0), "outcome, rule"))
        for engine in engines:
            some = min(persons, _SLOW.get(engine, persons))
            its = job if some == persons else run.file(book, some)
            found = run.measured(its | {"job": "table", "engine": engine, "shape": shape, "times": 3})
            if "failed" in found:
                rows.append((f"{engine}, {shape}", "–", "–", "–", "–", "–", found["failed"]))
                continue
            spent = found["seconds"] * persons / some
            run.ways[engine, shape, book.name] = found["way"]
            said = found["way"] + (f"; {some:,} persons, scaled" if some != persons else "")
            cells = _cells(spent, persons, read, found if some == persons and engine != "spark" else {})
            rows.append((f"{engine}, {shape}", *cells, times(base and spent / base), said))
    rows += _engines(run, persons, read, base)
    title = f"{persons:,} persons, Parquet to Arrow, warm"
    about = (
        f"{read['rows']:,} rows sorted by person, 60 rules, {len(book.versions[-1].codes)} new objectives. "
        "Grid: a row for each person, the outcome of each objective as a column. "
        "Long: a row for each person and objective, with outcome and rule."
    )
    columns = ("", "time", "persons/s", "to the read", "peak memory", "to lmrules", "how")
    if note := ours.engine_note():
        notes.append(note[0].upper() + note[1:] + ".")
    return Section(title, about, columns, tuple(rows), tuple(notes))


def _cells(
    spent: float | None, persons: int, read: dict[str, Any], found: dict[str, Any]
) -> tuple[str, str, str, str]:
    if spent is None:
        return (found.get("failed", "–"), "–", "–", "–")
    rate = f"{persons / spent:,.0f}"
    return seconds(spent), rate, times(spent / read["seconds"]), megabytes(found.get("peak"))


def _engines(run: Run, persons: int, read: dict[str, Any], base: float | None) -> list[tuple[str, ...]]:
    """The rule engines, whose time for one person is scaled up: they have no way with tables.

    ``base``: what lmrules takes with the rules in its answer.
    """
    if not run.one:
        one_person(run)
    made = []
    for engine in ENGINES:
        found = run.one[engine]
        if "failed" in found:
            made.append((engine, "–", "–", "–", "–", "–", found["failed"]))
            continue
        each = min(found["seconds"], found["together"] or found["seconds"])
        how = "all at once" if each == found["together"] else "one by one"
        cells = _cells(each * persons, persons, read, {})
        made.append(
            (engine, *cells, times(base and each * persons / base), f"{how}, scaled; without reading")
        )
    return made


def one_person(run: Run) -> Section:
    """One person, warm."""
    book = books.one_step()
    job = run.file(book, 10_000)
    rows = []
    base = None
    for engine in (ours.NAME, *ENGINES, "sqlite", "duckdb"):
        found = run.measured(
            job | {"job": "one", "engine": engine, "persons": 1_000, "budget": 0.5 if run.quick else 2.0}
        )
        run.one[engine] = found
        base = base or found.get("seconds")
        if "failed" in found:
            rows.append((engine, "–", "–", "–", found["failed"]))
            continue
        said = "" if found["rules"] else "cannot say the rule"
        rows.append((
            engine, seconds(found["seconds"]), times(base and found["seconds"] / base),
            seconds(found["set_up"]), said,
        ))  # fmt: skip
    about = (
        "60 rules; in go the codes that a person holds, out comes what is granted, and by which rule; 1,000 "
        "persons in turn. Setting up (compiling the rules) is not part of it."
    )
    notes = (ours.engine_note(),) if ours.engine_note() else ()
    return Section(
        "One person, warm", about, ("", "time", "to lmrules", "setting up", ""), tuple(rows), notes
    )


def to_files(run: Run) -> Section:
    """Parquet to Parquet, in a fresh process."""
    book = books.one_step()
    job = run.file(book, run.persons)
    rows = []
    for shape in ("grid", "long"):
        base = None
        for engine in (
            (ours.NAME, "duckdb", "polars") if run.quick else (ours.NAME, "duckdb", "polars", "spark")
        ):
            way = run.ways.get((engine, shape, book.name), _DEFAULT_WAY.get((engine, shape), ""))
            out = BUILD / "out" / f"{engine}-{shape}.parquet"
            out.parent.mkdir(exist_ok=True)
            one = job | {"job": "to_file", "engine": engine, "shape": shape, "way": way, "out": str(out)}
            found = [run.measured(one) for _ in range(1 if run.quick else 3)]
            if failed := next((f["failed"] for f in found if "failed" in f), None):
                rows.append((f"{engine}, {shape}", "–", "–", "–", "–", failed))
                continue
            spent = min(f["seconds"] for f in found)
            base = base or spent
            most = None if engine == "spark" else found[0]["peak"]
            rows.append((
                f"{engine}, {shape}", seconds(spent), times(spent / base), megabytes(most),
                megabytes(found[0]["bytes"] / 1e6), way,
            ))  # fmt: skip
    about = (
        f"{run.persons:,} persons. Snappy, dictionaries, row groups of {books.ROW_GROUP:,} rows (but Spark's "
        "own). Importing and loading the rulebook are not counted; the file is in the system's cache."
    )
    columns = ("", "time", "to lmrules", "peak memory", "file", "how")
    return Section("File to file, cold process", about, columns, tuple(rows))


_DEFAULT_WAY = {
    ("duckdb", "grid"): "join",
    ("duckdb", "long"): "join, union",
    ("polars", "grid"): "streaming",
    ("polars", "long"): "streaming",
    ("spark", "grid"): "sql",
    ("spark", "long"): "sql",
}


def other_inputs(run: Run) -> Section:
    """Unsorted rows; all columns; three versions; the shipped rulebook."""
    step, three = books.one_step(), books.chain()
    some = run.persons // 10
    cases = [
        ("rows in no order", step, run.persons, {"shuffled": True}, ("duckdb", "polars")),
        ("also set, status and started", step, run.persons, {"full": True}, ()),
        ("three versions, 60 rules", three, some, {}, ("duckdb", "polars")),
    ]
    rows: list[tuple[str, ...]] = []
    for name, book, persons, kinds, engines in cases:
        try:
            job = run.file(book, persons, **kinds)
        except Failed as failed:
            rows.append((f"{name}: lmrules", f"{persons:,}", "–", "–", "–", str(failed)[-60:]))
            continue
        read = run.measured(job | {"job": "read", "times": run.times})
        rows.append((f"{name}: plain read", f"{persons:,}", seconds(read["seconds"]), times(1.0), "–", ""))
        for shape in ("grid", "long"):
            base = None
            for engine in (ours.NAME, *engines):
                found = run.measured(job | {"job": "table", "engine": engine, "shape": shape, "times": 3})
                spent = found.get("seconds")
                base = base or spent
                rows.append((
                    f"{name}: {engine}, {shape}", f"{persons:,}", seconds(spent),
                    times(spent and spent / read["seconds"]), times(spent and base and spent / base),
                    found.get("failed", found.get("way", "")),
                ))  # fmt: skip
    about = "Parquet to Arrow, warm, as above, with other files and another rulebook."
    columns = ("", "persons", "time", "to the read", "to lmrules", "how")
    return Section("Other files", about, columns, tuple(rows))


def many_rules(run: Run) -> Section:
    """One person and many rules; loading."""
    sizes = (100, 1_000, 10_000) if run.quick else (100, 1_000, 10_000, 100_000)
    rows: list[tuple[str, ...]] = []
    for size in sizes:
        base = None
        for engine in (ours.NAME, "datalogic", "zen", "clingo"):
            found = run.measured({"job": "many_rules", "engine": engine, "rules": size, "held": 150})
            spent = found.get("seconds")
            base = base or spent
            rows.append((
                f"{size:,} rules: {engine}", seconds(spent), times(spent and base and spent / base),
                seconds(found.get("set_up")), megabytes(found.get("grown")), found.get("failed", ""),
            ))  # fmt: skip
    about = (
        "One person with 150 approvals (all there are, where there are fewer); warm. Setting up is from the "
        "checked rules to an engine that can be asked; memory is what that adds."
    )
    return Section(
        "Many rules, one person", about, ("", "time", "to lmrules", "setting up", "memory", ""), tuple(rows)
    )


def loading(run: Run) -> Section:
    """From text to a rulebook ready to use, against the bare parse."""
    rows: list[tuple[str, ...]] = []
    for size in (1_000,) if run.quick else (1_000, 10_000):
        found = run.measured({"job": "loading", "rules": size, "plan_up_to": 1_000})
        if "failed" in found:
            rows.append((f"{size:,} rules", "–", "–", "–", "–", "–", found["failed"]))
            continue
        ready = found["load"] + found["compile"]
        rows.append((
            f"{size:,} rules, {found['lines']:,} lines", seconds(found["parse"]), seconds(found["load"]),
            seconds(found["compile"]), times(ready / found["parse"]), seconds(found["plan"]),
            megabytes(found["peak"]),
        ))  # fmt: skip
    about = (
        "Load: read, parse, resolve, every check, every rule proved. Compile: `book.decider()`, until it has "
        "answered. Bare parse: lark with the same grammar, LALR, no positions, the tree not walked."
    )
    columns = (
        "",
        "bare lark parse",
        "load",
        "compile",
        "load and compile to the parse",
        "plan for tables",
        "peak memory",
    )
    return Section("Loading a rulebook", about, columns, tuple(rows))


def flatness(run: Run) -> Section:
    """Cost per person, and memory, whatever the number of persons."""
    sizes = (10_000, 100_000) if run.quick else (10_000, 100_000, MILLION, 10 * MILLION)
    book = books.one_step()
    rows: list[tuple[str, ...]] = []
    base = None
    for persons in sizes:
        path = data.population(book, persons)
        out = BUILD / "out" / "flat.parquet"
        out.parent.mkdir(exist_ok=True)
        job = {"book": str(book.written()), "file": str(path), "persons": persons, "out": str(out)}
        found = run.measured(job | {"job": "streamed", "times": 1 if persons > MILLION else 3})
        if "failed" in found:
            rows.append((f"{persons:,}", "–", "–", "–", "–", found["failed"]))
            continue
        each = found["seconds"] / persons
        base = base or each
        rows.append((
            f"{persons:,}", seconds(found["seconds"]), f"{each * 1e9:,.0f} ns", times(each / base),
            times(found["seconds"] / found["pieces"]), megabytes(found["peak"]),
        ))  # fmt: skip
        out.unlink(missing_ok=True)
    about = "lmrules from Parquet file to Parquet file (grid), a piece at a time, in a process of its own."
    columns = ("persons", "time", "each", "each, to the first", "to reading in pieces", "peak memory")
    return Section("Any number of persons", about, columns, tuple(rows))


def small(run: Run) -> Section:
    """10,000 persons, every tool."""
    engines = ("duckdb", "polars", "pandas", "sqlite")
    return population(run, 10_000, engines if run.quick else (*engines, "spark"))


def large(run: Run) -> Section:
    """A million persons."""
    engines = ("duckdb", "polars") if run.quick else ("duckdb", "polars", "pandas", "sqlite", "spark")
    return population(run, run.persons, engines)


SECTIONS: dict[str, Callable[[Run], Section]] = {
    "one": one_person,
    "small": small,
    "large": large,
    "files": to_files,
    "other": other_inputs,
    "rules": many_rules,
    "loading": loading,
    "flat": flatness,
}
