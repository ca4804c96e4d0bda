"""The title of each objective beside its code: what makes a rule of codes alone readable."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from lmrules.lsp import words as say
from lmrules.lsp.feature import Feature
from lmrules.lsp.occurrences import Occurrence
from lmrules.lsp.places import in_range, position
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.lsp.view import Looking
from lmrules.messages import visible

_MOST_SHOWN = 48


def hints(open_: Rulebooks, params: types.InlayHintParams) -> list[types.InlayHint]:
    """A hint for every code in the range, but for where the objective itself is declared."""
    looking = open_.file(params.text_document.uri)
    if looking is None:
        return []
    at: dict[int, list[Occurrence]] = {}
    for name in looking.view.names.by_file.get(looking.source.name, ()):
        if name.kind == "objective" and not name.declares and in_range(name.whole, params.range):
            at.setdefault(name.whole.end, []).append(name)
    found = []
    for end, names in at.items():
        title = _title(looking, names)
        if title:
            short = title if len(title) <= _MOST_SHOWN else f"{title[: _MOST_SHOWN - 1].rstrip()}…"
            tooltip = None if short == title else title
            place = position(looking.source, end)
            found.append(types.InlayHint(place, short, tooltip=tooltip, padding_left=True))
    return found


def _title(looking: Looking, names: Sequence[Occurrence]) -> str:
    """The title of what a code stands for: of a run, of its first and its last."""
    meant = [o for name in names for o in looking.view.meanings(name)]
    titles = list(dict.fromkeys(visible(o.title) for o in meant if o.title))
    if not titles:
        return ""
    if names[0].run and len(titles) > 1:
        return say.RUN.fill(looking.lang, {"first": titles[0], "last": titles[-1]})
    # A code that means several (in `videreført` the old and the new): the last is the new one.
    return titles[-1]


FEATURES = (Feature(types.TEXT_DOCUMENT_INLAY_HINT, hints),)
