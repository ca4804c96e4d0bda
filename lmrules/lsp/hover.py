"""What stands under the pointer: objectives, topics, levels, sets, rules and keywords."""

from __future__ import annotations

from lsprotocol import types

from lmrules.exports.markdown import code, plain
from lmrules.lsp.cards import Cards
from lmrules.lsp.feature import Feature
from lmrules.lsp.occurrences import Occurrence
from lmrules.lsp.places import range_of
from lmrules.lsp.rule_cards import RuleCards
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.lsp.view import Looking
from lmrules.messages import LANGUAGES
from lmrules.source import Span
from lmrules.syntax.keywords import KEYWORDS, Keyword
from lmrules.syntax.words import words_of

_LONGEST = max(len(keyword.en.split()) for keyword in KEYWORDS)


def hover(open_: Rulebooks, params: types.HoverParams) -> types.Hover | None:
    """The card of what stands there; None where there is nothing to say."""
    looking = open_.looking(params.text_document.uri, params.position)
    if looking is None:
        return None
    names = looking.names
    if not names:
        return _keyword(looking)
    said = list(dict.fromkeys(text for name in names for text in cards_of(looking, name)))
    return _shown("\n\n---\n\n".join(said), names[0].span) if said else None


def cards_of(looking: Looking, name: Occurrence) -> list[str]:
    """What there is to say of a name; a code that could be of several objectives has a card for each."""
    view = looking.view
    cards = Cards(view, looking.lang)
    match name.kind:
        case "objective":
            return [cards.objective(objective) for objective in view.meanings(name)]
        case "topic":
            return [cards.topic(name.name)]
        case "level":
            return [cards.level(name.name)]
        case "set":
            return [cards.objective_set(name.name)]
        case "rule":
            for book in view.books:
                for transition in book.transitions:
                    if (transition.old, transition.new) == name.key[:2]:
                        card = RuleCards(cards, book, transition).named(name.name)
                        if card:
                            return [card]
            return []
        case "rulebook" | "scale":
            return []


def _keyword(looking: Looking) -> types.Hover | None:
    """What a keyword is for; of several words, all of them together."""
    words = [w for w in words_of(looking.source.text) if w.kind == "keyword"]
    here = next((i for i, w in enumerate(words) if w.start <= looking.offset <= w.end), None)
    if here is None:
        return None
    for length in range(_LONGEST, 0, -1):
        for first in range(max(0, here - length + 1), here + 1):
            span = Span(looking.source, words[first].start, words[min(first + length, len(words)) - 1].end)
            phrase = " ".join(span.text.split())
            # A word may have two uses (`til`), which only its place tells apart.
            about = [k.about.fill(looking.lang) for k in KEYWORDS if phrase in _spellings(k)]
            if about:
                return _shown(f"{code(phrase)}: {plain('; '.join(about))}", span)
    return None


def _spellings(keyword: Keyword) -> set[str]:
    return {getattr(keyword, lang, keyword.nb) for lang in LANGUAGES}


def _shown(markdown: str, span: Span) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, markdown), range_of(span))


FEATURES = (Feature(types.TEXT_DOCUMENT_HOVER, hover),)
