"""Codes of one transition: which objective each stands for, and what a run of codes stands for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, Never, TypeAlias

import attrs

from lmrules.diagnostics import Diagnostic
from lmrules.diagnostics import codes_names as codes
from lmrules.messages import Text, visible
from lmrules.model.model import ObjectiveId, ObjectiveSet
from lmrules.model.scope import unknown
from lmrules.syntax import ast

_NUMBERED = re.compile(r"(.*?)([0-9]+)", re.DOTALL)
_NO_NUMBER = Text("slutter ikke med et nummer", "sluttar ikkje med eit nummer", "does not end in a number")
_OTHER_WIDTH = Text("har ulikt antall sifre", "har ulikt tal på siffer", "has different numbers of digits")
_BACKWARDS = Text(
    "går baklengs", "går baklengs", "goes backwards"
)  # fmt: skip
_TOO_LONG = Text("er for lang", "er for lang", "is too long")
_LONGEST_RUN = 1_000


Noted: TypeAlias = Callable[[ast.Code, ObjectiveId], None]
"""Is told what each code was found to stand for; a run of codes, and one of both sets, more than once."""


def not_noted(code: ast.Code, objective: ObjectiveId) -> None:
    """Nobody asks where codes are used."""


class Unresolved(Exception):
    """A code that stands for nothing known; its diagnostic, if any is due, has been reported."""


@attrs.define(kw_only=True)
class Codes:
    """The codes of the transition ``old`` → ``new``."""

    old: ObjectiveSet
    new: ObjectiveSet
    excused: set[str]
    found: list[Diagnostic]
    noted: Noted = not_noted

    @property
    def transition(self) -> str:
        """The transition's name."""
        return f"{self.old.name}→{self.new.name}"

    def one(self, code: ast.Code, prefer: Literal["old", "new"] | None = None) -> ObjectiveId:
        """The objective that a single ``code`` stands for; :class:`Unresolved` if none.

        ``prefer`` decides where both sets have the code and the statement leaves no doubt of the side.
        """
        if code.last is not None:
            self.bad_run(code, Text("kan ikke stå her", "kan ikkje stå her", "cannot stand here"))
        return self.named(code, code.code.text, prefer)

    def many(self, listed: tuple[ast.Code, ...], prefer: Literal["old", "new"] | None) -> list[ObjectiveId]:
        """The objectives of a list of codes and runs; those that stand for nothing are left out."""
        objectives = []
        for code in listed:
            try:
                objectives += [self.named(code, text, prefer) for text in self.run(code)]
            except Unresolved:
                continue
        return objectives

    def run(self, code: ast.Code) -> list[str]:
        """The codes of a run ``KLS-001..045``, or the code alone; :class:`Unresolved` for a bad run."""
        first = code.code.text
        if code.last is None:
            return [first]
        last = code.last.text
        start = _NUMBERED.fullmatch(first)
        if start is None:
            self.bad_run(code, _NO_NUMBER)
        prefix, low = start.groups()
        high = last.removeprefix(prefix) if prefix else last
        if re.fullmatch("[0-9]+", high) is None:
            self.bad_run(code, _NO_NUMBER)
        if len(low) != len(high):
            self.bad_run(code, _OTHER_WIDTH)
        if int(high) < int(low):
            self.bad_run(code, _BACKWARDS)
        if int(high) - int(low) >= _LONGEST_RUN:
            self.bad_run(code, _TOO_LONG)
        return [f"{prefix}{n:0{len(low)}d}" for n in range(int(low), int(high) + 1)]

    def bad_run(self, code: ast.Code, why: Text) -> Never:
        """Report a run that cannot be read, and give up on it."""
        self.found.append(codes.BAD_RUN.at(code.span, run=code.span.text, why=why))
        raise Unresolved

    def named(self, code: ast.Code, text: str, prefer: Literal["old", "new"] | None) -> ObjectiveId:
        """The objective ``text``, written as (part of) ``code``."""
        objective = self._named(code, text, prefer)
        self.noted(code, objective)
        return objective

    def _named(self, code: ast.Code, text: str, prefer: Literal["old", "new"] | None) -> ObjectiveId:
        if code.set is not None:
            return self.in_set(code.set, code, text)
        in_old, in_new = text in self.old.codes, text in self.new.codes
        if in_old and in_new and prefer is None:
            self.found.append(
                codes.CODE_IN_BOTH_SETS.at(code.span, code=text, old=self.old.name, new=self.new.name)
            )
            raise Unresolved
        if in_old and (prefer == "old" or not in_new):
            return ObjectiveId(self.old.name, text)
        if in_new:
            return ObjectiveId(self.new.name, text)
        self.report_unknown(code, text, (self.old, self.new))
        raise Unresolved

    def in_set(self, set_name: ast.Name, code: ast.Code, text: str) -> ObjectiveId:
        """The objective ``text`` of the set that ``set_name`` names."""
        for objectives in (self.old, self.new):
            if objectives.name == set_name.text:
                if text in objectives.codes:
                    return ObjectiveId(objectives.name, text)
                self.report_unknown(code, text, (objectives,))
                raise Unresolved
        if set_name.text not in self.excused:
            self.found.append(
                codes.OTHER_SET.at(set_name.span, set=set_name.text, transition=self.transition)
            )
        raise Unresolved

    def report_unknown(self, code: ast.Code, text: str, sets: tuple[ObjectiveSet, ...]) -> None:
        """Report a code that none of ``sets`` has, unless it is excused."""
        if text in self.excused:
            return
        titles = {o.id.code: visible(o.title) for s in sets for o in s.objectives}
        name = ast.Name(span=code.code.span, text=text)
        where = sets[0].name if len(sets) == 1 else self.transition
        self.found.append(unknown(name, "objective", titles, titles, where))
