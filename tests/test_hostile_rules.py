"""Rule files made to hurt: each is read within bounds of time and memory, and ends in a diagnostic."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from bounded import bounded

from lmrules import pipeline
from lmrules.diagnostics import codes_own
from lmrules.pipeline import check_path, check_text
from lmrules.reading import read_rules
from lmrules.source import Source, nfc
from lmrules.syntax.limits import DEFAULT_LIMITS, Limits
from lmrules.syntax.parse import parse
from lmrules.syntax.spelling import nearest

SIZE = 300_000
HEAD = "skala n\n    a < b\n"


def sets(old: int, requires: str = "a: t{i}", new_requires: str = "a: t0") -> str:
    """Two sets, the old one of many objectives, and the transition between them."""
    objectives = "".join(f"    mål O{i} {requires.format(i=i)}\n" for i in range(old))
    return (
        f"{HEAD}læringsmålsett A gyldig til 2025-01-01\n{objectives}"
        f"læringsmålsett B gyldig fra 2025-01-01\n    mål N0 {new_requires}\n"
        "overgang A til B fra 2025-01-01\n"
    )


def rule(expression: str, relation: str = "≥") -> str:
    return f'regel R: {expression} {relation} N0 fordi "x"\n'


def at_least(k: int, of: int) -> str:
    return f"minst {k} av ({', '.join(f'O{i}' for i in range(of))})"


PAIRS = " og ".join(f"(O{2 * i} eller O{2 * i + 1})" for i in range(60))
"""Satisfied by 2⁶⁰ minimal sets."""


def levels_held(last: int) -> str:
    """An objective at the last level of many, and one at the first, that it covers if the levels are in order."""
    return (
        f"læringsmålsett A gyldig til 2025-01-01\n    mål O0 l{last}: t\n"
        "læringsmålsett B gyldig fra 2025-01-01\n    mål N0 l0: t\n"
        f'overgang A til B fra 2025-01-01\nregel R: O0 ≥ N0 fordi "x"\n'
    )


SHAPES: dict[str, tuple[str, set[str]]] = {
    "one name": (f"tema {'x' * SIZE}", {"LM011"}),
    "parentheses": (f"{sets(2)}regel R: {'(' * SIZE}", {"LM007"}),
    "100,000 deep": (f"{sets(2)}regel R: {'(' * 100_000}O1{')' * 100_000} ≥ N0\n", {"LM007"}),
    "wrong characters": ("[" * SIZE, {"LM001"}),
    "wrong characters apart": ("¤ " * (SIZE // 3), {"LM001"}),
    "invisible characters": ("\u200b" * (SIZE // 3), {"LM006", "LM015"}),
    "names full of invisible characters": ("tema " + "x\u200b" * (SIZE // 4), {"LM006", "LM015"}),
    "zeros": ("\0" * SIZE, {"LM006", "LM015"}),
    "mistakes on one line": ("tema ¤ " * (SIZE // 8), {"LM001", "LM008", "LM015"}),
    "mistakes on a line each": ("tema ¤\n" * (SIZE // 8), {"LM001", "LM008", "LM015"}),
    "keywords alone": ("regel\n" * (SIZE // 6), {"LM001", "LM008", "LM015"}),
    "unclosed quotes": ('"\n' * (SIZE // 2), {"LM002"}),
    "wrong escapes": ('tema t "' + "\\x" * (SIZE // 2) + '"', {"LM012", "LM015"}),
    "combining marks in a name": ("tema a" + "\u0327\u0301" * (SIZE // 4), {"LM011"}),
    "combining marks in a text": ('tema a "' + "\u0301\u0327" * (SIZE // 4) + '"', set()),
    "a number without end": (sets(3) + rule("minst " + "9" * SIZE + " av (O1, O2)"), {"LM011", "LM114"}),
    "5,000 topics in a chain": (
        "".join(f"tema t{i} omfatter t{i + 1}\n" for i in range(5_000))
        + sets(2, "a: t0", "a: t5000")
        + rule("O1"),
        set(),
    ),
    "a ring of 2,000 topics": (
        "".join(f"tema t{i} omfatter t{(i + 1) % 2_000}\n" for i in range(2_000)), {"LM202"}
    ),
    "a chain of 18,000 levels": (
        f"skala n {' < '.join(f'l{i}' for i in range(18_000))}\n" + levels_held(17_999), {"LM010"}
    ),
    "18,000 levels in scales of 19": (
        f"skala n {', '.join(' < '.join(f'l{i}' for i in range(s, s + 19)) for s in range(0, 18_000, 18))}\n"
        + levels_held(18_000),
        {"LM010"},
    ),
    "twelve scales that go on from each other": (
        "".join(
            f"skala n{s} {' < '.join(f'l{i}' for i in range(s, s + 101))}\n" for s in range(0, 1_200, 100)
        )
        + levels_held(1_200),
        {"LM010"},
    ),
    "a part of 19,000": (f"tema t består av {', '.join(f'p{i}' for i in range(19_000))}\n", {"LM010"}),
    "rules of 900 conjuncts on a topic of 900": (
        f"tema stort består av {', '.join(f't{i}' for i in range(900))}\n"
        + sets(900, "a: t{i}", "a: stort")
        + "".join(f'regel R{k}: {" og ".join(f"O{i}" for i in range(900))} ≥ N0 fordi "x"\n' for k in range(3)),
        set(),
    ),
    "1,000 cohorts": (
        sets(1, "a: t0")
        + "".join(f"påbegynt før {1000 + i}-01-01 fullfører til {9000 - i}-01-01\n" for i in range(1_000)),
        set(),
    ),
    "never without half of a thousand": (
        sets(1_000, "a: t0") + rule(at_least(500, 1_000)) + f"aldri N0 uten {at_least(501, 1_000)}\n", {"LM305"}
    ),
    "200 rules on one objective, and an aldri of each": (
        sets(200, "a: t0")
        + "".join(f'regel R{i}: O{i} ≥ N0 fordi "x"\n' for i in range(200))
        + "".join(f"aldri N0 uten O{i}\n" for i in range(200)),
        {"LM305"},
    ),
    "never without far fewer than it takes": (
        sets(1_000, "a: t0")
        + rule(at_least(500, 1_000))
        + "".join(f"aldri N0 uten {at_least(k, 1_000)}\n" for k in (400, 500)),
        {"LM307"},
    ),
    "a name declared 2,000 times": ("tema t\n" * 2_000, {"LM102", "LM015"}),
    "thousands of names that nearly are others": (
        sets(1_500) + "".join(f"regel R{i}: P{i} ≥ N0\n" for i in range(1_500)), {"LM101", "LM015"}
    ),
    "an allowance in every statement": (
        "".join(f"# lmrules: tillat LM505 fordi x\ntema t{i}\n" for i in range(1_000)), set()
    ),
    "minst 500 av 1000, unsound": (sets(1_000) + rule(at_least(500, 1_000)), {"LM302"}),
    "minst 500 av 1000, sound": (sets(1_000, "a: t0") + rule(at_least(500, 1_000)), set()),
    "minst 500 av 1000, equal": (sets(1_000, "a: t0") + rule(at_least(500, 1_000), "="), set()),
    "minst 999 av 1000": (sets(1_000, "a: t{i}", "a: t0 a: t1") + rule(at_least(999, 1_000)), {"LM302"}),
    **{
        f"2⁶⁰ sets {relation}": (sets(120) + rule(PAIRS, relation), {code})
        for relation, code in (("≥", "LM302"), ("=", "LM302"), ("<", "LM303"), ("~", "LM303"), ("≠", "LM303"))
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The codes of the errors of each shape; all are checked by one process, within its bounds."""
    folder = tmp_path_factory.mktemp("shapes")
    files = {}
    for number, (name, (text, _)) in enumerate(SHAPES.items()):
        files[f"{number}.rules"] = name
        (folder / f"{number}.rules").write_text(text, encoding="utf-8")
    done = bounded("check", *files, "--format", "concise", cwd=folder, seconds=100)
    assert done.exit_code == 1, done.err[-500:]
    by_name: dict[str, set[str]] = defaultdict(set)
    for line in done.out.decode().splitlines():
        place, _, said = line.partition(": ")
        if said.startswith("feil "):
            by_name[files[place.split(":")[0]]].add(said[5:10])
    return by_name


@pytest.mark.slow
@pytest.mark.xdist_group("shapes")  # one process makes the fixture, for all of them
@pytest.mark.parametrize("name", SHAPES)
def test_a_hostile_rule_file_ends_in_diagnostics(name: str, found: dict[str, set[str]]) -> None:
    """Whatever the shape, the check ends within its bounds and says exactly what is wrong."""
    assert found[name] == SHAPES[name][1]


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    """A file over the limit is refused by its size, in little time and memory, and so is a million topics."""
    with (tmp_path / "zeros.rules").open("wb") as file:
        file.truncate(50_000_000)
    topics = "".join(f"tema t{i} omfatter t{i + 1}\n" for i in range(1_000_000))
    (tmp_path / "topics.rules").write_text(topics, encoding="utf-8")
    done = bounded(
        "check", "zeros.rules", "topics.rules", "--format", "concise", cwd=tmp_path, megabytes=300, seconds=20
    )  # fmt: skip
    assert done.exit_code == 1
    assert [line.split(": ")[1] for line in done.out.decode().splitlines()] == ["feil LM008"] * 2


@pytest.mark.parametrize(
    ("limits", "unit"),
    [
        (Limits(book_files=3), "files"),
        (Limits(book_statements=30), "statements"),
        (Limits(book_bytes=600), "bytes"),
    ],
)
def test_many_small_files_are_one_large_rulebook(limits: Limits, unit: str, tmp_path: Path) -> None:
    """What `bruk` reads is bounded together: a million topics in files of a few each are refused."""
    for i in range(50):
        use = f'bruk "{i + 1}.rules"\n' if i < 49 else ""
        uses = "".join(f'bruk "{j}.rules"\n' for j in range(1, 50)) if i == 0 else use
        topics = "".join(f"tema t{i}-{n} omfatter t{i}-{n + 1}\n" for n in range(9))
        (tmp_path / f"{i}.rules").write_text(uses + topics, encoding="utf-8")
    read = read_rules(tmp_path / "0.rules", limits=limits)
    checked = check_path(tmp_path / "0.rules", limits=limits)
    (said,) = [d for d in checked.diagnostics if d.code.id == "LM120"]
    assert f"more than {getattr(limits, f'book_{unit}')} {unit}" in said.message("en")
    assert len(read.files) < 15, "the rest is not read"
    assert {d.code.id for d in checked.errors} <= {"LM120", "LM118"}, "nothing follows from what was not read"


def test_words_are_counted_comments_included() -> None:
    """A file of nothing but comments, or of wrong characters, is too large all the same."""
    for text in ("#\n" * 60, "¤ " * 60, "[" * 60):
        _, found = parse(Source("x", text), Limits(words=50))
        assert "LM008" in {d.code.id for d in found}
        _, found = parse(Source("x", text), Limits(words=60))
        assert "LM008" not in {d.code.id for d in found}


def test_mistakes_in_many_files_are_counted_together(tmp_path: Path) -> None:
    """A thousand files with a thousand mistakes each do not give a million diagnostics."""
    (tmp_path / "a.rules").write_text("".join(f'bruk "{i}.rules"\n' for i in range(40)), encoding="utf-8")
    for i in range(40):
        (tmp_path / f"{i}.rules").write_text("tema ¤\n" * 8, encoding="utf-8")
    checked = check_path(tmp_path / "a.rules", limits=Limits(mistakes=20))
    assert 20 < len(checked.diagnostics) < 40
    assert sum(d.code.id == "LM015" for d in checked.diagnostics) == 1


def test_diamonds_of_use_are_read_once_each(tmp_path: Path) -> None:
    """Files that use both files of the next layer, eight layers deep, are 17 files and not 2⁸ readings."""
    (tmp_path / "top.rules").write_text('bruk "0a.rules"\nbruk "0b.rules"\n', encoding="utf-8")
    for layer in range(8):
        below = f'bruk "{layer + 1}a.rules"\nbruk "{layer + 1}b.rules"\n' if layer < 7 else ""
        for side in "ab":
            text = f"{below}tema t{layer}{side}\n"
            (tmp_path / f"{layer}{side}.rules").write_text(text, encoding="utf-8")
    read = read_rules(tmp_path / "top.rules", limits=DEFAULT_LIMITS)
    assert (len(read.files), read.found) == (17, [])


def test_a_check_with_too_much_to_do_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that are each near the limit do not add up to hours: soundness says LM306, other checks LM902."""
    parts = "".join(
        f"tema p{i}\ntema t{2 * i} omfatter p{i}\ntema t{2 * i + 1} omfatter p{i}\n" for i in range(7)
    )
    whole = f"tema stort består av {', '.join(f'p{i}' for i in range(7))}\n"
    hard = " og ".join(f"(O{2 * i} eller O{2 * i + 1})" for i in range(7))
    rules = "".join(f'regel R{i}: {hard} ≥ N0 fordi "x"\n' for i in range(2))
    text = parts + whole + sets(14, "a: t{i}", "a: stort") + rules
    assert not check_text(text).errors
    monkeypatch.setattr(pipeline, "MOST_STEPS", 5_000)
    monkeypatch.setattr(pipeline, "STEPS_PER_RULE", 0)
    errors = check_text(text).errors
    assert {d.code.id for d in errors} >= {"LM306"}
    monkeypatch.setattr(pipeline, "MOST_STEPS", 0)
    assert codes_own.CHECK_NOT_FINISHED in {d.code for d in check_text(text).errors}


def test_what_is_bounded_is_the_same_where_it_ends() -> None:
    """A rulebook within the bound is told the same things as without one."""
    text = sets(6, "a: t0") + rule("O1 og (O2 eller O3)")
    once = [d.message() for d in check_text(text).diagnostics]
    assert once == [d.message() for d in check_text(text).diagnostics]
    assert once


@pytest.mark.parametrize(
    "text", ["Å" * 900, "A\u030a" * 900, "\u1100\u1161\u11a8" * 500, "日本語" * 500, "e\u0301 " * 999]
)
def test_text_normalized_in_pieces_is_as_text_normalized_whole(text: str) -> None:
    """Cutting long foreign text into pieces does not change what it composes to."""
    assert nfc(text) == unicodedata.normalize("NFC", text)


def test_did_you_mean_still_finds_the_name_in_a_crowd() -> None:
    """Among thousands of names the nearest one is found for a slip at either end or inside."""
    known = [f"NUK-{i:04d}" for i in range(5_000)]
    assert nearest("NUK-O123", known) == ("NUK-0123",)
    assert "NUK-4999" in nearest("MUK-4999", known)
