"""Rulebooks to measure on, as rule text: sound, proved by content, the same in every run.

Codes are `G-001` (old) and `N-001` (new), and `A-`, `B-`, `C-` where there are three versions. What one
of them contains follows from the rules: each side of an `og` has a topic of its own, which the new objective
asks for and which the old ones have at a higher level, so that the kernel proves every rule.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "bench"
ROW_GROUP = 1_048_576
"""Rows in a row group, of every file read and written."""
REAL = ROOT / "rules" / "nukleaermedisin.rules"

FIRST_DAYS = (dt.date(2015, 9, 1), dt.date(2019, 9, 1), dt.date(2023, 9, 1), dt.date(2027, 9, 1))


class Wanted(NamedTuple):
    """One rule: any one of each of ``groups`` (`og` between them, `eller` within) grants ``new``."""

    name: str
    groups: tuple[tuple[str, ...], ...]
    new: str

    @property
    def text(self) -> str:
        """The rule as it is written."""
        sides = [f"({' eller '.join(g)})" if len(g) > 1 else g[0] for g in self.groups]
        olds = " og ".join(sides) if len(sides) > 1 else sides[0].strip("()")
        return f'regel {self.name}: {olds} ≥ {self.new} fordi "Samme temaer på et høyere nivå."'


class Version(NamedTuple):
    """One set of objectives: half-open validity, and its codes."""

    name: str
    start: dt.date
    end: dt.date | None
    codes: tuple[str, ...]


class Book(NamedTuple):
    """A rulebook to measure on: its versions, earliest first, and the rules between each two that follow."""

    name: str
    versions: tuple[Version, ...]
    rules: tuple[tuple[Wanted, ...], ...]

    @property
    def target(self) -> str:
        """The set that approvals are transferred to."""
        return self.versions[-1].name

    def statements(self) -> Iterator[list[str]]:
        """The rulebook, as groups of statements that must stand in one file."""
        topics, has, asks = self._content()
        yield [f'tema {topic} "Tema {topic}"' for topic in topics]
        for version, level in zip(self.versions, "cba"[-len(self.versions) :], strict=True):
            until = f" til {version.end}" if version.end else ""
            lines = [f"læringsmålsett {version.name} gyldig fra {version.start}{until}"]
            for code in version.codes:
                wanted = dict.fromkeys([*has[code], *asks[code]])
                found = [f" {level}: {', '.join(wanted)}"] if wanted else []
                lines.append(f'mål {code} "Mål {code}"{"".join(found) or " nivå a"}')
            yield lines
        for old, new, rules in zip(self.versions[:-1], self.versions[1:], self.rules, strict=True):
            yield [f"overgang {old.name} til {new.name} fra {new.start}", *(rule.text for rule in rules)]

    @property
    def text(self) -> str:
        """The rulebook as one file."""
        head = f'regelverk {self.name} "Til måling" kilde "bench"\nskala s a < b < c\n'
        return head + "\n".join("\n".join(lines) for lines in self.statements()) + "\n"

    def written(self) -> Path:
        """The rulebook as files below ``build/bench``, none with more statements than lmrules takes."""
        folder = BUILD / "books" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        head = f'regelverk {self.name} "Til måling" kilde "bench"\nskala s a < b < c\n'
        for number, lines in enumerate(self.statements()):
            (folder / f"del{number}.rules").write_text("\n".join(lines) + "\n", encoding="utf-8")
            head += f'bruk "del{number}.rules"\n'
        (folder / "hele.rules").write_text(head, encoding="utf-8")
        return folder / "hele.rules"

    def _content(self) -> tuple[list[str], dict[str, list[str]], dict[str, list[str]]]:
        codes = [code for version in self.versions for code in version.codes]
        has: dict[str, list[str]] = {code: [] for code in codes}
        asks: dict[str, list[str]] = {code: [] for code in codes}
        width: dict[str, int] = {}
        for rule in (rule for rules in self.rules for rule in rules):
            width[rule.new] = max(width.get(rule.new, 1), len(rule.groups))
        topics = []
        for code, sides in width.items():
            asks[code] = [f"t-{code}-{side}" for side in range(sides)]
            topics += asks[code]
        # The last transition first: what an objective contains, those before it must have as well.
        for rule in (rule for rules in reversed(self.rules) for rule in rules):
            parts = [*asks[rule.new], *has[rule.new]]
            for side, group in enumerate(rule.groups):
                # The last side of a narrow rule has what is left of what the new objective asks for.
                mine = parts[side:] if side == len(rule.groups) - 1 else [parts[side]]
                for code in group:
                    has[code] += [topic for topic in mine if topic not in has[code]]
        return topics, has, asks


def one_step(rules: int = 60, old: int = 60, new: int = 40) -> Book:
    """One transition. Some objectives have two rules; one, two or three old objectives are asked for."""
    width = max(2, len(str(max(old, new))))
    olds = tuple(f"G-{n:0{width}d}" for n in range(1, old + 1))
    news = tuple(f"N-{n:0{width}d}" for n in range(1, new + 1))
    versions = (
        Version("GAMMEL", FIRST_DAYS[1], FIRST_DAYS[2], olds),
        Version("NY", FIRST_DAYS[2], None, news),
    )
    return Book(f"regler-{rules}", versions, (_rules("R", olds, news, rules),))


def chain(size: int = 30) -> Book:
    """Three versions, and a rule on each objective of the two that come after."""
    codes = [tuple(f"{letter}-{n:02d}" for n in range(1, size + 1)) for letter in "ABC"]
    versions = (
        Version("VERSJON-A", FIRST_DAYS[0], FIRST_DAYS[1], codes[0]),
        Version("VERSJON-B", FIRST_DAYS[1], FIRST_DAYS[2], codes[1]),
        Version("VERSJON-C", FIRST_DAYS[2], None, codes[2]),
    )
    return Book(
        "tre-versjoner",
        versions,
        (_rules("P", codes[0], codes[1], size), _rules("Q", codes[1], codes[2], size)),
    )


def many(rules: int) -> Book:
    """Many rules: as many old objectives as rules, and one rule on each new one."""
    return one_step(rules, rules, rules)._replace(name=f"mange-{rules}")


def _rules(letter: str, olds: Sequence[str], news: Sequence[str], wanted: int) -> tuple[Wanted, ...]:
    rng = random.Random(f"{letter}-{wanted}")  # noqa: S311 - the same rulebook every time is what is wanted
    found = []
    for number in range(wanted):
        near = number * len(olds) // wanted
        some = [olds[(near + step) % len(olds)] for step in rng.sample(range(7), 3)]
        # A second rule on an objective asks for three, so that it is not the first again.
        form = 3 if number >= len(news) else rng.choice((1, 1, 2, 2, 2, 3))
        groups = {1: ((some[0],),), 2: ((some[0],), (some[1],)), 3: ((some[0], some[1]), (some[2],))}[form]
        found.append(Wanted(f"{letter}{number + 1}", groups, news[number % len(news)]))
    return tuple(found)


def one_person_codes(book: Book, held: int) -> list[str]:
    """``held`` old codes in runs of ten spread over the first version, as one person holds them."""
    codes = book.versions[0].codes
    runs = max(1, held // 10)
    starts = [run * len(codes) // runs for run in range(runs)]
    return [codes[(start + n) % len(codes)] for start in starts for n in range(10)][:held]
