"""Sections on many persons: tables in, tables out."""

from __future__ import annotations

from typing import Any

from bench import books, data, ours
from bench.books import BUILD, Book
from bench.peers import ENGINES
from bench.report import Section, megabytes, seconds, times
from bench.runs import MILLION, Run
from bench.single import ask_of_one
from bench.timing import Failed

SHAPES = ("grid", "long")
_SLOW = {"pandas": 100_000, "sqlite": 10_000}
"""Tools of tables that are measured on fewer persons and scaled up."""
_WAY = {"duckdb": {"grid": "join", "long": "join, union"}, "polars": dict.fromkeys(SHAPES, "streaming"),
        "spark": dict.fromkeys(SHAPES, "sql"), ours.NAME: dict.fromkeys(SHAPES, "")}  # fmt: skip


def small(run: Run) -> Section:
    """10,000 persons, every tool."""
    engines = ("duckdb", "polars", "pandas", "sqlite")
    return population(run, 10_000, engines if run.quick else (*engines, "spark"))


def large(run: Run) -> Section:
    """A million persons; these are held against the bars."""
    few = ("duckdb", "polars")
    return population(run, run.persons, few if run.quick else (*few, "pandas", "sqlite", "spark"))


def population(run: Run, persons: int, engines: tuple[str, ...]) -> Section:
    """Parquet to Arrow, warm, beside the plain read of the same columns and beside other engines."""
    book = books.one_step()
    job = run.file(book, persons)
    read = run.measured(job | {"job": "read", "times": run.times})
    rows = [("plain read of the same columns", *_cells(read, persons, read), "–", "–")]
    whole, pieces = seconds(read["whole"]), seconds(read["pieces"])
    notes = [f"The plain read: {whole} whole, {pieces} a row group at a time; the faster is the yardstick."]
    for shape in SHAPES:
        mine = run.measured(job | {"job": "table", "engine": ours.NAME, "shape": shape, "times": run.times})
        rows.append((f"lmrules, {shape}", *_cells(mine, persons, read), times(1.0), mine.get("failed", "")))
        others = _others(run, job, book, shape, engines)
        rows += [_row(f"{e}, {shape}", persons, found, read, mine) for e, found in others.items()]
        engined, fastest = _engines(run, persons, read, mine)
        rows += engined if shape == "long" else []
        if "seconds" in mine:
            notes.append(_memory(run, shape, read, mine))
            if persons == run.persons:
                _bars(run, shape, read, mine, others.get("duckdb", {}), fastest)
    about = (
        f"{read['rows']:,} rows sorted by person, 60 rules, {len(book.versions[-1].codes)} new objectives. "
        "Grid: a row for each person, the outcome of each objective as a column. "
        "Long: a row for each person and objective, with outcome and rule."
    )
    columns = ("", "time", "persons/s", "to the read", "peak memory", "to lmrules", "how")
    return Section(f"{persons:,} persons, Parquet to Arrow, warm", about, columns, tuple(rows), tuple(notes))


def _others(
    run: Run, job: dict[str, Any], book: Book, shape: str, engines: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    """What tools of tables took; a slow one on fewer persons, and scaled."""
    made = {}
    for engine in engines:
        some = min(job["persons"], _SLOW.get(engine, job["persons"]))
        its = job if some == job["persons"] else run.file(book, some)
        times = 2 if engine == "spark" else 3  # the first starts its machinery
        found = run.measured(its | {"job": "table", "engine": engine, "shape": shape, "times": times})
        if "seconds" in found:
            run.ways[engine, shape] = found["way"]
            found["seconds"] *= job["persons"] / some
            if some != job["persons"]:
                found |= {"way": f"{found['way']}; {some:,} persons, scaled", "peak": None}
            if engine == "spark":
                found["peak"] = None  # it is another process that has the memory
        made[engine] = found
    return made


def _engines(
    run: Run, persons: int, read: dict[str, Any], mine: dict[str, Any]
) -> tuple[list[tuple[str, ...]], float]:
    """The rule engines, whose time for one person is scaled up (they know no tables); the fastest's."""
    if not run.one:
        ask_of_one(run)
    made = {}
    for engine in ENGINES:
        found = dict(run.one[engine])
        if "seconds" in found:
            each = min(found["seconds"], found["together"] or found["seconds"])
            how = "all at once" if each == found["together"] else "one by one"
            found |= {"seconds": each * persons, "peak": None, "way": f"{how}, scaled; without reading"}
        made[engine] = found
    rows = [_row(engine, persons, found, read, mine) for engine, found in made.items()]
    return rows, min((f["seconds"] for f in made.values() if "seconds" in f), default=0.0)


def _row(
    name: str, persons: int, found: dict[str, Any], read: dict[str, Any], mine: dict[str, Any]
) -> tuple[str, ...]:
    ratio = found["seconds"] / mine["seconds"] if "seconds" in found and "seconds" in mine else None
    return (name, *_cells(found, persons, read), times(ratio), found.get("failed", found.get("way", "")))


def _cells(found: dict[str, Any], persons: int, read: dict[str, Any]) -> tuple[str, str, str, str]:
    spent = found.get("seconds")
    if spent is None:
        return ("–", "–", "–", "–")
    ratio, most = times(spent / read["seconds"]), megabytes(found.get("peak"))
    return seconds(spent), f"{persons / spent:,.0f}", ratio, most


def _memory(run: Run, shape: str, read: dict[str, Any], mine: dict[str, Any]) -> str:
    """How far lmrules is from moving its columns in and out once, at the bandwidth of one thread."""
    moved = read["bytes"] + mine["bytes"]
    least = moved / run.bandwidth
    return (
        f"lmrules, {shape}: the columns in and out are {moved / 1e6:,.0f} MB, which memory moves in "
        f"{seconds(least)}; lmrules takes {times(mine['seconds'] / least)} that."
    )


def _bars(
    run: Run, shape: str, read: dict[str, Any], mine: dict[str, Any], duckdb: dict[str, Any], engine: float
) -> None:
    spent, what = mine["seconds"], f"{run.persons:,} persons, {shape}, warm"
    run.bar(
        f"{what}: to the plain read", "≤ 3", times(spent / read["seconds"]), met=spent <= 3 * read["seconds"]
    )
    if sql := duckdb.get("seconds"):
        run.bar(f"{what}: DuckDB's best to lmrules", "≥ 2", times(sql / spent), met=sql >= 2 * spent)
    if engine:
        run.bar(
            f"{what}: fastest rule engine to lmrules", "≥ 10", times(engine / spent), met=engine >= 10 * spent
        )


def to_files(run: Run) -> Section:
    """Parquet to Parquet, in a fresh process."""
    job = run.file(books.one_step(), run.persons)
    rows: list[tuple[str, ...]] = []
    for shape in SHAPES:
        best: dict[str, float] = {}
        for engine in (ours.NAME, "duckdb", "polars", *(() if run.quick else ("spark",))):
            found = _filed(run, job, engine, shape)
            if "failed" in found:
                rows.append((f"{engine}, {shape}", "–", "–", "–", "–", found["failed"]))
                continue
            best[engine] = spent = found["seconds"]
            most = None if engine == "spark" else found["peak"]
            ratio = spent / best[ours.NAME] if ours.NAME in best else None
            size = megabytes(found["bytes"] / 1e6)
            cells = seconds(spent), times(ratio), megabytes(most), size, found["way"]
            rows.append((f"{engine}, {shape}", *cells))
        if {ours.NAME, "duckdb"} <= best.keys():
            ratio = best["duckdb"] / best[ours.NAME]
            what = f"{run.persons:,} persons, {shape}, file to file: DuckDB's best to lmrules"
            run.bar(what, "≥ 2", times(ratio), met=ratio >= 2)
    about = (
        f"{run.persons:,} persons. Zstd at its lowest level, dictionaries, statistics, "
        f"row groups of {books.ROW_GROUP:,} rows (but Spark's "
        "own, and with lmrules one for each table that it gives). Importing and loading the rulebook are not "
        "counted; the file is in the system's cache. Spark once, the others the best of three."
    )
    columns = ("", "time", "to lmrules", "peak memory", "file", "how")
    return Section("File to file, cold process", about, columns, tuple(rows))


def _filed(run: Run, job: dict[str, Any], engine: str, shape: str) -> dict[str, Any]:
    """The fastest of some fresh processes."""
    out = BUILD / "out" / f"{engine}-{shape}.parquet"
    out.parent.mkdir(exist_ok=True)
    way = run.ways.get((engine, shape), _WAY[engine][shape])
    one = job | {"job": "to_file", "engine": engine, "shape": shape, "way": way, "out": str(out)}
    found = [run.measured(one) for _ in range(1 if run.quick or engine == "spark" else 3)]
    failed = next((f for f in found if "failed" in f), None)
    return failed or min(found, key=lambda f: f["seconds"]) | {"way": way}


def other_inputs(run: Run) -> Section:
    """Unsorted rows; all columns; three versions."""
    step, three = books.one_step(), books.chain()
    cases: list[tuple[str, Book, int, dict[str, bool], tuple[str, ...]]] = [
        ("rows in no order", step, run.persons, {"shuffled": True}, ("duckdb", "polars")),
        ("also set, status and started", step, run.persons, {"full": True}, ()),
        ("three versions, 60 rules", three, run.persons, {}, ("duckdb", "polars")),
    ]
    rows: list[tuple[str, ...]] = []
    for name, book, persons, kinds, engines in cases:
        try:
            job = run.file(book, persons, **kinds)
        except Failed as failed:
            rows.append((f"{name}: lmrules", "–", "–", "–", str(failed)[-70:]))
            continue
        read = run.measured(job | {"job": "read", "times": run.times})
        rows.append((f"{name}: plain read", seconds(read["seconds"]), times(1.0), "–", ""))
        for shape in SHAPES:
            mine = run.measured(job | {"job": "table", "engine": ours.NAME, "shape": shape, "times": 3})
            found = {ours.NAME: mine} | _others(run, job, book, shape, engines)
            for engine, one in found.items():
                told = _row(f"{name}: {engine}, {shape}", persons, one, read, mine)
                rows.append((told[0], told[1], told[3], told[5], told[6]))
    about = (
        f"{run.persons:,} persons, Parquet to Arrow, warm, as above, with other files and another rulebook."
    )
    columns = ("", "time", "to the read", "to lmrules", "how")
    return Section("Other files", about, columns, tuple(rows))


def flatness(run: Run) -> Section:
    """Cost per person, and memory, whatever the number of persons."""
    sizes = (10_000, 100_000) if run.quick else (10_000, 100_000, MILLION, 10 * MILLION)
    book = books.one_step()
    out = BUILD / "out" / "flat.parquet"
    out.parent.mkdir(exist_ok=True)
    rows: list[tuple[str, ...]] = []
    each: dict[int, float] = {}
    for persons in sizes:
        job = {"book": str(book.written()), "file": str(data.population(book, persons)), "persons": persons}
        found = run.measured(
            job | {"job": "streamed", "out": str(out), "times": 1 if persons > MILLION else 3}
        )
        if "failed" in found:
            rows.append((f"{persons:,}", "–", "–", "–", "–", found["failed"]))
            continue
        each[persons] = found["seconds"] / persons
        rows.append((
            f"{persons:,}", seconds(found["seconds"]), f"{each[persons] * 1e9:,.0f} ns",
            times(each[persons] / min(each.values())), times(found["seconds"] / found["pieces"]),
            megabytes(found["peak"]),
        ))  # fmt: skip
        if persons == 10 * MILLION:
            run.bar(f"{persons:,} persons: peak memory", "< 2,000 MB", rows[-1][5], met=found["peak"] < 2_000)
        out.unlink(missing_ok=True)
    if len(each) > 1:
        spread = max(each.values()) / min(each.values())
        run.bar("cost per person, largest to smallest", "flat (≤ 1.5)", times(spread), met=spread <= 1.5)
    about = "lmrules from Parquet file to Parquet file (grid), a piece at a time, in a process of its own."
    columns = ("persons", "time", "each", "each, to the least so far", "to reading in pieces", "peak memory")
    return Section("Any number of persons", about, columns, tuple(rows))
