"""The JSON schemas as tables: every key of every shape, its type, and what its description says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "lmrules" / "schemas"
PAGE = ROOT / "docs" / "reference" / "schemas.md"

Schema: TypeAlias = Mapping[str, Any]

HEAD = """\
# JSON, key by key

The JSON Schemas of what lmrules writes, as tables; [JSON](json.md) says in words what the keys are for.
A key with a star is always there.
The tests hold every output to its schema; the schemas are JSON Schema 2020-12, and are in the installed package too.

This page is written by `tools/site` (`make reference`).
"""


def files() -> dict[Path, str]:
    """The page, as it is to be."""
    schemas = sorted(SCHEMAS.glob("*.schema.json"))
    return {PAGE: "\n".join([HEAD, *(section for path in schemas for section in _schema(path))])}


def _schema(path: Path) -> Iterator[str]:
    """One schema: the shape of the whole, and each shape that it names."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    name = path.name.removesuffix(".schema.json")
    yield f"## {name}\n"
    yield f"{schema.get('description', '')}\n\nThe schema itself: [{path.name}](../../lmrules/schemas/{path.name}).\n"
    yield from _tables(name, schema, "The whole")
    for part, shape in schema.get("$defs", {}).items():
        yield from _tables(name, shape, part)


def _tables(name: str, shape: Schema, title: str) -> Iterator[str]:
    """A shape: a table of its keys, or one line for what is no object."""
    yield f"### {name}: {title}\n"
    if "description" in shape and title != "The whole":
        yield f"{shape['description']}\n"
    rows = [*_rows(name, shape, "")]
    if rows:
        yield "\n".join(["| key | type | |", "|---|---|---|", *rows, ""])
    else:
        yield f"{_type(name, shape)}\n"


def _rows(name: str, shape: Schema, before: str) -> Iterator[str]:
    """A row for each key, and for the keys of the objects and lists that stand within it."""
    for part in shape.get("allOf", ()):
        if "$ref" in part:
            yield f"| … | all keys of {_type(name, part)} | |"
    required = set(shape.get("required", ()))
    for key, value in shape.get("properties", {}).items():
        if value is False:
            continue
        star = " *" if key in required else ""
        yield f"| `{before}{key}`{star} | {_type(name, value)} | {_cell(value.get('description', ''))} |"
        yield from _within(name, value, f"{before}{key}")
    for key in sorted(required - shape.get("properties", {}).keys()):
        yield f"| `{before}{key}` * | | |"


def _within(name: str, value: Schema, key: str) -> Iterator[str]:
    inner = value.get("items")
    if isinstance(inner, Mapping) and "properties" in inner:
        yield from _rows(name, inner, f"{key}[].")
    for shape in (value, *value.get("oneOf", ()), *value.get("anyOf", ())):
        if "properties" in shape:
            yield from _rows(name, shape, f"{key}.")


def _type(name: str, value: Schema) -> str:
    """What a value may be, in a few words."""
    if "$ref" in value:
        home, _, path = value["$ref"].partition("#")
        part = path.rpartition("/")[2]
        # Another schema is named by its id, as urn:lmrules:schema:transfer:1.
        name = home.split(":")[-2] if home else name
        return f"[{part}](#{name}-{part.casefold()})"
    for key in ("oneOf", "anyOf"):
        if key in value:
            return " or ".join(dict.fromkeys(_type(name, alternative) for alternative in value[key]))
    if "const" in value:
        return _code(value["const"])
    if "enum" in value:
        return ", ".join(_code(choice) for choice in value["enum"])
    if value.get("type") == "array" and isinstance(value.get("items"), Mapping):
        return f"list of {_type(name, value['items'])}"
    if value.get("type") == "array":
        return "list"
    return _plain(value)


def _plain(value: Schema) -> str:
    kinds = value.get("type", "object" if "properties" in value else "any")
    kind = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{kind} like `{_cell(value['pattern'])}`" if "pattern" in value else kind


def _code(value: object) -> str:
    return f"`{_cell(json.dumps(value, ensure_ascii=False).strip(chr(34)))}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
