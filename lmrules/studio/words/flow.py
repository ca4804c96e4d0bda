"""The words of the controls of the flow picture; its own are in :mod:`lmrules.exports.flow_words`."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "title": Text("Flyt", "Flyt", "Flow"),
    "lead": Text(
        "Hvor hvert gammelt mål blir av, og hvor hvert nytt mål kommer fra.",
        "Kvar kvart gammalt mål blir av, og kvar kvart nytt mål kjem frå.",
        "Where each old objective goes, and where each new one comes from.",
    ),
    "go-rule": Text(
        "Vis «{name}» i regelfilen", "Vis «{name}» i regelfila", "Show “{name}” in the rule file"
    ),
    "go-objective": Text("Vis {name} i regelfilen", "Vis {name} i regelfila", "Show {name} in the rule file"),
}
