"""Configuration: the options of ``check`` that a project sets once, in a file.

Precedence: the command line, then the nearest folder at or above the rule file that has either; in it
``lmrules.toml`` before ``[tool.lmrules]`` of ``pyproject.toml``. One file decides: they are never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import attrs

from lmrules.messages import LANGUAGES, Language, Text, words
from lmrules.resources import real
from lmrules.syntax.spelling import nearest

FORMATS = ("pretty", "concise", "json", "sarif", "junit", "github")

_OWN_FILE = "lmrules.toml"
_SHARED_FILE = "pyproject.toml"

_BAD_TOML = Text(
    "`{path}` kan ikke leses som TOML ({why})",
    "`{path}` kan ikkje lesast som TOML ({why})",
    "`{path}` cannot be read as TOML ({why})",
)
_UNREADABLE = Text("`{path}` kan ikke leses", "`{path}` kan ikkje lesast", "`{path}` cannot be read")
_UNKNOWN_KEY = Text(
    "`{path}` har et ukjent valg: `{key}`{hint}",
    "`{path}` har eit ukjent val: `{key}`{hint}",
    "`{path}` has an unknown setting: `{key}`{hint}",
)
_DID_YOU_MEAN = Text(" (mente du {close}?)", " (meinte du {close}?)", " (did you mean {close}?)")
_KNOWN_ARE = Text(" (valgene er {known})", " (vala er {known})", " (the settings are {known})")
_WRONG_VALUE = Text(
    "`{key}` i `{path}` skal være {wanted}",
    "`{key}` i `{path}` skal vere {wanted}",
    "`{key}` in `{path}` should be {wanted}",
)
_A_TABLE = Text("en tabell", "ein tabell", "a table")
_A_LIST = Text(
    'en liste av koder, som ["LM5"]', 'ei liste av kodar, som ["LM5"]', 'a list of codes, such as ["LM5"]'
)
_TRUE_FALSE = Text("true eller false", "true eller false", "true or false")


class ConfigError(Exception):
    """A configuration file that cannot be used: ``text`` and ``fields`` say why, for people."""

    def __init__(self, text: Text, fields: Mapping[str, object]) -> None:
        super().__init__(text.fill("en", fields))
        self.text = text
        self.fields = fields


@attrs.frozen(kw_only=True)
class Config:
    """What a configuration file sets; None where it says nothing. ``path`` is the file, if there is one."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    strict: bool | None = None
    lang: Language | None = None
    format: str | None = None
    path: Path | None = None


def config_for(rules: Path) -> Config:
    """The configuration for the rule file or folder ``rules``; :class:`ConfigError` for a bad one."""
    resolved = real(rules)
    for folder in (resolved, *resolved.parents):
        own, shared = folder / _OWN_FILE, folder / _SHARED_FILE
        if own.is_file():
            return _config(own, _toml(own))
        if shared.is_file():
            tool = _toml(shared).get("tool")
            settings = tool.get("lmrules") if isinstance(tool, dict) else None
            if settings is not None:
                return _config(shared, settings)
    return Config()


def _toml(path: Path) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(_BAD_TOML, {"path": path, "why": error.reason}) from None
    except OSError:
        raise ConfigError(_UNREADABLE, {"path": path}) from None
    if path.name == _SHARED_FILE and "lmrules" not in text:
        return {}  # a file of other tools; whether it is right is for them to say
    import tomllib  # a run without configuration does without

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_BAD_TOML, {"path": path, "why": error}) from None


def _config(path: Path, settings: object) -> Config:
    if not isinstance(settings, dict):
        raise ConfigError(_WRONG_VALUE, {"key": "tool.lmrules", "path": path, "wanted": _A_TABLE})
    known = [field.name for field in attrs.fields(Config) if field.name != "path"]
    for key in settings:
        if key not in known:
            close = nearest(key, known)
            hint = _DID_YOU_MEAN if close else _KNOWN_ARE
            hints = {"close": words(close, "or"), "known": words(known)}
            shown = Text(*(hint.fill(lang, hints) for lang in LANGUAGES))
            raise ConfigError(_UNKNOWN_KEY, {"path": path, "key": key, "hint": shown})
    return Config(
        select=_codes(path, settings, "select"),
        ignore=_codes(path, settings, "ignore"),
        strict=_flag(path, settings, "strict"),
        lang=cast("Language | None", _choice(path, settings, "lang", LANGUAGES)),
        format=_choice(path, settings, "format", FORMATS),
        path=path,
    )


def _codes(path: Path, settings: Mapping[str, object], key: str) -> tuple[str, ...] | None:
    value = settings.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(_WRONG_VALUE, {"key": key, "path": path, "wanted": _A_LIST})
    return tuple(value)


def _flag(path: Path, settings: Mapping[str, object], key: str) -> bool | None:
    value = settings.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise ConfigError(_WRONG_VALUE, {"key": key, "path": path, "wanted": _TRUE_FALSE})


def _choice(path: Path, settings: Mapping[str, object], key: str, choices: tuple[str, ...]) -> str | None:
    value = settings.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or value not in choices:
        raise ConfigError(_WRONG_VALUE, {"key": key, "path": path, "wanted": words(choices, "or")})
    return value
