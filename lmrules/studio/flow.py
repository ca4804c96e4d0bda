"""The flow picture of a transition, as :mod:`lmrules.exports.flow_svg` draws it for every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lmrules.exports.flow_svg import flow_picture
from lmrules.studio.nodes import nodes
from lmrules.studio.places import Places
from lmrules.studio.transitions import chosen
from lmrules.studio.workspace import Workspace


def picture(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The picture as elements for the page to make, and where its rules and objectives stand in the files."""
    shown = chosen(workspace, payload)
    model, transition = shown.book.model, shown.transition
    places = Places()
    objectives = [o for name in (transition.old, transition.new) for o in model.set_named[name].objectives]
    return {
        **shown.choices(),
        "picture": nodes(flow_picture(model, transition, shown.lang, step=shown.step)),
        "rules": {
            **{judgement.name: places.of(judgement.span) for judgement in transition.judgements},
            **{rule.name: places.of(rule.span) for rule in transition.rules},
        },
        "objectives": {str(o.id): places.of(o.span) for o in objectives},
    }
