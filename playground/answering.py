"""What the playground asks of lmrules, as JSON texts in and out; it runs in the page, under Pyodide.

Nothing is decided here: rules are checked by the pipeline, persons are decided by the evaluator, and the
words are those of ``lmrules check`` and ``lmrules why``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from functools import lru_cache

from lmrules.api import Rulebook
from lmrules.approvals import ApprovalsError, Reading, read_approvals
from lmrules.diagnostics.pages import page_name
from lmrules.diagnostics.render_json import check_object
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.evaluate.results import PersonResult, Transfer
from lmrules.evaluate.run import transfer
from lmrules.exports import phrases
from lmrules.exports.prose import Explainer
from lmrules.exports.tree import Branch
from lmrules.messages import Language, visible
from lmrules.pipeline import CheckedRulebook, check_text

FILE = "regelverk.rules"
LANG: Language = "nb"


@lru_cache(maxsize=1)
def checked(text: str) -> CheckedRulebook:
    """The rulebook written in ``text``; the last one is kept, since both questions are asked of it."""
    return check_text(text, FILE)


def check(text: str) -> dict[str, object]:
    """What ``lmrules check --format json`` says, in words too, and the page of each diagnostic."""
    found = checked(text)
    book = CheckedBook(found.book.name, found.digest, FILE, (FILE,))
    report = Report.of([book], [Finding.of(d, LANG) for d in found.diagnostics], LANG)
    return {
        **check_object(report),
        "words": report.summary(),
        "pages": {f.code.id: page_name(f.code) for f in report.findings},
        "severities": {f.severity: f.word for f in report.findings},
    }


def decide(text: str, approvals: str, person: str | None) -> dict[str, object]:
    """What is transferred for one of the persons, each decision with its proof; or what hinders it.

    ``problems`` are rows that cannot be used; then nothing is decided, as on the command line.
    """
    found = checked(text)
    if found.errors:
        return {"problems": [], "refused": True}
    try:
        reading = read_approvals("-", stdin=io.BytesIO(approvals.encode()))
    except ApprovalsError as error:
        return {"problems": [error.message(LANG)], "refused": False}
    book = Rulebook(found)
    targets = book.model.final_sets
    if len(targets) != 1:
        return {"problems": [], "refused": False, "targets": list(targets)}
    whole, problems = transfer(book.prepared(), reading.approvals, as_of=None)
    lines = [(p.row, p.message(LANG)) for p in problems] + [
        (r.row, r.message(LANG)) for r in reading.rejected
    ]
    if lines:
        return {"problems": [f"rad {row}: {said}" for row, said in sorted(lines)], "refused": False}
    return _decided(book, whole, reading, person)


def _decided(book: Rulebook, whole: Transfer, reading: Reading, person: str | None) -> dict[str, object]:
    results = {result.person.reveal(): result for result in whole.persons}
    chosen = person if person in results else next(iter(results), None)
    shown: dict[str, object] = {
        "problems": [],
        "refused": False,
        "rows": len(reading.approvals),
        "persons": list(results),
        "person": chosen,
        "proposal": phrases.PROPOSAL.fill(LANG),
    }
    return shown if chosen is None else shown | _person(Explainer(book.model, LANG), results[chosen])


def _person(words: Explainer, result: PersonResult) -> dict[str, object]:
    """One person's decisions in the order of the target set, each as a tree, and what became of the rows."""
    return {
        "decisions": [
            {
                "code": decision.objective.code,
                "outcome": decision.outcome,
                "word": phrases.OUTCOMES[decision.outcome].fill(LANG),
                "why": _tree(words.decision(decision)),
            }
            for decision in result.decisions
        ],
        "rows_said": [
            {
                "objective": visible(str(row.objective or row.approval.objective)),
                "row": row.approval.row,
                "fate": phrases.DISPOSITIONS[row.disposition].fill(LANG),
            }
            for row in result.approvals
        ],
    }


def _tree(branch: Branch) -> dict[str, object]:
    return {"text": branch.text, "under": [_tree(part) for part in branch.under]}


_QUESTIONS: Mapping[str, Callable[..., dict[str, object]]] = {"check": check, "decide": decide}


def answer(question: str) -> str:
    """The answer to a question, ``{"kind": …, "given": {…}}``, as JSON text."""
    asked = json.loads(question)
    return json.dumps(_QUESTIONS[asked["kind"]](**asked["given"]), ensure_ascii=False)
