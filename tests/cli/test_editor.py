"""The server as an editor sees it: pytest-lsp's client, over a real process's standard streams."""

import asyncio
import json
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pytest_lsp import ClientServerConfig

from finops_gate.app import diff
from finops_gate.cli.editor import Session
from tests.fakes.repository import Repository

ROOT = Path(__file__).parents[2]
CODE = """import os
from openai import OpenAI

DEFAULT_MODEL = "gpt-4o-mini"
client = OpenAI()


def answer(question):
    return client.chat.completions.create(
        model=DEFAULT_MODEL,
        max_tokens=500,
        messages=[{"role": "user", "content": question}],
    )


def think(question):
    return client.chat.completions.create(model="gpt-4o", messages=[])
"""
POLICY = """version: 1
features:
  bot: {paths: ["app/**"]}
rules:
  denied-model: {block: {models: ["gpt-4-turbo"]}}
  per-call-increase: {warn: {ratio: "2"}, require-approval: {ratio: "10", from: engineering-lead}}
"""
COLUMNS = {
    **dict.fromkeys("feature team tier environment provider model".split(), ""),
    **dict.fromkeys("calls_per_month calls_low calls_high".split(), ""),
    **dict.fromkeys("input_mean input_p50 input_p95 input_p99 cache_read_mean cache_write_mean".split(), ""),
    **dict.fromkeys("output_mean output_p50 output_p95 output_p99 reasoning_mean success_share".split(), ""),
    **dict.fromkeys("paid_per_month grade source window_from window_to".split(), ""),
}
CALLS = {"feature": "bot", "provider": "openai", "model": "gpt-4o-mini", "calls_per_month": "50000"}
TOKENS = {"input_mean": "900", "output_mean": "300", "cache_read_mean": "0", "cache_write_mean": "0"}
ORIGIN = {"grade": "measured", "source": "litellm:tag=bot", "window_from": "2025-12-01", "window_to": "2025-12-28"}


def usage(**other):
    row = {**COLUMNS, **CALLS, **TOKENS, **ORIGIN, **other}
    return f"{','.join(row)}\n{','.join(row.values())}\n"


@pytest.fixture
def made(tmp_path):
    repository = Repository(tmp_path / "shop")
    files = {"app/bot.py": CODE, ".finops-gate/policy.yaml": POLICY, ".finops-gate/usage.csv": usage()}
    repository.write(files).commit()
    return repository


def conversation(folder, talk, options=None):
    """Starts the server, talks to it as an editor that has opened a folder, and ends it as an editor does."""

    async def go():
        async with asyncio.timeout(60), editor(folder, options) as client:
            return await talk(client)

    return asyncio.run(go())


@asynccontextmanager
async def editor(folder, options=None):
    command = [sys.executable, "-m", "finops_gate.cli.main", "lsp", "--stdio"]
    measured = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "PATH": os.environ["PATH"], **measured}
    client = await ClientServerConfig(server_command=command, server_env=environment).start()
    refresh = types.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    capabilities = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(inlay_hint=refresh))
    client.redrawn = 0

    @client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
    def _(_):
        client.redrawn += 1

    client.answered = await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[types.WorkspaceFolder(uri=Path(folder).as_uri(), name="shop")],
            initialization_options=options or {"pause": 50},
        )
    )
    try:
        yield client
    finally:
        await client.shutdown_session()
        await client.stop()


def begin(client, uri, text, version=1):
    item = types.TextDocumentItem(uri=uri, language_id="python", version=version, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))


def span(line, start, end, to=None):
    return types.Range(types.Position(line, start), types.Position(line if to is None else to, end))


def change(client, uri, version, where, text):
    piece = types.TextDocumentContentChangePartial(range=where, text=text)
    document = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
    client.text_document_did_change(types.DidChangeTextDocumentParams(document, [piece]))


async def hints(client, uri):
    asked = types.InlayHintParams(types.TextDocumentIdentifier(uri), span(0, 0, 0, 100_000))
    return [
        (h.position.line, h.position.character, h.label) for h in await client.text_document_inlay_hint_async(asked)
    ]


async def told(client, uri, until):
    """The diagnostics of a document, as soon as they are what is waited for."""
    for _ in range(400):
        found = list(client.diagnostics.get(uri, []))
        if until(found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError([(d.code, d.message) for d in client.diagnostics.get(uri, [])])


async def ready(client, uri):
    for _ in range(400):
        if found := await hints(client, uri):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("no hint ever came")


def test_every_site_shows_its_price_by_call_and_by_month(made):
    uri = (made.root / "app/bot.py").as_uri()

    async def talk(client):
        begin(client, uri, CODE)
        return await ready(client, uri)

    found = conversation(made.root, talk)
    assert [line for line, _, _ in found] == [3, 16] or [line for line, _, _ in found] == [3, 9, 16]
    assert "$0.000315/call, $15.75/month" in [label for _, _, label in found]


def test_an_edit_is_judged_as_diff_judges_it_once_saved(made):
    uri = (made.root / "app/bot.py").as_uri()
    edited = CODE.replace('"gpt-4o-mini"', '"gpt-4-turbo"')

    async def talk(client):
        begin(client, uri, CODE)
        await ready(client, uri)
        change(client, uri, 2, span(3, 17, 28), "gpt-4-turbo")
        return await told(client, uri, lambda found: {"per-call-increase", "denied-model"} <= {d.code for d in found})

    shown = conversation(made.root, talk)
    found = {d.code: d for d in shown}
    made.write({"app/bot.py": edited})
    verdict = diff.run(diff.Request(made.root))
    for decision in verdict.decisions:
        if decision.outcome.word != "pass" and decision.finding.location.path == "app/bot.py":
            place = decision.finding.location.line - 1, decision.finding.rule
            (same,) = [d for d in shown if (d.range.start.line, d.code) == place]
            assert same.message.startswith(decision.finding.message)
    assert found["denied-model"].severity is types.DiagnosticSeverity.Error
    assert found["per-call-increase"].severity is types.DiagnosticSeverity.Warning


def test_a_hover_tells_history_evidence_and_the_way_a_value_was_read(made):
    uri = (made.root / "app/bot.py").as_uri()

    async def talk(client):
        begin(client, uri, CODE)
        shown = await ready(client, uri)
        pages = []
        for line, _, _ in shown:
            asked = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, 2))
            pages.append((await client.text_document_hover_async(asked)).contents.value)
        empty = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, 2))
        return pages, await client.text_document_hover_async(empty)

    pages, nothing = conversation(made.root, talk)
    assert nothing is None
    assert any("measured" in page and "litellm" in page for page in pages)
    assert all("Price history" in page and "1M tokens" in page for page in pages)


def test_default_that_stands_elsewhere_can_be_pinned_and_opened(made):
    made.write({"app/settings.py": 'CHAT_MODEL = "gpt-4o-mini"\n'})
    code = CODE.replace('DEFAULT_MODEL = "gpt-4o-mini"', "from app.settings import CHAT_MODEL")
    code = code.replace("model=DEFAULT_MODEL", "model=CHAT_MODEL")
    made.write({"app/bot.py": code}).commit()
    uri = (made.root / "app/bot.py").as_uri()

    async def talk(client):
        begin(client, uri, code)
        await ready(client, uri)
        document = types.TextDocumentIdentifier(uri)
        asked = types.CodeActionParams(document, span(9, 0, 0), types.CodeActionContext(diagnostics=[]))
        return await client.text_document_code_action_async(asked)

    actions = {action.title: action for action in conversation(made.root, talk)}
    (edit,) = actions["Pin gpt-4o-mini here"].edit.changes[uri]
    assert edit.new_text == '"gpt-4o-mini"'
    assert code.splitlines()[9][edit.range.start.character : edit.range.end.character] == "CHAT_MODEL"
    opened = actions["Open app/settings.py:1, where the value stands"]
    assert list(opened.arguments) == [(made.root / "app/settings.py").as_uri(), 1]


def test_retired_model_is_told_switched_and_explained(made):
    code = CODE.replace('"gpt-4o"', '"gpt-4-32k"')
    made.write({"app/bot.py": code}).commit()
    uri = (made.root / "app/bot.py").as_uri()

    async def talk(client):
        begin(client, uri, code)
        found = await told(client, uri, lambda known: "retired-model" in {d.code for d in known})
        document = types.TextDocumentIdentifier(uri)
        context = types.CodeActionContext(diagnostics=found)
        actions = await client.text_document_code_action_async(
            types.CodeActionParams(document, span(16, 0, 0), context)
        )
        explain = next(a for a in actions if a.title == "Explain retired-model")
        said = await client.workspace_execute_command_async(
            types.ExecuteCommandParams(explain.command, arguments=explain.arguments)
        )
        return found, actions, said

    found, actions, said = conversation(made.root, talk)
    (diagnostic,) = [d for d in found if d.code == "retired-model"]
    assert code.splitlines()[16][diagnostic.range.start.character : diagnostic.range.end.character] == "gpt-4-32k"
    switch = next(action for action in actions if action.title.startswith("Switch to "))
    assert switch.diagnostics[0].code == "retired-model"
    (edit,) = switch.edit.changes[uri]
    assert edit.new_text and edit.new_text != "gpt-4-32k"
    assert said.startswith("retired-model")


def test_positions_count_utf16_after_emoji_crlf_and_a_byte_order_mark(made):
    code = '\ufeff# 🙂🙂\r\nfrom openai import OpenAI\r\nOpenAI().chat.completions.create(model="gpt-4o")  # 🙂 é\r\n'
    uri = (made.root / "app/bot.py").as_uri()

    async def talk(client):
        begin(client, uri, code)
        first = await ready(client, uri)
        change(client, uri, 2, span(0, 5, 7), "")  # the second of two emoji, by UTF-16 units behind the mark
        change(client, uri, 3, span(2, 40, 46), "gpt-4.1")
        return first, await hints(client, uri)

    first, second = conversation(made.root, talk)
    width = len('OpenAI().chat.completions.create(model="gpt-4o")  # 🙂 é'.encode("utf-16-le")) // 2
    assert [(line, column) for line, column, _ in first] == [(2, width)]
    assert [(line, column) for line, column, _ in second] == [(2, width + 1)]
    assert first[0][2] != second[0][2]


def test_a_storm_of_keystrokes_ends_in_the_truth(made):
    uri = (made.root / "app/bot.py").as_uri()
    typed = "# a comment that speaks of gpt-4o and of tokens\n" * 4

    async def talk(client):
        begin(client, uri, CODE)
        before = await ready(client, uri)
        line = column = 0
        for version, character in enumerate(typed, 2):
            change(client, uri, version, span(line, column, column), character)
            line, column = (line + 1, 0) if character == "\n" else (line, column + 1)
        at_once = await hints(client, uri)
        await asyncio.sleep(0.5)
        return before, at_once, await hints(client, uri)

    before, at_once, after = conversation(made.root, talk)
    assert after == [(line + 4, column, label) for line, column, label in before]
    assert at_once == after


def test_names_of_the_workspace_cannot_leave_their_place(made):
    bad = "[x](command:run)<img src=x>`\u202e"
    code = "import openai\nfrom x import CHAT_MODEL\nopenai.chat.completions.create(model=CHAT_MODEL)\n"
    made.write({f"app/{bad}.py": 'CHAT_MODEL = "gpt-4o-mini"\n', "app/we ird%20#[a](b).py": code})
    made.write({".finops-gate/usage.csv": usage(source=bad.replace("\u202e", ""))}).commit()
    uri = (made.root / "app/we ird%20#[a](b).py").as_uri()

    async def talk(client):
        begin(client, uri, code)
        await ready(client, uri)
        asked = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(2, 2))
        page = (await client.text_document_hover_async(asked)).contents.value
        within = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), span(2, 0, 0), types.CodeActionContext(diagnostics=[])
        )
        return page, await client.text_document_code_action_async(within)

    page, actions = conversation(made.root, talk)
    assert "read through" in page and "command" in page
    assert "<img" not in page and "](" not in page and "\u202e" not in page and "`" not in page
    assert actions and all("\u202e" not in action.title for action in actions)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "untitled:one", "https://example.com/a.py", "file://host/a.py"]
)
def test_nothing_outside_of_the_open_folders_is_looked_at(made, address):
    async def talk(client):
        begin(client, address, CODE)
        await asyncio.sleep(0.3)
        return await hints(client, address)

    assert conversation(made.root, talk) == []


def test_saving_a_policy_and_switching_hints_off_take_effect(made):
    uri = (made.root / "app/bot.py").as_uri()

    async def talk(client):
        begin(client, uri, CODE)
        await ready(client, uri)
        made.write({".finops-gate/policy.yaml": POLICY.replace("gpt-4-turbo", "gpt-4o")}).commit()
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await told(client, uri, lambda found: "denied-model" in {d.code for d in found})
        off = types.DidChangeConfigurationParams({"finops-gate": {"inlayHints": False}})
        client.workspace_did_change_configuration(off)
        without = await hints(client, uri)
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await told(client, uri, lambda found: not found)
        return without

    assert conversation(made.root, talk) == []


def test_settings_of_the_extension_are_those_of_the_server():
    told = json.loads((ROOT / "editors/vscode/package.json").read_text(encoding="utf-8"))
    properties = told["contributes"]["configuration"]["properties"]
    defaults = {name.removeprefix("finops-gate."): one["default"] for name, one in properties.items()}
    session = Session(LanguageServer("test", "1"))
    assert defaults == {"command": "finops-gate", "inlayHints": session.hints, "pause": session.pause * 1000}
    session.configure({"finops-gate": {"inlayHints": False, "pause": 1000}})
    assert (session.hints, session.pause) == (False, 1.0)
    session.configure({"finops-gate": {"pause": properties["finops-gate.pause"]["maximum"] + 1, "inlayHints": "yes"}})
    assert (session.hints, session.pause) == (False, 1.0)


def test_no_repository_says_what_the_extension_starts():
    told = json.loads((ROOT / "editors/vscode/package.json").read_text(encoding="utf-8"))
    assert told["contributes"]["configuration"]["properties"]["finops-gate.command"]["scope"] == "machine"


def test_the_place_of_a_value_is_shown_and_no_place_outside(made):
    made.write({"app/settings.py": 'CHAT_MODEL = "gpt-4o-mini"\n'}).commit()
    uri = (made.root / "app/bot.py").as_uri()

    async def talk(client):
        begin(client, uri, CODE)
        await ready(client, uri)
        inside = (made.root / "app/settings.py").as_uri()
        done = await client.workspace_execute_command_async(
            types.ExecuteCommandParams("finops-gate.open", arguments=[inside, 1])
        )
        outside = types.ExecuteCommandParams("finops-gate.open", arguments=["file:///etc/passwd", 1])
        with pytest.raises(JsonRpcException):
            await client.workspace_execute_command_async(outside)
        return done, [(one.uri, one.selection.start.line) for one in client.shown_documents], inside

    done, shown, inside = conversation(made.root, talk)
    assert done is True and shown == [(inside, 0)]


def test_machines_and_advised_models_reach_the_editor(made):
    machine = 'resource "aws_instance" "llm" {\n  instance_type = "p5.48xlarge"\n}\n'
    policy = POLICY.replace('paths: ["app/**"]', 'paths: ["app/**"], routine: true')
    made.write({"infra/gpu.tf": machine, ".finops-gate/policy.yaml": policy}).commit()
    code, infra = (made.root / "app/bot.py").as_uri(), (made.root / "infra/gpu.tf").as_uri()

    async def talk(client):
        begin(client, code, CODE)
        begin(client, infra, machine)
        await ready(client, code)
        context = types.CodeActionContext(diagnostics=[])
        asked = types.CodeActionParams(types.TextDocumentIdentifier(code), span(16, 0, 0), context)
        return await ready(client, infra), await client.text_document_code_action_async(asked)

    shown, actions = conversation(made.root, talk)
    assert shown == [(1, len('  instance_type = "p5.48xlarge"'), "$55.04/hour, $40,179.20/month")]
    (advised,) = [action for action in actions if "as oversized-model advises" in action.title]
    assert advised.edit.changes[code][0].range.start.line == 16
