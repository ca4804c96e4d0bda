"""What is fuzzed: each target takes any bytes at all, and raises only where a promise is broken.

The tests replay the corpus and fixed edits of it through these, so nothing here needs the fuzzer itself.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import targets_asked
import targets_interchange
from promises import MARK, steers_nothing

import lmrules
from lmrules.approvals import ApprovalsError, Format, read_approvals, write_rejects
from lmrules.auditing import audit as audited
from lmrules.config import ConfigError, config_for
from lmrules.diagnostics import (
    render_concise,
    render_github,
    render_json,
    render_junit,
    render_pretty,
    render_sarif,
)
from lmrules.diagnostics.report import CheckedBook, Finding, Report
from lmrules.formatting import format_file
from lmrules.messages import LANGUAGES
from lmrules.pipeline import CheckedRulebook, check_files
from lmrules.reading import RuleFiles, decode
from lmrules.syntax.limits import DEFAULT_LIMITS
from lmrules.syntax.parse import parse

_RENDERERS = (render_concise, render_github, render_json, render_junit, render_pretty, render_sarif)

_BOOK = """
regelverk lite
skala nivåer kunnskap < god-kunnskap
tema strålevern
tema film
læringsmålsett GML gyldig fra 2020-01-01 til 2025-09-01
    mål GML-1 god-kunnskap: strålevern
    mål GML-2 kunnskap: film
    mål STR-1 kunnskap: strålevern
læringsmålsett NY gyldig fra 2025-01-01
    mål NY-1 kunnskap: strålevern
    mål NY-2 kunnskap: strålevern, film
    mål STR-1 kunnskap: strålevern
overgang GML til NY fra 2025-09-01
    påbegynt før 2023-01-01 fullfører til 2026-01-01
    regel R1: GML-1 ≥ NY-1
    regel R2: NY-1 og GML-2 ≥ NY-2
    videreført V1: STR-1
"""


@cache
def _book() -> lmrules.Rulebook:
    return lmrules.loads(_BOOK)


def _checked(data: bytes) -> CheckedRulebook:
    source, found = decode("fuzz.rules", data, DEFAULT_LIMITS)
    file, wrong = parse(source)
    return check_files(RuleFiles([file], [*found, *wrong]))


def rules(data: bytes) -> None:
    """A rule file: no fault of ours, output that steers no terminal, and a layout that keeps the meaning."""
    checked = _checked(data)
    own = [d.message("en") for d in checked.diagnostics if d.code.id.startswith("LM9")]
    assert not own, own
    lang = LANGUAGES[len(data) % len(LANGUAGES)]
    findings = [Finding.of(d, lang) for d in checked.diagnostics]
    book = CheckedBook(checked.book.name, "", "fuzz.rules", ("fuzz.rules",))
    report = Report.of([book], findings, lang)
    for renderer in _RENDERERS:
        shown = renderer.render(report)
        assert steers_nothing(shown), renderer.__name__
    if not checked.errors:
        (file,) = checked.files
        laid_out = format_file(file, file.span.source, None)
        again = _checked(laid_out.encode())
        assert again.digest == checked.digest, "the layout changed the meaning"
        assert format_file(again.files[0], again.files[0].span.source, None) == laid_out, "laid out twice"


def _approvals(data: bytes, form: Format | None) -> None:
    try:
        reading = read_approvals("-", stdin=io.BytesIO(data), format=form)
    except ApprovalsError as error:
        assert MARK not in "".join(error.message(lang) for lang in LANGUAGES) + repr(error)
        return
    said = [r.message(lang) for r in reading.rejected for lang in LANGUAGES]
    assert MARK not in "".join(said)
    assert steers_nothing("".join(said))
    rows = sorted([a.row for a in reading.approvals] + [r.row for r in reading.rejected])
    assert rows == list(range(1, len(rows) + 1)), "a row was lost"
    write_rejects(io.BytesIO(), reading)
    _transferred(reading.approvals)


def _transferred(approvals: tuple[lmrules.Approval, ...]) -> None:
    try:
        result = [_book().transfer([a]) for a in approvals[:3]]
    except lmrules.TransferError as error:
        assert MARK not in str(error) + repr(error)
        return
    for one in result:
        assert not lmrules.audit(_book(), json.loads(one.to_json())), "a proof does not hold"


def approvals_csv(data: bytes) -> None:
    """Approvals as CSV: every row comes out, and no message holds a person."""
    _approvals(data, "csv")


def approvals_json(data: bytes) -> None:
    """Approvals as JSON."""
    _approvals(data, "json")


def approvals_jsonl(data: bytes) -> None:
    """Approvals as JSON Lines."""
    _approvals(data, "jsonl")


def approvals_any(data: bytes) -> None:
    """Approvals whose format the content must tell."""
    _approvals(data, None)


def audit(data: bytes) -> None:
    """A document to audit: findings without a person, and never an exception."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    found = audited(_book().model, _book().digest, document)
    said = "".join(f.message(lang) for f in found for lang in LANGUAGES)
    assert MARK not in said


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="lmrules-fuzz-"))


def config(data: bytes) -> None:
    """A configuration file: settings, or an error that says what is wrong."""
    (_folder() / "lmrules.toml").write_bytes(data)
    try:
        config_for(_folder() / "x.rules")
    except ConfigError as error:
        for lang in LANGUAGES:
            assert steers_nothing(error.text.fill(lang, error.fields))


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "rules": rules,
    "approvals_csv": approvals_csv,
    "approvals_json": approvals_json,
    "approvals_jsonl": approvals_jsonl,
    "approvals_any": approvals_any,
    "audit": audit,
    "config": config,
    **targets_interchange.TARGETS,
    **targets_asked.TARGETS,
}
