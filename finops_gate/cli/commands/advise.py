"""`finops-gate advise`: say what could be done instead, the largest saving first."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from finops_gate.cli import options
from finops_gate.cli.output import say, terminal

if TYPE_CHECKING:
    from datetime import datetime


@click.command("advise")
@click.argument("revision", default="HEAD")
@click.option("--feature", default="", help="Only advice about this feature.")
@options.printed("finops_gate.reports.advice")
@options.repository
@options.day
@options.loudness
def command(
    revision: str,
    feature: str,
    name: str,
    repo: str | None,
    as_of: datetime | None,
    no_color: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Say what could be done instead, the largest monthly saving first.

    Every rule that advises looks at every place of REVISION (a commit, a branch, `index` or `worktree`; without it
    HEAD) that calls a model or keeps a machine, with the calls of usage.csv. Each proposal is priced with the same
    calls, and says what it rests on. Nothing is decided.

    Confidence is high where the calls are measured or attributed and nothing else is taken for granted, medium where a
    person declared what it rests on or places share the calls, low where something is assumed or the month may turn
    out no cheaper.

    An ignore in the code (`finops-gate: ignore[rule] reason=...`), a waiver, or `rule: off` in policy.yaml silences
    advice; it is then listed at the end, with the reason.

    \b
    Examples:
      finops-gate advise
      finops-gate advise --feature helpdesk-bot -v
      finops-gate advise main --format markdown > advice.md
    """
    from finops_gate.app.advise import run
    from finops_gate.app.render import ADVICE
    from finops_gate.cli.bar import Bar

    with Bar(sys.stderr.isatty() and not quiet) as bar:
        day = options.day_of(as_of) or options.today()
        counsel = run(options.place(repo), revision, feature, day, bar.show, explicit=repo is not None)
    shown = terminal(sys.stdout, os.environ, no_color=no_color)
    text = ADVICE.render(counsel, name, width=shown.width, color=shown.color, verbose=verbose)
    say(f"{text.partition(chr(10))[0]}\n" if quiet and name == "table" else text)
    return 0


COMMAND: click.Command = command
