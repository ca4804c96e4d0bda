"""One measurement in a process of its own: ``python -m bench.worker '{"job": …}'`` prints one line of JSON.

Answers are held against lmrules' before any figure is given; a difference ends the process with an error.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import lmrules
from bench import answers, books, limits, ours, timing
from bench.books import BUILD
from bench.peers import peer
from bench.problem import Problem, problem
from lmrules.api import Rulebook


def known(file: Path) -> np.ndarray:
    """The answers of lmrules for ``file``, kept for the other engines of this run."""
    kept = BUILD / "answers" / f"{file.stem}.npy"
    if not kept.exists():
        raise FileNotFoundError("lmrules has not answered yet")
    found: np.ndarray = np.load(kept)
    return found


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """The answers of lmrules, kept: grid and long must agree, and the interpreter on some persons."""
    book = lmrules.load(job["book"])
    asked, file = problem(book), Path(job["file"])
    made = {s: answers.from_table(asked, ours.table(book, file, s), job["persons"], s) for s in job["shapes"]}
    matrix = made["long"]
    for other in made.values():
        answers.same(matrix, other, rules=False)
    sampled = _interpreted(book, asked, file, matrix)
    kept = BUILD / "answers" / f"{file.stem}.npy"
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.save(kept, matrix)
    return {"answers": int(matrix.size), "interpreted": sampled}


def _interpreted(book: Rulebook, asked: Problem, file: Path, matrix: np.ndarray, most: int = 60) -> int:
    """How many persons the interpreter was asked of; :class:`answers.Differs` unless it says the same."""
    with limits.opened(file) as opened:
        some = next(opened.iter_batches(most * 40)).column("person").unique().cast(pa.string())[:most]
        every = opened.read()
    # The rows of a person may stand anywhere.
    rows = every.filter(pc.is_in(every["person"].cast(pa.string()), value_set=some)).to_pylist()
    persons: dict[str, list[Any]] = {}
    for row in rows:
        status = row.get("status") or "approved"
        persons.setdefault(row["person"], []).append((row["objective"], status, row["approved"]))
    for person, held in persons.items():
        mine = matrix[int(person[4:]) - 1]
        granted = ours.interpreted(book, held)
        wanted = {
            o: asked.rules[n - 2] if n >= 2 else ""
            for o, n in zip(asked.objectives, mine.tolist(), strict=True)
            if n
        }
        if granted != wanted:
            raise answers.Differs("the interpreter says otherwise of a person")
    return len(persons)


def table(job: dict[str, Any]) -> dict[str, Any]:
    """Parquet to Arrow, the best of the ways an engine has."""
    book = lmrules.load(job["book"])
    asked, file = problem(book), Path(job["file"])
    if job["engine"] == ours.NAME:
        ways: dict[str, Callable[[Path], Any]] = {"": lambda path: ours.table(book, path, job["shape"])}
    else:
        ways = peer(job["engine"]).tables(asked, job["shape"])
    wanted = known(file)
    found = []
    for way, action in ways.items():
        first, fastest, result = timing.best(lambda action=action: action(file), job["times"])  # type: ignore[misc]
        most = timing.peak()
        way_found = {"way": way, "first": first, "seconds": fastest, "peak": most, "bytes": result.nbytes}
        matrix = answers.from_table(asked, result, job["persons"], job["shape"])
        del result
        answers.same(wanted, matrix, rules=job["shape"] == "long")
        found.append(way_found)
    return min(found, key=lambda one: one["seconds"]) | {"ways": {o["way"]: o["seconds"] for o in found}}


def to_file(job: dict[str, Any]) -> dict[str, Any]:
    """Parquet to Parquet, once, in a process that has done nothing before."""
    book = lmrules.load(job["book"])
    asked, file, out = problem(book), Path(job["file"]), Path(job["out"])
    if job["engine"] == ours.NAME:
        action: Callable[[Path, Path], None] = lambda a, b: ours.to_file(book, a, b, job["shape"])  # noqa: E731
    else:
        action = peer(job["engine"]).files(asked, job["shape"])[job["way"]]
    start = time.perf_counter()
    action(file, out)
    spent, most = time.perf_counter() - start, timing.peak()
    import pyarrow.parquet as pq

    written = pq.ParquetDataset(out).read()
    size = sum(f.stat().st_size for f in ([out] if out.is_file() else out.glob("*.parquet")))
    wanted = known(file)
    matrix = answers.from_table(asked, written, job["persons"], job["shape"])
    answers.same(wanted, matrix, rules=job["shape"] == "long")
    return {"seconds": spent, "peak": most, "bytes": size}


def persons(asked: Problem, file: Path, most: int) -> tuple[list[frozenset[str]], np.ndarray]:
    """The counting old codes of the first persons of a file, and lmrules' answers for them."""
    with limits.opened(file) as opened:
        rows = next(opened.iter_batches(most * 40)).to_pydict()
    window = {w.code: w for w in asked.windows}
    olds = set(asked.olds)
    held: dict[str, set[str]] = {}
    for person, code, day in zip(rows["person"], rows["objective"], rows["approved"], strict=True):
        mine = held.setdefault(person, set())
        if code in olds and window[code].start <= day < window[code].end:
            mine.add(code)
    numbers = np.array([int(person[4:]) - 1 for person in held][:most])
    wanted = known(file)[numbers]
    return [frozenset(codes) for codes in held.values()][:most], wanted


def dated_rows(file: Path, most: int) -> list[list[lmrules.Approval]]:
    """The rows of the first persons of a file, as a portal has them."""
    with limits.opened(file) as opened:
        rows = next(opened.iter_batches(most * 40)).to_pylist()
    held: dict[str, list[lmrules.Approval]] = {}
    for number, row in enumerate(rows, 1):
        mine = held.setdefault(row["person"], [])
        mine.append(lmrules.Approval(row["objective"], row["approved"], row=number))
    return list(held.values())[:most]


def _in_turn(decide: Callable[[Any], Any], persons: list[Any], budget: float) -> tuple[float, list[Any]]:
    """Seconds for one of some persons, the best of as many turns as the budget (in seconds) allows.

    And the answers of the last turn, which a slow engine does not finish.
    """
    per_person, found = float("inf"), list[Any]()
    begun = time.perf_counter()
    while not found or time.perf_counter() - begun < budget:
        found, start = [], time.perf_counter()
        for person in persons:
            found.append(decide(person))
            if time.perf_counter() - start > 2 * budget:
                break
        per_person = min(per_person, (time.perf_counter() - start) / len(found))
    return per_person, found


def one(job: dict[str, Any]) -> dict[str, Any]:
    """Seconds for one person, warm, over persons who differ; and persons per second where many go at once."""
    book = lmrules.load(job["book"])
    asked = problem(book)
    if job["engine"] == ours.NAME:
        make: Callable[[Any], Callable[[frozenset[str]], dict[str, Any]]] = ours.decider
        ruled: Any = book
        rules, many = True, None
    else:
        module = peer(job["engine"])
        make, ruled, rules, many = module.one, asked, module.RULES, getattr(module, "many", None)
    some, wanted = persons(asked, Path(job["file"]), job["persons"])
    start = time.perf_counter()
    decide = make(ruled)
    decide(some[0])
    set_up = time.perf_counter() - start
    # An approval of the new objective itself is looked up, not decided: the engines are not asked of it.
    not_asked = wanted == 1
    per_person, found = _in_turn(decide, some, job["budget"])
    _agree(asked, wanted[: len(found)], not_asked[: len(found)], found, rules=rules)
    dated = None
    if job["engine"] == ours.NAME:
        held = dated_rows(Path(job["file"]), len(some))
        dated, _ = _in_turn(ours.decider_of_rows(book), held, job["budget"])
    together = None
    if many is not None:
        action = many(asked, some)
        _, seconds, found = timing.best(action, 2)
        _agree(asked, wanted, not_asked, found, rules=rules)
        together = seconds / len(some)
    return {
        "seconds": per_person,
        "together": together,
        "rows_seconds": dated,
        "set_up": set_up,
        "persons": len(found),
        "rules": rules,
        "peak": timing.peak(),
    }


def _agree(
    asked: Problem, wanted: np.ndarray, not_asked: np.ndarray, found: Iterable[dict[str, Any]], *, rules: bool
) -> None:
    got = answers.from_persons(asked, list(found))
    answers.same(np.where(not_asked, 0, wanted), np.where(not_asked, 0, got), rules=rules)


def many_rules(job: dict[str, Any]) -> dict[str, Any]:
    """One person among many rules: setting up, memory that it adds, and seconds for the person."""
    from bench.heavy import checked, granted_by_sets

    book = books.many(job["rules"])
    if job["engine"] == ours.NAME:
        loaded: Any = checked(book)
        make: Callable[[Any], Any] = ours.decider
    else:
        loaded, make = problem(checked(book)), peer(job["engine"]).one
    held = frozenset(books.one_person_codes(book, job["held"]))
    gc.collect()
    before, start = timing.now_used(), time.perf_counter()
    decide = make(loaded)
    decide(held)  # what is set up when first needed belongs to setting up
    set_up = time.perf_counter() - start
    gc.collect()
    grown = max(timing.now_used() - before, timing.allocated(lambda: _asked(make(loaded), held)))
    _, seconds, found = timing.best(lambda: decide(held), 5, at_least=0.5)
    if set(found) != granted_by_sets(book, held):
        raise answers.Differs("not what the rules as written grant")
    return {"seconds": seconds, "set_up": set_up, "grown": grown, "granted": len(found)}


def _asked(decide: Callable[[frozenset[str]], Any], held: frozenset[str]) -> object:
    """An engine that has answered once, with all that it sets up when first asked."""
    decide(held)
    return decide


def loading(job: dict[str, Any]) -> dict[str, Any]:
    """From rule files to a plan for every person, and the bare parse of the same text."""
    from lark import Lark

    book = books.many(job["rules"])
    path = book.written()
    text = book.text
    grammar = (books.ROOT / "grammar" / "equivalence.lark").read_text(encoding="utf-8")
    bare = Lark(grammar, parser="lalr", lexer="basic", start="start", maybe_placeholders=False)
    _, parse, _ = timing.best(lambda: bare.parse(text), 2)
    lmrules.loads(books.one_step().text)  # builds the grammar, once per process
    _, load, loaded = timing.best(lambda: lmrules.load(path), 2)
    nobody: list[str] = []
    _, compile_, _ = timing.best(lambda: ours.decider(loaded)(nobody), 2)
    plan = None
    if job["rules"] <= job.get("plan_up_to", 0):
        _, plan, _ = timing.best(loaded.plan, 1)
    lines = text.count("\n")
    return {
        "parse": parse,
        "load": load,
        "compile": compile_,
        "plan": plan,
        "lines": lines,
        "peak": timing.peak(),
    }


def streamed(job: dict[str, Any]) -> dict[str, Any]:
    """From file to file by lmrules, a piece at a time, and reading in pieces; all persons must come out."""
    book = lmrules.load(job["book"])
    file, out = Path(job["file"]), Path(job["out"])
    _, seconds, _ = timing.best(lambda: ours.to_file(book, file, out, "grid"), job["times"])
    most = timing.peak()
    _, pieces, _ = timing.best(lambda: limits.plain_pieces(file), job["times"])
    with limits.opened(out) as made:
        if made.metadata.num_rows != job["persons"]:
            raise answers.Differs(f"{made.metadata.num_rows} rows for {job['persons']} persons")
    return {"seconds": seconds, "pieces": pieces, "peak": most}


def read(job: dict[str, Any]) -> dict[str, Any]:
    """The plain read, whole and in pieces; the faster of them is the yardstick."""
    file = Path(job["file"])
    _, whole, kept = timing.best(lambda: limits.plain_read(file), job["times"])
    size = kept.nbytes
    del kept
    most = timing.peak()
    _, pieces, rows = timing.best(lambda: limits.plain_pieces(file), job["times"])
    least = min(whole, pieces)
    return {"whole": whole, "pieces": pieces, "seconds": least, "rows": rows, "bytes": size, "peak": most}


def bandwidth(job: dict[str, Any]) -> dict[str, Any]:
    """Memory bandwidth."""
    return limits.bandwidth(job.get("megabytes", 400))


JOBS = {f.__name__: f for f in (answer, table, to_file, one, many_rules, loading, streamed, read, bandwidth)}


if __name__ == "__main__":
    wanted_job = json.loads(sys.argv[1])
    print(json.dumps(JOBS[wanted_job["job"]](wanted_job)))
