"""Measure everything and print it: ``python -m bench.run`` (``make bench``), ``--page`` to write the page.

``--quick`` takes minutes, with fewer persons and rules; ``--only`` some sections: a page then takes the
others from when they were last run here (:mod:`bench.kept`). Each figure comes from a process of its own
(:mod:`bench.worker`).
"""

from __future__ import annotations

import argparse
import sys
import time

from bench import kept, report
from bench.books import BUILD, ROOT
from bench.runs import Run, bars
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
    speed = ", ".join(f"{k} {v / 1e9:.1f} GB/s" for k, v in memory.items())
    facts, versions = report.machine(), report.versions()
    shown = facts | {"memory bandwidth, one thread": speed}
    print("\n".join(f"{name}: {value}" for name, value in shown.items()), end="\n\n")
    folder = BUILD / ("kept-quick" if options.quick else "kept")
    found: dict[str, kept.Measured] = {}
    for name in options.only or SECTIONS:
        begun, noted = time.perf_counter(), len(run.noted)
        section = SECTIONS[name](run)
        print(section.text(), f"  ({time.perf_counter() - begun:.0f} s)\n", sep="", flush=True)
        found[name] = kept.Measured.now(section, run.noted[noted:], facts | versions)
        if not run.wrong:
            kept.keep(folder, name, found[name])
    print(bars(run.noted).text())
    if options.page:
        every = {name: found.get(name) or kept.find(folder, name, facts | versions) for name in SECTIONS}
        shown |= {"versions": ", ".join(f"{name} {value}" for name, value in versions.items())}
        PAGE.write_text(_page(every, shown, quick=options.quick), encoding="utf-8")
    for problem in run.wrong:
        print(f"WRONG ANSWERS: {problem}", file=sys.stderr)
    return 1 if run.wrong else 0


def _page(every: dict[str, kept.Measured | None], shown: dict[str, str], *, quick: bool) -> str:
    """The page of all sections; provisional where one has not been measured, or not in full."""
    measured = [one for one in every.values() if one]
    days = sorted({one.day for one in measured})
    shown |= {"measured": " to ".join(dict.fromkeys((days[0], days[-1])))}
    sections = [bars(bar for one in measured for bar in one.bars), *(one.section for one in measured)]
    return report.page(sections, shown, provisional=quick or len(measured) < len(every))


if __name__ == "__main__":
    sys.exit(main())
