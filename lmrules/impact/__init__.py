"""What a rulebook means for many persons at once: counts per new objective, per person, per old objective.

Made from a :class:`~lmrules.compiled.plan.Plan`, whose answers are the evaluator's, so that nothing here says
what a rule means: it counts (``interfaces.md``, ``impact``).
"""

from lmrules.impact.population import impact
from lmrules.impact.values import Impact, Missing, Nearly, ObjectiveImpact, PersonImpact, RuleUse, Unlock

__all__ = [
    "Impact",
    "Missing",
    "Nearly",
    "ObjectiveImpact",
    "PersonImpact",
    "RuleUse",
    "Unlock",
    "impact",
]
