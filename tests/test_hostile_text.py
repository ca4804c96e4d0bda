"""Text that means to mislead: look-alike letters, half-composed letters, wrong encodings, paths that climb."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from lmrules.cli.main import run
from lmrules.pipeline import check_path, check_text
from lmrules.reading import decode, read_rules
from lmrules.syntax.limits import DEFAULT_LIMITS

BOOK = """regelverk r
    kilde "X"
skala n
    a < b
tema stråle
læringsmålsett GML
    gyldig til 2025-01-01
    mål ÅSE-1
        a: stråle
læringsmålsett NY
    gyldig fra 2025-01-01
    mål NY-1
        a: stråle
overgang GML til NY fra 2025-01-01
    regel R: ÅSE-1 ≥ NY-1
        fordi "x"
"""


def codes(text: str) -> set[str]:
    return {d.code.id for d in check_text(text).diagnostics}


def test_the_book_is_in_order() -> None:
    """The text that the tests below break is right to begin with."""
    assert not codes(BOOK)


@pytest.mark.parametrize(
    ("latin", "other"), [("A", "\u0410"), ("NY-1", "N\u0423-1"), ("NY-1", "ΝY-1"), ("R", "Ꭱ")]
)
def test_a_look_alike_letter_is_another_name(latin: str, other: str) -> None:
    """A code with a Cyrillic, Greek or Cherokee letter is not the code it looks like: never granted by it."""
    if latin == "A":
        assert codes(BOOK.replace("a < b", f"a < {other.lower()}")) >= {"LM104"}
    elif latin == "R":
        assert not check_text(BOOK.replace("regel R:", f"regel {other}:")).errors
    else:
        assert codes(BOOK.replace("≥ NY-1", f"≥ {other}")) & {"LM101", "LM111"}


def test_two_codes_that_look_alike_are_warned_of() -> None:
    """Two objectives of one set whose codes differ by a Cyrillic letter give LM104, which shows both."""
    text = BOOK.replace("    mål NY-1\n", "    mål N\u0423-1\n        a: stråle\n    mål NY-1\n")
    (said,) = [d for d in check_text(text).diagnostics if d.code.id == "LM104"]
    assert said.related


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_are_one_name(form: str) -> None:
    """Å as one character and as two is one code: in rules, in either form, mixed in one file."""
    head, _, tail = BOOK.partition("overgang")
    mixed = unicodedata.normalize("NFC", head) + unicodedata.normalize(form, "overgang" + tail)  # type: ignore[arg-type]
    assert not codes(mixed)
    assert check_text(mixed).digest == check_text(BOOK).digest


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x1b", "\x07", "\0"]
)
@pytest.mark.parametrize("place", ["ÅSE-1", "stråle", '"x"', "# lmrules"])
def test_no_invisible_or_steering_character_passes(character: str, place: str) -> None:
    """In a code, a topic, a reason or a comment: an error at its place, and never shown as it is."""
    text = (BOOK + "# lmrules er fint\n").replace(place, place[:2] + character + place[2:], 1)
    checked = check_text(text)
    assert "LM006" in {d.code.id for d in checked.errors}
    for lang in ("nb", "nn", "en"):
        assert character not in "".join(d.message(lang) for d in checked.diagnostics)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOOK.encode("latin-1", "replace"), "LM004"),
        (BOOK.encode("cp1252", "replace"), "LM004"),
        (BOOK.encode("utf-16"), "LM004"),
        (BOOK.encode("utf-32"), "LM004"),
        (b"\xfe\xff" + BOOK.encode("utf-16-be"), "LM004"),
        (BOOK.encode("utf-16-le"), "LM006"),
        (BOOK.encode()[: BOOK.encode().index("å".encode()) + 1], "LM004"),
        (b"\xed\xa0\x80" + BOOK.encode(), "LM004"),
        (b"\xc0\xae" + BOOK.encode(), "LM004"),
    ],
)
def test_another_encoding_is_an_error_and_never_guessed(data: bytes, code: str, tmp_path: Path) -> None:
    """Latin-1, Windows-1252, UTF-16, UTF-32, half characters and overlong forms are refused."""
    (tmp_path / "x.rules").write_bytes(data)
    assert code in {d.code.id for d in check_path(tmp_path / "x.rules").errors}


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    """UTF-8 with a mark is the same rulebook; a second mark is an invisible character."""
    path = tmp_path / "x.rules"
    path.write_bytes(b"\xef\xbb\xbf" + BOOK.encode())
    checked = check_path(path)
    assert not checked.diagnostics
    assert checked.digest == check_text(BOOK).digest
    path.write_bytes(b"\xef\xbb\xbf" * 2 + BOOK.encode())
    assert "LM006" in {d.code.id for d in check_path(path).errors}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("before", ["", "tema ", "tema å\ntema "])
def test_a_wrong_byte_is_shown_where_it_stands(mark: bytes, before: str) -> None:
    """The place and the byte are the same with a byte order mark as without, and a half character breaks nothing."""
    source, (found,) = decode("x.rules", mark + before.encode() + b"\xbb\xbf slutt", DEFAULT_LIMITS)
    assert found.code.id == "LM004"
    assert found.span.start == len(before)
    assert "0xbb" in found.message("nb")
    assert source.text == before + "?? slutt"


# ----------------------------------------------------------------------------------------------------- bruk


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A rulebook's folder with something it may use, and a secret outside it."""
    (tmp_path / "outside.rules").write_text("tema hemmelig\n", encoding="utf-8")
    (tmp_path / "book-other").mkdir()
    (tmp_path / "book-other" / "x.rules").write_text("tema hemmelig\n", encoding="utf-8")
    folder = tmp_path / "book"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "part.rules").write_text("tema del\n", encoding="utf-8")
    (folder / "file-link.rules").symlink_to(tmp_path / "outside.rules")
    (folder / "folder-link").symlink_to(tmp_path)
    (folder / "inner-link.rules").symlink_to("sub/part.rules")
    (folder / "loop.rules").symlink_to("loop.rules")
    return folder


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../outside.rules", "LM106"),
        ("sub/../../outside.rules", "LM106"),
        ("sub/../../book-other/x.rules", "LM106"),
        ("..", "LM106"),
        ("./././../outside.rules", "LM106"),
        ("file-link.rules", "LM106"),
        ("folder-link/outside.rules", "LM106"),
        ("folder-link/book/sub/part.rules", ""),
        ("/etc/passwd", "LM106"),
        ("//etc/passwd", "LM106"),
        ("/proc/self/environ", "LM106"),
        ("~/outside.rules", "LM107"),
        ("file:///etc/passwd", "LM107"),
        ("https://example.com/x.rules", "LM107"),
        ("C:\\\\Windows\\\\x.rules", "LM107"),
        ("..\\\\outside.rules", "LM107"),
        ("sub/part.rules%00", "LM107"),
        ("sub", "LM107"),
        ("", "LM107"),
        (".", "LM107"),
        ("SUB/PART.RULES", "LM107"),
        ("x" * 5_000, "LM107"),
        ("loop.rules", "LM107"),
        ("inner-link.rules", ""),
        ("sub/part.rules", ""),
        ("sub/../sub/part.rules", ""),
    ],
)
def test_bruk_reads_inside_the_folder_and_nothing_else(path: str, code: str, tree: Path) -> None:
    """No `..`, absolute path, link, other spelling or address leads out of the rulebook's folder."""
    (tree / "book.rules").write_text(f'bruk "{path}"\n', encoding="utf-8")
    read = read_rules(tree / "book.rules")
    assert {d.code.id for d in read.found} == ({code} if code else set())
    names = {n.text for f in read.files for s in f.statements for n in [getattr(s, "name", None)] if n}
    assert "hemmelig" not in names
    assert ("del" in names) is (not code)


def test_a_file_is_read_once_under_all_its_names(tree: Path) -> None:
    """A link and other ways to write a path do not declare its topics twice."""
    uses = ("sub/part.rules", "./sub/part.rules", "inner-link.rules", "folder-link/book/sub/part.rules")
    (tree / "book.rules").write_text("".join(f'bruk "{u}"\n' for u in uses), encoding="utf-8")
    read = read_rules(tree / "book.rules")
    assert (len(read.files), read.found) == (2, [])


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "loop.rules"),
        ("check", "."),
        ("fmt", "loop.rules"),
        ("fmt", "."),
        ("test", "loop.rules"),
        ("transfer", "loop.rules", "rows.csv"),
    ],
    ids=" ".join,
)
def test_links_in_a_ring_are_a_file_that_cannot_be_opened(
    arguments: tuple[str, ...],
    tree: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A link to itself is said to be unreadable, whatever the verb, and is no fault of ours."""
    (tree / "loop.rules").unlink()
    (tree / "file-link.rules").unlink()
    (tree / "loop.rules").symlink_to("loop.rules")
    monkeypatch.chdir(tree)
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert "LM901" not in captured.err + captured.out
    assert "loop.rules" in captured.err
