"""A small printer of rulebooks, of the tests' own: model values to the words of a rule file.

It knows nothing of lmrules' formatter and shares no list of keywords with it, so that ``parse(print(model))``
is a question and no tautology. A rulebook becomes blocks (statements that must stay together), and a block
a list of words that may be laid out in any way.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from lmrules.model.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Claim,
    Example,
    Expression,
    Judgement,
    ObjectiveId,
    ObjectiveSet,
    Rule,
    Rulebook,
    Scale,
    Topic,
    Transition,
    Written,
)

Language = Literal["nb", "nn", "en"]
Words = list[str]
Block = list[Words]

# Copied from language.md: bokmål | English, and what nynorsk has instead of bokmål.
_TABLE = """
regelverk|rulebook kilde|source fordi|because bruk|use skala|scale tema|topic omfatter|includes
består_av|consists_of læringsmålsett|objectives gyldig|valid fra|from til|until mål|objective nivå|level
overgang|transition ttil|to regel|rule utkast|draft og|and eller|or minst|at_least av|of tilsvarer|equals
dekker|covers dekkes_av|covered_by i_innhold|in_content i_kompleksitet|in_complexity overlapper|overlaps
uten_samsvar_med|unrelated_to skjønn|judgement videreført|carried alle|all unntatt|except
påbegynt_før|started_before fullfører_til|completes_until utgår|retired nytt|new aldri|never uten|without
eksempel|example gitt|given ingenting|nothing så_overføres|then_transfers bare|only så_vurderes|then_assesses
"""
_NYNORSK_TABLE = """
kilde|kjelde omfatter|omfattar fra|frå påbegynt_før|byrja_før,påbyrja_før i_innhold|i_innhald
skjønn|skjønn,skjøn videreført|vidareført unntatt|unnateke,utanom,unntatt utgår|går_ut,utgår uten|utan eksempel|døme,eksempel gitt|gitt,gjeve
så_overføres|så_blir_overført,så_blir_overførte bare|berre så_vurderes|så_blir_vurdert,så_blir_vurderte
tilsvarer|svarar_til,tilsvarar dekker|dekkjer,dekker dekkes_av|blir_dekt_av,blir_dekka_av
overlapper|overlappar uten_samsvar_med|utan_samsvar_med
"""
ENGLISH = {pair.split("|")[0]: pair.split("|")[1] for pair in _TABLE.split()}
NYNORSK = {pair.split("|")[0]: pair.split("|")[1].split(",") for pair in _NYNORSK_TABLE.split()}
KEYWORDS = {
    word
    for norwegian, english in ENGLISH.items()
    for spelling in (norwegian, *NYNORSK.get(norwegian, ()), english)
    for word in spelling.split("_")
    if word != "ttil"
}
SPELLINGS = {
    "=": ["=", "tilsvarer"],
    "≥": ["≥", ">=", "dekker"],
    "≤": ["≤", "<=", "dekkes_av"],
    ">": [">"],
    "<": ["<"],
    "~": ["~", "overlapper"],
    "≠": ["≠", "!=", "uten_samsvar_med"],
}
TURNED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">", "=": "=", "~": "~", "≠": "≠"}
_PLAIN = re.compile(r"[^\W]+([-.][^\W]+)*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def name(text: str) -> str:
    """A name, in quotes where it must be."""
    if _PLAIN.fullmatch(text) and text not in KEYWORDS and not _DATE.fullmatch(text):
        return text
    return f"'{text}'"


def quoted(text: str) -> str:
    """A text in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Printer:
    """Prints in one keyword language; ``vary`` chooses spellings and layout (None: always the first)."""

    def __init__(self, language: Language = "nb", vary: random.Random | None = None) -> None:
        self.language = language
        self.vary = vary

    def key(self, keyword: str) -> Words:
        """The words of a keyword, in the printer's language."""
        spelled = ENGLISH[keyword] if self.language == "en" else keyword.replace("ttil", "til")
        if self.language == "nn" and keyword in NYNORSK:
            spelled = self.vary.choice(NYNORSK[keyword]) if self.vary else NYNORSK[keyword][0]
        return spelled.split("_")

    def title(self, text: str) -> Words:
        return [quoted(text)] if text else []

    def notes(self, written: Written) -> Words:
        words = []
        for reason in written.reasons:
            words += [*self.key("fordi"), quoted(reason)]
        for source in written.sources:
            words += [*self.key("kilde"), quoted(source)]
        return words

    def relation(self, sign: str) -> Words:
        spellings = SPELLINGS[sign]
        chosen = self.vary.choice(spellings) if self.vary else spellings[0]
        return self.key(chosen) if chosen in ENGLISH else [chosen]

    # ------------------------------------------------------------------------- blocks

    def blocks(self, book: Rulebook) -> Iterator[Block]:
        """The rulebook in blocks, in the model's order."""
        if book.name:
            yield [
                [
                    *self.key("regelverk"),
                    name(book.name),
                    *self.title(book.title),
                    *(w for s in book.sources for w in (*self.key("kilde"), quoted(s))),
                ]
            ]
        for scale in book.scales:
            yield [self.scale(scale)]
        for topic in book.topics:
            if topic.declared:
                yield [self.topic(topic)]
        for objectives in book.sets:
            yield list(self.objective_set(objectives))
        for transition in book.transitions:
            head = self.transition_head(transition)
            yield [[*head, *self.notes(transition)], *self.in_transition(book, transition)]

    def scale(self, scale: Scale) -> Words:
        words = [*self.key("skala"), name(scale.name)]
        for index, (low, sign, high) in enumerate(scale.steps):
            if index and scale.steps[index - 1][2] == low:
                words += [sign, name(high)]
            else:
                words += [*([","] if index else []), name(low), sign, name(high)]
        return [*words, *self.notes(scale)]

    def topic(self, topic: Topic) -> Words:
        words = [*self.key("tema"), name(topic.name), *self.title(topic.title)]
        for keyword, parts in (("omfatter", topic.includes), ("består_av", topic.consists)):
            if parts:
                words += [*self.key(keyword), *listed(map(name, parts))]
        return [*words, *self.notes(topic)]

    def objective_set(self, objectives: ObjectiveSet) -> Iterator[Words]:
        words = [*self.key("læringsmålsett"), name(objectives.name), *self.title(objectives.title)]
        if objectives.start or objectives.end:
            words += self.key("gyldig")
        if objectives.start:
            words += [*self.key("fra"), objectives.start.isoformat()]
        if objectives.end:
            words += [*self.key("til"), objectives.end.isoformat()]
        yield [*words, *self.notes(objectives)]
        for objective in objectives.objectives:
            words = [*self.key("mål"), name(objective.id.code), *self.title(objective.title)]
            for own, level, topics in _lines(objective.requirements, str(objective.id)):
                if own:
                    words += [*self.key("nivå"), name(level)]
                else:
                    words += [name(level), ":", *listed(map(name, topics))]
            yield [*words, *self.notes(objective)]

    def transition_head(self, transition: Transition) -> Words:
        return [
            *self.key("overgang"),
            name(transition.old),
            *self.key("ttil"),
            name(transition.new),
            *self.key("fra"),
            transition.day.isoformat(),
        ]

    # ------------------------------------------------------------------------- in a transition

    def in_transition(self, book: Rulebook, transition: Transition) -> Block:
        """The statements of a transition, without its head."""
        inner: Block = []
        for cohort in transition.cohorts:
            inner.append(
                [
                    *self.key("påbegynt_før"),
                    cohort.started_before.isoformat(),
                    *self.key("fullfører_til"),
                    cohort.completes_until.isoformat(),
                    *self.notes(cohort),
                ]
            )
        for _, group in groupby(transition.rules, key=lambda r: r.name):
            inner.append([*self.rule(book, transition, list(group))])
        inner += [self.judgement(book, transition, j) for j in transition.judgements]
        for keyword, fates in (("utgår", transition.retired), ("nytt", transition.declared_new)):
            for fate in fates:
                inner.append([*self.key(keyword), code(book, transition, fate.objective), *self.notes(fate)])
        for never in transition.never:
            inner.append(
                [
                    *self.key("aldri"),
                    code(book, transition, never.objective),
                    *self.key("uten"),
                    *self.expression(book, transition, never.unless),
                    *self.notes(never),
                ]
            )
        inner += [self.example(book, transition, e) for e in transition.examples]
        return inner

    def rule(self, book: Rulebook, transition: Transition, rules: Sequence[Rule]) -> Words:
        """One statement for all the rules of a name."""
        first = rules[0]
        new = [code(book, transition, r.new) for r in rules]
        if first.carried:
            head = [*self.key("videreført"), name(first.name), ":"]
            return [*head, *listed(name(r.new.code) for r in rules), *self.notes(first)]
        draft = self.key("utkast") if first.draft else []
        head = [*draft, *self.key("regel"), name(first.name), ":"]
        old = self.expression(book, transition, first.old)
        if len(rules) == 2 and rules[1].new == first.old:
            new = new[:1]  # `=` between two new objectives: a rule each way
        two_new = isinstance(first.old, ObjectiveId) and first.old.set == transition.new
        turned = (
            self.vary is not None
            and self.vary.random() < 0.4
            and not (two_new and first.claims[0].relation == "=")
        )
        left, right = (listed(new), old) if turned else (old, listed(new))
        return [*head, *left, *self.claims(first.claims, turned=turned, right=right), *self.notes(first)]

    def claims(self, claims: Sequence[Claim], *, turned: bool, right: Words) -> Words:
        words = []
        for index, claim in enumerate(claims):
            words += [","] if index else []
            words += self.relation(TURNED[claim.relation] if turned else claim.relation)
            words += [] if index else right
            if claim.aspect:
                words += self.key("i_innhold" if claim.aspect == "content" else "i_kompleksitet")
        return words

    def expression(self, book: Rulebook, transition: Transition, expression: Expression) -> Words:
        match expression:
            case ObjectiveId():
                return [code(book, transition, expression)]
            case AtLeast(k, parts):
                inner = listed(code(book, transition, p) for p in parts if isinstance(p, ObjectiveId))
                return [*self.key("minst"), str(k), *self.key("av"), "(", *inner, ")"]
            case AllOf(parts) | AnyOf(parts):
                words: Words = []
                for index, part in enumerate(parts):
                    shown = self.expression(book, transition, part)
                    bare = isinstance(part, ObjectiveId | AtLeast)
                    words += self.key("og" if isinstance(expression, AllOf) else "eller") if index else []
                    words += shown if bare else ["(", *shown, ")"]
                return words

    def judgement(self, book: Rulebook, transition: Transition, judgement: Judgement) -> Words:
        what, by = judgement.clauses[0]
        covering: Words = []
        for index, topic in enumerate(by):
            covering += [*(self.key("og") if index else []), judged(book, transition, topic)]
        covered = [judged(book, transition, what)]
        if len(judgement.clauses) > 1:
            said = [*covered, "=", *covering]
        elif self.vary and self.vary.random() < 0.4:
            said = [*covered, *self.relation("≤"), *covering]
        else:
            said = [*covering, *self.relation("≥"), *covered]
        return [*self.key("skjønn"), name(judgement.name), ":", *said, *self.notes(judgement)]

    def example(self, book: Rulebook, transition: Transition, example: Example) -> Words:
        words = [*self.key("eksempel"), quoted(example.title), *self.key("gitt")]
        for index, (objective, day) in enumerate(example.given):
            words += [","] if index else []
            words += [code(book, transition, objective), day.isoformat()]
        words += [] if example.given else self.key("ingenting")
        for expected in example.expectations:
            words += self.key("så_overføres" if expected.outcome == "transferred" else "så_vurderes")
            words += self.key("bare") if expected.only else []
            words += listed(code(book, transition, o) for o in expected.objectives)
        return words

    # ------------------------------------------------------------------------- layout

    def lay_out(self, blocks: Sequence[Block]) -> str:
        """Rule text: one statement a line, or any layout at all where ``vary`` is given."""
        if self.vary is None:
            return "".join(" ".join(words) + "\n" for block in blocks for words in block)
        between = [" ", "\n", "\r\n", "\t", "   ", "\r", " # og 'dette' \"er en kommentar\n    "]
        weights = [20, 2, 1, 1, 1, 1, 1]
        text = self.vary.choice(["", "\n", "# regel X: A ≥ B\n"])
        for block in blocks:
            for words in block:
                for word in words:
                    text += word + self.vary.choices(between, weights)[0]
        return text

    def print(self, book: Rulebook) -> str:
        """The whole rulebook as one file."""
        return self.lay_out(list(self.blocks(book)))

    def shuffled(self, book: Rulebook, order: random.Random, files: int) -> list[str]:
        """The rulebook with its statements in another order, in several files."""
        tops: list[Block] = []
        for block in self.blocks(book):
            if block[0][: len(self.key("overgang"))] == self.key("overgang"):
                transition = next(
                    t
                    for t in book.transitions
                    if self.transition_head(t) == block[0][: len(self.transition_head(t))]
                )
                inner = block[1:]
                order.shuffle(inner)
                cut = order.randint(0, len(inner))
                # A transition may be continued, in another place or another file.
                tops += [[block[0], *inner[:cut]], [self.transition_head(transition), *inner[cut:]]]
            else:
                tops.append(block)
        order.shuffle(tops)
        parts: list[list[Block]] = [[] for _ in range(files)]
        for block in tops:
            order.choice(parts).append(block)
        return [self.lay_out(part) for part in parts]


def listed(items: object) -> Words:
    """Words with commas between."""
    words: Words = []
    for item in items:  # type: ignore[attr-defined]
        words += [*([","] if words else []), str(item)]
    return words


def code(book: Rulebook, transition: Transition, objective: ObjectiveId) -> str:
    """An objective's code, with its set where both sets of the transition have it."""
    having = [
        s.name
        for s in book.sets
        if s.name in (transition.old, transition.new)
        and any(o.id.code == objective.code for o in s.objectives)
    ]
    bare = having == [objective.set]
    return name(objective.code) if bare else f"{name(objective.set)}/{name(objective.code)}"


def judged(book: Rulebook, transition: Transition, topic: str) -> str:
    """A topic in a judgement: its name, or the code of the objective whose own name it bears."""
    own = [o.id for s in book.sets for o in s.objectives if str(o.id) == topic]
    return code(book, transition, own[0]) if own else name(topic)


def _lines(requirements: Sequence[object], own: str) -> Iterator[tuple[bool, str, list[str]]]:
    """Requirement lines: neighbours of one level together."""

    def line(requirement: object) -> tuple[bool, str]:
        return requirement.topic == own, requirement.level  # type: ignore[attr-defined]

    for (bare, level), group in groupby(requirements, key=line):
        yield bare, level, [r.topic for r in group]  # type: ignore[attr-defined]


def day_after(day: dt.date, days: int = 1) -> dt.date:
    """The day ``days`` later (or earlier)."""
    return day + dt.timedelta(days=days)
