"""Coverage-guided fuzzing of one target: ``python fuzz/run.py TARGET [libFuzzer options] [folders]``.

The seeds are in ``fuzz/corpus/TARGET``. What a run finds is written as a file named ``crash-…`` (or
``timeout-…``) where it stands; put it, made small, into the corpus, which the tests replay.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

with atheris.instrument_imports(include=["lmrules", "targets"]):
    import targets

from edits import edited  # noqa: E402 - after what is instrumented

_OWN_EDITS_OF_FOUR = 3


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Three times of four edits that leave the input nearly valid, else those of libFuzzer."""
    changed: bytes = (
        edited(data, seed) if seed % 4 < _OWN_EDITS_OF_FOUR else atheris.Mutate(data, max(len(data), 1))
    )
    return changed[:max_size]


def main() -> None:
    """Fuzz the target named first."""
    if len(sys.argv) < 2 or sys.argv[1] not in targets.TARGETS:  # noqa: PLR2004 - the name and the target
        sys.exit(f"usage: python fuzz/run.py {'|'.join(targets.TARGETS)} [libFuzzer options]")
    name = sys.argv.pop(1)
    corpus = HERE / "corpus" / name
    atheris.Setup([*sys.argv, str(corpus)], targets.TARGETS[name], custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
