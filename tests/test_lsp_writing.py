"""What an editor does for who writes: completion, new names, layout, fixes, suggestions; over the protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from editor import Editor, Session, edited, session
from lsp_book import HEAD, OBJECTIVES, TRANSITION, written
from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException

from lmrules.formatting import format_text
from lmrules.model.model import ObjectiveId
from lmrules.pipeline import check_path
from lmrules.suggest import suggest

Found = tuple[Session, str, str, str]
RULES = Path(__file__).parent.parent / "rules"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An editor for the whole of this file."""
    with session(tmp_path_factory.mktemp("åpen")) as opened:
        yield opened


@pytest.fixture
def book(tmp_path_factory: pytest.TempPathFactory, run: Session) -> Iterator[Found]:
    """The editor, and the URIs of a rulebook's three files, all open."""
    paths = written(tmp_path_factory.mktemp("bok"))
    first, objectives, transition = (run.editor.open(path) for path in paths)
    yield run, first, objectives, transition
    for uri in list(run.editor.texts):
        run.editor.close(uri)


# ------------------------------------------------------------------------------------------------- completion


@pytest.mark.parametrize(
    ("before", "offered", "not_offered"),
    [
        # Codes of either set, those that both have with their set; and words that may stand there.
        ("regel ny: ", {"G-1", "N-1", "GAMMELT/F-1", "NYTT/F-1", "minst"}, {"F-1", "PET-CT", "og"}),
        ("regel ny: GAMMELT/", {"G-1", "F-1"}, {"N-1", "NYTT/F-1"}),
        ("regel ny: G-1 og ", {"G-2", "minst"}, {"og", "regel"}),
        ("regel ny: G-1 ", {"og", "eller", "dekker", "dekkes av", "uten samsvar med"}, {"G-2", "and"}),
        ("regel ny: G-1 ≥ N-1 i ", {"innhold", "kompleksitet"}, {"i", "content"}),
        ("utgår ", {"G-1", "F-1"}, {"N-1"}),
        ("nytt ", {"N-1", "F-1"}, {"G-1"}),
        ("videreført alt: ", {"F-1", "alle"}, {"G-1", "N-1"}),
        ("skjønn s: ", {"PET-CT", "strålevern", "G-3"}, {"G-1"}),
        ('eksempel "x" gitt ', {"G-1", "ingenting"}, {"N-1"}),
        ('eksempel "x" gitt G-1 ', {"så overføres", "så vurderes"}, {"G-1"}),
        ('eksempel "x" gitt G-1 så overføres ', {"N-1", "bare"}, {"G-1"}),
        ("tema x består ", {"av"}, {"av PET-CT"}),
        ("tema x består av ", {"PET-CT", "teranostikk"}, {"G-1", "kunnskap"}),
        ("overgang ", {"GAMMELT", "NYTT"}, {"G-1"}),
        ("", {"regel", "utkast", "skjønn", "eksempel", "overgang", "påbegynt før"}, {"mål", "rule"}),
        ("# regel ny: ", set(), {"G-1", "regel"}),
        ('regel ny: G-1 ≥ N-1 fordi "', set(), {"G-1", "regel"}),
    ],
)
def test_what_may_stand_there_is_offered(
    book: Found, before: str, offered: set[str], not_offered: set[str]
) -> None:
    """Names that fit and keywords that may stand there, in the file's language; and nothing else."""
    run, *_, transition = book
    run.editor.replace(transition, f"{TRANSITION}\n    {before}")
    found = run(run.editor.complete(transition, f"    {before}", TRANSITION.count(f"    {before}")))
    assert offered <= found.keys()
    assert not not_offered & found.keys()


@pytest.mark.parametrize(
    ("before", "offered", "not_offered"),
    [
        ("", {"mål", "tema", "overgang"}, {"regel"}),
        ("mål N-9 ", {"nivå", "mål", "kjennskap", "god-kunnskap"}, {"PET-CT"}),
        ("mål N-9 nivå ", {"kjennskap", "god-kunnskap"}, {"nivå", "PET-CT"}),
        ("mål N-9 kunnskap: PET-CT, ", {"PET-CT", "strålevern"}, {"kunnskap"}),
        ("mål ", set(), {"N-1", "mål"}),
    ],
)
def test_in_a_set_levels_and_topics_are_offered(
    book: Found, before: str, offered: set[str], not_offered: set[str]
) -> None:
    """Where an objective is written, its levels and topics are offered; where a name is new, nothing is."""
    run, _, objectives, _ = book
    run.editor.replace(objectives, f"{OBJECTIVES}\n    {before}")
    found = run(run.editor.complete(objectives, f"    {before}", OBJECTIVES.count(f"    {before}")))
    assert offered <= found.keys()
    assert not not_offered & found.keys()


def test_an_english_file_is_offered_english_words(book: Found) -> None:
    """Keywords come in the language that the file's own are in."""
    run, *_ = book
    uri = run.editor.open("untitled:English", "topic a\ntopic b in")
    assert "includes" in run(run.editor.complete(uri, "topic b in"))


def test_what_has_been_written_of_a_name_is_replaced(book: Found) -> None:
    """A choice replaces the letters written so far, also those of a name in quotes, and is found by title."""
    run, *_, transition = book
    for begun in ("N-", "'N-", "N"):
        run.editor.replace(transition, f"{TRANSITION}\n    nytt {begun}")
        item = run(run.editor.complete(transition, f"nytt {begun}"))["N-2"]
        assert isinstance(item.text_edit, types.TextEdit)
        assert edited(run.editor.texts[transition], [item.text_edit]).endswith("\n    nytt N-2")
        assert item.detail == "Strålevern, grunnleggende"
        assert item.filter_text == "N-2 Strålevern, grunnleggende"
        assert isinstance(item.documentation, types.MarkupContent)
        assert "kjennskap: Strålevern" in item.documentation.value


def test_old_objectives_come_first_and_retired_ones_are_marked(book: Found) -> None:
    """In a rule the old set comes before the new one, and what has `utgår` is struck out."""
    run, *_, transition = book
    run.editor.replace(transition, f"{TRANSITION}\n    regel ny: ")
    found = run(run.editor.complete(transition, "regel ny: "))
    assert [label for label in found if label[:2] in ("G-", "N-")] == [
        "G-1",
        "G-2",
        "G-3",
        "N-1",
        "N-2",
        "N-3",
    ]
    assert list(found["G-3"].tags or ()) == [types.CompletionItemTag.Deprecated]


def test_files_are_offered_after_bruk(book: Found) -> None:
    """Within the quotes after `bruk` stand the rule files that can be used."""
    run, first, *_ = book
    run.editor.replace(first, f'{HEAD}\nbruk "deler/')
    found = run(run.editor.complete(first, 'bruk "deler/', 2))
    assert list(found) == ["deler/mål.rules", "deler/overgang.rules"]


# ------------------------------------------------------------------------------------------------- new names


async def renamed(ed: Editor, uri: str, words: str, new: str, nth: int = 0) -> dict[str, str]:
    """The texts after something is given a new name."""
    params = types.RenameParams(new_name=new, **ed.find(uri, words, nth))
    edit = await ed.client.text_document_rename_async(params)
    assert edit is not None
    return ed.applied(edit)


def test_a_new_name_is_written_in_every_file(book: Found) -> None:
    """An objective, a topic and a level get their new names wherever they stand, in quotes where needed."""
    run, _, objectives, transition = book
    left = run(renamed(run.editor, transition, "G-1", "G 1"))
    assert left[transition] == TRANSITION.replace("G-1", "'G 1'")
    assert left[objectives] == OBJECTIVES.replace("G-1", "'G 1'")
    left = run(renamed(run.editor, objectives, "strålevern", "stråle.vern"))
    assert left == {objectives: OBJECTIVES.replace("strålevern", "stråle.vern")}
    left = run(renamed(run.editor, objectives, "god-kunnskap", "regel"))
    assert left[objectives] == OBJECTIVES.replace("god-kunnskap", "'regel'")
    assert left[book[1]] == HEAD.replace("god-kunnskap", "'regel'")


def test_a_new_name_in_files_that_are_not_open(book: Found) -> None:
    """Files that nobody has open are changed, too."""
    run, first, objectives, transition = book
    run.editor.close(first)
    run.editor.close(transition)
    left = run(renamed(run.editor, objectives, "GAMMELT", "ELDRE"))
    assert left[transition] == TRANSITION.replace("GAMMELT", "ELDRE")


@pytest.mark.parametrize(
    ("words", "new", "why"),
    [
        ("G-1", "G-2", "`G-2` er i bruk allerede"),
        ("G-1", "N-2", "ville gitt en feil"),
        ("G-1", "a\nb", "kan ikke være et navn"),
        ("G-1", "x" * 101, "kan ikke være et navn"),
        ("G-1", "a/b", "kan ikke være et navn"),
        ("G-1", "a'b", "kan ikke være et navn"),
        ("G-1", "  ", "kan ikke være et navn"),
        ("F-1", "F-2", "`videreført` i overgang.rules på linje 8"),
        ("fordi", "x", "her står det ikke noe navn"),
    ],
)
def test_a_name_that_would_be_a_mistake_is_refused(book: Found, words: str, new: str, why: str) -> None:
    """What is taken, cannot be a name, or would change what the rulebook says, is refused with the reason."""
    run, *_, transition = book
    with pytest.raises(JsonRpcException) as refused:
        run(renamed(run.editor, transition, words, new))
    assert why in refused.value.message


def test_a_name_within_a_run_is_not_renamed(book: Found) -> None:
    """`G-1..3` does not have the name in it, so it could not be written there."""
    run, _, objectives, transition = book
    run.editor.type(transition, "utgår G-3", "utgår G-1..3")
    with pytest.raises(JsonRpcException, match="rekke"):
        run(renamed(run.editor, objectives, "G-2", "G-9"))


def test_what_can_be_renamed_is_said_beforehand(book: Found) -> None:
    """An editor asks first, and is told the name that would be changed; or why there is none."""
    run, *_, transition = book
    params = types.PrepareRenameParams(**run.editor.find(transition, "N-1"))
    found = run(run.editor.client.text_document_prepare_rename_async(params))
    assert isinstance(found, types.PrepareRenamePlaceholder)
    assert (found.placeholder, run.editor.shown(transition, found.range)) == ("N-1", "N-1")
    params = types.PrepareRenameParams(**run.editor.find(transition, "regel"))
    with pytest.raises(JsonRpcException, match="navn"):
        run(run.editor.client.text_document_prepare_rename_async(params))


# ------------------------------------------------------------------------------------------------- layout


async def laid_out(ed: Editor, uri: str) -> Sequence[types.TextEdit]:
    """The edits that lay a file out."""
    params = types.DocumentFormattingParams(
        types.TextDocumentIdentifier(uri), types.FormattingOptions(tab_size=4, insert_spaces=True)
    )
    return await ed.client.text_document_formatting_async(params) or []


def test_a_file_is_laid_out_as_fmt_does(book: Found) -> None:
    """The edits leave what `lmrules fmt` writes, and leave alone the lines that are right."""
    run, *_, transition = book
    careless = TRANSITION.replace(
        "    regel begge: G-1 og G-2 ≥ N-3\n", "  regel begge :G-1   og G-2\n\n≥ N-3\n"
    )
    run.editor.replace(transition, careless)
    edits = run(laid_out(run.editor, transition))
    assert edited(careless, edits) == format_text(careless)
    assert all(3 <= e.range.start.line <= 9 for e in edits)
    run.editor.replace(transition, edited(careless, edits))
    assert run(laid_out(run.editor, transition)) == []


def test_a_broken_file_is_left_as_it_is(book: Found) -> None:
    """A file with errors is not laid out, and the reason is given."""
    run, *_, transition = book
    run.editor.type(transition, "G-1 ≥ N-1", "G-1 ≥")
    with pytest.raises(JsonRpcException, match="før de er rettet"):
        run(laid_out(run.editor, transition))


# ------------------------------------------------------------------------------------------------- what to do


async def offered(
    ed: Editor, uri: str, words: str, only: Sequence[str] | None = None
) -> dict[str, types.CodeAction]:
    """What can be done where some words stand, by title."""
    at = ed.find(uri, words)["position"]
    return {a.title: a for a in await ed.actions(uri, types.Range(at, at), only)}


def applied(ed: Editor, action: types.CodeAction) -> dict[str, str]:
    """The texts that an action leaves."""
    assert action.edit is not None
    return ed.applied(action.edit)


def test_the_fixes_of_a_diagnostic_can_be_carried_out(book: Found) -> None:
    """A mistyped code has what was meant to choose; a keyword as a name is put in quotes, and that is safe."""
    run, *_, transition = book
    wrong = TRANSITION.replace("G-2 ≥ N-3", "G-22 ≥ N-3").replace("regel PET:", "regel mål:")
    run.editor.replace(transition, wrong)
    found = run(offered(run.editor, transition, "G-22"))
    assert applied(run.editor, found["Skriv `G-2`"])[transition] == wrong.replace("G-22", "G-2")
    assert not found["Skriv `G-2`"].is_preferred
    found = run(offered(run.editor, transition, "mål:"))
    assert found["Sett `mål` i anførselstegn"].is_preferred
    [said] = found["Sett `mål` i anførselstegn"].diagnostics or []
    assert said.code == "LM005"


def test_all_that_is_safe_can_be_fixed_at_once(book: Found) -> None:
    """One action mends what `lmrules check --fix` would, in this file."""
    run, *_, transition = book
    wrong = TRANSITION.replace("regel PET:", "regel mål:").replace('"Samme mål."', '"Samme\\mål."')
    run.editor.replace(transition, wrong)
    found = run(offered(run.editor, transition, "overgang", ["source.fixAll"]))
    [title] = found
    assert title == "Rett alt som trygt kan rettes"
    mended = wrong.replace("regel mål:", "regel 'mål':").replace("Samme\\mål", "Samme\\\\mål")
    assert applied(run.editor, found[title]) == {transition: mended}


def test_a_rule_that_nobody_wrote_is_suggested_and_checks(book: Found) -> None:
    """On a new objective without a rule a proved one can be written, at the end of the transition."""
    run, _, objectives, transition = book
    found = run(offered(run.editor, objectives, "N-2"))
    action = found["Skriv regelen G-2 ≥ N-2"]
    left = applied(run.editor, action)
    assert left == {
        transition: TRANSITION.rstrip("\n")
        + '\n\n    regel forslag-N-2: G-2 ≥ N-2\n        fordi "forslag: …"\n'
    }
    path = Path(uris.to_fs_path(transition) or "")
    unsaved = {path: left[transition]}
    checked = check_path(path.parent.parent / "fag.rules", unsaved=unsaved)
    assert not checked.errors
    assert "N-2" not in {d.fields[0][1] for d in checked.diagnostics if d.code.id in ("LM401", "LM405")}


def test_a_rule_that_something_speaks_against_is_suggested_as_a_comment(book: Found) -> None:
    """With `nytt` in the way, the suggestion says so and is commented out."""
    run, _, objectives, transition = book
    run.editor.replace(transition, f'{TRANSITION}\n    nytt N-2 fordi "Ny."\n')
    [title] = [t for t in run(offered(run.editor, objectives, "N-2")) if "Skriv regelen" in t]
    assert title.endswith("kommentert ut: noe i regelverket taler mot den")


def test_nothing_is_suggested_for_a_rulebook_with_errors(book: Found) -> None:
    """What cannot be proved is not offered."""
    run, _, objectives, transition = book
    run.editor.type(transition, "G-2 ≥ N-3", "G-22 ≥ N-3")
    assert not [t for t in run(offered(run.editor, objectives, "N-2")) if "Skriv regelen" in t]


def test_suggestions_for_the_real_rulebook_are_those_of_suggest(run: Session) -> None:
    """Where a rule of the real rulebook is made a draft, what `lmrules suggest` finds instead is offered."""
    folder = RULES / "nukleaermedisin"
    uri = run.editor.open(folder / "sett-2025.rules")
    transition = run.editor.open(folder / "overgang-2021-2025-radiologi.rules")
    run.editor.type(transition, "    regel CT-stråling:", "    utkast regel CT-stråling:")
    found = run(offered(run.editor, uri, "NUK-161"))
    unsaved = {folder / "overgang-2021-2025-radiologi.rules": run.editor.texts[transition]}
    model = check_path(RULES / "nukleaermedisin.rules", unsaved=unsaved).book
    [suggestion] = suggest(model, objectives={ObjectiveId("NUK-2025", "NUK-161")})
    rules = [" og ".join(o.code for o in rule.old) for rule in suggestion.sound]
    assert rules
    assert [t for t in found if "regelen" in t] == [f"Skriv regelen {olds} ≥ NUK-161" for olds in rules[:3]]
    run.editor.close(uri)
    run.editor.close(transition)
