"""What goes wrong around us: killed, full, read-only, closed, interrupted. No half result, a message, a code."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bounded import bounded

from lmrules.aside import written_aside
from lmrules.cli.main import run

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "tests" / "cases" / "whole-file" / "book.rules"
MARK = "01017012345"
PERSONS = 150
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small file system")


def mounted(folder: Path, *options: str) -> None:
    """Mounts a small file system in memory at ``folder``; skips, with the reason, where that is not allowed."""
    folder.mkdir()
    done = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", *options, "tmpfs", folder], capture_output=True, check=False
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"cannot mount here: {done.stderr.decode().strip()}")


def unmounted(folder: Path) -> None:
    subprocess.run(["/bin/umount", folder], capture_output=True, check=False)


@pytest.fixture
def approvals(tmp_path: Path) -> Path:
    """Approvals enough that the result is megabytes, with something shaped as a person's number in each."""
    file = tmp_path / "approvals.csv"
    rows = (f"{MARK}-{p},NUK-0{n},2023-02-01\n" for p in range(PERSONS) for n in (23, 24, 31))
    file.write_text("person,objective,approved\n" + "".join(rows), encoding="utf-8")
    return file


def started(*arguments: str | Path, cwd: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "lmrules", *map(str, arguments)],
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def leftovers(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith("."))


@pytest.fixture
def stopped_while_writing(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run that has written half of its result aside, and waits there until it is ended."""
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from lmrules import __main__\n"
        "import lmrules.cli.main as main\n"
        "from lmrules.aside import written_aside\n"
        "def run():\n"
        "    with written_aside(Path('result.json')) as file:\n"
        f"        file.write(b'{MARK}' * 1000); file.flush()\n"
        "        print('half', flush=True)\n"
        "        time.sleep(60)\n"
        "    return 0\n"
        "main.run = run\n"
        "__main__.main()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


# ------------------------------------------------------------------------------------------------- killed


def test_kill_9_in_the_middle_leaves_no_result(
    stopped_while_writing: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    """Killed while it writes, a run leaves no result, and what it wrote aside is nobody else's to read."""
    stopped_while_writing.kill()
    stopped_while_writing.wait()
    assert not (tmp_path / "result.json").exists()
    (left,) = leftovers(tmp_path)
    assert (tmp_path / left).stat().st_mode & 0o777 == 0o600
    assert left.endswith(".lmrules-part"), "nobody takes it for a result"


def test_the_next_run_takes_away_what_a_killed_one_left(
    stopped_while_writing: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    """What was left holds persons: the next run that writes the same file removes it, but not another's."""
    other = tmp_path / ".other.json.x.lmrules-part"
    other.write_text("another's", encoding="utf-8")
    stopped_while_writing.kill()
    stopped_while_writing.wait()
    with written_aside(tmp_path / "result.json") as file:
        file.write(b"whole")
    assert (tmp_path / "result.json").read_bytes() == b"whole"
    assert leftovers(tmp_path) == [other.name]


def test_what_another_run_is_writing_is_left_alone(
    stopped_while_writing: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    """Two runs may write the same file: neither takes away what the other is at, and the last one stands."""
    with written_aside(tmp_path / "result.json") as file:
        file.write(b"whole")
    assert len(leftovers(tmp_path)) == 1
    assert stopped_while_writing.poll() is None


def test_a_transfer_killed_at_any_moment_gives_a_whole_result_or_none(
    approvals: Path, tmp_path: Path
) -> None:
    """`kill -9` at many moments of a large transfer: the file is as it was, or whole."""
    arguments = ("transfer", BOOK, approvals, "--format", "json", "-o", "result")
    begun = time.monotonic()
    whole = bounded(*arguments, cwd=tmp_path)
    took = time.monotonic() - begun
    assert whole.exit_code == 0
    expected = (tmp_path / "result").read_bytes()
    (tmp_path / "result").write_bytes(b"as it was")
    for moment in (0.6, 0.9, 1.0):
        process = started(*arguments, cwd=tmp_path)
        time.sleep(took * moment)
        process.kill()
        process.communicate()
        assert (tmp_path / "result").read_bytes() in (b"as it was", expected), moment


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_stopped_takes_its_half_away(
    number: signal.Signals, stopped_while_writing: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    """Ctrl-C, `kill` and a closed terminal leave neither a result nor anything aside; the code tells which."""
    stopped_while_writing.send_signal(number)
    assert stopped_while_writing.wait(30) == 128 + number
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_transfer_can_be_stopped(number: signal.Signals, approvals: Path, tmp_path: Path) -> None:
    """Stopped while it waits for more rows, a transfer ends at once, without a traceback or a result."""
    process = started("transfer", BOOK, "-", "--format", "json", "-o", "result", cwd=tmp_path)
    assert process.stdin is not None
    process.stdin.write(approvals.read_bytes())
    process.stdin.flush()
    time.sleep(2)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert not out
    assert b"Traceback" not in err
    assert MARK.encode() not in err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["approvals.csv"]


# ------------------------------------------------------------------------------------------ full, read-only


@pytest.mark.parametrize(
    "arguments",
    [
        ("transfer", BOOK, "approvals.csv", "--format", "json"),
        ("check", BOOK, "--format", "json"),
        ("explain",),
        ("--help",),
    ],
    ids=lambda arguments: " ".join(map(str, arguments[::2])),
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_behind_stdout_is_said(
    arguments: tuple[str, ...], approvals: Path, tmp_path: Path
) -> None:
    """With no room for the result, a run says so and exits 2: never 0 with half a result."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lmrules", *map(str, arguments)],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert "No space left" in said
    assert "Traceback" not in said
    assert MARK not in said


@ROOT_ONLY
def test_a_full_disk_keeps_the_file_that_was_there(approvals: Path, tmp_path: Path) -> None:
    """With no room beside it, the old result stands, nothing is left aside, and the message says why."""
    small = tmp_path / "small"
    mounted(small, "-o", "size=64k")
    try:
        (small / "result.json").write_bytes(b"as it was")
        done = bounded(
            "transfer", BOOK, approvals, "--format", "json", "-o", small / "result.json", cwd=tmp_path
        )
        assert done.exit_code == 2
        assert "No space left" in done.err
        assert MARK not in done.err
        assert (small / "result.json").read_bytes() == b"as it was"
        assert leftovers(small) == []
    finally:
        unmounted(small)


@ROOT_ONLY
def test_a_folder_that_cannot_be_written_to_is_said(approvals: Path, tmp_path: Path) -> None:
    """A read-only file system: exit code 2, the path and the reason, and nothing changed."""
    fixed = tmp_path / "fixed"
    mounted(fixed)
    try:
        (fixed / "careless.rules").write_text("tema   t\n", encoding="utf-8")
        subprocess.run(["/bin/mount", "-o", "remount,ro", fixed], check=True)
        done = bounded("transfer", BOOK, approvals, "-o", fixed / "result", cwd=tmp_path)
        assert (done.exit_code, done.out) == (2, b"")
        assert "result" in done.err
        assert "Read-only" in done.err
        for arguments in (("fmt", fixed), ("init", fixed / "new"), ("check", BOOK, "-o", fixed / "x")):
            done = bounded(*arguments, cwd=tmp_path)
            assert done.exit_code == 2, arguments
            assert "Read-only" in done.err
            assert "Traceback" not in done.err
        assert [p.name for p in fixed.iterdir()] == ["careless.rules"]
    finally:
        unmounted(fixed)


def test_a_file_that_may_not_grow_further_is_not_put_in_place(approvals: Path, tmp_path: Path) -> None:
    """Where the system lets no file be that large, there is no result, nothing aside, and a message."""
    limits = ((resource.RLIMIT_FSIZE, 20_000),)
    arguments = ("transfer", BOOK, approvals, "--format", "json", "-o", "result.json")
    done = bounded(*arguments, cwd=tmp_path, limits=limits)
    assert done.exit_code == 2
    assert "File too large" in done.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["approvals.csv"]


def test_rejects_that_cannot_be_written_stop_the_run(approvals: Path, tmp_path: Path) -> None:
    """Where the rows that could not be used cannot be kept, nothing is decided."""
    with approvals.open("a", encoding="utf-8") as file:
        file.write(f"{MARK},NUK-001,yesterday\n")
    done = bounded(
        "transfer", BOOK, approvals, "--keep-going", "--rejects", "/proc/rejects.csv", "-o", "result", cwd=tmp_path
    )  # fmt: skip
    assert (done.exit_code, done.out) == (2, b"")
    assert "/proc/rejects.csv" in done.err
    assert not (tmp_path / "result").exists()


# --------------------------------------------------------------------------------------- pipes and outputs


@pytest.mark.parametrize(
    "arguments",
    [
        ("transfer", BOOK, "approvals.csv", "--format", "json"),
        ("transfer", BOOK, "approvals.csv"),
        ("explain",),
    ],
    ids=lambda arguments: " ".join(map(str, arguments[::2])),
)
def test_a_reader_that_leaves_ends_the_run_quietly(
    arguments: tuple[str, ...], approvals: Path, tmp_path: Path
) -> None:
    """`lmrules … | head -c 1` is no error, says nothing, and does not hang."""
    process = started(*arguments, cwd=tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    said = process.stderr.read()
    assert process.wait(60) == 0
    assert said == b""
    process.stderr.close()
    if process.stdin is not None:
        process.stdin.close()


def test_an_output_that_exists_is_replaced_whole_and_keeps_its_mode(approvals: Path, tmp_path: Path) -> None:
    """A result replaces the file of that name: same mode, same link, and never a mixture of the two."""
    result, link = tmp_path / "result.json", tmp_path / "link.json"
    result.write_bytes(b"x" * 10_000_000)
    result.chmod(0o640)
    link.symlink_to(result)
    assert bounded("transfer", BOOK, approvals, "--format", "json", "-o", link, cwd=tmp_path).exit_code == 0
    assert link.is_symlink()
    assert result.stat().st_mode & 0o777 == 0o640
    assert json.loads(result.read_bytes())["summary"]["persons"] == PERSONS


def test_a_pipe_in_the_place_of_a_file_is_written_to_and_stays(approvals: Path, tmp_path: Path) -> None:
    """`-o` may name a pipe or a device: it is written to, and never replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = started("transfer", BOOK, approvals, "--format", "json", "-o", pipe, cwd=tmp_path)
    read = pipe.read_bytes()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert json.loads(read)["summary"]["persons"] == PERSONS
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    "arguments",
    [
        ("transfer", "book.rules", "rows.csv", "-o", "rows.csv"),
        ("transfer", "book.rules", "rows.csv", "-o", "link.csv"),
        ("transfer", "book.rules", "rows.csv", "-o", "book.rules"),
        ("transfer", "book.rules", "rows.csv", "--keep-going", "--rejects", "rows.csv"),
        ("transfer", "book.rules", "rows.csv", "--keep-going", "--rejects", "book.rules"),
        ("transfer", "book.rules", "rows.csv", "--keep-going", "--rejects", "x", "-o", "x"),
        ("check", "book.rules", "-o", "book.rules"),
        ("test", "book.rules", "-o", "book.rules"),
    ],
    ids=" ".join,
)
def test_a_result_is_never_written_over_what_it_is_made_from(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Approvals and rules named as the output by a slip are refused, and stand as they were."""
    files = {
        "book.rules": (ROOT / "tests/cases/whole-file/book.rules").read_bytes(),
        "rows.csv": f"person,objective,approved\n{MARK},NUK-023,x\n".encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "link.csv").symlink_to("rows.csv")
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.startswith("lmrules: ")
    assert captured.err.count("\n") == 1
    assert {name: (tmp_path / name).read_bytes() for name in files} == files
