"""How sets and codes are named outside: IRIs and versions out, names in."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from urllib.parse import quote, unquote

import attrs

from lmrules.interchange.crosswalk import UNDATED, Scheme

MANUAL = "ManualMappingCuration"
"""The one justification (of the vocabulary semapv) that says an expert has decided a row."""
UNSPECIFIED = "UnspecifiedMatching"

_BASE = re.compile(r"[a-z][a-z0-9+.-]{1,20}:[!#$%&'()*+,./0-9:;=?@A-Z_a-z~-]{1,200}")
_UUID_SPACE = uuid.UUID("6f2c3b9e-0f3b-5d0a-9d53-7a0e6a3f6d11")
_LAST = re.compile(r"[^/#:]*$")


def default_base(name: str) -> str:
    """What IRIs begin with where nobody has said: a place that exists in no network."""
    return f"https://example.org/lmrules/{quote(name, safe='')}/" if name else "https://example.org/lmrules/"


def is_base(base: str) -> bool:
    """Whether IRIs may begin with ``base``: an absolute IRI in ASCII that ends in a separator."""
    return _BASE.fullmatch(base) is not None and base.endswith(("/", "#", ":"))


def set_iri(base: str, scheme: Scheme) -> str:
    """The IRI of a set in its version."""
    return f"{base}{quote(scheme.name, safe='')}/{quote(scheme.version, safe='')}"


def code_iri(base: str, scheme: Scheme, code: str) -> str:
    """The IRI of an objective in a version of its set."""
    return f"{set_iri(base, scheme)}/{quote(code, safe='')}"


def own_iri(base: str, *parts: str) -> str:
    """The IRI of something of the rulebook's own: a rule, a map."""
    return base + "/".join(quote(part, safe="") for part in ("rules", *parts))


def own_uuid(iri: str) -> str:
    """The UUID of an IRI: always the same."""
    return str(uuid.uuid5(_UUID_SPACE, iri))


class OwnNames:
    """Names that nothing else has: a name that is taken gets a number after it."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def new(self, wanted: str) -> str:
        """``wanted``, or that with the first number that is free."""
        name, number = wanted, self._last.get(wanted, 1)
        while name in self._taken:
            number += 1
            name = f"{wanted}.{number}"
        self._last[wanted] = number
        self._taken.add(name)
        return name


_TAKEN = frozenset(
    {"lmr", "skos", "xkos", "semapv", "sssom", "owl", "rdf", "rdfs", "xsd", "oboinowl", "dct", "prov"}
)
_PREFIX = re.compile("[A-Za-z][A-Za-z0-9_-]*")


def prefixes_of(schemes: Sequence[Scheme]) -> dict[str, str]:
    """A prefix for the codes of each set, by the set's name: that name, where it can be one."""
    prefixes = {
        s.name: s.name if _PREFIX.fullmatch(s.name) and s.name.casefold() not in _TAKEN else f"SET{number}"
        for number, s in enumerate(schemes, 1)
    }
    if len({prefix.casefold() for prefix in prefixes.values()}) < len(prefixes):
        return {name: f"SET{number}" for number, name in enumerate(prefixes, 1)}
    return prefixes


@attrs.frozen
class Side:
    """A set as a file names it: by an IRI (or any word), and perhaps a version."""

    iri: str
    version: str = ""

    @property
    def name(self) -> str:
        """The last part of the IRI that is not the version."""
        iri = self.iri.rstrip("/#")
        if self.version:
            iri = iri.removesuffix(quote(self.version, safe="")).rstrip("/#")
        found = _LAST.search(iri)
        return unquote(found.group() if found else iri)

    @property
    def start(self) -> dt.date | None:
        """The day that the version is, where it is one."""
        return day_of(self.version)


def names_of(source: Side, target: Side) -> tuple[str, str]:
    """What the two sets are called: with their versions where the names alone are the same."""
    if source.name != target.name or source.version == target.version:
        return source.name, target.name
    return f"{source.name}-{source.version}", f"{target.name}-{target.version}"


def code_of(iri: str, side: Side) -> str:
    """The code in the IRI of an objective of ``side``: what comes after the set, else the last part."""
    for prefix in (side.iri.rstrip("/#") + "/", side.iri.rstrip("/#") + "#"):
        if iri.startswith(prefix):
            rest = iri[len(prefix) :]
            if "/" not in rest:
                return unquote(rest)
    found = _LAST.search(iri)
    return unquote(found.group() if found else iri)


def day_of(text: str) -> dt.date | None:
    """The day that ``text`` is, as YYYY-MM-DD; None for anything else."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) or text == UNDATED:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
