"""Whether what became of each row can be so: by its objective, its date, and the proofs that rest on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lmrules.auditing.findings import DISPOSITION, Finding
from lmrules.auditing.ground import Ground
from lmrules.auditing.rows import COUNTS, Row, Rows

_ON_TRUST = ("revoked", "unknown-objective")


def wrong_accounts(ground: Ground, rows: Rows, used: Collection[int], person: int) -> Iterator[Finding]:
    """A finding for each row whose disposition cannot be right; ``used``: the rows that proofs rest on."""
    for row in rows.every:
        found = expected(ground, rows, row, used)
        if row.disposition != found:
            told = row.disposition if row.disposition in (*COUNTS, *_ON_TRUST, *_OTHERS) else "?"
            fields = (("row", row.number), ("told", told), ("found", found))
            yield Finding(person, None, DISPOSITION, fields)


_OTHERS = ("outside-validity", "after-as-of", "approved-new")


def expected(ground: Ground, rows: Rows, row: Row, used: Collection[int]) -> str:
    """What became of the row, as far as the document shows it."""
    objective, day = row.objective, row.approved
    if row.disposition == "unknown-objective":
        # It may have named another set, which the document does not show. It can only take away, and what
        # is taken away is missed elsewhere where it would have mattered.
        return "unknown-objective"
    if objective is None:
        having = [s.name for s in ground.book.sets if row.written in s.codes]
        valid = [name for name in having if ground.valid(name, day, rows.started)]
        if len(having) < 2 or valid:  # noqa: PLR2004 - in one set it would be that set's
            return "unknown-objective"
        return "revoked" if row.disposition == "revoked" else "outside-validity"
    if row.disposition == "revoked":
        return "revoked"
    valid_then = ground.valid(objective.set, day, rows.started)
    if not valid_then or not ground.in_time(objective.set, day, rows.started):
        return "outside-validity"
    if ground.as_of is not None and day > ground.as_of:
        return "after-as-of"
    if objective.set == ground.target:
        return "approved-new"
    if rows.counting.get(objective, row) != row:
        return "duplicate"
    if row.number in used:
        return "used"
    return "retired" if objective in ground.retired else "unused"
