"""The statements of one transition, resolved (``language.md`` and ``semantics.md``, Relations)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

import attrs

from lmrules.diagnostics import Diagnostic, Label
from lmrules.diagnostics import codes_names as codes
from lmrules.messages import Text
from lmrules.model import model
from lmrules.model.codes import Codes, Noted, Unresolved
from lmrules.model.model import ObjectiveId, ObjectiveSet
from lmrules.model.scope import KINDS, Declared
from lmrules.syntax import ast
from lmrules.syntax.ast import Relation

_TURNED: dict[Relation, Relation] = {"≥": "≤", "≤": "≥", ">": "<", "<": ">", "=": "=", "~": "~", "≠": "≠"}
_OTHER_LENGTH = Text(
    "er ikke like lang som rekken på den andre siden",
    "er ikkje like lang som rekkja på den andre sida",
    "is not as long as the run on the other side",
)
_FROM_RUN = Text(
    "rekken her gir en regel navnet `{name}`",
    "rekkja her gir ein regel namnet `{name}`",
    "the run here gives a rule the name `{name}`",
)
_ONLY_HERE = Text("står her", "står her", "is here")


def turned(relation: Relation) -> Relation:
    """The relation seen from the other side."""
    return _TURNED[relation]


@attrs.define(kw_only=True)
class Surroundings:
    """What a transition is resolved in: the rulebook so far, its topics, and where to report.

    ``order`` counts the rules over all transitions; ``noted`` is told what each code stands for.
    """

    book: model.Rulebook
    topic: Callable[[ast.Name], str]
    declared_topics: Iterable[str]
    excused: set[str]
    found: list[Diagnostic]
    noted: Noted
    order: int = 0


def resolve_transition(
    around: Surroundings, statement: ast.Transition, inner: Sequence[ast.Statement], sources: tuple[str, ...]
) -> model.Transition:
    """The transition that ``statement`` opens and ``inner`` fills; its two sets are known."""
    resolver = _TransitionResolver(
        around=around,
        found=around.found,
        old=around.book.set_named[statement.old.text],
        new=around.book.set_named[statement.new.text],
        day=statement.day.day,
    )
    return resolver.resolve(statement, inner, sources)


@attrs.define(kw_only=True)
class _TransitionResolver:
    around: Surroundings
    found: list[Diagnostic]
    old: ObjectiveSet
    new: ObjectiveSet
    day: dt.date
    codes: Codes = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        around = self.around
        self.codes = Codes(
            old=self.old, new=self.new, excused=around.excused, found=self.found, noted=around.noted
        )

    def resolve(
        self, statement: ast.Transition, inner: Sequence[ast.Statement], sources: tuple[str, ...]
    ) -> model.Transition:
        self.unique_names(inner)
        transition = self.transition(statement, inner, sources)
        self.unique_run_names(transition, inner)
        return transition

    def transition(
        self, statement: ast.Transition, inner: Sequence[ast.Statement], sources: tuple[str, ...]
    ) -> model.Transition:
        return model.Transition(
            span=statement.span,
            sources=tuple(dict.fromkeys(sources)),
            old=self.old.name,
            new=self.new.name,
            day=self.day,
            cohorts=tuple(self.cohort(s) for s in inner if isinstance(s, ast.Cohort)),
            rules=tuple(rule for s in inner for rule in self.rules_of(s)),
            judgements=tuple(j for s in inner if isinstance(s, ast.Judgement) for j in self.judgements(s)),
            retired=tuple(f for s in inner if isinstance(s, ast.Retired) for f in self.fates(s, "old")),
            declared_new=tuple(f for s in inner if isinstance(s, ast.New) for f in self.fates(s, "new")),
            never=tuple(n for s in inner if isinstance(s, ast.Never) for n in self.never(s)),
            examples=tuple(self.example(s) for s in inner if isinstance(s, ast.Example)),
        )

    def unique_names(self, inner: Sequence[ast.Statement]) -> None:
        names = Declared("rule")
        for statement in inner:
            if isinstance(statement, ast.Rule | ast.Judgement | ast.Carried):
                names.add(statement.name.text, statement.name.span, self.found)

    def unique_run_names(self, transition: model.Transition, inner: Sequence[ast.Statement]) -> None:
        """A run's rules have names like any other: R.001 is taken where a run is called R."""
        named = [s for s in inner if isinstance(s, ast.Rule | ast.Judgement | ast.Carried)]
        written = {s.name.text: s for s in named}
        own = {(s.name.text, s.span.start) for s in named}
        made = [(r.name, r.span) for r in transition.rules]
        made += [(j.name, j.span) for j in transition.judgements]
        for name, span in made:
            # A name that its own statement bears is one that :meth:`unique_names` has looked at.
            if name in written and (name, span.start) not in own:
                label = Label(span, _FROM_RUN, (("name", name),))
                where = written[name].name.span
                self.found.append(
                    codes.DECLARED_TWICE.at(where, kind=KINDS["rule"], name=name, related=[label])
                )

    @staticmethod
    def notes(notes: ast.Notes) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(r.text for r in notes.reasons), tuple(s.text for s in notes.sources)

    # -------------------------------------------------------------- rules

    def rules_of(self, statement: ast.Statement) -> Iterator[model.Rule]:
        match statement:
            case ast.Rule():
                yield from self.rule(statement)
            case ast.Carried():
                yield from self.carried(statement)
            case _:
                return

    def make_rule(
        self,
        statement: ast.Rule | ast.Carried,
        name: str,
        old: model.Expression,
        new: ObjectiveId,
        claims: tuple[model.Claim, ...],
    ) -> model.Rule:
        reasons, sources = self.notes(statement.notes)
        self.around.order += 1
        return model.Rule(
            span=statement.span,
            reasons=reasons,
            sources=sources,
            name=name,
            old=old,
            new=new,
            claims=claims,
            draft=isinstance(statement, ast.Rule) and statement.draft,
            carried=isinstance(statement, ast.Carried),
            order=self.around.order,
        )

    def rule(self, statement: ast.Rule) -> Iterator[model.Rule]:
        """One rule for each new objective, and for each step of a run."""
        try:
            runs = self.runs(statement)
            if runs is not None:
                for number, (left, right) in enumerate(runs, 1):
                    name = f"{statement.name.text}.{number:03d}"
                    yield from self.oriented(statement, name, left, right)
                return
            # Both sides are resolved before either is judged, so that every unknown code is reported.
            left_side, right_side = self.side(statement.left), self.side(statement.right)
        except Unresolved:
            return
        if None in left_side or None in right_side:
            return
        if len(left_side) > 1 and len(right_side) > 1:
            self.wrong_sides(statement)
            return
        for one, other in product(left_side, right_side):
            if one is not None and other is not None:
                yield from self.oriented(statement, statement.name.text, one, other)

    def side(self, side: tuple[ast.Expression, ...]) -> list[model.Expression | None]:
        resolved: list[model.Expression | None] = []
        for expression in side:
            try:
                resolved.append(self.expression(expression))
            except Unresolved:
                resolved.append(None)
        return resolved

    def oriented(
        self, statement: ast.Rule, name: str, left: model.Expression, right: model.Expression
    ) -> Iterator[model.Rule]:
        """The rule with its new objective found: the side without old ones, or where the relation points."""
        can_left, can_right = self.is_new(left), self.is_new(right)
        if not (can_left or can_right):
            self.wrong_sides(statement)
            return
        claims = tuple(model.Claim(c.relation, c.aspect) for c in statement.claims)
        back = tuple(model.Claim(turned(c.relation), c.aspect) for c in claims)
        if can_left and can_right:
            # Two new objectives: X ≤ Y asks of X, so X is the one the rule is on; = asks of both.
            first = next((c.relation for c in claims if c.relation not in ("=", "~", "≠")), "=")
            to_right = first in ("≥", ">") or first == "="
            to_left = first in ("≤", "<") or (first == "=" and claims[0].relation == "=")
        else:
            to_right, to_left = can_right, can_left
        if to_right and isinstance(right, ObjectiveId):
            yield self.make_rule(statement, name, left, right, claims)
        if to_left and isinstance(left, ObjectiveId):
            yield self.make_rule(statement, name, right, left, back)

    def is_new(self, side: model.Expression) -> bool:
        return isinstance(side, ObjectiveId) and side.set == self.new.name

    def wrong_sides(self, statement: ast.Rule) -> None:
        self.found.append(
            codes.RULE_SIDES.at(
                statement.span, rule=statement.name.text, old=self.old.name, new=self.new.name
            )
        )

    def runs(self, statement: ast.Rule) -> list[tuple[model.Expression, model.Expression]] | None:
        """The pairs of a rule between two runs; None where no side is a run."""
        sides = [s[0] if len(s) == 1 else None for s in (statement.left, statement.right)]
        codes_of = [s for s in sides if isinstance(s, ast.Code) and s.last is not None]
        if not codes_of:
            return None
        if len(codes_of) == 1:
            self.codes.bad_run(codes_of[0], _OTHER_LENGTH)
        return list(self.paired(*codes_of))

    def paired(self, left: ast.Code, right: ast.Code) -> Iterator[tuple[ObjectiveId, ObjectiveId]]:
        lefts, rights = self.codes.run(left), self.codes.run(right)
        if len(lefts) != len(rights):
            self.codes.bad_run(left, _OTHER_LENGTH)
        for one, other in zip(lefts, rights, strict=True):
            yield self.codes.named(left, one, None), self.codes.named(right, other, None)

    def expression(self, expression: ast.Expression) -> model.Expression:
        """``expression`` with its codes resolved; :class:`Unresolved` if one of them stands for nothing."""
        match expression:
            case ast.Code():
                return self.codes.one(expression)
            case ast.AllOf(parts=parts):
                return model.AllOf(self.parts(parts))
            case ast.AnyOf(parts=parts):
                return model.AnyOf(self.parts(parts))
            case ast.AtLeast():
                return self.at_least(expression)

    def parts(self, parts: tuple[ast.Expression, ...]) -> tuple[model.Expression, ...]:
        resolved = self.side(parts)
        known = tuple(part for part in resolved if part is not None)
        if len(known) < len(resolved):
            raise Unresolved
        return known

    def at_least(self, expression: ast.AtLeast) -> model.AtLeast:
        errors = len(self.found)
        objectives = self.codes.many(expression.codes, None)
        if len(self.found) > errors or not objectives:
            raise Unresolved
        for index, objective in enumerate(objectives):
            if objective in objectives[:index]:
                code = expression.codes[min(index, len(expression.codes) - 1)]
                self.found.append(codes.LISTED_TWICE.at(code.span, code=objective.code))
                raise Unresolved
        if not 1 <= expression.k <= len(objectives):
            self.found.append(
                codes.COUNT_OUT_OF_RANGE.at(expression.span, k=expression.k, size=len(objectives))
            )
            raise Unresolved
        return model.AtLeast(expression.k, tuple(objectives))

    def carried(self, statement: ast.Carried) -> Iterator[model.Rule]:
        """One rule old ≥ new for each code carried, all under the author's one name."""
        both = self.old.codes & self.new.codes
        excepted = self.carried_codes(statement, statement.excepted, both)
        if statement.codes is None:
            chosen = [o.id.code for o in self.new.objectives if o.id.code in both - set(excepted)]
        else:
            chosen = self.carried_codes(statement, statement.codes, both)
        for code in chosen:
            old, new = ObjectiveId(self.old.name, code), ObjectiveId(self.new.name, code)
            yield self.make_rule(statement, statement.name.text, old, new, (model.Claim("≥"),))

    def carried_codes(
        self, statement: ast.Carried, listed: tuple[ast.Code, ...], both: frozenset[str]
    ) -> list[str]:
        chosen: dict[str, None] = {}
        for code in listed:
            try:
                run = self.codes.run(code)
            except Unresolved:
                continue
            for text in run:
                if text in both:
                    chosen[text] = None
                    for objectives in (self.old, self.new):
                        self.around.noted(code, ObjectiveId(objectives.name, text))
                elif text not in self.around.excused:
                    self.found.append(
                        codes.NOT_IN_BOTH.at(
                            code.span,
                            code=text,
                            old=self.old.name,
                            new=self.new.name,
                            name=statement.name.text,
                        )
                    )
        return list(chosen)

    # -------------------------------------------------------------- judgements

    def judgements(self, statement: ast.Judgement) -> Iterator[model.Judgement]:
        try:
            left, right = self.topics(statement.left), self.topics(statement.right)
        except Unresolved:
            return
        if len(left[0]) != len(right[0]):
            # Only two runs of the same length are more than one judgement each.
            self.misshapen(statement)
            return
        many = len(left[0]) > 1
        for number, (one, other) in enumerate(
            zip(zip(*left, strict=True), zip(*right, strict=True), strict=True), 1
        ):
            clauses = self.clauses(one, statement.claim.relation, other)
            if not clauses:
                self.misshapen(statement)
                return
            reasons, sources = self.notes(statement.notes)
            yield model.Judgement(
                span=statement.span,
                reasons=reasons,
                sources=sources,
                name=f"{statement.name.text}.{number:03d}" if many else statement.name.text,
                clauses=clauses,
            )

    @staticmethod
    def clauses(
        left: tuple[str, ...], relation: Relation, right: tuple[str, ...]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is covered by what: nothing where the form is not a judgement's."""
        if relation == "≤":
            left, relation, right = right, "≥", left
        if relation == "≥" and len(right) == 1:
            return ((right[0], left),)
        if relation == "=" and min(len(left), len(right)) == 1:
            whole, parts = (left, right) if len(left) == 1 else (right, left)
            return ((whole[0], parts), *((part, whole) for part in parts))
        return ()

    def misshapen(self, statement: ast.Judgement) -> None:
        self.found.append(codes.JUDGEMENT_SHAPE.at(statement.span, name=statement.name.text))

    def topics(self, side: tuple[ast.Code, ...]) -> list[list[str]]:
        """Each name of one side as its topics: one, or as many as its run is long."""
        columns = [self.topic_run(code) for code in side]
        if len({len(column) for column in columns}) > 1:
            self.codes.bad_run(side[0], _OTHER_LENGTH)
        return columns

    def topic_run(self, code: ast.Code) -> list[str]:
        return [self.judged_topic(code, text) for text in self.codes.run(code)]

    def judged_topic(self, code: ast.Code, text: str) -> str:
        """A topic by its name, or the topic that bears the name of an objective with `nivå`."""
        if code.set is None and text in self.around.declared_topics:
            return text
        in_sets = text in self.old.codes or text in self.new.codes
        if code.set is None and not in_sets:
            return self.around.topic(attrs.evolve(code.code, text=text))
        objective = self.around.book.objective[self.codes.named(code, text, None)]
        own = str(objective.id)
        if all(requirement.topic != own for requirement in objective.requirements):
            label = Label(objective.span, _ONLY_HERE)
            self.found.append(codes.JUDGED_OBJECTIVE.at(code.span, name=text, related=[label]))
            raise Unresolved
        return own

    # -------------------------------------------------------------- the rest

    def cohort(self, statement: ast.Cohort) -> model.Cohort:
        reasons, sources = self.notes(statement.notes)
        return model.Cohort(
            span=statement.span,
            reasons=reasons,
            sources=sources,
            started_before=statement.started_before.day,
            completes_until=statement.completes_until.day,
        )

    def fates(self, statement: ast.Retired | ast.New, side: str) -> Iterator[model.Fate]:
        reasons, sources = self.notes(statement.notes)
        objectives = self.old if side == "old" else self.new
        for code in statement.codes:
            for objective in self.codes.many((code,), "old" if side == "old" else "new"):
                if objective.set != objectives.name:
                    self.codes.report_unknown(code, objective.code, (objectives,))
                    continue
                yield model.Fate(span=code.span, reasons=reasons, sources=sources, objective=objective)

    def never(self, statement: ast.Never) -> Iterator[model.Never]:
        try:
            objective = self.codes.one(statement.code, "new")
            unless = self.expression(statement.unless)
        except Unresolved:
            return
        if objective.set != self.new.name:
            self.codes.report_unknown(statement.code, objective.code, (self.new,))
            return
        reasons, sources = self.notes(statement.notes)
        yield model.Never(
            span=statement.span, reasons=reasons, sources=sources, objective=objective, unless=unless
        )

    def example(self, statement: ast.Example) -> model.Example:
        given = []
        for held in statement.given:
            given += [
                (objective, held.day.day if held.day else self.usual_day(objective))
                for objective in self.codes.many((held.code,), "old")
            ]
        expectations = tuple(
            model.Expectation(e.outcome, e.only, tuple(self.codes.many(e.codes, "new")), e.span)
            for e in statement.expectations
        )
        return model.Example(
            span=statement.span,
            title=statement.title.text,
            given=tuple(given),
            expectations=expectations,
        )

    def usual_day(self, objective: ObjectiveId) -> dt.date:
        """The day of an approval written without a date: the last that counts, or the new set's first."""
        if objective.set == self.new.name:
            return max(self.day, self.new.start or self.day)
        end = min(self.day, self.old.end or self.day)
        return end - dt.timedelta(days=1) if end > dt.date.min else end
