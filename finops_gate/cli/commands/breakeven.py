"""`finops-gate breakeven`: what serving the same calls costs in other ways, and from how many calls each pays."""

from __future__ import annotations

import os
import sys
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say, terminal

if TYPE_CHECKING:
    from datetime import datetime

    from finops_gate.model.serving import Serving

_LARGEST = Decimal(10) ** 15


class Number(options.Kind):
    """A positive decimal number, or zero where it is allowed."""

    name = "number"

    def __init__(self, zero: bool = False) -> None:
        self.zero = zero

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:  # type: ignore[override]
        try:
            number = Decimal(str(value).replace(",", "").replace("_", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0 or number > _LARGEST or (not number and not self.zero):
            self.fail(f"{clean(str(value), 40)!r} is no number above zero", param, ctx)
        return number


@click.command("breakeven")
@click.argument("revision", default="")
@click.option("--feature", default="", help="Only what serves this feature.")
@click.option("--site", "place", default="", metavar="TEXT", help="Only places with this in their name (a path).")
@click.option("--machine", default="", metavar="TYPE", help="This machine instead of what stands in the tree.")
@click.option("--count", type=Number(), default="1", metavar="N", help="Copies of --machine that always run.")
@click.option("--api", "models", multiple=True, metavar="MODEL", help="An API to compare with; repeatable.")
@click.option(
    "--per-second", "seconds", multiple=True, metavar="GPU", help="A GPU billed by the second: modal/l4; repeatable."
)
@click.option("--calls", type=Number(), metavar="N", help="Calls a month, instead of the recorded ones.")
@click.option("--input", "sent", type=Number(True), metavar="N", help="Input tokens of a call.")
@click.option("--output", "answered", type=Number(True), metavar="N", help="Output tokens of a call.")
@click.option(
    "--tokens-per-second",
    "rate",
    type=Number(),
    metavar="N",
    help="Of one copy at full load, input and output together.",
)
@click.option("--seconds-per-call", "busy", type=Number(), metavar="N", help="Of a call that is alone.")
@click.option("--start", type=Number(True), metavar="SECONDS", help="Until a machine that slept can answer.")
@click.option("--idle", type=Number(True), metavar="SECONDS", help="After the last call until it sleeps.")
@options.repository
@options.day
@options.printed("finops_gate.reports.breakeven")
@options.loudness
def command(
    revision: str,
    feature: str,
    place: str,
    machine: str,
    count: Decimal,
    models: tuple[str, ...],
    seconds: tuple[str, ...],
    calls: Decimal | None,
    sent: Decimal | None,
    answered: Decimal | None,
    rate: Decimal | None,
    busy: Decimal | None,
    start: Decimal | None,
    idle: Decimal | None,
    repo: str | None,
    as_of: datetime | None,
    name: str,
    no_color: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Compare ways to serve the same calls, and say from how many calls a month each of them pays.

    REVISION is a commit, a branch, `index` or `worktree`; without it the work tree, of a bare repository HEAD.

    What always runs stands against the same machine asleep between calls, a GPU that is billed by the second, and APIs
    that are billed by the token. Calls are those of usage.csv, or --calls; when they come is what hours.csv says.
    Throughput and waiting times are never assumed: declare them (features.NAME.serving in the policy) or give them
    here; without them a curve is not known, and says why.

    \b
    Examples:
      finops-gate breakeven
      finops-gate breakeven --feature helpdesk-bot --machine g6.xlarge --tokens-per-second 2400
      finops-gate breakeven --machine aws/g6.xlarge --api openai/gpt-4o-mini --calls 50000 --input 900 --output 300
    """
    from finops_gate.app.breakeven import Asked, run
    from finops_gate.app.render import BREAKEVENS
    from finops_gate.cost.load import Said

    said = Said(calls, sent, answered)
    asked = Asked(feature, place, revision, machine, count, models, seconds, said, _serving(rate, busy, start, idle))
    found = run(options.place(repo), asked, options.day_of(as_of) or options.today())
    shown = terminal(sys.stdout, os.environ, no_color=no_color)
    text = BREAKEVENS.render(found, name, width=shown.width, color=shown.color, verbose=verbose)
    say(f"{text.partition(chr(10))[0]}\n" if quiet and name == "table" else text)
    return 0


def _serving(rate: Decimal | None, busy: Decimal | None, start: Decimal | None, idle: Decimal | None) -> Serving | None:
    """What was said of a machine; None where nothing was."""
    from finops_gate.model.serving import Serving

    if rate is None and busy is None and start is None and idle is None:
        return None
    return Serving("*", rate, None, busy, start, idle, source="as given")


COMMAND: click.Command = command
