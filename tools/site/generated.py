"""Write the generated pages of the reference and their pictures; ``--check`` only says which are stale."""

from __future__ import annotations

import sys
from pathlib import Path

import api
import pictures
import schemas

import grammar

ROOT = Path(__file__).parents[2]


def everything() -> dict[Path, str]:
    """Every generated file as it is to be."""
    return {**grammar.files(), **api.files(), **schemas.files(), **pictures.files()}


def stale(wanted: dict[Path, str]) -> list[str]:
    """The files that are not as they are to be, or are there no longer for any reason."""
    written = {path for path in wanted if path.is_file() and path.read_text(encoding="utf-8") == wanted[path]}
    left = {*grammar.PICTURES.glob("*.svg"), *pictures.FOLDER.glob("*.svg")} - wanted.keys()
    return sorted(path.relative_to(ROOT).as_posix() for path in (wanted.keys() - written) | left)


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` compare."""
    wanted = everything()
    old = stale(wanted)
    if "--check" in arguments:
        sys.stderr.writelines(f"{name} is stale: run make reference\n" for name in old)
        return 1 if old else 0
    for name in old:
        path = ROOT / name
        if path in wanted:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
