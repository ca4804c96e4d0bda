"""A rulebook worked out beforehand for one target set, so that each person costs next to nothing.

What rows count as is asked of the evaluator once per stretch of days (:mod:`lmrules.compiled.counting`); what
brings each objective about is written out as ordered choices (:mod:`lmrules.compiled.choices`). Everything
fast (one person, tables, SQL) is made from a :class:`~lmrules.compiled.plan.Plan`, and none of it has an
opinion of its own about what a rule means.
"""
