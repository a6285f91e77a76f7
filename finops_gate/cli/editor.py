"""What app/editor says of open documents, over the Language Server Protocol.

Imports the protocol's library, which takes as long as several whole runs; only `finops-gate lsp` imports this.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from finops_gate import __version__
from finops_gate.app.confined import repository
from finops_gate.app.editor import saying
from finops_gate.app.editor.text import Position, Span, Text
from finops_gate.app.editor.workspace import Opened, Workspace
from finops_gate.base.errors import GateError, UsageError
from finops_gate.base.text import clean
from finops_gate.model.policy import Outcome

PAUSE = 0.3
"""Seconds without a keystroke after which a document is read wholly and its change is judged."""
EXPLAIN, OPEN = "finops-gate.explain", "finops-gate.open"
_SEVERITY = {
    Outcome.WARN: types.DiagnosticSeverity.Information,
    Outcome.REQUIRE_APPROVAL: types.DiagnosticSeverity.Warning,
    Outcome.BLOCK: types.DiagnosticSeverity.Error,
}


class Document:
    """One document that the editor has open."""

    def __init__(self, uri: str, workspace: Workspace, path: str, text: Text, version: int) -> None:
        self.uri, self.workspace, self.path, self.text, self.version = uri, workspace, path, text, version
        self.opened: Opened | None = None
        self.waiting: asyncio.Task[None] | None = None

    def now(self) -> Opened | None:
        """What is known of the text as it is now; None before it was read for the first time."""
        if self.opened is not None:
            self.workspace.at_once(self.opened, self.text.encoded)
        return self.opened


class Session:
    """One editor: its folders, the repositories in them and the documents that are open."""

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self.folders: tuple[str, ...] = ()
        self.workspaces: dict[str, Workspace] = {}
        self.documents: dict[str, Document] = {}
        self.hints = True
        self.pause = PAUSE
        self.beside = ThreadPoolExecutor(1, "reading")
        """Everything that asks git runs here, one after the other."""

    def configure(self, settings: Any) -> None:
        """`{"finops-gate": {"inlayHints": true, "pause": 300}}`, or what is inside; anything else changes nothing."""
        inner = settings.get("finops-gate", settings) if isinstance(settings, dict) else {}
        if not isinstance(inner, dict):
            return
        if isinstance(inner.get("inlayHints"), bool):
            self.hints = inner["inlayHints"]
        pause = inner.get("pause")
        if isinstance(pause, int) and not isinstance(pause, bool) and 0 <= pause <= 60_000:
            self.pause = pause / 1000

    async def open(self, uri: str, text: str, version: int) -> None:
        """Begins with a document; one outside of the open folders, or of any repository, is left alone."""
        path = path_of(uri)
        if path is None:
            return
        loop = asyncio.get_running_loop()
        try:
            real = os.path.realpath(path)
            root = repository(os.path.dirname(real), self.folders)
            if root not in self.workspaces:
                self.workspaces[root] = await loop.run_in_executor(self.beside, Workspace, root)
        except (GateError, ValueError) as error:
            self.log(f"{clean(path)}: {clean(str(error), 400)}")
            return
        inside = os.path.relpath(real, root).replace(os.sep, "/")
        self.documents[uri] = Document(uri, self.workspaces[root], inside, Text(text), version)
        self.later(self.documents[uri], 0)

    def later(self, document: Document, pause: float | None = None) -> None:
        """Has a document read wholly after a pause; a new keystroke begins the pause anew."""
        if document.waiting is not None:
            document.waiting.cancel()
        document.waiting = asyncio.create_task(self._wholly(document, self.pause if pause is None else pause))

    async def _wholly(self, document: Document, pause: float) -> None:
        await asyncio.sleep(pause)
        workspace, text = document.workspace, document.text.encoded
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self.beside, workspace.whole, document.path, text)
        if document.text.encoded != text:
            return  # a keystroke came between; the pause after it brings this again
        before = list(saying.hints(document.opened, document.text)) if document.opened else None
        document.opened = workspace.take(document.path, found)
        if before != list(saying.hints(document.opened, document.text)):
            self.redraw()
        self.publish(document)
        texts = {d.path: d.text.encoded for d in self.documents.values() if d.workspace is workspace}
        try:
            verdict = await loop.run_in_executor(self.beside, workspace.verdict, texts)
        except GateError as error:
            self.log(f"the change is not judged: {clean(str(error), 400)}")
            return
        if document.text.encoded == text:
            workspace.take(document.path, found, verdict)
            self.publish(document)

    def publish(self, document: Document) -> None:
        """Tells the findings of a document."""
        opened = document.now()
        told = [_diagnostic(remark) for remark in saying.remarks(opened, document.text)] if opened else []
        self.server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=document.uri, version=document.version, diagnostics=told)
        )

    def redraw(self) -> None:
        """Has the editor ask for the hints again, where it can be told to."""
        workspace = self.server.client_capabilities.workspace
        if workspace is not None and workspace.inlay_hint is not None and workspace.inlay_hint.refresh_support:
            self.server.workspace_inlay_hint_refresh(None)

    async def refresh(self) -> None:
        """What lies outside of the open documents has changed: governing files, other files, commits."""
        loop = asyncio.get_running_loop()
        for workspace in list(self.workspaces.values()):
            try:
                await loop.run_in_executor(self.beside, workspace.refresh)
            except GateError as error:
                self.log(clean(str(error), 400))
        for document in self.documents.values():
            self.later(document, 0)

    def log(self, message: str) -> None:
        """A line in the editor's log."""
        self.server.window_log_message(types.LogMessageParams(type=types.MessageType.Info, message=message))


def path_of(uri: str) -> str | None:
    """The path of a file: address on this machine; None for any other address."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    local = parts.scheme == "file" and parts.netloc in ("", "localhost")
    return os.fsdecode(unquote_to_bytes(parts.path)) if local and parts.path.startswith("/") else None


def make() -> LanguageServer:
    """A server that is not connected yet."""
    server = LanguageServer("finops-gate", __version__)
    session = Session(server)

    @server.feature(types.INITIALIZE)
    def _(params: types.InitializeParams) -> None:
        named = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
        paths = [path_of(uri) for uri in named]
        session.folders = tuple(os.path.realpath(path) for path in paths if path)
        session.configure(params.initialization_options)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def _(params: types.DidOpenTextDocumentParams) -> None:
        opened = params.text_document
        await session.open(opened.uri, opened.text, opened.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def _(params: types.DidChangeTextDocumentParams) -> None:
        document = session.documents.get(params.text_document.uri)
        if document is None:
            return
        for change in params.content_changes:
            span = _from(change.range) if isinstance(change, types.TextDocumentContentChangePartial) else None
            document.text = document.text.edited(span, change.text)
        document.version = params.text_document.version
        session.publish(document)
        session.later(document)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def _(_: types.DidSaveTextDocumentParams) -> None:
        await session.refresh()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def _(_: types.DidChangeWatchedFilesParams) -> None:
        await session.refresh()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def _(params: types.DidCloseTextDocumentParams) -> None:
        document = session.documents.pop(params.text_document.uri, None)
        if document is not None:
            if document.waiting is not None:
                document.waiting.cancel()
            document.workspace.close(document.path)
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def _(params: types.DidChangeConfigurationParams) -> None:
        session.configure(params.settings)
        session.redraw()

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def _(params: types.InlayHintParams) -> list[types.InlayHint]:
        document = session.documents.get(params.text_document.uri)
        opened = document.now() if document is not None and session.hints else None
        if document is None or opened is None:
            return []
        first, last = params.range.start.line, params.range.end.line
        return [
            types.InlayHint(_to(hint.at), hint.label, tooltip="\n".join(hint.more), padding_left=True)
            for hint in saying.hints(opened, document.text)
            if first <= hint.at.line <= last
        ]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def _(params: types.HoverParams) -> types.Hover | None:
        document = session.documents.get(params.text_document.uri)
        opened = document.now() if document is not None else None
        if document is None or opened is None:
            return None
        at = Position(params.position.line, params.position.character)
        found = saying.page(opened, document.text, at, document.workspace)
        if found is None:
            return None
        told = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(found[1]))
        return types.Hover(told, _range(found[0]))

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    async def _(params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        document = session.documents.get(params.text_document.uri)
        opened = document.now() if document is not None else None
        if document is None or opened is None:
            return []
        return list(_actions(document, opened, params))

    @server.command(EXPLAIN)
    async def explain(subject: str, uri: str) -> str:
        document = session.documents.get(uri)
        if document is None:
            raise UsageError("the document is not open")
        loop = asyncio.get_running_loop()
        told = await loop.run_in_executor(session.beside, _explained, subject, document)
        server.window_show_message(types.ShowMessageParams(type=types.MessageType.Info, message=told))
        return told

    @server.command(OPEN)
    async def shown(uri: str, line: int) -> bool:
        path = path_of(uri)
        real = os.path.realpath(path) if path else ""
        if not any(real.startswith(os.path.join(folder, "")) for folder in session.folders):
            raise UsageError("the place is outside of the open folders")
        at = types.Position(max(line - 1, 0), 0)
        asked = types.ShowDocumentParams(uri, external=False, take_focus=True, selection=types.Range(at, at))
        return (await server.window_show_document_async(asked)).success

    return server


def _actions(
    document: Document, opened: Opened, params: types.CodeActionParams
) -> Iterator[types.CodeAction | types.Command]:
    within = _from(params.range)
    diagnostics = params.context.diagnostics
    for proposal in saying.proposals(opened, document.text, within, document.workspace):
        edit = types.TextEdit(_range(proposal.where), proposal.new)
        mended = [d for d in diagnostics if d.code == proposal.rule] or None
        kind = types.CodeActionKind.QuickFix
        change = types.WorkspaceEdit(changes={document.uri: [edit]})
        yield types.CodeAction(proposal.title, kind=kind, diagnostics=mended, edit=change)
    for remark in saying.remarks(opened, document.text):
        if within.start.line <= remark.where.start.line <= within.end.line:
            subject = remark.fingerprint or remark.rule
            yield types.Command(f"Explain {remark.rule}", EXPLAIN, arguments=[subject, document.uri])
    place = saying.origin(opened, document.text, within.start)
    if place is not None:
        address = "file://" + quote_from_bytes(os.fsencode(os.path.join(document.workspace.root, place.path)))
        title = f"Open {clean(place.path, 80)}:{place.line}, where the value stands"
        yield types.Command(title, OPEN, arguments=[address, place.line])


def _explained(subject: str, document: Document) -> str:
    """The page of a rule, or of a finding of the work tree with this document's text."""
    from finops_gate.app import explain
    from finops_gate.reports.json import report

    if explain.needs_comparison(subject):
        verdict = document.workspace.verdict({document.path: document.text.encoded})
        page = explain.finding(subject, report(verdict), "this document")
    else:
        page = explain.rule(subject)
    lines = [clean(page.title, 400)]
    for heading, body in page.sections:
        lines += [f"{heading}:"] if heading and body else []
        lines += [clean(line, 1000) for line in body]
    return "\n".join(lines)


def _diagnostic(remark: saying.Remark) -> types.Diagnostic:
    return types.Diagnostic(
        _range(remark.where), remark.message, _SEVERITY[remark.outcome], code=remark.rule, source="finops-gate"
    )


def _from(asked: types.Range) -> Span:
    start, end = asked.start, asked.end
    return Span(Position(start.line, start.character), Position(end.line, end.character))


def _to(position: Position) -> types.Position:
    return types.Position(position.line, position.column)


def _range(span: Span) -> types.Range:
    return types.Range(_to(span.start), _to(span.end))


def serve(address: tuple[str, int] | None) -> None:
    """Answers until the editor says goodbye; over a port of this machine where one is named."""
    logging.disable(logging.WARNING)
    sys.setswitchinterval(0.001)
    server = make()
    if address is None:
        server.start_io()
    else:
        server.start_tcp(*address)
