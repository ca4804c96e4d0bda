"""Why: one decision explained so that a doctor can follow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from lmrules.evaluate.results import Decision, Evidence, Proof, Step, Use
from lmrules.exports import phrases as say
from lmrules.exports.tree import Branch, draw
from lmrules.messages import Language, visible
from lmrules.messages.dates import show_date
from lmrules.model.approval import Approval
from lmrules.model.model import ObjectiveId, Rule, Rulebook, Transition


def explain(book: Rulebook, decision: Decision, lang: Language) -> str:
    """``decision`` as a tree of plain sentences, ending with what it is: a proposal."""
    return draw(Explainer(book, lang).decision(decision)) + "\n" + say.PROPOSAL.fill(lang) + "\n"


def said_level(name: str) -> str:
    """A level as it is said: `god-kunnskap` is a name in a file, "god kunnskap" is what it means."""
    return visible(name).replace("-", " ")


@attrs.frozen
class Explainer:
    """Words for the parts of a decision, in one language."""

    book: Rulebook
    lang: Language

    # -------------------------------------------------------------- names

    def objective(self, identity: ObjectiveId) -> str:
        """An objective by set, code and title."""
        title = self.book.objective[identity].title if identity in self.book.objective else ""
        return f"{visible(str(identity))}" + (f" «{visible(title)}»" if title else "")

    def topic(self, name: str) -> str:
        """A topic by its title, else its name; an objective's own topic by the objective."""
        topic = self.book.topic_named.get(name)
        if topic is not None:
            return visible(topic.title or name)
        set_name, _, code = name.partition("/")
        return self.objective(ObjectiveId(set_name, code))

    def objectives(self, identities: Iterable[ObjectiveId]) -> str:
        """Several objectives, with commas."""
        return ", ".join(self.objective(o) for o in identities)

    def row(self, approval: Approval) -> str:
        """Which row an approval stood in."""
        return say.ROW.fill(self.lang, {"row": approval.row})

    # -------------------------------------------------------------- decisions

    def decision(self, decision: Decision) -> Branch:
        """The whole of one decision."""
        fields: dict[str, object] = {"title": self.objective(decision.objective)}
        if decision.proof is not None:
            under = tuple(self.proof(decision.proof))
            return Branch(say.TRANSFERRED.fill(self.lang, fields), under)
        if decision.approval is not None:
            fields |= {
                "day": show_date(decision.approval.approved, self.lang),
                "row": self.row(decision.approval),
            }
            return Branch(say.APPROVED.fill(self.lang, fields))
        return Branch(say.ASSESSED.fill(self.lang, fields), tuple(self.assessment(decision)))

    def assessment(self, decision: Decision) -> Iterator[Branch]:
        """Why an objective is to be assessed, and what is at hand."""
        reason = say.REASONS[decision.reason or "no-rule"].fill(self.lang)
        missing = [
            Branch(say.COMPLETE_WITH.fill(self.lang, {"sets": self.objectives(s)}))
            for s in decision.complete_with
        ]
        if decision.complete_with_more:
            missing.append(Branch(say.MORE.fill(self.lang)))
        yield Branch(reason, (*missing, *self.said_of(decision.objective)))
        if decision.evidence:
            evidence = tuple(Branch(self.evidence(e)) for e in decision.evidence)
            yield Branch(say.EVIDENCE.fill(self.lang), evidence)
        if decision.activities_from:
            fields = {"objectives": self.objectives(decision.activities_from)}
            yield Branch(say.ACTIVITIES.fill(self.lang, fields))

    def said_of(self, objective: ObjectiveId) -> Iterator[Branch]:
        """What the rulebook says of an objective that it does not transfer."""
        for transition in self.book.into(objective.set):
            for fate in transition.declared_new:
                if fate.objective == objective and fate.reason:
                    yield Branch(visible(fate.reason))
            for rule in transition.rules_for.get(objective, ()):
                if not rule.may_grant and not rule.draft:
                    fields = {"rule": rule.name, "reason": rule.reason}
                    yield Branch(say.NOT_TRANSFERRED.fill(self.lang, fields))

    def evidence(self, evidence: Evidence) -> str:
        """How far one requirement is met."""
        text = {"met": say.MET, "lower": say.LOWER, "unmet": say.PARTLY if evidence.by else say.UNMET}
        fields: dict[str, object] = {"topic": self.topic(evidence.topic), "level": said_level(evidence.level)}
        if evidence.by:
            fields["by"] = self.objectives(evidence.by)
        if evidence.met == "lower":
            fields["held"] = ", ".join(said_level(name) for name in evidence.held)
        return text[evidence.met].fill(self.lang, fields)

    # -------------------------------------------------------------- proofs

    def proof(self, proof: Proof) -> Iterator[Branch]:
        """The rule with its reason, what it rests on, and how each requirement is covered."""
        transition, rule = self.rule_of(proof)
        yield self.rule(transition, rule)
        for judgement in transition.judgements:
            if judgement.name in proof.judgements:
                fields = {"name": judgement.name, "reason": judgement.reason}
                yield Branch(say.JUDGEMENT.fill(self.lang, fields))
        yield Branch(say.RESTS_ON.fill(self.lang), tuple(self.use(use) for use in proof.uses))
        yield Branch(say.REQUIREMENTS.fill(self.lang), tuple(self.step(step) for step in proof.steps))

    def rule_of(self, proof: Proof) -> tuple[Transition, Rule]:
        """The rule a proof is by, and its transition."""
        transition = next(t for t in self.book.transitions if t.name == proof.transition)
        return transition, next(r for r in transition.rules_for[proof.objective] if r.name == proof.rule)

    def rule(self, transition: Transition, rule: Rule) -> Branch:
        """A rule by name, with its reason and sources."""
        named = say.RULE.fill(self.lang, {"rule": rule.name, "transition": transition.name})
        sources = rule.sources or transition.sources or self.book.sources
        under = [Branch(say.SOURCE.fill(self.lang, {"source": source})) for source in sources]
        return Branch(f"{named}: {visible(rule.reason)}" if rule.reason else named, tuple(under))

    def use(self, use: Use) -> Branch:
        """What a proof rests on: an approval, or another grant with its own proof under it."""
        fields: dict[str, object] = {"title": self.objective(use.objective)}
        if use.approval is not None:
            day = show_date(use.approval.approved, self.lang)
            fields |= {"day": day, "row": self.row(use.approval)}
            return Branch(say.BY_APPROVAL.fill(self.lang, fields))
        under = tuple(self.proof(use.proof)) if use.proof is not None else ()
        return Branch(say.BY_GRANT.fill(self.lang, fields), under)

    def step(self, step: Step) -> Branch:
        """One step of cover, and what it rests on."""
        fields: dict[str, object] = {"topic": self.topic(step.topic), "level": said_level(step.level)}
        match step.kind:
            case "a":
                return Branch(self.held_step(step, fields))
            case "b":
                text = say.STEP_WHOLE
            case "c":
                text = say.STEP_JUDGED
                fields["judgement"] = step.judgement
            case _:
                text = say.STEP_PART
        return Branch(text.fill(self.lang, fields), tuple(self.step(part) for part in step.parts))

    def held_step(self, step: Step, fields: dict[str, object]) -> str:
        """A requirement that one objective holds: as it is, at another level, or within something wider."""
        fields = fields | {"objective": str(step.objective)}
        if step.held_topic != step.topic:
            fields |= {"held": self.topic(step.held_topic), "held_level": said_level(step.held_level)}
            return say.STEP_HELD.fill(self.lang, fields)
        if step.held_level != step.level:
            return say.STEP_HIGHER.fill(self.lang, fields | {"held_level": said_level(step.held_level)})
        return say.STEP_SAME.fill(self.lang, fields)
