"""What the views of one transition share: which it is, and how its objectives are named to the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from lmrules.api import Rulebook
from lmrules.exports.markup import titles_in
from lmrules.messages import Language, Text, visible
from lmrules.messages.dates import show_date
from lmrules.model.model import ObjectiveId, Transition
from lmrules.prepared import Ready
from lmrules.studio.asked import Refused, language_of, optional_string
from lmrules.studio.trial import usable
from lmrules.studio.workspace import Workspace

NO_TRANSITION = Text(
    "Regelverket har ingen overgang å vise.",
    "Regelverket har ingen overgang å vise.",
    "The rulebook has no transition to show.",
)


@attrs.frozen(eq=False)
class Chosen:
    """The transition a view shows, of the rulebook as edited."""

    book: Rulebook
    step: Ready
    lang: Language

    @property
    def transition(self) -> Transition:
        """The transition itself."""
        return self.step.transition

    def named(self, objective: ObjectiveId) -> dict[str, str]:
        """An objective: identity, code, title."""
        title = self.book.model.objective[objective].title
        return {"id": str(objective), "code": visible(objective.code), "title": visible(title)}

    def choices(self) -> dict[str, Any]:
        """The transition shown, those there are, and the language of the rulebook's own words."""
        return {
            "transition": self.transition.name,
            "transitions": [
                {
                    "name": t.name,
                    "title": f"{visible(t.old)} → {visible(t.new)}",
                    "day": show_date(t.day, self.lang),
                }
                for t in self.book.model.transitions
            ],
            "titles": titles_in(self.book.model.keywords, self.lang),
        }


def chosen(workspace: Workspace, payload: Mapping[str, Any]) -> Chosen:
    """The transition asked for as ``transition``; where none is, or it is gone since, the last one declared.

    :class:`Refused` where the rulebook has errors, or no transition.
    """
    book = usable(workspace, payload)
    transitions = book.model.transitions
    if not transitions:
        raise Refused(NO_TRANSITION)
    wanted = optional_string(payload, "transition")
    transition = next((t for t in transitions if t.name == wanted), transitions[-1])
    steps = book.prepared(transition.new).steps
    step = next(step for step in steps if step.transition.name == transition.name)
    return Chosen(book, step, language_of(payload))
