"""The sheets of a rulebook's workbook and their columns: one table for writing, reading and the docs.

A sheet holds one kind of statement, a row one statement (on the sheet of objectives: one requirement line).
Names of sheets and columns are known in all three languages, whatever language the workbook is in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from lmrules.messages import LANGUAGES, Text

Kind: TypeAlias = Literal[
    "name", "names", "code", "codes", "topics", "expression", "old", "relation", "chain", "texts", "title",
    "date", "choice", "transition", "given", "groups", "paths", "comments", "allowed", "number", "told",
]  # fmt: skip


_NOTHING = Text("", "", "")


@attrs.frozen
class Column:
    """A column: its header, what an author writes in it, and what kind of thing that is.

    ``listed`` names the list on the hidden sheet that the cell is chosen from. A ``locked`` column is
    protected in rows that are there; a ``told`` one is written for the reader and never read back.
    """

    key: str
    name: Text
    kind: Kind
    width: int
    about: Text = _NOTHING
    required: bool = False
    locked: bool = False
    listed: str | None = None


@attrs.frozen
class Sheet:
    """A sheet: its name, what it is for, and its columns."""

    key: str
    name: Text
    about: Text
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column called ``key``."""
        return next(column for column in self.columns if column.key == key)


_COMMENT = Column("comment", Text("Kommentar", "Kommentar", "Comment"), "comments", 34, Text(
    "Egne merknader. De blir kommentarer i regelfilen.", "Eigne merknader. Dei blir kommentarar i regelfila.",
    "Your own remarks. They become comments in the rule file."))  # fmt: skip
_ALLOWED = Column("allowed", Text("Tillat", "Tillat", "Allow"), "allowed", 24, Text(
    "En advarsel som er ment slik: tillat LM404 fordi …",
    "Ei åtvaring som er meint slik: tillat LM404 fordi …",
    "A warning that is meant: allow LM404 because …"))  # fmt: skip
_PLACE = Column("place", Text("Nr.", "Nr.", "No."), "number", 6, Text(
    "Plassen i regelfilen. En ny rad uten nummer kommer etter raden over.",
    "Plassen i regelfila. Ei ny rad utan nummer kjem etter rada over.",
    "The place in the rule file. A new row without a number comes after the row above."))  # fmt: skip
_TOLD = Column("told", Text("Kontroll", "Kontroll", "Check"), "told", 40, Text(
    "Hva kontrollen sa da arket ble laget. Leses ikke inn igjen.",
    "Kva kontrollen sa då arket blei laga. Blir ikkje lese inn att.",
    "What the checks said when the sheet was made. Not read back."), locked=True)  # fmt: skip
_FILE = Column("file", Text("Fil", "Fil", "File"), "choice", 22, Text(
    "Regelfilen raden står i.", "Regelfila rada står i.", "The rule file the row belongs to."),
    listed="files")  # fmt: skip
_SOURCES = Column("sources", Text("Kilde", "Kjelde", "Source"), "texts", 26, Text(
    "Hvor dette er bestemt. Flere: én per linje (Alt+Enter).",
    "Kvar dette er fastsett. Fleire: éi per linje (Alt+Enter).",
    "Where this is decided. Several: one per line (Alt+Enter)."))  # fmt: skip
_REASONS = Column("reasons", Text("Fordi", "Fordi", "Because"), "texts", 60, Text(
    "Den faglige grunnen, i hele setninger.", "Den faglege grunnen, i heile setningar.",
    "The professional reason, in whole sentences."))  # fmt: skip
_TRANSITION = Column("transition", Text("Overgang", "Overgang", "Transition"), "transition", 24, Text(
    "Gammelt sett → nytt sett. Kan stå tomt når det bare er én overgang.",
    "Gammalt sett → nytt sett. Kan stå tomt når det berre er éin overgang.",
    "Old set → new set. May be empty where there is only one transition."), listed="transitions")  # fmt: skip
_TITLE = Text("Tittel", "Tittel", "Title")
_SHORT_TITLE = Text("En kort tittel med egne ord.", "Ein kort tittel med eigne ord.",
    "A short title in your own words.")  # fmt: skip
_TITLES = Column("titles", Text("Målene heter", "Måla heiter", "The objectives are called"), "told", 40, Text(
    "Titlene på målene i raden. Leses ikke inn igjen.", "Titlane på måla i rada. Blir ikkje lesne inn att.",
    "The titles of the row's objectives. Not read back."), locked=True)  # fmt: skip
_END = (_COMMENT, _ALLOWED, _FILE, _PLACE)
_CODES = Text(
    "Koder med komma mellom: NUK-001, NUK-004..007", "Kodar med komma mellom: NUK-001, NUK-004..007",
    "Codes with commas between: NUK-001, NUK-004..007",
)  # fmt: skip
_TOPIC_LIST = Text("Temaer med komma mellom.", "Tema med komma mellom.", "Topics with commas between.")


def _set(key: str, name: Text) -> Column:
    about = Text("Navnet på settet.", "Namnet på settet.", "The name of the set.")
    return Column(key, name, "name", 16, about, required=True, listed="sets")


SHEETS: tuple[Sheet, ...] = (
    Sheet("rulebook", Text("Regelverk", "Regelverk", "Rulebook"),
          Text("Navn og kilder", "Namn og kjelder", "Name and sources"), (
        Column("name", Text("Regelverk", "Regelverk", "Rulebook"), "name", 24, required=True),
        Column("title", _TITLE, "title", 60),
        _SOURCES,
        Column("keywords", Text("Språk", "Språk", "Language"), "choice", 12, Text(
            "Språket på nøkkelordene i regelfilen: nb, nn eller en.",
            "Språket på nøkkelorda i regelfila: nb, nn eller en.",
            "The language of the keywords in the rule file: nb, nn or en."), listed="languages"),
        *_END)),
    Sheet("objectives", Text("Mål", "Mål", "Objectives"),
          Text("Læringsmålene og det de krever", "Læringsmåla og det dei krev",
               "The objectives and what they require"), (
        attrs.evolve(_set("set", Text("Sett", "Sett", "Set")), locked=True),
        Column("code", Text("Kode", "Kode", "Code"), "name", 13, Text(
            "Koden målet har i forskriften. Krever målet flere nivåer, står koden på flere rader.",
            "Koden målet har i forskrifta. Krev målet fleire nivå, står koden på fleire rader.",
            "The objective's code. Where it requires several levels, the code stands on several rows."),
            required=True, locked=True),
        Column("title", _TITLE, "title", 40, _SHORT_TITLE),
        Column("level", Text("Nivå", "Nivå", "Level"), "name", 18, Text(
            "Kompleksiteten. Uten temaer: nivået er kjent, innholdet ikke analysert.",
            "Kompleksiteten. Utan tema: nivået er kjent, innhaldet ikkje analysert.",
            "The complexity. Without topics: the level is known, the content not analysed."),
            listed="levels"),
        Column("topics", Text("Temaer", "Tema", "Topics"), "names", 52, _TOPIC_LIST),
        _TOLD, _SOURCES, *_END)),
    Sheet("rules", Text("Regler", "Reglar", "Rules"),
          Text("Hvilke gamle mål som gir hvilke nye", "Kva gamle mål som gir kva nye",
               "Which old objectives give which new ones"), (
        _TRANSITION,
        Column("name", Text("Regel", "Regel", "Rule"), "name", 20, Text(
            "Et kort navn, eget for hver regel.", "Eit kort namn, eige for kvar regel.",
            "A short name, one of its own for each rule."), required=True),
        Column("type", Text("Type", "Type", "Type"), "choice", 13, Text(
            "regel, utkast (overfører ingenting) eller videreført (samme kode i begge sett)",
            "regel, utkast (overfører ingenting) eller vidareført (same kode i begge sett)",
            "rule, draft (transfers nothing) or carried (the same code in both sets)"), listed="types"),
        Column("old", Text("Gamle mål", "Gamle mål", "Old objectives"), "old", 34, Text(
            "NUK-001 og (NUK-002 eller NUK-003). Ved videreført: koder, «alle» eller «alle unntatt …».",
            "NUK-001 og (NUK-002 eller NUK-003). Ved vidareført: kodar, «alle» eller «alle unnateke …».",
            "NUK-001 and (NUK-002 or NUK-003). For carried: codes, `all` or `all except …`."), required=True),
        Column("relation", Text("Forhold", "Forhold", "Relation"), "relation", 11, Text(
            "≥ dekker, = tilsvarer, > mer enn, ≤ dekkes av, < mindre enn, ~ overlapper, ≠ uten samsvar",
            "≥ dekkjer, = svarar til, > meir enn, ≤ blir dekt av, < mindre enn, ~ overlappar, ≠ utan samsvar",
            "≥ covers, = equals, > more, ≤ covered by, < less, ~ overlaps, ≠ unrelated"), listed="relations"),
        Column("content", Text("I innhold", "I innhald", "In content"), "relation", 12, Text(
            "Bare når innhold og kompleksitet er ulike. Da står «Forhold» tomt.",
            "Berre når innhald og kompleksitet er ulike. Då står «Forhold» tomt.",
            "Only where content and complexity differ. Then Relation is empty."), listed="relations"),
        Column("complexity", Text("I kompleksitet", "I kompleksitet", "In complexity"), "relation", 16,
               Text("Se «I innhold».", "Sjå «I innhald».", "See In content."), listed="relations"),
        Column("new", Text("Nye mål", "Nye mål", "New objectives"), "codes", 22, _CODES),
        _TOLD, _TITLES, _REASONS, _SOURCES, *_END)),
    Sheet("fates", Text("Utgår og nytt", "Går ut og nytt", "Retired and new"),
          Text("Gamle mål uten etterfølger, nye mål uten forgjenger",
               "Gamle mål utan etterfølgjar, nye mål utan forgjengar",
               "Old objectives that lead nowhere, new ones without a forerunner"), (
        _TRANSITION,
        Column("type", Text("Type", "Type", "Type"), "choice", 13, Text(
            "utgår eller nytt", "går ut eller nytt", "retired or new"), required=True, listed="fates"),
        Column("codes", Text("Mål", "Mål", "Objectives"), "codes", 34, _CODES, required=True),
        _TOLD, _TITLES, _REASONS, _SOURCES, *_END)),
    Sheet("judgements", Text("Skjønn", "Skjønn", "Judgements"),
          Text("Faglige vurderinger av temaer", "Faglege vurderingar av tema",
              "Professional judgements on topics"), (
        _TRANSITION,
        Column("name", Text("Skjønn", "Skjønn", "Judgement"), "name", 22, required=True),
        Column("covered", Text("Tema", "Tema", "Topic"), "topics", 34, required=True),
        Column("relation", Text("Forhold", "Forhold", "Relation"), "relation", 11, Text(
            "≤ dekkes av, = tilsvarer", "≤ blir dekt av, = svarar til", "≤ covered by, = equals"),
            listed="judgement-relations"),
        Column("covering", Text("Temaer som dekker", "Tema som dekkjer", "Covering topics"), "topics",
            34, Text(
            "Flere temaer: med «og» mellom.", "Fleire tema: med «og» mellom.",
            "Several topics: with `and` between."),
            required=True),
        _TOLD, _REASONS, _SOURCES, *_END)),
    Sheet("examples", Text("Eksempler", "Døme", "Examples"),
          Text("Leger som prøver reglene", "Legar som prøver reglane", "Doctors that try the rules"), (
        _TRANSITION,
        Column("title", Text("Eksempel", "Døme", "Example"), "title", 44, required=True),
        Column("given", Text("Godkjent", "Godkjent", "Approved"), "given", 34, Text(
            "Koder med dato, komma mellom: NUK-001 2023-05-02, NUK-004. Tomt: ingenting er godkjent.",
            "Kodar med dato, komma mellom: NUK-001 2023-05-02, NUK-004. Tomt: ingenting er godkjent.",
            "Codes with dates, commas between: NUK-001 2023-05-02, NUK-004. Empty: nothing approved.")),
        Column("transferred", Text("Overføres", "Blir overført", "Transferred"), "groups", 24, _CODES),
        Column("transferred-only", Text("Overføres bare", "Blir overført berre", "Transferred only"),
            "groups", 24, _CODES),
        Column("assessed", Text("Vurderes", "Blir vurdert", "Assessed"), "groups", 24, _CODES),
        Column("assessed-only", Text("Vurderes bare", "Blir vurdert berre", "Assessed only"), "groups",
            24, _CODES),
        _TOLD, *_END)),
    Sheet("nevers", Text("Aldri", "Aldri", "Never"),
          Text("Det som aldri må kunne overføres", "Det som aldri må kunne overførast",
              "What must never be granted"), (
        _TRANSITION,
        Column("objective", Text("Nytt mål", "Nytt mål", "New objective"), "code", 18, required=True),
        Column("unless", Text("Uten", "Utan", "Without"), "expression", 40, Text(
            "NUK-001 og (NUK-002 eller NUK-003)", "NUK-001 og (NUK-002 eller NUK-003)",
            "NUK-001 and (NUK-002 or NUK-003)"), required=True),
        _TOLD, _REASONS, _SOURCES, *_END)),
    Sheet("topics", Text("Temaer", "Tema", "Topics"),
          Text("Innholdet, og hva som er del av hva", "Innhaldet, og kva som er del av kva",
               "The content, and what is part of what"), (
        Column("name", Text("Tema", "Tema", "Topic"), "name", 30, required=True),
        Column("title", _TITLE, "title", 40),
        Column("includes", Text("Omfatter", "Omfattar", "Includes"), "names", 46, Text(
            "Deler; temaet kan være mer enn disse.", "Delar; temaet kan vere meir enn desse.",
            "Parts; the topic may be more than these.")),
        Column("consists", Text("Består av", "Består av", "Consists of"), "names", 46, Text(
            "Delene som til sammen er hele temaet.", "Delane som til saman er heile temaet.",
            "The parts that are the whole topic.")),
        _TOLD, _SOURCES, *_END)),
    Sheet("levels", Text("Nivåer", "Nivå", "Levels"),
          Text("Rekkefølgen mellom nivåene", "Rekkjefølgja mellom nivåa", "The order of the levels"), (
        Column("name", Text("Skala", "Skala", "Scale"), "name", 22, required=True),
        Column("chain", Text("Rekke", "Rekkje", "Chain"), "chain", 60, Text(
            "Fra lavt til høyt: kjennskap < kunnskap < god-kunnskap. Flere rekker: flere rader.",
            "Frå lågt til høgt: kjennskap < kunnskap < god-kunnskap. Fleire rekkjer: fleire rader.",
            "Low to high: awareness < knowledge < good-knowledge. Several chains: several rows."),
            required=True),
        _TOLD, _SOURCES, *_END)),
    Sheet("sets", Text("Sett", "Sett", "Sets"),
          Text("Settene og når de gjelder", "Setta og når dei gjeld",
              "The sets and when they are in force"), (
        Column("name", Text("Sett", "Sett", "Set"), "name", 16, required=True, locked=True),
        Column("title", _TITLE, "title", 50),
        Column("start", Text("Gyldig fra", "Gyldig frå", "Valid from"), "date", 12),
        Column("end", Text("Gyldig til", "Gyldig til", "Valid until"), "date", 12, Text(
            "Den første dagen settet ikke lenger gjelder.", "Den første dagen settet ikkje lenger gjeld.",
            "The first day the set is no longer valid.")),
        _TOLD, _SOURCES, *_END)),
    Sheet("transitions", Text("Overganger", "Overgangar", "Transitions"),
          Text("Fra hvilket sett til hvilket, og når", "Frå kva sett til kva, og når",
              "From which set to which, and when"), (
        _set("old", Text("Gammelt sett", "Gammalt sett", "Old set")),
        _set("new", Text("Nytt sett", "Nytt sett", "New set")),
        Column("day", Text("Fra dato", "Frå dato", "From date"), "date", 12, required=True),
        _TOLD, _SOURCES, *_END)),
    Sheet("cohorts", Text("Frister", "Fristar", "Cut-offs"),
          Text("Senere frist for dem som begynte tidlig", "Seinare frist for dei som byrja tidleg",
               "A later cut-off for those who began early"), (
        _TRANSITION,
        Column("before", Text("Påbegynt før", "Byrja før", "Started before"), "date", 14, required=True),
        Column("until", Text("Fullfører til", "Fullfører til", "Completes until"), "date", 14, required=True),
        _TOLD, _REASONS, _SOURCES, *_END)),
    Sheet("files", Text("Filer", "Filer", "Files"),
          Text("Regelfilene og hva som står først i dem", "Regelfilene og kva som står først i dei",
               "The rule files and what stands first in them"), (
        Column("name", Text("Fil", "Fil", "File"), "name", 40, required=True),
        Column("uses", Text("Bruker filene", "Bruker filene", "Uses the files"), "paths", 50),
        Column("comment", Text("Kommentar øverst", "Kommentar øvst", "Comment at the top"), "comments", 70),
        _ALLOWED,
        Column("tail", Text("Kommentar nederst", "Kommentar nedst", "Comment at the end"), "comments", 40))),
)  # fmt: skip
"""The sheets in the order they stand in the workbook."""

FRONT = Text("Les meg", "Les meg", "Read me")
LISTS = Text("Lister", "Lister", "Lists")


def folded(name: str) -> str:
    """A name of a sheet or column as it is looked up: whatever space, case and dots it was typed with."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace(".", "").split())


SHEET_NAMED: Mapping[str, Sheet] = {
    folded(getattr(sheet.name, lang)): sheet for sheet in SHEETS for lang in LANGUAGES
}
"""The sheets by their names in any language."""

NOT_READ = frozenset(folded(getattr(text, lang)) for text in (FRONT, LISTS) for lang in LANGUAGES)
"""The names of the sheets that hold nothing of the rulebook."""


def columns_named(sheet: Sheet) -> Mapping[str, Column]:
    """The columns of ``sheet`` by their headers in any language."""
    return {folded(getattr(column.name, lang)): column for column in sheet.columns for lang in LANGUAGES}
