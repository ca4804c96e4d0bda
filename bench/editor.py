"""From a key to diagnostics in the editor, over the real protocol (``python -m bench.editor``).

Starts ``lmrules lsp`` with the real rulebook's folder open, types in several of its files, and measures from
the change to the diagnostics of that text. Every key makes or mends a mistake, so that there is something to
tell each time. Prints a table: file, and milliseconds (median, 95th percentile, longest).
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "rules"
GOAL = 100
KEYS = 60
# In each file a place where one more letter is a mistake.
PLACES = {
    "nukleaermedisin.rules": 'sett-2019.rules"',
    "nukleaermedisin/skala.rules": "< god-kunnskap",
    "nukleaermedisin/tema-radiologi.rules": "omfatter ",
    "nukleaermedisin/sett-2019.rules": "kunnskap: ",
    "nukleaermedisin/overgang-2019-2021.rules": "≥ NUK-",
    "nukleaermedisin/overgang-2021-2025-radiologi.rules": "≥ NUK-",
}


class Typist:
    """An editor that types, and waits to be told what is wrong."""

    def __init__(self) -> None:
        self.client = LanguageClient("bench", "1")
        self.told: asyncio.Queue[tuple[str, int | None]] = asyncio.Queue()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def told(params: types.PublishDiagnosticsParams) -> None:
            self.told.put_nowait((params.uri, params.version))

    async def start(self) -> None:
        """Start the server, with the folder of the rulebooks open."""
        # As installed: lark uses interegular where it is, and is slower to start then.
        as_installed = (
            "import sys; sys.modules['interegular'] = None; from lmrules.__main__ import main; main()"
        )
        await self.client.start_io(sys.executable, "-c", as_installed, "lsp")
        folder = types.WorkspaceFolder(uris.from_fs_path(str(FOLDER)) or "", "rules")
        params = types.InitializeParams(types.ClientCapabilities(), workspace_folders=[folder])
        await self.client.initialize_async(params)
        self.client.initialized(types.InitializedParams())

    async def stop(self) -> None:
        """End the server."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    async def seconds(self, name: str, words: str) -> list[float]:
        """For each key typed behind ``words`` in a file, how long until its text was told of."""
        path = FOLDER / name
        uri = uris.from_fs_path(str(path)) or ""
        text = path.read_text(encoding="utf-8")
        document = types.TextDocumentItem(uri, "lmrules", 0, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        before = text[: text.index(words) + len(words)]
        line = before.count("\n")
        column = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        spent = []
        for version in range(1, KEYS + 1):
            end = column + (version + 1) % 2  # a letter is typed, and then taken away again
            where = types.Range(types.Position(line, column), types.Position(line, end))
            change = types.TextDocumentContentChangePartial(where, "x" if version % 2 else "")
            start = time.perf_counter()
            identifier = types.VersionedTextDocumentIdentifier(version, uri)
            self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
            while (await self.told.get()) != (uri, version):
                pass
            spent.append(time.perf_counter() - start)
            await asyncio.sleep(0.02)
        closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        self.client.text_document_did_close(closed)
        return spent[2:]  # the first reads the other files


async def measured() -> dict[str, list[float]]:
    """The seconds of each file."""
    typist = Typist()
    await typist.start()
    found = {name: await typist.seconds(name, words) for name, words in PLACES.items()}
    await typist.stop()
    return found


def main() -> None:
    """Measure, and print the table."""
    print(f"Python {sys.version.split()[0]}; milliseconds from a key to its diagnostics; goal: {GOAL}\n")
    print(f"{'file':<52}{'median':>8}{'95 %':>8}{'longest':>9}")
    for name, spent in asyncio.run(measured()).items():
        ordered = sorted(1000 * each for each in spent)
        nearly_all = ordered[round(0.95 * (len(ordered) - 1))]
        print(f"{name:<52}{statistics.median(ordered):>8.0f}{nearly_all:>8.0f}{ordered[-1]:>9.0f}")


if __name__ == "__main__":
    main()
