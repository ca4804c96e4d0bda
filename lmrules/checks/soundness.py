"""LM301–LM304, LM306: whether every rule's claim is true, for every set of approvals whatever.

The kernel decides; this file only says what it found. None of these can be suppressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lmrules.checks.check import Check, Checked
from lmrules.diagnostics import Code, Diagnostic, Label
from lmrules.kernel import Verdict, covers
from lmrules.messages import Text, Words, words
from lmrules.model.model import Claim, Objective, Requirement, Rule, Rulebook, atoms
from lmrules.prepared import Ready, levels_held

GRANTS_MORE_COMPLEX = Code(
    id="LM301",
    name="grants-more-complex",
    severity="error",
    message=Text(
        "regelen `{rule}` ville gitt {objective} for {counterexample}, men {missing}",
        "regelen `{rule}` ville gitt {objective} for {counterexample}, men {missing}",
        "the rule `{rule}` would grant {objective} for {counterexample}, but {missing}",
    ),
    help=Text(
        "innholdet er dekket, men ikke på nivået det nye målet krever: "
        "skriv `< i kompleksitet`, eller krev flere gamle mål",
        "innhaldet er dekt, men ikkje på nivået det nye målet krev: "
        "skriv `< i kompleksitet`, eller krev fleire gamle mål",
        "the content is covered, but not at the level the new objective asks for: "
        "write `< in complexity`, or ask for more old objectives",
    ),
)
CONTENT_NOT_COVERED = Code(
    id="LM302",
    name="content-not-covered",
    severity="error",
    message=Text(
        "regelen `{rule}` ville gitt {objective} for {counterexample}, men {missing}",
        "regelen `{rule}` ville gitt {objective} for {counterexample}, men {missing}",
        "the rule `{rule}` would grant {objective} for {counterexample}, but {missing}",
    ),
    help=Text(
        "krev flere gamle mål med `og`, rett temaene, eller skriv et `skjønn` hvis innholdet er det samme",
        "krev fleire gamle mål med `og`, rett temaa, eller skriv eit `skjønn` om innhaldet er det same",
        "ask for more old objectives with `and`, correct the topics, or write a `judgement` if equal",
    ),
)
CLAIM_DOES_NOT_HOLD = Code(
    id="LM303",
    name="claim-does-not-hold",
    severity="error",
    message=Text(
        "regelen `{rule}` sier `{claimed}`{aspect}, men for {counterexample} er det `{derived}`",
        "regelen `{rule}` seier `{claimed}`{aspect}, men for {counterexample} er det `{derived}`",
        "the rule `{rule}` says `{claimed}`{aspect}, but for {counterexample} it is `{derived}`",
    ),
    help=Text(
        "skriv `{derived}`{aspect} hvis innhold og nivåer er riktig oppgitt (gammelt mål til venstre); "
        "ellers rett målene",
        "skriv `{derived}`{aspect} om innhald og nivå er rett oppgitt (gammalt mål til venstre); "
        "elles rett måla",
        "write `{derived}`{aspect} if content and levels are right (old objective on the left); "
        "else correct the objectives",
    ),
)
NOT_ANALYSED = Code(
    id="LM304",
    name="objective-not-analysed",
    severity="error",
    message=Text(
        "regelen `{rule}` kan ikke bevises: {objectives} har verken temaer eller `nivå`",
        "regelen `{rule}` kan ikkje provast: {objectives} har verken tema eller `nivå`",
        "the rule `{rule}` cannot be proved: {objectives} has neither topics nor `level`",
    ),
    help=Text(
        "skriv hva målet krever, som `nivå: temaer`, eller bare `nivå …` hvis innholdet ikke er analysert",
        "skriv kva målet krev, som `nivå: tema`, eller berre `nivå …` om innhaldet ikkje er analysert",
        "write what the objective requires, as `level: topics`, or `level …` if its content is not analysed",
    ),
)
TOO_LARGE = Code(
    id="LM306",
    name="rule-too-large",
    severity="error",
    message=Text(
        "regelen `{rule}` er for stor til å bevises, og overfører derfor ingenting",
        "regelen `{rule}` er for stor til å provast, og overfører difor ingenting",
        "the rule `{rule}` is too large to prove, and therefore grants nothing",
    ),
    help=Text(
        "del den i flere regler med færre mål",
        "del han i fleire reglar med færre mål",
        "divide it into several rules with fewer objectives",
    ),
)

_ASPECTS = {
    None: Text("", "", ""),
    "content": Text(" i innhold", " i innhald", " in content"),
    "complexity": Text(" i kompleksitet", " i kompleksitet", " in complexity"),
}
_REQUIRED = Text("kravet står her", "kravet står her", "the requirement is here")
_HELD = Text("{objective} står her", "{objective} står her", "{objective} is here")
_UNMET = Text(
    "{topic} ({level}) er ikke dekket i innhold",
    "{topic} ({level}) er ikkje dekt i innhald",
    "{topic} ({level}) is not covered in content",
)
_LOWER = Text(
    "{topic} er bare dekket på nivå {held}, ikke {level}",
    "{topic} er berre dekt på nivå {held}, ikkje {level}",
    "{topic} is covered only at level {held}, not {level}",
)


def check(looked_at: Checked) -> Iterator[Diagnostic]:
    """One diagnostic for each rule that the kernel does not prove."""
    for step in looked_at.transitions:
        for rule, verdict in step.verdicts:
            if verdict.status != "proved" and _uncertain(looked_at, step, rule):
                continue
            if verdict.status == "refuted":
                yield _refuted(looked_at.book, step, rule, verdict)
            elif verdict.status == "not-analysed":
                yield from _not_analysed(looked_at, step, rule, verdict)
            elif verdict.status == "too-large":
                yield TOO_LARGE.at(rule.span, rule=rule.name, data=_data(step, rule))


def _uncertain(looked_at: Checked, step: Ready, rule: Rule) -> bool:
    """Whether what the rule rests on has an error of its own: that is told, and this may follow from it."""
    objectives = (rule.new, *atoms(rule.old))
    requirements = step.theory.of(objectives)
    names = {o.code for o in objectives} | {r.topic for r in requirements} | {r.level for r in requirements}
    return not names.isdisjoint(looked_at.uncertain) or not names.isdisjoint(_within(looked_at, requirements))


def _within(looked_at: Checked, requirements: Iterable[Requirement]) -> set[str]:
    """The topics of ``requirements`` whose parts are uncertain: what they contain is not known."""
    topics = looked_at.book.topic_named
    return {
        r.topic
        for r in requirements
        if r.topic in topics and not looked_at.uncertain.isdisjoint(topics[r.topic].parts)
    }


def _data(step: Ready, rule: Rule) -> dict[str, object]:
    return {"transition": step.transition.name, "rule": rule.name, "objective": rule.new.code}


def _refuted(book: Rulebook, step: Ready, rule: Rule, verdict: Verdict) -> Diagnostic:
    claim = verdict.claim or Claim("≥")
    held = step.theory.of(verdict.counterexample)
    missing = [(r, _met(step, held, r)) for r in verdict.missing]
    data = {
        **_data(step, rule),
        "counterexample": [str(o) for o in verdict.counterexample],
        "uncovered": [{"topic": r.topic, "level": r.level, "met": met} for r, met in missing],
    }
    related = _places(book, verdict, [r for r, _ in missing])
    shown = words(verdict.counterexample)
    if claim.relation in ("≥", "=", ">") and claim.aspect is None and missing:
        lower = all(met == "lower" for _, met in missing)
        code = GRANTS_MORE_COMPLEX if lower else CONTENT_NOT_COVERED
        return code.at(
            rule.span,
            rule=rule.name,
            objective=_named(book.objective[rule.new]),
            counterexample=shown,
            missing=_phrase(book, step, held, missing),
            related=related,
            data=data,
        )
    return CLAIM_DOES_NOT_HOLD.at(
        rule.span,
        rule=rule.name,
        claimed=claim.relation,
        aspect=_ASPECTS[claim.aspect],
        counterexample=shown,
        derived=verdict.derived or "",
        related=related,
        data=data,
    )


def _named(objective: Objective) -> Words:
    return Words((str(objective.id),))


def _met(step: Ready, held: tuple[Requirement, ...], required: Requirement) -> str:
    return "lower" if covers(step.theory.content, held, required) else "unmet"


def _phrase(
    book: Rulebook,
    step: Ready,
    held: tuple[Requirement, ...],
    missing: list[tuple[Requirement, str]],
) -> Words:
    """What is missing, requirement by requirement, as one phrase."""
    phrases: list[str | Text] = []
    for r, met in missing:
        title = book.topic_named[r.topic].title if r.topic in book.topic_named else ""
        topic = f"`{r.topic}`" + (f" ({title})" if title else "")
        fields = {"topic": topic, "level": f"`{r.level}`"}
        if met == "lower":
            fields["held"] = ", ".join(f"`{a}`" for a in levels_held(book, step.theory, held, r.topic))
        template = _LOWER if met == "lower" else _UNMET
        phrases.append(Text(*(template.fill(lang, fields) for lang in ("nb", "nn", "en"))))
    return Words(tuple(phrases), quoted=False)


def _places(book: Rulebook, verdict: Verdict, missing: list[Requirement]) -> list[Label]:
    """The requirements that fail, and the objectives of the counterexample."""
    required = [Label(r.span, _REQUIRED) for r in missing if r.span is not None]
    held = [Label(book.objective[o].span, _HELD, (("objective", str(o)),)) for o in verdict.counterexample]
    return required + held


def _not_analysed(looked_at: Checked, step: Ready, rule: Rule, verdict: Verdict) -> Iterator[Diagnostic]:
    bare = [o for o in verdict.not_analysed if o.code not in looked_at.excused]
    if bare:
        yield NOT_ANALYSED.at(
            rule.span,
            rule=rule.name,
            objectives=words(bare),
            related=[Label(looked_at.book.objective[o].span, _HELD, (("objective", str(o)),)) for o in bare],
            data=_data(step, rule),
        )


CHECK = Check((GRANTS_MORE_COMPLEX, CONTENT_NOT_COVERED, CLAIM_DOES_NOT_HOLD, NOT_ANALYSED, TOO_LARGE), check)
