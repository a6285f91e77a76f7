"""The server as an agent's client sees it: the SDK's own client, over a real process's standard streams."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters, types
from mcp.shared.exceptions import MCPError

from finops_gate.app.mcp import TOOLS, Surroundings
from finops_gate.cli.agents import _answer, server
from tests.cli.example import a_repository

ROOT = Path(__file__).parents[2]
OLD, NEW = "legacy", "auto"


@pytest.fixture
def made(tmp_path):
    return a_repository(tmp_path / "shop")


def conversation(folder, talk, *words, mode=NEW, roots=None):
    """Starts the server in a folder, talks to it, and returns what came of it. `roots`: what the client has opened."""
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "finops_gate.cli.main", "mcp", *words], cwd=str(folder), env=environment
    )
    return spoken(parameters, talk, mode, roots)


def spoken(partner, talk, mode=NEW, roots=None):
    """The same with a process to be started, or with a server within this one, which starts at once."""

    async def list_roots(context):
        if isinstance(roots, types.ErrorData):
            return roots
        return types.ListRootsResult(roots=[types.Root(uri=address) for address in roots])

    async def go():
        opened = {} if roots is None else {"list_roots_callback": list_roots}
        async with asyncio.timeout(60), Client(partner, mode=mode, **opened) as client:
            return await talk(client)

    return asyncio.run(go())


def text(result):
    (content,) = result.content
    return content.text


@pytest.mark.parametrize("mode", [OLD, NEW])
def test_tools_are_told_with_what_they_take_and_answer(made, mode):
    async def talk(client):
        return (await client.list_tools()).tools

    tools = conversation(made.root, talk, mode=mode)
    assert [tool.name for tool in tools] == [tool.name for tool in TOOLS] == ["diff", "scan", "price", "explain"]
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.annotations.open_world_hint is False
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema["type"] == "object"


@pytest.mark.parametrize("mode", [OLD, NEW])
def test_each_tool_answers_and_what_it_answers_is_of_its_schema(made, mode):
    async def talk(client):  # the client holds structured answers against the schemas, and raises
        await client.list_tools()
        return [
            await client.call_tool("diff", {"range": "main..HEAD"}),
            await client.call_tool("scan", {}),
            await client.call_tool("price", {"model": "gpt-4o-mini"}),
            await client.call_tool("explain", {"subject": "per-call-increase"}),
        ]

    answers = conversation(made.root, talk, mode=mode)
    assert [answer.is_error for answer in answers] == [False] * 4
    assert answers[0].structured_content["verdict"] == "require-approval"
    assert text(answers[0]).startswith("⚠️ Projected Cost Increase: ")
    assert answers[1].structured_content["sites"][0]["path"] == "bot.py"


def test_report_is_that_of_the_command_byte_for_byte(made):
    async def talk(client):
        return await client.call_tool("diff", {"range": "main..HEAD"})

    answer = conversation(made.root, talk)
    words = [sys.executable, "-m", "finops_gate.cli.main", "diff", "main..HEAD", "--format", "json"]
    done = subprocess.run(words, cwd=made.root, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert json.dumps(answer.structured_content, indent=2) + "\n" == done.stdout.decode()


def test_an_error_is_the_tools_and_says_what_to_do(made):
    async def talk(client):
        return await client.call_tool("diff", {"range": "no-such..HEAD"}), await client.call_tool("scan", {"x": 1})

    for answer in conversation(made.root, talk):
        assert answer.is_error
        assert answer.structured_content is None
        assert text(answer).startswith("error: ")
        assert "\nhint: " in text(answer)


def test_conversation_outlives_errors_and_hostile_arguments(made):
    async def talk(client):
        for arguments in (
            {"range": "\x1b[31m\u202e"},
            {"range": "a\0b"},
            {"range": "--upload-pack=touch /tmp/x"},
            {"directory": "/etc/../etc"},
            {"directory": ["/"]},
            {"as_of": "9" * 4000},
            {"range": "x" * 100_000},
        ):
            answer = await client.call_tool("diff", arguments)
            assert answer.is_error, arguments
            assert "\x1b" not in text(answer)
            assert "\u202e" not in text(answer)
            assert len(text(answer)) < 5000
        with pytest.raises(MCPError, match="there is no tool"):
            await client.call_tool("rm\x1b[31m", {})
        return await client.call_tool("diff", {"range": "main..HEAD"})

    assert conversation(made.root, talk).structured_content["verdict"] == "require-approval"


@pytest.mark.parametrize("mode", [OLD, NEW])
def test_only_what_the_client_opened_is_read(made, tmp_path, mode):
    other = a_repository(tmp_path / "other")

    async def talk(client):
        return (
            await client.call_tool("scan", {}),
            await client.call_tool("scan", {"directory": str(made.root)}),
            await client.call_tool("scan", {"directory": "../shop"}),
        )

    found, *refused = conversation(made.root, talk, mode=mode, roots=[other.root.as_uri()])
    assert found.structured_content["revision"] == other.git("rev-parse", "HEAD")
    for answer in refused:
        assert answer.is_error
        assert "outside of what may be read" in text(answer)


@pytest.mark.parametrize("mode", [OLD, NEW])
@pytest.mark.parametrize("addresses", [[], ["file://elsewhere.example/srv/shop"]])
def test_client_that_opened_nothing_here_has_nothing_read(made, monkeypatch, mode, addresses):
    monkeypatch.chdir(made.root)

    async def talk(client):
        return await client.call_tool("scan", {}), await client.call_tool("price", {"model": "gpt-4o-mini"})

    refused, priced = spoken(server(None, None), talk, mode, addresses)
    assert "no folder is open" in text(refused)
    assert not priced.is_error


def test_client_that_does_not_tell_has_nothing_read(made, monkeypatch):
    monkeypatch.chdir(made.root)

    async def talk(client):
        return await client.call_tool("scan", {})

    answer = spoken(server(None, None), talk, OLD, types.ErrorData(code=-32603, message="no"))
    assert answer.is_error
    assert "does not say which folders are open" in text(answer)


def test_named_folder_is_all_that_may_be_read(made, tmp_path):
    other = a_repository(tmp_path / "other")

    async def talk(client):
        return await client.call_tool("scan", {}), await client.call_tool("scan", {"directory": str(made.root)})

    for found, refused in (
        conversation(made.root, talk, "--repo", str(other.root), roots=["file:///"]),
        spoken(server(str(other.root), None), talk),
    ):
        assert found.structured_content["revision"] == other.git("rev-parse", "HEAD")
        assert refused.is_error


def test_without_roots_it_is_the_current_repository_from_anywhere_in_it(made):
    (made.root / "deep" / "er").mkdir(parents=True)

    async def talk(client):
        return await client.call_tool("scan", {}), await client.call_tool("scan", {"directory": ".."})

    found, refused = conversation(made.root / "deep" / "er", talk)
    assert found.structured_content["sites"]
    assert "outside" in text(refused)


@pytest.mark.parametrize("mode", [OLD, NEW])
@pytest.mark.parametrize("opened", [True, False])
def test_in_one_process_it_is_the_same_conversation(made, monkeypatch, mode, opened):
    monkeypatch.chdir(made.root)

    async def talk(client):
        told = [[tool.name for tool in (await client.list_tools()).tools] for _ in range(2)]
        with pytest.raises(MCPError):
            await client.call_tool("rm", {})
        asked = ({"range": "main..HEAD"}, {"directory": "/etc"})
        return told, *[await client.call_tool("diff", arguments) for arguments in asked]

    told, answer, refused = spoken(server(None, None), talk, mode, [made.root.as_uri()] if opened else None)
    assert told[0] == told[1]
    assert answer.structured_content["verdict"] == "require-approval"
    assert "outside of what may be read" in text(refused)


def test_error_of_ours_is_told_and_raises_nothing():
    answer = _answer("scan", {}, Surroundings((3,)))  # no folder can be a number: a slip of ours
    assert answer.is_error
    assert text(answer).startswith("error: finops-gate failed: TypeError: ")
    assert "please report it" in text(answer)
