"""LM7xx: examples. What `lmrules test` finds: examples that fail, and what no example shows."""

from __future__ import annotations

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

EXAMPLE_FAILS = Code(
    id="LM701",
    name="example-fails",
    severity="error",
    message=Text(
        "eksempelet `{title}` stemmer ikke: {differences}",
        "dømet `{title}` stemmer ikkje: {differences}",
        "the example `{title}` fails: {differences}",
    ),
    help=Text(
        "rett regelen hvis eksempelet har rett; ellers rett eksempelet, eller la `lmrules test --accept` "
        "skrive det som nå skjer{why}",
        "rett regelen om dømet har rett; elles rett dømet, eller la `lmrules test --accept` "
        "skrive det som no skjer{why}",
        "correct the rule if the example is right; else correct the example, or let `lmrules test --accept` "
        "write what now happens{why}",
    ),
)
RULE_NOT_FIRED = Code(
    id="LM702",
    name="rule-not-fired",
    severity="error",
    message=Text(
        "ingen eksempler bruker regelen `{rule}`, som gir {objective}",
        "ingen døme bruker regelen `{rule}`, som gir {objective}",
        "no example fires the rule `{rule}`, which grants {objective}",
    ),
    help=Text(
        "skriv et eksempel som har det regelen krever og venter at {objective} overføres:{example}",
        "skriv eit døme som har det regelen krev og ventar at {objective} blir overført:{example}",
        "write an example that holds what the rule asks for and expects {objective} to transfer:{example}",
    ),
)
OBJECTIVE_NOT_ASSESSED = Code(
    id="LM703",
    name="objective-not-assessed",
    severity="error",
    message=Text(
        "ingen eksempler sier når {objective} må vurderes",
        "ingen døme seier når {objective} må vurderast",
        "no example says when {objective} is assessed",
    ),
    help=Text(
        "nevn målet etter `så vurderes` i et eksempel der det mangler noe:{example}",
        "nemn målet etter `så blir vurdert` i eit døme der det manglar noko:{example}",
        "name it after `then assesses` in an example where something is missing:{example}",
    ),
)
ALTERNATIVE_NOT_FIRED = Code(
    id="LM704",
    name="alternative-not-fired",
    severity="error",
    message=Text(
        "ingen eksempler viser at {approvals} er nok for regelen `{rule}`",
        "ingen døme viser at {approvals} er nok for regelen `{rule}`",
        "no example shows that {approvals} is enough for the rule `{rule}`",
    ),
    help=Text(
        "skriv et eksempel for denne veien gjennom regelen:{example}",
        "skriv eit døme for denne vegen gjennom regelen:{example}",
        "write an example for this way through the rule:{example}",
    ),
)
MUTANT_SURVIVES = Code(
    id="LM705",
    name="mutant-survives",
    severity="warning",
    message=Text(
        "ingen kontroll og ingen eksempler ville merket denne endringen: {change}",
        "ingen kontroll og ingen døme ville merka denne endringa: {change}",
        "no check and no example would notice this change: {change}",
    ),
    help=Text("{offer}", "{offer}", "{offer}"),
)
