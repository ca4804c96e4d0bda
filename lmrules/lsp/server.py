"""The language server itself: what is open, what has changed, and who answers."""

from __future__ import annotations

import importlib
import logging
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

import lmrules.lsp as features
from lmrules.lsp import words as say
from lmrules.lsp.buffers import Buffer, path_of
from lmrules.lsp.checking import Checking
from lmrules.lsp.feature import Feature, Refused
from lmrules.lsp.rulebooks import Rulebooks
from lmrules.messages import LANGUAGES, Language
from lmrules.resources import real
from lmrules.syntax.parse import grammar

_REQUEST_FAILED = -32803
_OURS = Path(features.__file__).parent.parent


class Protocol(LanguageServerProtocol):
    """The protocol of pygls, with our own texts and with positions in UTF-16 alone."""

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Every editor knows UTF-16, so nothing else is negotiated."""
        if params.capabilities.general is not None:
            params.capabilities.general.position_encodings = None
        return (yield from super().lsp_initialize(params))

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Generator[Any, Any, None]:
        """The texts are ours (``buffers.py``): a second copy would end lines elsewhere, and cost time."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """A language server for rule files, over stdin and stdout."""

    def __init__(self, lang: Language | None = None) -> None:
        super().__init__("lmrules", version("lmrules"), protocol_cls=Protocol)
        self.rulebooks = Rulebooks(lang)
        self.took_leave = False
        self.checking = Checking(self.rulebooks, self.text_document_publish_diagnostics, self._warn)
        for feature in all_features():
            self.feature(feature.method, feature.options)(self._answering(feature))
        for method, handler in self._notifications().items():
            self.feature(method)(self._heeding(handler))

    def report_server_error(self, error: Exception, source: object) -> None:
        """What goes wrong with us is said in two lines, without values: they may be anything."""
        del source
        if not isinstance(error, JsonRpcException):
            self._tell(error)

    def _warn(self, message: str) -> None:
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    # ------------------------------------------------------------------- requests

    def _answering(self, feature: Feature) -> Callable[[Any], Any]:
        """What pygls calls for a request."""

        def answer(params: Any) -> Any:
            try:
                return feature.answer(self.rulebooks, params)
            except Refused as refused:
                raise JsonRpcException(str(refused), _REQUEST_FAILED) from None
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the editor's session
                raise JsonRpcException(self._tell(error), JsonRpcInternalError.CODE) from None

        async def answer_when_checked(params: Any) -> Any:
            await self.checking.settled()
            return answer(params)

        return answer_when_checked if feature.checked else answer

    def _heeding(self, handler: Callable[[Any], None]) -> Callable[[Any], None]:
        """What pygls calls for a notification: a function, and one that never fails."""

        def heed(params: Any) -> None:
            try:
                handler(params)
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the editor's session
                self._tell(error)

        return heed

    def _tell(self, error: Exception) -> str:
        """Say what went wrong with us: the kind of error and the place in our code, and no value whatever."""
        frames = [
            f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(_OURS)
        ]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        fields = {"what": type(error).__name__, "where": where}
        told = say.OWN_FAULT.fill(self.rulebooks.lang or "nb", fields)
        print(f"lmrules: {told}", file=sys.stderr)  # noqa: T201 - stdout is the protocol's
        return told

    # ------------------------------------------------------------------- what changes

    def _notifications(self) -> dict[str, Callable[[Any], None]]:
        return {
            types.INITIALIZE: self._initialize,
            types.INITIALIZED: self._initialized,
            types.TEXT_DOCUMENT_DID_OPEN: self._opened,
            types.TEXT_DOCUMENT_DID_CHANGE: self._changed,
            types.TEXT_DOCUMENT_DID_CLOSE: self._closed,
            types.TEXT_DOCUMENT_DID_SAVE: self._on_disk,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self._on_disk,
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: self._folders,
            types.SHUTDOWN: self._shutdown,
        }

    def _initialize(self, params: types.InitializeParams) -> None:
        wanted = params.initialization_options
        lang = wanted.get("lang") if isinstance(wanted, dict) else None
        if self.rulebooks.lang is None:
            self.rulebooks.lang = next((known for known in LANGUAGES if known == lang), None)
        roots = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
        self.rulebooks.folders = tuple(real(path_of(uri)) for uri in roots if uri)

    def _initialized(self, params: types.InitializedParams) -> None:
        del params
        grammar()  # now, and not at the first key
        workspace = self.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching is not None and watching.dynamic_registration:
            patterns = ("**/*.rules", "**/lmrules.toml", "**/pyproject.toml")
            watchers = [types.FileSystemWatcher(pattern) for pattern in patterns]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("watched", method, options)
            self.client_register_capability(types.RegistrationParams([registration]))

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        self.rulebooks.buffers.put(Buffer(document.uri, document.version, document.text))
        self._on_disk(params)

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        self.rulebooks.buffers.change(document.uri, document.version, params.content_changes)
        self.rulebooks.text_changed()
        self.checking.soon()

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        self.rulebooks.buffers.close(params.text_document.uri)
        self._on_disk(params)

    def _on_disk(self, params: object) -> None:
        del params
        self.rulebooks.files_changed()
        self.checking.soon()

    def _folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        left = {real(path_of(folder.uri)) for folder in params.event.removed}
        added = [real(path_of(folder.uri)) for folder in params.event.added]
        self.rulebooks.folders = (*(f for f in self.rulebooks.folders if f not in left), *added)
        self._on_disk(params)

    def _shutdown(self, params: object) -> None:
        del params
        self.took_leave = True
        self.checking.close()


def all_features() -> Iterator[Feature]:
    """The features of every file in this folder that has some."""
    for module in pkgutil.iter_modules(features.__path__):
        if module.name != "server":
            yield from getattr(importlib.import_module(f"{features.__name__}.{module.name}"), "FEATURES", ())


def serve(lang: Language | None = None) -> bool:
    """Answer over stdin and stdout until the editor says that it is enough; whether it took its leave."""
    # What pygls logs are whole messages, with all that stands in them.
    logging.getLogger("pygls").addHandler(logging.NullHandler())
    logging.getLogger("pygls").propagate = False
    server = Server(lang)
    # A copy, which pygls may close; whatever else is printed must not come between two messages.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out, redirect_stdout(sys.stderr):
        server.start_io(stdout=out)
    return server.took_leave
