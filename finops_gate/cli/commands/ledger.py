"""`finops-gate ledger`: what reviews at the gate were worth."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say, terminal

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("ledger")
@click.option(
    "--from", "patterns", multiple=True, required=True, metavar="PATTERN", help="Saved JSON reports; repeatable."
)
@click.option("--clone", "clones", multiple=True, metavar="DIR", help="A clone whose branch tells what was merged.")
@click.option("--merged", metavar="FILE", help="A list of what was merged: owner/name#12, one a line.")
@click.option("--since", type=_DAY, metavar="DATE", help="Only change requests whose last run is of this day or later.")
@click.option("--until", type=_DAY, metavar="DATE", help="Only those of this day or earlier.")
@click.option("--week", metavar="YEAR-Www", help="Only one ISO week: 2026-W47.")
@click.option(
    "--link",
    default="",
    metavar="ADDRESS",
    help="What a change request links to: https://github.com/{repository}/pull/{number}.",
)
@options.printed("finops_gate.reports.ledger")
@click.option("--no-color", is_flag=True, help="No colour; NO_COLOR=1 does the same.")
def command(
    patterns: tuple[str, ...],
    clones: tuple[str, ...],
    merged: str | None,
    since: datetime | None,
    until: datetime | None,
    week: str | None,
    link: str,
    name: str,
    no_color: bool,
) -> int:
    """Sum up what pull requests would have cost at most, and what of it was merged, by team.

    Prevented is the highest estimate of a pull request less what was merged; saved is what a merge took off the month.
    A pull request counts once, whatever the number of its runs, and for nothing until somebody tells that it was
    merged. Teams are named, persons are not. Runs of one day are ordered by the numbers in their files' names.

    \b
    Examples:
      finops-gate ledger --from 'reports/**/*.json' --clone .
      finops-gate ledger --from 'reports/**/*.json' --merged merged.txt --week 2026-W47 --format digest
      finops-gate ledger --from 'reports/**/*.json' --clone . --format badge > badge.svg
    """
    from finops_gate.app.ledger import Asked, run
    from finops_gate.app.render import LEDGERS

    if link and not link.startswith("https://"):
        raise UsageError(
            f"--link {clean(link, 80)} is no https address", "https://github.com/{repository}/pull/{number}"
        )
    starts, ends = _week(week) if week else (options.day_of(since), options.day_of(until))
    found = run(Asked(options.reports_at(patterns), _paths(clones), options.place(merged), starts, ends))
    shown = terminal(sys.stdout, os.environ, no_color=no_color)
    say(LEDGERS.render(found, name, width=shown.width, color=shown.color, link=link))
    return 0


def _week(text: str) -> tuple[date, date]:
    from datetime import date, timedelta

    try:
        year, _, number = text.partition("-W")
        first = date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        raise UsageError(f"{clean(text, 20)} is no week", "--week 2026-W47") from None
    return first, first + timedelta(days=6)


def _paths(names: tuple[str, ...]) -> list[Path]:
    from pathlib import Path

    return [Path(name) for name in names]


COMMAND: click.Command = command
