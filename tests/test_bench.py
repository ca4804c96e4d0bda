"""The bench's own code works: its rulebooks check, its data is the same every time, its judges judge."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import lmrules

ROOT = Path(__file__).parents[1]
FEW = 40


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Imports a module of the bench, which then keeps its files in a folder of its own."""
    monkeypatch.syspath_prepend(ROOT)
    modules = ("books", "data", "worker")
    for name in modules:
        monkeypatch.setattr(import_module(f"bench.{name}"), "BUILD", tmp_path)
    return lambda name: import_module(f"bench.{name}")


@pytest.mark.parametrize("kind", ["one_step", "chain"])
def test_lmrules_and_duckdb_by_hand_answer_alike(bench: Any, kind: str) -> None:
    """Grid and long, to Arrow and to a file, with every oddity in the data; the interpreter agrees."""
    book = getattr(bench("books"), kind)()
    file = bench("data").population(book, FEW)
    worker = bench("worker")
    job = {"book": str(book.written()), "file": str(file), "persons": FEW, "times": 1}
    found = worker.answer(job | {"shapes": ["grid", "long"]})
    assert found["interpreted"] == FEW
    for shape, way in (("grid", "map"), ("long", "join, unnest")):
        for engine in ("lmrules", "duckdb"):
            one = job | {"engine": engine, "shape": shape, "way": way}
            assert worker.table(one)["seconds"] > 0
            assert worker.to_file(one | {"out": str(file.with_suffix(f".{engine}"))})["bytes"] > 0
    asked = job | {"engine": "sqlite", "persons": 10, "budget": 0.1}
    assert worker.one(asked)["persons"] > 0
    assert worker.streamed(job | {"out": str(file.with_suffix(".out"))})["pieces"] > 0


def test_an_engine_that_answers_otherwise_is_noticed(bench: Any) -> None:
    """One answer that differs, or a rule that does, or a person too few: no figure is given."""
    answers, books, data, ours = (bench(name) for name in ("answers", "books", "data", "ours"))
    book = books.one_step()
    loaded = lmrules.load(book.written())
    asked = bench("problem").problem(loaded)
    table = ours.table(loaded, data.population(book, FEW), "long")
    matrix = answers.from_table(asked, table, FEW, "long")
    answers.same(matrix, matrix.copy(), rules=True)
    for other, rules in ((1 - (matrix[0, 0] > 0), False), (matrix.max() + 1, True)):
        wrong = matrix.copy()
        place = (0, 0) if not rules else divmod(int(matrix.argmax()), matrix.shape[1])
        wrong[place] = other
        with pytest.raises(answers.Differs):
            answers.same(matrix, wrong, rules=rules)
    with pytest.raises(answers.Differs):
        answers.from_table(asked, table.slice(1), FEW, "long")


def test_populations_are_the_same_every_time_and_have_every_oddity(bench: Any) -> None:
    """Two makings give the same rows; there are duplicates, unknown codes, and rows before and after."""
    books, data, limits = bench("books"), bench("data"), bench("limits")
    book = books.one_step()
    path = data.population(book, 200, full=True)
    first = limits.plain_read(path)
    path.unlink()
    assert limits.plain_read(data.population(book, 200, full=True)).equals(first)
    codes, days = first["objective"].to_pylist(), first["approved"].to_pylist()
    assert data.UNKNOWN in codes
    assert "revoked" in first["status"].to_pylist()
    assert any(code.startswith("N-") for code in codes)
    assert min(days) < book.versions[0].start
    persons = first["person"].to_pylist()
    assert len(set(persons)) == 200
    assert len(set(zip(persons, codes, strict=True))) < first.num_rows
    shuffled = limits.plain_read(data.population(book, 200, shuffled=True))
    assert shuffled["person"].to_pylist() != sorted(shuffled["person"].to_pylist())


def test_the_report_names_neither_the_machine_nor_a_path(bench: Any) -> None:
    """A page has its tables, and no place on the machine that made it."""
    report = bench("report")
    section = report.Section("A", "About a|b.", ("", "time"), (("x|y", report.seconds(0.0123)),), ("Note.",))
    page = report.page([section], report.machine())
    assert "| x\\|y | 12.3 ms |" in page
    assert str(ROOT) not in page
    import platform

    assert platform.node() not in page


def test_a_section_is_kept_for_the_machine_it_was_measured_on(bench: Any, tmp_path: Path) -> None:
    """What a section measured comes back as it was, with its bars; with another version of anything, it does not."""
    kept, report = bench("kept"), bench("report")
    section = report.Section("One", "what", ("", "time"), (("lmrules", "1 µs"),), ("a note",))
    measured = kept.Measured.now(section, [("one", "> 1", "2 ×", "met")], {"lark": "1.3"})
    kept.keep(tmp_path / "kept", "one", measured)
    assert kept.find(tmp_path / "kept", "one", {"lark": "1.3"}) == measured
    assert kept.find(tmp_path / "kept", "one", {"lark": "1.4"}) is None
    assert kept.find(tmp_path / "kept", "two", {"lark": "1.3"}) is None
