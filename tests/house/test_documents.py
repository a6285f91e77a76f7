"""What the documents show can be typed: every command line in them has options that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from finops_gate.cli.main import gate

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md")
    for path in ROOT.glob(pattern)
)
_BLOCK = re.compile(r"(?m)^```(?:\w*|console)\n(.*?)^```", re.DOTALL)
_LINE = re.compile(r"(?m)^\s*(?:\$ )?finops-gate +([^\n]+)")


def lines(page: str) -> list[str]:
    """The command lines of a page, joined where a backslash breaks them."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [found for block in _BLOCK.findall(text) for found in _LINE.findall(block.replace("\\\n", " "))]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_shown_can_be_typed(page: str) -> None:
    for line in lines(page):
        words = shlex.split(line.partition(" | ")[0], comments=True)
        words = words[: next((at for at, word in enumerate(words) if word in (">", "&&", "||", ";", "2>")), None)]
        parse(gate, "finops-gate", words, None)


def parse(command: click.Command, name: str, words: list[str], parent: click.Context | None) -> None:
    """Parses a command line as click would, and runs nothing."""
    context = command.make_context(name, list(words), parent=parent, resilient_parsing="--help" in words)
    if isinstance(command, click.Group) and (rest := [*context._protected_args, *context.args]):
        found, inner, others = command.resolve_command(context, rest)
        assert inner is not None, f"{name} has no command {rest[0]}"
        parse(inner, found or "", others, context)


def test_there_are_commands_to_look_at() -> None:
    assert sum(len(lines(page)) for page in PAGES) > 30
