# ruff: noqa: INP001 - a script, no package
"""Mutation testing of our own core: mutmut makes the mutants and runs the tests; this spares it most of them.

``make mutants`` runs mutmut on one mutant (which writes them all), then ``quick``, then mutmut on the others,
then ``report``. ``quick`` replays the corpus (``tests/corpus.py``) on each mutant in a process of its own,
without pytest: most mutants are noticed within milliseconds, where a pytest run costs a second. What it kills
it writes as killed into the record that mutmut keeps; it never writes that a mutant survived.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mutmut.mutation import trampoline

ROOT = Path(__file__).parent.parent
MUTANTS = ROOT / "mutants"
ENOUGH = {"lmrules/kernel.py": 95, "lmrules/evaluate/": 95}
"""The least score, in percent, of a module or of a folder together."""

SECONDS = 12
"""How long a mutant may take on the corpus: several times as long as the code does."""

AT_A_TIME = 50
KILLED, SURVIVED, NO_TESTS = 1, 0, 33
_NOTICED = frozenset({KILLED, 3, 36, 24, -24, 152, 255, -9, -11})
"""mutmut's exit codes for killed (1, 3), a time limit (36, 24, 152, 255), and a mutant that crashed."""


def records() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Mutmut's record of each mutated file."""
    for path in sorted(MUTANTS.rglob("*.py.meta")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["exit_code_by_key"]:
            yield path, record


# ------------------------------------------------------------------------- quick


def replays(module: str) -> list[Callable[[int], bool]]:
    """What of the corpus is replayed for a mutant of ``module``, group by group: True where all is right."""
    import corpus

    def rules(number: int) -> bool:
        return all(corpus.said_of_rules(b) == e["verdicts"] for e, b, _ in corpus.group(number))

    def person(number: int) -> bool:
        return all(corpus.said_of_person(e, b) == e["person"] for e, b, _ in corpus.group(number))

    def checks(number: int) -> bool:
        return all(corpus.said_by_checks(b, f) == e["checks"] for e, b, f in corpus.group(number))

    def anew(number: int) -> bool:
        return all(
            corpus.said_of(e, *corpus.parsed(e["text"])).items() <= e.items()
            for e, _, _ in corpus.group(number)
        )

    if ".checks." in module:
        return [checks]
    return [anew] if ".model." in module else [rules, person]


def notices(mutant: str, module: str) -> bool:
    """Whether the corpus notices ``mutant``, tried in a process of its own."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    code = 1
    try:
        seconds = SECONDS if ".model." in module else SECONDS // 3
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        trampoline.get_mutant_under_test = lambda: mutant
        import corpus

        if all(replay(number) for number in corpus.groups() for replay in replays(module)):
            code = 0
    finally:
        os._exit(code)
    return True


def quick(wanted: str) -> None:
    """Replay the corpus on every mutant that mutmut has not judged, and write down which are noticed."""
    os.environ["MUTANT_UNDER_TEST"] = ""
    os.chdir(MUTANTS)
    sys.path[:0] = [str(MUTANTS), str(ROOT / "tests")]
    # Asked at every call of every function; the environment is slow to ask.
    trampoline.get_mutant_under_test = lambda: ""
    import corpus

    import lmrules

    if not Path(lmrules.__file__).is_relative_to(MUTANTS):
        raise SystemExit("lmrules is imported from outside mutants/")
    if not all(replay(n) for n in corpus.groups() for m in (".checks.", "") for replay in replays(m)):
        raise SystemExit("the corpus fails without any mutant")
    gc.freeze()
    for path, record in records():
        module = str(path.relative_to(MUTANTS))[: -len(".py.meta")].replace("/", ".")
        if not module.startswith(wanted):
            continue
        unjudged = [key for key, code in record["exit_code_by_key"].items() if code is None]
        for start in range(0, len(unjudged), AT_A_TIME):
            some = unjudged[start : start + AT_A_TIME]
            killed = [key for key in some if notices(key, module)]
            latest = json.loads(path.read_text(encoding="utf-8"))
            latest["exit_code_by_key"].update(dict.fromkeys(killed, KILLED))
            path.write_text(json.dumps(latest, indent=4), encoding="utf-8")
            sys.stdout.write(f"{module}: {len(killed)} of {len(some)} noticed by the corpus\n")
            sys.stdout.flush()


# ------------------------------------------------------------------------- report


def report() -> int:
    """Print the score of each module and the mutants that live; 1 where a score is too low."""
    scores: dict[str, Counter[str]] = {}
    living = []
    for path, record in records():
        module = str(path.relative_to(MUTANTS))[: -len(".meta")]
        scores[module] = Counter()
        for key, code in record["exit_code_by_key"].items():
            kind = "unjudged" if code is None else "killed" if code in _NOTICED else "survived"
            scores[module][kind] += 1
            if kind != "killed":
                living.append(f"{key}  ({kind if code != NO_TESTS else 'no test runs it'})")
    for module, of in [*scores.items(), ("all", sum(scores.values(), Counter()))]:
        sys.stdout.write(f"{module:40} {of.total():5} mutants {of['killed']:5} killed  {score(of):6.1f} %\n")
    (MUTANTS / "living.txt").write_text("".join(f"{line}\n" for line in living), encoding="utf-8")
    sys.stdout.write(f"The {len(living)} that live: mutants/living.txt (show one: mutmut show NAME)\n")
    low = [
        (prefix, least)
        for prefix, least in ENOUGH.items()
        if score(sum((of for m, of in scores.items() if m.startswith(prefix)), Counter())) < least
    ]
    for prefix, least in low:
        sys.stdout.write(f"Too low: {prefix} is to score {least} %\n")
    return 1 if low else 0


def score(of: Counter[str]) -> float:
    """Killed mutants in percent."""
    return 100 * of["killed"] / of.total() if of.total() else 100.0


def main() -> int:
    """Run the part named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["quick", "report"])
    parser.add_argument("--module", default="lmrules", help="only modules whose name begins so")
    given = parser.parse_args()
    if given.part == "report":
        return report()
    quick(given.module)
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    sys.exit(main())
