"""The words of the consequence view."""

from __future__ import annotations

from lmrules.messages import Text

WORDS = {
    "title": Text("Konsekvens", "Konsekvens", "Consequence"),
    "lead": Text(
        "Slipp en Excel- eller CSV-fil med godkjenninger her for å se hva regelverket betyr for mange leger. "
        "Filen blir lest og glemt igjen. Den forlater ikke denne maskinen, og siden viser ingen personer.",
        "Slepp ei Excel- eller CSV-fil med godkjenningar her for å sjå kva regelverket betyr for mange "
        "legar. Fila blir lesen og gløymd igjen. Ho forlèt ikkje denne maskina, og sida viser "
        "ingen personar.",
        "Drop an Excel or CSV file of approvals here to see what the rulebook means for many doctors. "
        "The file is read and forgotten again. It does not leave this machine, and the page shows "
        "no persons.",
    ),
    "columns": Text(
        "Kolonnene heter lis, læringsmål og godkjent. Sett, status og påbegynt kan være med.",
        "Kolonnane heiter lis, læringsmål og godkjent. Sett, status og påbyrja kan vere med.",
        "The columns are called person, objective and approved. Set, status and started may be there.",
    ),
    "choose": Text("Velg fil", "Vel fil", "Choose a file"),
    "drop": Text("eller slipp den her", "eller slepp ho her", "or drop it here"),
    "chosen": Text("Fil: {name}", "Fil: {name}", "File: {name}"),
    "forget": Text("Glem filen", "Gløym fila", "Forget the file"),
    "forgotten": Text("Filen er glemt.", "Fila er gløymd.", "The file is forgotten."),
    "unreadable": Text(
        "Nettleseren får ikke lest filen. Er den flyttet eller endret, velg den på nytt.",
        "Nettlesaren får ikkje lese fila. Er ho flytt eller endra, vel ho på nytt.",
        "The browser cannot read the file. If it has moved or changed, choose it again.",
    ),
    "as-of": Text("Regn per dato", "Rekn per dato", "As of"),
    "to": Text("Overfør til", "Overfør til", "Transfer to"),
    "counting": Text("Regner …", "Reknar …", "Counting …"),
    "rejected": Text(
        "{count} rader kan ikke brukes og er ikke med i tallene",
        "{count} rader kan ikkje brukast og er ikkje med i tala",
        "{count} rows cannot be used and are not in the numbers",
    ),
    "rejected-one": Text(
        "1 rad kan ikke brukes og er ikke med i tallene",
        "1 rad kan ikkje brukast og er ikkje med i tala",
        "1 row cannot be used and is not in the numbers",
    ),
    "rejected-more": Text("… og {count} til", "… og {count} til", "… and {count} more"),
    "row": Text("Rad", "Rad", "Row"),
    "line": Text("Linje i filen", "Linje i fila", "Line of the file"),
    "problem": Text("Hva som er galt", "Kva som er gale", "What is wrong"),
    "same": Text(
        "Regelverket betyr det samme som det som er lagret. Ingen får eller mister noe.",
        "Regelverket betyr det same som det som er lagra. Ingen får eller mistar noko.",
        "The rulebook means the same as what is saved. Nobody gains or loses anything.",
    ),
    "nobody": Text(
        "Regelverket er endret, men for ingen av disse legene betyr det noe.",
        "Regelverket er endra, men for ingen av desse legane betyr det noko.",
        "The rulebook is changed, but it means nothing for any of these doctors.",
    ),
    "changed": Text(
        "Mot det som er lagret: {gaining} får noe, og {losing} mister noe.",
        "Mot det som er lagra: {gaining} får noko, og {losing} mistar noko.",
        "Against what is saved: {gaining} gain something, and {losing} lose something.",
    ),
    "errors": Text(
        "Det som er lagret, har feil og kan ikke sammenlignes.",
        "Det som er lagra, har feil og kan ikkje samanliknast.",
        "What is saved has errors and cannot be compared.",
    ),
    "no-set": Text(
        "Det som er lagret, har ikke dette settet og kan ikke sammenlignes.",
        "Det som er lagra, har ikkje dette settet og kan ikkje samanliknast.",
        "What is saved does not have this set and cannot be compared.",
    ),
    "objectives": Text(
        "Antall leger for hvert nye mål",
        "Talet på legar for kvart nye mål",
        "Number of doctors for each new objective",
    ),
    "objective": Text("Nytt mål", "Nytt mål", "New objective"),
    "transferred": Text("Overføres", "Blir overført", "Transferred"),
    "assessment": Text("Må vurderes", "Må vurderast", "To be assessed"),
    "assess-nearly": Text(
        "Må vurderes, mangler én godkjenning",
        "Må vurderast, manglar éi godkjenning",
        "To be assessed, one approval short",
    ),
    "assess-rest": Text("Må vurderes ellers", "Må vurderast elles", "To be assessed otherwise"),
    "nearly": Text("Mangler én", "Manglar éi", "One short"),
    "approved": Text("Godkjent fra før", "Godkjent frå før", "Approved already"),
    "why": Text("Hvorfor vurderes", "Kvifor vurderast", "Why assessed"),
    "gains": Text("Får", "Får", "Gain"),
    "loses": Text("Mister", "Mistar", "Lose"),
    "missing": Text(
        "oftest mangler {code} ({count})", "oftast manglar {code} ({count})", "most lack {code} ({count})"
    ),
    "gone": Text(
        "Mål som er fjernet: {codes}", "Mål som er fjerna: {codes}", "Objectives that are gone: {codes}"
    ),
    "only-changed": Text(
        "Bare mål der noen får eller mister",
        "Berre mål der nokon får eller mistar",
        "Only objectives that somebody gains or loses",
    ),
    "rows": Text("Hva som skjedde med radene", "Kva som hende med radene", "What became of the rows"),
    "fate": Text("Godkjenningen", "Godkjenninga", "The approval"),
    "count": Text("Rader", "Rader", "Rows"),
    "small": Text(
        "Små tall kan peke ut enkeltpersoner. Tenk på det før du deler dem.",
        "Små tal kan peike ut enkeltpersonar. Tenk på det før du deler dei.",
        "Small numbers may point to single persons. Mind that before you share them.",
    ),
}
