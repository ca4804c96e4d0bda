"""Configuration and selection: where it is found, what wins, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmrules.checks import all_codes
from lmrules.config import Config, ConfigError, config_for
from lmrules.diagnostics.selection import SelectionError, selection
from lmrules.messages import LANGUAGES


def test_without_a_file_nothing_is_configured(tmp_path: Path) -> None:
    """No file at or above the rules, no settings."""
    assert config_for(tmp_path / "fag") == Config()


def test_the_nearest_folder_decides_alone(tmp_path: Path) -> None:
    """Settings are taken from the nearest folder that has any, and never mixed with those further up."""
    (tmp_path / "fag" / "felles").mkdir(parents=True)
    (tmp_path / "lmrules.toml").write_text('strict = true\nlang = "nn"\n')
    (tmp_path / "fag" / "pyproject.toml").write_text('[tool.lmrules]\nlang = "en"\n')
    config = config_for(tmp_path / "fag" / "felles")
    assert (config.lang, config.strict, config.path) == ("en", None, tmp_path / "fag" / "pyproject.toml")


def test_lmrules_toml_wins_over_pyproject_toml(tmp_path: Path) -> None:
    """In one folder `lmrules.toml` decides, alone."""
    (tmp_path / "lmrules.toml").write_text('ignore = ["LM5"]\n')
    (tmp_path / "pyproject.toml").write_text("[tool.lmrules]\nstrict = true\n")
    config = config_for(tmp_path)
    assert (config.ignore, config.strict) == (("LM5",), None)


def test_a_pyproject_of_other_tools_is_passed_by(tmp_path: Path) -> None:
    """A `pyproject.toml` without `[tool.lmrules]` is not the end of the search, and may be anything."""
    (tmp_path / "fag").mkdir()
    (tmp_path / "lmrules.toml").write_text('format = "concise"\n')
    for other in ("[tool.annet]\nx = 1\n", '[project]\nname = "mine-lmrules"\n', "[dette er ikke TOML"):
        (tmp_path / "fag" / "pyproject.toml").write_text(other)
        assert config_for(tmp_path / "fag").format == "concise"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('selekt = ["LM5"]', "ukjent valg: `selekt` (mente du `select`?)"),
        ("fargerik = true", "(valgene er `select`, `ignore`, `strict`, `lang` og `format`)"),
        ('ignore = "LM5"', "`ignore` i"),
        ("ignore = [5]", "en liste av koder"),
        ('strict = "ja"', "true eller false"),
        ('lang = "sv"', "`nb`, `nn` eller `en`"),
        ('format = "xml"', "`pretty`"),
        ("strict = ", "kan ikke leses som TOML"),
    ],
)
def test_a_setting_that_cannot_be_followed_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """An unknown key, a wrong value or wrong TOML is an error that names the file and what is wrong."""
    (tmp_path / "lmrules.toml").write_text(text)
    with pytest.raises(ConfigError) as error:
        config_for(tmp_path)
    shown = error.value.text.fill("nb", error.value.fields)
    assert said in shown
    assert "lmrules.toml" in shown
    assert all(error.value.text.fill(lang, error.value.fields) for lang in LANGUAGES)


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    """`tool.lmrules` must be a table."""
    (tmp_path / "pyproject.toml").write_text("[tool]\nlmrules = 3\n")
    with pytest.raises(ConfigError):
        config_for(tmp_path)


SOFT = {code.id for code in all_codes() if code.id[:3] in ("LM4", "LM5", "LM6", "LM7", "LM8")}


def shown(select: list[str] | None = None, ignore: list[str] | None = None) -> set[str]:
    """The ids of the codes shown, of those that can be left out; the others are always shown."""
    chosen = selection(select, ignore or [], all_codes())
    ids = {code.id for code in all_codes() if chosen.shows(code)}
    assert {code.id for code in all_codes()} - SOFT <= ids
    return ids & SOFT


def test_selecting_and_ignoring() -> None:
    """By code, by the beginning of one, by series or by name; `ignore` is taken from what `select` leaves."""
    fours = {id_ for id_ in SOFT if id_.startswith("LM4")}
    assert shown() == SOFT
    assert shown(select=["LM4"]) == shown(select=["LM4xx"]) == fours
    assert shown(select=["LM401", "draft-left"]) == {"LM401", "LM603"}
    assert shown(ignore=["LM4"]) == SOFT - fours
    assert shown(select=["LM4"], ignore=["LM401"]) == fours - {"LM401"}
    assert shown(select=[]) == shown(select=["LM301"]) == set()


@pytest.mark.parametrize("given", ["LM", "LM0", "LM101", "LM2xx", "LM3", "grants-more-complex", "LM901"])
def test_what_trust_rests_on_cannot_be_ignored(given: str) -> None:
    """LM0xx–LM3xx and our own faults are shown whatever one asks for."""
    with pytest.raises(SelectionError) as error:
        selection(None, [given], all_codes())
    assert error.value.given == given


@pytest.mark.parametrize("given", ["LM999", "XX1", "no-such-name", "", "lm401"])
def test_a_code_that_does_not_exist_is_refused(given: str) -> None:
    """A code that means nothing is an error and no empty selection."""
    for select, ignore in (([given], []), (None, [given])):
        with pytest.raises(SelectionError):
            selection(select, ignore, all_codes())
