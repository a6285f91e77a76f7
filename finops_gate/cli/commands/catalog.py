"""`finops-gate catalog`: ask what model ids mean and cost, and keep the prices up to date."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import log, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from finops_gate.model.price import Price, Quote, Quoted
    from finops_gate.model.upkeep import Note, Refreshed

FAILED = 2
SHOWN = 20
"""Lines of one kind that a refresh prints; -v prints all."""


@click.group("catalog")
def command() -> None:
    """Ask what model ids mean and cost, and keep the prices up to date.

    \b
    Examples:
      finops-gate catalog resolve gpt-4o-mini us.anthropic.claude-sonnet-4-5-20250929-v1:0
      finops-gate catalog resolve --format json < ids.txt
      finops-gate catalog show mistral
      finops-gate catalog check
    """


@command.command("resolve")
@click.argument("ids", nargs=-1)
@click.option("--provider", default="", help="Who bills them, where the ids do not say it: openai, azure, bedrock...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="json: a line an id.")
@options.repository
@options.day
def resolve(ids: tuple[str, ...], provider: str, form: str, repo: str | None, as_of: datetime | None) -> int:
    """Say which model each id means, how that is known, and what it costs on the day.

    Without IDS they are read from standard input, one a line; a provider may follow behind a tab. Each gets one answer,
    in order. A near miss is suggested and never used; an id without a price says why.

    \b
    Examples:
      finops-gate catalog resolve gpt-4o-mini
      finops-gate catalog resolve --provider azure chat-prod gpt-4o
      rg -oN 'gpt-[a-z0-9.-]+' src | finops-gate catalog resolve --format json
    """
    from finops_gate.app.catalog import Asked, asked_in
    from finops_gate.app.catalog import resolve as resolved

    day = options.day_of(as_of) or options.today()
    if ids:
        asked = [Asked(one, provider) for one in ids]
    else:
        asked = list(asked_in(sys.stdin.buffer.read().decode("utf-8", "replace"), provider))
    answers = resolved(asked, day, options.place(repo))
    tell = _json if form == "json" else _text
    say("".join(f"{tell(one.id, answer)}\n" for one, answer in zip(asked, answers, strict=True)))
    return 0


@command.command("show")
@click.argument("provider", required=False, default="")
@options.day
def show(provider: str, as_of: datetime | None) -> int:
    """List the models of a provider, or of all, with the price of the day.

    \b
    Examples:
      finops-gate catalog show anthropic
      finops-gate catalog show --as-of 2025-06-01 openai
    """
    from finops_gate.app.catalog import listed

    day = options.day_of(as_of) or options.today()
    say("".join(f"{_text(one.subject, one.quoted)}\n" for one in listed(provider, day)))
    return 0


@command.command("check")
@click.option("--pricing", default="pricing", show_default=True, metavar="DIR", help="The folder of prices.")
@options.day
def check(pricing: str, as_of: datetime | None) -> int:
    """Check the files of prices: overlaps, gaps, floats, unknown units, stale sources.

    \b
    Examples:
      finops-gate catalog check
      finops-gate catalog check --as-of 2027-01-31
    """
    from finops_gate.app.catalog import check as checked

    folder = options.place(pricing)
    assert folder is not None  # the option has a default
    found = checked(folder, options.day_of(as_of) or options.today())
    for objection in found:
        say(f"{clean(objection.file)}: {clean(objection.text, 1000)}\n")
        if objection.hint:
            log(f"hint: {clean(objection.hint)}")
    if not found:
        say("the prices are in order\n")
    return FAILED if found else 0


@command.command("refresh")
@click.option("--litellm", metavar="WHEEL", help="A wheel of litellm; without it the table that was read last.")
@click.option("--pricing", default="pricing", show_default=True, metavar="DIR", help="The folder of prices.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("-v", "--verbose", is_flag=True, help="Every line, not only the first of each kind.")
@options.day
def refresh(litellm: str | None, pricing: str, dry_run: bool, verbose: bool, as_of: datetime | None) -> int:
    """Append what the price tables say today: the installed genai-prices, and a wheel of litellm.

    A price that changed closes its period and opens another; nothing is edited or taken away. Told are what changed,
    where the two tables differ and no decision is on file, and what needs a person. For maintainers; needs the extra
    `refresh`.

    \b
    Examples:
      pip download --no-deps litellm && finops-gate catalog refresh --litellm litellm-*.whl
      finops-gate catalog refresh --dry-run -v
    """
    from finops_gate.app.catalog import refresh as refreshed

    folder = options.place(pricing)
    assert folder is not None  # the option has a default
    day = options.day_of(as_of) or options.today()
    told = refreshed(folder, options.place(litellm), day, write=not dry_run)
    say("\n".join(_refreshed(told, verbose=verbose, dry=dry_run)) + "\n")
    return 0


def _refreshed(told: Refreshed, *, verbose: bool, dry: bool) -> Iterator[str]:
    yield f"read: {'; '.join(told.read)}"
    for heading, notes in (
        ("new", told.added),
        ("changed prices", told.changed),
        ("limits, days and names", told.facts),
        ("listed no longer, kept here", told.dropped),
        ("the tables differ, no decision is on file", told.differing),
        ("needs a person", told.person),
    ):
        yield from _notes(heading, notes, verbose)
    done = "would change" if dry else "changed"
    yield f"{done}: {', '.join(told.files) if told.files else 'no file'}"
    if told.files and not dry:
        yield "read the difference, then: make gen && finops-gate catalog check"


def _notes(heading: str, notes: tuple[Note, ...], verbose: bool) -> Iterator[str]:
    yield f"{heading}: {len(notes)}"
    for note in notes if verbose else notes[:SHOWN]:
        yield f"  {clean(note.subject)}: {clean(note.text, 400)}"
    if len(notes) > SHOWN and not verbose:
        yield f"  and {len(notes) - SHOWN} more (-v)"


def _text(written: str, quoted: Quoted) -> str:
    from finops_gate.model.price import Meter
    from finops_gate.model.setting import Unknown

    if isinstance(quoted, Unknown):
        return f"{clean(written)}  unpriced: {clean(quoted.reason, 600)}"
    prices = [quoted.price(meter) for meter in Meter]
    amounts = ", ".join(_amount(price) for price in prices if price is not None)
    status = "" if quoted.status.value == "active" else f", {quoted.status.value}"
    what = amounts or f"unpriced: {quoted.reason or 'only under conditions'}"
    return f"{clean(written)}  {clean(quoted.subject)}{status}  {clean(what, 600)}  ({clean(quoted.matched)})"


def _amount(price: Price) -> str:
    unit = "/M" if price.meter.per_million else f"/{price.meter.value}"
    meter = f"{price.meter.value.replace('_', ' ')} " if price.meter.per_million else ""
    return f"{meter}${plain(price.amount)}{unit}{' negotiated' if price.negotiated else ''}"


def _json(written: str, quoted: Quoted) -> str:
    from finops_gate.model.setting import Unknown

    row: dict[str, Any] = {"id": written, "provider": None, "model": None, "priced": False, "prices": {}}
    if isinstance(quoted, Unknown):
        row |= {"matched": None, "reason": quoted.reason}
    else:
        row |= {
            "provider": quoted.provider,
            "model": quoted.model,
            "priced": bool(quoted.prices),
            "prices": {price.meter.value: plain(price.amount) for price in quoted.prices if not price.conditions},
            "price_list": list(_prices(quoted)),
            "matched": quoted.matched,
            "reason": quoted.reason or None,
            "status": quoted.status.value,
            "retires_on": quoted.retires_on.isoformat() if quoted.retires_on else None,
            "successor": quoted.successor,
            "self_hosted": quoted.self_hosted,
            "mode": quoted.mode,
            "context_window": quoted.context_window,
            "max_output": quoted.max_output,
            "as_of": quoted.as_of.isoformat(),
        }
    return json.dumps(row, separators=(",", ":"), ensure_ascii=True)


def _prices(quote: Quote) -> Iterable[dict[str, Any]]:
    for price in quote.prices:
        yield {
            "meter": price.meter.value,
            "amount": plain(price.amount),
            "unit": "USD/1M tokens" if price.meter.per_million else f"USD/{price.meter.value}",
            "conditions": dict(price.conditions),
            "from": price.starts.isoformat() if price.starts else None,
            "until": price.ends.isoformat() if price.ends else None,
            "source": price.source,
            "read": price.retrieved.isoformat() if price.retrieved else None,
            "negotiated": price.negotiated or None,
        }


COMMAND: click.Command = command
