"""The rulebook as one SQL query; the only place that imports sqlglot.

:func:`~lmrules.sql.query.query` makes it from a :class:`~lmrules.compiled.plan.Plan`, so that what a rule
means is said once, by the evaluator.
"""
