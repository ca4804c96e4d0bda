"""The query: one sqlglot tree made from a plan, printed in a dialect.

The rulebook's answers stand in it as small tables (:mod:`lmrules.sql.facts`); the rest is the same short
query for every rulebook. A person meets a *way* when she holds all that it needs; of the ways she meets for
an objective the one with the lowest number decides, as the ways are numbered best first.

What a person holds is a few whole numbers, a bit for each approval that matters: with the approvals as rows
instead, joined to what the ways need and counted, DuckDB took 20 seconds where this takes 5 (4 million rows).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from lmrules.compiled.plan import Plan
from lmrules.messages import visible
from lmrules.sql.columns import Columns
from lmrules.sql.errors import BadTable, UnknownDialect
from lmrules.sql.facts import Facts, Way, facts
from lmrules.sql.flavours import FLAVOURS, Kind, Node, Value, Writer
from lmrules.sql.rows import Rows


def query(
    plan: Plan,
    dialect: str,
    *,
    table: str = "approvals",
    columns: Columns = Columns(),  # noqa: B008 - frozen
    digest: str = "",
    keep_going: bool = False,
) -> str:
    """One row per person and objective of the target: what is decided, as the evaluator decides it.

    Persons with a row that cannot be used get no outcome (NULL, and ``problems`` says how many rows), unless
    ``keep_going``: then they get the answers of their other rows, as `transfer --keep-going` gives them.
    ``dialect`` is one of :data:`~lmrules.sql.flavours.FLAVOURS`. :class:`~lmrules.sql.errors.SqlError` for
    another one, for a table's name that cannot be read, and for a rulebook that no query can hold.
    """
    made = _Query.of(plan, dialect, table, columns)
    return made.head(digest, "decisions") + made.printed(made.decisions(keep_going=keep_going))


def problems(
    plan: Plan,
    dialect: str,
    *,
    table: str = "approvals",
    columns: Columns = Columns(),  # noqa: B008 - frozen
    digest: str = "",
) -> str:
    """The rows that :func:`query` cannot use, each with what is wrong with it.

    ``no-person``, ``no-objective``, ``no-date``, ``unknown-status``, ``two-starts`` (the person is given with
    different dates for started), ``several-sets`` (the code is in several sets that are valid on the day).
    """
    made = _Query.of(plan, dialect, table, columns)
    return made.head(digest, "rows that cannot be used") + made.printed(made.unusable())


def _table(name: str, dialect: str) -> Node:
    try:
        found = exp.to_table(name, dialect=dialect)
    except (ParseError, TokenError):
        raise BadTable(dialect) from None
    if not found.name or found.args.get("joins"):
        raise BadTable(dialect)
    return found


@attrs.define
class _Query:
    """Collects the tables of one query, in order."""

    plan: Plan
    facts: Facts
    writer: Writer
    rows: Rows
    parts: list[tuple[str, Node, str]] = attrs.field(factory=list)

    @classmethod
    def of(cls, plan: Plan, dialect: str, table: str, columns: Columns) -> _Query:
        if dialect not in FLAVOURS:
            raise UnknownDialect(dialect, sorted(FLAVOURS))
        known, writer = facts(plan), Writer(dialect, FLAVOURS[dialect])
        return cls(plan, known, writer, Rows(known, writer, _table(table, dialect), columns))

    # ------------------------------------------------------------------- the whole

    def head(self, digest: str, what: str) -> str:
        """What stands above the query; in line comments, which no name in them can end."""
        book, as_of = self.plan.prepared.book, self.plan.counting.as_of
        day = f", as of {as_of}" if as_of else ""
        lines = [
            f"lmrules: {what} by the rulebook {visible(book.name)} {digest}".rstrip(),
            f"to the set {visible(self.plan.prepared.target)}{day}, in the dialect {self.writer.dialect}.",
            "Generated: change the rules, not this. A proposal for a person to sign, never a verdict.",
        ]
        return "".join(f"-- {line}\n" for line in lines)

    def printed(self, last: exp.Select) -> str:
        """The query as text, with the tables collected before ``last``."""
        for name, body, comment in self.parts:
            last = last.with_(name, as_=body, copy=False)
            last.ctes[-1].add_comments([comment])
        return last.sql(dialect=self.writer.dialect, pretty=True) + "\n"

    def add(self, name: str, body: Node, comment: str) -> None:
        self.parts.append((name, body, comment))

    def add_small(
        self,
        name: str,
        columns: Mapping[str, Kind],
        rows: Sequence[tuple[Value, ...]],
        comment: str,
        notes: Sequence[str] = (),
    ) -> None:
        body = self.writer.table(columns, rows, [visible(note) for note in notes])
        self.add(self.writer.name(name, columns) if rows else name, body, comment)

    def decisions(self, *, keep_going: bool) -> exp.Select:
        """The query for what is decided."""
        self.add_ways()
        self.add_rows()
        self.add_held()
        self.add_decided()
        outcome = exp.Case() if keep_going else exp.Case().when("p.problems > 0", exp.null())
        outcome = outcome.when("d.way IS NULL", exp.Literal.string("assessment")).else_("w.outcome")
        answered = "" if keep_going else "p.problems = 0 AND "
        reason = exp.Case().when(f"{answered}d.way IS NULL", exp.column("reason", "t"))
        on = "d.person = p.person AND d.target = t.target"
        return (
            exp.select(
                "p.person", "t.objective", exp.alias_(outcome, "outcome"), exp.alias_(reason, "reason")
            )
            .select("w.rule", "w.transition", "p.problems")
            .from_("persons AS p")
            .join("targets AS t", join_type="cross")
            .join("decided AS d", on=on if keep_going else f"{on} AND p.problems = 0", join_type="left")
            .join("ways AS w", on="w.way = d.way", join_type="left")
        )

    def unusable(self) -> exp.Select:
        """The query for the rows that cannot be used."""
        own = tuple(name for name in ("id", "status") if name in self.rows.columns.there)
        self.rows = attrs.evolve(self.rows, carried=own)
        self.add_rows()
        first, last = own[: own.count("id")], own[own.count("id") :]
        shown = (*first, "person", "set_name", "code", "approved", *last, "problem")
        return (
            exp.select(*(f"j.{name}" for name in shown)).from_("judged AS j").where("NOT j.problem IS NULL")
        )

    # ------------------------------------------------------------------- its tables

    def add_ways(self) -> None:
        """`targets`, `ways` and `pools`: what brings each objective about."""
        targets = [(n, o.code, reason) for n, (o, reason) in enumerate(self.facts.targets)]
        head: dict[str, Kind] = {"target": "number", "objective": "text", "reason": "text"}
        self.add_small(
            "targets", head, targets, "what is decided on, and the reason where it must be assessed"
        )
        numbered = [(n, w) for n, w in enumerate(self.facts.ways, 1) if self.rows.mine(w.eras)]
        head = {"way": "number", "target": "number", "outcome": "text", "rule": "text", "transition": "text"}
        head |= {f"needs_{word}": "bits" for word in range(self.facts.words)}
        head |= {"some_of": "number"} if self.pools else {}
        self.add_small(
            "ways",
            {**head, **self.rows.era_columns},
            [
                (n, w.target, w.outcome, w.rule, w.transition, *self.facts.mask(w.all_of))
                + ((w.k,) if self.pools else ())
                + self.rows.of_eras(w.eras)
                for n, w in numbered
            ],
            "each way to an outcome, best first, and what it needs, as bits",
            [self.needs(w) for _, w in numbered],
        )
        if self.pools:
            pools = [(n, *self.facts.bit[atom]) for n, w in numbered for atom in w.among]
            names = [self.facts.atoms[atom] for _, w in numbered for atom in w.among]
            head = {"way": "number", "word": "number", "bit": "bits"}
            self.add_small("pools", head, pools, "what a way needs some_of", names)

    @property
    def pools(self) -> bool:
        """Whether any way takes some of many (`minst k av`)."""
        return any(w.k for w in self.facts.ways)

    def needs(self, way: Way) -> str:
        """What a way needs, for a comment."""
        names = [self.facts.atoms[atom] for atom in way.all_of]
        names += [f"{way.k} of {len(way.among)}"] if way.k else []
        return " + ".join(names)

    def add_rows(self) -> None:
        """`approvals_in`, `rows_read` and `judged`: every row of the table, and whether it can be used."""
        rows = self.rows
        self.add("approvals_in", rows.approvals_in(), "the table, by our names")
        self.add("rows_read", rows.told_apart(), "each row's set and code, and what is wrong with the row")
        if rows.columns.started is not None:
            self.add("persons_begun", rows.begun(), "when each person began")
        if self.facts.several:
            self.add_small(
                "several",
                {"code": "text", "first_day": "day", "until_day": "day", **rows.era_columns},
                rows.several(),
                "when a code without a set could be of several sets",
            )
        self.add("judged", rows.judged(), "the rows, with all that keeps one from being used")

    def add_held(self) -> None:
        """`counts`, `held` and `persons`: what each person holds, and how many rows cannot be used."""
        head: dict[str, Kind] = {"set_name": "text", "code": "text", "first_day": "day", "until_day": "day"}
        self.add_small(
            "counts",
            {**head, **self.rows.era_columns, "word": "number", "bit": "bits"},
            self.rows.counts(),
            "what approvals count as, from first_day until before until_day",
        )
        in_set = self.writer.same(exp.column("set_name", "c"), exp.column("set_name", "j"))
        on = exp.and_(
            self.rows.within("c", "j", "j.era"),
            exp.or_("j.set_name IS NULL", in_set),
            "j.problem IS NULL",
            "j.revoked = 0",
        )
        held = (
            exp.select("j.person", *self.era("j"), "c.word", "c.bit", "COUNT(j.problem) AS problems")
            .from_("judged AS j")
            .join("counts AS c", on=on, join_type="left")
            .where("j.problem IS NULL OR j.problem <> 'no-person'")
            .group_by("j.person", *self.era("j"), "c.word", "c.bit")
        )
        self.add("held", held, "what each person holds, once each; a row that counts as nothing has no bit")
        words = [
            exp.alias_(
                exp.cast(
                    exp.func("SUM", exp.maybe_parse(f"CASE WHEN h.word = {n} THEN h.bit ELSE 0 END")),
                    "bigint",
                ),
                f"held_{n}",
            )
            for n in range(self.facts.words)
        ]
        persons = (
            exp.select("h.person", *self.era("h"), *words, "SUM(h.problems) AS problems")
            .from_("held AS h")
            .group_by("h.person", *self.era("h"))
        )
        self.add("persons", persons, "everybody in the table, with all that each holds, as bits")

    def era(self, of: str) -> list[str]:
        """The column of the era, where it matters."""
        return [f"{of}.era"] if self.rows.eras else []

    def add_decided(self) -> None:
        """`decided`: the best of the ways that each person meets."""
        on = [exp.condition(f"(p.held_{n} & w.needs_{n}) = w.needs_{n}") for n in range(self.facts.words)]
        on += [exp.condition("p.era BETWEEN w.first_era AND w.last_era")] if self.rows.eras else []
        decided = exp.select("p.person", "w.target", "MIN(w.way) AS way").from_("persons AS p")
        decided = decided.join("ways AS w", on=exp.and_(*on)).group_by("p.person", "w.target")
        if self.pools:
            pooled = (
                exp.select("h.person", "o.way", "COUNT(*) AS had")
                .from_("held AS h")
                .join("pools AS o", on="o.word = h.word AND o.bit = h.bit")
                .group_by("h.person", "o.way")
            )
            self.add("pooled", pooled, "how many each person holds of those that a way needs some_of")
            decided = decided.join(
                "pooled AS o", on="o.person = p.person AND o.way = w.way", join_type="left"
            )
            decided = decided.where("w.some_of = 0 OR o.had >= w.some_of")
        self.add("decided", decided, "of the ways that a person meets for an objective, the best")
