"""`finops-gate scan`: list every place of a revision that spends."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from finops_gate.cli import options
from finops_gate.cli.output import say, terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds before a progress bar appears: most scans are done by then."""


@click.command("scan")
@click.argument("revision", default="HEAD")
@options.repository
@click.option(
    "--format",
    "name",
    type=options.ReportFormat("finops_gate.reports.inventory"),
    default="table",
    help="How it is printed.",
)
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
    from finops_gate.app.render import render_inventory
    from finops_gate.app.scan import run

    with Bar(sys.stderr.isatty() and not quiet) as bar:
        inventory = run(options.place(repo), revision, bar.show, tests=verbose, explicit=repo is not None)
    shown = terminal(sys.stdout, os.environ, no_color=no_color)
    text = render_inventory(inventory, name, width=shown.width, color=shown.color, verbose=verbose)
    say(f"{text.partition(chr(10))[0]}\n" if quiet and name == "table" else text)
    return 0


class Bar:
    """A progress bar on standard error, where somebody watches and waits; rich is imported only then."""

    def __init__(self, watched: bool, clock: Callable[[], float] | None = None) -> None:
        from time import monotonic

        self._watched = watched
        self._clock = clock or monotonic
        self._begun = self._clock()
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        return self

    def show(self, done: int, total: int) -> None:
        """Called again and again while the scan goes on."""
        if not self._watched or self._clock() - self._begun < PATIENCE:
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.add_task("scanning", total=total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done, total=total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()


COMMAND: click.Command = command
