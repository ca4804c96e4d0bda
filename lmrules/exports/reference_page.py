"""A rulebook as one Markdown page: what transfers to what and why, each old objective's fate, open questions.

``python -m lmrules.cli._reference RULES`` prints it. In bokmål, for those who are to correct it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from lmrules.exports.prose import said_level
from lmrules.kernel import itself_if_in, minimal_sets, uncovered
from lmrules.messages.dates import show_date
from lmrules.model.model import (
    AllOf,
    AnyOf,
    Expression,
    Objective,
    ObjectiveId,
    Rule,
    Rulebook,
    Transition,
    atoms,
)
from lmrules.prepared import Ready, levels_held, ready
from lmrules.syntax import ast

QUESTION = "# spørsmål:"

_READING = (
    "En lesning gjort av dette prosjektet, ikke kunngjort av noen myndighet. "
    "Den må kvalitetssikres av fagmiljøet før bruk."
)
_READING = (
    "En lesning gjort av dette prosjektet, ikke kunngjort av noen myndighet. "
    "Den må kvalitetssikres av fagmiljøet før bruk."
)
_KINDS = {
    "one": "overføres fra ett gammelt mål",
    "several": "overføres fra flere gamle mål sammen",
    "level": "vurderes: innholdet er dekket, nivået er ikke",
    "content": "vurderes: innholdet er ikke dekket",
    "both": "vurderes: verken alt innhold eller alle nivåer er dekket",
    "unwritten": "vurderes: ingen regel",
    "new": "nytt mål uten forgjenger",
}


def reference_page(book: Rulebook, files: Iterable[ast.File], digest: str) -> str:
    """The page for a rulebook without errors, in bokmål. ``files`` are where its comments are."""
    steps = [ready(book, transition) for transition in book.transitions]
    questions = list(_questions(files))
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
    parts += [f"- {question}" for question in questions] or ["Ingen."]
    # Nothing of ours on the page is a tag or a link, so whatever looks like one is an author's words.
    return visible_markup("\n".join(parts)) + "\n"


def visible_markup(text: str) -> str:
    """``text`` with tags and links shown as they are written, and not as what they would do."""
    return text.replace("<", "&lt;").replace("](", "]\\(")


def _sources(sources: Iterable[str]) -> list[str]:
    listed = ", ".join(sources)
    return [f"Kilde: {listed}."] if listed else []


def _questions(files: Iterable[ast.File]) -> Iterator[str]:
    """The questions in comments, each with the statement it stands at."""
    for file in files:
        for question, end in _asked(file.comments):
            at = [s for s in file.statements if s.span.end > end]
            words = " ".join(at[0].span.text.split()[:2]).rstrip(":") if at else ""
            yield f"{question} (`{words}`)" if words else question


def _asked(comments: Iterable[ast.Comment]) -> Iterator[tuple[str, int]]:
    """Each question with the offset where it ends: a comment that begins so, and those on the lines below."""
    asked: list[str] = []
    last = end = 0
    for comment in comments:
        line = comment.span.begin.line
        begins = comment.text.lower().startswith(QUESTION)
        if asked and (begins or line != last + 1):
            yield " ".join(asked), end
            asked = []
        if begins or asked:
            text = comment.text[len(QUESTION) :] if begins else comment.text.lstrip("#")
            asked.append(text.strip())
            last, end = line, comment.span.end
    if asked:
        yield " ".join(asked), end


@attrs.frozen
class _Page:
    """One transition's part of the page."""

    book: Rulebook
    step: Ready

    @property
    def transition(self) -> Transition:
        return self.step.transition

    def lines(self) -> list[str]:
        t = self.transition
        new = self.book.set_named[t.new].objectives
        old = self.book.set_named[t.old].objectives
        kinds = Counter(self.kind(o) for o in new)
        lines = [f"## {t.old} → {t.new}, fra {show_date(t.day, 'nb')}", "", *_sources(t.sources), ""]
        lines += [f"{len(old)} gamle mål, {len(new)} nye:", ""]
        lines += [f"- {kinds[kind]} {text}" for kind, text in _KINDS.items() if kinds[kind]]
        if t.judgements:
            lines += ["", f"### Skjønn ({t.old} → {t.new})", ""]
            lines += [f"- `{j.name}`: {self.clauses(j.clauses)}. {j.reason}" for j in t.judgements]
        lines += ["", f"### De nye målene i {t.new}", ""]
        for objective in new:
            lines += self.new_objective(objective)
        lines += [f"### De gamle målene i {t.old}", ""]
        lines += ["| Mål | Tittel | Hva som skjer |", "|---|---|---|"]
        lines += [f"| {o.id.code} | {_cell(o.title)} | {_cell(self.fate(o.id))} |" for o in old]
        return [*lines, ""]

    def clauses(self, clauses: Iterable[tuple[str, tuple[str, ...]]]) -> str:
        return "; ".join(f"«{self.topic(t)}» dekkes av {self.topics(us)}" for t, us in clauses)

    def topics(self, names: Iterable[str]) -> str:
        return " og ".join(f"«{self.topic(name)}»" for name in names)

    def topic(self, name: str) -> str:
        topic = self.book.topic_named.get(name)
        return (topic.title or name) if topic else name

    def granting(self, objective: ObjectiveId) -> list[Rule]:
        return [r for r in self.step.granting if r.new == objective]

    def kind(self, objective: Objective) -> str:
        """What becomes of a new objective, for the counts."""
        rules = self.granting(objective.id)
        if rules:
            smallest = min(
                len(s) for r in rules for s in minimal_sets(r.old, itself_if_in(atoms(r.old)), 64)[0]
            )
            return "one" if smallest == 1 else "several"
        if objective.id in self.step.declared_new:
            return "new"
        written = self.transition.rules_for.get(objective.id, ())
        if not written:
            return "unwritten"
        held = self.step.theory.of({o for r in written for o in atoms(r.old)})
        content = uncovered(self.step.theory.content, held, objective.requirements)
        level = set(uncovered(self.step.theory, held, objective.requirements)) - set(content)
        if content and level:
            return "both"
        return "content" if content else "level"

    def new_objective(self, objective: Objective) -> list[str]:
        lines = [f"#### {objective.id.code} {objective.title}", ""]
        for rule in self.transition.rules_for.get(objective.id, ()):
            verb = "Overføres fra" if rule in self.step.granting else "Overføres ikke fra"
            lines.append(f"- {verb} {self.expression(rule.old)} (regel `{rule.name}`). {rule.reason}")
            if rule not in self.step.granting:
                lines += [f"    - {line}" for line in self.lacking(rule, objective)]
        lines += [
            f"- Nytt: {fate.reason}"
            for fate in self.transition.declared_new
            if fate.objective == objective.id
        ]
        if len(lines) == 2:  # noqa: PLR2004 - nothing after the heading
            lines.append("- Ingen regel.")
        return [*lines, ""]

    def lacking(self, rule: Rule, objective: Objective) -> Iterator[str]:
        """The requirements that the old objectives of a documented non-transfer do not meet, and why."""
        held = self.step.theory.of(atoms(rule.old))
        for r in uncovered(self.step.theory, held, objective.requirements):
            at = levels_held(self.book, self.step.theory, held, r.topic)
            if at:
                shown = ", ".join(said_level(name) for name in at)
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

    def fate(self, old: ObjectiveId) -> str:
        """What becomes of an old objective."""
        grants = [r for r in self.step.granting if old in atoms(r.old)]
        others = [r for r in self.transition.rules if old in atoms(r.old) and r not in grants]
        says = []
        if grants:
            says.append("gir " + ", ".join(self.by(r) for r in grants))
        if others:
            says.append("overfører ikke " + ", ".join(dict.fromkeys(r.new.code for r in others)))
        says += [f"utgår: {fate.reason}" for fate in self.transition.retired if fate.objective == old]
        return "; ".join(says) or "ikke omtalt"

    def by(self, rule: Rule) -> str:
        """What a rule grants and, where it asks for more than one objective, all that it asks for."""
        if isinstance(rule.old, ObjectiveId):
            return rule.new.code
        return f"{rule.new.code} (av {self.expression(rule.old)})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
