"""LM2xx: order. Rings, parts and dates that contradict each other."""

from __future__ import annotations

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

SCALE_RING = Code(
    id="LM201",
    name="scale-ring",
    severity="error",
    message=Text(
        "nivåene går i ring: {ring}",
        "nivåa går i ring: {ring}",
        "the levels go in a ring: {ring}",
    ),
    help=Text(
        "fjern et av leddene, eller skriv `=` mellom nivåer som er like",
        "fjern eit av ledda, eller skriv `=` mellom nivå som er like",
        "remove one of the steps, or write `=` between levels that are equal",
    ),
)
TOPIC_RING = Code(
    id="LM202",
    name="topic-ring",
    severity="error",
    message=Text(
        "temaene går i ring: {ring}",
        "temaa går i ring: {ring}",
        "the topics go in a ring: {ring}",
    ),
    help=Text(
        "et tema kan ikke være del av seg selv; fjern et av leddene",
        "eit tema kan ikkje vere del av seg sjølv; fjern eit av ledda",
        "a topic cannot be part of itself; remove one of the steps",
    ),
)
PART_OUTSIDE = Code(
    id="LM203",
    name="part-outside",
    severity="error",
    message=Text(
        "temaet `{topic}` består av en lukket liste, og `{part}` står utenfor den",
        "temaet `{topic}` består av ei lukka liste, og `{part}` står utanfor ho",
        "the topic `{topic}` consists of a closed list, and `{part}` is outside it",
    ),
    help=Text(
        "ta `{part}` inn i listen etter `består av`, eller bruk bare `omfatter`",
        "ta `{part}` inn i lista etter `består av`, eller bruk berre `omfattar`",
        "put `{part}` into the list after `consists of`, or use only `includes`",
    ),
)
EMPTY_VALIDITY = Code(
    id="LM204",
    name="empty-validity",
    severity="error",
    message=Text(
        "settet `{set}` gjelder ingen dager: fra {start} til {end}",
        "settet `{set}` gjeld ingen dagar: frå {start} til {end}",
        "the set `{set}` is valid on no day: from {start} until {end}",
    ),
    help=Text(
        "`til` er den første dagen settet ikke lenger gjelder, og må komme etter `fra`",
        "`til` er den første dagen settet ikkje lenger gjeld, og må kome etter `frå`",
        "`until` is the first day the set is no longer valid, and must come after `from`",
    ),
)
DATE_OUTSIDE = Code(
    id="LM205",
    name="transition-date-outside",
    severity="error",
    message=Text(
        "overgangen `{transition}` er fra {day}, men {why}",
        "overgangen `{transition}` er frå {day}, men {why}",
        "the transition `{transition}` is from {day}, but {why}",
    ),
    help=Text(
        "overgangens dato er vanligvis dagen det gamle settet slutter og det nye begynner",
        "datoen til overgangen er vanlegvis dagen det gamle settet sluttar og det nye byrjar",
        "a transition's date is usually the day the old set ends and the new one begins",
    ),
)
GAP = Code(
    id="LM206",
    name="validity-gap",
    severity="warning",
    message=Text(
        "mellom `{old}`, som gjelder til {end}, og `{new}`, som gjelder fra {start}, er det dager uten sett",
        "mellom `{old}`, som gjeld til {end}, og `{new}`, som gjeld frå {start}, er det dagar utan noko sett",
        "between `{old}`, valid until {end}, and `{new}`, valid from {start}, there are days without any set",
    ),
    help=Text(
        "en godkjenning fra disse dagene hører ikke til noe sett; la det ene begynne der det andre slutter",
        "ei godkjenning frå desse dagane høyrer ikkje til noko sett; la det eine byrje der det andre sluttar",
        "an approval of those days belongs to no set; let one begin where the other ends",
    ),
)
TRANSITION_RING = Code(
    id="LM207",
    name="transition-ring",
    severity="error",
    message=Text(
        "overgangene går i ring: {ring}",
        "overgangane går i ring: {ring}",
        "the transitions go in a ring: {ring}",
    ),
    help=Text(
        "en overgang går fra et eldre sett til et nyere",
        "ein overgang går frå eit eldre sett til eit nyare",
        "a transition goes from an older set to a newer one",
    ),
)
COHORT_DATE = Code(
    id="LM208",
    name="cohort-date",
    severity="error",
    message=Text(
        "fristen {until} for dem som begynte før {before}, {why}",
        "fristen {until} for dei som byrja før {before}, {why}",
        "the date {until} for those who began before {before} {why}",
    ),
    help=Text(
        "fristen må være senere enn overgangen ({day}), og ligge i det nye settets gyldighet",
        "fristen må vere seinare enn overgangen ({day}), og liggje i gyldigheita til det nye settet",
        "the date must be later than the transition ({day}), and lie in the new set's validity",
    ),
)
OVERLAP = Code(
    id="LM209",
    name="validity-overlap",
    severity="warning",
    message=Text(
        "`{first}` og `{second}` har begge `{code}` og gjelder begge fra {start}",
        "`{first}` og `{second}` har begge `{code}` og gjeld begge frå {start}",
        "`{first}` and `{second}` both have `{code}` and are both valid from {start}",
    ),
    help=Text(
        "en godkjenning fra disse dagene må oppgi sett; la det ene settet slutte der det andre begynner",
        "ei godkjenning frå desse dagane må oppgi sett; la det eine settet slutte der det andre byrjar",
        "an approval of those days must name its set; let one set end where the other begins",
    ),
)
TWO_DATES = Code(
    id="LM210",
    name="transition-with-two-dates",
    severity="error",
    message=Text(
        "overgangen `{transition}` er oppgitt med to datoer: {first} og {second}",
        "overgangen `{transition}` er oppgitt med to datoar: {first} og {second}",
        "the transition `{transition}` is given two dates: {first} and {second}",
    ),
    help=Text(
        "skriv samme dato begge steder; en egen frist for noen skrives med `påbegynt før`",
        "skriv same dato begge stader; ein eigen frist for nokon blir skriven med `byrja før`",
        "write the same date in both places; a date of their own for some is written with `started before`",
    ),
)
