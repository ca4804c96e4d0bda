"""``transfer`` from tables to tables as its user runs it: every form says the same, and an interrupted run goes on."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_cli_transfer import APPROVALS, BOOK, MARKER, run

from lmrules.approvals import read_approvals
from lmrules.bulk import parts, sources, sources_text
from lmrules.bulk.engine import Decided
from lmrules.bulk.sinks import read_part
from lmrules.cli import _rulebooks
from lmrules.cli.main import run as run_here

NAMES = ("person", "objective", "outcome", "reason", "rule", "transition", "approvals", "complete_with")
Rows = list[tuple[str, ...]]
Ran = Callable[..., subprocess.CompletedProcess[str]]


def rows_of_csv(text: str) -> Rows:
    """The rows of a CSV result, with the header."""
    return [tuple(row) for row in csv.reader(io.StringIO(text))]


def rows_of_table(table: pa.Table) -> Rows:
    """The rows of an Arrow table, with the header."""
    columns = [[v or "" for v in column.to_pylist()] for column in table.columns]
    return [tuple(table.column_names), *zip(*columns, strict=True)]


@pytest.fixture(scope="module")
def wanted() -> Rows:
    """What the evaluator's own CSV says, without the extra."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_rulebooks, "_EXTRA", ("no-such-package",))
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        patch.setattr(sys, "stdout", out)
        assert run_here(["transfer", BOOK, APPROVALS, "--format", "csv"]) == 0
        return rows_of_csv(out.buffer.getvalue().decode())


@pytest.fixture
def ran(capsysbinary: pytest.CaptureFixture[bytes]) -> Ran:
    """Runs the command here, and gives what it said."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = run_here(arguments)
        out, err = capsysbinary.readouterr()
        return subprocess.CompletedProcess(arguments, code, out.decode(), err.decode())

    return run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _excel(path: str) -> Rows:
    book = openpyxl.load_workbook(path)
    first, about = book.worksheets
    assert all(
        c.data_type in {"s", "n", "inlineStr"} and (c.value is None or isinstance(c.value, str))
        for r in first
        for c in r
    )
    said = {r[0].value: r[1].value if len(r) > 1 else None for r in about}
    assert str(said["digest"]).startswith("sha256:")
    assert "Dette er et forslag. En person med myndighet til det skal ta stilling og skrive under." in said
    return [tuple(c.value or "" for c in row) for row in first]


def _meta(table: pa.Table) -> pa.Table:
    meta = {
        k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items() if k.startswith(b"lmrules")
    }
    assert meta["lmrules.schema"] == "lmrules/transfer/1"
    assert meta["lmrules.proposal"] == "true"
    assert meta["lmrules.digest"].startswith("sha256:")
    return table


def _folder(path: str) -> Rows:
    parts = sorted(Path(path).iterdir())
    assert [p.name for p in parts] == [f"part-{n:06d}.parquet" for n in range(len(parts))]
    return rows_of_table(pa.concat_tables([_meta(pq.read_table(p)) for p in parts]))


def _database(url: str) -> Rows:
    with sqlite3.connect(url.removeprefix("sqlite:///").partition("?")[0]) as database:
        rows = [tuple(v or "" for v in row) for row in database.execute("SELECT * FROM transfer")]
        about = dict(database.execute("SELECT * FROM transfer_about"))
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    database.close()
    assert about["lmrules.proposal"] == "true"
    assert tables == {"transfer", "transfer_about"}
    return [NAMES, *rows]


WAYS_OUT: dict[str, tuple[str, Callable[[str], Rows]]] = {
    "csv": ("out.csv", lambda p: rows_of_csv(Path(p).read_text(encoding="utf-8"))),
    "parquet": ("out.parquet", lambda p: rows_of_table(_meta(pq.read_table(p)))),
    "arrow": ("out.arrow", lambda p: rows_of_table(_meta(pa.ipc.open_file(p).read_all()))),
    "xlsx": ("out.xlsx", _excel),
    "folder": ("out/", _folder),
    "database": ("sqlite:///out.db", _database),
}


@pytest.mark.parametrize("form", WAYS_OUT)
def test_every_way_out_says_what_the_evaluators_csv_says(form: str, wanted: Rows, place: Path) -> None:
    """CSV, Parquet, Arrow, Excel, a folder and a database: the same rows, twice the same bytes, and nothing left behind."""
    out, rows = WAYS_OUT[form]
    given = ["--format", "csv"] if form == "csv" else []
    found = []
    for _ in range(2):
        replace = ["--replace"] if form in {"folder", "database"} else []
        assert run_here(["transfer", BOOK, APPROVALS, "-o", out, *given, *replace]) == 0
        assert rows(out) == wanted
        found.append({p.relative_to(place): p.read_bytes() for p in place.rglob("*") if p.is_file()})
    assert found[0].keys() == found[1].keys()
    assert form == "database" or found[0] == found[1]


@pytest.mark.parametrize("form", WAYS_OUT)
def test_nobody_gives_an_empty_table(form: str, wanted: Rows, place: Path) -> None:
    """Approvals without a row give the columns, and no rows; the same where every row is rejected."""
    out, rows = WAYS_OUT[form]
    head = "lis,læringsmål,godkjent,påbegynt\n"
    contradicting = "".join(f"A,NKM-001,2023-02-01,{year}-01-01\n" for year in (2020, 2021))
    for name, text, code in (("none.csv", head, 0), ("all.csv", head + contradicting, 1)):
        (place / name).write_text(text, encoding="utf-8")
        given = ["--format", "csv"] if form == "csv" else []
        replace = ["--replace", "--keep-going"]
        assert (
            run_here(["transfer", BOOK, name, "-o", out, "--dispositions", "d.arrow", *given, *replace])
            == code
        )
        assert rows(out) == wanted[:1]
        assert read_part(Path("d.arrow")).num_rows == 0


def _parquet(path: Path) -> str:
    rows = [
        (a.person.reveal(), a.objective, a.approved, a.set, a.status, a.started)
        for a in read_approvals(APPROVALS).approvals
    ]
    names = ("lis", "læringsmål", "godkjent", "sett", "status", "påbegynt")
    kinds = (pa.string(), pa.string(), pa.date32(), pa.string(), pa.string(), pa.date32())
    columns = [pa.array(c, k) for c, k in zip(zip(*rows, strict=True), kinds, strict=True)]
    pq.write_table(pa.table(columns, names=names), path / "in.parquet")
    return "in.parquet"


def test_json_and_table_of_chosen_persons_come_from_any_table(place: Path, ran: Ran) -> None:
    """Proofs on demand: the persons asked for, in JSON, are those of the whole file."""
    source = _parquet(place)
    whole = json.loads(ran("transfer", BOOK, APPROVALS, "--format", "json").stdout)
    some = ran("transfer", BOOK, source, "--format", "json", "--person", "A", "--person", "C")
    assert json.loads(some.stdout)["persons"] == [p for p in whole["persons"] if p["person"] in {"A", "C"}]
    assert ran("transfer", BOOK, source).stdout == ran("transfer", BOOK, APPROVALS).stdout
    why = ran("why", BOOK, source, "A", "NKM-009")
    assert why.stdout == ran("why", BOOK, APPROVALS, "A", "NKM-009").stdout
    nobody = ran("transfer", BOOK, source, "--format", "json", "--person", MARKER)
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert MARKER not in nobody.stderr


def test_chosen_persons_in_a_table(place: Path, wanted: Rows) -> None:
    """`--person` goes with the table formats as well."""
    assert (
        run_here(["transfer", BOOK, _parquet(place), "--person", "B", "--person", "A", "-o", "o.parquet"])
        == 0
    )
    assert rows_of_table(pq.read_table("o.parquet")) == [
        wanted[0],
        *(r for r in wanted if r[0] in {"A", "B"}),
    ]
    assert run_here(["transfer", BOOK, "in.parquet", "--person", "Z", "-o", "z.parquet"]) == 2
    assert sorted(p.name for p in place.iterdir()) == ["in.parquet", "o.parquet"]


BAD = f"""lis;læringsmål;godkjent;påbegynt
{MARKER};NKM-001;2023-13-01;
B;NKM-001;2023-02-01;2020-01-01
B;NKM-002;2023-02-01;2021-01-01
C;NKM-001;2023-02-01;
"""


def test_bad_rows_are_listed_and_stop_the_run(place: Path, ran: Ran) -> None:
    """Every bad row by its number, no result, nothing left behind, exit code 1; as without the extra."""
    (place / "bad.csv").write_text(BAD, encoding="utf-8")
    done = ran("transfer", BOOK, "bad.csv", "--format", "csv", "-o", "out.csv")
    assert done.returncode == 1
    assert done.stderr == ran("transfer", BOOK, "bad.csv").stderr
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["rad 1", "rad 2", "rad 3", "lmrules"]
    assert MARKER not in done.stderr
    assert [p.name for p in place.iterdir()] == ["bad.csv"]


def test_bad_rows_are_set_aside_as_they_stand(place: Path, ran: Ran) -> None:
    """The rejects file of a run over tables is that of the evaluator, byte for byte, lines and cells included."""
    (place / "bad.csv").write_text(BAD, encoding="utf-8")
    done = ran("transfer", BOOK, "bad.csv", "--format", "csv", "--keep-going", "--rejects", "one.csv")
    other = ran("transfer", BOOK, "bad.csv", "--format", "json", "--keep-going", "--rejects", "two.csv")
    assert (done.returncode, other.returncode) == (1, 1)
    assert (place / "one.csv").read_bytes() == (place / "two.csv").read_bytes()
    assert {row[0] for row in rows_of_csv(done.stdout)[1:]} == {"C"}


def test_dispositions_are_those_of_the_json(place: Path, ran: Ran) -> None:
    """What became of every row, in input order, also where the persons' rows are mixed."""
    rows = rows_of_csv(Path(APPROVALS).read_text(encoding="utf-8"))
    mixed = [rows[0], *rows[1::2], *rows[2::2]]
    (place / "mixed.csv").write_text("".join(",".join(r) + "\n" for r in mixed), encoding="utf-8")
    done = run(
        "transfer", BOOK, "mixed.csv", "--format", "csv", "-o", "out.csv", "--dispositions", "rows.csv"
    )
    assert done.returncode == 0
    assert "radene er ikke samlet per person; de sorteres først" in done.stderr
    persons = json.loads(ran("transfer", BOOK, "mixed.csv", "--format", "json").stdout)["persons"]
    accounts = sorted(
        (a["row"], a["objective"], a["approved"], a["disposition"]) for p in persons for a in p["approvals"]
    )
    with Path("rows.csv").open(encoding="utf-8", newline="") as file:
        found = [
            (int(r["row"]), r["objective"], r["approved"], r["disposition"]) for r in csv.DictReader(file)
        ]
    assert found == accounts
    assert (place / "out.csv").read_text(encoding="utf-8") == run(
        "transfer", BOOK, "mixed.csv", "--format", "csv"
    ).stdout
    assert sorted(p.name for p in place.iterdir()) == ["mixed.csv", "out.csv", "rows.csv"]


REFUSED = {
    "dispositions in json": (["--format", "json", "--dispositions", "d.csv"], "--dispositions"),
    "dispositions nowhere": (["--format", "csv", "--dispositions", "d.txt"], ".parquet"),
    "csv in a folder": (["--format", "csv", "-o", "full/"], "--format parquet"),
    "a folder that is full": (["-o", "full/"], "--replace"),
    "a folder that is not ours": (["-o", "full/", "--replace"], "annet enn filer fra en tidligere kjøring"),
    "a table that is there": (["-o", "sqlite:///full.db?table=t"], "--replace"),
    "no such folder": (["-o", "none/out.parquet"], "kan ikke skrive"),
    "no such driver": (["-o", f"oracle://u:{MARKER}@h/b"], "driveren"),
    "a table of a file": (["--format", "csv", "--table", "x"], "--table"),
    "a sheet of a file": (["--format", "csv", "--sheet", "x"], "--sheet"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_said_before_anything_is(
    options: list[str], said: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, a clear word, and everything as it was."""
    (place / "full").mkdir()
    (place / "full" / "mine.txt").write_text("x")
    with sqlite3.connect("full.db") as database:
        database.execute("CREATE TABLE t (x)")
    database.close()
    before = sorted(place.rglob("*"))
    assert run_here(["transfer", BOOK, APPROVALS, *options]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert MARKER not in err
    assert sorted(place.rglob("*")) == before


@pytest.mark.parametrize(
    "options", [["--format", "parquet"], ["-o", "o.xlsx"], ["--format", "csv", "--brief"]]
)
def test_without_the_extra_its_name_is_said(
    options: list[str], place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What needs lmrules[bulk] says so; CSV needs it not."""
    monkeypatch.setattr(_rulebooks, "_EXTRA", ("no-such-package",))
    assert run_here(["transfer", BOOK, APPROVALS, *options]) == 2
    assert "pip install 'lmrules[bulk]'" in capsys.readouterr().err
    assert run_here(["transfer", BOOK, _parquet(place)]) == 2
    assert "pip install 'lmrules[bulk]'" in capsys.readouterr().err


def test_a_cell_that_looks_like_a_formula_is_text_in_excel(place: Path) -> None:
    """A person named `=1+1` is a text with an apostrophe, as in CSV; `007` stays `007`."""
    rows = "lis,læringsmål,godkjent\n=1+1,NKM-001,2023-02-01\n007,NKM-001,2023-02-01\n"
    (place / "in.csv").write_text(rows, encoding="utf-8")
    assert run_here(["transfer", BOOK, "in.csv", "-o", "out.xlsx"]) == 0
    assert {row[0] for row in _excel("out.xlsx")} == {"person", "'=1+1", "007"}
    with zipfile.ZipFile("out.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_an_excel_sheet_has_room_for_so_many(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """More rows than a sheet holds are refused, in words that name another format."""
    monkeypatch.setattr("lmrules.bulk.sinks_excel.MOST_ROWS", 5)
    assert run_here(["transfer", BOOK, APPROVALS, "-o", "out.xlsx"]) == 2
    assert "--format parquet" in capsys.readouterr().err
    assert not (place / "out.xlsx").exists()


# ------------------------------------------------------------------------------------------------ interrupted


def many(path: Path, persons: int = 1_500) -> None:
    """A CSV file of several pieces."""
    with path.open("w", encoding="utf-8") as file:
        file.write("lis,læringsmål,godkjent,sett\n")
        for number in range(persons):
            for code in range(1, 1 + number % 6):
                file.write(f"LIS-{number},NKM-00{code},2023-02-0{code},NKM-1\n")


SMALL = """
import sys, time
from lmrules.bulk import parts, sources, sources_text
from lmrules.cli.main import run
sources.BATCH_ROWS, parts._LEAST, sources_text.BLOCK = 200, 100, 5_000
made = parts._Maker.write
def slowly(self, *given):
    made(self, *given)
    time.sleep({pause})
parts._Maker.write = slowly
sys.exit(run(sys.argv[1:]))
"""


def started(*arguments: str, pause: float) -> subprocess.Popen[str]:
    """The command with small pieces, and time to be stopped between them."""
    return subprocess.Popen(
        [sys.executable, "-c", SMALL.format(pause=pause), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def undisturbed(*arguments: str) -> tuple[int, list[str]]:
    """The command with the same small pieces, here; its exit code, and the parts it made."""
    written: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "BATCH_ROWS", 200)
        patch.setattr(parts, "_LEAST", 100)
        patch.setattr(sources_text, "BLOCK", 5_000)
        write = parts._Maker.write

        def noted(self: parts._Maker, decided: Decided, files: Sequence[Path]) -> None:
            written.append(files[0].name)
            write(self, decided, files)

        patch.setattr(parts._Maker, "write", noted)
        return run_here(arguments), written


def stopped_midway(folder: Path, sign: signal.Signals, *arguments: str, sorting: bool = False) -> str:
    """The run killed for real once some parts are done; what it said."""
    with started(*arguments, pause=0.15) as process:
        deadline = time.monotonic() + 60
        manifest = folder / "manifest.json"
        while len(list(folder.glob("done/*.json"))) < 3 or (
            sorting
            and not (manifest.exists() and '"regrouped": true' in manifest.read_text(encoding="utf-8"))
        ):
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(sign)
        return process.communicate()[1]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input of several pieces, sorted and shuffled."""
    folder = tmp_path_factory.mktemp("many")
    many(folder / "in.csv")
    head, *rows = (folder / "in.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "mixed.csv").write_text("".join([head, *rows[::2], *rows[1::2]]), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("source", "out", "sign"),
    [("in.csv", "out.parquet", signal.SIGKILL), ("mixed.csv", "out.csv", signal.SIGKILL), ("in.csv", "out/", signal.SIGINT)],
)  # fmt: skip
def test_a_run_that_is_stopped_goes_on_and_gives_the_same_bytes(
    source: str, out: str, sign: signal.Signals, shared: Path, tmp_path: Path
) -> None:
    """Killed or interrupted for real, the same command takes the parts that are done, and no byte differs."""
    arguments = [
        "transfer",
        BOOK,
        str(shared / source),
        "--format",
        "csv" if out.endswith(".csv") else "parquet",
    ]
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    for folder in (whole, cut):
        folder.mkdir()
    slash = "/" if out.endswith("/") else ""
    code, every = undisturbed(*arguments, "-o", str(whole / out) + slash)
    assert code == 0
    aside = cut / f"{out.rstrip('/')}.lmrules-run"
    said = stopped_midway(
        aside, sign, *arguments, "-o", str(cut / out) + slash, sorting=source == "mixed.csv"
    )
    assert [p.name for p in cut.iterdir()] == [aside.name], "no half result"
    assert aside.stat().st_mode & 0o077 == 0
    if sign == signal.SIGINT:
        assert "gi samme kommando igjen for å fortsette" in said
    kept = {p.stem for p in (aside / "done").glob("*.json")}  # one may be half written
    assert len(kept) >= 3
    code, made = undisturbed(*arguments, "-o", str(cut / out) + slash)
    assert code == 0
    assert not kept & {Path(name).stem for name in made}, "parts that are done are not made again"
    assert set(made) < set(every)

    def bytes_of(folder: Path) -> dict[str, bytes]:
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert bytes_of(cut) == bytes_of(whole)


def test_another_input_is_another_run(
    shared: Path, tmp_path: Path, ran: Ran, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """After a change in the input, or other settings, what differs is worked out anew, and the run says so."""
    data = (shared / "in.csv").read_text(encoding="utf-8")
    source = tmp_path / "in.csv"
    source.write_text(data, encoding="utf-8")
    out = tmp_path / "out.csv"
    arguments = ["transfer", BOOK, str(source), "--format", "csv", "-o", str(out)]
    stopped_midway(tmp_path / "out.csv.lmrules-run", signal.SIGKILL, *arguments)
    source.write_text(data.replace("NKM-002", "NKM-003", 1), encoding="utf-8")
    _, made = undisturbed(*arguments)
    assert made
    assert "en tidligere kjøring ble avbrutt" in capsysbinary.readouterr().err.decode()
    assert out.read_text(encoding="utf-8") == ran(*arguments[:-2]).stdout
    stopped_midway(tmp_path / "out.csv.lmrules-run", signal.SIGKILL, *arguments)
    undisturbed(*arguments, "--as-of", "2023-02-01")
    assert "en tidligere kjøring ble avbrutt" in capsysbinary.readouterr().err.decode()
    assert out.read_text(encoding="utf-8") == ran(*arguments[:-2], "--as-of", "2023-02-01").stdout


def test_two_runs_do_not_write_the_same_result(shared: Path, tmp_path: Path) -> None:
    """The second is refused while the first is at work."""
    arguments = ["transfer", BOOK, str(shared / "in.csv"), "-o", str(tmp_path / "out.parquet")]
    with started(*arguments, pause=0.3) as first:
        while not list(tmp_path.glob("*/done/*.json")):
            assert first.poll() is None
            time.sleep(0.01)
        second = run(*arguments)
        first.kill()
    assert second.returncode == 2
    assert "en annen kjøring skriver til det samme resultatet nå" in second.stderr


def test_a_disk_that_is_full_leaves_no_half_file(
    shared: Path, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk full in the middle: exit code 2, its reason, no result; with room again, the run goes on."""
    import resource

    arguments = ["transfer", BOOK, str(shared / "in.csv"), "--format", "csv", "-o", "out.csv"]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
        assert run_here(arguments) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    said = capsys.readouterr().err
    assert "kan ikke skrive resultatet" in said
    assert not (place / "out.csv").exists()
    assert run_here(arguments) == 0
    assert (place / "out.csv").stat().st_size > 100_000
    assert [p.name for p in place.iterdir()] == ["out.csv"]


def test_a_terminal_shows_a_bar_and_a_pipe_nothing(shared: Path, tmp_path: Path) -> None:
    """Progress is for people: stderr of a pipe is empty."""
    arguments = [
        sys.executable,
        "-m",
        "lmrules",
        "transfer",
        BOOK,
        str(shared / "in.csv"),
        "-o",
        str(tmp_path / "o.parquet"),
    ]
    piped = subprocess.run(arguments, capture_output=True, check=True)
    assert (piped.stdout, piped.stderr) == (b"", b"")
    master, slave = pty.openpty()
    subprocess.run(arguments, stderr=slave, check=True)
    os.close(slave)
    assert b"100%" in os.read(master, 100_000)
    os.close(master)
