"""What an editor shows of a rulebook: cards, places, outline, colours, titles; over the real protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from editor import Editor, Session, session
from lsp_book import HEAD, TRANSITION, written
from lsprotocol import types

RULES = Path(__file__).parent.parent / "rules"
Found = tuple[Session, str, str, str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An editor for the whole of this file."""
    with session(tmp_path_factory.mktemp("åpen"), RULES) as opened:
        yield opened


@pytest.fixture
def book(tmp_path_factory: pytest.TempPathFactory, run: Session) -> Iterator[Found]:
    """The editor, and the URIs of a rulebook's three files, all open."""
    paths = written(tmp_path_factory.mktemp("bok"))
    first, objectives, transition = (run.editor.open(path) for path in paths)
    yield run, first, objectives, transition
    for uri in list(run.editor.texts):
        run.editor.close(uri)


# ------------------------------------------------------------------------------------------------- cards


def test_an_objective_shows_title_requirements_set_rules_and_source(book: Found) -> None:
    """The card of a code says all that the rulebook says of the objective."""
    run, *_, transition = book
    assert run(run.editor.hover(transition, "N-3")) == (
        "**N-3** Begge deler\n\n"
        "**NYTT** Nye mål, gyldig fra 1. januar 2025\n\n"
        "- kunnskap: FDG-PET/CT, Strålevern\n\n"
        "Regler i overgangen GAMMELT→NYTT: `begge`\n\n"
        "Kilde: Oppdiktet eksempel"
    )


def test_an_objective_shows_what_becomes_of_it(book: Found) -> None:
    """`utgår` and its reason stand on the card, and content that is not divided up is said to be so."""
    run, *_, transition = book
    card = run(run.editor.hover(transition, "G-3"))
    assert "- kjennskap: målets eget innhold, ikke delt opp i temaer" in card
    assert "Utgår: Krevde ett bestemt sykehus." in card


def test_a_code_of_both_sets_has_both_cards(book: Found) -> None:
    """In `videreført` a code is the old objective and the new one."""
    run, *_, transition = book
    card = run(run.editor.hover(transition, "F-1"))
    assert card.index("**GAMMELT**") < card.index("---") < card.index("**NYTT**")


def test_a_rule_shows_its_verdict_and_minimal_sets(book: Found) -> None:
    """The card of a rule has the kernel's verdict, the fewest approvals that are enough, and the reason."""
    run, *_, transition = book
    assert run(run.editor.hover(transition, "begge")) == (
        "**begge**: **NYTT/N-3** Begge deler\n\n"
        "Bevist: alle som får det, har dekket alt det nye målet krever.\n\n"
        "Nok til å få det overført:\n\n"
        "- **GAMMELT/G-1** Vurdere PET/CT, **GAMMELT/G-2** Strålevern\n\n"
        "Fordi: Sammen har de alt.\n\n"
        "Kilde: Oppdiktet eksempel"
    )


def test_a_rule_with_alternatives_shows_each_minimal_set(book: Found) -> None:
    """`minst` gives a minimal set for each choice."""
    run, *_, transition = book
    run.editor.type(transition, "G-1 ≥ N-1", "minst 1 av (G-1, G-2) ≥ N-1 i innhold, ~ i kompleksitet")
    card = run(run.editor.hover(transition, "PET:"))
    assert "Påstanden stemmer ikke for GAMMELT/G-2." in card
    run.editor.replace(transition, TRANSITION.replace("G-1 ≥ N-1", "G-1 og (G-2 eller G-3) ≥ N-1"))
    card = run(run.editor.hover(transition, "PET:"))
    assert card.count("\n- **") == 2


def test_a_rule_that_is_not_so_shows_who_it_would_wrong(book: Found) -> None:
    """A refuted rule shows the person that shows it, and what that person lacks."""
    run, *_, transition = book
    run.editor.type(transition, "G-1 og G-2 ≥ N-3", "G-1 ≥ N-3")
    card = run(run.editor.hover(transition, "begge"))
    assert "Stemmer ikke: den som bare har GAMMELT/G-1, ville fått det." in card
    assert "Ikke dekket: Strålevern (kunnskap)" in card


@pytest.mark.parametrize(
    ("file", "words", "said"),
    [
        (
            2,
            'PET-CT "PET/CT"',
            ["**PET-CT** PET/CT", "- Omfatter blant annet: FDG-PET/CT", "- Kreves av: `GAMMELT/G-1`"],
        ),
        (2, 'FDG-PET-CT "', ["- Del av: PET/CT", "`NYTT/N-1`, `NYTT/N-3`"]),
        (1, "kunnskap <", ["- `kjennskap < kunnskap`", "- `kunnskap < god-kunnskap`"]),
        (3, "GAMMELT", ["gyldig fra 1. januar 2020 til og med dagen før 1. januar 2025", "Antall mål: 4"]),
        (3, "så overføres", ["`så overføres`: mål som overføres"]),
        (2, "mål G-1", ["`mål`: et læringsmål"]),
    ],
)
def test_everything_with_a_name_and_every_keyword_has_a_card(
    book: Found, file: int, words: str, said: list[str]
) -> None:
    """Topics, levels, sets and keywords say what they are."""
    run = book[0]
    card = run(run.editor.hover(str(book[file]), words))
    assert not [text for text in said if text not in card], card


def test_what_an_author_wrote_is_no_markup(book: Found) -> None:
    """Markup, HTML and addresses in a title show as they are written."""
    run, _, objectives, transition = book
    run.editor.type(objectives, '"Vurdere PET/CT"', '"[a](http://x.y) <b> **c** `d`"')
    card = run(run.editor.hover(transition, "G-1"))
    assert "**G-1** \\[a\\](http\\://x.y) \\<b\\> \\*\\*c\\*\\* \\`d\\`" in card


def test_cards_are_there_while_the_file_is_broken(book: Found) -> None:
    """A set whose head cannot be read any longer is known from when it could; so are its objectives."""
    run, _, objectives, transition = book
    run(run.editor.diagnostics(transition))
    run.editor.type(objectives, 'læringsmålsett NYTT "Nye mål"', 'læringsmålsett "Nye')
    run.editor.type(transition, 'fordi "Sammen', 'fordi ≥ "Sammen')
    assert "Begge deler" in run(run.editor.hover(transition, "N-3"))
    assert "kunnskap: FDG-PET/CT" in run(run.editor.hover(transition, "N-3"))


def test_there_is_no_card_of_nothing(book: Found) -> None:
    """Where nothing stands, and in texts and comments, there is no card; nor in a file that is not open."""
    run, first, _, transition = book
    assert run(run.editor.hover(first, "oppdiktet", inside=2)) == ""
    assert run(run.editor.hover(transition, "    regel", inside=0)) == ""


# ------------------------------------------------------------------------------------------------- places


async def definition(ed: Editor, uri: str, words: str, nth: int = 0, inside: int = 1) -> list[types.Location]:
    """Where a name is declared."""
    params = types.DefinitionParams(**ed.find(uri, words, nth, inside))
    found = await ed.client.text_document_definition_async(params)
    assert isinstance(found, Sequence)
    return [place for place in found if isinstance(place, types.Location)]


def shown(ed: Editor, places: Sequence[types.Location]) -> list[tuple[str, int, str]]:
    """Places by the name of their file, line from 1, and what stands there."""
    return [
        (p.uri.rpartition("/")[2].replace("%C3%A5", "å"), p.range.start.line + 1, ed.shown(p.uri, p.range))
        for p in places
    ]


@pytest.mark.parametrize(
    ("words", "nth", "place"),
    [
        ("G-1", 0, ("mål.rules", 9, "G-1")),
        ("N-2", 0, ("mål.rules", 23, "N-2")),
        ("GAMMELT", 0, ("mål.rules", 6, "GAMMELT")),
        ("PET:", 0, ("overgang.rules", 3, "PET")),
    ],
)
def test_a_name_leads_to_where_it_is_declared(
    book: Found, words: str, nth: int, place: tuple[str, int, str]
) -> None:
    """Codes, sets and rules lead to their declarations, also in other files."""
    run, *_, transition = book
    assert shown(run.editor, run(definition(run.editor, transition, words, nth))) == [place]


def test_topics_and_levels_lead_to_their_declarations(book: Found) -> None:
    """A topic leads to its `tema`, a level to the scale that has it."""
    run, _, objectives, _ = book
    topics = run(definition(run.editor, objectives, "FDG-PET-CT", 2))
    assert shown(run.editor, topics) == [("mål.rules", 2, "FDG-PET-CT")]
    levels = run(definition(run.editor, objectives, "god-kunnskap"))
    assert shown(run.editor, levels) == [("fag.rules", 9, "god-kunnskap")]


def test_a_file_that_is_used_is_led_to(book: Found) -> None:
    """The path after `bruk` leads to the file, and is a link."""
    run, first, objectives, _ = book
    [there] = run(definition(run.editor, first, "deler/mål.rules", 0, 3))
    assert (there.uri, there.range.start.line) == (objectives, 0)
    params = types.DocumentLinkParams(types.TextDocumentIdentifier(first))
    links = run(run.editor.client.text_document_document_link_async(params)) or []
    assert [link.target for link in links] == [book[2], book[3]]


def test_every_use_of_a_name_is_found_in_every_file(book: Found) -> None:
    """References over all files, with the declaration where it is asked for."""
    run, _, objectives, transition = book

    async def found(declaration: bool) -> list[tuple[str, int, str]]:
        context = types.ReferenceContext(declaration)
        params = types.ReferenceParams(context=context, **run.editor.find(transition, "G-1"))
        places = await run.editor.client.text_document_references_async(params)
        return shown(run.editor, sorted(places or [], key=lambda p: (p.uri, p.range.start.line)))

    uses = [("overgang.rules", line, "G-1") for line in (3, 5, 13)]
    assert run(found(False)) == uses
    assert run(found(True)) == [("mål.rules", 9, "G-1"), *uses]
    params = types.DocumentHighlightParams(**run.editor.find(objectives, "strålevern"))
    marks = run(run.editor.client.text_document_document_highlight_async(params)) or []
    assert [(m.range.start.line + 1, m.kind) for m in marks] == [
        (3, types.DocumentHighlightKind.Write),
        (12, types.DocumentHighlightKind.Read),
        (24, types.DocumentHighlightKind.Read),
        (26, types.DocumentHighlightKind.Read),
    ]


# ------------------------------------------------------------------------------------------------- outline


def test_the_outline_has_sets_with_objectives_and_transitions_with_rules(book: Found) -> None:
    """The outline is what belongs to what, with titles."""
    run, first, objectives, transition = book

    async def outline(uri: str) -> list[object]:
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
        found = await run.editor.client.text_document_document_symbol_async(params) or []
        return [lines(s) for s in found if isinstance(s, types.DocumentSymbol)]

    def lines(symbol: types.DocumentSymbol) -> object:
        name = f"{symbol.name}: {symbol.detail}" if symbol.detail else symbol.name
        return (name, [lines(child) for child in symbol.children]) if symbol.children else name

    scale = ("kompetansenivå", ["kjennskap", "kunnskap", "god-kunnskap"])
    title = "eksempelfag: Et oppdiktet fag"
    assert run(outline(first)) == [title, "deler/mål.rules", "deler/overgang.rules", scale]
    assert run(outline(objectives))[-1] == (
        "NYTT: Nye mål",
        ["N-1: FDG-PET/CT", "N-2: Strålevern, grunnleggende", "N-3: Begge deler", "F-1: Felles"],
    )
    assert run(outline(transition)) == [
        ("GAMMELT → NYTT", ["PET", "begge", "V1", "utgår G-3 fordi", "PET-målet overføres"])
    ]


def test_sets_statements_comments_and_uses_fold(book: Found) -> None:
    """What has several lines folds: to its last line, and comments and used files as such."""
    run, first, objectives, _ = book
    run.editor.replace(first, "# en\n# to\n\n" + HEAD)

    async def folded(uri: str) -> set[tuple[int, int, str]]:
        params = types.FoldingRangeParams(types.TextDocumentIdentifier(uri))
        found = await run.editor.client.text_document_folding_range_async(params) or []
        return {
            (f.start_line + 1, f.end_line + 1, str(getattr(f.kind, "value", f.kind or ""))) for f in found
        }

    assert run(folded(first)) == {(1, 2, "comment"), (5, 6, ""), (8, 9, "imports"), (11, 12, "")}
    assert {(6, 16, ""), (9, 10, ""), (18, 28, "")} <= run(folded(objectives))


# ------------------------------------------------------------------------------------------------- colours


async def tokens(ed: Editor, uri: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Each coloured word with its kind and what more is said of it."""
    params = types.SemanticTokensParams(types.TextDocumentIdentifier(uri))
    found = await ed.client.text_document_semantic_tokens_full_async(params)
    assert found is not None
    legend = ed.able.semantic_tokens_provider
    assert isinstance(legend, types.SemanticTokensOptions)
    words, line, column = [], 0, 0
    for i in range(0, len(found.data), 5):
        lines, columns, length, kind, modifiers = found.data[i : i + 5]
        column = columns if lines else column + columns
        line += lines
        where = types.Range(types.Position(line, column), types.Position(line, column + length))
        more = tuple(m for n, m in enumerate(legend.legend.token_modifiers) if modifiers >> n & 1)
        words.append((ed.shown(uri, where), legend.legend.token_types[kind], more))
    return words


def test_every_word_has_its_colour(book: Found) -> None:
    """Words, names by what they stand for, texts and dates; declared names and retired objectives are marked."""
    run, *_, transition = book
    run.editor.type(transition, "    regel PET", "    # 😀\n    regel PET")
    found = run(tokens(run.editor, transition))
    assert found[:6] == [
        ("overgang", "keyword", ()),
        ("GAMMELT", "namespace", ()),
        ("til", "keyword", ()),
        ("NYTT", "namespace", ()),
        ("fra", "keyword", ()),
        ("2025-01-01", "number", ()),
    ]
    assert ("# 😀", "comment", ()) in found
    assert ("PET", "function", ("declaration",)) in found
    assert ("≥", "operator", ()) in found
    assert ("N-1", "property", ()) in found
    assert ("G-3", "property", ("deprecated",)) in found
    assert ('"Samme mål."', "string", ()) in found


def test_the_real_rulebook_has_a_colour_for_every_word(run: Session) -> None:
    """In a real file no word is left without a colour but punctuation."""
    path = RULES / "nukleaermedisin" / "overgang-2021-2025-barn.rules"
    uri = run.editor.open(path)
    words = [word for word, _, _ in run(tokens(run.editor, uri))]
    text = path.read_text(encoding="utf-8")
    left = text
    for word in words:
        assert left.index(word) >= 0
        left = left.replace(word, "", 1)
    assert not set("".join(left.split())) - set(",:()/.")
    run.editor.close(uri)


# ------------------------------------------------------------------------------------------------- titles


async def hints(ed: Editor, uri: str, first: int = 0, last: int = 10_000) -> list[tuple[str, str]]:
    """The titles shown in some lines, each with the word that it stands behind."""
    where = types.Range(types.Position(first, 0), types.Position(last, 0))
    params = types.InlayHintParams(types.TextDocumentIdentifier(uri), where)
    found = await ed.client.text_document_inlay_hint_async(params) or []
    lines = ed.texts[uri].split("\n")
    return [
        (lines[h.position.line][: h.position.character].split()[-1].strip("(,"), str(h.label)) for h in found
    ]


def test_titles_stand_beside_codes(book: Found) -> None:
    """Every code has its objective's title behind it, but where the objective is declared."""
    run, _, objectives, transition = book
    assert run(hints(run.editor, transition)) == [
        ("G-1", "Vurdere PET/CT"),
        ("N-1", "FDG-PET/CT"),
        ("G-1", "Vurdere PET/CT"),
        ("G-2", "Strålevern"),
        ("N-3", "Begge deler"),
        ("F-1", "Felles"),
        ("G-3", "Sjeldent"),
        ("G-1", "Vurdere PET/CT"),
        ("N-1", "FDG-PET/CT"),
        ("N-2", "Strålevern, grunnleggende"),
    ]
    assert run(hints(run.editor, objectives)) == []
    assert run(hints(run.editor, transition, 2, 3)) == [("G-1", "Vurdere PET/CT"), ("N-1", "FDG-PET/CT")]


def test_a_run_of_codes_shows_its_ends(book: Found) -> None:
    """Beside `G-1..3` stand the titles of the first and the last; beside a code with its set, one."""
    run, *_, transition = book
    run.editor.type(transition, "utgår G-3", "utgår G-1..3")
    run.editor.type(transition, "G-1 ≥ N-1", "GAMMELT/G-1 ≥ N-1")
    found = run(hints(run.editor, transition))
    assert ("G-1..3", "Vurdere PET/CT til Sjeldent") in found
    assert ("GAMMELT/G-1", "Vurdere PET/CT") in found
