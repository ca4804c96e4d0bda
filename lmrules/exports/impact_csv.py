"""``impact --format csv``: a row for each new objective, or for each person, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import get_args

from lmrules.evaluate.results import Reason
from lmrules.exports.impact_report import ImpactReport
from lmrules.messages.cells import safe_cell

COLUMNS = (
    "objective", "title", "approved", "transferred", "assessment", "reason", "nearly", "rules", "missing"
)  # fmt: skip
PERSON_COLUMNS = (
    "person", "approved", "transferred", "assessment", *get_args(Reason), "nearly", "missing"
)  # fmt: skip


def impact_csv(report: ImpactReport) -> Iterator[str]:
    """A row for each new objective, as :data:`COLUMNS`.

    ``rules`` and ``missing`` list names with the number of persons, ``name:number``, with ``;`` between.
    """
    yield _csv([COLUMNS])
    for one in report.impact.objectives:
        yield _csv(
            [
                (
                    one.objective.code,
                    report.objective(one.objective).title,
                    *map(str, (one.approved, one.transferred, one.assessment)),
                    one.reason if one.assessment else "",
                    str(one.nearly),
                    ";".join(f"{r.transition}/{r.rule}:{r.persons}" for r in one.rules),
                    ";".join(f"{m.objective}:{m.persons}" for m in one.missing),
                )
            ]
        )


def persons_csv(report: ImpactReport) -> Iterator[str]:
    """A row for each person, as :data:`PERSON_COLUMNS`.

    ``missing`` has, for each new objective that the person is one approval short of, ``new=old``, with ``|``
    between old objectives any one of which would do, and ``;`` between new ones.
    """
    yield _csv([PERSON_COLUMNS])
    for one in report.impact.per_person or ():
        missing = (f"{n.objective.code}={'|'.join(map(str, n.missing))}" for n in one.nearly)
        counts = (
            one.approved,
            one.transferred,
            one.assessment,
            *(n for _, n in one.reasons),
            len(one.nearly),
        )
        yield _csv([(one.person.reveal(), *map(str, counts), ";".join(missing))])


def _csv(lines: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([safe_cell(c) for c in line] for line in lines)
    return out.getvalue()
