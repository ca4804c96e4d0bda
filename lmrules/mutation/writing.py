"""Examples as rule text, ready to paste: the fewest approvals that show something, and what comes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import attrs

from lmrules.examples import Ground, outcome_of
from lmrules.kernel import granted
from lmrules.messages import Language, Text
from lmrules.model.model import Example, Expectation, ObjectiveId
from lmrules.source import Source, Span
from lmrules.syntax.keywords import SPELLINGS
from lmrules.syntax.writing import write_name, write_text

_NOWHERE = Span(Source("", ""), 0, 0)
_WIDTH = 96
_MOST_NAMED = 12
_EXPECTED: Mapping[str, str] = {"transferred": "then transfers", "assessment": "then assesses"}
_GIVES = Text("{held} gir {objective}", "{held} gir {objective}", "{held} gives {objective}")
_NOT_ENOUGH = Text(
    "{held} er ikke nok til {objective}",
    "{held} er ikkje nok til {objective}",
    "{held} is not enough for {objective}",
)
_AND = Text(" og ", " og ", " and ")
_NOTHING = Text("ingenting", "ingenting", "nothing")
_MORE = Text("{codes} og {n} til", "{codes} og {n} til", "{codes} and {n} more")


@attrs.frozen(eq=False)
class Offer:
    """An example that shows something: as a value, and as text."""

    example: Example
    text: str


def offer(
    ground: Ground, held: Iterable[tuple[ObjectiveId, dt.date]], about: ObjectiveId, *, dated: bool = False
) -> Offer:
    """The example that says what ``held`` gives ``about``; its title names the day where it is ``dated``."""
    given = tuple(sorted(held))
    bare = Example(span=_NOWHERE, title="", given=given, expectations=())
    counting, approved = ground.counting(bare)
    grants = granted(ground.step.granting, counting)
    got = outcome_of(about, grants, approved)
    whole = tuple(o for o in ground.new if o in grants and o not in approved)
    expectations = []
    if got == "transferred" and len(whole) <= _MOST_NAMED:
        expectations.append(Expectation("transferred", True, whole, _NOWHERE))
    elif got == "transferred":
        expectations.append(Expectation("transferred", False, (about,), _NOWHERE))
    else:
        if 0 < len(whole) <= _MOST_NAMED:
            expectations.append(Expectation("transferred", True, whole, _NOWHERE))
        expectations.append(Expectation("assessment", False, (about,), _NOWHERE))
    example = attrs.evolve(
        bare,
        title=_title(
            [_named(ground, o) + (f" {day.isoformat()}" if dated else "") for o, day in given],
            _named(ground, about),
            transferred=got == "transferred",
            lang=ground.book.keywords,
        ),
        expectations=tuple(expectations),
    )
    return Offer(example, write_example(ground, example))


def _named(ground: Ground, objective: ObjectiveId) -> str:
    """An objective as a title has it: with its set where both sets have the code."""
    return str(objective) if "/" in write_code(ground, objective) else objective.code


def _title(codes: Sequence[str], about: str, *, transferred: bool, lang: Language) -> str:
    if len(codes) > 4:  # noqa: PLR2004 - a title is one line
        shown = _MORE.fill(lang, {"codes": ", ".join(codes[:3]), "n": len(codes) - 3})
    else:
        shown = _AND.fill(lang).join(codes) or _NOTHING.fill(lang)
    title = (_GIVES if transferred else _NOT_ENOUGH).fill(lang, {"held": shown, "objective": about})
    return title[:1].upper() + title[1:]


def write_example(ground: Ground, example: Example) -> str:
    """``example`` as rule text, indented as it stands in a transition."""

    def word(key: str) -> str:
        return SPELLINGS[key][ground.book.keywords]

    lines = [f"    {word('example')} {write_text(example.title)}"]
    if example.given:
        held = [f"{write_code(ground, o)} {day.isoformat()}" for o, day in example.given]
        lines += listed(f"        {word('given')} ", held, "            ")
    else:
        lines.append(f"        {word('given')} {word('nothing')}")
    for expectation in example.expectations:
        only = f" {word('only')}" if expectation.only else ""
        codes = [write_code(ground, o) for o in expectation.objectives]
        lines += listed(f"        {word(_EXPECTED[expectation.outcome])}{only} ", codes, "            ")
    return "\n".join(lines) + "\n"


def write_code(ground: Ground, objective: ObjectiveId) -> str:
    """A code as its transition needs it: with its set where both sets have it."""
    sets = ground.book.set_named
    transition = ground.step.transition
    both = objective.code in sets[transition.old].codes and objective.code in sets[transition.new].codes
    code = write_name(objective.code)
    return f"{write_name(objective.set)}/{code}" if both else code


def listed(head: str, items: Sequence[str], indent: str) -> list[str]:
    """``items`` with commas between them after ``head``, broken into lines."""
    lines, line = [], head
    for index, item in enumerate(items):
        piece = item + ("," if index < len(items) - 1 else "")
        if line.strip() and len(line) + len(piece) > _WIDTH and line != head:
            lines.append(line.rstrip())
            line = indent
        line += piece + " "
    return [*lines, line.rstrip()]
