"""The folder beside a result in which an unfinished run keeps its parts, so that it can go on.

``OUT.lmrules-run/`` holds ``manifest.json`` (what the parts depend on besides the rows), and for each part
its files and, written last, ``done/part-N.json`` with their sizes and a hash of the rows it was made from.
A part without that record, or with another hash, is made again. The folder holds persons, as the result
does, and only its owner can look into it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa

from lmrules.bulk import texts
from lmrules.bulk.grouping import Group
from lmrules.bulk.pieces import Text, days_of
from lmrules.bulk.sinks import SinkError, flush
from lmrules.model.canonical import Json

SUFFIX = ".lmrules-run"
MAIN, DISPOSITIONS, DONE = "parts", "dispositions", "done"


@attrs.frozen
class Unusable:
    """The numbers of rows that cannot be used: their code is in several sets, or the person began twice."""

    several: tuple[int, ...]
    started_twice: tuple[int, ...]


@attrs.frozen
class Record:
    """What is recorded of a part: a hash of the rows it was made from, and which cannot be used."""

    rows: str
    unusable: Unusable


class Folder:
    """The folder of one run, locked against any other run with the same result."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(mode=0o700, parents=False, exist_ok=True)
        self._lock = self._locked()

    def _locked(self) -> int | None:
        try:
            import fcntl
        except ImportError:
            return None
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise SinkError(texts.IN_USE) from None
        return handle

    def begin(self, settings: Mapping[str, Json]) -> bool:
        """Keep what an earlier run with these ``settings`` has left, or clear it away.

        True: there was something, and it was of other settings.
        """
        manifest = self.path / "manifest.json"
        other = False
        if not self.holds(settings):
            other = manifest.exists()
            self.clear()
            self._write(manifest, _text(settings))
        for name in (MAIN, DISPOSITIONS, DONE):
            (self.path / name).mkdir(exist_ok=True)
        return other

    def holds(self, settings: Mapping[str, Json]) -> bool:
        """Whether an earlier run with exactly these ``settings`` was interrupted here."""
        try:
            return (self.path / "manifest.json").read_text(encoding="utf-8") == _text(settings)
        except (OSError, ValueError):
            return False

    def clear(self) -> None:
        """Take away everything but what this run has opened."""
        for inside in self.path.iterdir():
            if inside.is_dir():
                shutil.rmtree(inside)
            elif inside.name not in {"lock", "rejects.new"}:
                inside.unlink()

    def start_anew(self, settings: Mapping[str, Json]) -> None:
        """Take away the parts."""
        self.clear()
        self.begin(settings)

    def part(self, kind: str, number: int, suffix: str) -> Path:
        """The file of part ``number``."""
        return self.path / kind / f"part-{number:06d}{suffix}"

    def record(self, number: int, files: Sequence[Path]) -> Record | None:
        """What is recorded of part ``number``, if it was made and its ``files`` are whole."""
        try:
            found = json.loads(self._record(number).read_text(encoding="utf-8"))
            unusable = Unusable(tuple(found["several"]), tuple(found["started_twice"]))
            whole = found["sizes"] == [file.stat().st_size for file in files]
            return Record(str(found["rows"]), unusable) if whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def done(self, number: int, rows: str, files: Sequence[Path], unusable: Unusable) -> None:
        """Record part ``number``: its files are on the disk before the record is."""
        for file in files:
            flush(file)
        record = {
            "rows": rows,
            "sizes": [file.stat().st_size for file in files],
            "several": unusable.several,
            "started_twice": unusable.started_twice,
        }
        self._write(self._record(number), json.dumps(record))

    def forget_from(self, number: int) -> None:
        """Take away parts from ``number`` on, left by an earlier run on more rows."""
        # The records first: without its record, a part is none.
        for kind in (DONE, MAIN, DISPOSITIONS):
            for file in (self.path / kind).iterdir():
                if int(file.name.removeprefix("part-").partition(".")[0]) >= number:
                    file.unlink()

    def remove(self) -> None:
        """Take the folder away: the result is in place, or nothing is worth keeping."""
        shutil.rmtree(self.path)
        self.close()

    def close(self) -> None:
        """Let go of the lock."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _record(self, number: int) -> Path:
        return self.path / DONE / f"part-{number:06d}.json"

    def _write(self, path: Path, text: str) -> None:
        aside = path.with_suffix(".new")
        aside.write_text(text, encoding="utf-8")
        flush(aside)
        aside.replace(path)
        flush(path.parent)


def _text(settings: Mapping[str, Json]) -> str:
    return json.dumps(settings, sort_keys=True, ensure_ascii=False)


def hash_of(group: Group) -> str:
    """A hash of the rows of ``group`` and their numbers: of values, as memory behind them may differ."""
    found = hashlib.blake2b(digest_size=20)
    for chunk in group.chunks:
        for name in chunk.batch.schema.names:
            column = chunk.batch.column(name)
            found.update(name.encode())
            if pa.types.is_dictionary(column.type) or pa.types.is_string(column.type):
                text = Text.of(column)
                found.update(text.places.astype(np.int32).tobytes())
                found.update(repr(text.words).encode())
            elif pa.types.is_date32(column.type):
                found.update(days_of(column).tobytes())
            else:
                found.update(column.to_numpy(zero_copy_only=False).tobytes())
        found.update(str(chunk.first_row).encode())
    return found.hexdigest()
