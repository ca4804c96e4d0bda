"""What is said to a request that is turned away."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "401": Text(
        "Siden er ikke låst opp. Bruk adressen som lmrules studio skrev.",
        "Sida er ikkje låst opp. Bruk adressa som lmrules studio skreiv.",
        "The page is not unlocked. Use the address that lmrules studio printed.",
    ),
    "403": Text(
        "Bare siden selv kan spørre.",
        "Berre sida sjølv kan spørje.",
        "Only the page itself may ask.",
    ),
    "413": Text(
        "Filen er for stor.",
        "Fila er for stor.",
        "The file is too large.",
    ),
}
