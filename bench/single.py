"""Sections on one person and on the rulebook itself."""

from __future__ import annotations

from bench import books, ours
from bench.peers import ENGINES
from bench.report import Section, megabytes, seconds, times
from bench.runs import Run

_STRETCH = 6e-6


def ask_of_one(run: Run) -> None:
    """What each engine takes for one person, in ``run.one``."""
    job = run.file(books.one_step(), 10_000) | {"persons": 1_000, "budget": 0.5 if run.quick else 2.0}
    for engine in (ours.NAME, *ENGINES, "sqlite", "duckdb"):
        run.one[engine] = run.measured(job | {"job": "one", "engine": engine})


def one_person(run: Run) -> Section:
    """One person, warm."""
    ask_of_one(run)
    rows: list[tuple[str, ...]] = []
    for engine, found in run.one.items():
        if "failed" in found:
            rows.append((engine, "–", "–", "–", found["failed"]))
            continue
        ratio = found["seconds"] / run.one[ours.NAME].get("seconds", float("nan"))
        said = "" if found["rules"] else "cannot say the rule"
        rows.append((engine, seconds(found["seconds"]), times(ratio), seconds(found["set_up"]), said))
        if engine == ours.NAME and found.get("rows_seconds"):
            dated = found["rows_seconds"]
            rows.append(
                (f"{engine}, rows with dates", seconds(dated), times(dated / found["seconds"]), "–", "")
            )
    others = [f["seconds"] for e, f in run.one.items() if e != ours.NAME and "seconds" in f]
    mine = run.one[ours.NAME].get("seconds")
    if mine and others:
        least = min(others)
        run.bar("one person: the fastest other to lmrules", "> 1", times(least / mine), met=least > mine)
        run.bar("one person, with the rule (stretch)", "≤ 6 µs", seconds(mine), met=mine <= _STRETCH)
    about = (
        "60 rules; in go the codes that a person holds, out comes what is granted, and by which rule; 1,000 "
        "persons in turn. Setting up is from the checked rules to the first answer."
    )
    return Section("One person, warm", about, ("", "time", "to lmrules", "setting up", ""), tuple(rows))


def many_rules(run: Run) -> Section:
    """One person and many rules."""
    sizes = (100, 1_000, 10_000) if run.quick else (100, 1_000, 10_000, 100_000)
    rows: list[tuple[str, ...]] = []
    grown: dict[int, float] = {}
    for size in sizes:
        base = None
        for engine in (ours.NAME, "datalogic", "zen", "clingo"):
            found = run.measured({"job": "many_rules", "engine": engine, "rules": size, "held": 150})
            spent = found.get("seconds")
            base = base or spent
            rows.append((
                f"{size:,} rules: {engine}", seconds(spent), times(spent / base if spent and base else None),
                seconds(found.get("set_up")), megabytes(found.get("grown")), found.get("failed", ""),
            ))  # fmt: skip
            if engine == ours.NAME and spent:
                grown[size] = found["grown"]
                if size == 100_000:
                    _bars(run, spent, found["set_up"], grown)
    about = (
        "One person with 150 approvals (all there are, where there are fewer); warm. Setting up is from the "
        "checked rules to the first answer; memory is what that adds."
    )
    columns = ("", "time", "to lmrules", "setting up", "memory", "")
    return Section("Many rules, one person", about, columns, tuple(rows))


def _bars(run: Run, spent: float, set_up: float, grown: dict[int, float]) -> None:
    run.bar("100,000 rules, 150 approvals: one person", "≤ 0.5 ms", seconds(spent), met=spent <= 0.5e-3)
    run.bar("100,000 rules: compile", "≤ 150 ms", seconds(set_up), met=set_up <= 0.150)
    if before := grown.get(10_000):
        ratio = grown[100_000] / before
        run.bar("memory, 100,000 rules to 10,000", "linear (≤ 12)", times(ratio), met=ratio <= 12)


def loading(run: Run) -> Section:
    """From text to a rulebook ready to use, against the bare parse."""
    rows: list[tuple[str, ...]] = []
    for size in (1_000,) if run.quick else (1_000, 10_000):
        found = run.measured({"job": "loading", "rules": size, "plan_up_to": 1_000})
        if "failed" in found:
            rows.append((f"{size:,} rules", "–", "–", "–", "–", "–", found["failed"]))
            continue
        ratio = (found["load"] + found["compile"]) / found["parse"]
        rows.append((
            f"{size:,} rules, {found['lines']:,} lines", seconds(found["parse"]), seconds(found["load"]),
            seconds(found["compile"]), times(ratio), seconds(found["plan"]), megabytes(found["peak"]),
        ))  # fmt: skip
        if size == 10_000:
            run.bar("10,000 rules: load and compile to bare lark parse", "≤ 3", times(ratio), met=ratio <= 3)
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
