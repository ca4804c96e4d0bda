"""What the editor offers to do: the fixes of diagnostics, and rules that nobody wrote but that are sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs
from lsprotocol import types

from lmrules.diagnostics import Diagnostic, Fix
from lmrules.diagnostics.fixing import chosen
from lmrules.diagnostics.report import Finding
from lmrules.exports.suggest_text import SuggestionWriter
from lmrules.lsp import words as say
from lmrules.lsp.diagnostics import findings, to_protocol
from lmrules.lsp.feature import Feature
from lmrules.lsp.outline import parts_of
from lmrules.lsp.places import in_range, position, text_edit
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.lsp.settings import settings_for
from lmrules.lsp.view import Looking
from lmrules.model.model import AllOf, ObjectiveId, Transition
from lmrules.model.writing import write_code, write_expression
from lmrules.resources import real
from lmrules.source import Source, Span
from lmrules.suggest import SoundRule, Suggestion, suggest
from lmrules.syntax import ast

_MOST_SUGGESTED = 3
_INDENT = "    "
_LINE_END = re.compile(r"\r\n|\r|\n")
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.lmrules"


def actions(open_: Rulebooks, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the range: fixes first, then suggestions, then all safe fixes of the file."""
    looking = open_.looking(params.text_document.uri, params.range.start)
    if looking is None:
        return []
    offers = _Offers(open_, looking, params.range)
    wanted = [_kind(kind) for kind in params.context.only or ()]
    found: list[types.CodeAction] = []
    if _asked(types.CodeActionKind.QuickFix.value, wanted):
        found += offers.fixes()
        found += offers.suggestions()
    if _asked(FIX_ALL, wanted):
        found += offers.fix_all()
    return found


def _kind(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _asked(kind: str, wanted: list[str]) -> bool:
    """Whether a kind of action is asked for: itself, or one that it is part of."""
    return not wanted or any(kind == each or kind.startswith(f"{each}.") for each in wanted)


@attrs.frozen
class _Offers:
    open_: Rulebooks
    looking: Looking
    where: types.Range

    @property
    def found(self) -> list[Finding]:
        """What is shown of this file."""
        view = self.looking.view
        if view.checked is None:
            return []
        mine = real(self.looking.source.name)
        settings = settings_for(view.root, self.open_.lang)
        return [finding for path, finding in findings(view, view.checked, settings) if path == mine]

    def edit(self, fixes: Iterable[Fix]) -> types.WorkspaceEdit:
        """The edits of fixes, in all files that they are about."""
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in (edit for fix in fixes for edit in fix.edits):
            uri = self.open_.buffers.uri(Path(edit.span.source.name))
            changes.setdefault(uri, []).append(text_edit(edit))
        return types.WorkspaceEdit(changes=changes)

    # ------------------------------------------------------------------- fixes

    def fixes(self) -> Iterator[types.CodeAction]:
        """Each fix of each diagnostic in the range; a safe one is preferred."""
        for finding in self.found:
            if in_range(finding.diagnostic.span, self.where):
                for fix in finding.diagnostic.fixes:
                    yield types.CodeAction(
                        title=_capital(fix.message(finding.lang)),
                        kind=types.CodeActionKind.QuickFix,
                        diagnostics=[to_protocol(finding, self.open_.buffers.uri)],
                        is_preferred=fix.safe and len(finding.diagnostic.fixes) == 1,
                        edit=self.edit([fix]),
                    )

    def fix_all(self) -> Iterator[types.CodeAction]:
        """All safe fixes of the file that can be carried out together."""
        safe = chosen((finding.diagnostic for finding in self.found), unsafe=False)
        if safe:
            title = say.FIX_ALL.fill(self.looking.lang)
            yield types.CodeAction(title=title, kind=FIX_ALL, edit=self.edit(safe))

    # ------------------------------------------------------------------- suggestions

    def suggestions(self) -> Iterator[types.CodeAction]:
        """Rules that content and levels prove, for the new objectives that the range is about."""
        for suggestion in self.suggested():
            for rule in suggestion.sound:
                place = self.end_of(suggestion.transition)
                if place is not None:
                    yield self.suggestion(suggestion, rule, place)

    def suggested(self) -> tuple[Suggestion, ...]:
        about = {d for finding in self.found for d in self.about(finding.diagnostic)}
        for name in self.looking.names:
            identity = name.objective
            if identity is not None and name.declares:
                about.add(identity)
        # Nothing can be proved of a rulebook with errors.
        if not about or self.looking.view.checked is None or self.looking.view.checked.errors:
            return ()
        return suggest(self.looking.view.book, objectives=about, most=_MOST_SUGGESTED)

    def about(self, diagnostic: Diagnostic) -> Iterator[ObjectiveId]:
        """The objective that a diagnostic in the range says lacks a rule."""
        said = diagnostic.data.get("objective")
        if (
            in_range(diagnostic.span, self.where)
            and diagnostic.code.id.startswith("LM4")
            and isinstance(said, str)
        ):
            yield from (o for o in self.looking.view.book.objective if str(o) == said)

    def suggestion(
        self, suggestion: Suggestion, rule: SoundRule, place: tuple[Source, int]
    ) -> types.CodeAction:
        """The rule written at the end of its transition."""
        source, at = place
        book = self.looking.view.book
        writer = SuggestionWriter(book, suggestion.transition, self.looking.lang)
        lines = list(writer.whole_rule(suggestion, rule))
        line_end = (_LINE_END.findall(source.text) or ["\n"])[0]
        text = "".join(f"{line_end}{_INDENT}{line}" for line in lines)
        olds = rule.old[0] if len(rule.old) == 1 else AllOf(rule.old)
        shown = f"{write_expression(olds, book.keywords)} ≥ {write_code(suggestion.objective)}"
        title = say.WRITE_RULE.fill(self.looking.lang, {"rule": shown})
        if lines[0].startswith("#"):
            title = say.AGAINST.fill(self.looking.lang, {"write": title})
        there = position(source, at)
        uri = self.open_.buffers.uri(Path(source.name))
        insert = types.TextEdit(types.Range(there, there), f"{line_end}{text}")
        return types.CodeAction(
            title=title,
            kind=types.CodeActionKind.QuickFix,
            edit=types.WorkspaceEdit(changes={uri: [insert]}),
        )

    def end_of(self, transition: Transition) -> tuple[Source, int] | None:
        """Where a statement can be added to a transition: at the end of it in this file, else in the last."""
        spans = [
            part.span
            for file in self.looking.view.read.files
            for part in parts_of(file)
            if isinstance(part.statement, ast.Transition)
            and (part.statement.old.text, part.statement.new.text) == (transition.old, transition.new)
        ]
        here = [span for span in spans if span.source is self.looking.source]
        return _behind((here or spans)[-1]) if spans else None


def _behind(span: Span) -> tuple[Source, int]:
    """The end of the line that ``span`` ends on, where nothing but a comment follows on it."""
    text = span.source.text
    end = _LINE_END.search(text, span.end)
    line_end = end.start() if end else len(text)
    rest = text[span.end : line_end].strip()
    return span.source, line_end if not rest or rest.startswith("#") else span.end


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


FEATURES = (
    Feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        actions,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL]),
        checked=True,
    ),
)
