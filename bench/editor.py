"""What a keystroke costs in an open file of 5,000 lines: `python -m bench.editor`. CPU milliseconds of this process.

A change, the findings and the hints that follow it, without the protocol; and the same through the protocol, as a real
editor waits for it (wall clock, so it says something only on an idle machine).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from finops_gate.app.editor import saying
from finops_gate.app.editor.text import Span, Text
from finops_gate.app.editor.workspace import Workspace
from finops_gate.cli.editor import PAUSE

LINES = 5000
STROKES = 60
PLACE = Path(__file__).parent.parent / "out" / "bench" / "editor"
LIMIT = 50.0
CALL = {
    "py": "    def answer_{n}(self, question):\n        return client.chat.completions.create(\n"
    '            model="gpt-4o",\n'
    '            max_tokens={n},\n            messages=[{{"role": "user", "content": question}}],\n        )\n\n',
    "ts": "  async answer{n}(question: string) {{\n    return client.chat.completions.create({{\n"
    '      model: "gpt-4o",\n      max_tokens: {n},\n      messages: [{{ role: "user", content: question }}],\n'
    "    }});\n  }}\n\n",
}
PLAIN = {
    "py": '    def prepare_{n}(self, question: str) -> dict[str, object]:\n        """Cuts question {n} up."""\n'
    "        words = [word.strip() for word in question.split() if len(word) > {n}]\n        if not words:\n"
    '            raise ValueError("empty question")\n        return {{"words": words, "count": len(words)}}\n\n',
    "ts": "  /** Cuts question {n} up. */\n  prepare{n}(question: string): Record<string, unknown> {{\n"
    "    const words = question.split(' ').filter((word) => word.length > {n});\n    if (words.length === 0) {{\n"
    '      throw new Error("empty question");\n    }}\n    return {{ words, count: words.length }};\n  }}\n\n',
}
HEADS = {
    "py": "from openai import OpenAI\n\nclient = OpenAI()\n\n\nclass Bot:\n",
    "ts": 'import OpenAI from "openai";\n\nconst client = new OpenAI();\n\nexport class Bot {\n',
}


def source(ending: str) -> str:
    """A class of 5,000 lines in which every twentieth method calls a model."""
    parts, lines, number = [HEADS[ending]], HEADS[ending].count("\n"), 0
    while lines < LINES:
        number += 1
        part = (CALL if number % 20 == 10 else PLAIN)[ending].format(n=number)
        parts.append(part)
        lines += part.count("\n")
    return "".join(parts) + ("}\n" if ending == "ts" else "")


def strokes(text: str, where: str) -> list[tuple[int, str]]:
    """Offsets and characters of somebody who types into a place in the middle."""
    at = text.index(where, len(text) // 2) + len(where)
    return [(at + number, "abcdefghij"[number % 10]) for number in range(STROKES)]


def measure(ending: str) -> None:
    """Prints the figures of one language."""
    shutil.rmtree(PLACE, ignore_errors=True)
    (PLACE / "app").mkdir(parents=True)
    path, text = f"app/big.{ending}", source(ending)
    (PLACE / path).write_text(text)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=PLACE, check=True)
    subprocess.run(["git", "add", "-A"], cwd=PLACE, check=True)
    named = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.com"]
    subprocess.run([*named, "commit", "-q", "-m", "first"], cwd=PLACE, check=True)
    workspace = Workspace(str(PLACE))
    opened = workspace.take(path, workspace.whole(path, text.encode()))
    for name, where in (
        ("in other code", "if (words" if ending == "ts" else "if not wor"),
        ("in a model's id", '"gpt-4'),
    ):
        known, costs = Text(text), []
        workspace.take(path, workspace.whole(path, text.encode()))
        for at, character in strokes(text, where):
            place = known.position(at)
            before = time.process_time()
            known = known.edited(Span(place, place), character)
            workspace.at_once(opened, known.encoded)
            saying.remarks(opened, known)
            list(saying.hints(opened, known))
            costs.append(1000 * (time.process_time() - before))
        ordered = sorted(costs)
        middle, late = statistics.median(ordered), ordered[int(0.95 * len(ordered))]
        met = "met" if late <= LIMIT else "NOT met"
        print(f"{ending}  a keystroke {name:<16} {middle:6.1f} ms  95 %: {late:6.1f} ms  (at most {LIMIT:g}: {met})")
    before = time.process_time()
    workspace.whole(path, known.encoded)
    read = 1000 * (time.process_time() - before)
    before = time.process_time()
    workspace.verdict({path: known.encoded})
    print(
        f"{ending}  after a pause: read wholly {read:6.1f} ms, judged {1000 * (time.process_time() - before):6.1f} ms"
    )
    asyncio.run(through_the_protocol(ending, path, text))


def children() -> set[str]:
    """The processes that this one has started."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def cpu_of(process: str) -> float:
    """Milliseconds of CPU that a process has used, to about ten."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def through_the_protocol(ending: str, path: str, text: str) -> None:
    """The wall clock from a change to its hints, at a real server; needs the extra `lsp`.

    Once while somebody types on, and once by keystrokes that fall into the reading and judging after a pause.
    """
    from lsprotocol import types
    from pygls.lsp.client import LanguageClient

    client = LanguageClient("bench", "1")

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def _(_: types.PublishDiagnosticsParams) -> None:
        """They come, and are not looked at."""

    before = children()
    await client.start_io(sys.executable, "-m", "finops_gate.cli.main", "lsp", env=dict(os.environ))
    (server,) = children() - before
    folder = types.WorkspaceFolder(PLACE.as_uri(), "bench")
    capabilities = types.ClientCapabilities()
    await client.initialize_async(types.InitializeParams(capabilities=capabilities, workspace_folders=[folder]))
    client.initialized(types.InitializedParams())
    uri = (PLACE / path).as_uri()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, ending, 1, text)))
    whole = types.Range(types.Position(0, 0), types.Position(LINES * 2, 0))
    asked = types.InlayHintParams(types.TextDocumentIdentifier(uri), whole)
    while not await client.text_document_inlay_hint_async(asked):
        await asyncio.sleep(0.1)
    await asyncio.sleep(3)
    known, version = Text(text), 1
    for name, between in (("one after the other", 0.05), ("into a reading", PAUSE + 0.02)):
        costs, spent = [], cpu_of(server)
        for at, character in strokes(text, '"gpt-4')[: STROKES if between < PAUSE else STROKES // 2]:
            place, version = known.position(at), version + 1
            known = known.edited(Span(place, place), character)
            point = types.Position(place.line, place.column)
            change = types.TextDocumentContentChangePartial(types.Range(point, point), character)
            asked_at = time.perf_counter()
            document = types.VersionedTextDocumentIdentifier(version, uri)
            client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
            await client.text_document_inlay_hint_async(asked)
            costs.append(1000 * (time.perf_counter() - asked_at))
            await asyncio.sleep(between)
        ordered = sorted(costs)
        middle, late = statistics.median(ordered), ordered[int(0.95 * len(ordered))]
        met = "met" if late <= LIMIT else "NOT met"
        each = f"; CPU of the server {(cpu_of(server) - spent) / len(costs):.1f} ms" if between < PAUSE else ""
        print(f"{ending}  to its hints, {name:<19} {middle:6.1f} ms  95 %: {late:6.1f} ms  (wall clock: {met}{each})")
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()


def main() -> None:
    """Measures and prints."""
    for ending in ("py", "ts"):
        measure(ending)


if __name__ == "__main__":
    main()
