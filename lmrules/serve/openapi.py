"""What can be asked, as an OpenAPI 3.1 page. ``python -m lmrules.serve.openapi`` prints it."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

from lmrules import versions
from lmrules.model.canonical import Json
from lmrules.resources import resource_text
from lmrules.serve import problems
from lmrules.serve.operations import OPERATIONS, Operation, Parameter

_SCHEMAS = ("approvals", "check", "compare", "diff", "health", "problem", "transfer", "why")
_URN = "urn:lmrules:schema:"
_DESCRIPTION = (
    "Which approvals of old learning objectives are transferred to new ones, and why. Every answer is a "
    "proposal: a person decides. Answers are what the `lmrules` command writes with `--format json`, and "
    "each has the digest of the rulebook it rests on in the header `Lmrules-Digest`. "
    "Persons stand in bodies only, never in an address."
)


@cache
def page() -> bytes:
    """The page as JSON text."""
    return (json.dumps(document(), ensure_ascii=False, indent=1) + "\n").encode()


def document() -> dict[str, Json]:
    """The page."""
    paths: dict[str, dict[str, Json]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "lmrules",
            "summary": "Transfer of approved learning objectives between versions of an objective set.",
            "description": _DESCRIPTION,
            "version": versions.package(),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": {**paths},
        "components": {
            "schemas": _schemas(),
            "headers": {
                "Lmrules-Digest": {
                    "description": "The digests of the rulebooks in question, with commas.",
                    "required": True,
                    "schema": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}(, sha256:[0-9a-f]{64})*$"},
                }
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Needed where the server was started with a token.",
                }
            },
        },
    }


def _operation(operation: Operation) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.means,
        "parameters": [_parameter(p) for p in operation.parameters],
    }
    if operation.open:
        shown["security"] = [{}]
    if operation.body:
        shown["requestBody"] = {
            "required": True,
            "content": {media: {"schema": _body(media)} for media in operation.body},
        }
    shown["responses"] = {"200": _answer(operation), **_problems(operation)}
    return shown


def _parameter(parameter: Parameter) -> dict[str, Json]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.means,
        "required": parameter.required,
        "schema": parameter.schema,
    }


def _body(media: str) -> dict[str, Json]:
    match media:
        case "application/json":
            return _ref("approvals")
        case "text/csv":
            means = (
                "A header, also with semicolons, Norwegian names or in another order, and a row on each line."
            )
            header = "^person,objective,approved(,set)?(,status)?(,started)?(,id)?\\n"
            return {"type": "string", "description": means, "pattern": header}
        case "text/plain":
            return {"type": "string", "description": "A rule file."}
        case _:
            return {"type": "string", "description": "An object on each line.", "pattern": "^\\{"}


def _answer(operation: Operation) -> dict[str, Json]:
    content: dict[str, Json]
    match operation.answer:
        case None:
            content = {"text/plain": {"schema": {"type": "string"}}}
        case "object":
            content = {"application/json": {"schema": {"type": "object"}}}
        case name:
            content = {"application/json": {"schema": _ref(name)}}
    return {"description": operation.summary, "headers": _headers(), "content": content}


def _problems(operation: Operation) -> dict[str, Json]:
    """The problems by status, those that share one together."""
    by_status: dict[str, list[problems.Kind]] = {}
    for kind in (*operation.all_problems, problems.OWN_FAULT):
        by_status.setdefault(str(kind.status), []).append(kind)
    return {status: _problem(kinds) for status, kinds in sorted(by_status.items())}


def _problem(kinds: list[problems.Kind]) -> dict[str, Json]:
    headers = _headers()
    if any(kind is problems.NO_TOKEN for kind in kinds):
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}, "required": True}
    if any(kind is problems.BUSY for kind in kinds):
        headers["Retry-After"] = {"schema": {"type": "integer"}, "required": True}
    return {
        "description": "; ".join(f"{kind.title.en} (`{kind.type}`)" for kind in kinds),
        "headers": headers,
        "content": {problems.MEDIA_TYPE: {"schema": _ref("problem")}},
    }


def _headers() -> dict[str, Json]:
    return {"Lmrules-Digest": {"$ref": "#/components/headers/Lmrules-Digest"}}


def _ref(name: str) -> dict[str, Json]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas() -> dict[str, Json]:
    """Our JSON Schemas, every definition a component of its own."""
    found: dict[str, Json] = {}
    for name in _SCHEMAS:
        schema = json.loads(resource_text(f"schemas/{name}.schema.json"))
        parts = schema.pop("$defs", {})
        for dropped in ("$schema", "$id"):
            schema.pop(dropped)
        found[name] = _moved(schema, name)
        for part, value in parts.items():
            found[f"{name}.{part}"] = _moved(value, name)
    return dict(sorted(found.items()))


def _moved(value: Any, name: str) -> Any:
    """A schema with its references to definitions led to where those stand now."""
    if isinstance(value, list):
        return [_moved(one, name) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: _led(one, name) if key == "$ref" else _moved(one, name) for key, one in value.items()}


def _led(reference: str, name: str) -> str:
    urn, _, part = reference.partition("#/$defs/")
    of = urn.removeprefix(_URN).partition(":")[0] or name
    return f"#/components/schemas/{of}.{part}"


if __name__ == "__main__":
    sys.stdout.buffer.write(page())
