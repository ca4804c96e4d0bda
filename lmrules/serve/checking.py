"""The check of one text in a process of its own: it can be stopped, and has a bound on its memory.

``python -m lmrules.serve.checking SECONDS [LANG]``: rules on stdin, ``check --format json`` on stdout.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from lmrules.diagnostics.render_json import render
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.messages import LANGUAGES, Language
from lmrules.pipeline import CheckedRulebook, check_files
from lmrules.reading import RuleFiles, decode, read_rules
from lmrules.resources import real
from lmrules.syntax.limits import DEFAULT_LIMITS

NAME = "<stdin>"
MOST_MEMORY = 2_000_000_000


def report_of(checked: CheckedRulebook, name: str, lang: Language) -> bytes:
    """``check --format json``, of a rulebook whose first file is called ``name``."""
    files = tuple(file.span.source.name for file in checked.files)
    book = CheckedBook(checked.book.name, checked.digest, name, files or (name,))
    return render(Report.of([book], [Finding.of(d, lang) for d in checked.diagnostics], lang)).encode()


def report(data: bytes, lang: Language | None) -> bytes:
    """What is to be said of the rule file ``data``, which can use no other."""
    source, found = decode(NAME, data, DEFAULT_LIMITS)
    if found and not source.original:
        read = RuleFiles(found=found)
    else:
        # In a folder that is not there, and whose name nobody knows: the text can use no file.
        nowhere = Path("/", secrets.token_hex(16), NAME)
        read = read_rules(nowhere, NAME, unsaved={real(nowhere): source.original})
        read.found[:0] = found
    checked = check_files(read)
    return report_of(checked, NAME, lang or ("en" if checked.book.keywords == "en" else "nb"))


def _bounded(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # no POSIX: the time is still bounded, by whoever started us
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> None:
    """Read, check, write."""
    _bounded(int(arguments[0]))
    lang = next((one for one in LANGUAGES if one in arguments[1:]), None)
    sys.stdout.buffer.write(report(sys.stdin.buffer.read(), lang))


if __name__ == "__main__":
    main(sys.argv[1:])
