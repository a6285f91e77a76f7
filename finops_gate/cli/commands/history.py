"""`finops-gate history`: which merges made a branch cost what it costs."""

from __future__ import annotations

import os
import sys
from datetime import UTC
from typing import TYPE_CHECKING

import click

from finops_gate.cli import options
from finops_gate.cli.output import say, terminal

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@click.command("history")
@click.argument("revisions", default="HEAD", metavar="[A..B]")
@options.repository
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only what was committed since.")
@click.option("--limit", type=click.IntRange(min=1), default=1000, show_default=True, help="At most so many commits.")
@click.option(
    "--by",
    type=click.Choice(("feature", "team", "model")),
    default="feature",
    show_default=True,
    help="What the cost over time is divided by.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="PATH",
    help="A saved JSON report that tells who approved; repeatable, also a folder of them.",
)
@options.printed("finops_gate.reports.history")
@options.loudness
def command(
    revisions: str,
    repo: str | None,
    since: datetime | None,
    limit: int,
    by: str,
    reports: tuple[str, ...],
    name: str,
    no_color: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Price every merge of a branch, and say which of them moved the monthly cost.

    Follows the first parents of B (without a range: HEAD). Policy, call volumes and company prices are those of B; each
    merge has the prices of its own day and the same calls before and after. So the line shows what was decided, not how
    many people came. -v also names authors.

    \b
    Examples:
      finops-gate history
      finops-gate history v1.0..main --by model
      finops-gate history --since 2026-01-01 --format csv
      finops-gate history --report reports/
    """
    from finops_gate.app.history import Asked, approvals_of, run
    from finops_gate.app.render import HISTORIES

    found = run(
        Asked(
            options.place(repo),
            revisions,
            limit,
            since.replace(tzinfo=UTC) if since else None,
            repo is not None,
            options.cache_directory(os.environ),
            by,
            approvals_of(_files(reports)),
        )
    )
    shown = terminal(sys.stdout, os.environ, no_color=no_color)
    text = HISTORIES.render(found, name, width=shown.width, color=shown.color, verbose=verbose)
    say(f"{text.partition(chr(10))[0]}\n" if quiet and name == "table" else text)
    return 0


def _files(names: tuple[str, ...]) -> list[Path]:
    """The files that were named, and those of the folders that were."""
    from pathlib import Path

    paths = [Path(name) for name in names]
    return [file for path in paths for file in (sorted(path.rglob("*.json")) if path.is_dir() else [path])]


COMMAND: click.Command = command
