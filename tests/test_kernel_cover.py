"""Cover (``semantics.md``): each of its four clauses, and that none of them changes a level."""

from __future__ import annotations

import naive
from hypothesis import given
from hypothesis import strategies as st
from short import book, theory
from strategies import rulebooks

from lmrules.kernel import Theory, closure_at, covers, theory_of
from lmrules.model.model import Requirement, Rulebook

TOPICS = """
tema hele består av del-a, del-b
tema del-a omfatter bit
tema vid omfatter hele
tema dømt
tema annet
læringsmålsett A gyldig til 2025-01-01 mål 1 lav: annet
læringsmålsett B gyldig fra 2025-01-01 mål 2 lav: annet
overgang A til B fra 2025-01-01
skjønn S: del-a og annet dekker dømt
"""


def covered(of: Theory, held: str, wanted: str) -> bool:
    """Whether ``"topic level, …"`` covers ``"topic level"``."""

    def requirement(pair: str) -> Requirement:
        topic, level = pair.split()
        return Requirement(topic, level)

    return covers(of, [requirement(pair) for pair in held.split(",") if pair], requirement(wanted))


def test_a_topic_is_covered_by_itself_and_by_what_contains_it_at_the_level_or_above() -> None:
    """(a): some (t', l') held has t ⊑ t' and l ≤ l'."""
    t = theory(book(TOPICS))
    assert covered(t, "bit middels", "bit middels")
    assert covered(t, "bit høy", "bit middels")
    assert covered(t, "vid høy", "bit lav")  # through several parts
    assert not covered(t, "bit lav", "bit middels")
    assert not covered(t, "bit høy", "del-a høy")
    assert not covered(t, "bit høy", "annet lav")


def test_levels_that_no_path_joins_never_cover_each_other() -> None:
    """Incomparable levels do not cover each other; those joined by `=` do, both ways."""
    t = theory(book(TOPICS))
    assert not covered(t, "bit praksis", "bit høy")
    assert not covered(t, "bit høy", "bit praksis")
    assert covered(t, "bit praksis", "bit lav")  # transitively: lav < middels < praksis
    assert covered(t, "bit høy", "bit høyest")
    assert covered(t, "bit høyest", "bit høy")


def test_a_whole_is_covered_by_all_its_parts_at_one_level() -> None:
    """(b): t consists of s1…sn and every (si, l) is covered; one part is not enough, nor a lower level of one."""
    t = theory(book(TOPICS))
    assert covered(t, "del-a middels, del-b middels", "hele middels")
    assert covered(t, "del-a høy, del-b praksis", "hele middels")
    assert not covered(t, "del-a middels", "hele middels")
    assert not covered(t, "del-a middels, del-b lav", "hele middels")
    assert not covered(t, "del-a høy, del-b praksis", "hele høy")


def test_an_open_list_of_parts_is_never_the_whole() -> None:
    """A topic that `omfatter` its parts is not covered by them."""
    t = theory(book(TOPICS))
    assert not covered(t, "bit høy", "del-a høy")
    assert not covered(t, "hele høy", "vid høy")


def test_a_judgement_covers_its_topic_by_all_it_names_and_keeps_the_level() -> None:
    """(c): a judgement in force says that t is covered by u1…un, and every (ui, l) is covered."""
    t = theory(book(TOPICS))
    assert covered(t, "del-a middels, annet høy", "dømt middels")
    assert not covered(t, "del-a middels, annet høy", "dømt høy")
    assert not covered(t, "del-a middels", "dømt lav")
    assert not covered(t, "dømt høy", "annet lav")  # not the other way


def test_what_is_covered_covers_its_parts() -> None:
    """(d): whatever has been covered covers the parts of it, and so on."""
    t = theory(book(TOPICS + "skjønn S2: dømt dekker vid"))
    assert covered(t, "del-a lav, annet lav", "del-b lav")


def test_a_judgement_is_in_force_in_its_own_transition_only() -> None:
    """The judgement of one transition covers nothing in another."""
    of = book(
        TOPICS
        + "læringsmålsett C gyldig fra 2026-01-01 mål 3 lav: annet overgang B til C fra 2026-01-01 regel R: 2 ≥ 3"
    )
    first, second = (theory_of(of, transition) for transition in of.transitions)
    assert covered(first, "del-a lav, annet lav", "dømt lav")
    assert not covered(second, "del-a lav, annet lav", "dømt lav")


def test_content_alone_forgets_every_level() -> None:
    """In content alone a topic at any level covers the topic at any other."""
    content = theory(book(TOPICS)).content
    assert covered(content, "bit lav", "bit høy")
    assert covered(content, "del-a høy, del-b praksis", "hele høy")
    assert not covered(content, "del-a høy", "hele lav")


def test_an_objective_with_only_a_level_covers_no_other_without_a_judgement() -> None:
    """`nivå l` is a requirement on a topic of the objective's own name, which only a judgement relates to others."""
    of = book("""
læringsmålsett A gyldig til 2025-01-01 mål 1 nivå høy
læringsmålsett B gyldig fra 2025-01-01 mål 1 nivå lav mål 2 nivå høy mål 3 nivå praksis
overgang A til B fra 2025-01-01
skjønn S: A/1 dekker 2
skjønn S3: A/1 dekker 3
""")
    t = theory(of)
    assert covered(t, "A/1 høy", "B/2 høy")
    assert not covered(t, "A/1 høy", "B/1 lav")  # the same code in another set is another objective
    assert not covered(t, "A/1 høy", "B/3 praksis")  # complexity is never a matter of judgement
    assert covered(t, "A/1 høy", "B/3 middels")


@given(rulebooks(), st.data())
def test_cover_of_any_requirements_is_the_least_fixpoint(of: Rulebook, data: st.DataObject) -> None:
    """What any requirements cover, at every level, is the naive least fixpoint, with levels and without."""
    transition = of.transitions[0]
    meaning = naive.Meaning(of, transition.judgements)
    pairs = st.tuples(st.sampled_from(sorted(meaning.topics)), st.sampled_from(sorted(meaning.levels)))
    held = data.draw(st.lists(pairs, max_size=5))
    requirements = [Requirement(*pair) for pair in held]
    t = theory_of(of, transition)
    covers_now = meaning.cover(held)
    for level in meaning.levels:
        assert set(closure_at(t, requirements, level)) == {topic for topic, at in covers_now if at == level}
    bare = meaning.cover(meaning.content(held))
    assert set(closure_at(t.content, requirements, level)) == {topic for topic, _ in bare}


@given(rulebooks(), st.data())
def test_cover_is_monotone_idempotent_and_downward_closed(of: Rulebook, data: st.DataObject) -> None:
    """Holding more covers more; what is covered covers nothing new; a covered level covers all below it."""
    transition = of.transitions[0]
    meaning = naive.Meaning(of, transition.judgements)
    t = theory_of(of, transition)
    pairs = st.tuples(st.sampled_from(sorted(meaning.topics)), st.sampled_from(sorted(meaning.levels)))
    held = [Requirement(*pair) for pair in data.draw(st.lists(pairs, max_size=4))]
    more = [*held, Requirement(*data.draw(pairs))]

    def all_covered(requirements: list[Requirement]) -> set[Requirement]:
        return {Requirement(topic, l) for l in meaning.levels for topic in closure_at(t, requirements, l)}

    mine = all_covered(held)
    assert mine <= all_covered(more)
    assert all_covered(list(mine)) == mine
    for r in mine:
        assert all(
            Requirement(r.topic, low) in mine for low in meaning.levels if (low, r.level) in meaning.at_most
        )
