"""`finops-gate economics`: say what a feature costs per call and outcome, and what it leaves of what it earns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from finops_gate.base.money import dollars, percent, plain
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import log, say

if TYPE_CHECKING:
    from datetime import datetime

    from finops_gate.model.economics import Unit
    from finops_gate.model.scored import Scored


@click.command("economics")
@click.option("--feature", default="", help="Only this feature.")
@click.option(
    "--by",
    type=click.Choice(["feature", "tier", "team", "model", "feature-model"]),
    default="feature",
    show_default=True,
)
@options.repository
@options.day
def command(feature: str, by: str, repo: str | None, as_of: datetime | None) -> int:
    """Say what a feature costs per call and outcome, and what it leaves of what it earns.

    Costs are those of usage.csv, as paid or else at list prices; revenue and outcomes are those of outcomes.csv. By
    feature and tier only what serves customers counts (COGS), not development or CI.

    Scores are the team's own, of .finops-gate/quality/: the share of tasks that the models pass, how many would pass
    for a dollar, and what one that passes costs. Suites are not averaged; one model without a score leaves none.

    \b
    Examples:
      finops-gate economics
      finops-gate economics --feature ticket-summary --by tier
      finops-gate economics --by model
      finops-gate economics --by feature-model
    """
    from finops_gate.app.economics import run

    found = run(options.place(repo), by, feature, options.day_of(as_of) or options.today())
    lines: list[str] = []
    for unit in found.units:
        lines.append(clean(unit.name))
        lines += [f"  {name:<26}{value}" for name, value in _told(unit)]
    if found.allocated is not None:
        lines.append(f"allocated share of spending  {percent(found.allocated, signed=False)}")
    say("\n".join(lines) + "\n")
    if not found.has_outcomes and by in ("feature", "tier"):
        log("note: there is no .finops-gate/outcomes.csv: margins and costs per outcome are not known")
    return 0


def _told(unit: Unit) -> Iterator[tuple[str, str]]:
    for name, amount in (
        ("cost a month", unit.cost),
        ("cost per 1M tokens", unit.per_million),
        ("cost per call", unit.per_call),
        ("cost per successful call", unit.per_successful_call),
        ("cost per outcome", unit.per_outcome),
    ):
        yield name, "not known" if amount is None else dollars(amount)
    for name, share in (
        ("gross margin", unit.margin),
        ("cache hit rate", unit.cache_hit_rate),
        ("effective savings rate", unit.savings_rate),
    ):
        if share is not None:
            yield name, percent(share, signed=False)
    if not unit.scored:
        yield "score", "no score"
    for found in unit.scored:
        yield from _scored(found)
    if unit.token_efficiency is not None:
        yield "outcomes per 1M tokens", plain(unit.token_efficiency.quantize(Decimal("0.1")))


def _scored(found: Scored) -> Iterator[tuple[str, str]]:
    suite = clean(found.suite, 60)
    if found.score is None:
        missing = ", ".join(clean(model, 80) for model in found.missing) or "calls of which nobody knows how many"
        yield "score", f"no score in {suite} of {missing}"
        return
    yield "score", f"{percent(found.score * 100, signed=False)} in {suite}"
    yield "passed tasks per dollar", "not known" if found.per_dollar is None else f"{round(found.per_dollar, 1):,}"
    yield "cost per passed task", "not known" if found.per_success is None else dollars(found.per_success)


COMMAND: click.Command = command
