"""LM69x: comments that allow a diagnostic (`# lmrules: tillat …`), and what is wrong with them."""

from __future__ import annotations

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

WITHOUT_REASON = Code(
    id="LM691",
    name="suppression-without-reason",
    severity="warning",
    message=Text(
        "`{directive}` har ingen grunn, og virker derfor ikke",
        "`{directive}` har ingen grunn, og verkar difor ikkje",
        "`{directive}` has no reason, and therefore does nothing",
    ),
    help=Text(
        "skriv hvorfor: `# lmrules: tillat {codes} fordi …`",
        "skriv kvifor: `# lmrules: tillat {codes} fordi …`",
        "say why: `# lmrules: allow {codes} because …`",
    ),
)
UNUSED = Code(
    id="LM692",
    name="suppression-unused",
    severity="warning",
    message=Text(
        "`{code}` er tillatt her, men finnes ikke her",
        "`{code}` er tillate her, men finst ikkje her",
        "`{code}` is allowed here, but does not occur here",
    ),
    help=Text(
        "fjern tillatelsen, så den ikke skjuler noe senere; den gjelder {scope}",
        "fjern løyvet, så det ikkje skjuler noko seinare; det gjeld {scope}",
        "remove it, so that it hides nothing later; it applies to {scope}",
    ),
)
NOT_POSSIBLE = Code(
    id="LM693",
    name="suppression-not-possible",
    severity="error",
    message=Text(
        "`{code}` kan ikke tillates",
        "`{code}` kan ikkje tillatast",
        "`{code}` cannot be allowed",
    ),
    help=Text(
        "rett det som er galt; bare LM4xx–LM7xx kan tillates, og ikke meldinger om tillatelser",
        "rett det som er gale; berre LM4xx–LM7xx kan tillatast, og ikkje meldingar om løyve",
        "correct what is wrong; only LM4xx–LM7xx can be allowed, and not what is said about allowing",
    ),
)
UNREADABLE = Code(
    id="LM694",
    name="suppression-unreadable",
    severity="warning",
    message=Text(
        "merknaden til lmrules kan ikke leses: {why}",
        "merknaden til lmrules kan ikkje lesast: {why}",
        "the comment to lmrules cannot be read: {why}",
    ),
    help=Text("{hint}", "{hint}", "{hint}"),
)
