"""From a key to diagnostics in the editor, over the real protocol (``python -m bench.editor``).

Starts ``lmrules lsp`` with the real rulebook's folder open, types in several of its files, and measures from
the change to the diagnostics of that text. Every key makes or mends a mistake. Prints a table: file,
milliseconds (median, 95th percentile, longest), and how many of them the server computed on average: on a
machine that does other things as well, that is what one with nothing else to do would need.
"""

from __future__ import annotations

import asyncio
import os
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
KEYS = 30
# The first keys find the other files unread.
FIRST = 3
SILENCE = 0.05
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
        self.told: asyncio.Queue[float] = asyncio.Queue()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda _: self.told.put_nowait(time.perf_counter())
        )

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

    async def last_told(self) -> float:
        """When the last of the diagnostics that a key brings has come; a mistake may show in many files."""
        last = await self.told.get()
        while True:
            try:
                last = await asyncio.wait_for(self.told.get(), SILENCE)
            except TimeoutError:
                return last

    def computed(self) -> float:
        """How many seconds the server has computed so far, where the system tells (Linux)."""
        process = self.client._server  # noqa: SLF001 - pygls tells nobody else
        try:
            fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return float("nan")
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def stop(self) -> None:
        """End the server."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    async def seconds(self, name: str, words: str) -> tuple[list[float], float]:
        """How long each key behind ``words`` in a file took, and how long the server computed for one."""
        path = FOLDER / name
        uri = uris.from_fs_path(str(path)) or ""
        text = path.read_text(encoding="utf-8")
        document = types.TextDocumentItem(uri, "lmrules", 0, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        await asyncio.sleep(1)  # whether it brings any diagnostics is not known
        while not self.told.empty():
            self.told.get_nowait()
        before = text[: text.index(words) + len(words)]
        line = before.count("\n")
        column = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        spent = []
        computed = 0.0
        for version in range(1, KEYS + 1):
            if version == FIRST:
                computed = self.computed()
            end = column + (version + 1) % 2  # a letter is typed, and then taken away again
            where = types.Range(types.Position(line, column), types.Position(line, end))
            change = types.TextDocumentContentChangePartial(where, "x" if version % 2 else "")
            start = time.perf_counter()
            identifier = types.VersionedTextDocumentIdentifier(version, uri)
            self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
            spent.append(await self.last_told() - start)
        computed = self.computed() - computed
        closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        self.client.text_document_did_close(closed)
        return spent[FIRST - 1 :], computed / (KEYS - FIRST + 1)


async def measure() -> None:
    """Type in each file, and print a line for it."""
    typist = Typist()
    await typist.start()
    for name, words in PLACES.items():
        spent, computed = await typist.seconds(name, words)
        ordered = sorted(1000 * each for each in spent)
        nearly_all = ordered[round(0.95 * (len(ordered) - 1))]
        figures = (statistics.median(ordered), nearly_all, ordered[-1], 1000 * computed)
        print(f"{name:<52}" + "".join(f"{figure:>9.0f}" for figure in figures), flush=True)
    await typist.stop()


def main() -> None:
    """Measure, and print the table."""
    print(f"Python {sys.version.split()[0]}; milliseconds from a key to its diagnostics; goal: {GOAL}\n")
    print(f"{'file':<52}" + "".join(f"{head:>9}" for head in ("median", "95 %", "longest", "computed")))
    asyncio.run(measure())


if __name__ == "__main__":
    main()
