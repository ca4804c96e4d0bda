"""LM8xx: correspondences from other systems, and to them. What `lmrules convert` and `init --from` find."""

from __future__ import annotations

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

NOT_THE_FORMAT = Code(
    id="LM801",
    name="not-the-format",
    severity="error",
    message=Text(
        "filen kan ikke leses som {format}: {why}",
        "fila kan ikkje lesast som {format}: {why}",
        "the file cannot be read as {format}: {why}",
    ),
    help=Text(
        "velg formatet med `--from`, eller lag filen på nytt i systemet den kommer fra",
        "vel formatet med `--from`, eller lag fila på nytt i systemet ho kjem frå",
        "choose the format with `--from`, or make the file again in the system it comes from",
    ),
)
ROW_NOT_USABLE = Code(
    id="LM802",
    name="row-not-usable",
    severity="error",
    message=Text(
        "raden kan ikke brukes: {why}", "rada kan ikkje brukast: {why}", "the row cannot be used: {why}"
    ),
    help=Text(
        "rett raden eller ta den ut av filen; ingen rad blir hoppet over",
        "rett rada eller ta henne ut av fila; inga rad blir hoppa over",
        "correct the row or take it out of the file; no row is skipped",
    ),
)
WRONG_DIRECTION = Code(
    id="LM803",
    name="wrong-direction",
    severity="error",
    message=Text(
        "filen går fra `{source}` til `{target}`, men {why}",
        "fila går frå `{source}` til `{target}`, men {why}",
        "the file goes from `{source}` to `{target}`, but {why}",
    ),
    help=Text(
        "snu filen der den ble laget: det gamle settet er kilde (source, subject), det nye er mål",
        "snu fila der ho blei laga: det gamle settet er kjelde (source, subject), det nye er mål",
        "turn the file where it was made: the old set is the source (subject), the new one the target",
    ),
)
SET_TO_ITSELF = Code(
    id="LM804",
    name="set-to-itself",
    severity="error",
    message=Text(
        "settet `{set}` er koblet til seg selv",
        "settet `{set}` er kopla til seg sjølv",
        "the set `{set}` is mapped to itself",
    ),
    help=Text(
        "oppgi to sett, eller to versjoner av settet, som hver sin side",
        "oppgje to sett, eller to versjonar av settet, som kvar si side",
        "give two sets, or two versions of the set, as the two sides",
    ),
)
ROWS_CONTRADICT = Code(
    id="LM805",
    name="rows-contradict",
    severity="error",
    message=Text(
        "raden sier `{this}` om {objectives}, men en annen rad sier `{other}`",
        "rada seier `{this}` om {objectives}, men ei anna rad seier `{other}`",
        "the row says `{this}` of {objectives}, but another row says `{other}`",
    ),
    help=Text(
        "behold den raden som er riktig",
        "behald den rada som er rett",
        "keep the row that is right",
    ),
)
UNKNOWN_CONDITION = Code(
    id="LM806",
    name="unknown-condition",
    severity="error",
    message=Text(
        "raden gjelder bare på et vilkår som ikke kan leses: {why}",
        "rada gjeld berre på eit vilkår som ikkje kan lesast: {why}",
        "the row holds only on a condition that cannot be read: {why}",
    ),
    help=Text(
        "skriv regelen for hånd med vilkåret i, eller ta raden ut av filen",
        "skriv regelen for hand med vilkåret i, eller ta rada ut av fila",
        "write the rule by hand with its condition, or take the row out of the file",
    ),
)
CODE_NOT_IN_SET = Code(
    id="LM807",
    name="code-not-in-set",
    severity="error",
    message=Text(
        "settet `{set}` har ikke noe mål `{code}`{perhaps}",
        "settet `{set}` har ikkje noko mål `{code}`{perhaps}",
        "the set `{set}` has no objective `{code}`{perhaps}",
    ),
    help=Text(
        "rett koden, eller legg målet inn i settet",
        "rett koden, eller legg målet inn i settet",
        "correct the code, or add the objective to the set",
    ),
)
DATE_NOT_KNOWN = Code(
    id="LM808",
    name="date-not-known",
    severity="error",
    message=Text(
        "verken filen eller settene sier når overgangen fra `{old}` til `{new}` gjelder fra",
        "verken fila eller setta seier når overgangen frå `{old}` til `{new}` gjeld frå",
        "neither the file nor the sets say from when the transition from `{old}` to `{new}` holds",
    ),
    help=Text(
        "gi datoen med `--effective 2025-09-01`, eller settene med `--sets FIL`",
        "gje datoen med `--effective 2025-09-01`, eller setta med `--sets FIL`",
        "give the date with `--effective 2025-09-01`, or the sets with `--sets FILE`",
    ),
)
TOO_MANY_WAYS = Code(
    id="LM811",
    name="too-many-ways",
    severity="warning",
    message=Text(
        "regelen `{rule}` kan oppfylles på for mange måter: bare de {limit} minste er med i filen",
        "regelen `{rule}` kan oppfyllast på for mange måtar: berre dei {limit} minste er med i fila",
        "the rule `{rule}` can be satisfied in too many ways: only the {limit} smallest are in the file",
    ),
    help=Text(
        "andre systemer vil overføre mindre enn regelverket; del regelen i flere, eller bruk regelfilen selv",
        "andre system vil overføre mindre enn regelverket; del regelen i fleire, eller bruk regelfila sjølv",
        "other systems will transfer less than the rulebook; divide the rule, or use the rule file itself",
    ),
)
