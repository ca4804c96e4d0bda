"""The clients shown in docs/how-to/http.md, compiled and run against a server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import REAL, ROOT, Running, serving

HOW_TO = (ROOT / "docs" / "how-to" / "http.md").read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:8000"


def client(language: str, address: str) -> str:
    """The client shown in a language, with a server's address in place of the one that is shown."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
    text = str(found)
    assert SHOWN in text
    return text.replace(SHOWN, address)


def ran(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """A program run to its end."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serving(REAL) as server:
        yield server


def test_the_typescript_client_works(running: Running, tmp_path: Path) -> None:
    """Its types hold, and it tells one decision on each objective, then fails with the title of a problem."""
    node, tsc = shutil.which("node"), shutil.which("tsc")
    if node is None or tsc is None:
        pytest.skip("needs nodejs and node-typescript, from Debian")
    source = client("typescript", running.address)
    (tmp_path / "client.ts").write_text(source, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    options = ("--strict", "--target", "es2022", "--module", "es2022", "--lib", "es2022,dom")
    done = ran(tmp_path, tsc, *options, "client.ts")
    assert done.returncode == 0, done.stdout
    done = ran(tmp_path, node, "client.js")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 50
    assert all(re.fullmatch(r"\S+ (approved|transferred|assessment) \S+", line) for line in lines)
    assert any(" transferred " in line for line in lines)
    (tmp_path / "client.js").write_text(
        (tmp_path / "client.js").read_text(encoding="utf-8").replace("NUK-2025", "NUK-1825"), encoding="utf-8"
    )
    done = ran(tmp_path, node, "client.js")
    assert done.returncode == 1
    assert "NUK-2025" in done.stderr, "the sets that there are"


def test_the_java_client_works(running: Running, tmp_path: Path) -> None:
    """It compiles, and prints the digest and the answer."""
    java, javac = shutil.which("java"), shutil.which("javac")
    if java is None or javac is None:
        pytest.skip("needs a JDK: openjdk-17-jdk-headless, from Debian")
    (tmp_path / "Transfer.java").write_text(client("java", running.address), encoding="utf-8")
    done = ran(tmp_path, javac, "-Xlint:all", "-Werror", "Transfer.java")
    assert done.returncode == 0, done.stderr
    done = ran(tmp_path, java, "-XX:TieredStopAtLevel=1", "-cp", ".", "Transfer")
    assert done.returncode == 0, done.stderr
    digest, _, body = done.stdout.partition("\n")
    assert json.loads(body)["rulebook"]["digest"] == digest


# .NET is no package of Debian's, so that this is a test only where somebody has installed it.
DOTNET = shutil.which("dotnet") or ""
if DOTNET:

    def test_the_csharp_client_works(running: Running, tmp_path: Path) -> None:
        """Where .NET is."""
        project = "<Project Sdk='Microsoft.NET.Sdk'><PropertyGroup><OutputType>Exe</OutputType><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>"
        (tmp_path / "client.csproj").write_text(project, encoding="utf-8")
        (tmp_path / "Program.cs").write_text(client("csharp", running.address), encoding="utf-8")
        done = ran(tmp_path, DOTNET, "run")
        assert done.returncode == 0, done.stdout + done.stderr
        assert " transferred " in done.stdout


def test_the_commands_shown_are_those_that_work(running: Running, tmp_path: Path) -> None:
    """curl, as on the page: from CSV."""
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("needs curl")
    shown = re.search(r"\$ (curl --data-binary .*?)\n```", HOW_TO, re.DOTALL)
    assert shown is not None
    done = subprocess.run(
        ["/bin/sh", "-c", shown[1].replace(SHOWN, running.address)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["summary"]["persons"] == 17
