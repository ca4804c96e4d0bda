"""Saving in the local web page: the difference, conflicts, and edits that are kept; no edit is ever lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studio_asking import BOOK, Asked

from lmrules.source import Source, Span
from lmrules.studio.comparing import lines, merged, rows
from lmrules.studio.places import Places, units

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  d"]), max_size=8)
TEXTS = LINES.map("\n".join)


@pytest.fixture
def page(tmp_path: Path) -> Asked:
    """A page on a rulebook of two files."""
    (tmp_path / "deler").mkdir()
    (tmp_path / "deler" / "skala.rules").write_text("skala annen\n    lav < høy\n", encoding="utf-8")
    text = BOOK.read_text(encoding="utf-8") + '\nbruk "deler/skala.rules"\n'
    (tmp_path / "book.rules").write_text(text, encoding="utf-8")
    return Asked(tmp_path / "book.rules")


def state(page: Asked, name: str = "book.rules") -> tuple[str, str]:
    """The text and the digest of a file, as the page reads them."""
    (file,) = (one for one in page("open")["files"] if one["name"] == name)
    return file["text"], file["digest"]


# ------------------------------------------------------------------------------------------- comparing texts


@given(TEXTS, TEXTS)
def test_a_difference_has_every_line_that_differs(old: str, new: str) -> None:
    """The removed and added lines, put in and taken out at their numbers, make the one text of the other."""
    shown = rows(old, new)
    gone = {row["old"]: row["text"] for row in shown if row["kind"] == "removed"}
    come = {row["new"]: row["text"] for row in shown if row["kind"] == "added"}
    assert all(lines(old)[number - 1] == text for number, text in gone.items())
    assert all(lines(new)[number - 1] == text for number, text in come.items())
    kept_old = [line for number, line in enumerate(lines(old), 1) if number not in gone]
    kept_new = [line for number, line in enumerate(lines(new), 1) if number not in come]
    assert kept_old == kept_new


@given(TEXTS, TEXTS)
def test_a_merge_with_no_other_change_is_the_change(base: str, mine: str) -> None:
    """Where only one of two has changed a text, or both alike, both together are that change."""
    assert lines(merged(base, mine, base) or "") == lines(mine)
    assert lines(merged(base, base, mine) or "") == lines(mine)
    assert lines(merged(base, mine, mine) or "") == lines(mine)


@given(TEXTS, TEXTS, TEXTS)
def test_a_merge_loses_no_line_of_either(base: str, mine: str, theirs: str) -> None:
    """Both together have every line that either added, and none that either removed; or there is no merge."""
    both = merged(base, mine, theirs)
    other_way = merged(base, theirs, mine)
    assert (both is None) == (other_way is None)
    if both is not None and other_way is not None:
        assert lines(both) == lines(other_way)
        for text in (mine, theirs):
            added = [row["text"] for row in rows(base, text) if row["kind"] == "added"]
            assert all(lines(both).count(line) >= 1 for line in added)


def test_changes_to_one_line_are_not_merged() -> None:
    """Where both have changed the same line, or lines side by side, a person has to choose."""
    assert merged("a\nb\nc", "a\nx\nc", "a\ny\nc") is None
    assert merged("a\nb\nc", "x\nb\nc", "a\ny\nc") is None
    assert merged("a\nb\nc", "x\nb\nc", "a\nb\ny") == "x\nb\ny"


@given(st.text(st.sampled_from("aå\u030a😀\r\n "), max_size=20), st.data())
def test_a_place_is_the_editors(text: str, data: st.DataObject) -> None:
    """A span's offsets find, in the text as the editor counts it, what stands there in the file."""
    source = Source("x", text)
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    span = Span(source, start, end)
    place = Places().of(span)
    editor = "\n".join(lines(text))
    utf16 = editor.encode("utf-16-le")
    before = utf16[: 2 * int(str(place["from"]))].decode("utf-16-le")
    begin = span.begin
    assert before.count("\n") == begin.line - 1
    assert len(before.rpartition("\n")[2]) == begin.column - 1 or begin.column > len(
        lines(text)[begin.line - 1]
    )
    assert 0 <= int(str(place["from"])) <= int(str(place["to"])) <= units(editor)


# ------------------------------------------------------------------------------------------- saving


def test_a_save_writes_what_was_edited_and_nothing_else(page: Asked, tmp_path: Path) -> None:
    """The file gets the page's text, the other files stay as they are, and nothing is left behind."""
    text, digest = state(page)
    other = (tmp_path / "deler" / "skala.rules").read_bytes()
    answer = page("save", files={"book.rules": text + "# slutt\n"}, bases={"book.rules": digest})
    assert (tmp_path / "book.rules").read_text(encoding="utf-8") == text + "# slutt\n"
    assert answer["saved"] == {"book.rules": state(page)[1]}
    assert (tmp_path / "deler" / "skala.rules").read_bytes() == other
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book.rules", "deler"]


def test_a_save_keeps_mark_mode_and_line_ends(page: Asked, tmp_path: Path) -> None:
    """A byte order mark, the mode of the file and CRLF line ends are there after the save."""
    book = tmp_path / "book.rules"
    book.write_bytes(b"\xef\xbb\xbf" + book.read_bytes().replace(b"\n", b"\r\n"))
    book.chmod(0o640)
    text, digest = state(page)
    page("save", files={"book.rules": text + "# slutt\r\n"}, bases={"book.rules": digest})
    assert book.read_bytes() == b"\xef\xbb\xbf" + (text + "# slutt\r\n").encode()
    assert "\r\n" in text
    assert book.stat().st_mode & 0o777 == 0o640


def test_a_save_over_another_change_writes_nothing(page: Asked, tmp_path: Path) -> None:
    """Where one of the files has changed on disk since, none is written, and the page gets both versions."""
    text, digest = state(page)
    scale, scale_digest = state(page, "deler/skala.rules")
    theirs = text.replace("kunnskap: teranostikk", "god-kunnskap: teranostikk")
    (tmp_path / "book.rules").write_text(theirs, encoding="utf-8")
    answer = page(
        "save",
        files={"book.rules": text + "# slutt\n", "deler/skala.rules": scale + "# x\n"},
        bases={"book.rules": digest, "deler/skala.rules": scale_digest},
        origins={"book.rules": text},
    )
    (conflict,) = answer["conflicts"]
    assert conflict["name"] == "book.rules"
    assert conflict["text"] == theirs
    assert conflict["merged"] == theirs + "# slutt\n"
    assert {row["kind"] for row in conflict["rows"]} >= {"removed", "added"}
    assert (tmp_path / "book.rules").read_text(encoding="utf-8") == theirs
    assert (tmp_path / "deler" / "skala.rules").read_text(encoding="utf-8") == scale


def test_a_look_at_conflicts_writes_nothing(page: Asked, tmp_path: Path) -> None:
    """Asked only whether the files have changed on disk, the server writes none, changed or not."""
    text, digest = state(page)
    sent = {"files": {"book.rules": text + "#\n"}, "look": True}
    assert page("save", sent, bases={"book.rules": digest})["conflicts"] == []
    assert len(page("save", sent, bases={"book.rules": "sha256:other"})["conflicts"]) == 1
    assert (tmp_path / "book.rules").read_text(encoding="utf-8") == text


def test_what_a_save_replaces_is_kept_beside_it(page: Asked, tmp_path: Path) -> None:
    """A person who chooses the page's version finds the one that was on disk under a name of its own."""
    text, _ = state(page)
    for number in (1, 2):
        (tmp_path / "book.rules").write_text(f"# {number}\n", encoding="utf-8")
        answer = page(
            "save",
            files={"book.rules": text},
            bases={"book.rules": state(page)[1]},
            replaced=["book.rules"],
        )
        assert answer["copies"] == [f"book.rules.lmrules-replaced-{number}"]
        assert (tmp_path / answer["copies"][0]).read_text(encoding="utf-8") == f"# {number}\n"
        assert (tmp_path / "book.rules").read_text(encoding="utf-8") == text


def test_a_file_that_is_gone_is_a_conflict_and_can_be_written_again(page: Asked, tmp_path: Path) -> None:
    """A file removed while it was edited is not made anew unasked; asked for, it is."""
    text, digest = state(page, "deler/skala.rules")
    (tmp_path / "deler" / "skala.rules").unlink()
    files = {"deler/skala.rules": text + "# x\n"}
    (conflict,) = page("save", files=files, bases={"deler/skala.rules": digest})["conflicts"]
    assert (conflict["text"], conflict["digest"], conflict["merged"]) == ("", "", None)
    assert not (tmp_path / "deler" / "skala.rules").exists()
    page("save", files=files, bases={"deler/skala.rules": ""}, replaced=["deler/skala.rules"])
    assert (tmp_path / "deler" / "skala.rules").read_text(encoding="utf-8") == text + "# x\n"


def test_a_save_half_done_can_be_done_again(page: Asked, tmp_path: Path) -> None:
    """A file that already has the page's text is no conflict, whatever it was edited from."""
    text, digest = state(page)
    (tmp_path / "book.rules").write_text(text + "# slutt\n", encoding="utf-8")
    answer = page("save", files={"book.rules": text + "# slutt\n"}, bases={"book.rules": digest})
    assert answer["saved"] == {"book.rules": state(page)[1]}


def test_a_file_that_is_no_text_is_shown_and_never_written(page: Asked, tmp_path: Path) -> None:
    """A file in another encoding says why it cannot be edited, and a save of it is refused."""
    latin = (
        BOOK.read_text(encoding="utf-8")
        .replace("≥", ">=")
        .replace("≤", "<=")
        .replace("–", "-")
        .encode("latin-1")
    )
    (tmp_path / "book.rules").write_bytes(latin)
    (file,) = page("open")["files"][:1]
    assert "UTF-8" in file["why"]
    answer = page.send("save", {"files": {"book.rules": "x"}, "bases": {"book.rules": file["digest"]}})
    assert "UTF-8" in answer.json()["refused"]
    assert (tmp_path / "book.rules").read_bytes() == latin


def test_a_text_that_no_rule_file_may_be_is_refused(page: Asked, tmp_path: Path) -> None:
    """A text over the limit of a rule file is refused before anything is written."""
    text, digest = state(page)
    huge = "#" * (page.workspace.limits.file_bytes + 1)
    answer = page.send("save", {"files": {"book.rules": huge}, "bases": {"book.rules": digest}})
    assert "for stor" in answer.json()["refused"]
    assert (tmp_path / "book.rules").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("old", "new", "meaning"),
    [
        ("", "# bare en merknad\n", "same"),
        ("kunnskap: teranostikk", "god-kunnskap: teranostikk", "other"),
        ("NUK-024 ≥ NKM-005 i innhold, < i kompleksitet", "NUK-024 ≥ NKM-005", "errors"),
    ],
)
def test_a_difference_says_whether_the_meaning_changes(page: Asked, old: str, new: str, meaning: str) -> None:
    """A comment changes nothing in what the rules mean, another level does, and an error leaves no meaning."""
    text, _ = state(page)
    edited = text.replace(old, new) if old else new + text
    answer = page("changes", files={"book.rules": edited})
    assert answer["meaning"] == meaning
    assert answer["files"][0]["rows"]


# ------------------------------------------------------------------------------------------- edits that are kept


def test_an_edit_is_kept_until_it_is_saved(page: Asked, tmp_path: Path) -> None:
    """What is kept is there for the next page, with what it was edited from; a save removes it."""
    text, digest = state(page)
    page("keep", files={"book.rules": text + "# æ\n"}, bases={"book.rules": digest})
    again = Asked(tmp_path / "book.rules")
    kept = again("open")["files"][0]["kept"]
    assert (kept["text"], kept["base"]) == (text + "# æ\n", digest)
    assert again("open")["files"][0]["text"] == text
    again("save", files={"book.rules": text + "# æ\n"}, bases={"book.rules": digest})
    assert again("open")["files"][0]["kept"] is None
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book.rules", "deler"]


def test_an_edit_given_up_is_forgotten(page: Asked, tmp_path: Path) -> None:
    """What the page says is gone is no longer kept; that nothing was kept is no fault."""
    text, digest = state(page)
    page("keep", files={"book.rules": text + "#\n"}, bases={"book.rules": digest})
    for _ in range(2):
        page("keep", files={}, bases={}, gone=["book.rules"])
        assert sorted(p.name for p in tmp_path.iterdir()) == ["book.rules", "deler"]


@pytest.mark.parametrize(
    "kept", [b"", b"{", b"[]", b'{"schema": "other"}', b'{"schema": "lmrules/unsaved/1", "base": 1}']
)
def test_a_kept_file_that_cannot_be_read_is_left_alone(page: Asked, tmp_path: Path, kept: bytes) -> None:
    """What is no edit of ours under that name is neither shown nor removed."""
    place = tmp_path / ".book.rules.lmrules-unsaved"
    place.write_bytes(kept)
    assert page("open")["files"][0]["kept"] is None
    assert place.read_bytes() == kept


def test_a_folder_that_cannot_be_written_is_said(page: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written, the page is told so, for an edit as for a save."""
    text, digest = state(page)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    payload = {"files": {"book.rules": text + "#\n"}, "bases": {"book.rules": digest}, "lang": "en"}
    for view in ("keep", "save"):
        answer = page.send(view, payload)
        assert answer.status_code == 507
        assert "No space left" in answer.json()["refused"]
    assert state(page) == (text, digest)


def test_a_file_that_only_the_edit_uses_can_be_opened_and_saved(page: Asked, tmp_path: Path) -> None:
    """A `bruk` written just now brings its file into the page."""
    (tmp_path / "deler" / "tema.rules").write_text("tema nytt-tema\n", encoding="utf-8")
    text, _ = state(page)
    files = {"book.rules": text + 'bruk "deler/tema.rules"\n'}
    assert "deler/tema.rules" in page("check", files=files)["names"]
    file = page("file", files=files, name="deler/tema.rules")
    files["deler/tema.rules"] = "tema nyere-tema\n"
    page("save", files=files, bases={"book.rules": state(page)[1], "deler/tema.rules": file["digest"]})
    assert (tmp_path / "deler" / "tema.rules").read_text(encoding="utf-8") == "tema nyere-tema\n"


def test_what_is_on_disk_is_told_apart(page: Asked, tmp_path: Path) -> None:
    """The state of a file is another when its bytes are, and empty when it is gone."""
    names = ["book.rules", "deler/skala.rules", "../other.rules", "no.rules"]
    before = page("state", names=names[:2] + names[3:])["files"]
    assert before == {name: state(page, name)[1] for name in names[:2]}
    (tmp_path / "deler" / "skala.rules").write_text("skala annen\n    høy < lav\n", encoding="utf-8")
    after = page("state", names=names[:2])["files"]
    assert after["book.rules"] == before["book.rules"]
    assert after["deler/skala.rules"] != before["deler/skala.rules"]
    assert json.dumps(after)
