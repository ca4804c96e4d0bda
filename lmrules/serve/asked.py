"""A request read: its query, held to what the operation takes, and its body, held to the limits."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping
from urllib.parse import parse_qsl

import attrs
from starlette.requests import ClientDisconnect, Request

from lmrules.messages import LANGUAGES, Language, Text, words
from lmrules.model.approval import iso_day
from lmrules.serve.operations import Operation, Parameter
from lmrules.serve.problems import MEDIA, QUERY, TOO_LARGE, TOO_SLOW, Problem
from lmrules.serve.settings import LONGEST_VALUE, MOST_CODES, Settings

_UNREADABLE = Text("den kan ikke leses", "ho kan ikkje lesast", "it cannot be read")
_UNKNOWN = Text(
    "parameter nummer {number} er ukjent; kjente er {known}",
    "parameter nummer {number} er ukjend; kjende er {known}",
    "parameter number {number} is unknown; known are {known}",
)
_TWICE = Text("`{name}` er gitt to ganger", "`{name}` er gitt to gonger", "`{name}` is given twice")
_TOO_MANY = Text(
    "`{name}` er gitt mer enn {limit} ganger",
    "`{name}` er gitt meir enn {limit} gonger",
    "`{name}` is given more than {limit} times",
)
_MISSING = Text("`{name}` mangler", "`{name}` manglar", "`{name}` is missing")
_LENGTH = Text(
    "`{name}` må ha fra 1 til {limit} tegn",
    "`{name}` må ha frå 1 til {limit} teikn",
    "`{name}` must have from 1 to {limit} characters",
)
_DATE = Text(
    "`{name}` må være en dato som finnes, på formen ÅÅÅÅ-MM-DD",
    "`{name}` må vere ein dato som finst, på forma ÅÅÅÅ-MM-DD",
    "`{name}` must be a day that exists, written YYYY-MM-DD",
)
_CHOICE = Text("`{name}` må være {choices}", "`{name}` må vere {choices}", "`{name}` must be {choices}")
_BODY_TYPE = Text(
    "Content-Type må være {types}, i UTF-8", "Content-Type må vere {types}, i UTF-8",
    "Content-Type must be {types}, in UTF-8",
)  # fmt: skip
_ENCODED = Text(
    "Content-Encoding kan ikke brukes",
    "Content-Encoding kan ikkje brukast",
    "Content-Encoding cannot be used",
)
_BYTES = Text(
    "mer enn {limit} byte; send færre rader om gangen",
    "meir enn {limit} byte; send færre rader om gongen",
    "more than {limit} bytes; send fewer rows at a time",
)
_SECONDS = Text(
    "alt må være kommet innen {limit} sekunder",
    "alt må vere kome innan {limit} sekund",
    "all of it must have come within {limit} seconds",
)
_PARAMETER = re.compile(r"""\s*;\s*([a-z-]+)\s*=\s*"?([\w.-]+)"?\s*""", re.IGNORECASE)
_LINGER = 5.0
_DIGITS = 18


@attrs.frozen
class Query:
    """The parameters that were given."""

    values: Mapping[str, str]
    codes: tuple[str, ...] = ()

    def text(self, name: str) -> str | None:
        """A parameter as it was given."""
        return self.values.get(name)

    def day(self, name: str) -> dt.date | None:
        """A date."""
        given = self.values.get(name)
        return None if given is None else iso_day(given)

    def yes(self, name: str) -> bool:
        """A parameter that is `true` or `false`."""
        return self.values.get(name) == "true"

    @property
    def lang(self) -> Language | None:
        """The language asked for."""
        return next((lang for lang in LANGUAGES if lang == self.values.get("lang")), None)


def lang_in(query: bytes) -> Language | None:
    """The language that a query asks for, whatever else is wrong with it."""
    return next((lang for lang in LANGUAGES if f"&lang={lang}&".encode() in b"&" + query + b"&"), None)


def query_of(raw: bytes, operation: Operation) -> Query:
    """The query of a request; :class:`Problem` for what the operation does not take."""
    known = {p.name: p for p in operation.parameters}
    values: dict[str, str] = {}
    codes: list[str] = []
    for number, (name, value) in enumerate(_pairs(raw), 1):
        parameter = known.get(name)
        if parameter is None:
            raise Problem(QUERY, _UNKNOWN, {"number": number, "known": words(sorted(known))})
        _held(parameter, value)
        if parameter.form == "codes":
            codes.append(value)
            if len(codes) > MOST_CODES:
                raise Problem(QUERY, _TOO_MANY, {"name": name, "limit": MOST_CODES})
        elif name in values:
            raise Problem(QUERY, _TWICE, {"name": name})
        else:
            values[name] = value
    for parameter in operation.parameters:
        if parameter.required and parameter.name not in values:
            raise Problem(QUERY, _MISSING, {"name": parameter.name})
    return Query(values, tuple(codes))


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=2 * MOST_CODES
        )
    except ValueError:  # not ASCII, not UTF-8 when decoded, or too many
        pass
    raise Problem(QUERY, _UNREADABLE)


def _held(parameter: Parameter, value: str) -> None:
    name = parameter.name
    match parameter.form:
        case "date":
            try:
                iso_day(value)
            except ValueError:
                raise Problem(QUERY, _DATE, {"name": name}) from None
        case "choice":
            if value not in parameter.choices:
                raise Problem(QUERY, _CHOICE, {"name": name, "choices": words(parameter.choices, "or")})
        case "text" | "codes":
            if not 1 <= len(value) <= LONGEST_VALUE:
                raise Problem(QUERY, _LENGTH, {"name": name, "limit": LONGEST_VALUE})


async def body_of(request: Request, operation: Operation, settings: Settings) -> tuple[str, bytes]:
    """The media type and the bytes of a request's body; :class:`Problem` for one of another kind or size."""
    media = media_type(request, operation)
    try:
        async with asyncio.timeout(settings.timeout):
            return media, await _within(request, settings.max_body)
    except TimeoutError:
        pass
    raise Problem(TOO_SLOW, _SECONDS, {"limit": f"{settings.timeout:g}"}, headers={"connection": "close"})


def media_type(request: Request, operation: Operation) -> str:
    """The kind of body that a request says it has."""
    given = request.headers.getlist("content-type")
    first, _, rest = (given[0] if len(given) == 1 else "").partition(";")
    media = first.strip().lower()
    parameters = _PARAMETER.findall(f";{rest}") if rest.strip() else []
    understood = all(k.lower() != "charset" or v.lower() in ("utf-8", "utf8") for k, v in parameters)
    if media not in operation.body or not understood:
        types = words(operation.body, "or")
        raise Problem(MEDIA, _BODY_TYPE, {"types": types}, headers={"connection": "close"})
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(MEDIA, _ENCODED, headers={"connection": "close"})
    return media


async def _within(request: Request, limit: int) -> bytes:
    """The body, if it has at most ``limit`` bytes."""
    chunks = request.stream()
    length = request.headers.get("content-length", "")
    read = bytearray()
    if not (length.isdecimal() and (len(length) > _DIGITS or int(length) > limit)):
        async for chunk in chunks:
            read += chunk
            if len(read) > limit:
                break
        else:
            return bytes(read)
    await _drain(chunks, 4 * limit)
    raise Problem(TOO_LARGE, _BYTES, {"limit": limit}, headers={"connection": "close"})


async def _drain(chunks: AsyncIterator[bytes], most: int) -> None:
    """Let what is on its way come in, for a while: who is still sending would not read the answer."""
    try:
        async with asyncio.timeout(_LINGER):
            async for chunk in chunks:
                most -= len(chunk)
                if most < 0:
                    return
    except (TimeoutError, ClientDisconnect):
        return
