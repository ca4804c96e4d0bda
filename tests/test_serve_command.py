"""The verb `serve`: what it refuses to start with, who may ask, and how it stops."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import BOOK, STRICTER, WRONG, Running, client_of, serving, shelf_of

from lmrules.cli.main import run
from lmrules.serve.settings import Settings

TOKEN = "en-nøkkel-som-ikke-er-ascii".replace("ø", "o")
ROW = [{"person": "LIS-1", "objective": "GML-1", "approved": "2023-02-01"}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "book.rules"
    path.write_text(BOOK, encoding="utf-8")
    return path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """The exit code and the talk of a server that does not start."""
    code = run(["serve", *map(str, arguments), "--lang", "en"])
    return code, capsys.readouterr().err


def test_beyond_this_machine_a_token_is_needed(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address that others can reach; and the message says where the token may come from."""
    monkeypatch.delenv("LMRULES_TOKEN", raising=False)
    for host in ("0.0.0.0", socket.gethostbyname(socket.gethostname())):  # noqa: S104 - it is refused
        if host.startswith("127."):
            continue
        code, said = refused(capsys, path, "--host", host, "--port", "0")
        assert code == 2
        assert "LMRULES_TOKEN" in said
        assert "--token-file" in said


@pytest.mark.parametrize(
    "token", ["", "short", "with a space in it", "med-æøå-i-nøkkelen", "new\nline-in-the-middle"]
)
def test_a_token_that_cannot_be_used_is_refused(
    path: Path,
    tmp_path: Path,
    token: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Too short, or not what a header can carry; it is not repeated."""
    (tmp_path / "token").write_text(token, encoding="utf-8")
    code, said = refused(capsys, path, "--token-file", tmp_path / "token")
    assert code == 2
    assert not token or token not in said
    monkeypatch.setenv("LMRULES_TOKEN", token)
    assert refused(capsys, path)[0] == 2


def test_a_token_is_no_argument(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arguments are seen by everybody on the machine."""
    assert refused(capsys, path, "--token", TOKEN)[0] == 2
    monkeypatch.setenv("LMRULES_TOKEN", TOKEN)
    code, said = refused(capsys, path, "--token-file", path)
    assert (code, "use one of them" in said) == (2, True)
    assert refused(capsys, path, "--token-file", path.with_name("finnes-ikke"))[0] == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401), ({"authorization": "Bearer "}, 401), ({"authorization": f"Basic {TOKEN}"}, 401), ({"authorization": TOKEN}, 401),
        ({"authorization": f"Bearer {TOKEN}x"}, 401), ({"authorization": f"Bearer {TOKEN[:-1]}"}, 401),
        ({"authorization": f"Bearer {TOKEN}".encode() + b"\xe5"}, 401), ({"authorization": f"Bearer {TOKEN}"}, 200),
        ({"authorization": f"bearer {TOKEN}", "host": "rules.example.org", "origin": "https://rules.example.org"}, 200),
    ],
)  # fmt: skip
def test_with_a_token_only_who_knows_it_may_ask(path: Path, headers: dict[str, str], status: int) -> None:
    """All but /health, by whatever name the server is called."""
    client = client_of(shelf_of(path), Settings(token=TOKEN), "http://rules.example.org")
    for method, address in (
        ("GET", "/metrics"),
        ("GET", "/v1/check"),
        ("GET", "/openapi.json"),
        ("POST", "/v1/transfer"),
    ):
        rest = {"json": ROW} if method == "POST" else {}
        answer = client.request(method, address, headers=headers, **rest)
        assert answer.status_code == status
        if status == 401:
            assert answer.headers["www-authenticate"] == "Bearer"
    assert client.get("/nowhere").status_code == 401
    assert client.get("/health", headers=headers).status_code == 200
    assert client.request("HEAD", "/health", headers=headers).status_code == 200


def test_the_token_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the function that is made for it; and it is in no repr."""
    asked: list[tuple[bytes, bytes]] = []

    def same(a: bytes, b: bytes) -> bool:
        asked.append((a, b))
        return True

    monkeypatch.setattr("hmac.compare_digest", same)
    settings = Settings(token=TOKEN)
    assert settings.knows("x")
    assert asked == [(b"x", TOKEN.encode())]
    assert TOKEN not in repr(settings)


def test_a_server_with_a_token_answers_on_every_address(path: Path, tmp_path: Path) -> None:
    """The token comes from a file, and neither log nor talk repeats it."""
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="ascii")
    with serving(path, "--host", "0.0.0.0", "--token-file", tmp_path / "token") as server:  # noqa: S104
        port = server.address.rpartition(":")[2]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            assert client.post("/v1/transfer", json=ROW).status_code == 401
            right = {"authorization": f"Bearer {TOKEN}"}
            assert client.post("/v1/transfer", json=ROW, headers=right).status_code == 200
        assert server.stop() == 0
        assert TOKEN not in server.log


def test_rules_with_errors_are_not_served(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not at the start, where there is no good version to go on with."""
    path.write_text(WRONG, encoding="utf-8")
    code, said = refused(capsys, path)
    assert (code, "LM302" in said) == (1, True)
    assert refused(capsys, path.with_name("finnes-ikke.rules"))[0] == 2


def test_two_rulebooks_of_one_name_need_other_names(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As old and new versions have; the message shows how."""
    path.with_name("new.rules").write_text(STRICTER, encoding="utf-8")
    code, said = refused(capsys, path, path.with_name("new.rules"))
    assert (code, "old=PATH new=PATH" in said) == (2, True)
    with serving(f"old={path}", f"new={path.with_name('new.rules')}") as server:
        names = [b["rulebook"] for b in httpx.get(f"{server.address}/health").json()["rulebooks"]]
        assert names == ["old", "new"]
        asked = httpx.post(f"{server.address}/v1/transfer", json=ROW)
        assert (asked.status_code, asked.json()["type"]) == (409, "urn:lmrules:problem:choose")


def test_a_port_that_is_taken_is_said(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the address."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = refused(capsys, path, "--port", str(taken.getsockname()[1]))
    assert (code, "cannot listen on 127.0.0.1" in said) == (2, True)


def test_answers_on_one_connection_come_at_once(path: Path) -> None:
    """None waits for an acknowledgement (Nagle's algorithm, 40 ms for each)."""
    with serving(path, "--host", "localhost") as server, httpx.Client(base_url=server.address) as client:
        times = []
        for _ in range(20):
            began = time.monotonic()
            assert client.get("/health").status_code == 200
            times.append(time.monotonic() - began)
        assert sorted(times)[10] < 0.03


@pytest.fixture
def slow(path: Path, tmp_path: Path) -> Iterator[Running]:
    """A server on which an answer takes a second."""
    (tmp_path / "sitecustomize.py").write_text(
        "import time, lmrules.evaluate.run as run\nreal = run.evaluate\n"
        "def evaluate(*given):\n    time.sleep(1)\n    return real(*given)\nrun.evaluate = evaluate\n",
        encoding="utf-8",
    )
    with serving(path, environment={"PYTHONPATH": str(tmp_path)}) as server:
        yield server


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_finishes_what_runs(slow: Running, number: int) -> None:
    """The answer comes whole, no new question is taken, and the exit code is 0."""
    answers: list[httpx.Response] = []
    asking = threading.Thread(
        target=lambda: answers.append(httpx.post(f"{slow.address}/v1/transfer", json=ROW, timeout=20))
    )
    with slow.connect() as idle:
        asking.start()
        time.sleep(0.4)
        slow.process.send_signal(number)
        time.sleep(0.3)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{slow.address}/health")
        asking.join()
        assert slow.process.wait(10) == 0
        idle.close()
    assert answers[0].status_code == 200
    assert answers[0].json()["summary"]["transferred"] == 1
    slow.listening.join(5)
    assert "Traceback" not in slow.log


def test_without_the_extra_it_says_what_to_install(path: Path) -> None:
    """As every verb that needs more than the command line."""
    code = (
        "import sys\nsys.modules['starlette'] = None\nimport importlib.util as u\nreal = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'starlette' else real(name, *rest)\n"
        f"from lmrules.cli.main import run\nsys.exit(run(['serve', {str(path)!r}, '--lang', 'en']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "lmrules: `lmrules serve` needs an extra: pip install 'lmrules[serve]'\n",
    )


def test_importing_the_command_line_brings_in_no_server() -> None:
    """Nor does asking for help."""
    code = (
        "import sys, lmrules\nfrom lmrules.cli.main import run\nrun(['serve', '--help'])\n"
        "assert not {'starlette', 'uvicorn', 'h11', 'asyncio'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for word in ("nb  lmrules serve", "nn  lmrules serve", "en  lmrules serve", "LMRULES_TOKEN"):
        assert word in done.stdout
