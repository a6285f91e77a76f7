"""`finops-gate report`: one page to look at, of one change or of many saved reports."""

from __future__ import annotations

import os
from datetime import UTC
from typing import TYPE_CHECKING

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import log, say, write

if TYPE_CHECKING:
    from datetime import datetime


@click.command("report")
@click.argument("revisions", required=False, metavar="[A..B]")
@options.repository
@click.option("--html", "path", required=True, metavar="PATH", help="Where the page is written; - is standard output.")
@click.option(
    "--from",
    "patterns",
    multiple=True,
    metavar="PATTERN",
    help="Saved JSON reports and histories to sum up on one page; repeatable, also a folder of them.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Where the history begins; without it a year before its last commit.",
)
@options.day
def command(
    revisions: str | None,
    repo: str | None,
    path: str,
    patterns: tuple[str, ...],
    since: datetime | None,
    as_of: datetime | None,
) -> int:
    """Write one page of HTML that needs no network, no server and no other file.

    Of A..B (without a range: the work tree against the default branch) it shows the verdict, what moves the month and
    whose cost it is, a year of history, unit economics, hours that stand idle, and the evidence behind each number.

    With --from it sums up many saved reports, with filters. A change counts once, by its last run; prevented is its
    highest estimate less the last. Files that cannot be counted are listed on the page, each with the reason.

    The page does not judge: the exit code is 0 whatever the verdict is.

    \b
    Examples:
      finops-gate report main..HEAD --html page.html
      finops-gate report --from 'reports/**/*.json' --html page.html
      finops-gate diff main..HEAD --output html=page.html    the change alone, with the verdict's exit code
    """
    if patterns:
        if revisions or repo or since or as_of:
            raise UsageError(
                "--from reads saved reports and no repository", "leave the range and the other options out"
            )
        from finops_gate.app.fleet import run as sum_up

        page = sum_up(options.reports_at(patterns))
        told = page.headline + (f"; {page.skipped:,} not counted, see the page" if page.skipped else "")
        _write(path, page.text, told)
        return 0
    from finops_gate.app.report import Asked, run

    asked = Asked(
        options.place(repo),
        revisions,
        repo is not None,
        options.cache_directory(os.environ),
        options.day_of(as_of),
        since.replace(tzinfo=UTC) if since else None,
    )
    found = run(asked)
    _write(path, found.text, found.headline)
    return 0


def _write(path: str, text: str, told: str) -> None:
    if path == "-":
        say(text)
        return
    write(path, text, "the page")
    log(clean(told, 1000))


COMMAND: click.Command = command
