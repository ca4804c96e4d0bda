"""A rulebook as one Markdown page: what transfers to what and why, each old objective's fate, open questions.

``python -m lmrules.cli._reference RULES`` prints it. In bokmål, for those who are to correct it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from lmrules.exports.markdown import code, plain
from lmrules.exports.prose import said_level
from lmrules.exports.report_words import BY_RULE, KINDS, MOST_TOGETHER
from lmrules.exports.rulebook_facts import Lack, NewFact, OldFact, TransitionFacts, questions
from lmrules.messages.dates import show_date
from lmrules.model.model import AllOf, AnyOf, Expression, ObjectiveId, Rule, Rulebook, atoms
from lmrules.prepared import ready
from lmrules.syntax import ast

_READING = (
    "En lesning gjort av dette prosjektet, ikke kunngjort av noen myndighet. "
    "Den må kvalitetssikres av fagmiljøet før bruk."
)


def reference_page(book: Rulebook, files: Iterable[ast.File], digest: str) -> str:
    """The page for a rulebook without errors, in bokmål. ``files`` are where its comments are."""
    steps = [TransitionFacts(book, ready(book, transition)) for transition in book.transitions]
    asked = [f"{plain(q.text)} ({code(q.at)})" if q.at else plain(q.text) for q in questions(files)]
    parts = [
        f"# {plain(book.title or book.name)}",
        "",
        "Denne siden er laget av regelverket selv (`make reference`); rett reglene, ikke siden.",
        _READING,
        "",
        f"Regelverk {code(book.name)}, {digest}.",
        *_sources(book.sources),
        "",
    ]
    for step in reversed(steps):
        parts += _Page(book, step).lines()
    parts += ["## Åpne spørsmål til fagmiljøet", ""]
    parts += [f"- {question}" for question in asked] or ["Ingen."]
    return "\n".join(parts) + "\n"


def _sources(sources: Iterable[str]) -> list[str]:
    listed = ", ".join(map(plain, sources))
    return [f"Kilde: {listed}."] if listed else []


@attrs.frozen
class _Page:
    """One transition's part of the page."""

    book: Rulebook
    facts: TransitionFacts

    def lines(self) -> list[str]:
        t, new, old = self.facts.transition, self.facts.new, self.facts.old
        names = f"{plain(t.old)} → {plain(t.new)}"
        lines = [f"## {names}, fra {show_date(t.day, 'nb')}", "", *_sources(t.sources), ""]
        lines += [f"{len(old)} gamle mål, {len(new)} nye:", ""]
        lines += [f"- {count} {KINDS[kind].nb}" for kind, count in self.facts.counts.items()]
        if t.judgements:
            lines += ["", f"### Skjønn ({names})", ""]
            lines += [f"- {code(j.name)}: {self.clauses(j.clauses)}. {plain(j.reason)}" for j in t.judgements]
        lines += ["", f"### De nye målene i {plain(t.new)}", ""]
        for fact in new:
            lines += self.new_objective(fact)
        lines += [f"### De gamle målene i {plain(t.old)}", ""]
        lines += ["| Mål | Tittel | Hva som skjer |", "|---|---|---|"]
        lines += [
            f"| {plain(o.objective.id.code)} | {plain(o.objective.title)} | {self.fate(o)} |" for o in old
        ]
        return [*lines, ""]

    def clauses(self, clauses: Iterable[tuple[str, tuple[str, ...]]]) -> str:
        return "; ".join(f"«{self.topic(t)}» dekkes av {self.topics(us)}" for t, us in clauses)

    def topics(self, names: Iterable[str]) -> str:
        return " og ".join(f"«{self.topic(name)}»" for name in names)

    def topic(self, name: str) -> str:
        topic = self.book.topic_named.get(name)
        return plain((topic.title or name) if topic else name)

    def new_objective(self, fact: NewFact) -> list[str]:
        lines = [f"#### {plain(fact.objective.id.code)} {plain(fact.objective.title)}", ""]
        for told in fact.rules:
            verb = "Overføres fra" if told.grants else "Overføres ikke fra"
            rule = told.rule
            lines.append(
                f"- {verb} {self.expression(rule.old)} (regel {code(rule.name)}). {plain(rule.reason)}"
            )
            lines += [f"    - {line}" for line in self.lacking(told.lacks)]
        lines += [f"- Nytt: {plain(fate.reason)}" for fate in fact.declared]
        if not fact.rules and not fact.declared:
            lines.append("- Ingen regel.")
        return [*lines, ""]

    def lacking(self, lacks: Iterable[Lack]) -> Iterator[str]:
        """The requirements that the old objectives of a documented non-transfer do not meet, and why."""
        for lack in lacks:
            r = lack.requirement
            if lack.held:
                shown = ", ".join(plain(said_level(name)) for name in lack.held)
                wanted = plain(said_level(r.level))
                yield f"nivå: {self.topic(r.topic)} kreves på {wanted}, er dekket på {shown}"
            else:
                yield f"innhold: {self.topic(r.topic)} ({plain(said_level(r.level))}) er ikke dekket"

    def expression(self, expression: Expression, *, inside: bool = False) -> str:
        match expression:
            case ObjectiveId():
                return plain(expression.code)
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
            says.append(
                "overfører ikke " + ", ".join(plain(c) for c in dict.fromkeys(r.new.code for r in old.others))
            )
        says += [f"utgår: {plain(fate.reason)}" for fate in old.retired]
        return "; ".join(says) or "ikke omtalt"

    def by(self, rule: Rule) -> str:
        """What a rule grants and, where it asks for more than one objective, all that it asks for."""
        if isinstance(rule.old, ObjectiveId):
            return plain(rule.new.code)
        named = len(atoms(rule.old))
        if named > MOST_TOGETHER:
            by = BY_RULE.nb.format(rule=code(rule.name), n=named)
            return f"{plain(rule.new.code)} ({by})"
        return f"{plain(rule.new.code)} (av {self.expression(rule.old)})"
