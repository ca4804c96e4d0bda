"""The same answers for many persons: tables of approvals in, tables of decisions out (``lmrules[bulk]``).

Approvals become bits, a word or more per person; choices of the :class:`~lmrules.compiled.plan.Plan` become a
few ANDs on bitmaps over persons. What rows mean and which proof decides was settled when the plan was made.
"""
