"""Edits of a transfer document: every word, number and list in it, and the forgeries somebody might try.

``forgeries`` gives each kind of edit that the document has a place for, by name. Whether what comes out is
still true is not known here (``truth.py``).
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import attrs
from strategies import Case, interesting_days

from lmrules.evaluate.run import transfer
from lmrules.exports.transfer_json import transfer_json
from lmrules.model.canonical import digest

Path = tuple[Any, ...]
Edit = Callable[[Any], None]

WORDS = {
    "outcome": ["approved", "transferred", "assessment"],
    "reason": ["declared-new", "incomplete", "no-rule"],
    "met": ["met", "lower", "unmet"],
    "step": ["a", "b", "c", "d", "e"],
    "disposition": [
        "used", "unused", "retired", "revoked", "outside-validity", "after-as-of", "duplicate", "unknown-objective",
        "approved-new",
    ],
}  # fmt: skip
UNJUDGED = ("rejected", "person", "id", "held", "lmrules")
"""Keys of what no document can show, or may show in several right ways."""


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path to every value within a JSON value."""
    if path and not (isinstance(path[-1], str) and path[-1] in UNJUDGED):
        yield path
    if path and path[-1] in UNJUDGED:
        return
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def at(document: Any, path: Path) -> Any:
    for key in path:
        document = document[key]
    return document


def key_of(path: Path) -> str:
    """The name of the value: its key, or that of the list it stands in."""
    return str(next(key for key in reversed(path) if isinstance(key, str)))


class Forger:
    """Makes edits of one document on one case's rulebook."""

    def __init__(self, case: Case, document: Any, chance: random.Random) -> None:
        self.document = document
        self.chance = chance
        book = case.book
        objectives = [o for s in book.sets for o in s.objectives]
        qualified = [str(o.id) for o in objectives]
        topics = [t.name for t in book.topics] + [r.topic for o in objectives for r in o.requirements]
        rules = [r.name for t in book.transitions for r in t.rules]
        judgements = [j.name for t in book.transitions for j in t.judgements]
        days = [d.isoformat() for d in interesting_days(book)]
        self.pool: dict[str, list[Any]] = {
            **WORDS,
            "objective": [*qualified, *(o.id.code for o in objectives), "finnes-ikke"],
            "complete_with": qualified,
            "by": qualified,
            "activities_from": qualified,
            "rule": rules or ["R"],
            "transition": [t.name for t in book.transitions],
            "topic": topics,
            "level": [*book.levels, "finnes-ikke"],
            "judgement": judgements or ["S1"],
            "judgements": judgements or ["S1"],
            "approved": days,
            "as_of": [*days, None],
            "started": days,
            "to": [s.name for s in book.sets],
            "digest": ["sha256:" + "0" * 64],
            "schema": ["lmrules/transfer/2"],
            "row": [1, 2, 3, 4, 5, 99],
            "language": [2],
            "requirements": [(str(o.id), r.topic, r.level) for o in objectives for r in o.requirements],
        }

    def edited(self, edit: Edit) -> Any:
        document = copy.deepcopy(self.document)
        edit(document)
        return document

    def forgeries(self, each: int) -> Iterator[tuple[str, Any]]:
        """Up to ``each`` single edits of every kind, and every larger forgery the document has a place for."""
        kinds: dict[str, list[tuple[Path, Edit]]] = {}
        for path in places(self.document):
            for name, edit in self.single(path):
                kinds.setdefault(name, []).append((path, edit))
        for name, found in sorted(kinds.items()):
            many = each if name != "another type" else 12 * each
            for _, edit in self.chance.sample(found, min(many, len(found))):
                yield name, self.edited(edit)
        for forge in (
            self.moved_date, self.other_proof, self.flipped, self.raised, self.renamed_rule, self.more_used,
            self.other_holding, self.counted,
        ):  # fmt: skip
            yield from forge()

    # ------------------------------------------------------------------------- single edits

    def single(self, path: Path) -> Iterator[tuple[str, Edit]]:
        value, key = at(self.document, path), key_of(path)
        last = path[-1]
        other_type: Any = self.chance.choice([None, 7, True, [], {}, "x", 1.5, [[]], {"x": []}])
        yield "another type", lambda d: at(d, path[:-1]).__setitem__(last, copy.copy(other_type))
        if isinstance(value, dict | list) and key != "rulebook":
            if isinstance(last, int):
                yield f"dropped from {key}", lambda d: at(d, path[:-1]).pop(last)
                yield f"doubled in {key}", lambda d: at(d, path[:-1]).insert(last, copy.deepcopy(value))
                if last:
                    yield f"swapped in {key}", lambda d: _swap(at(d, path[:-1]), last)
            elif value:
                yield f"emptied {key}", lambda d: at(d, path).clear()
        elif not isinstance(value, dict | list):
            other = self.other(key, value)
            if other != value:
                yield f"other {key}", lambda d: at(d, path[:-1]).__setitem__(last, other)
            if isinstance(last, int):
                yield f"dropped from {key}", lambda d: at(d, path[:-1]).pop(last)
        if isinstance(last, str) and last != "language":
            yield f"without {key}", lambda d: at(d, path[:-1]).pop(last)
        if key in ("judgements", "activities_from") and isinstance(value, list):
            new = self.chance.choice(self.pool[key])
            yield f"added to {key}", lambda d: at(d, path).append(new)

    def other(self, key: str, value: Any) -> Any:
        if isinstance(value, bool):
            return not value
        if key in self.pool:
            return self.chance.choice(self.pool[key])
        if isinstance(value, int):
            return value + 1
        return f"{value}x"

    # ------------------------------------------------------------------------- forgeries

    def decisions(self, outcome: str) -> list[tuple[int, int]]:
        """Person and place of every decision with ``outcome``."""
        return [
            (p, d)
            for p, person in enumerate(self.document["persons"])
            for d, decision in enumerate(person["decisions"])
            if decision["outcome"] == outcome
        ]

    def moved_date(self) -> Iterator[tuple[str, Any]]:
        """The date of one approval moved, everywhere it is written."""
        for p, person in enumerate(self.document["persons"]):
            for row in person["approvals"]:
                new = self.chance.choice(self.pool["approved"])

                def edit(d: Any, p: int = p, row: int = row["row"], new: str = new) -> None:
                    for path in list(places(d["persons"][p])):
                        one = at(d["persons"][p], path)
                        if isinstance(one, dict) and one.get("row") == row:
                            one["approved"] = new

                if dt.date.fromisoformat(new) != dt.date.fromisoformat(row["approved"]):
                    yield "date moved everywhere", self.edited(edit)

    def other_proof(self) -> Iterator[tuple[str, Any]]:
        """A proof, or the proof of a grant within one, replaced by another one of the document."""
        paths = [p for p in places(self.document) if p[-1] in ("proof", "granted")]
        for path in paths:
            other = copy.deepcopy(at(self.document, self.chance.choice(paths)))
            if other == at(self.document, path):
                other["objective"] = self.chance.choice(self.pool["objective"])

            def edit(d: Any, path: Path = path, other: Any = other) -> None:
                at(d, path[:-1])[path[-1]] = other

            yield f"other {path[-1]}", self.edited(edit)

    def flipped(self) -> Iterator[tuple[str, Any]]:
        """Outcomes turned round, with the counts put right: granted without proof, or taken away."""
        granted = self.decisions("transferred")
        for p, i in self.decisions("assessment"):
            if granted:
                gp, gi = self.chance.choice(granted)
                like = self.document["persons"][gp]["decisions"][gi]

                def grant(d: Any, p: int = p, i: int = i, like: Any = like) -> None:
                    code = d["persons"][p]["decisions"][i]["objective"]
                    made = {**copy.deepcopy(like), "objective": code}
                    made["proof"]["objective"] = f"{d['rulebook']['to']}/{code}"
                    d["persons"][p]["decisions"][i] = made
                    d["summary"]["transferred"] += 1
                    d["summary"]["assessment"] -= 1

                yield "granted by another's proof", self.edited(grant)

            def approve(d: Any, p: int = p, i: int = i) -> None:
                code = d["persons"][p]["decisions"][i]["objective"]
                approval = {
                    "objective": f"{d['rulebook']['to']}/{code}",
                    "approved": "2026-01-01",
                    "row": 1,
                }
                d["persons"][p]["decisions"][i] = {
                    "objective": code, "outcome": "approved", "approvals": [approval], "activities_from": [],
                }  # fmt: skip
                d["summary"]["approved"] += 1
                d["summary"]["assessment"] -= 1

            yield "approved without a row", self.edited(approve)
        for outcome in ("transferred", "approved"):
            for p, i in self.decisions(outcome):

                def take(d: Any, p: int = p, i: int = i, outcome: str = outcome) -> None:
                    decision = d["persons"][p]["decisions"][i]
                    d["persons"][p]["decisions"][i] = {
                        "objective": decision["objective"], "outcome": "assessment", "reason": "no-rule",
                        "complete_with": [], "evidence": [], "activities_from": decision["activities_from"],
                    }  # fmt: skip
                    d["summary"][outcome] -= 1
                    d["summary"]["assessment"] += 1

                yield f"{outcome} taken away", self.edited(take)

    def raised(self) -> Iterator[tuple[str, Any]]:
        """Another level throughout a step: its own, its parts', and what is said to be held."""
        for path in places(self.document):
            value = at(self.document, path)
            if isinstance(value, dict) and "step" in value:
                new = self.chance.choice(self.pool["level"])

                def edit(d: Any, path: Path = path, new: str = new) -> None:
                    for inner in [(), *places(at(d, path))]:
                        one = at(at(d, path), inner)
                        if isinstance(one, dict) and "level" in one:
                            one["level"] = new

                if new != value["level"]:
                    yield "level throughout a step", self.edited(edit)

    def renamed_rule(self) -> Iterator[tuple[str, Any]]:
        """Another rule, in the decision and its proof alike."""
        for p, i in self.decisions("transferred"):
            new = self.chance.choice(self.pool["rule"])

            def edit(d: Any, p: int = p, i: int = i, new: str = new) -> None:
                decision = d["persons"][p]["decisions"][i]
                decision["rule"] = decision["proof"]["rule"] = new

            yield "rule renamed everywhere", self.edited(edit)

    def more_used(self) -> Iterator[tuple[str, Any]]:
        """A row that counts added to what a proof uses, wherever it must be told."""
        for p, i in self.decisions("transferred"):
            rows = [
                r for r in self.document["persons"][p]["approvals"] if r["disposition"] in ("used", "unused")
            ]
            row = self.chance.choice(rows)
            use = {key: row[key] for key in ("objective", "approved", "row")}

            def edit(d: Any, p: int = p, i: int = i, use: Any = use) -> None:
                decision = d["persons"][p]["decisions"][i]
                for uses in (decision["approvals"], decision["proof"]["uses"]):
                    uses[:] = sorted([*uses, use], key=lambda u: str(u["objective"]))
                for shown in d["persons"][p]["approvals"]:
                    if shown["row"] == use["row"]:
                        shown["disposition"] = "used"

            if use not in self.document["persons"][p]["decisions"][i]["approvals"]:
                yield "a row used that is not needed", self.edited(edit)

    def other_holding(self) -> Iterator[tuple[str, Any]]:
        """A step that rests on something else which the objective does require, or another objective."""
        for path in places(self.document):
            if path[-1] == "holds":
                objective = self.chance.choice(self.pool["requirements"])
                same = [
                    r for r in self.pool["requirements"] if r[0] == at(self.document, path[:-1])["objective"]
                ]
                objective, topic, level = self.chance.choice([objective, *same])

                def edit(d: Any, path: Path = path, found: Any = (objective, topic, level)) -> None:
                    step = at(d, path[:-1])
                    step["objective"], step["holds"] = found[0], {"topic": found[1], "level": found[2]}

                yield "another holding", self.edited(edit)

    def counted(self) -> Iterator[tuple[str, Any]]:
        """A row that does not count, said to count."""
        for p, person in enumerate(self.document["persons"]):
            for r, row in enumerate(person["approvals"]):

                def edit(d: Any, p: int = p, r: int = r) -> None:
                    d["persons"][p]["approvals"][r]["disposition"] = "unused"

                if row["disposition"] in ("outside-validity", "after-as-of", "duplicate", "approved-new"):
                    yield "counted", self.edited(edit)


def _swap(items: list[Any], index: int) -> None:
    items[index - 1], items[index] = items[index], items[index - 1]


def result_of(case: Case) -> Any:
    """The document on two persons: the case's own rows, and every other one of them again."""
    again = [
        attrs.evolve(row, person="LIS-2", row=len(case.rows) + number)
        for number, row in enumerate(case.rows[::2], 1)
    ]
    whole, problems = transfer(case.prepared, [*case.rows, *again], case.as_of)
    return json.loads("".join(transfer_json(case.book.name, digest(case.book), whole, problems)))
