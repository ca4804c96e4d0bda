"""``suggest --format text``: rules ready to paste; everything else stands in comments.

The whole text can be added to a rulebook as it is, and still checks: a rule that something in the rulebook
speaks against (`nytt`, `utgår`, `aldri`) is commented out, with what must be settled first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from lmrules.exports.prose import Explainer
from lmrules.exports.rule_words import code_in
from lmrules.messages import Language, Text, Words, visible
from lmrules.model.model import AllOf, ObjectiveId, Rulebook, Transition
from lmrules.model.writing import write_expression
from lmrules.nearest import JudgementRemedy, LinkRemedy, NearestMiss
from lmrules.suggest import SoundRule, Suggestion
from lmrules.syntax.keywords import SPELLINGS
from lmrules.syntax.writing import write_name, write_text

_NOTHING = Text(
    "Ingen forslag: reglene gir alt som innhold og nivåer kan bevise.",
    "Ingen forslag: reglane gir alt som innhald og nivå kan prove.",
    "No suggestions: the rules grant all that content and levels can prove.",
)
_REASON = Text("forslag: …", "forslag: …", "suggestion: …")
_MORE = Text("det finnes flere sett", "det finst fleire sett", "there are more sets")
_IS_NEW = Text(
    "{objective} står som `nytt`; fjern det først, hvis regelen er faglig riktig",
    "{objective} står som `nytt`; fjern det først, om regelen er fagleg rett",
    "{objective} is declared `new`; remove that first, if the rule is professionally right",
)
_IS_RETIRED = Text(
    "{objectives} står som `utgår`; fjern det først, hvis regelen er faglig riktig",
    "{objectives} står som `går ut`; fjern det først, om regelen er fagleg rett",
    "{objectives} is declared `retired`; remove that first, if the rule is professionally right",
)
_BREAKS = Text(
    "regelen er i strid med `aldri {objectives}`",
    "regelen er i strid med `aldri {objectives}`",
    "the rule is against `never {objectives}`",
)
_NONE_SOUND = Text(
    "{objective}: ingen gamle mål dekker det, alene eller sammen",
    "{objective}: ingen gamle mål dekkjer det, åleine eller saman",
    "{objective}: no old objectives cover it, alone or together",
)
_DECLARED = Text(" (står som `nytt`)", " (står som `nytt`)", " (declared `new`)")
_NOT_ANALYSED = Text(
    "{objective}: målet har verken temaer eller `nivå`, så ingen regel kan bevises",
    "{objective}: målet har verken tema eller `nivå`, så ingen regel kan provast",
    "{objective}: it has neither topics nor `level`, so no rule can be proved",
)
_NEAREST = Text("nærmest: {olds}", "nærmast: {olds}", "nearest: {olds}")
_UNMET = Text(
    "{topic} ({level}): ikke dekket i innhold",
    "{topic} ({level}): ikkje dekt i innhald",
    "{topic} ({level}): not covered in content",
)
_LOWER = Text(
    "{topic} ({level}): bare dekket på nivå {held}",
    "{topic} ({level}): berre dekt på nivå {held}",
    "{topic} ({level}): covered only at level {held}",
)
_BY_JUDGEMENT = Text(
    "et skjønn ville vært nok, om det er faglig riktig: {judgement} (da dekker {olds})",
    "eit skjønn ville vore nok, om det er fagleg rett: {judgement} (då dekkjer {olds})",
    "a judgement would do, if it is professionally right: {judgement} (then {olds} covers)",
)
_BY_LINK = Text(
    "én linje i skalaen {scale} ville vært nok: {link} (da dekker {olds}; gjelder hele regelverket)",
    "éi linje i skalaen {scale} ville vore nok: {link} (då dekkjer {olds}; gjeld heile regelverket)",
    "one line in the scale {scale} would do: {link} (then {olds} covers; it concerns the whole rulebook)",
)


def suggest_text(book: Rulebook, suggestions: Sequence[Suggestion], lang: Language) -> str:
    """The suggestions as rule text: rules first, nearest misses as comments after them, per transition."""
    if not suggestions:
        return f"# {_NOTHING.fill(lang)}\n"
    pieces = []
    for name in dict.fromkeys(s.transition.name for s in suggestions):
        mine = [s for s in suggestions if s.transition.name == name]
        pieces.append("\n".join(SuggestionWriter(book, mine[0].transition, lang).all(mine)))
    return "\n\n".join(pieces) + "\n"


@attrs.frozen
class SuggestionWriter:
    """Writes the suggestions of one transition, line by line, for a person who reads ``lang``."""

    book: Rulebook
    transition: Transition
    lang: Language

    def all(self, suggestions: Sequence[Suggestion]) -> Iterator[str]:
        """The whole text: rules first, nearest misses as comments after them."""
        yield self.head()
        for suggestion in suggestions:
            if suggestion.sound:
                yield ""
                yield from (f"    {line}" for line in self.sound(suggestion))
        for suggestion in suggestions:
            if not suggestion.sound:
                yield ""
                yield from (f"    # {line}" for line in self.miss(suggestion))

    def key(self, keyword: str) -> str:
        """A keyword in the language of the rulebook."""
        return SPELLINGS[keyword][self.book.keywords]

    # ------------------------------------------------------------------- rules

    def head(self) -> str:
        """The line that opens the transition."""
        transition = self.transition
        old, new = write_name(transition.old), write_name(transition.new)
        head = f"{self.key('transition')} {old} {self.key('to')} {new}"
        return f"{head} {self.key('from')} {transition.day.isoformat()}"

    def sound(self, suggestion: Suggestion) -> Iterator[str]:
        """Every rule suggested for one objective."""
        yield f"# {self.name(suggestion.objective)}"
        for rule in suggestion.sound:
            yield from self.whole_rule(suggestion, rule)
        if suggestion.cut:
            yield f"# … {_MORE.fill(self.lang)}"

    def whole_rule(self, suggestion: Suggestion, rule: SoundRule) -> Iterator[str]:
        """A rule; as a comment, after what speaks against it, where something does."""
        against = list(self.against(suggestion, rule))
        yield from (f"# {line}" for line in against)
        comment = "# " if against else ""
        yield from (f"{comment}{line}" for line in self.rule(suggestion.objective, rule))

    def rule(self, new: ObjectiveId, rule: SoundRule) -> Iterator[str]:
        """One rule on ``new``, with a reason to fill in."""
        old = rule.old[0] if len(rule.old) == 1 else AllOf(rule.old)
        left = write_expression(old, self.book.keywords, self.code)
        name = write_name(rule.name)
        yield f"{self.key('rule')} {name}: {left} ≥ {self.code(new)}"
        yield f"    {self.key('because')} {write_text(_REASON.fill(self.book.keywords))}"

    def against(self, suggestion: Suggestion, rule: SoundRule) -> Iterator[str]:
        """What in the rulebook speaks against a rule."""
        if suggestion.declared_new:
            yield _IS_NEW.fill(self.lang, {"objective": self.code(suggestion.objective)})
        if rule.retired:
            yield _IS_RETIRED.fill(self.lang, {"objectives": self.codes(rule.retired)})
        if rule.breaks:
            yield _BREAKS.fill(self.lang, {"objectives": self.codes(rule.breaks)})

    # ------------------------------------------------------------------- nearest misses

    def miss(self, suggestion: Suggestion) -> Iterator[str]:
        """What is missing where nothing is sound."""
        fields = {"objective": self.name(suggestion.objective)}
        if suggestion.nearest is None:
            yield _NOT_ANALYSED.fill(self.lang, fields)
            return
        declared = _DECLARED.fill(self.lang) if suggestion.declared_new else ""
        yield _NONE_SOUND.fill(self.lang, fields) + declared
        yield from (f"  {line}" for line in self.lines(suggestion.nearest))

    def lines(self, miss: NearestMiss) -> Iterator[str]:
        """What is nearest, what fails, and what alone would do."""
        if miss.old:
            yield _NEAREST.fill(self.lang, {"olds": ", ".join(self.name(o) for o in miss.old)})
        words = Explainer(self.book, self.lang)
        for failing in miss.failing:
            text = _LOWER if failing.met == "lower" else _UNMET
            fields = {"topic": words.topic(failing.topic), "level": failing.level}
            yield text.fill(self.lang, {**fields, "held": Words(failing.held, quoted=False)})
        yield from (self.judgement(j) for j in miss.judgements)
        yield from (self.link(link) for link in miss.links)

    def judgement(self, remedy: JudgementRemedy) -> str:
        """A judgement that would do."""
        covering = f" {self.key('and')} ".join(self.topic(t) for t in remedy.covering)
        judgement = f"`{covering} {self.key('covers')} {self.topic(remedy.covered)}`"
        return _BY_JUDGEMENT.fill(self.lang, {"judgement": judgement, "olds": self.codes(remedy.old)})

    def link(self, remedy: LinkRemedy) -> str:
        """A line of a scale that would do."""
        link = f"`{write_name(remedy.low)} < {write_name(remedy.high)}`"
        fields = {"scale": f"`{write_name(remedy.scale)}`", "link": link, "olds": self.codes(remedy.old)}
        return _BY_LINK.fill(self.lang, fields)

    # ------------------------------------------------------------------- names

    def name(self, objective: ObjectiveId) -> str:
        """An objective by code and title."""
        title = self.book.objective[objective].title
        return visible(f"{self.code(objective)} «{title}»" if title else self.code(objective))

    def code(self, objective: ObjectiveId) -> str:
        """The code as a rule of the transition must write it."""
        return code_in(self.book, self.transition, objective)

    def codes(self, objectives: Sequence[ObjectiveId]) -> str:
        """Several codes, with commas."""
        return ", ".join(self.code(o) for o in objectives)

    def topic(self, topic: str) -> str:
        """A topic as a judgement writes it; an objective's own topic by its code."""
        set_name, slash, code = topic.partition("/")
        if slash and topic not in self.book.topic_named:
            return self.code(ObjectiveId(set_name, code))
        return write_name(topic)
