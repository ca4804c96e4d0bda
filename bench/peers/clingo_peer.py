"""clingo: answer sets. Every way is a rule of its own; the first of those that hold decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import clingo

from bench.problem import Problem

PACKAGE = "clingo"
RULES = True


def _program(asked: Problem, person: str) -> str:
    number = {code: n for n, code in enumerate(asked.olds)}
    return "\n".join(
        f"way({person}{o},{place}) :- "
        + ", ".join(f"held({person}{number[code]})" for code in sorted(way.codes))
        + "."
        for o, objective in enumerate(asked.objectives)
        for place, way in enumerate(asked.choices[objective])
    )


def _first(asked: Problem, ways: dict[int, int]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for o, place in ways.items():
        objective = asked.objectives[o]
        found[objective] = asked.choices[objective][place].rule
    return found


def one(asked: Problem) -> Callable[[frozenset[str]], dict[str, str | None]]:
    """One person: grounded once, with what is held as externals."""
    control = clingo.Control(["--warn=none"])
    codes = range(len(asked.olds))
    externals = "".join(f"#external held({n}).\n" for n in codes)
    control.add("base", [], externals + _program(asked, "") + "\n#show way/2.")
    control.ground([("base", [])])
    atom = {code: clingo.Function("held", [clingo.Number(n)]) for n, code in enumerate(asked.olds)}
    literal = {code: control.symbolic_atoms[symbol].literal for code, symbol in atom.items()}
    before: set[str] = set()

    def decide(held: frozenset[str]) -> dict[str, str | None]:
        for code in before - held:
            control.assign_external(literal[code], False)
        for code in held - before:
            control.assign_external(literal[code], True)
        before.clear()
        before.update(held)
        ways: dict[int, int] = {}
        with control.solve(yield_=True) as handle:
            for model in handle:
                for symbol in model.symbols(shown=True):
                    o, place = symbol.arguments[0].number, symbol.arguments[1].number
                    ways[o] = min(place, ways.get(o, place))
        return _first(asked, ways)

    return decide


def many(asked: Problem, persons: Sequence[frozenset[str]]) -> Callable[[], list[dict[str, str | None]]]:
    """All persons in one program, from the text of the facts on."""
    number = {code: n for n, code in enumerate(asked.olds)}
    facts = "\n".join(f"held({p},{number[code]})." for p, codes in enumerate(persons) for code in codes)
    program = _program(asked, "P,") + "\n#show way/3."

    def decide() -> list[dict[str, str | None]]:
        control = clingo.Control(["--warn=none"])
        control.add("base", [], facts + "\n" + program)
        control.ground([("base", [])])
        found: list[dict[int, int]] = [{} for _ in persons]
        with control.solve(yield_=True) as handle:
            for model in handle:
                for symbol in model.symbols(shown=True):
                    p, o, place = (argument.number for argument in symbol.arguments)
                    found[p][o] = min(place, found[p].get(o, place))
        return [_first(asked, ways) for ways in found]

    return decide
