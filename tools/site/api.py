"""The Python reference: every public name with its signature and its docstring, read from the package."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path

import attrs

import lmrules

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "api.md"

HEAD = """\
# Python, name by name

Everything that `import lmrules` offers, with the words of its docstrings; [Python](python.md) shows how the names are used together.

This page is written by `tools/site` (`make reference`).
"""

_ROLE = re.compile(r":(?:class|func|meth|mod|data|attr|exc):`~?(?P<name>[^`]+)`")
_CODE = re.compile(r"``(?P<code>[^`]+)``")
_MODULE = re.compile(
    r"\b(?:lmrules\.(?:\w+\.)*|collections\.abc\.|datetime\.|typing\.|pathlib\.)(?=[A-Za-z])"
)
_NONE = inspect.Parameter.empty
_WIDEST = 90
"""What stands on one line of a narrow page."""


def files() -> dict[Path, str]:
    """The page, as it is to be."""
    values = {name: getattr(lmrules, name) for name in lmrules.__all__}
    functions = [name for name, value in values.items() if not isinstance(value, type)]
    exceptions = [n for n, v in values.items() if isinstance(v, type) and issubclass(v, Exception)]
    classes = [name for name in values if name not in functions and name not in exceptions]
    sections = [HEAD]
    for heading, names in (("Functions", functions), ("Values", classes), ("Exceptions", exceptions)):
        sections += [f"## {heading}\n", *(_named(name, values[name]) for name in names)]
    return {PAGE: "\n".join(sections)}


def said(docstring: str | None) -> str:
    """A docstring as Markdown: code in single backticks, one sentence a line where the author broke none."""
    text = inspect.cleandoc(docstring or "")
    text = _ROLE.sub(lambda role: f"`{_short(role['name'])}`", text)
    text = _CODE.sub(lambda code: f"`{code['code']}`", text)
    # In Markdown a < in prose may begin an element.
    return re.sub(r"<(?=[A-Za-z/])(?![^`\n]*`)", "&lt;", text)


def _short(name: str) -> str:
    return name.removeprefix("~").rpartition(".")[2] or name


def _named(name: str, value: object) -> str:
    if isinstance(value, type):
        return "\n".join(_class(name, value))
    return f"### `{name}`\n\n{_signature(name, value)}\n{said(value.__doc__)}\n"


def _class(name: str, value: type) -> Iterator[str]:
    yield f"### `{name}`\n"
    if not issubclass(value, Exception) and _is_made_by_users(value):
        yield _signature(name, value)
    yield f"{said(value.__doc__)}\n"
    fields = [] if not attrs.has(value) else [a for a in attrs.fields(value) if not a.name.startswith("_")]
    rows = [f"| `{a.name}` | `{_cell(_type(a.type))}` |" for a in fields]
    if rows:
        yield "\n".join(["| field | type |", "|---|---|", *rows, ""])
    for member, described in _members(value):
        yield f"- {member}: {described}"
    yield ""


def _is_made_by_users(value: type) -> bool:
    """Whether people make such values themselves; the others come out of functions."""
    return value is lmrules.Approval


def _members(value: type) -> Iterator[tuple[str, str]]:
    """The public methods and properties of a class, also those of its own bases, with what they do."""
    seen = {a.name for a in attrs.fields(value)} if attrs.has(value) else set()
    ours = [
        cls for cls in value.__mro__ if cls.__module__.startswith("lmrules") and not issubclass(cls, Enum)
    ]
    for cls in ours:
        for name, member in vars(cls).items():
            if name in seen or (name.startswith("_") and name != "__getitem__"):
                continue
            seen.add(name)
            function = getattr(member, "fget", None) or getattr(member, "func", None) or member
            function = getattr(function, "__func__", function)
            if callable(function) and function.__doc__:
                one_line = " ".join(said(function.__doc__).split())
                yield _member(name, member, function), one_line


def _member(name: str, member: object, function: Callable[..., object]) -> str:
    """How a member is written where it is used."""
    if not inspect.isfunction(member):
        return f"`.{name}`"
    given = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    if name == "__getitem__":
        return f"`[{given[0].name}]`"
    return f"`.{name}({', '.join(_starred(given, _called))})`"


def _starred(given: Iterable[inspect.Parameter], shown: Callable[[inspect.Parameter], str]) -> Iterator[str]:
    """The parameters as ``shown``, with a star before those that are given by name."""
    starred = False
    for parameter in given:
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        yield shown(parameter)


def _called(parameter: inspect.Parameter) -> str:
    return parameter.name + ("" if parameter.default is _NONE else f"={_default(parameter.default)}")


def _declared(parameter: inspect.Parameter) -> str:
    default = "" if parameter.default is _NONE else f" = {_default(parameter.default)}"
    return f"{parameter.name}: {_type(parameter.annotation)}{default}"


def _default(value: object) -> str:
    """A default as it can be written; a value of ours that cannot is a matter of its own."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # in the quotes that the formatter wants
    return repr(value) if isinstance(value, int | tuple | None) else "..."


def _signature(name: str, value: Callable[..., object]) -> str:
    """The signature with its types, as a block of Python that is only shown."""
    signature = inspect.signature(value)
    parts = [*_starred(signature.parameters.values(), _declared)]
    result = name if isinstance(value, type) else _type(signature.return_annotation)
    written = f"def {name}({', '.join(parts)}) -> {result}: ..."
    if len(written) > _WIDEST:
        written = "\n".join([f"def {name}(", *(f"    {part}," for part in parts), f") -> {result}: ..."])
    return f"```py\n{written}\n```\n"


def _type(of: object) -> str:
    return _MODULE.sub("", of if isinstance(of, str) else inspect.formatannotation(of))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
