"""``report --person`` and ``--all``: the letters that doctors get, and the template they are written by."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
from functools import cache
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from test_hostile_reports import INJECTIONS
from test_impact_exports import seen
from test_report import SMALL, alone, plain, readable, tight, words

import lmrules
from lmrules.cli._letters import in_file_name
from lmrules.cli.main import group
from lmrules.cli.main import run as run_main
from lmrules.evaluate.run import transfer
from lmrules.exports.letter_html import Letters
from lmrules.exports.letter_template import (
    BLOCKS,
    MOST_BYTES,
    WORDS,
    BadTemplate,
    Placeholder,
    default_text,
    parse_template,
    read_template,
)
from lmrules.messages import LANGUAGES, Language, visible
from lmrules.model.approval import iso_day
from lmrules.testing import approvals, rulebooks

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden" / "report"
BOOK = str(ROOT / "rules" / "nukleaermedisin.rules")
APPROVALS = str(ROOT / "rules" / "eksempler" / "godkjenninger.csv")
LEAST = "# Brev\n{overføres}\n{vurderes}\n"
ROWS = [
    lmrules.Approval("G-1", "2023-05-02", person="LIS-1"),
    lmrules.Approval("G-2", "2023-06-01", person="LIS-1"),
    lmrules.Approval("G-5", "2024-06-01", person="LIS-1", status="revoked"),
    lmrules.Approval("N-5", "2025-02-01", person="LIS-1"),
    lmrules.Approval("HVA", "2024-06-01", person="LIS-1"),
]


@cache
def small() -> lmrules.Rulebook:
    return lmrules.loads(SMALL, "lite.rules")


def letter(
    book: lmrules.Rulebook,
    rows: list[lmrules.Approval],
    lang: Language = "nb",
    template: str | None = None,
    as_of: str | None = None,
) -> str:
    """The letter to the one whose ``rows`` these are."""
    day = iso_day(as_of) if as_of else None
    letters = Letters(
        book=book.model,
        digest=book.digest,
        to=book.target(),
        template=parse_template(default_text(lang) if template is None else template),
        lang=lang,
        as_of=day,
    )
    whole, problems = transfer(book.prepared(), rows, day)
    assert not problems
    return letters.letter(whole.persons[0], preview=whole.preview)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["report", *arguments], standalone_mode=False)


# --------------------------------------------------------------------------------------- what it tells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letter_of_a_small_book_reads_as_it_was_read(
    lang: Language, request: pytest.FixtureRequest
) -> None:
    """A letter with every outcome and many dispositions, in each language, byte for byte."""
    page = plain(letter(small(), ROWS, lang))
    path = GOLDEN / f"letter.{lang}.html"
    if request.config.getoption("--update-golden", default=False):
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8")
    assert page == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "said",
    [
        "Til LIS-1",
        "Dette er et forslag, ikke et vedtak.",
        "Nye mål gjelder fra 1. januar 2025, i stedet for Gamle mål",
        "N-1 Nytt G-1 Gammelt GML, godkjent 2. mai 2023 Fordi det er likt.",
        "Målet kunne vært overført hvis du også hadde hatt godkjent G-4 Gammelt fire.",
        "Om G-2 sier reglene: «Lavere nivå.»",
        "Oppfylt: Delen (lav) gjennom G-2 Gammelt to",
        "De gamle godkjenningene dine dekker alt målet krever. Men ingen regel overfører det, så noen må vurdere det.",
        "Ikke dekket: Det tredje (lav); noe av det finnes i G-2 Gammelt to",
        "Læringsaktivitetene du har gjort i G-2 Gammelt to, kan du bygge videre på.",
        "Målet er nytt. Ingen gamle mål svarer til det. Helt nytt.",
        "N-5 Nytt fem 1. februar 2025",
        "Godkjenningen er trukket tilbake",
        "Teller ikke: målet finnes ikke i reglene",
        "Hvem du kan spørre Snakk med veilederen din",
    ],
)
def test_a_letter_tells_what_the_doctor_needs(said: str) -> None:
    """What transfers and why, what is missing, what is met and at which level, every row, whom to ask."""
    assert tight(said) in tight(words(letter(small(), ROWS)))


def test_a_level_that_is_not_the_one_required_is_told_apart() -> None:
    """The content is there at another level: both levels are said, and through which objective."""
    text = words(letter(small(), ROWS[1:2]))
    lower = "Et annet nivå: Delen. Det nye målet krever nivået høy. Du har nivået lav gjennom G-2 Gammelt to"
    assert tight(lower) in tight(text)


def test_a_reason_about_approvals_that_the_doctor_lacks_is_not_told() -> None:
    """A rule's reason speaks of its old objectives: to somebody without them it would be untrue."""
    nothing = [lmrules.Approval("HVA", "2024-06-01", person="LIS-1")]
    assert "Lavere nivå." not in words(letter(small(), nothing))


def test_every_objective_and_every_row_is_in_the_letter_once() -> None:
    """Each new objective has its outcome in one place, and each approval its fate."""
    text = letter(small(), ROWS, template=f"{LEAST}{{godkjente}}\n{{godkjenningene}}\n")
    parser = seen(text)
    assert [name for name, _ in parser.elements].count("h4") == 4
    shown = words(text)
    for new in ("N-1 ", "N-2 ", "N-3 ", "N-4 ", "N-6 "):
        assert shown.count(new) >= 1
    body = text.partition("registrert på deg")[2]
    assert body.count("<tr>") == len(ROWS) + 1


def test_a_preview_says_that_it_is_one() -> None:
    """Before the new objectives are in force the letter says so, and which approvals are left out."""
    text = words(letter(small(), ROWS[:2], as_of="2024-01-31"))
    assert "Dette er en forhåndsvisning: 31. januar 2024" in text
    assert "senere godkjenninger er ikke med" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_letter_stands_on_its_own_and_is_built_for_everybody(lang: Language) -> None:
    """As the report: nothing from elsewhere, headings in order, captions, scopes; and no person in the title."""
    for rows in (ROWS, ROWS[:1], [lmrules.Approval("HVA", "2024-06-01", person="LIS-1")]):
        page = letter(small(), rows, lang)
        alone(page)
        parser = seen(page)
        readable(parser, lang)
        assert not [text for tag, text in parser.texts if tag == "title" and "LIS-1" in text]


@given(st.data(), st.sampled_from(LANGUAGES))
@settings(max_examples=25)
def test_any_person_of_any_rulebook_gets_a_letter(data: st.DataObject, lang: Language) -> None:
    """The numbers in the letter are those of the result, and the page is readable."""
    book = data.draw(rulebooks())
    rows = [a for a in data.draw(approvals(book)) if a.set is None or a.set in book.model.set_named]
    if len(book.model.final_sets) != 1 or not rows:
        return
    try:
        result = book.transfer(rows)
    except lmrules.TransferError:
        return
    page = letter(book, rows, lang)
    readable(seen(page), lang)
    counts = (len(result.transferred), len(result.assessments), len(result.approved))
    assert tuple(map(int, re.findall(r"<td>(\d+)</td>", page)[:3])) == counts


# ----------------------------------------------------------------------------------------- the template


def test_the_templates_that_are_ours_are_right_and_say_the_same() -> None:
    """Each is a template, with the same placeholders in the same order, and every one that there is but two."""
    used = []
    for lang in LANGUAGES:
        pieces = parse_template(default_text(lang)).pieces
        used.append([part.key for piece in pieces for part in piece.parts if isinstance(part, Placeholder)])
    assert used[0] == used[1] == used[2]
    assert {*WORDS, *BLOCKS} - set(used[0]) == {"rulebook", "all", "transferred", "assessment", "approved"}


def test_every_placeholder_is_documented_and_filled_in() -> None:
    """Each stands on the page about letters by both its names, and each brings what it should."""
    page = (ROOT / "docs" / "how-to" / "rapport.md").read_text(encoding="utf-8")
    names = {name for kind in (WORDS, BLOCKS) for pair in kind.values() for name in pair}
    assert [name for name in names if f"`{{{name}}}`" not in page] == []
    line = " | ".join(f"{{{pair[0]}}}" for pair in WORDS.values())
    text = words(letter(small(), ROWS, template=f"{LEAST}\n{line}\n"))
    assert "LIS-1 | | Lite regelverk | Gamle mål | Nye mål | 1. januar 2025 | 6 | 1 | 4 | 1" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{LEAST}Hei {{persn}}\n", "linje 4: ukjent plassholder `{persn}`; mente du `{person}`?"),
        (f"{LEAST}Hei {{}}\n", "linje 4: ukjent plassholder `{}`"),
        (f"{LEAST}Hei {{person\n", "linje 4: en klamme uten make"),
        (f"{LEAST}Hei person}}\n", "linje 4: en klamme uten make"),
        (f"{LEAST}Se {{godkjente}} her\n", "linje 4: `{godkjente}` må stå alene på linjen"),
        ("# Brev\n{overføres}\n", "plassholderen `{vurderes}` mangler"),
        ("Brev\n\n{overføres}\n\n{vurderes}\n", "må begynne med en overskrift"),
        ("", "må begynne med en overskrift"),
    ],
)
def test_a_wrong_template_says_what_is_wrong_and_where(text: str, said: str) -> None:
    """Unknown and unpaired placeholders, tables within a line, and what no letter can do without."""
    with pytest.raises(BadTemplate) as caught:
        parse_template(text)
    assert said in "\n".join(mistake.message("nb") for mistake in caught.value.mistakes)


def test_all_mistakes_of_a_template_are_told_at_once() -> None:
    """Three mistakes, three messages."""
    with pytest.raises(BadTemplate) as caught:
        parse_template("# Brev\n{en}\n{to}\n{overføres}\n")
    assert len(caught.value.mistakes) == 3


def test_a_template_has_paragraphs_lists_headings_and_braces() -> None:
    """Lines make a paragraph until an empty one; items a list; doubled braces are braces; any line ends."""
    text = "# Brev\r\nen\r\nlinje\r\n\r\nto {{x}}\r\n- a\r\n  b\r\n- c\r\n\r\n## Del\r\n{overføres}\r\n{vurderes}"
    page = letter(small(), ROWS, template=text)
    assert "<p>en linje</p>" in page
    assert "<p>to {x}</p>" in page
    assert "<ul><li>a b</li><li>c</li></ul>" in page
    assert "<h2>Del</h2>" in page


def test_a_template_that_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    """Another encoding and a file beyond the limit are mistakes; a mark of UTF-8 at its start is none."""
    path = tmp_path / "mal.txt"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.encode())
    assert read_template(path) == parse_template(LEAST)
    for raw in (LEAST.encode("latin-1"), b"#" * (MOST_BYTES + 1)):
        path.write_bytes(raw)
        with pytest.raises(BadTemplate):
            read_template(path)


@given(st.text())
def test_any_text_is_a_template_or_has_mistakes_in_words(text: str) -> None:
    """Nothing that stands in the file makes anything but a template or messages in three languages."""
    try:
        template = parse_template(text)
    except BadTemplate as bad:
        mistakes = bad.mistakes
    else:
        assert template.pieces
        return
    assert mistakes
    assert all(mistake.message(lang) for mistake in mistakes for lang in LANGUAGES)


# ------------------------------------------------------------------------------------------ what is hostile


@pytest.mark.parametrize("name", INJECTIONS)
def test_neither_template_nor_person_nor_code_becomes_markup(name: str) -> None:
    """What a template says, who a person is and which code a row has are text, and are filled in once."""
    text = INJECTIONS[name].replace("{", "{{").replace("}", "}}")
    template = f"# Brev {text}\nHei {text} {{person}}\n- {text}\n## {text}\n{{overføres}}\n{{vurderes}}\n{{godkjenningene}}"
    rows = [
        lmrules.Approval(code, "2023-05-02", person=INJECTIONS[name] + "{person}{dato}")
        for code in ("G-1", INJECTIONS[name])
    ]
    page = letter(small(), rows, template=template)
    parser = seen(page)
    alone(page)
    readable(parser, "nb")
    harmless = letter(
        small(),
        [attrs.evolve(row, person="A", objective=code) for row, code in zip(rows, ("G-1", "X"), strict=True)],
        template=template.replace(text, "x"),
    )
    assert [e[0] for e in parser.elements] == [e[0] for e in seen(harmless).elements]
    said = "".join(one for _, one in parser.texts)
    assert visible(INJECTIONS[name]) + "{person}{dato}" in said


# ------------------------------------------------------------------------------------------------- the verb


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_one_letter_is_written_to_a_file_or_to_stdout(tmp_path: Path) -> None:
    """The same bytes either way, and the same again."""
    out = tmp_path / "brev.html"
    wanted = (BOOK, "--approvals", APPROVALS, "--person", "LIS-001", "--date", "2025-09-15")
    assert run(*wanted, "-o", str(out)).exit_code == 0
    assert run(*wanted).stdout == out.read_text(encoding="utf-8")
    assert "15. september 2025" in out.read_text(encoding="utf-8")


def test_letters_to_all_are_numbered_and_listed(tmp_path: Path) -> None:
    """A file for each person, none of them named after a person, and a list that says whose each is."""
    folder = tmp_path / "brev"
    assert run(BOOK, "--approvals", APPROVALS, "--all", "-o", str(folder)).exit_code == 0
    listed = list(csv.DictReader(io.StringIO((folder / "liste.csv").read_text(encoding="utf-8"))))
    assert len(listed) == 17
    assert names_in(folder) == sorted([*(row["file"] for row in listed), "liste.csv"])
    for row in listed:
        assert row["person"] not in row["file"]
        assert f"Til {row['person']}</p>" in (folder / row["file"]).read_text(encoding="utf-8")
    one = run(BOOK, "--approvals", APPROVALS, "--person", listed[3]["person"]).stdout
    assert (folder / listed[3]["file"]).read_text(encoding="utf-8") == one


def test_persons_are_in_file_names_only_where_asked_for(tmp_path: Path) -> None:
    """With ``--names person``, what cannot be in a file name is replaced, and two names are never one."""
    rows = tmp_path / "rader.csv"
    rows.write_text(
        "person,objective,approved\n../x,G-1,2023-01-01\n..\\x,G-1,2023-01-01\n", encoding="utf-8"
    )
    book = tmp_path / "lite.rules"
    book.write_text(SMALL, encoding="utf-8")
    folder = tmp_path / "brev"
    done = run(
        str(book), "--approvals", str(rows), "--all", "-o", str(folder), "--names", "person", "--lang", "en"
    )
    assert done.exit_code == 0
    assert names_in(folder) == ["letter-0001-.._x.html", "letter-0002-.._x.html", "list.csv"]


@given(st.text())
def test_a_person_in_a_file_name_leads_nowhere_else(identifier: str) -> None:
    """No separator, no colon, no control character, and not too long."""
    assert re.fullmatch(r"[\w.-]{0,100}", in_file_name(identifier))


@pytest.mark.parametrize("wrong", ["2023-13-01", "NUK"])
def test_a_row_that_cannot_be_used_stops_every_letter(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, the row named, and no folder left: nobody gets a letter where something may be missing."""
    rows = tmp_path / "rader.csv"
    rows.write_text(f"person,objective,approved\nA,G-1,{wrong}\nB,G-1,2023-05-02\n", encoding="utf-8")
    book = tmp_path / "lite.rules"
    book.write_text(SMALL, encoding="utf-8")
    folder = tmp_path / "brev"
    for whom in (("--all", "-o", str(folder)), ("--person", "B")):
        assert run_main(["report", str(book), "--approvals", str(rows), *whom]) == 1
        captured = capsys.readouterr()
        assert "rad 1" in captured.err
        assert not captured.out
    assert not folder.exists()


def test_a_folder_with_anything_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Letters of an earlier run would stand among the new ones: exit 2, and nothing is touched."""
    (tmp_path / "gammelt.html").write_text("x", encoding="utf-8")
    assert run_main(["report", BOOK, "--approvals", APPROVALS, "--all", "-o", str(tmp_path)]) == 2
    assert "ikke tom" in capsys.readouterr().err
    assert names_in(tmp_path) == ["gammelt.html"]


def test_a_run_that_fails_leaves_no_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written before the fault is taken away, and so is the folder that was made."""
    real = Letters.letter
    written: list[str] = []

    def failing(self: Letters, *given: object, **named: object) -> str:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(real(self, *given, **named))  # type: ignore[arg-type]
        return written[-1]

    monkeypatch.setattr(Letters, "letter", failing)
    folder = tmp_path / "brev"
    assert run_main(["report", BOOK, "--approvals", APPROVALS, "--all", "-o", str(folder)]) == 130
    assert len(written) == 3
    assert not folder.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--person"),
        (("--person", "LIS-001", "--all"), "sammen"),
        (("--all",), "-o"),
        (("--person", "LIS-001", "--names", "person"), "--names"),
        (("--person", "FINNES-IKKE"), "ingen godkjenninger"),
        (("--person", "LIS-001", "--to", "X"), "`X`"),
        (("--person", "LIS-001", "--template", "finnes-ikke.txt"), "finnes-ikke.txt"),
        (("--person", "LIS-001", "--template", APPROVALS), "kan ikke brukes"),
        (("--person", "LIS-001", "-o", APPROVALS), "leses"),
        (("--person", "LIS-001", "-o", str(ROOT)), "mappe"),
    ],
)
def test_what_cannot_be_done_exits_2(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options that do not go together, no such person, set or template, a result over an input."""
    assert run_main(["report", BOOK, "--approvals", APPROVALS, *arguments]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert said in captured.err
    assert "FINNES-IKKE" not in captured.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_can_be_printed_changed_and_given_back(lang: Language, tmp_path: Path) -> None:
    """What ``--print-template`` prints is a template, and letters by it are those without it."""
    path = tmp_path / "mal.txt"
    path.write_text(run("--print-template", "--lang", lang).stdout, encoding="utf-8")
    wanted = (BOOK, "--approvals", APPROVALS, "--person", "LIS-002", "--lang", lang)
    assert run(*wanted, "--template", str(path)).stdout == run(*wanted).stdout


def test_a_letter_is_no_more_open_than_the_one_who_writes_it_says(tmp_path: Path) -> None:
    """Files take the rights that the system gives new files here, and no more."""
    folder = tmp_path / "brev"
    before = os.umask(0o077)
    try:
        assert run(BOOK, "--approvals", APPROVALS, "--all", "-o", str(folder)).exit_code == 0
    finally:
        os.umask(before)
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in names_in(folder)} == {0o600}
