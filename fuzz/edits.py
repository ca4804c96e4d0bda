"""Nearly valid input: one to three edits from a hostile alphabet (``practice.md``, Judges).

Blind fuzzing passed by a planted fault that this finds at once: what breaks a reader is seldom noise, and
often a good file with one thing wrong in it. Used by the fuzzer as its mutator, and by the tests as it is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

HOSTILE: Sequence[bytes] = (
    *(
        c.encode()
        for c in [
            "\x00",
            "\x1b[31m",
            "\r",
            "\x85",
            "\u2028",
            "\u200b",
            "\u202e",
            "\u2066",
            "\ufeff",
            "́",
            "\xad",
            "а",
            "＝",
            "Å",
            "Å",
            "²",
            "٣",
            "ﬁ",
            "İ",
            "ß",
            "ſ",
            "😀",
            "'",
            '"',
            "\\",
            '\\"',
            '""',
            "''",
            "#",
            "(",
            ")",
            ",",
            ";",
            ":",
            "/",
            "..",
            "-",
            ".",
            "<",
            ">",
            "=",
            "≥",
            "≤",
            "~",
            "≠",
            "!=",
            ">=",
            "%0A",
            "::",
            "]]>",
            "&lt;",
            "<script>",
            "<!--",
            "{{",
            "`",
            "|",
            "=1+1",
            "@x",
            "+1",
            "-1",
            "';",
            "DROP",
            "TABLE",
            "x;",
            "--",
            "${x}",
            "{0}",
            "%s",
            "0001-01-01",
            "9999-12-31",
            "0000-00-00",
            "2023-02-29",
            "2024-02-30",
            "2023-02-01T10:00:00+01:00",
            "1E5",
            "007",
            "-0",
            "1_000",
            "99999999999999999999999",
            "-9223372036854775809",
            "NaN",
            "Infinity",
            "null",
            "true",
            "[]",
            "{}",
            "[[[[",
            '{"a":',
            "\\ud800",
            "\\u0000",
        ]
    ),
    *(
        word.encode()
        for word in [
            "regelverk",
            "bruk",
            "skala",
            "tema",
            "omfatter",
            "består",
            "av",
            "læringsmålsett",
            "gyldig",
            "fra",
            "til",
            "mål",
            "nivå",
            "overgang",
            "regel",
            "utkast",
            "og",
            "eller",
            "minst",
            "tilsvarer",
            "dekker",
            "dekkes",
            "overlapper",
            "uten",
            "i",
            "innhold",
            "kompleksitet",
            "skjønn",
            "alle",
            "videreført",
            "unntatt",
            "påbegynt",
            "før",
            "fullfører",
            "utgår",
            "nytt",
            "aldri",
            "eksempel",
            "gitt",
            "ingenting",
            "så",
            "bare",
            "kilde",
            "fordi",
            "rulebook",
            "use",
            "topic",
            "includes",
            "objective",
            "rule",
            "draft",
            "and",
            "or",
            "at",
            "least",
            "of",
            "covers",
            "never",
            "example",
            "lis",
            "læringsmål",
            "godkjent",
            "sett",
            "status",
            "påbegynt",
            "id",
            "person",
            "objective",
            "approved",
            "set",
            "started",
            "approvals",
        ]
    ),
    b" ",
    b"\n",
    b"\t",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
)
_WORD = re.compile(rb"[\w\x80-\xff]+|[^\w\s]|\s+")
Edit = Callable[[random.Random, bytes], bytes]


def _span(rng: random.Random, data: bytes) -> tuple[int, int]:
    """Where a word of ``data`` begins and ends."""
    words = [m.span() for m in _WORD.finditer(data)]
    return rng.choice(words) if words else (0, 0)


def _insert(rng: random.Random, data: bytes) -> bytes:
    at = rng.choice((*_span(rng, data), rng.randint(0, len(data))))
    return data[:at] + rng.choice(HOSTILE) * rng.choice((1, 1, 1, 2, 60)) + data[at:]


def _replace(rng: random.Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + rng.choice(HOSTILE) + data[end:]


def _drop(rng: random.Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + data[end:]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + data[start:end] * rng.choice((2, 3, 120)) + data[end:]


def _swap(rng: random.Random, data: bytes) -> bytes:
    one, other = sorted((_span(rng, data), _span(rng, data)))
    if one[1] > other[0]:
        return data
    between = data[one[1] : other[0]]
    return data[: one[0]] + data[slice(*other)] + between + data[slice(*one)] + data[other[1] :]


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.choice((_span(rng, data)[1], rng.randint(0, len(data))))]


def _line(rng: random.Random, data: bytes) -> bytes:
    """One line again somewhere else, or gone."""
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    line = rng.choice(lines)
    if rng.random() < 0.5:  # noqa: PLR2004 - as often as not
        lines.remove(line)
    else:
        lines.insert(rng.randint(0, len(lines)), line)
    return b"".join(lines)


_EDITS: Sequence[Edit] = (_insert, _insert, _replace, _replace, _drop, _repeat, _swap, _cut, _line)


def edited(data: bytes, seed: int) -> bytes:
    """``data`` with one to three edits, the same ones for the same ``seed``."""
    rng = random.Random(seed)  # noqa: S311 - chance, and no secret
    for _ in range(rng.randint(1, 3)):
        data = rng.choice(_EDITS)(rng, data)
    return data


def mutations(seeds: Sequence[bytes], count: int) -> list[bytes]:
    """``count`` edited inputs, each from one of ``seeds`` in turn; the same on every run."""
    chosen = [seeds[n % len(seeds)] for n in range(count)]
    return [edited(data, n) for n, (data, _) in enumerate(pairwise((*chosen, b"")))]
