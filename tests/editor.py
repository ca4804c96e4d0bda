"""An editor for tests: it starts the real language server and speaks the real protocol with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls import uris
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

PATIENCE = 60
T = TypeVar("T")


def uri_of(path: Path) -> str:
    """What an editor calls a file."""
    return str(uris.from_fs_path(str(path)))


class Editor:
    """What a person does in an editor, and what is then seen there. Places are given by the text there."""

    def __init__(self, client: LanguageClient, able: types.ServerCapabilities) -> None:
        self.client = client
        self.able = able
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}

    # ------------------------------------------------------------------- doing

    def open(self, path: Path | str, text: str | None = None) -> str:
        """Open a file (or, by its URI, a text that is no file), and its URI."""
        uri = uri_of(path) if isinstance(path, Path) else path
        self.texts[uri] = text if text is not None else Path(path).read_text(encoding="utf-8")
        self.versions[uri] = 1
        document = types.TextDocumentItem(uri, "lmrules", 1, self.texts[uri])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        return uri

    def type(self, uri: str, old: str, new: str) -> None:
        """Replace the one ``old`` in a file by ``new``, as an editor tells of it."""
        text = self.texts[uri]
        assert text.count(old) == 1, old
        start = text.index(old)
        where = types.Range(self.at(uri, start), self.at(uri, start + len(old)))
        self.texts[uri] = text.replace(old, new)
        self.versions[uri] += 1
        change = types.TextDocumentContentChangePartial(where, new)
        self._changed(uri, change)

    def replace(self, uri: str, text: str) -> None:
        """Replace a file's whole text."""
        self.texts[uri] = text
        self.versions[uri] += 1
        self._changed(uri, types.TextDocumentContentChangeWholeDocument(text))

    def _changed(self, uri: str, change: types.TextDocumentContentChangeEvent) -> None:
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, uri: str) -> None:
        """Close a file."""
        del self.texts[uri], self.versions[uri]
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        )

    def at(self, uri: str, offset: int) -> types.Position:
        """The place of an offset, counted here and not by our own code: UTF-16, lines ended by LF."""
        before = self.texts[uri][:offset]
        line = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), len(line.encode("utf-16-le", "surrogatepass")) // 2)

    def find(self, uri: str, words: str, nth: int = 0, inside: int = 1) -> dict[str, Any]:
        """The parameters of a request about the ``nth`` place with ``words``, ``inside`` characters into it."""
        start = -1
        for _ in range(nth + 1):
            start = self.texts[uri].index(words, start + 1)
        position = self.at(uri, start + inside)
        return {"text_document": types.TextDocumentIdentifier(uri), "position": position}

    # ------------------------------------------------------------------- seeing

    async def diagnostics(self, uri: str) -> Sequence[types.Diagnostic]:
        """What is said of a file when its newest text has been checked."""
        where = types.Range(types.Position(0, 0), types.Position(0, 0))
        # An answer to this comes when the check is done, and so after its diagnostics.
        await self.actions(uri, where)
        return self.client.diagnostics.get(uri, [])

    async def actions(
        self, uri: str, where: types.Range, only: Sequence[types.CodeActionKind | str] | None = None
    ) -> Sequence[types.CodeAction]:
        """What the editor offers to do."""
        document = types.TextDocumentIdentifier(uri)
        params = types.CodeActionParams(document, where, types.CodeActionContext([], only))
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or [] if isinstance(action, types.CodeAction)]

    async def hover(self, uri: str, words: str, nth: int = 0, inside: int = 1) -> str:
        """The card at a place; empty where there is none."""
        params = types.HoverParams(**self.find(uri, words, nth, inside))
        found = await self.client.text_document_hover_async(params)
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def complete(self, uri: str, words: str, nth: int = 0) -> dict[str, types.CompletionItem]:
        """What may be written after ``words``, by label and in the order shown."""
        params = types.CompletionParams(**self.find(uri, words, nth, len(words)))
        found = await self.client.text_document_completion_async(params)
        assert isinstance(found, types.CompletionList)
        items = sorted(found.items, key=lambda item: item.sort_text or item.label)
        return {item.label: item for item in items}

    def applied(self, edit: types.WorkspaceEdit) -> dict[str, str]:
        """The texts that an edit leaves, by URI; of files that are not open, read from disk."""
        left = {}
        for uri, edits in (edit.changes or {}).items():
            path = uris.to_fs_path(uri)
            text = self.texts.get(uri) or Path(path or "").read_text(encoding="utf-8")
            left[uri] = edited(text, edits)
        return left

    def shown(self, uri: str, where: types.Range) -> str:
        """The text of a range."""
        text = self.texts[uri]
        return text[offset(text, where.start) : offset(text, where.end)]


def offset(text: str, at: types.Position) -> int:
    """The offset of a place in a text, counted here."""
    start = 0
    for _ in range(at.line):
        start = text.index("\n", start) + 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    units = line.encode("utf-16-le", "surrogatepass")[: at.character * 2]
    return start + len(units.decode("utf-16-le", "surrogatepass"))


def edited(text: str, edits: Sequence[types.TextEdit | Any]) -> str:
    """``text`` after the edits of the protocol, which may not touch each other."""
    places = [(offset(text, e.range.start), offset(text, e.range.end), e.new_text) for e in edits]
    for start, end, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text


class Session:
    """One editor for many tests, which are each a function of what is done in it."""

    def __init__(self, runner: asyncio.Runner, ed: Editor) -> None:
        self._runner = runner
        self.editor = ed

    def __call__(self, doing: Coroutine[Any, Any, T]) -> T:
        """What comes of doing something in the editor, within reasonable time."""
        return self._runner.run(asyncio.wait_for(doing, PATIENCE))


@contextmanager
def session(*folders: Path, lang: str | None = None) -> Iterator[Session]:
    """An editor that stays open while several things are done in it."""
    with asyncio.Runner() as runner:
        opened = editor(*folders, lang=lang)
        ed = runner.run(opened.__aenter__())
        try:
            yield Session(runner, ed)
        finally:
            runner.run(opened.__aexit__(None, None, None))


@asynccontextmanager
async def editor(*folders: Path, lang: str | None = None) -> AsyncIterator[Editor]:
    """An editor with some folders open, for as long as this lasts; the server must end well."""
    client = make_test_lsp_client()
    command = ["-m", "lmrules", "lsp", *(["--lang", lang] if lang else [])]
    await client.start_io(sys.executable, *command)
    capabilities = client_capabilities("visual-studio-code")
    params = types.InitializeParams(
        capabilities, workspace_folders=[types.WorkspaceFolder(uri_of(f), f.name) for f in folders]
    )
    begun = await client.initialize_session(params)
    try:
        yield Editor(client, begun.capabilities)
    finally:
        async with asyncio.timeout(PATIENCE):
            await client.shutdown_session()
            await client.stop()  # type: ignore[no-untyped-call]
