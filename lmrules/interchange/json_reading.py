"""JSON whose objects know where they stand, with bounds on depth and numbers, and no key given twice."""

from __future__ import annotations

import json
import json.decoder
import json.scanner
from collections.abc import Callable, Iterator
from typing import Any

from lmrules.interchange.reading import HALF, Findings, cut
from lmrules.messages import Text
from lmrules.source import Span

_MOST_DEPTH = 40
_LONGEST_NUMBER = 40
_BAD = Text("dette er ikke gyldig JSON", "dette er ikkje gyldig JSON", "this is not valid JSON")
_DEEP = Text("JSON er nøstet for dypt", "JSON er nøsta for djupt", "the JSON is nested too deeply")
_TWICE = Text(
    "nøkkelen `{key}` står to ganger i samme objekt",
    "nøkkelen `{key}` står to gonger i same objekt",
    "the key `{key}` stands twice in one object",
)
_NUMBER = Text("et tall er for stort", "eit tal er for stort", "a number is too large")
_NO_OBJECT = Text("det er ikke et JSON-objekt", "det er ikkje eit JSON-objekt", "it is not a JSON object")


class Object(dict[str, Any]):
    """A JSON object; ``at`` is where it begins."""

    at: Span

    def text(self, key: str) -> str:
        """The value of ``key`` where that is a text; else empty."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    def objects(self, key: str) -> Iterator[Object]:
        """The objects in the list ``key`` (it may stand alone); what is none is an empty one, not nothing."""
        value = self.get(key)
        values = value if isinstance(value, list) else [] if value is None else [value]
        return (one if isinstance(one, Object) else self._empty() for one in values)

    def object(self, key: str) -> Object:
        """The object ``key``; an empty one, here, where there is none."""
        value = self.get(key)
        return value if isinstance(value, Object) else self._empty()

    def _empty(self) -> Object:
        empty = Object()
        empty.at = self.at
        return empty


class _Refused(Exception):
    def __init__(self, why: Text, at: int, **fields: object) -> None:
        super().__init__()
        self.why, self.at, self.fields = why, at, fields


class _Decoder(json.JSONDecoder):
    """The decoder of the standard library in Python, told where each object begins."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(
            object_pairs_hook=list, parse_int=_short(int), parse_float=_short(float), parse_constant=_constant
        )
        self._source = findings.source
        self._depth = 0
        self._objects, self._arrays = json.decoder.JSONObject, json.decoder.JSONArray  # type: ignore[attr-defined]
        self.parse_object = self._object
        self.parse_array = self._array
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _object(self, at: tuple[str, int], *rest: Any) -> tuple[Object, int]:
        self._deeper(at[1])
        pairs, end = self._objects(at, *rest)
        self._depth -= 1
        made = Object()
        made.at = Span(self._source, at[1] - 1, end)
        for key, value in pairs:
            if key in made:
                raise _Refused(_TWICE, at[1] - 1, key=cut(key))
            made[key] = value
        return made, end

    def _array(self, at: tuple[str, int], *rest: Any) -> tuple[list[Any], int]:
        self._deeper(at[1])
        values, end = self._arrays(at, *rest)
        self._depth -= 1
        return values, end

    def _deeper(self, at: int) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise _Refused(_DEEP, at - 1)


def _short(number: Callable[[str], object]) -> Callable[[str], object]:
    def parse(text: str) -> object:
        if len(text) > _LONGEST_NUMBER:
            raise _Refused(_NUMBER, 0)
        return number(text)

    return parse


def _constant(_: str) -> object:
    raise _Refused(_BAD, 0)


def json_object(findings: Findings) -> Object:
    """The object that the file of ``findings`` is; ``Stop`` where it is none."""
    text = findings.source.text
    try:
        value = _Decoder(findings).decode(text)
    except _Refused as refused:
        at = Span(findings.source, refused.at, refused.at + 1)
        raise findings.refuse(refused.why, at, **refused.fields) from None
    except (json.JSONDecodeError, RecursionError) as error:
        place = min(getattr(error, "pos", 0), max(len(text) - 1, 0))
        raise findings.refuse(_BAD, Span(findings.source, place, place + 1)) from None
    if not isinstance(value, Object):
        raise findings.refuse(_NO_OBJECT)
    if _halved(value):
        raise findings.refuse(HALF)
    return value


def _halved(value: object) -> bool:
    """Whether some text in ``value`` cannot be written as UTF-8."""
    todo = [value]
    for one in todo:  # grows while it is walked
        if isinstance(one, dict):
            todo += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            todo += one
        elif isinstance(one, str) and any("\ud800" <= c <= "\udfff" for c in one):
            return True
    return False
