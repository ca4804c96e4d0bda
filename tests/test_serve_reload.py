"""Rules that change while they are served: a good version is taken up, a bad one never is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from serving import BOOK, STRICTER, WRONG, Client, client_of, serving, shelf_of

from lmrules.approvals import Reading
from lmrules.pipeline import check_path, check_text
from lmrules.serve import answers
from lmrules.serve.shelf import Shelf, served

ROW = [{"person": "LIS-1", "objective": "GML-1", "approved": "2023-02-01"}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "book.rules"
    path.write_text(BOOK, encoding="utf-8")
    return path


def looked(shelf: Shelf) -> None:
    """The looks that it takes to see that a change is there and lies still."""
    shelf.look()
    shelf.look()


def outcome(client: Client) -> tuple[str, str]:
    """What becomes of NY-1, and by which digest; header and body agree."""
    answer = client.post("/v1/transfer", json=ROW)
    body = answer.json()
    assert answer.headers["lmrules-digest"] == body["rulebook"]["digest"]
    return body["persons"][0]["decisions"][0]["outcome"], body["rulebook"]["digest"]


def sample(client: Client, name: str, **labels: str) -> float:
    """One number of the metrics."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    (found,) = (
        s.value for f in families for s in f.samples if s.name == name and labels.items() <= s.labels.items()
    )
    return float(found)


def test_a_changed_rulebook_is_taken_up(path: Path) -> None:
    """With its digest, from the first answer after."""
    shelf = shelf_of(path)
    client = client_of(shelf)
    before = outcome(client)
    path.write_text(STRICTER, encoding="utf-8")
    looked(shelf)
    assert before == ("transferred", check_text(BOOK).digest)
    assert outcome(client) == ("assessment", check_text(STRICTER).digest)
    assert sample(client, "lmrules_reloads_total", result="used") == 1


@pytest.mark.parametrize(
    "broken", [WRONG, "", "regel", BOOK[: len(BOOK) // 2] + "\x00", 'bruk "mangler.rules"\n' + BOOK, None]
)  # fmt: skip
def test_a_broken_version_never_takes_the_place_of_a_good_one(path: Path, broken: str | None) -> None:
    """The last good one goes on answering; health and metrics say so; and what is mended is taken up."""
    shelf = shelf_of(path)
    client = client_of(shelf)
    before = outcome(client)
    if broken is None:
        path.unlink()
    else:
        path.write_text(broken, encoding="utf-8")
    looked(shelf)
    assert outcome(client) == before
    health = client.get("/health").json()
    assert health["status"] == "degraded"
    assert health["rulebooks"][0]["digest"] == before[1]
    assert not health["rulebooks"][0]["newest"]
    assert health["rulebooks"][0]["problem"].count("new version")
    assert sample(client, "lmrules_rulebook_refused") == 1
    assert sample(client, "lmrules_rulebook_info", digest=before[1]) == 1
    assert sample(client, "lmrules_reloads_total", result="refused") == 1
    looked(shelf)
    assert sample(client, "lmrules_reloads_total", result="refused") == 1
    path.write_text(STRICTER, encoding="utf-8")
    looked(shelf)
    assert client.get("/health").json()["status"] == "ok"
    assert outcome(client)[0] == "assessment"


def test_a_file_still_being_written_is_left_alone(path: Path) -> None:
    """Half a rulebook may be a rulebook in order; it is not read before it lies still."""
    shelf = shelf_of(path)
    half = BOOK.partition("    regel R2")[0]
    assert not check_text(half).errors
    path.write_text(half, encoding="utf-8")
    assert shelf.look() == []
    path.write_text(STRICTER, encoding="utf-8")
    assert shelf.look() == []
    assert [one.version.book.digest for one in shelf.look()] == [check_text(STRICTER).digest]


@pytest.mark.parametrize("put", ["write", "replace", "link"])
def test_a_file_that_is_used_is_watched_too(tmp_path: Path, put: str) -> None:
    """However it is put in place: written over, renamed over, or a link that leads elsewhere."""
    head, _, tail = BOOK.partition("overgang")
    (tmp_path / "book.rules").write_text(f'bruk "deler/overgang.rules"\n{head}', encoding="utf-8")
    (tmp_path / "deler").mkdir()
    used = tmp_path / "deler" / "overgang.rules"
    (tmp_path / "deler" / "a.rules").write_text(f"overgang{tail}", encoding="utf-8")
    (tmp_path / "deler" / "b.rules").write_text(
        f"overgang{STRICTER.partition('overgang')[2]}", encoding="utf-8"
    )

    def put_in_place(name: str) -> None:
        if put == "write":
            used.write_bytes((used.parent / name).read_bytes())
        elif put == "replace":
            (used.parent / name).rename(used)
        else:
            used.unlink(missing_ok=True)
            used.symlink_to(name)

    put_in_place("a.rules")
    shelf = shelf_of(tmp_path / "book.rules")
    client = client_of(shelf)
    assert outcome(client)[0] == "transferred"
    put_in_place("b.rules")
    looked(shelf)
    assert outcome(client)[0] == "assessment"


def test_a_used_file_that_comes_later_is_seen(path: Path) -> None:
    """A version that lacked a file is taken up once the file is there."""
    shelf = shelf_of(path)
    path.write_text('bruk "mer.rules"\n' + BOOK, encoding="utf-8")
    looked(shelf)
    assert shelf.served["lite"].trouble is not None
    path.with_name("mer.rules").write_text('tema mer "Mer"\n', encoding="utf-8")
    looked(shelf)
    assert shelf.served["lite"].trouble is None


def test_what_is_written_while_the_server_starts_is_not_missed(path: Path) -> None:
    """Rules that changed after they were read, and before they were watched."""
    began = time.time()
    checked = check_path(path, str(path))
    path.write_text(STRICTER, encoding="utf-8")
    shelf = Shelf({"lite": served(None, str(path), checked, began)})
    looked(shelf)
    assert outcome(client_of(shelf))[0] == "assessment"


def test_an_answer_is_by_one_version_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that change while a question is answered: header, digest and decision are of the same version."""
    shelf = shelf_of(path)
    client = client_of(shelf)
    read = answers.Rows.read

    def changed_meanwhile(rows: answers.Rows) -> Reading:
        path.write_text(STRICTER, encoding="utf-8")
        looked(shelf)
        return read(rows)

    monkeypatch.setattr(answers.Rows, "read", changed_meanwhile)
    assert outcome(client) == ("transferred", check_text(BOOK).digest)
    assert outcome(client) == ("assessment", check_text(STRICTER).digest)


def test_another_layout_is_the_same_rulebook(path: Path) -> None:
    """The digest stays, since the meaning does."""
    shelf = shelf_of(path)
    client = client_of(shelf)
    before = outcome(client)
    path.write_text("\n\n" + BOOK.replace("\n    ", "\n        "), encoding="utf-8")
    looked(shelf)
    assert outcome(client) == before


def test_a_running_server_sees_what_changes(path: Path) -> None:
    """As people start it: a broken version is told in the log, and a good one is taken up."""
    with serving(path, "--reload-every", "0.05") as server, httpx.Client(base_url=server.address) as client:
        digest = check_text(BOOK).digest

        def until(wanted: Callable[[], bool]) -> None:
            end = time.monotonic() + 10
            while not wanted():
                assert time.monotonic() < end, server.log
                time.sleep(0.02)

        path.write_text(WRONG, encoding="utf-8")
        until(lambda: client.get("/health").json()["status"] == "degraded")
        assert client.post("/v1/transfer", json=ROW).json()["rulebook"]["digest"] == digest
        until(
            lambda: (
                f"rulebook=lite still digest={digest}: errors in the new version: 1; the first is LM302"
                in server.log
            )
        )
        path.write_text(STRICTER, encoding="utf-8")
        until(lambda: client.get("/health").json()["rulebooks"][0]["digest"] == check_text(STRICTER).digest)
        until(lambda: f"reloaded digest={check_text(STRICTER).digest}" in server.log)
