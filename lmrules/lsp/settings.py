"""What ``lmrules.toml`` or ``pyproject.toml`` sets for a rulebook, as ``lmrules check`` reads them."""

from __future__ import annotations

from pathlib import Path

import attrs

from lmrules.checks import all_codes
from lmrules.config import Config, ConfigError, config_for
from lmrules.diagnostics.selection import Selection, SelectionError, one_by_one, selection
from lmrules.messages import Language


@attrs.frozen(kw_only=True)
class Settings:
    """What is shown, how grave it is and in which language; ``problem`` is what keeps it from being read."""

    selection: Selection
    strict: bool = False
    lang: Language | None = None
    problem: str = ""


def settings_for(root: Path, lang: Language | None) -> Settings:
    """The settings for the rulebook at ``root``; ``lang`` is the language chosen, which comes first."""
    everything = selection(None, (), all_codes())
    try:
        config = config_for(root.parent)
    except ConfigError as error:
        problem = error.text.fill(lang or "nb", error.fields)
        return Settings(selection=everything, lang=lang, problem=problem)
    speak = lang or config.lang
    try:
        shown = _shown(config)
    except SelectionError as error:
        problem = error.text.fill(speak or "nb", {"given": error.given})
        return Settings(selection=everything, strict=bool(config.strict), lang=speak, problem=problem)
    return Settings(selection=shown, strict=bool(config.strict), lang=speak)


def _shown(config: Config) -> Selection:
    chosen = None if config.select is None else one_by_one(config.select)
    return selection(chosen, one_by_one(config.ignore or ()), all_codes())
