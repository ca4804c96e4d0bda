"""Checks a ``transfer --format json`` document: with the kernel and the rulebook alone.

Nothing of the evaluator is used. A grant is accepted where its rule is one the kernel proves, its approvals
stand among the person's rows and count on their dates, and every step of cover is one the rulebook allows.
The rest of the document is held to the same rows: what became of each, which objectives they grant, and what
is said of those they do not.

What no document can show is taken on trust: who the person is, that the rows are those that were given, that
a row was revoked or had no known code, and which rows were rejected.
"""

from __future__ import annotations

from lmrules.auditing.document import audit
from lmrules.auditing.findings import Finding

__all__ = ["Finding", "audit"]
