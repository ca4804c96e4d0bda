"""Checking while a person types: at once, in the background, and only the newest text is told of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lsprotocol import types

from lmrules.lsp.diagnostics import findings, to_protocol
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.lsp.settings import Settings, settings_for
from lmrules.lsp.view import View
from lmrules.pipeline import check_files
from lmrules.resources import real

Publish = Callable[[types.PublishDiagnosticsParams], None]
Warn = Callable[[str], None]


class Checking:
    """Checks the rulebooks of the open files whenever something has changed.

    A change while a check runs makes it run once more; what it found of the older text is thrown away, so
    that no mark stands in a wrong place. ``publish`` is given the diagnostics of one file, ``warn`` what is
    wrong with the settings.
    """

    def __init__(self, rulebooks: Rulebooks, publish: Publish, warn: Warn) -> None:
        self.rulebooks = rulebooks
        self.publish = publish
        self.warn = warn
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._shown: dict[Path, dict[Path, list[types.Diagnostic]]] = {}
        self._warned: set[str] = set()

    def soon(self) -> None:
        """Check what has changed, after this."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def settled(self) -> None:
        """Wait until the newest text has been checked."""
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)

    def close(self) -> None:
        """Stop."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self) -> None:
        while self._again:
            self._again = False
            views = self.rulebooks.open()
            for view in views:
                if view.checked is None and not await self._check(view):
                    break
            else:
                self._forget(views)

    async def _check(self, view: View) -> bool:
        """Check one rulebook and show what was found; False if the text has changed in the meantime."""
        loop = asyncio.get_running_loop()
        checked = await loop.run_in_executor(self._pool, check_files, view.read)
        if self._again:
            return False
        view.checked = checked
        if not checked.errors:
            self.rulebooks.were_good(view.root, checked.book)
        self._show(view, settings_for(view.root, self.rulebooks.lang))
        return True

    # ------------------------------------------------------------------- showing

    def _show(self, view: View, settings: Settings) -> None:
        if settings.problem and settings.problem not in self._warned:
            self._warned.add(settings.problem)
            self.warn(settings.problem)
        found: dict[Path, list[types.Diagnostic]] = {real(f.span.source.name): [] for f in view.read.files}
        if view.checked is not None:
            for path, finding in findings(view, view.checked, settings):
                found.setdefault(path, []).append(to_protocol(finding, self.rulebooks.buffers.uri))
        before = self._shown.get(view.root, {})
        self._shown[view.root] = found
        self._tell(path for path in {**before, **found} if before.get(path) != found.get(path))

    def _forget(self, views: Sequence[View]) -> None:
        """Take away what was shown of rulebooks that have no open file any longer."""
        gone = self._shown.keys() - {view.root for view in views}
        paths = [path for root in gone for path in self._shown.pop(root)]
        self._tell(paths)

    def _tell(self, paths: Iterable[Path]) -> None:
        """Publish what all rulebooks say of some files; what two say of a file they share is said once."""
        for path in paths:
            said = [d for shown in self._shown.values() for d in shown.get(path, ())]
            once = [d for i, d in enumerate(said) if d not in said[:i]]
            buffer = self.rulebooks.buffers.at(path)
            version = buffer.version if buffer else None
            uri = self.rulebooks.buffers.uri(path)
            self.publish(types.PublishDiagnosticsParams(uri, once, version))
