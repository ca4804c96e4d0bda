"""`lmrules studio` on the command line: what it refuses, and that it listens to this machine alone."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from studio_browser import studio

from lmrules.cli.main import run

BOOK = Path(__file__).parent / "cases" / "whole-file" / "book.rules"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rulebook of its own."""
    path = tmp_path / "book.rules"
    path.write_bytes(BOOK.read_bytes())
    return path


def test_no_file_and_no_port_are_said(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there, and a port that is taken, are said, and the exit code is 2."""
    assert run(("studio", str(rules.parent / "other.rules"))) == 2
    assert "`lmrules init` lager en" in capsys.readouterr().err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(("studio", str(rules), "--port", port, "--lang", "en")) == 2
    assert f"cannot use port {port}" in capsys.readouterr().err


def test_one_page_at_a_time_on_this_machine_alone(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page listens on the loopback address; a second on the same rulebook is refused; nothing is left."""
    with studio(rules) as running:
        assert running.address.startswith("http://127.0.0.1:")
        assert "/#token=" in running.address
        assert run(("studio", str(rules))) == 2
        assert "allerede åpent" in capsys.readouterr().err
    assert [path.name for path in rules.parent.iterdir()] == ["book.rules"]


def test_without_the_extra_it_is_named(
    rules: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the server's packages are missing, the message names the extra that brings them."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "uvicorn" else object())
    assert run(("studio", str(rules))) == 2
    assert "lmrules[studio]" in capsys.readouterr().err
