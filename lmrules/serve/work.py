"""Work done within its time: in a few threads; for texts from outside, in processes that can be stopped."""

from __future__ import annotations

import asyncio
import math
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from lmrules.messages import Language, Text
from lmrules.serve.answers import Deadline
from lmrules.serve.problems import BUSY, OUT_OF_TIME, OWN_FAULT, Problem
from lmrules.serve.settings import Settings

_LATER = {"retry-after": "1"}
_SECONDS = Text(
    "det tok mer enn {limit} sekunder", "det tok meir enn {limit} sekund", "it took more than {limit} seconds"
)


class Workers:
    """So many pieces of work at a time; a thread is taken until its work is done, waited for or not."""

    def __init__(self, settings: Settings) -> None:
        self.timeout = settings.timeout
        self._free = asyncio.Semaphore(settings.threads)
        self._threads = ThreadPoolExecutor(settings.threads, "lmrules")

    async def answer(self, work: Callable[[Deadline], bytes]) -> bytes:
        """What ``work`` gives; :class:`Problem` where it takes too long to begin or to end."""
        deadline = Deadline(time.monotonic() + self.timeout)
        await self._turn()
        running = asyncio.get_running_loop().run_in_executor(self._threads, work, deadline)
        running.add_done_callback(self._done)
        done, _ = await asyncio.wait({running}, timeout=max(0.0, deadline.at - time.monotonic()))
        if not done:
            raise self._late()
        try:
            return running.result()
        except Problem as problem:
            if problem.kind is OUT_OF_TIME:
                raise self._late() from None
            raise

    async def apart(self, rules: bytes, lang: Language | None) -> bytes:
        """The check of ``rules`` in a process of its own."""
        await self._turn()
        try:
            return await self._checked(rules, lang)
        finally:
            self._free.release()

    def close(self) -> None:
        """Take on no more work."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _turn(self) -> None:
        try:
            async with asyncio.timeout(self.timeout):
                await self._free.acquire()
        except TimeoutError:
            raise Problem(BUSY, headers=_LATER) from None

    def _done(self, running: asyncio.Future[bytes]) -> None:
        self._free.release()
        if not running.cancelled():
            running.exception()  # else asyncio says, with its text, that nobody looked at it

    def _late(self) -> Problem:
        return Problem(OUT_OF_TIME, _SECONDS, {"limit": f"{self.timeout:g}"}, headers=_LATER)

    async def _checked(self, rules: bytes, lang: Language | None) -> bytes:
        seconds = math.ceil(self.timeout) + 1
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "lmrules.serve.checking", str(seconds), *((lang,) if lang else ())),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is ours to hear, and lets what runs finish
        )
        try:
            async with asyncio.timeout(self.timeout):
                out, _ = await process.communicate(rules)
        except TimeoutError:
            raise self._late() from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            # Out of memory, or a fault of ours; which of them cannot be told.
            raise Problem(OWN_FAULT)
        return out
