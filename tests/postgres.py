"""A PostgreSQL server of the tests' own, where the programs are installed: no network, no trace left."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import attrs

MISSING = "PostgreSQL's initdb is not installed (Debian: postgresql)"


@attrs.frozen
class Server:
    """A server that runs: ``url`` for SQLAlchemy with psycopg, ``dsn`` for psycopg itself."""

    url: str
    dsn: str


@cache
def programs() -> Path | None:
    """The newest folder with initdb and pg_ctl, or None."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    listed = [*debian, *([Path(found)] if found else [])]
    return listed[-1].parent if listed else None


@contextmanager
def server() -> Iterator[Server]:
    """A server with an empty database `postgres`, for as long as the block lasts; it needs :func:`programs`.

    It listens on a socket in a folder of its own, which only this user may enter. Root may not run it: then
    the user `postgres`, whom the package makes, does.
    """
    found = programs()
    assert found is not None, MISSING
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="lmr-pg-") as folder:
        if user:
            owner = pwd.getpwnam(user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)

        def run(program: str, *arguments: str) -> None:
            command = [str(found / program), *arguments]
            quiet = subprocess.DEVNULL
            subprocess.run(command, check=True, cwd=folder, stdout=quiet, user=user, group=user)

        data = f"{folder}/data"
        plain = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        run("initdb", "-D", data, *plain)
        options = f"-c listen_addresses= -c fsync=off -c unix_socket_directories={folder}"
        run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield Server(
                f"postgresql+psycopg://postgres@/postgres?host={folder}",
                f"host={folder} user=postgres dbname=postgres",
            )
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
