# ruff: noqa: INP001 - a script, no package
"""Run lmrules and the program extracted from the Coq files on the same fresh cases; exit 1 where they differ.

``compare_with_coq.py ORACLE [CASES [FIRST]]`` compares; with ``--write`` before these, the cases and the
program's answers are written to ``proofs/vectors.jsonl`` as well, for the tests to replay.
"""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from oracle_proofs import with_proofs  # noqa: E402 - found in tests/, which is no package
from oracle_run import VECTORS, ask, compact, differences  # noqa: E402

AT_ONCE = 500


def main(arguments: list[str]) -> int:
    """Compare, and say how much was compared."""
    write = arguments[:1] == ["--write"]
    program, *numbers = arguments[1:] if write else arguments
    cases, first = [*map(int, numbers), *(3000, 100_000)[len(numbers) :]]
    lines: list[str] = []
    asked = [0, 0, 0]
    wrong: list[str] = []
    for start in range(first, first + cases, AT_ONCE):
        made = [with_proofs(seed) for seed in range(start, min(start + AT_ONCE, first + cases))]
        answers = ask(Path(program), made)
        wrong += list(differences(made, answers))
        lines += [compact([case, answer]) + "\n" for case, answer in zip(made, answers, strict=True)]
        asked = [n + sum(len(a[i]) for a in answers) for n, i in zip(asked, (0, 1, 3), strict=True)]
    if write and not wrong:
        VECTORS.write_text("".join(lines), encoding="utf-8")
    covered, verdicts, proofs = asked
    sys.stdout.write("".join(f"{text}\n" for text in wrong[:5]))
    sys.stdout.write(
        f"{cases} generated rulebooks: {covered} questions of cover, {verdicts} verdicts on rules, "
        f"{proofs} proofs audited, and what each person is granted: {len(wrong)} rulebooks differ\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
