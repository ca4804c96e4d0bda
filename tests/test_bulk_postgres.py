"""A real PostgreSQL server in, and out: rows, days as days, and no half table."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from test_cli_transfer import APPROVALS, BOOK

from lmrules.approvals import read_approvals
from lmrules.bulk.sinks import read_part
from lmrules.cli.main import run

_NOBODY = "postgres"


def _programs() -> Path | None:
    """Where PostgreSQL's programs are; Debian keeps them out of the way."""
    found = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return (
        Path(found).resolve().parent if found else next((p for p in places if (p / "initdb").exists()), None)
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of our own, in a folder of its own, reached through a socket."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    # A path to a socket may be 107 bytes long.
    folder = Path(tmp_path_factory.mktemp("pg"))
    short = Path("/tmp")  # noqa: S108 - the folder in it is ours
    socket = short / f"lmrules-{os.getpid()}"
    socket.mkdir(mode=0o777)
    owner = folder
    as_user: list[str] = []
    if os.geteuid() == 0:
        # initdb refuses to run as root.
        as_user = ["runuser", "-u", _NOBODY, "--"]
        if shutil.which("runuser") is None:
            pytest.skip("PostgreSQL does not run as root, and runuser is not installed")
        owner = socket
        shutil.chown(socket, _NOBODY)
    data = owner / "data"

    def ask(program: str, *options: str) -> None:
        done = subprocess.run(
            [*as_user, str(programs / program), *options],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        ask("initdb", "-D", str(data), "-A", "trust", "-U", "lmrules", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={socket} -c fsync=off"
        ask("pg_ctl", "-D", str(data), "-o", options, "-l", str(owner / "log"), "-w", "start")
        try:
            yield f"postgresql+psycopg://lmrules@/postgres?host={socket}"
        finally:
            ask("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(socket)


@pytest.fixture
def database(server: str) -> Iterator[sa.Engine]:
    """The server's database with a table of approvals whose rows are in no order."""
    engine = sa.create_engine(server)
    rows = sa.Table(
        "approvals", sa.MetaData(),
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("person", sa.Text), sa.Column("objective", sa.Text), sa.Column("approved", sa.Date),
        sa.Column("set", sa.Text), sa.Column("status", sa.Text), sa.Column("started", sa.Date),
    )  # fmt: skip
    values = [
        {"id": 97 * a.row % 101, "person": a.person.reveal(), "objective": a.objective, "approved": a.approved,
         "set": a.set, "status": a.status, "started": a.started}
        for a in read_approvals(APPROVALS).approvals
    ]  # fmt: skip
    with engine.begin() as connection:
        rows.metadata.drop_all(connection)
        rows.metadata.create_all(connection)
        connection.execute(sa.insert(rows), values)
    yield engine
    engine.dispose()


def _sorted(path: str) -> list[tuple[object, ...]]:
    table = pq.read_table(path) if path.endswith(".parquet") else read_part(Path(path))
    return sorted(tuple(v or "" for v in row.values()) for row in table.to_pylist())


def test_a_table_of_a_server_in_and_out(
    server: str,
    database: sa.Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same decisions as from the file; a table that is there is replaced only when asked to, and at once."""
    monkeypatch.chdir(tmp_path)
    assert run(["transfer", BOOK, APPROVALS, "-o", "file.parquet"]) == 0
    out = f"{server}&table=forslag"
    assert run(["transfer", BOOK, server, "-o", out]) == 0
    with database.connect() as connection:
        rows = [tuple(v or "" for v in row) for row in connection.execute(sa.text("SELECT * FROM forslag"))]
        about = {row[0]: row[1] for row in connection.execute(sa.text("SELECT * FROM forslag_about"))}
    assert sorted(rows) == _sorted("file.parquet")
    assert about["lmrules.proposal"] == "true"
    assert run(["transfer", BOOK, server, "-o", out]) == 2
    assert "--replace" in capsys.readouterr().err
    query = "SELECT person, objective, approved, \"set\", status, started FROM approvals WHERE person = 'A' ORDER BY id"
    assert run(["transfer", BOOK, server, "--query", query, "-o", out, "--replace"]) == 0
    with database.connect() as connection:
        persons = connection.execute(sa.text("SELECT DISTINCT person FROM forslag")).scalars().all()
        tables = set(sa.inspect(connection).get_table_names())
    assert persons == ["A"]
    assert tables == {"approvals", "forslag", "forslag_about"}
    assert [p.name for p in tmp_path.iterdir()] == ["file.parquet"]


def test_a_server_that_is_not_there_is_said_without_its_password(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong base, a wrong table: exit code 2, and neither password nor value in what is said."""
    monkeypatch.chdir(tmp_path)
    wrong = server.replace("lmrules@/postgres", "lmrules:hemmelig@/nowhere")
    for arguments in (
        [wrong, "--format", "csv"],
        [APPROVALS, "-o", wrong],
        [server, "--table", "x", "--format", "csv"],
    ):
        assert run(["transfer", BOOK, *arguments]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "hemmelig" not in said.err
