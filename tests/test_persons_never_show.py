"""A person's number stands in results and rejects only: in no talk, exception, repr or leftover file.

Every verb that reads approvals is run on input where the number stands in every place it can stand, rightly
and wrongly, with everything that can go wrong going wrong.
"""

from __future__ import annotations

import copy
import io
import json
import pickle
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import attrs
import pytest

import lmrules
from lmrules import Approval, TransferError
from lmrules.approvals import ApprovalsError, read_approvals
from lmrules.cli.main import run
from lmrules.evaluate.holdings import holdings, row_problems
from lmrules.model.approval import Person

MARK = "01017012345"
"""The shape of a fødselsnummer. It is nobody's: its control digits are wrong."""

BOOK = """
regelverk lite "Et lite regelverk" kilde "Oppdiktet eksempel"
skala nivåer kunnskap < god-kunnskap
tema strålevern "Strålevern"
tema film "Film"
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
    regel R1: GML-1 ≥ NY-1 fordi "Samme fag på et høyere nivå."
    regel R2: NY-1 og GML-2 ≥ NY-2 fordi "Bygger på R1."
    videreført V1: STR-1 fordi "Uendret."
"""
STRICTER = BOOK.replace("regel R1: GML-1 ≥ NY-1", "regel R1: GML-1 og GML-2 ≥ NY-1")

HEADER = ("lis", "læringsmål", "godkjent", "sett", "status", "påbegynt", "id")
GOOD = (
    (MARK, "GML-1", "2023-02-01", "GML", "godkjent", "2022-01-01", MARK),
    (MARK, "GML-2", "2023-02-02", "", "", "2022-01-01", "7"),
)


def csv(*rows: Sequence[str], header: Sequence[str] = HEADER, separator: str = ";") -> bytes:
    return "".join(separator.join(row) + "\n" for row in (header, *rows)).encode()


def marked(column: int) -> tuple[str, ...]:
    """A row with the number in another column as well as the person's."""
    return tuple(MARK if i in (0, column) else cell for i, cell in enumerate(GOOD[0]))


def as_json(rows: Sequence[Sequence[str]] = GOOD) -> str:
    return json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows])


APPROVALS: dict[str, bytes] = {
    "good.csv": csv(*GOOD),
    "good.json": as_json().encode(),
    "good.jsonl": "\n".join(json.dumps(row) for row in json.loads(as_json())).encode(),
    **{f"mark-in-{HEADER[i]}.csv": csv(*GOOD, marked(i)) for i in range(1, len(HEADER))},
    **{
        f"mark-in-{HEADER[i]}.json": as_json([marked(i)]).encode()
        for i in range(1, len(HEADER))
    },
    "two-sets.csv": csv((MARK, "STR-1", "2025-03-01", "", "", "", MARK)),
    "two-starts.csv": csv(GOOD[0], (MARK, "GML-2", "2023-02-02", "", "", "2021-01-01", MARK)),
    "other-set.csv": csv((MARK, f"{MARK}/GML-1", "2023-02-02", "GML", "", "", "")),
    "unknown-set.csv": csv((MARK, f"{MARK}/GML-1", "2023-02-02", "", "", "", "")),
    "no-header.csv": csv(*GOOD, header=GOOD[0]),
    "mark-in-header.csv": csv(*GOOD, header=(MARK, *HEADER[1:])),
    "mark-twice-in-header.csv": csv(*GOOD, header=(MARK, MARK, *HEADER[2:])),
    "same-column.csv": csv(*GOOD, header=("lis", "person", *HEADER[2:])),
    "missing-columns.csv": csv((MARK,), header=("lis",)),
    "header-quotes.csv": f'"{MARK};læringsmål\n{MARK};GML-1\n'.encode(),
    "quotes.csv": csv(GOOD[0]) + f'"{MARK};GML-1;2023-01-01\n{MARK};"GML-1"x;2023-01-01\n'.encode(),
    "too-many-cells.csv": csv((*GOOD[0], MARK, MARK)),
    "too-few-cells.csv": csv((MARK, "GML-1")),
    "nameless-column.csv": csv((*GOOD[0], MARK), header=(*HEADER, "")),
    "control.csv": csv((f"{MARK}\x07", f"{MARK}\x1b[31m", "2023-02-01", "", "", "", "")),
    "nul.csv": csv((f"{MARK}\x00", "GML-1", "2023-02-01", "", "", "", "")),
    "formula.csv": csv((f"={MARK}", "GML-1", f"={MARK}", "", "", "", "")),
    "no-person.csv": csv(("", MARK, MARK, MARK, MARK, MARK, MARK)),
    "utf-16.csv": csv(*GOOD).decode().encode("utf-16"),
    "utf-16-no-bom.csv": csv(*GOOD).decode().encode("utf-16-le"),
    "latin-1.csv": csv((MARK, "GML-å", "2023-02-01", "", "", "", "")).decode().encode("latin-1"),
    "half-byte.csv": csv(*GOOD) + MARK.encode() + b"\xc3",
    "workbook.csv": b"PK\x03\x04" + MARK.encode(),
    "empty.csv": b"",
    "only-mark.csv": MARK.encode(),
    "long-line.csv": csv(*GOOD) + MARK.encode() * 100_000,
    "cut.json": as_json().encode()[:-20],
    "cut-in-mark.json": f'[{{"person": "{MARK[:9]}'.encode(),
    "after-the-end.json": as_json().encode() + MARK.encode(),
    "bare.json": MARK.encode(),
    "text.json": json.dumps(MARK).encode(),
    "of-texts.json": json.dumps([MARK]).encode(),
    "wrapped.json": json.dumps({MARK: [], "approvals": []}).encode(),
    "mark-as-key.json": json.dumps([{MARK: MARK, "person": MARK}]).encode(),
    "numbers.json": f'[{{"person": 1{MARK}, "objective": 1{MARK}, "approved": 20230201}}]'.encode(),
    "lists.json": json.dumps([{"person": [MARK], "objective": {MARK: MARK}, "approved": None}]).encode(),
    "same-key.json": f'[{{"person": "{MARK}", "lis": "{MARK}", "objective": "GML-1"}}]'.encode(),
    "half-character.json": f'[{{"person": "{MARK}\\ud800", "objective": "GML-1"}}]'.encode(),
    "deep.json": (f'[{{"person": {"[" * 20_000}"{MARK}"').encode(),
    "cut.jsonl": f'{{"person": "{MARK}", "objective": "GML-1"\n{{"person": "{MARK}"}}\n{MARK}\n'.encode(),
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to stand in, with two rulebooks; temporary files go below it, and none may be left."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "book.rules").write_text(BOOK, encoding="utf-8")
    (folder / "stricter.rules").write_text(STRICTER, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    assert not list(temporary.iterdir())


@attrs.frozen
class Ran:
    exit_code: int
    out: str
    talk: str


Runner = Callable[..., Ran]


@pytest.fixture
def ran(
    place: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[Runner]:
    """Runs the command; its talk, the log, and files it was not asked to write never hold the number."""
    inputs: set[Path] = set()
    results = {"result", "rejects.csv"}

    def ran(*arguments: str) -> Ran:
        inputs.update(path for path in place.rglob("*") if path.is_file() and path.name not in results)
        exit_code = run(arguments)
        captured = capsys.readouterr()
        assert MARK not in captured.err
        assert MARK not in caplog.text
        assert "Traceback" not in captured.err
        assert exit_code in (0, 1, 2)
        for path in place.rglob("*"):
            if path.is_file() and path not in inputs and path.name not in results:
                pytest.fail(f"{path.name} was left behind")
        return Ran(exit_code, captured.out, captured.err)

    yield ran
    assert MARK not in caplog.text


def verbs(approvals: str) -> list[tuple[str, ...]]:
    """Every way to read a file of approvals."""
    forms = [("--format", form) for form in ("table", "csv", "json")]
    return [
        *(("transfer", "book.rules", approvals, *form) for form in forms),
        ("transfer", "book.rules", approvals, "--keep-going", "--format", "json", "-o", "result"),
        ("transfer", "book.rules", approvals, "--person", MARK, "--as-of", "2024-01-01"),
        ("why", "book.rules", approvals, MARK, "NY-2"),
        ("why", "book.rules", approvals, MARK, "STR-1", "--lang", "en"),
        ("diff", "book.rules", "stricter.rules", "--approvals", approvals),
        ("diff", "book.rules", "stricter.rules", "--approvals", approvals, "--format", "json"),
        *(("impact", "book.rules", approvals, "--per-person", *form) for form in forms),
        ("impact", "book.rules", approvals, "--format", "html", "--keep-going"),
    ]


@pytest.mark.parametrize("name", APPROVALS)
def test_no_talk_about_approvals_has_a_person_in_it(name: str, place: Path, ran: Runner) -> None:
    """Whatever a file of approvals is like, what is said of it names rows, lines and columns only."""
    (place / name).write_bytes(APPROVALS[name])
    for arguments in verbs(name):
        done = ran(*arguments)
        if done.exit_code == 2 and arguments[0] != "why":
            assert not done.out, "what could not be done has no result"


@pytest.mark.parametrize("name", APPROVALS)
def test_no_exception_about_approvals_has_a_person_in_it(name: str, tmp_path: Path) -> None:
    """Read from Python, a file gives values that print without the person, or an exception that does."""
    path = tmp_path / name
    path.write_bytes(APPROVALS[name])
    try:
        reading = read_approvals(path)
    except ApprovalsError as error:
        shown = "".join(traceback.format_exception(error))
        shown += "".join(error.message(lang) for lang in ("nb", "nn", "en"))
    else:
        shown = "".join(r.message(lang) for r in reading.rejected for lang in ("nb", "nn", "en"))
        hidden = [attrs.evolve(a, objective="", set=None) for a in reading.approvals]
        shown += repr(hidden)
        shown += repr(attrs.evolve(reading, approvals=()))
    assert MARK not in shown


@pytest.mark.parametrize("name", ["good.csv", "mark-in-godkjent.csv", "cut.json", "deep.json", "latin-1.csv"])
def test_stdin_is_as_silent_as_a_file(name: str, ran: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Approvals on stdin are never repeated in talk either."""
    for arguments in verbs("-"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(APPROVALS[name])))
        ran(*arguments)


WRONGLY_CALLED = [
    ("transfer", "book.rules", "good.csv", MARK),
    ("transfer", "book.rules", MARK),
    ("transfer", MARK, "good.csv"),
    ("transfer", "book.rules", f"{MARK}.csv"),
    ("transfer", "book.rules", "good.csv", "--to", MARK),
    ("transfer", "book.rules", "good.csv", "--as-of", MARK),
    ("transfer", "book.rules", "good.csv", "--format", MARK),
    ("transfer", "book.rules", "good.csv", f"--{MARK}"),
    ("transfer", "book.rules", "good.csv", "--person", f"{MARK[:6]} {MARK[6:]}"),
    ("transfer", "book.rules", "good.csv", "-o", f"nowhere/{MARK}.json"),
    ("transfer", "book.rules", "good.csv", "-o", "nowhere/result"),
    ("transfer", "book.rules", "good.csv", "-o", "."),
    ("transfer", "book.rules", "bad.csv", "--keep-going", "--rejects", f"nowhere/{MARK}.csv"),
    ("transfer", "book.rules", "bad.csv", "--keep-going", "--rejects", "bad.csv"),
    ("transfer", "book.rules", "bad.csv", "--keep-going", "--rejects", "."),
    ("transfer", "book.rules", "."),
    ("why", "book.rules", "good.csv", "NY-1", MARK),
    ("why", "book.rules", "good.csv", MARK, MARK),
    ("why", "book.rules", "good.csv", MARK),
    ("why", "book.rules", "good.csv", MARK, "NY-3"),
    ("why", "book.rules", "bad.csv", MARK, "NY-1"),
    ("why", "book.rules", "good.csv", MARK, "NY-1", MARK),
    ("diff", "book.rules", "stricter.rules", "--approvals", MARK),
    ("diff", "book.rules", MARK, "--approvals", "good.csv"),
    ("diff", "book.rules", "stricter.rules", "--approvals", "good.csv", "--to", MARK),
    ("audit", "book.rules", MARK),
    ("audit", "book.rules", "good.csv"),
    ("audit", "book.rules", "good.json"),
    ("audit", MARK, "good.json"),
    (MARK,),
    ("why", MARK),
    ("explain", MARK),
]


@pytest.mark.parametrize("arguments", [pytest.param(a, id=" ".join(a)) for a in WRONGLY_CALLED])
def test_a_command_given_wrongly_does_not_repeat_a_number(
    arguments: tuple[str, ...], place: Path, ran: Runner
) -> None:
    """A person's number in the place of a file, a code, an option or a verb is not repeated."""
    (place / "good.csv").write_bytes(APPROVALS["good.csv"])
    (place / "good.json").write_bytes(APPROVALS["good.json"])
    (place / "bad.csv").write_bytes(APPROVALS["mark-in-godkjent.csv"])
    assert ran(*arguments).exit_code != 0


BREAKABLE = [
    ("lmrules.cli._rulebooks.read_approvals", "transfer"),
    ("lmrules.evaluate.run.row_problems", "transfer"),
    ("lmrules.evaluate.run.evaluate", "transfer"),
    ("lmrules.evaluate.run.evaluate", "why"),
    ("lmrules.evaluate.run.evaluate", "diff"),
    ("lmrules.evaluate.interpreter.holdings", "transfer"),
    ("lmrules.cli.transfer.transfer_json", "transfer"),
    ("lmrules.cli.transfer.write_result", "transfer"),
    ("lmrules.cli.why.explain", "why"),
    ("lmrules.cli.diff.person_differences", "diff"),
    ("lmrules.cli.audit.audit", "audit"),
    ("lmrules.cli.impact.impact_json", "impact"),
    ("lmrules.impact.rows.PersonRows", "impact"),
    ("lmrules.evaluate.evidence.covers", "transfer"),
    ("lmrules.evaluate.proofs.satisfied", "why"),
]


@pytest.mark.parametrize(("what", "verb"), BREAKABLE)
@pytest.mark.parametrize("kind", [ValueError, KeyError, OSError, RecursionError])
def test_a_fault_of_ours_tells_where_and_nothing_else(
    what: str, verb: str, kind: type[Exception], place: Path, ran: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception with a person in it, from anywhere inside, ends as one message without, exit code 2."""
    (place / "good.csv").write_bytes(APPROVALS["good.csv"])
    calls = {
        "transfer": ("transfer", "book.rules", "good.csv", "--format", "json", "-o", "result"),
        "impact": ("impact", "book.rules", "good.csv", "--format", "json", "-o", "result"),
        "why": ("why", "book.rules", "good.csv", MARK, "NY-2", "--lang", "en"),
        "diff": ("diff", "book.rules", "stricter.rules", "--approvals", "good.csv", "--lang=nn"),
        "audit": ("audit", "book.rules", "result"),
    }
    ran(*calls["transfer"])

    def broken(*_: object, **__: object) -> NoReturn:
        raise kind(MARK)

    monkeypatch.setattr(what, broken)
    done = ran(*calls[verb])
    assert done.exit_code == 2
    assert not done.out
    if kind is not OSError:  # that is the machine's fault and not ours
        assert "LM901" in done.talk
        assert f"({kind.__name__}, " in done.talk


@pytest.mark.parametrize("function", ["theory_of", "verify"])
def test_a_kernel_that_breaks_stops_the_run_without_a_word_of_persons(
    function: str, place: Path, ran: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel that raises while the rulebook is checked leaves a rulebook that cannot be used."""
    (place / "good.csv").write_bytes(APPROVALS["good.csv"])

    def broken(*_: object) -> NoReturn:
        raise ValueError(MARK)

    monkeypatch.setattr(f"lmrules.prepared.{function}", broken)
    done = ran("transfer", "book.rules", "good.csv")
    assert done.exit_code != 0
    assert not done.out
    assert "LM901" in done.talk


# ------------------------------------------------------------------------------------------ what is audited


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of everything in a JSON value."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from leaves(below, (*path, key))


def put(document: object, path: tuple[str | int, ...], value: object) -> object:
    """A copy of ``document`` with ``value`` at ``path``."""
    whole = copy.deepcopy(document)
    inner = whole
    for key in path[:-1]:
        inner = inner[key]  # type: ignore[index]
    inner[path[-1]] = value  # type: ignore[index]
    return whole


def decisions() -> dict[str, object]:
    """A result with a chain of grants, as a document."""
    book = lmrules.loads(BOOK)
    rows = [Approval(row[1], row[2], person=MARK, started=row[5]) for row in GOOD]
    document = json.loads(book.transfer(rows).to_json())
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("planted", [MARK, [MARK], {MARK: MARK}, None, 7], ids=str)
def test_no_finding_of_an_audit_has_a_person_in_it(planted: object) -> None:
    """Whatever stands in the place of whatever, an audit says what does not hold, and no number."""
    book, document = lmrules.loads(BOOK), decisions()
    assert not lmrules.audit(book, document)
    for path in leaves(document):
        found = lmrules.audit(book, put(document, path, planted))  # type: ignore[arg-type]
        shown = "".join(finding.message(lang) for finding in found for lang in ("nb", "nn", "en"))
        assert MARK not in shown + repr(found), path


DOCUMENTS: dict[str, bytes] = {
    "cut": json.dumps(decisions()).encode()[:-30],
    "latin-1": json.dumps(decisions(), ensure_ascii=False).encode("latin-1", "replace"),
    "text": json.dumps(MARK).encode(),
    "deep": b"[" * 100_000 + MARK.encode(),
    "number": MARK.encode() * 1000,
    "digest": json.dumps(put(decisions(), ("rulebook", "digest"), MARK)).encode(),
    "rule": json.dumps(put(decisions(), ("persons", 0, "decisions", 0, "rule"), MARK)).encode(),
    "objective": json.dumps(put(decisions(), ("persons", 0, "decisions", 0, "objective"), MARK)).encode(),
    "as-of": json.dumps(put(decisions(), ("as_of",), MARK)).encode(),
    "persons": json.dumps(put(decisions(), ("persons",), [MARK, {"decisions": MARK}])).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_audit_of_a_broken_result_says_no_number(name: str, place: Path, ran: Runner) -> None:
    """A result that is cut, misspelt or none at all is refused without a word of what stands in it."""
    (place / "document.json").write_bytes(DOCUMENTS[name])
    done = ran("audit", "book.rules", "document.json")
    assert done.exit_code != 0
    assert MARK not in done.out


# --------------------------------------------------------------------------------------------------- Python


def test_nothing_that_holds_a_person_prints_the_number() -> None:
    """Persons, approvals, results, holdings and their pieces print without the number."""
    book = lmrules.loads(BOOK)
    rows = [Approval(row[1], row[2], person=MARK, id=MARK, row=n) for n, row in enumerate(GOOD, 1)]
    result = book.transfer(rows)
    values = [Person(MARK), *rows, result, result.transfer, *result.transfer.persons, *result.decisions]
    values += [holdings(book.prepared(), rows, None), book.prepared(), book]
    values += [result.approvals, row_problems(book.prepared(), rows)]
    for value in values:
        assert MARK not in f"{value!r} {value!s} {value:}" + repr({"in": [value]})
    assert all(MARK not in d.explain(lang) for d in result.decisions for lang in ("nb", "nn", "en"))


def test_a_person_is_still_the_same_after_travel() -> None:
    """Copied and pickled, a person is equal to itself and as silent."""
    person = Person(MARK)
    for other in (copy.deepcopy(person), pickle.loads(pickle.dumps(person))):  # noqa: S301 - our own bytes
        assert other == person
        assert MARK not in repr(other)


WRONG_APPROVALS: list[dict[str, object]] = [
    {"approved": MARK},
    {"approved": f"{MARK[:4]}-13-99"},
    {"started": MARK},
    {"approved": None},
    {"status": MARK},
]


@pytest.mark.parametrize("wrong", WRONG_APPROVALS, ids=str)
def test_an_approval_that_cannot_be_made_says_no_number(wrong: dict[str, object]) -> None:
    """A value in the wrong field raises an exception that does not repeat it."""
    fields = {"objective": MARK, "approved": "2023-01-01", "person": MARK, "id": MARK} | wrong
    with pytest.raises((ValueError, TypeError)) as caught:
        Approval(**fields)  # type: ignore[arg-type]
    assert MARK not in "".join(traceback.format_exception(caught.value))


WRONG_ROWS = {
    "several persons": [Approval("GML-1", "2023-01-01", person=p) for p in (MARK, MARK[::-1])],
    "two sets": [Approval("STR-1", "2025-03-01", person=MARK)],
    "two starts": [Approval("GML-1", "2023-01-01", person=MARK, started=f"{y}-01-01") for y in (2021, 2022)],
}


@pytest.mark.parametrize("rows", WRONG_ROWS.values(), ids=WRONG_ROWS)
def test_rows_that_cannot_be_transferred_are_named_by_number(rows: list[Approval]) -> None:
    """The exception names rows, never the person."""
    with pytest.raises(TransferError) as caught:
        lmrules.loads(BOOK).transfer(rows)
    assert MARK not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("form", ["table", "csv", "json", "html"])
def test_an_impact_names_persons_only_where_it_is_asked_to(form: str, place: Path, ran: Runner) -> None:
    """Without --per-person no result has a person in it; with it, the table, the CSV and the JSON have."""
    (place / "approvals.csv").write_bytes(APPROVALS["mark-in-godkjent.csv"])
    asked = ("impact", "book.rules", "approvals.csv", "--keep-going", "--format", form)
    done = ran(*asked)
    assert done.out
    assert MARK not in done.out
    named = ran(*asked, "--per-person")
    assert (MARK in named.out) == (form != "html")


def test_a_result_is_where_the_number_stands(place: Path, ran: Runner) -> None:
    """The number does stand in a result and in the rejects: the tests above look for what is there."""
    (place / "approvals.csv").write_bytes(APPROVALS["mark-in-godkjent.csv"])
    done = ran("transfer", "book.rules", "approvals.csv", "--keep-going", "--format", "json")
    assert MARK in done.out
    assert MARK in (place / "rejects.csv").read_text(encoding="utf-8")
