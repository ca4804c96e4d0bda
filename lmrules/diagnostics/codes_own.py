"""LM9xx: our own faults, with what to send us."""

from __future__ import annotations

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

INTERNAL_ERROR = Code(
    id="LM901",
    name="internal-error",
    severity="error",
    message=Text(
        "feil i lmrules selv ({what}, {where}); det er ikke noe galt med det du har skrevet",
        "feil i lmrules sjølv ({what}, {where}); det er ikkje noko gale med det du har skrive",
        "a fault in lmrules itself ({what}, {where}); nothing is wrong with what you wrote",
    ),
    help=Text(
        "meld fra med denne linjen, versjonen fra `lmrules --version` og regelfilen (aldri godkjenninger)",
        "meld frå med denne linja, versjonen frå `lmrules --version` og regelfila (aldri godkjenningar)",
        "report it with this line, the version from `lmrules --version` and the rule file (never approvals)",
    ),
)
CHECK_NOT_FINISHED = Code(
    id="LM902",
    name="check-not-finished",
    severity="error",
    message=Text(
        "kontrollen `{check}` ble ikke ferdig: regelverket er for innviklet",
        "kontrollen `{check}` blei ikkje ferdig: regelverket er for innvikla",
        "the check `{check}` did not finish: the rulebook is too intricate",
    ),
    help=Text(
        "del de største reglene i flere, og meld fra hvis regelverket er til virkelig bruk",
        "del dei største reglane i fleire, og meld frå om regelverket er til verkeleg bruk",
        "divide the largest rules, and report it if the rulebook is for real use",
    ),
)
