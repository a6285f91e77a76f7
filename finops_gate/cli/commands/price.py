"""`finops-gate price`: say what calls of a model, or the hours of a machine, cost, with the arithmetic."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.money import dollars, plain
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from finops_gate.model.machine import Machine
    from finops_gate.model.price import Price

LARGEST = Decimal(10) ** 15


@click.command("price")
@click.argument("model")
@click.option("--provider", default="", help="Who bills it: openai, azure, bedrock...")
@click.option("--input", "input_tokens", default="1000", show_default=True, help="Input tokens of a call.")
@click.option("--output", "output_tokens", default="500", show_default=True, help="Output tokens of a call.")
@click.option("--calls", default="1000", show_default=True, help="How many calls.")
@click.option("--hours", default="730", show_default=True, help="Of a machine: how many hours.")
@options.day
def command(
    model: str, provider: str, input_tokens: str, output_tokens: str, calls: str, hours: str, as_of: datetime | None
) -> int:
    """Say what calls of a model, or the hours of a machine, cost, with the arithmetic and the source of each price.

    \b
    Examples:
      finops-gate price gpt-4o-mini
      finops-gate price gpt-4-turbo --input 900 --output 300 --calls 50000
      finops-gate price claude-sonnet-4-5 --provider bedrock --as-of 2026-01-31
      finops-gate price p5.48xlarge
    """
    from finops_gate.app.machines import machine
    from finops_gate.app.price import price

    day = options.day_of(as_of) or options.today()
    hardware = machine(model, provider, day)
    if hardware is not None:
        say("\n".join(_machine(hardware, amount(hours, "--hours"))) + "\n")
        return 0
    sent, answered, number = (
        amount(text, option)
        for text, option in ((input_tokens, "--input"), (output_tokens, "--output"), (calls, "--calls"))
    )
    found = price(model, provider, sent, answered, number, day)
    lines = [f"{clean(found.quote.subject)} on {day}", ""]
    for part in found.parts:
        meter = part.price.meter
        unit = "1,000,000" if meter.per_million else "1"
        lines.append(
            f"  {meter.value.replace('_', ' '):<12} {part.quantity:,} x ${plain(part.price.amount)} / {unit}"
            f"    {agreed(part.price)}{clean(part.price.source)}"
        )
    lines += [
        "",
        f"  one call     {dollars(found.cost)}",
        f"  {number:,} calls  {dollars(found.total)}",
        *(f"  {clean(note, 400)}" for note in found.notes),
    ]
    say("\n".join(lines) + "\n")
    return 0


def agreed(price: Price) -> str:
    """Whose agreement the amount comes from, ready to stand before its source."""
    return f"negotiated: {clean(price.negotiated)}; " if price.negotiated else ""


def _machine(found: Machine, hours: Decimal) -> Iterator[str]:
    """What it is, each way to buy it, and what the hours come to."""
    from finops_gate.base.money import EXACT
    from finops_gate.model.machine import hourly
    from finops_gate.model.price import Meter

    parts = f"{plain(found.count)} x {found.accelerator}" if found.count else found.accelerator
    memory = f", {plain(found.memory_gb)} GB" if found.memory_gb else ""
    yield f"{clean(found.subject)} on {found.as_of}: {parts or 'accelerator not known'}{memory}"
    if found.estimate:
        yield f"estimated, not published: {found.estimate}"
    yield ""
    for price in found.prices:
        told = dict(price.conditions)
        since = f" since {price.starts}" if price.starts else ""
        read = f", read {price.retrieved}" if price.retrieved else ""
        bought = told["purchase"].replace("_", " ")
        yield (
            f"  {bought:<10} ${plain(price.amount)} / {price.meter.value}  {told['region']}{since}"
            f"  ({clean(price.source)}{read})"
        )
        if price.meter is Meter.REQUEST:
            continue
        cost = EXACT.multiply(hourly(price), hours)
        yield f"  {'':<10} {plain(hours)} h x ${plain(hourly(price))} = {dollars(cost)}"
        if found.count and found.count != 1:
            yield f"  {'':<10} {dollars(EXACT.divide(hourly(price), found.count))} an hour for each accelerator"
    if not found.prices:
        yield f"  no price of {found.as_of} is known"
    if hours == 730:
        yield "  a month has 730 hours: 8,760 / 12"


def amount(text: str, option: str) -> Decimal:
    """A number of an option. Raises UsageError for what is none, is negative or absurd."""
    try:
        number = Decimal(text.replace("_", "").replace(",", ""))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise UsageError(f"{option} {clean(text, 40)} is no number of tokens or calls", f"write {option} 1000")
    return number


COMMAND: click.Command = command
