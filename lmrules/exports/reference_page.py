"""A rulebook as one Markdown page: what transfers to what and why, each old objective's fate, open questions.

``python -m lmrules.cli._reference RULES`` prints it. In bokmål, for those who are to correct it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from lmrules.exports.prose import said_level
from lmrules.exports.report_words import KINDS
from lmrules.exports.rulebook_facts import Lack, NewFact, OldFact, TransitionFacts, questions
from lmrules.messages.dates import show_date
from lmrules.model.model import AllOf, AnyOf, Expression, ObjectiveId, Rule, Rulebook
from lmrules.prepared import ready
from lmrules.syntax import ast

_READING = (
    "En lesning gjort av dette prosjektet, ikke kunngjort av noen myndighet. "
    "Den må kvalitetssikres av fagmiljøet før bruk."
)


def reference_page(book: Rulebook, files: Iterable[ast.File], digest: str) -> str:
    """The page for a rulebook without errors, in bokmål. ``files`` are where its comments are."""
    steps = [TransitionFacts(book, ready(book, transition)) for transition in book.transitions]
    asked = [f"{q.text} (`{q.at}`)" if q.at else q.text for q in questions(files)]
    parts = [
        f"# {book.title or book.name}",
        "",
        "Denne siden er laget av regelverket selv (`make reference`); rett reglene, ikke siden.",
        _READING,
        "",
        f"Regelverk `{book.name}`, {digest}.",
        *_sources(book.sources),
        "",
    ]
    for step in reversed(steps):
        parts += _Page(book, step).lines()
    parts += ["## Åpne spørsmål til fagmiljøet", ""]
    parts += [f"- {question}" for question in asked] or ["Ingen."]
    # Nothing of ours on the page is a tag or a link, so whatever looks like one is an author's words.
    return visible_markup("\n".join(parts)) + "\n"


def visible_markup(text: str) -> str:
    """``text`` with tags and links shown as they are written, and not as what they would do."""
    return text.replace("<", "&lt;").replace("](", "]\\(")


def _sources(sources: Iterable[str]) -> list[str]:
    listed = ", ".join(sources)
    return [f"Kilde: {listed}."] if listed else []


@attrs.frozen
class _Page:
    """One transition's part of the page."""

    book: Rulebook
    facts: TransitionFacts

    def lines(self) -> list[str]:
        t, new, old = self.facts.transition, self.facts.new, self.facts.old
        lines = [f"## {t.old} → {t.new}, fra {show_date(t.day, 'nb')}", "", *_sources(t.sources), ""]
        lines += [f"{len(old)} gamle mål, {len(new)} nye:", ""]
        lines += [f"- {count} {KINDS[kind].nb}" for kind, count in self.facts.counts.items()]
        if t.judgements:
            lines += ["", f"### Skjønn ({t.old} → {t.new})", ""]
            lines += [f"- `{j.name}`: {self.clauses(j.clauses)}. {j.reason}" for j in t.judgements]
        lines += ["", f"### De nye målene i {t.new}", ""]
        for fact in new:
            lines += self.new_objective(fact)
        lines += [f"### De gamle målene i {t.old}", ""]
        lines += ["| Mål | Tittel | Hva som skjer |", "|---|---|---|"]
        lines += [
            f"| {o.objective.id.code} | {_cell(o.objective.title)} | {_cell(self.fate(o))} |" for o in old
        ]
        return [*lines, ""]

    def clauses(self, clauses: Iterable[tuple[str, tuple[str, ...]]]) -> str:
        return "; ".join(f"«{self.topic(t)}» dekkes av {self.topics(us)}" for t, us in clauses)

    def topics(self, names: Iterable[str]) -> str:
        return " og ".join(f"«{self.topic(name)}»" for name in names)

    def topic(self, name: str) -> str:
        topic = self.book.topic_named.get(name)
        return (topic.title or name) if topic else name

    def new_objective(self, fact: NewFact) -> list[str]:
        lines = [f"#### {fact.objective.id.code} {fact.objective.title}", ""]
        for told in fact.rules:
            verb = "Overføres fra" if told.grants else "Overføres ikke fra"
            rule = told.rule
            lines.append(f"- {verb} {self.expression(rule.old)} (regel `{rule.name}`). {rule.reason}")
            lines += [f"    - {line}" for line in self.lacking(told.lacks)]
        lines += [f"- Nytt: {fate.reason}" for fate in fact.declared]
        if not fact.rules and not fact.declared:
            lines.append("- Ingen regel.")
        return [*lines, ""]

    def lacking(self, lacks: Iterable[Lack]) -> Iterator[str]:
        """The requirements that the old objectives of a documented non-transfer do not meet, and why."""
        for lack in lacks:
            r = lack.requirement
            if lack.held:
                shown = ", ".join(said_level(name) for name in lack.held)
                wanted = said_level(r.level)
                yield f"nivå: {self.topic(r.topic)} kreves på {wanted}, er dekket på {shown}"
            else:
                yield f"innhold: {self.topic(r.topic)} ({said_level(r.level)}) er ikke dekket"

    def expression(self, expression: Expression, *, inside: bool = False) -> str:
        match expression:
            case ObjectiveId():
                return expression.code
            case AllOf(parts):
                text = " og ".join(self.expression(p, inside=True) for p in parts)
            case AnyOf(parts):
                text = " eller ".join(self.expression(p, inside=True) for p in parts)
            case _:
                listed = ", ".join(self.expression(p) for p in expression.parts)
                return f"minst {expression.k} av ({listed})"
        return f"({text})" if inside else text

    def fate(self, old: OldFact) -> str:
        """What becomes of an old objective."""
        says = []
        if old.grants:
            says.append("gir " + ", ".join(self.by(r) for r in old.grants))
        if old.others:
            says.append("overfører ikke " + ", ".join(dict.fromkeys(r.new.code for r in old.others)))
        says += [f"utgår: {fate.reason}" for fate in old.retired]
        return "; ".join(says) or "ikke omtalt"

    def by(self, rule: Rule) -> str:
        """What a rule grants and, where it asks for more than one objective, all that it asks for."""
        if isinstance(rule.old, ObjectiveId):
            return rule.new.code
        return f"{rule.new.code} (av {self.expression(rule.old)})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
