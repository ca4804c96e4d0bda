"""Give something another name, in every file, and only where the rulebook then means the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types

from lmrules.diagnostics import Diagnostic, Edit, Fix
from lmrules.diagnostics.fixing import fixed
from lmrules.lsp import words as say
from lmrules.lsp.feature import Feature, Refused
from lmrules.lsp.occurrences import Occurrence
from lmrules.lsp.places import range_of, text_edit
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.lsp.view import Looking, View
from lmrules.messages import Text, visible
from lmrules.resources import real
from lmrules.source import Span, nfc
from lmrules.syntax.limits import DEFAULT_LIMITS
from lmrules.syntax.writing import write_name

_NOTHING = Text("", "", "")


def prepare(open_: Rulebooks, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """The name that would be changed; :class:`Refused` where there is none, or it cannot be."""
    looking = open_.looking(params.text_document.uri, params.position)
    if looking is None:
        return None
    name = _the_one(looking)
    return types.PrepareRenamePlaceholder(range_of(name.span), name.name)


def rename(open_: Rulebooks, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The edits that give it the new name; :class:`Refused` where that would be a mistake."""
    looking = open_.looking(params.text_document.uri, params.position)
    if looking is None:
        return None
    name = _the_one(looking)
    new = _checked(nfc(params.new_name.strip()).removeprefix("'").removesuffix("'"), name, looking)
    edits: dict[tuple[str, int], Edit] = {}
    for view in open_.of(real(looking.source.name)):
        mine = [Edit(o.span, write_name(new)) for o in view.names.same(name)]
        _refuse_mistakes(open_, view, looking, new, mine)
        edits |= {(e.span.source.name, e.span.start): e for e in mine}
    changes: dict[str, list[types.TextEdit]] = {}
    for (file, _), edit in sorted(edits.items()):
        changes.setdefault(open_.buffers.uri(Path(file)), []).append(text_edit(edit))
    return types.WorkspaceEdit(changes=changes)


def _the_one(looking: Looking) -> Occurrence:
    """What stands there, if it can be renamed: one thing, that is declared, and written out everywhere."""
    names = looking.names
    if (
        not names
        or not looking.view.names.declared(names[0])
        or (names[0].kind, names[0].key[0]) == ("objective", "")
    ):
        raise Refused(say.NO_NAME_HERE, looking.lang)
    for other in looking.view.names.same(names[0]):
        text = say.IN_RUN if other.run else say.IN_BOTH if other.both else None
        if text is not None:
            raise Refused(text, looking.lang, name=names[0].name, **_at(other.span))
    return names[0]


def _at(span: Span) -> dict[str, object]:
    return {"file": Path(span.source.name).name, "line": span.begin.line}


def _checked(new: str, name: Occurrence, looking: Looking) -> str:
    """``new`` where it can be a name that nothing of the same kind bears."""
    most = DEFAULT_LIMITS.name_characters
    plain = new == visible(new) and "'" not in new and '"' not in new
    if not 0 < len(new) <= most or not plain or (name.kind != "rule" and "/" in new):
        raise Refused(say.NOT_A_NAME, looking.lang, name=new, most=most)
    if new != name.name and (name.kind, (*name.key[:-1], new)) in looking.view.names.of:
        raise Refused(say.TAKEN, looking.lang, name=new)
    return new


def _refuse_mistakes(open_: Rulebooks, view: View, looking: Looking, new: str, edits: Iterable[Edit]) -> None:
    """:class:`Refused` where the rulebook, so changed, has a mistake that it does not have now."""
    texts = open_.buffers.texts
    texts |= {real(source.name): text for source, text in fixed([Fix(_NOTHING, tuple(edits))])}
    changed = open_.as_if(view.root, texts)
    before = {(d.code.id, _line(d)) for d in view.wrong}
    for mistake in changed.wrong if changed else ():
        if mistake.severity == "error" and (mistake.code.id, _line(mistake)) not in before:
            message = mistake.message(looking.lang)
            raise Refused(say.NEW_MISTAKE, looking.lang, name=new, message=message, **_at(mistake.span))


def _line(diagnostic: Diagnostic) -> tuple[str, int]:
    return diagnostic.span.source.name, diagnostic.span.begin.line


FEATURES = (
    Feature(types.TEXT_DOCUMENT_PREPARE_RENAME, prepare),
    Feature(types.TEXT_DOCUMENT_RENAME, rename, types.RenameOptions(prepare_provider=True)),
)
