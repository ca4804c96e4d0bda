"""The words of the picture of a transition."""

from __future__ import annotations

from collections.abc import Mapping

from lmrules.flow import Kind
from lmrules.messages import Text

HEADINGS: Mapping[Kind, Text] = {
    "one-to-one": Text("Ett til ett", "Eitt til eitt", "One to one"),
    "several-to-one": Text("Flere til ett", "Fleire til eitt", "Several to one"),
    "one-to-several": Text("Ett til flere", "Eitt til fleire", "One to several"),
    "several-to-several": Text("Flere til flere", "Fleire til fleire", "Several to several"),
    "related": Text("Ligner, men må vurderes", "Liknar, men må vurderast", "Alike, but to be assessed"),
    "ends": Text("Ender her", "Endar her", "Ends here"),
    "begins": Text("Begynner her", "Byrjar her", "Begins here"),
}
SAID: Mapping[Kind, Text] = {
    "one-to-one": Text(
        "Et gammelt mål gir ett nytt.",
        "Eit gammalt mål gir eitt nytt.",
        "One old objective gives one new.",
    ),
    "several-to-one": Text(
        "Gamle mål slås sammen: flere gir ett nytt.",
        "Gamle mål blir slått saman: fleire gir eitt nytt.",
        "Old objectives join: several give one new.",
    ),
    "one-to-several": Text(
        "Et gammelt mål deles: det gir flere nye.",
        "Eit gammalt mål blir delt: det gir fleire nye.",
        "An old objective splits: it gives several new.",
    ),
    "several-to-several": Text(
        "Gamle mål både slås sammen og deles.",
        "Gamle mål blir både slått saman og delte.",
        "Old objectives both join and split.",
    ),
    "related": Text(
        "Regelverket knytter målene sammen, men godkjenningen overføres ikke.",
        "Regelverket knyter måla saman, men godkjenninga blir ikkje overført.",
        "The rulebook relates the objectives, but the approval does not transfer.",
    ),
    "ends": Text(
        "Gamle mål som ikke fører til noe nytt.",
        "Gamle mål som ikkje fører til noko nytt.",
        "Old objectives that lead to no new one.",
    ),
    "begins": Text(
        "Nye mål som ikke kommer fra noe gammelt. De må vurderes.",
        "Nye mål som ikkje kjem frå noko gammalt. Dei må vurderast.",
        "New objectives that come from no old one. They are to be assessed.",
    ),
}
SUMMARY = Text(
    "{old} gamle mål i {old_set}, {new} nye mål i {new_set}, fra {day}",
    "{old} gamle mål i {old_set}, {new} nye mål i {new_set}, frå {day}",
    "{old} old objectives in {old_set}, {new} new objectives in {new_set}, from {day}",
)
PARTS = Text("Delene av bildet", "Delane av biletet", "Parts of the picture")
COUNTS_OLD = (
    Text("{old} gammelt", "{old} gammalt", "{old} old"),
    Text("{old} gamle", "{old} gamle", "{old} old"),
)
"""How many old objectives: one, and several."""
COUNTS_NEW = (
    Text("{new} nytt", "{new} nytt", "{new} new"),
    Text("{new} nye", "{new} nye", "{new} new"),
)
CAPTION = Text("{kind}, som tabell", "{kind}, som tabell", "{kind}, as a table")

OLD = Text("{old} gamle", "{old} gamle", "{old} old")
COUNT_NEW = Text("{new} nye", "{new} nye", "{new} new")

OLD = Text("Gammelt mål", "Gammalt mål", "Old objective")
NEW = Text("Nytt mål", "Nytt mål", "New objective")
WHY = Text("Regel og grunn", "Regel og grunn", "Rule and reason")
WHAT_IS_SAID = Text("Hva regelverket sier", "Kva regelverket seier", "What the rulebook says")
ONE_OF = Text("et annet kan tre i stedet", "eit anna kan gjere same nytta", "another may stand in")
ALTERNATIVE = Text(
    "Stiplet kant: et annet gammelt mål kan tre i stedet.",
    "Stipla kant: eit anna gammalt mål kan gjere same nytta.",
    "Dashed edge: another old objective may stand in.",
)
ALSO_MOVES = Text("overføres også", "blir også overført", "also transfers")
RETIRED = Text("utgår", "går ut", "retired")
DECLARED_NEW = Text("nytt", "nytt", "new")
ENDS = Text("overføres ikke", "blir ikkje overført", "does not transfer")
BEGINS = Text("må vurderes", "må vurderast", "to be assessed")
NOTHING_SAID_OLD = Text(
    "Regelverket nevner ikke målet.",
    "Regelverket nemner ikkje målet.",
    "The rulebook does not mention the objective.",
)
NOTHING_SAID_NEW = Text("Ingen regel overfører det.", "Ingen regel overfører det.", "No rule transfers it.")
EMPTY = Text(
    "Overgangen har ingen mål å vise.",
    "Overgangen har ingen mål å vise.",
    "The transition has no objectives to show.",
)
