"""The pictures of what the rules mean (docs/explanation/semantics.md)."""

from __future__ import annotations

from pathlib import Path

from drawing import Picture

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "explanation" / "pictures"


def files() -> dict[Path, str]:
    """Every picture, as it is to be."""
    drawn = {
        "cover": cover(),
        "composition": composition(),
        "judgement": judgement(),
        "chain": chain(),
        "imaginary-person": imaginary_person(),
    }
    return {FOLDER / f"{name}.svg": picture.svg() for name, picture in drawn.items()}


def _levels(picture: Picture, low: int, high: int) -> None:
    """Two levels at the left edge, with the line between them and the arrow that says which is higher."""
    picture.words(150, high, "selvstendig", "right")
    picture.words(150, low, "under-supervisjon", "right")
    picture.arrow(166, low + 40, 166, high - 45)


def cover() -> Picture:
    """What an approval covers: its topic and the parts of it, at its level and below."""
    picture = Picture(
        "Cover over topics and levels",
        "An approval of PET/CT at selvstendig is a field that is as wide as PET/CT and as high as selvstendig. "
        "It covers 18F-FDG PET/CT under supervision, which lies inside it. It does not cover SPECT/CT, which "
        "lies beside it. An approval of SPECT/CT under supervision does not cover SPECT/CT at selvstendig, "
        "which lies above it.",
        760,
        330,
    )
    _levels(picture, 215, 95)
    picture.box(185, 45, 280, 220, "", "held")
    picture.words(325, 70, "approved: PET-CT, selvstendig", "strong")
    picture.box(205, 175, 110, 75, "FDG-PET-CT\nasked for", "asked")
    picture.words(260, 164, "covered", "yes")
    picture.box(485, 165, 250, 100, "", "held")
    picture.words(610, 238, "approved: SPECT-CT,")
    picture.words(610, 257, "under-supervisjon")
    picture.box(505, 60, 210, 75, "SPECT-CT, selvstendig\nasked for", "missing")
    picture.words(610, 153, "not covered: it lies above", "no")
    picture.line((185, 285), (735, 285))
    picture.words(325, 308, "PET-CT and its parts", "dim")
    picture.words(610, 308, "SPECT-CT", "dim")
    return picture


def composition() -> Picture:
    """`består av` against `omfatter`."""
    picture = Picture(
        "A whole that consists of its parts, and one that only includes them",
        "Left: hybrid består av SPECT-CT and PET-CT. Whoever has both at a level has hybrid at that level. "
        "Right: nyrer omfatter two parts, and there may be more to it. Whoever has both parts does not have "
        "the whole, but whoever has the whole has every part.",
        760,
        250,
    )
    picture.words(185, 28, "hybrid består av SPECT-CT, PET-CT", "code")
    picture.box(40, 150, 140, 50, "SPECT-CT", "held")
    picture.box(190, 150, 140, 50, "PET-CT", "held")
    picture.box(40, 55, 290, 50, "hybrid: the two, and nothing else", "asked")
    picture.arrow(110, 148, 110, 108)
    picture.arrow(260, 148, 260, 108)
    picture.words(185, 133, "follows", "yes")
    picture.words(185, 228, "both held at one level", "dim")
    picture.words(575, 28, "nyrer omfatter renografi, klaring", "code")
    picture.box(430, 150, 110, 50, "renografi", "held")
    picture.box(550, 150, 90, 50, "klaring", "held")
    picture.box(650, 150, 70, 50, "more?", "ghost")
    picture.box(430, 55, 290, 50, "nyrer: these, and perhaps more", "missing")
    picture.arrow(485, 148, 485, 108, barred=True)
    picture.arrow(595, 148, 595, 108, barred=True)
    picture.words(575, 228, "whoever has the whole, has every part", "dim")
    return picture


def judgement() -> Picture:
    """A judgement goes from topic to topic, and keeps the level."""
    picture = Picture(
        "A judgement moves between topics, never between levels",
        "An approval of strålehygiene under supervision demonstrates, by the judgement that strålehygiene "
        "dekker strålevern, strålevern under supervision. Nothing leads from there up to strålevern at "
        "selvstendig.",
        760,
        260,
    )
    _levels(picture, 195, 85)
    picture.box(200, 160, 200, 70, "strålehygiene\napproved", "held")
    picture.box(530, 160, 200, 70, "strålevern\ndemonstrated", "held")
    picture.arrow(404, 195, 526, 195)
    picture.words(465, 180, "skjønn S1", "code")
    picture.words(465, 218, "same level", "dim")
    picture.box(530, 40, 200, 70, "strålevern", "missing")
    picture.arrow(630, 156, 630, 114, barred=True)
    picture.words(518, 80, "complexity is no matter", "dim right")
    picture.words(518, 98, "of judgement", "dim right")
    return picture


def chain() -> Picture:
    """Three sets, two transitions: what the first grants counts in the second."""
    picture = Picture(
        "A chain of two transitions",
        "An approval in the set of 2019 is transferred to the set of 2021. What was granted counts as an "
        "approval of 2021 on the day of the first transition, and is transferred to the set of 2025. The "
        "proof of the last grant goes all the way back to the approval.",
        760,
        250,
    )
    for x, name in ((20, "NUK-2019"), (290, "NUK-2021"), (560, "NUK-2025")):
        picture.box(x, 45, 180, 150)
        picture.words(x + 90, 72, name, "strong")
    picture.box(40, 100, 140, 60, "approved\n12 May 2020", "held")
    picture.box(310, 100, 140, 60, "granted", "held")
    picture.box(580, 100, 140, 60, "granted", "asked")
    picture.arrow(184, 130, 306, 130)
    picture.arrow(454, 130, 576, 130)
    picture.words(245, 28, "a proved rule", "dim")
    picture.words(515, 28, "a proved rule", "dim")
    picture.words(380, 182, "counts as an approval", "dim")
    picture.line((650, 198), (650, 222), (110, 222))
    picture.arrow(110, 222, 110, 164)
    picture.words(380, 242, "the proof goes back to what was approved", "dim")
    return picture


def imaginary_person() -> Picture:
    """The exact check: somebody who holds everything but what demonstrates the requirement."""
    picture = Picture(
        "The imaginary person who decides whether a rule is sound",
        "The new objective asks for the topic t, and of the old objectives only A demonstrates it. Take away A, "
        "and let somebody hold all the rest. With the rule A eller B the rule is still met, by B alone: that "
        "person is the counterexample, and the rule is refused. With the rule A og B it is no longer met: "
        "nobody can be granted t without it, so the rule holds for everybody.",
        760,
        330,
    )
    picture.words(380, 28, "The new objective N asks for t. Of the old ones, only A demonstrates it.")
    for x, rule, met in ((20, "A eller B ≥ N", True), (400, "A og B ≥ N", False)):
        picture.box(x, 48, 340, 262)
        picture.words(x + 170, 78, f"regel R: {rule}", "code")
        picture.words(x + 170, 108, "the largest person who lacks t:", "dim")
        picture.box(x + 25, 122, 90, 56, "A\nhas t", "missing")
        picture.box(x + 125, 122, 90, 56, "B", "held")
        picture.box(x + 225, 122, 90, 56, "all others", "held")
        picture.words(x + 70, 200, "taken away", "dim")
        picture.words(x + 220, 200, "held", "dim")
        picture.words(x + 170, 236, f"the rule is {'still' if met else 'not'} met", "no" if met else "yes")
        told = ("without t, and yet granted:", "refused, with B as counterexample") if met else (
            "nobody gets N without t:", "it holds for everybody")  # fmt: skip
        picture.words(x + 170, 264, told[0])
        picture.words(x + 170, 286, told[1], "strong")
    return picture
