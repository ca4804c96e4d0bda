"""Where the files that are not Python stand: in the wheel under ``lmrules/_data``, else in the repository."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent
_WHEEL_TO_REPOSITORY = {"diagnostics": "docs/reference/diagnostics"}


def resource_path(name: str) -> Path:
    """The file or folder ``name`` (such as ``grammar/equivalence.lark``); ``FileNotFoundError`` if missing.

    Templates and schemas are part of the package. Of the others, a wheel carries copies under
    ``lmrules/_data``; an editable install finds them beside the package, where the repository keeps them
    (``style.md``, Traps).
    """
    first, _, rest = name.partition("/")
    in_repository = _PACKAGE.parent / _WHEEL_TO_REPOSITORY.get(first, first) / rest
    for path in (_PACKAGE / name, _PACKAGE / "_data" / name, in_repository):
        if path.exists():
            return path
    raise FileNotFoundError(name)


def resource_text(name: str) -> str:
    """The text of the resource ``name``."""
    return resource_path(name).read_text(encoding="utf-8")


def real(path: str | Path) -> Path:
    """``path`` with its links followed; unlike ``Path.resolve``, no exception for links in a ring.

    Such a file is then one that cannot be opened, like any other.
    """
    return Path(os.path.realpath(path))


def new_file_mode() -> int:
    """The mode of a file that this process makes anew, by its umask."""
    return new_folder_mode() & 0o666


def new_folder_mode() -> int:
    """The mode of a folder that this process makes anew, by its umask."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o777 & ~mask
