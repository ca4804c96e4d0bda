"""What cannot be answered, as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import attrs

from lmrules.evaluate.holdings import RowProblem
from lmrules.messages import Language, Text
from lmrules.messages.persons import masked
from lmrules.model.canonical import Json

MEDIA_TYPE = "application/problem+json"


@attrs.frozen
class Kind:
    """A kind of problem: the end of its ``type``, the status it is answered with, and its title."""

    name: str
    status: int
    title: Text

    @property
    def type(self) -> str:
        """The URI that tells programs which kind it is."""
        return f"urn:lmrules:problem:{self.name}"


QUERY = Kind("query", 400, Text("spørringen er feil", "spørjinga er feil", "the query is wrong"))
UNREADABLE = Kind(
    "unreadable",
    400,
    Text("innholdet kan ikke leses", "innhaldet kan ikkje lesast", "the body cannot be read"),
)
NO_TOKEN = Kind(
    "token",
    401,
    Text("nøkkelen mangler eller er feil", "nøkkelen manglar eller er feil", "the token is missing or wrong"),
)
BROWSER = Kind(
    "browser",
    403,
    Text(
        "tjenesten er ikke for nettsider", "tenesta er ikkje for nettsider", "the server is not for web pages"
    ),
)
NOT_FOUND = Kind("not-found", 404, Text("det finnes ikke", "det finst ikkje", "there is no such thing"))
METHOD = Kind(
    "method",
    405,
    Text("metoden brukes ikke her", "metoden blir ikkje brukt her", "the method is not used here"),
)
CHOOSE = Kind(
    "choose",
    409,
    Text(
        "spørsmålet kan bety flere ting",
        "spørsmålet kan bety fleire ting",
        "the question can mean several things",
    ),
)
TOO_SLOW = Kind(
    "too-slow", 408, Text("innholdet kom for sakte", "innhaldet kom for seint", "the body came too slowly")
)
TOO_LARGE = Kind(
    "too-large",
    413,
    Text("det er for mye på én gang", "det er for mykje på éin gong", "it is too much at once"),
)
MEDIA = Kind(
    "media-type",
    415,
    Text("innholdet er av feil slag", "innhaldet er av feil slag", "the body is of the wrong kind"),
)
OTHER_HOST = Kind(
    "host",
    421,
    Text(
        "tjenesten har ikke det navnet", "tenesta har ikkje det namnet", "the server does not go by that name"
    ),
)
ROWS = Kind("rows", 422, Text("rader kan ikke brukes", "rader kan ikkje brukast", "rows cannot be used"))
OWN_FAULT = Kind(
    "own-fault", 500, Text("feil i lmrules selv", "feil i lmrules sjølv", "a fault in lmrules itself")
)
BUSY = Kind(
    "busy",
    503,
    Text("tjenesten har for mye å gjøre", "tenesta har for mykje å gjere", "the server is too busy"),
)
OUT_OF_TIME = Kind(
    "out-of-time", 503, Text("svaret tok for lang tid", "svaret tok for lang tid", "the answer took too long")
)
KINDS = (
    QUERY, UNREADABLE, NO_TOKEN, BROWSER, NOT_FOUND, METHOD, TOO_SLOW, CHOOSE, TOO_LARGE, MEDIA, OTHER_HOST,
    ROWS, OWN_FAULT, BUSY, OUT_OF_TIME,
)  # fmt: skip


class Problem(Exception):
    """A request that gets no answer: the kind, what in particular, and the rows it is about.

    Neither text nor arguments hold anything from the request.
    """

    def __init__(
        self,
        kind: Kind,
        text: Text | None = None,
        fields: Mapping[str, object] | None = None,
        *,
        rows: Iterable[RowProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.name)
        self.kind = kind
        self.text = text
        self.fields = fields
        self.rows = tuple(rows)
        self.headers = dict(headers or {})

    def body(self, lang: Language) -> bytes:
        """The problem as JSON; what is shaped as a person's number is masked."""
        shown: dict[str, Json] = {
            "type": self.kind.type,
            "title": self.kind.title.fill(lang),
            "status": self.kind.status,
        }
        if self.text is not None:
            shown["detail"] = masked(self.text.fill(lang, self.fields))
        if self.rows:
            shown["errors"] = [{"row": p.row, "problem": masked(p.message(lang))} for p in self.rows]
        return (json.dumps(shown, ensure_ascii=False, indent=1) + "\n").encode()
