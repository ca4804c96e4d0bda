"""The rulebook over HTTP, for systems that are not in Python (extra: ``lmrules[serve]``).

What it answers is what the command line writes with ``--format json``.
"""
