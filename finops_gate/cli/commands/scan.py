"""`finops-gate scan`: list every place of a revision that spends."""

from __future__ import annotations

import os
import sys

import click

from finops_gate.cli import options
from finops_gate.cli.output import say, terminal


@click.command("scan")
@click.argument("revision", default="HEAD")
@options.repository
@options.printed("finops_gate.reports.inventory")
@options.loudness
def command(revision: str, repo: str | None, name: str, no_color: bool, quiet: bool, verbose: bool) -> int:
    """List every place of a revision that spends, with the price of its model.

    REVISION is a commit, a branch, `index` or `worktree`; without it HEAD. Tests spend nothing in production and are
    left out; -v reads and lists them too.

    \b
    Examples:
      finops-gate scan
      finops-gate scan worktree
      finops-gate scan v1.2 --format json
    """
    from finops_gate.app.render import INVENTORIES
    from finops_gate.app.scan import run
    from finops_gate.cli.bar import Bar

    with Bar(sys.stderr.isatty() and not quiet) as bar:
        inventory = run(options.place(repo), revision, bar.show, tests=verbose, explicit=repo is not None)
    shown = terminal(sys.stdout, os.environ, no_color=no_color)
    text = INVENTORIES.render(inventory, name, width=shown.width, color=shown.color, verbose=verbose)
    say(f"{text.partition(chr(10))[0]}\n" if quiet and name == "table" else text)
    return 0


COMMAND: click.Command = command
