"""`finops-gate reconcile`: compare what was projected at merge with what was then paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from finops_gate.base.money import dollars
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say

if TYPE_CHECKING:
    from datetime import datetime

USUAL = (Decimal("0.5"), Decimal("1.1"))
"""Paid over projected: below is more discount, above less, than contracts usually have."""


@click.command("reconcile")
@click.argument("report", required=False)
@options.repository
@options.day
def command(report: str | None, repo: str | None, as_of: datetime | None) -> int:
    """Compare what a saved JSON report projected at merge with what usage.csv says was then paid.

    Without a report: the recorded calls at list prices against what was paid for them. A factor outside of 0.5 to 1.1
    is pointed out and never applied by itself.

    \b
    Examples:
      finops-gate reconcile report-of-the-merge.json
      finops-gate reconcile
    """
    from finops_gate.app.economics import reconcile

    found = reconcile(options.place(repo), options.place(report), options.day_of(as_of) or options.today())
    for entry in found:
        if entry.factor is None:
            outcome = "nothing paid is recorded"
        else:
            far = "" if USUAL[0] <= entry.factor <= USUAL[1] else "  look at this: outside of 0.5 to 1.1"
            outcome = f"paid {dollars(entry.paid or Decimal(0))}, factor {entry.factor:.3f}{far}"
        say(f"{clean(entry.feature)}: projected {dollars(entry.projected)} a month, {outcome}\n")
    return 0


COMMAND: click.Command = command
