"""What the page may ask: each view's function, by the name in its address (``POST /api/<name>``).

A function gets the workspace and what the page sent (``files``: the edited buffers by name, ``lang``, and
what the view itself asks for), and gives JSON values. It may raise ``Refused``, whose text the page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from lmrules.studio import consequence, editing, flow, keeping, matrix, saving, suggestions, trial
from lmrules.studio.workspace import Workspace

View: TypeAlias = Callable[[Workspace, Mapping[str, Any]], Mapping[str, Any]]

VIEWS: dict[str, View] = {
    "open": editing.opened,
    "file": editing.one_file,
    "check": editing.checked,
    "explain": editing.explained,
    "keep": keeping.keep,
    "state": saving.state,
    "changes": saving.changes,
    "save": saving.save,
    "choices": trial.choices,
    "trial": trial.tried,
    "matrix": matrix.matrix,
    "matrix-why": matrix.why,
    "flow": flow.picture,
    "consequence": consequence.consequence,
    "suggestions": suggestions.suggestions,
}
