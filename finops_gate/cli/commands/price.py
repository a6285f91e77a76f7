"""`finops-gate price`: say what calls of a model cost, with the arithmetic."""

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
    from datetime import datetime

LARGEST = Decimal(10) ** 15


@click.command("price")
@click.argument("model")
@click.option("--provider", default="", help="Who bills it: openai, azure, bedrock...")
@click.option("--input", "input_tokens", default="1000", show_default=True, help="Input tokens of a call.")
@click.option("--output", "output_tokens", default="500", show_default=True, help="Output tokens of a call.")
@click.option("--calls", default="1000", show_default=True, help="How many calls.")
@options.day
def command(
    model: str, provider: str, input_tokens: str, output_tokens: str, calls: str, as_of: datetime | None
) -> int:
    """Say what calls of a model cost, with the arithmetic and the source of each price.

    \b
    Examples:
      finops-gate price gpt-4o-mini
      finops-gate price gpt-4-turbo --input 900 --output 300 --calls 50000
      finops-gate price claude-sonnet-4-5 --provider bedrock --as-of 2026-01-31
    """
    from finops_gate.app.price import price

    day = options.day_of(as_of) or options.today()
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
            f"    {clean(part.price.source)}"
        )
    lines += [
        "",
        f"  one call     {dollars(found.cost)}",
        f"  {number:,} calls  {dollars(found.total)}",
        *(f"  {clean(note, 400)}" for note in found.notes),
    ]
    say("\n".join(lines) + "\n")
    return 0


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
