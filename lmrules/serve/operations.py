"""What can be asked: every path, its query, its body, its answer. Requests and the OpenAPI page obey it."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

from lmrules.messages import LANGUAGES
from lmrules.model.canonical import Json
from lmrules.serve.problems import (
    BROWSER,
    BUSY,
    CHOOSE,
    MEDIA,
    NO_TOKEN,
    NOT_FOUND,
    OTHER_HOST,
    OUT_OF_TIME,
    QUERY,
    ROWS,
    TOO_LARGE,
    TOO_SLOW,
    UNREADABLE,
    Kind,
)
from lmrules.serve.settings import LONGEST_VALUE, MOST_CODES

Form: TypeAlias = Literal["text", "date", "choice", "codes"]
APPROVALS = ("application/json", "application/x-ndjson", "application/jsonl", "text/csv")
RULES = ("text/plain",)


@attrs.frozen
class Parameter:
    """One parameter of a query; ``codes`` may be given any number of times, all others once."""

    name: str
    form: Form
    means: str
    required: bool = False
    choices: tuple[str, ...] = ()
    example: str | None = None

    @property
    def schema(self) -> dict[str, Json]:
        """What its value may be."""
        text: dict[str, Json] = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}
        match self.form:
            case "text":
                return text
            case "date":
                return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
            case "choice":
                return {"type": "string", "enum": list(self.choices)}
            case "codes":
                return {"type": "array", "items": text, "maxItems": MOST_CODES}


@attrs.frozen(kw_only=True)
class Operation:
    """A method on a path. ``answer`` is the name of the schema of its answer (None: text)."""

    name: str
    method: Literal["GET", "POST"]
    path: str
    summary: str
    means: str
    answer: str | None
    parameters: tuple[Parameter, ...] = ()
    body: tuple[str, ...] = ()
    problems: tuple[Kind, ...] = ()
    open: bool = False

    @property
    def all_problems(self) -> tuple[Kind, ...]:
        """Every kind of problem it may be answered with, short of our own fault."""
        kinds = (QUERY, OTHER_HOST, BUSY, *self.problems)
        if not self.open:
            kinds += (NO_TOKEN, BROWSER)
        if self.body:
            kinds += (UNREADABLE, TOO_SLOW, TOO_LARGE, MEDIA)
        return kinds


_BOOK = Parameter(
    "rulebook", "text", "Which rulebook, by a name in `/health`; may be left out where only one is served."
)
_TO = Parameter("to", "text", "The target set; not needed where only one set has no transition out of it.")
_AS_OF = Parameter("as_of", "date", "The state on that day; before a transition takes effect, a preview.")
_LANG = Parameter(
    "lang", "choice", "The language of messages; else that of the rulebook's keywords.", choices=LANGUAGES
)
_ROWS = (
    "The body is approvals as `lmrules transfer` reads them: JSON, JSON Lines or CSV, with English or "
    "Norwegian names of columns."
)

CHECK = Operation(
    name="check",
    method="GET",
    path="/v1/check",
    summary="What is to be said of a rulebook that is served",
    means="As `lmrules check --format json` says it of the version in use.",
    answer="check",
    parameters=(_BOOK, _LANG),
    problems=(NOT_FOUND, CHOOSE, OUT_OF_TIME),
)
CHECK_TEXT = Operation(
    name="checkText",
    method="POST",
    path="/v1/check",
    summary="Check the text of a rule file",
    means="As `lmrules check - --format json` says it. The text can use no other file. Errors in it are the "
    "answer: the status is 200.",
    answer="check",
    parameters=(_LANG,),
    body=RULES,
    problems=(OUT_OF_TIME,),
)
TRANSFER = Operation(
    name="transfer",
    method="POST",
    path="/v1/transfer",
    summary="What is transferred, for every person and every objective of the target set",
    means=f"As `lmrules transfer --format json` says it. {_ROWS}",
    answer="transfer",
    parameters=(
        _BOOK,
        _TO,
        _AS_OF,
        Parameter(
            "keep_going",
            "choice",
            "`true`: leave out rows that cannot be used, and list them in `rejected`.",
            choices=("true", "false"),
        ),
        _LANG,
    ),
    body=APPROVALS,
    problems=(NOT_FOUND, CHOOSE, ROWS, OUT_OF_TIME),
)
WHY = Operation(
    name="why",
    method="POST",
    path="/v1/why",
    summary="The proof of one decision; or what is missing, and what evidence there is",
    means=f"As `lmrules why --format json` says it, of one person. {_ROWS}",
    answer="why",
    parameters=(
        Parameter(
            "objective", "text", "The objective of the target set, `CODE` or `SET/CODE`.", required=True
        ),
        _BOOK,
        _TO,
        _AS_OF,
        _LANG,
    ),
    body=APPROVALS,
    problems=(NOT_FOUND, CHOOSE, ROWS, OUT_OF_TIME),
)
COMPARE = Operation(
    name="compare",
    method="GET",
    path="/v1/compare",
    summary="How old objectives relate to new ones, derived from content and levels",
    means="As `lmrules compare --format json` says it: with `code`, the old ones together against each new "
    "one; without, a list of comparisons for each transition.",
    answer="compare",
    parameters=(
        Parameter(
            "code", "codes", "Objectives, `CODE` or `SET/CODE`, of two sets with a transition between."
        ),
        _BOOK,
        _LANG,
    ),
    problems=(NOT_FOUND, CHOOSE, OUT_OF_TIME),
)
_SIDES = (
    Parameter(
        "a", "text", "The rulebook to compare with (the old one), by a name in `/health`.", required=True
    ),
    Parameter("b", "text", "The rulebook to compare (the new one).", required=True),
    _TO,
    _LANG,
)
DIFF = Operation(
    name="diff",
    method="GET",
    path="/v1/diff",
    summary="What one rulebook grants against another, for each objective",
    means="As `lmrules diff --format json` says it.",
    answer="diff",
    parameters=(
        *_SIDES,
        Parameter(
            "potential",
            "choice",
            "`true`: what could be proved, in place of what the rules grant.",
            choices=("true", "false"),
        ),
    ),
    problems=(NOT_FOUND, CHOOSE, OUT_OF_TIME),
)
DIFF_PERSONS = Operation(
    name="diffPersons",
    method="POST",
    path="/v1/diff",
    summary="The same, and who gains and who loses",
    means=f"As `lmrules diff --approvals FILE --format json` says it. {_ROWS}",
    answer="diff",
    parameters=_SIDES,
    body=APPROVALS,
    problems=(NOT_FOUND, CHOOSE, ROWS, OUT_OF_TIME),
)
HEALTH = Operation(
    name="health",
    method="GET",
    path="/health",
    summary="Whether it serves, and which version of each rulebook",
    means="`degraded` where the newest version of a rulebook cannot be used and an earlier one is. "
    "Needs no token.",
    answer="health",
    open=True,
)
METRICS = Operation(
    name="metrics",
    method="GET",
    path="/metrics",
    summary="Counts and times, as Prometheus reads them",
    means="Text format, version 0.0.4.",
    answer=None,
)
PAGE = Operation(
    name="openapi",
    method="GET",
    path="/openapi.json",
    summary="This page",
    means="OpenAPI 3.1.",
    answer="object",
)
OPERATIONS = (CHECK, CHECK_TEXT, TRANSFER, WHY, COMPARE, DIFF, DIFF_PERSONS, HEALTH, METRICS, PAGE)
