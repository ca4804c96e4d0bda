"""From what stands in a cell to the words of a rule file. No cell can say more than its column is for.

Lists are quoted where names need it, so that `FKM 1.2` may be written as it is. Expressions are rule text
already, and are let through where every word of them is one that an expression may have.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from lmrules.formatting.words import SIGNS
from lmrules.interchange.xlsx_cells import texts_in
from lmrules.interchange.xlsx_opening import Cell
from lmrules.interchange.xlsx_places import CellError
from lmrules.messages import Text, Words
from lmrules.syntax.keywords import KEYWORDS, Keyword
from lmrules.syntax.parse import grammar
from lmrules.syntax.writing import write_name, write_text

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIKE_A_DAY = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_ARROW = re.compile(r"('[^']*'|[^']*?)\s*(?:→|->|⟶)\s*('[^']*'|[^']*)")
_NAMES = frozenset({"NAME", "NUMBER", "QUOTED"})
_PUNCTUATION = frozenset("(),/") | {".."}

_NOT_A_DAY = Text("`{value}` er ikke en dato på formen ÅÅÅÅ-MM-DD",
    "`{value}` er ikkje ein dato på forma ÅÅÅÅ-MM-DD",
                  "`{value}` is not a date of the form YYYY-MM-DD")  # fmt: skip
_WRITE_DAY = Text(
    "skriv datoen som 2025-03-01", "skriv datoen som 2025-03-01", "write the date as 2025-03-01"
)
_NO_NAME = Text(
    "`{value}` kan ikke være et navn", "`{value}` kan ikkje vere eit namn", "`{value}` cannot be a name"
)
_NAME_HINT = Text(
    "et navn står på én linje og har ingen enkle anførselstegn",
    "eit namn står på éi linje og har ingen enkle hermeteikn",
    "a name stands on one line and has no single quotes",
)
_NOT_HERE = Text("`{value}` kan ikke stå her", "`{value}` kan ikkje stå her", "`{value}` cannot stand here")
_IN_EXPRESSION = Text(
    "her står koder, {words} og parenteser; en kode med mellomrom står i enkle anførselstegn",
    "her står kodar, {words} og parentesar; ein kode med mellomrom står i enkle hermeteikn",
    "here stand codes, {words} and parentheses; a code with spaces stands in single quotes",
)
_WRONG_DASH = Text("her står tegnet `{value}`, som ser ut som en bindestrek",
    "her står teiknet `{value}`, som ser ut som ein bindestrek",
                   "here is the character `{value}`, which looks like a hyphen")  # fmt: skip
_HYPHEN = Text(
    "Excel og Word bytter ut bindestreken av seg selv; skriv den på nytt: -",
    "Excel og Word byter ut bindestreken av seg sjølv; skriv han på nytt: -",
    "Excel and Word replace the hyphen by themselves; type it again: -",
)
_NOT_ONE_OF = Text(
    "`{value}` kan ikke velges her", "`{value}` kan ikkje veljast her", "`{value}` cannot be chosen here"
)
_CHOOSE = Text("velg {words}", "vel {words}", "choose {words}")
_NOT_A_TRANSITION = Text(
    "`{value}` er ikke en overgang", "`{value}` er ikkje ein overgang", "`{value}` is not a transition"
)
_FROM_TO = Text("skriv gammelt sett → nytt sett", "skriv gammalt sett → nytt sett", "write old set → new set")
_NOT_A_NUMBER = Text(
    "`{value}` er ikke et nummer", "`{value}` er ikkje eit nummer", "`{value}` is not a number"
)
_NUMBER_HINT = Text("skriv et tall, eller la cellen stå tom", "skriv eit tal, eller la cella stå tom",
                    "write a number, or leave the cell empty")  # fmt: skip
_EMPTY_ITEM = Text(
    "det står to komma etter hverandre", "det står to komma etter kvarandre", "there are two commas in a row"
)
_FILL_IN = Text("fjern det ene, eller skriv det som mangler", "fjern det eine, eller skriv det som manglar",
                "remove one, or write what is missing")  # fmt: skip


def phrases(*keys: str) -> Mapping[str, Keyword]:
    """The keywords of these English spellings, by every way to write them."""
    return {phrase: keyword for keyword in KEYWORDS if keyword.en in keys for phrase in keyword.phrases}


_IN_EXPRESSIONS = frozenset(
    word for phrase in phrases("and", "or", "at least", "of") for word in phrase.split()
)


# ------------------------------------------------------------------------------------------- single things


def name(text: str) -> str:
    """A name as a rule file has it, in quotes where it must be."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == "'":
        bare = bare[1:-1]
    elif bare.endswith("'"):
        bare = bare[:-1]  # see `_mended`
    if not bare or "'" in bare or re.search(r"[\r\n]", bare):
        raise CellError(_NO_NAME, _NAME_HINT, value=text.strip()[:60])
    return write_name(bare)


def day(cell: Cell) -> str:
    """A date."""
    if isinstance(cell.value, dt.date):
        return cell.value.isoformat()
    if not _DAY.fullmatch(cell.text.strip()):
        raise CellError(_NOT_A_DAY, _WRITE_DAY, value=cell.text.strip()[:60])
    return cell.text.strip()


def number(cell: Cell) -> float:
    """A place in a file."""
    try:
        return float(cell.text.strip().replace(",", "."))
    except ValueError:
        raise CellError(_NOT_A_NUMBER, _NUMBER_HINT, value=cell.text.strip()[:60]) from None


def chosen(text: str, *keys: str) -> Keyword:
    """The keyword that a cell names, among those with these English spellings."""
    known = phrases(*keys)
    keyword = known.get(" ".join(text.casefold().split()))
    if keyword is None:
        words = Words(tuple(Text(k.nb, k.nn, k.en) for k in dict.fromkeys(known.values())), "or")
        raise CellError(_NOT_ONE_OF, _CHOOSE, value=text.strip()[:60], words=words)
    return keyword


def sign(text: str) -> str:
    """A relation."""
    bare = " ".join(text.casefold().split())
    if bare not in SIGNS:
        raise CellError(_NOT_ONE_OF, _CHOOSE, value=text.strip()[:60], words=Words(tuple("≥=>≤<~≠"), "or"))
    return SIGNS[bare]


def transition(text: str) -> tuple[str, str]:
    """The two sets of a transition, as a rule file has them."""
    match = _ARROW.fullmatch(text.strip())
    if match is None or not match[1].strip() or not match[2].strip():
        raise CellError(_NOT_A_TRANSITION, _FROM_TO, value=text.strip()[:60])
    return name(match[1]), name(match[2])


def title(text: str) -> str:
    """A title in quotes: one text, on however many lines it stands in its cell."""
    return write_text(" ".join(texts_in(text)))


def texts(cell: Cell) -> list[str]:
    """The texts of a cell, in quotes."""
    return [write_text(text) for text in texts_in(cell.text)]


# ------------------------------------------------------------------------------------------- lists


def outside_quotes(text: str, mark: str) -> list[str]:
    """``text`` cut at every ``mark`` that stands outside single quotes."""
    parts = [""]
    inside = False
    at = 0
    while at < len(text):
        if text[at] == "'":
            inside = not inside
        if not inside and text.startswith(mark, at):
            parts.append("")
            at += len(mark)
            continue
        parts[-1] += text[at]
        at += 1
    return parts


def _mended(text: str) -> str:
    """``text`` with the apostrophe that Excel takes for a sign of its own where it begins what is typed."""
    return f"'{text.lstrip()}" if text.count("'") % 2 else text


def _items(text: str, of: Callable[[str], str]) -> str:
    items = outside_quotes(_mended(text), ",")
    if any(not item.strip() for item in items):
        raise CellError(_EMPTY_ITEM, _FILL_IN)
    return ", ".join(of(item) for item in items)


def names(text: str) -> str:
    """Names with commas between."""
    return _items(text, name)


def code(text: str) -> str:
    """A code: with its set, or a run of codes, if it is written so."""
    of_set, slash, rest = _cut(text, "/")
    first, dots, last = _cut(rest, "..")
    written = name(first) + (f"..{name(last)}" if dots else "")
    return f"{name(of_set)}/{written}" if slash else written


def _cut(text: str, mark: str) -> tuple[str, bool, str]:
    """What stands before the only ``mark``, whether there is one, and what stands after it."""
    parts = outside_quotes(text, mark)
    if len(parts) == 1:
        return ("", False, text) if mark == "/" else (text, False, "")
    if len(parts) > 2:  # noqa: PLR2004 - one on either side
        raise CellError(_NO_NAME, _NAME_HINT, value=text.strip()[:60])
    return parts[0], True, parts[1]


def codes(text: str) -> str:
    """Codes with commas between."""
    return _items(text, code)


def groups(text: str) -> Iterator[str]:
    """Several lists of codes with semicolons between."""
    for group in outside_quotes(text, ";"):
        if group.strip():
            yield codes(group)


def given(text: str) -> str:
    """Codes, each with its date where there is one."""
    nothing = phrases("nothing")
    if " ".join(text.casefold().split()) in nothing:
        return ""
    return _items(text, _held)


def _held(item: str) -> str:
    *first, last = item.split()
    if first and _LIKE_A_DAY.fullmatch(last):
        if not _DAY.fullmatch(last):
            raise CellError(_NOT_A_DAY, _WRITE_DAY, value=last)
        return f"{code(item.rstrip().removesuffix(last))} {last}"
    return code(item)


def carried(text: str) -> tuple[str, str]:
    """What a `videreført` takes in: codes, or all but some: what is listed, and what is left out."""
    for everything in phrases("all"):
        for but in phrases("except"):
            match = re.fullmatch(rf"\s*{everything}\s+{but}\s+(.+)", text, re.DOTALL | re.IGNORECASE)
            if match:
                return "", codes(match[1])
        if text.strip().casefold() == everything:
            return "", ""
    return codes(text), ""


# ------------------------------------------------------------------------------------------- rule text


def expression(text: str) -> str:
    """An expression of codes, if it is nothing more."""
    return _let_through(text, _IN_EXPRESSIONS, _PUNCTUATION)


def topics(text: str) -> str:
    """Topics with `og` between."""
    return _let_through(text, frozenset(phrases("and")), frozenset({"/", ".."}))


def chain(text: str) -> str:
    """Levels with `<` or `=` between."""
    return _let_through(text, frozenset(), frozenset({"<", "=", ","}))


def _let_through(text: str, words: Iterable[str], signs: Iterable[str]) -> str:
    text = _mended(text)
    dash = _DASH.search(re.sub(r"'[^']*'", "", text))
    if dash:
        raise CellError(_WRONG_DASH, _HYPHEN, value=dash.group())
    for token in grammar().lex(text):
        if token.type not in _NAMES and str(token) not in words and str(token) not in signs:
            shown = Words(tuple(sorted(words)))
            raise CellError(_NOT_HERE, _IN_EXPRESSION, value=str(token)[:60], words=shown)
    # One line, but nothing inside quotes is touched.
    return re.sub(r"[\r\n\t]+", " ", text).strip()
