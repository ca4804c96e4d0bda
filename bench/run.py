"""Measure everything and print it: ``python -m bench.run`` (``make bench``), ``--page`` to write the page.

``--quick`` takes minutes, with fewer persons and rules; ``--only`` some sections. Each figure comes from a
process of its own (:mod:`bench.worker`).
"""

from __future__ import annotations

import argparse
import sys
import time

from bench import report
from bench.books import BUILD, ROOT
from bench.runs import Run
from bench.sections import SECTIONS
from bench.timing import apart

PAGE = ROOT / "docs" / "reference" / "benchmarks.md"


def main(arguments: list[str] | None = None) -> int:
    """Run, print, and write the page where that is asked for; 1 where an engine's answers differ."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer persons and rules: minutes")
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--only", nargs="+", choices=sorted(SECTIONS), help="only these sections")
    options = parser.parse_args(arguments)
    BUILD.mkdir(parents=True, exist_ok=True)
    run = Run(quick=options.quick)
    memory = apart({"job": "bandwidth", "megabytes": 100 if options.quick else 400})
    run.bandwidth = memory["copy"]
    facts = report.machine() | {
        "memory bandwidth, one thread": ", ".join(f"{k} {v / 1e9:.1f} GB/s" for k, v in memory.items())
    }
    print("\n".join(f"{name}: {value}" for name, value in facts.items()), end="\n\n")
    sections = []
    for name in options.only or SECTIONS:
        begun = time.perf_counter()
        section = SECTIONS[name](run)
        sections.append(section)
        print(section.text(), f"  ({time.perf_counter() - begun:.0f} s)\n", sep="", flush=True)
    sections.insert(0, run.bars())
    print(sections[0].text())
    if options.page:
        facts |= {"versions": ", ".join(f"{name} {value}" for name, value in report.versions().items())}
        PAGE.write_text(
            report.page(sections, facts, provisional=options.quick or bool(options.only)), encoding="utf-8"
        )
    for problem in run.wrong:
        print(f"WRONG ANSWERS: {problem}", file=sys.stderr)
    return 1 if run.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
