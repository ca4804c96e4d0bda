"""Allowing a diagnostic where it stands: ``# lmrules: tillat LM404 fordi …`` (``diagnostics.md``).

At the end of a line it applies to the statement on that line; on a line of its own, to the statement it
stands in, else to the next one; before the first statement and parted from it by a blank line, to the whole
file. It needs a reason, hides nothing below LM400, and is itself reported where it hides nothing.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence

import attrs

from lmrules.diagnostics import Code, Diagnostic, Edit, Fix
from lmrules.diagnostics import codes_suppression as own
from lmrules.messages import Text, Words
from lmrules.source import Span
from lmrules.syntax import ast
from lmrules.syntax.spelling import nearest

_ADDRESSED = re.compile(r"#+\s*lmrules\s*:\s*(.*)")
_DIRECTIVE = re.compile(r"(?:tillat|allow)\s+(?P<codes>[^\s,]+(?:\s*,\s*[^\s,]+)*)(?P<rest>.*)")
_REASON = re.compile(r"\s+(?:fordi|because)\s+\S.*")
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")
_OWN = frozenset({own.WITHOUT_REASON.id, own.UNUSED.id, own.NOT_POSSIBLE.id, own.UNREADABLE.id})

_WHOLE_FILE = Text("hele filen", "heile fila", "the whole file")
_ONE_STATEMENT = Text("én setning", "éi setning", "one statement")
_NOTHING = Text(
    "ingenting, for ingen setning følger", "ingenting, for inga setning følgjer", "nothing, as none follows"
)
_NO_DIRECTIVE = Text(
    "den begynner ikke med `tillat`", "han byrjar ikkje med `tillat`", "it does not begin with `allow`"
)
_UNKNOWN = Text("koden `{code}` finnes ikke", "koden `{code}` finst ikkje", "there is no code `{code}`")
_FORM = Text(
    "skriv `# lmrules: tillat LM404 fordi …`",
    "skriv `# lmrules: tillat LM404 fordi …`",
    "write `# lmrules: allow LM404 because …`",
)
_DID_YOU_MEAN = Text("mente du {words}?", "meinte du {words}?", "did you mean {words}?")
_SEE_CODES = Text(
    "`lmrules explain` viser alle kodene",
    "`lmrules explain` viser alle kodane",
    "`lmrules explain` lists all codes",
)
_REMOVE = Text("fjern tillatelsen", "fjern løyvet", "remove it")


@attrs.frozen
class _Allowed:
    """One code allowed by one comment: where its name stands, and the part of the file it applies to."""

    code: Code
    comment: ast.Comment
    named: Span
    alone: bool
    start: int
    end: int
    scope: Text

    def hides(self, diagnostic: Diagnostic) -> bool:
        return diagnostic.code.id == self.code.id and self.start <= diagnostic.span.start <= self.end


def apply_suppressions(
    files: Sequence[ast.File],
    diagnostics: Iterable[Diagnostic],
    codes: Collection[Code],
    ran: Collection[Code] | None = None,
) -> list[Diagnostic]:
    """``diagnostics`` without those that a comment allows, and with what is wrong with such comments.

    ``codes`` are all there are; ``ran`` those that could have been found (default: all that ``check`` finds,
    so not the LM7xx of ``test``), because only an allowance of one of them can be said to be unused. Nothing
    is called unused while there are errors, for a mistake in one place keeps others from being seen.
    """
    kept = list(diagnostics)
    in_force = {code.id for code in (codes if ran is None else ran) if ran or not code.id.startswith("LM7")}
    broken = any(d.severity == "error" for d in kept)
    for file in files:
        if any("lmrules" in comment.text for comment in file.comments):
            found: list[Diagnostic] = []
            allowed = list(_allowances(file, codes, found))
            used: set[_Allowed] = set()
            by_place = _ByPlace(allowed)
            kept = [d for d in kept if not _hidden(d, file, by_place, used)]
            unused = (a for a in allowed if a not in used and a.code.id in in_force and not broken)
            kept += [*found, *(_unused(a) for a in unused)]
    return kept


class _ByPlace:
    """Allowances of one file, found by code and place: there may be one in every statement."""

    def __init__(self, allowed: Iterable[_Allowed]) -> None:
        self._of: dict[str, dict[tuple[int, int], list[_Allowed]]] = {}
        for each in allowed:
            self._of.setdefault(each.code.id, {}).setdefault((each.start, each.end), []).append(each)
        # An allowance reaches over one statement or the whole file, so at most two of these parts meet.
        self._starts = {code: sorted(parts) for code, parts in self._of.items()}

    def hiding(self, diagnostic: Diagnostic) -> list[_Allowed]:
        """Those that hide ``diagnostic``."""
        parts = self._of.get(diagnostic.code.id)
        if parts is None:
            return []
        starts = self._starts[diagnostic.code.id]
        last = bisect_right(starts, (diagnostic.span.start, sys.maxsize))
        near = {*starts[max(0, last - 2) : last], *starts[:2]}
        return [a for part in sorted(near) for a in parts[part] if a.hides(diagnostic)]


def _hidden(diagnostic: Diagnostic, file: ast.File, allowed: _ByPlace, used: set[_Allowed]) -> bool:
    """Whether ``diagnostic`` is allowed in ``file``; every allowance that says so counts as used."""
    if diagnostic.span.source is not file.span.source:
        return False
    hiding = allowed.hiding(diagnostic)
    used.update(hiding)
    return bool(hiding)


def _allowances(file: ast.File, codes: Collection[Code], found: list[Diagnostic]) -> Iterator[_Allowed]:
    """What the comments of ``file`` allow; what is wrong with them is added to ``found``."""
    starts = [statement.span.start for statement in file.statements]
    by_name = {key: code for code in codes for key in (code.id, code.name)}
    for comment in file.comments:
        addressed = _ADDRESSED.fullmatch(comment.text)
        if addressed is None:
            continue
        directive = _DIRECTIVE.fullmatch(addressed.group(1))
        if directive is None:
            found.append(own.UNREADABLE.at(comment.span, why=_NO_DIRECTIVE, hint=_FORM))
            continue
        listed = directive.group("codes")
        if not _REASON.fullmatch(directive.group("rest")):
            shown = addressed.group(1).strip()
            found.append(own.WITHOUT_REASON.at(comment.span, directive=shown, codes=listed))
            continue
        start, end, scope = _reach(file, starts, comment)
        offset = comment.span.start + addressed.start(1) + directive.start("codes")
        names = list(re.finditer(r"[^\s,]+", listed))
        for name in names:
            named = Span(comment.span.source, offset + name.start(), offset + name.end())
            code = by_name.get(name.group())
            if code is None:
                found.append(_unknown(named, (key for key, known in by_name.items() if _possible(known))))
            elif not _possible(code):
                found.append(own.NOT_POSSIBLE.at(named, code=name.group()))
            else:
                yield _Allowed(code, comment, named, len(names) == 1, start, end, scope)


def _possible(code: Code) -> bool:
    return code.suppressible and code.id not in _OWN


def _unknown(named: Span, known: Iterable[str]) -> Diagnostic:
    close = nearest(named.text, known)
    mean = Words(tuple(close), "or")
    hint = (
        Text(*(_DID_YOU_MEAN.fill(lang, {"words": mean}) for lang in ("nb", "nn", "en")))
        if close
        else _SEE_CODES
    )
    why = Text(*(_UNKNOWN.fill(lang, {"code": named.text}) for lang in ("nb", "nn", "en")))
    return own.UNREADABLE.at(named, why=why, hint=hint)


def belongs_to(file: ast.File, starts: Sequence[int], comment: ast.Comment) -> int | None:
    """Which statement ``comment`` belongs to, by its index; None: the whole file; one too many: none.

    ``starts`` are the offsets at which the statements of ``file`` begin.
    """
    text = file.span.source.text
    before = bisect_right(starts, comment.span.start) - 1
    line = text[_line_start(text, comment.span.start) : comment.span.start]
    if before >= 0:
        if line.strip() or comment.span.end <= file.statements[before].span.end:
            return before
    elif not starts or _BLANK_LINE.search(text, comment.span.end, starts[0]):
        return None
    return before + 1


def _reach(file: ast.File, starts: list[int], comment: ast.Comment) -> tuple[int, int, Text]:
    """The offsets that ``comment`` applies to, first and last, and the same in words."""
    index = belongs_to(file, starts, comment)
    text = file.span.source.text
    if index is None:
        return 0, len(text), _WHOLE_FILE
    if index < len(starts):
        statement = file.statements[index].span
        return statement.start, statement.end, _ONE_STATEMENT
    return len(text) + 1, len(text), _NOTHING


def _line_start(text: str, at: int) -> int:
    """Where the line that ``at`` is on begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _unused(allowed: _Allowed) -> Diagnostic:
    """The diagnostic for an allowance that hides nothing; its safe fix takes it away."""
    return own.UNUSED.at(
        allowed.named,
        code=allowed.named.text,
        scope=allowed.scope,
        fixes=[Fix(_REMOVE, (Edit(_to_remove(allowed), ""),), safe=True)],
    )


def _to_remove(allowed: _Allowed) -> Span:
    """The comment with what it leaves empty, or one name of a list with its comma."""
    span = allowed.named if not allowed.alone else allowed.comment.span
    text = span.source.text
    start, end = span.start, span.end
    if not allowed.alone:
        after = re.compile(r"\s*,\s*").match(text, end)
        if after:
            return Span(span.source, start, after.end())
        line = _line_start(text, start)
        before = text[line:start].rstrip()
        if before.endswith(","):
            start = line + len(before[:-1].rstrip())
        return Span(span.source, start, end)
    line = _line_start(text, start)
    start = line + len(text[line:start].rstrip())
    if start == 0 or text[start - 1] in "\r\n":
        line_end = re.compile(r"\r\n|\r|\n").match(text, end)
        end = line_end.end() if line_end else end
    return Span(span.source, start, end)
