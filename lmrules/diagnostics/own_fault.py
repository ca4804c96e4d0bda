"""LM901: a fault of ours as one line of words, without its text or any value, which may hold a person."""

from __future__ import annotations

import traceback
from pathlib import Path

from lmrules.diagnostics.codes_own import INTERNAL_ERROR
from lmrules.messages import Language

_OURS = Path(__file__).parents[1]


def own_fault(error: BaseException, lang: Language) -> str:
    """The kind of error, and the place in our code."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(_OURS)]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    message = INTERNAL_ERROR.message.fill(lang, {"what": type(error).__name__, "where": where})
    return f"{INTERNAL_ERROR.id} {message}"
