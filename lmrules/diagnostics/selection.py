"""Which diagnostics a run shows: ``--select`` and ``--ignore``, by code, prefix of a code, or name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import attrs

from lmrules.diagnostics.code import Code
from lmrules.messages import Text

_PREFIX = re.compile(r"LM[0-9]{0,3}")
_ALWAYS = re.compile(r"LM[01239]")

UNKNOWN = Text("koden `{given}` finnes ikke", "koden `{given}` finst ikkje", "there is no code `{given}`")
NOT_IGNORED = Text(
    "`{given}` kan ikke utelates: LM0xx–LM3xx gjelder om regelverket er til å stole på, og vises alltid",
    "`{given}` kan ikkje utelatast: LM0xx–LM3xx gjeld om regelverket er til å stole på, og blir alltid vist",
    "`{given}` cannot be ignored: LM0xx–LM3xx are about whether the rulebook can be trusted, and always show",
)


class SelectionError(ValueError):
    """A ``--select`` or ``--ignore`` that cannot be followed: ``given`` is what was asked for."""

    def __init__(self, text: Text, given: str) -> None:
        super().__init__(text.fill("en", {"given": given}))
        self.text = text
        self.given = given


@attrs.frozen
class Selection:
    """The ids of the codes that are shown beside those that always are."""

    shown: frozenset[str]

    def shows(self, code: Code) -> bool:
        """Whether a diagnostic of ``code`` is shown. LM0xx–LM3xx, and our own faults, always are."""
        return code.id in self.shown or _ALWAYS.match(code.id) is not None


def selection(select: Iterable[str] | None, ignore: Iterable[str], codes: Collection[Code]) -> Selection:
    """What ``select`` (None: all) leaves after ``ignore``; :class:`SelectionError` for a bad request."""
    shown = {code.id for code in codes}
    if select is not None:
        shown = {id_ for given in select for id_ in _meant(given, codes)}
    for given in ignore:
        meant = _meant(given, codes)
        if any(_ALWAYS.match(id_) for id_ in meant):
            raise SelectionError(NOT_IGNORED, given)
        shown -= meant
    return Selection(frozenset(shown))


def one_by_one(given: Iterable[str]) -> tuple[str, ...]:
    """The codes asked for: they may be given one by one, or several with commas."""
    return tuple(code.strip() for codes in given for code in codes.split(",") if code.strip())


def _meant(given: str, codes: Collection[Code]) -> frozenset[str]:
    """The ids of the codes that ``given`` means; it may also be written ``LM4xx``."""
    prefix = re.sub(r"(?<=[0-9])x+\Z", "", given)
    if _PREFIX.fullmatch(prefix):
        meant = frozenset(code.id for code in codes if code.id.startswith(prefix))
        # A series may be empty in one version and not in the next.
        if meant or len(prefix) <= len("LM4"):
            return meant
    meant = frozenset(code.id for code in codes if code.name == given)
    if not meant:
        raise SelectionError(UNKNOWN, given)
    return meant
