"""How fast the core is, as ratios to things measured in the same run (``python -m bench.core``).

Prints a table: what was done, seconds (the best of several), and the ratio to its yardstick.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from lmrules.syntax.ast import Rulebook

ROOT = Path(__file__).parents[1]
RULEBOOK = ROOT / "rules" / "nukleaermedisin.rules"


def best(action: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def python(*arguments: str) -> Callable[[], object]:
    """A fresh interpreter with ``arguments``."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)


# The development environment has interegular, which lark then uses to compare all words of a grammar with
# each other at every start; an environment that only runs lmrules does not.
_AS_INSTALLED = "import sys; sys.modules['interegular'] = None; from lmrules.__main__ import main; main()"


def lmrules(*arguments: str) -> Callable[[], object]:
    """The command in a fresh interpreter, as its users have it."""
    return python("-c", _AS_INSTALLED, *arguments)


def thrice(folder: Path) -> Path:
    """Three copies of the real rulebook in one: their sets, topics and levels have names of their own."""
    from lmrules.pipeline import check_path

    real = check_path(RULEBOOK)
    book = real.book
    own = {name for scale in book.scales for name in (scale.name, *scale.levels)}
    own |= {topic.name for topic in book.topics if topic.declared} | {s.name for s in book.sets}
    head = 'regelverk tre "Tre kopier" kilde "bench"\n'
    for copy in ("en", "to", "tre"):
        for file in real.files:
            text = file.span.source.text
            for statement in file.statements:
                if isinstance(statement, Rulebook):
                    text = text[: statement.span.start] + text[statement.span.end :]
            path = folder / copy / Path(file.span.source.name).resolve().relative_to(RULEBOOK.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(renamed(text, own, copy), encoding="utf-8")
        head += f'bruk "{copy}/{RULEBOOK.name}"\n'
    (folder / "tre.rules").write_text(head, encoding="utf-8")
    return folder / "tre.rules"


def renamed(text: str, own: set[str], copy: str) -> str:
    """``text`` with ``copy`` behind every name in ``own``, texts and comments left as they are."""
    word = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|\w+(?:[.-]\w+)*')
    return word.sub(lambda found: f"{found[0]}-{copy}" if found[0] in own else found[0], text)


def main() -> None:
    """Run everything and print the table."""
    from lark import Lark

    from bench import books
    from lmrules.pipeline import check_path
    from lmrules.source import Source
    from lmrules.syntax.limits import Limits
    from lmrules.syntax.parse import grammar, parse

    start = best(python("-c", "pass"))
    with_lark = best(python("-c", "import sys; sys.modules['interegular'] = None; import lark, attrs, click"))
    rows = [
        ("python -c pass", start, 1.0, "itself"),
        (
            "import lmrules",
            best(python("-c", "import lmrules")) - start,
            None,
            "less the interpreter's start",
        ),
        ("import lark, attrs, click", with_lark - start, None, "less the interpreter's start"),
    ]
    cold = best(lmrules("check", str(RULEBOOK)))
    rows.append((f"lmrules check {RULEBOOK.name}, cold", cold, cold / with_lark, "import lark, attrs, click"))

    limits = Limits(statements=100_000)
    only_rules = "\n".join(
        f'regel R{i}: NUK-{i:05d} og NUK-{i + 1:05d} ≥ NKM-{i:05d} fordi "Samme innhold."'
        for i in range(10_000)
    )
    bare = Lark((ROOT / "grammar" / "equivalence.lark").read_text(encoding="utf-8"), parser="lalr",
                lexer="basic", start="start", maybe_placeholders=False)  # fmt: skip
    grammar()
    tree = best(lambda: bare.parse(only_rules), 3)
    parsed = best(lambda: parse(Source("bench", only_rules), limits), 3)
    rows.append(("bare lark parse, 10,000 rules", tree, 1.0, "itself"))
    rows.append(("parse, 10,000 rules", parsed, parsed / tree, "bare lark parse"))

    seconds = {}
    for size in (1_000, 10_000):
        path = books.many(size).written()
        if errors := check_path(path).errors:
            raise SystemExit(f"{size} rules are not checked but refused: {errors[0].message('en')}")
        seconds[size] = best(lambda path=path: check_path(path), 2)  # type: ignore[misc]
        per_rule = seconds[size] / size / (seconds[1_000] / 1_000)
        rows.append(
            (f"check, {size:,} rules, all checks", seconds[size], per_rule, "per rule, to 1,000 rules")
        )

    with TemporaryDirectory() as folder:
        three = thrice(Path(folder))
        once = best(lambda: check_path(RULEBOOK))
        found = Counter(d.severity for d in check_path(three).diagnostics)
        rows.append((f"check, {RULEBOOK.name}", once, 1.0, "itself"))
        spent = best(lambda: check_path(three))
        rows.append(
            (f"check, three times that ({found['error']} errors)", spent, spent / once, "check, once")
        )
        spent = best(lmrules("check", str(three)), 3)
        rows.append(("lmrules check, three times that, cold", spent, spent / cold, "lmrules check, cold"))
    for verb in (("fmt", "--check"), ("test",)):
        spent = best(lmrules(*verb, str(RULEBOOK)), 3)
        rows.append((f"lmrules {' '.join(verb)}, cold", spent, spent / cold, "lmrules check, cold"))

    print(f"Python {sys.version.split()[0]}; seconds are the best of several runs\n")
    for name, spent, ratio, yardstick in rows:
        shown = f"{ratio:6.2f} × {yardstick}" if ratio is not None else f"         {yardstick}"
        print(f"{name:<42}{spent:>9.3f} s  {shown}")


if __name__ == "__main__":
    main()
