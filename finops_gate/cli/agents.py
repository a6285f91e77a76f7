"""The tools of app/mcp.py over the Model Context Protocol, on standard input and output.

Imports the SDK, which takes as long as many whole runs; only `finops-gate mcp` imports this.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import anyio
from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from finops_gate import __version__
from finops_gate.app import mcp as tools
from finops_gate.app.confined import here
from finops_gate.base.errors import GateError, UsageError
from finops_gate.base.text import clean

INSTRUCTIONS = (
    "finops-gate puts a price on changes to AI spending. Call diff before you commit a change to a model, a prompt, a "
    "token limit, a service tier or an accelerator, and price before you choose a model. All tools only read."
)
ROOTS = "roots"
READS_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Context = ServerRequestContext[Any]
Result = types.CallToolResult | types.InputRequiredResult


def serve(repository: str | None, packages: str | None) -> None:
    """Answers until the client closes the connection. `repository`: the only folder that may be read."""
    anyio.run(_run, server(repository, packages))


def server(repository: str | None, packages: str | None) -> Server[Any]:
    """A server that is not connected yet."""
    one_at_a_time = anyio.CapacityLimiter(1)
    asked: list[types.Tool] = []

    async def list_tools(_: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        if not asked:
            asked.extend(await anyio.to_thread.run_sync(lambda: [_described(tool) for tool in tools.TOOLS]))
        return types.ListToolsResult(tools=asked)

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> Result:
        if params.name not in {tool.name for tool in tools.TOOLS}:
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {clean(params.name, 40)!r}")
        try:
            folders = (os.path.realpath(repository),) if repository else await _folders(context, params)
        except GateError as error:
            return _refused(error.message, error.hint)
        if isinstance(folders, types.InputRequiredResult):
            return folders
        around = tools.Surroundings(tuple(folders), packages)
        work = partial(_answer, params.name, params.arguments or {}, around)
        return await anyio.to_thread.run_sync(work, limiter=one_at_a_time)

    return Server(
        "finops-gate",
        version=__version__,
        title="finops-gate",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def _run(made: Server[Any]) -> None:
    async with stdio_server() as (reader, writer):
        await made.run(reader, writer, made.create_initialization_options())


def _described(tool: tools.Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input,
        output_schema=tool.output(),
        annotations=READS_ONLY,
    )


def _answer(name: str, arguments: dict[str, Any], around: tools.Surroundings) -> types.CallToolResult:
    """The answer, or why there is none and what to do, which an agent can read and act upon."""
    try:
        found = tools.ask(name, arguments, around)
    except GateError as error:
        return _refused(error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - one question that fails must not end the conversation
        return _refused(f"finops-gate failed: {type(error).__name__}: {error}", "an error of ours: please report it")
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=found.text)], structured_content=dict(found.data)
    )


def _refused(message: str, hint: str) -> types.CallToolResult:
    lines = [f"error: {clean(message, 2000)}", *([f"hint: {clean(hint, 2000)}"] if hint else [])]
    return types.CallToolResult(content=[types.TextContent(type="text", text="\n".join(lines))], is_error=True)


async def _folders(
    context: Context, params: types.CallToolRequestParams
) -> tuple[str, ...] | types.InputRequiredResult:
    """The folders that the client opened; of a client that tells none, the current repository.

    Since the protocol of 2026-07-28 the client is asked by an answer that wants more, before that by a request. Raises
    UsageError where a client that knows roots does not tell them: what it opened is then not known.
    """
    capabilities = context.session.client_capabilities
    if capabilities is None or capabilities.roots is None:
        return (here(),)
    if context.protocol_version in MODERN_PROTOCOL_VERSIONS:
        told = (params.input_responses or {}).get(ROOTS)
        if told is None:
            return types.InputRequiredResult(input_requests={ROOTS: types.ListRootsRequest()})
    else:
        try:
            told = await context.session.send_request(types.ListRootsRequest(), types.ListRootsResult)
        except MCPError as error:
            raise _untold() from error
    if not isinstance(told, types.ListRootsResult):
        raise _untold()
    return tuple(_paths(str(root.uri) for root in told.roots))


def _untold() -> UsageError:
    return UsageError("the client does not say which folders are open", "start finops-gate mcp --repo DIR")


def _paths(addresses: Iterable[str]) -> Iterable[str]:
    """The folders behind `file:` addresses of this machine; others are left out, and so cannot be read."""
    for address in addresses:
        parts = urlsplit(address)
        if parts.scheme == "file" and parts.netloc in ("", "localhost") and "\0" not in unquote(parts.path):
            yield os.path.realpath(url2pathname(parts.path))
