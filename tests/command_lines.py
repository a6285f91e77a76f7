"""Command lines as documents and pipelines write them: what they say, and whether the program takes it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click

from finops_gate.cli.main import gate
from finops_gate.cli.push import command as push

_PROGRAM = re.compile(r"(?:.*/)?(finops-gate(?:-push|-hook)?)")
_ENDS = ("||", "&&", "|", ";", ">", "2>")


def command_lines(text: str) -> Iterator[list[str]]:
    """The words of each line that calls the gate, from the program's name on."""
    for line in text.replace("\\\n", " ").splitlines():
        if "finops-gate" not in line or line.lstrip().startswith(("#", "//", "git ", "- git ", "image:")):
            continue
        try:
            words = shlex.split(line.strip().removeprefix("- ").removeprefix("$ "), comments=True)
        except ValueError:  # prose with an apostrophe
            continue
        for at, word in enumerate(words):
            found = _PROGRAM.fullmatch(word)
            if found and (at == 0 or words[at - 1] in _ENDS) and len(words) > at:
                end = next((n for n in range(at, len(words)) if words[n] in _ENDS), len(words))
                yield [found[1], *words[at + 1 : end]]


def check(words: list[str]) -> None:
    """Raises click.ClickException for a command line that the program would refuse."""
    program, *others = words
    if program == "finops-gate-push":
        push.make_context(program, others)
        return
    command: click.Command = gate
    if program == "finops-gate-hook":
        others = ["diff", *(word for word in others if word != "--strict")]
    context = click.Context(gate, info_name="finops-gate")
    while isinstance(command, click.Group):
        name, *others = others
        found = command.get_command(context, name)
        if found is None:
            raise click.UsageError(f"there is no command {name}")
        command = found
    command.make_context(command.name, others)
