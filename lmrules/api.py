"""What other systems call (``interfaces.md``, Python). Import it as ``lmrules``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from lmrules import auditing
from lmrules.auditing import Finding
from lmrules.comparison import Comparison, compare
from lmrules.compiled.plan import compiled
from lmrules.diagnostics import Diagnostic
from lmrules.difference import Difference, difference
from lmrules.evaluate.results import Decision, PersonResult
from lmrules.evaluate.run import one_person
from lmrules.impact import Impact, impact
from lmrules.messages import Language
from lmrules.model import model
from lmrules.model.approval import Approval, iso_day
from lmrules.model.model import ObjectiveId
from lmrules.pipeline import CheckedRulebook, check_path, check_text, unreadable
from lmrules.potential import potential_difference
from lmrules.prepared import Prepared, prepare
from lmrules.reading import Unreadable
from lmrules.results import ExplainedDecision, Result, RulebookError, TransferError
from lmrules.suggest import MOST_SUGGESTED, Suggestion, suggest

if TYPE_CHECKING:  # a check of rules does without them
    from lmrules.bulk.engine import Engine
    from lmrules.bulk.many import Table
    from lmrules.compiled.person import Decider
    from lmrules.compiled.plan import Plan

_MOST_ENGINES = 8


class Rulebook:
    """A rulebook without errors, ready to use; safe to share between threads."""

    def __init__(self, checked: CheckedRulebook) -> None:
        if checked.errors:
            raise RulebookError(checked.diagnostics)
        self._checked = checked
        self._digest = checked.digest
        self._prepared: dict[str, Prepared] = {}
        self._engines: dict[tuple[object, ...], Engine] = {}

    def __repr__(self) -> str:
        return f"<lmrules.Rulebook {self.name!r} {self._digest}>"

    @property
    def name(self) -> str:
        """The name after `regelverk`."""
        return self._checked.book.name

    @property
    def digest(self) -> str:
        """``sha256:…`` over the canonical form: the same for any layout, order, language or split."""
        return self._digest

    @property
    def checked(self) -> CheckedRulebook:
        """What it was made of: files, diagnostics, and the kernel's verdicts."""
        return self._checked

    @property
    def model(self) -> model.Rulebook:
        """The resolved rulebook itself."""
        return self._checked.book

    def check(self) -> tuple[Diagnostic, ...]:
        """The warnings and notes (a rulebook with errors cannot be made)."""
        return self._checked.diagnostics

    def report(self, lang: Language = "nb") -> str:
        """Everything the rules say, as one HTML page for people."""
        from lmrules.exports.report_html import report_html

        return report_html(self._checked, lang)

    def target(self, to: str | None = None) -> str:
        """The set to transfer to; :class:`TransferError` that lists the choices where ``to`` must be said."""
        finals = self.model.final_sets
        if to is None and len(finals) == 1:
            return finals[0]
        if to is None:
            raise TransferError(f"several sets could be meant, choose one with 'to': {', '.join(finals)}")
        if to not in self.model.set_named:
            known = ", ".join(s.name for s in self.model.sets)
            raise TransferError(f"no set {to!r}; there are: {known}")
        return to

    def prepared(self, to: str | None = None) -> Prepared:
        """The rulebook made ready for one target set, once."""
        target = self.target(to)
        if target not in self._prepared:
            # Two threads may both do this: the same work, the same value.
            self._prepared[target] = prepare(self.model, target, self._checked.ready)
        return self._prepared[target]

    def decider(self, *, to: str | None = None, as_of: dt.date | str | None = None) -> Decider:
        """The rulebook compiled for one target set, to decide for one person after another in microseconds.

        It gives outcome, reason and rule; for proof and evidence ask :meth:`transfer`.
        """
        from lmrules.compiled.person import Decider

        return Decider(self.prepared(to), _day(as_of))

    def plan(self, *, to: str | None = None, as_of: dt.date | str | None = None) -> Plan:
        """The rulebook worked out for one target set, as tables, SQL and `impact` need it."""
        from lmrules.compiled.plan import compiled

        return compiled(self.prepared(to), _day(as_of))

    def transfer_many(
        self,
        approvals: object,
        *,
        to: str | None = None,
        as_of: dt.date | str | None = None,
        columns: Sequence[str] = ("outcome", "reason", "rule", "transition"),
        shape: Literal["long", "grid"] = "long",
    ) -> Table:
        """The decisions for everybody in ``approvals``, as an Arrow table (needs ``lmrules[bulk]``).

        ``approvals``: a path or database address, several Parquet files, or a table in memory: pyarrow,
        Polars, pandas, a DuckDB relation. ``columns`` may also name ``approvals`` and ``complete_with``.
        ``shape``: a row for each person and objective, or for each person (``grid``). ``ValueError`` that
        names the rows where some cannot be used; :class:`~lmrules.approvals.ApprovalsError` for what cannot
        be read.
        """
        from lmrules.bulk.many import decided

        return decided(self._engine(to, as_of, columns, shape), approvals)

    def transfer_batches(
        self,
        approvals: object,
        *,
        to: str | None = None,
        as_of: dt.date | str | None = None,
        columns: Sequence[str] = ("outcome", "reason", "rule", "transition"),
        shape: Literal["long", "grid"] = "long",
    ) -> Iterator[Table]:
        """What :meth:`transfer_many` gives, some thousand persons at a time, for any number of persons.

        Rows must be grouped by person. An error ends the iteration, and what came before it is then worth
        nothing: write aside, and rename when the last table has come, as
        :func:`lmrules.bulk.parquet.write_parquet` does.
        """
        from lmrules.bulk.many import streamed

        return streamed(self._engine(to, as_of, columns, shape), approvals)

    def _engine(
        self,
        to: str | None,
        as_of: dt.date | str | None,
        columns: Sequence[str],
        shape: Literal["long", "grid"],
    ) -> Engine:
        from lmrules.bulk.engine import Engine

        key = (self.target(to), _day(as_of), tuple(columns), shape)
        if key not in self._engines:
            if len(self._engines) >= _MOST_ENGINES:
                self._engines.clear()
            self._engines[key] = Engine(self.plan(to=to, as_of=as_of), columns, shape)
        return self._engines[key]

    def transfer(
        self, approvals: Iterable[Approval], *, to: str | None = None, as_of: dt.date | str | None = None
    ) -> Result:
        """The decisions for one person's ``approvals``.

        ``as_of`` leaves out later approvals; before the transition's date it makes a preview.
        :class:`TransferError` for rows of several persons, or rows that could be of two sets.
        """
        rows = tuple(approvals)
        if len({a.person for a in rows}) > 1:
            raise TransferError("approvals of several persons; give one person's at a time")
        whole, problems = one_person(self.prepared(to), rows, _day(as_of))
        if problems:
            raise TransferError("; ".join(f"row {p.row}: {p.message('en')}" for p in problems))
        result: PersonResult = whole.persons[0]
        return Result(
            name=self.name,
            digest=self.digest,
            transfer=whole,
            decisions=tuple(self._explained(d) for d in result.decisions),
        )

    def impact(
        self,
        approvals: Iterable[Approval],
        *,
        to: str | None = None,
        as_of: dt.date | str | None = None,
        per_person: bool = False,
    ) -> Impact:
        """What the rulebook means for everybody in ``approvals``, counted; persons may come in any order.

        ``per_person`` adds the totals of each. Rows that could be of two sets, or that contradict each other,
        are left out and stand in ``problems``.
        """
        day = iso_day(as_of) if isinstance(as_of, str) else as_of
        return impact(compiled(self.prepared(to), day), approvals, per_person=per_person)

    def _explained(self, decision: Decision) -> ExplainedDecision:
        fields = {a.name: getattr(decision, a.name) for a in attrs.fields(Decision)}
        return ExplainedDecision(book=self.model, **fields)

    def sql(
        self,
        dialect: str,
        *,
        to: str | None = None,
        as_of: dt.date | str | None = None,
        table: str = "approvals",
        columns: Iterable[str] | None = None,
        keep_going: bool = False,
        problems: bool = False,
    ) -> str:
        """The rulebook as one SQL query on ``table`` (extra: ``lmrules[sql]``).

        It gives one row per person and objective; with ``problems`` the rows that it cannot use.
        ``columns`` are those that the table has, as ``lis`` or ``person=its-name`` (None: all but ``id``, by
        their English names). :func:`lmrules.sql.query.query` says the rest; its ``SqlError`` is a
        ``ValueError``.
        """
        from lmrules.compiled.plan import compiled
        from lmrules.sql import query as sql
        from lmrules.sql.columns import Columns, columns_of

        day = iso_day(as_of) if isinstance(as_of, str) else as_of
        plan = compiled(self.prepared(to), day)
        named = Columns() if columns is None else columns_of(columns)
        if problems:
            return sql.problems(plan, dialect, table=table, columns=named, digest=self.digest)
        return sql.query(plan, dialect, table=table, columns=named, digest=self.digest, keep_going=keep_going)

    def compare(self, old: str | Sequence[str], new: str) -> Comparison:
        """The relation that the declared content gives between old objectives (together) and a new one.

        Codes may be written ``SET/CODE``; ``KeyError`` for one that is unknown, ``ValueError`` for one that
        stands in several sets.
        """
        olds = (old,) if isinstance(old, str) else tuple(old)
        return compare(self.model, tuple(self.objective(code) for code in olds), self.objective(new))

    def suggest(self, *, to: str | None = None, most: int = MOST_SUGGESTED) -> tuple[Suggestion, ...]:
        """Sound rules that nobody wrote, and the nearest miss where none is sound."""
        return suggest(self.model, to=None if to is None else self.target(to), most=most)

    def objective(self, code: str) -> ObjectiveId:
        """The objective that ``CODE`` or ``SET/CODE`` names."""
        found = [o for o in self.model.objective if code in (o.code, str(o))]
        if not found:
            raise KeyError(code)
        if len(found) > 1:
            raise ValueError(f"{code!r} is in several sets: {', '.join(map(str, found))}")
        return found[0]


def _day(day: dt.date | str | None) -> dt.date | None:
    return iso_day(day) if isinstance(day, str) else day


def load(path: str | Path) -> Rulebook:
    """The rulebook whose first file is ``path``; :class:`RulebookError` if it has errors."""
    try:
        return Rulebook(check_path(Path(path), str(path)))
    except Unreadable as error:
        raise RulebookError([unreadable(str(path), error)]) from None


def loads(text: str, name: str = "<text>") -> Rulebook:
    """The rulebook written in ``text``; :class:`RulebookError` if it has errors."""
    return Rulebook(check_text(text, name))


def check(path: str | Path) -> tuple[Diagnostic, ...]:
    """Everything there is to say of the rulebook at ``path``. Never raises for a user's mistake."""
    try:
        return check_path(Path(path), str(path)).diagnostics
    except Unreadable as error:
        return (unreadable(str(path), error),)


def diff(book_a: Rulebook, book_b: Rulebook, *, to: str | None = None, potential: bool = False) -> Difference:
    """What ``book_b`` grants against ``book_a``; with ``potential``, what content could prove."""
    compare = potential_difference if potential else difference
    return compare(book_a.model, book_b.model, book_a.target(to))


def audit(book: Rulebook, decisions: str | Mapping[str, object]) -> tuple[Finding, ...]:
    """What does not hold in a result of ``transfer --format json`` (text or parsed); empty: all of it does.

    Checked with the kernel and the rulebook alone, not with the evaluator. ``ValueError`` for text that is
    no JSON.
    """
    document = json.loads(decisions) if isinstance(decisions, str) else decisions
    return auditing.audit(book.model, book.digest, document)


__all__ = [
    "Approval",
    "Comparison",
    "Difference",
    "ExplainedDecision",
    "Finding",
    "Impact",
    "Result",
    "Rulebook",
    "RulebookError",
    "Suggestion",
    "TransferError",
    "audit",
    "check",
    "diff",
    "load",
    "loads",
]
