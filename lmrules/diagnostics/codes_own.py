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
