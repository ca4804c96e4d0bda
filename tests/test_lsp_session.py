"""How the language server begins and ends, what it says of itself, and what it does with a fault of ours."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from lsp_book import written
from lsprotocol import types
from printing import Printer
from pygls.exceptions import JsonRpcException
from strategies import randomness, rulebooks

from lmrules.cli.main import run as run_command
from lmrules.lsp import hover, rename, server
from lmrules.lsp.buffers import Buffer
from lmrules.lsp.feature import Refused
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.model.model import Rulebook
from lmrules.pipeline import check_text

URI = "untitled:Bok"


def message(method: str, params: object = None, number: int | None = None) -> bytes:
    """One message of the protocol, as bytes."""
    body: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
    if number is not None:
        body["id"] = number
    data = json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(data), data)


def spoken(*messages: bytes) -> tuple[subprocess.CompletedProcess[bytes], list[Mapping[str, object]]]:
    """`lmrules lsp` given some messages: how it ended, and what it answered."""
    done = subprocess.run(
        [sys.executable, "-m", "lmrules", "lsp", "--stdio"],
        input=b"".join(messages),
        capture_output=True,
        check=False,
        timeout=60,
    )
    answers = []
    left = done.stdout
    while left:
        head, _, left = left.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        answers.append(json.loads(left[:length]))
        left = left[length:]
    return done, answers


INITIALIZE = message(
    "initialize",
    {
        "processId": None,
        "rootUri": None,
        "capabilities": {"general": {"positionEncodings": ["utf-8", "utf-32", "utf-16"]}},
    },
    1,
)


def test_it_takes_its_leave_and_says_nothing_else() -> None:
    """After `shutdown` and `exit` it ends with 0; stdout has answers alone, and stderr nothing."""
    done, answers = spoken(
        INITIALIZE, message("initialized", {}), message("shutdown", None, 2), message("exit")
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert [a["id"] for a in answers] == [1, 2]


def test_positions_are_utf16_whatever_else_an_editor_offers() -> None:
    """An editor that would rather count bytes is told UTF-16, which every editor knows."""
    _, answers = spoken(INITIALIZE, message("shutdown", None, 2), message("exit"))
    result = answers[0]["result"]
    assert isinstance(result, dict)
    assert result["capabilities"]["positionEncoding"] == "utf-16"


def test_an_editor_that_goes_away_is_told_apart() -> None:
    """Without `shutdown` the exit code is 1, and there is no traceback."""
    done, _ = spoken(INITIALIZE, message("exit"))
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pygls is missing, the command says which extra it is."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with CliRunner().isolation() as (_, err, *_rest):
        assert run_command(["lsp", "--lang", "en"]) == 2
        assert b"pip install 'lmrules[lsp]'" in err.getvalue()


def test_a_fault_of_ours_is_told_without_values_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A planted fault gives an error that names its place and not the text; the next request is answered."""
    marker = "12345678901"

    def broken(*_: object) -> object:
        raise ValueError(marker)

    own = server.Server()
    path = written(tmp_path)[1]
    own.rulebooks.buffers.put(Buffer(path.as_uri(), 1, path.read_text(encoding="utf-8")))
    answer = own.protocol.fm.features[types.TEXT_DOCUMENT_HOVER]
    params = types.HoverParams(types.TextDocumentIdentifier(path.as_uri()), types.Position(8, 9))
    monkeypatch.setattr(hover, "cards_of", broken)
    with pytest.raises(JsonRpcException) as told:
        answer(params)
    assert "ValueError" in told.value.message
    said = told.value.message + capsys.readouterr().err
    assert marker not in said
    monkeypatch.undo()
    assert answer(params) is not None


@settings(max_examples=15)
@given(rulebooks(), randomness())
def test_a_new_name_and_the_old_one_again_leave_the_file_as_it_was(
    book: Rulebook, vary: random.Random
) -> None:
    """Whatever can be renamed gets a new name that gives no error, and back again nothing has changed."""
    text = Printer().print(book)
    open_ = Rulebooks()
    open_.buffers.put(Buffer(URI, 1, text))
    looking = open_.file(URI)
    assert looking is not None
    names = looking.view.names.by_file[looking.source.name]
    before = [d for d in check_text(text).diagnostics if d.severity == "error"]
    different = list({(n.kind, n.key): n for n in names}.values())
    for name in vary.sample(different, min(4, len(different))):
        changed = _renamed(open_, text, name.span.start, "splitter-ny")
        if changed is None:
            continue
        assert changed != text
        assert len([d for d in check_text(changed).diagnostics if d.severity == "error"]) == len(before)
        open_.buffers.put(Buffer(URI, 2, changed))
        open_.text_changed()
        assert _renamed(open_, changed, changed.index("splitter-ny"), name.name) == text
        open_.buffers.put(Buffer(URI, 3, text))
        open_.text_changed()


def _renamed(open_: Rulebooks, text: str, offset: int, new: str) -> str | None:
    """The text after a new name for what stands at ``offset``; None where it is refused."""
    from editor import edited

    before = text[:offset]
    at = types.Position(before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2)
    try:
        edit = rename.rename(open_, types.RenameParams(types.TextDocumentIdentifier(URI), at, new))
    except Refused:
        return None
    assert edit is not None
    assert edit.changes is not None
    return edited(text, edit.changes[URI])


def test_a_check_of_an_older_text_is_thrown_away(tmp_path: Path) -> None:
    """Of two texts that come while a check runs only the newest is told of."""
    published: list[types.PublishDiagnosticsParams] = []

    async def typing() -> None:
        from lmrules.lsp.checking import Checking

        open_ = Rulebooks()
        checking = Checking(open_, published.append, lambda _: None)
        for version, text in enumerate(("tema", "tema a omfatter", 'regelverk r kilde "x"'), 1):
            open_.buffers.put(Buffer(URI, version, text))
            open_.text_changed()
            checking.soon()
            await asyncio.sleep(0)
        await checking.settled()
        checking.close()

    asyncio.run(typing())
    assert [(p.version, list(p.diagnostics)) for p in published] == [(3, [])]
