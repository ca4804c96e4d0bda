"""What an input is, by its name and first bytes; and what may be said of its address."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lmrules.approvals.kinds import is_database, is_text, shown


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql+psycopg://user:hemmelig@host/base?sslkey=hemmelig", "postgresql+psycopg://host/base"),
        ("postgresql://user:hem/me@lig@host/base", "postgresql://host/base"),
        ("postgresql://user:hem?melig@host/base", "postgresql://host/base"),
        ("sqlite:///mappe/fil.db?table=t", "sqlite:///mappe/fil.db"),
        ("mappe/per@post.no?.csv", "mappe/per@post.no?.csv"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, said: str) -> None:
    """User, password and options never show, whatever signs they hold; a path shows as it is."""
    assert shown(address) == said
    assert is_database(address) == ("://" in address)


def test_a_pipe_is_not_read_to_see_what_it_is(tmp_path: Path) -> None:
    """What is read of a pipe is gone; it is left to whoever reads it all."""
    os.mkfifo(tmp_path / "pipe")
    assert is_text(str(tmp_path / "pipe"))
    (tmp_path / "a.csv").write_bytes(b"PAR1...")
    (tmp_path / "a.parquet").write_text("person,objective,approved")
    assert not is_text(str(tmp_path / "a.csv"))
    assert is_text(str(tmp_path / "a.parquet"))
    assert is_text("-")
    assert not is_text(str(tmp_path))
    assert is_text(str(tmp_path / "none"))
