"""`finops-gate usage`: bring recorded calls into usage.csv, look at them, check them, test the projection."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import log, say

if TYPE_CHECKING:
    from datetime import datetime

    from finops_gate.app.usage import Request

Command = TypeVar("Command", bound=Callable[..., Any])
BARS = "▁▂▃▄▅▆▇█"


@click.group("usage")
def command() -> None:
    """Bring recorded calls into .finops-gate/usage.csv, look at them, check them, test the projection.

    Sources: litellm, openai, anthropic, bedrock, otel, openinference, langfuse, helicone, openrouter, portkey, focus,
    and table for any CSV, JSON lines or parquet.

    \b
    Examples:
      finops-gate usage sync litellm spend-logs.jsonl.gz
      finops-gate usage sync openai                       asks the service; OPENAI_ADMIN_KEY is set
      finops-gate usage sync litellm --engine postgresql://gate@db/litellm
      finops-gate usage sync table calls.parquet --map day=ts --map input=tokens_in --timezone UTC
    """


def recorded(function: Command) -> Command:
    """The options that say where calls are recorded."""
    for option in reversed(
        (
            click.argument("source"),
            click.argument("places", nargs=-1),
            click.option("--engine", default="", metavar="URL", help="The engine that holds the records."),
            click.option("--table", default="", help="The table in that engine."),
            click.option("--map", "columns", multiple=True, metavar="WHAT=COLUMN", help="What a column is."),
            click.option("--set", "fixed", multiple=True, metavar="LABEL=TEXT", help="A label of every row."),
            click.option(
                "--cached",
                type=click.Choice(["unknown", "included", "apart"]),
                default="unknown",
                help="Whether input tokens of a table include cached ones.",
            ),
            click.option("--timezone", "zone", default="", help="The zone of moments that name none."),
            click.option("--time-unit", "unit", default="", help="Of moments that are numbers: s, ms, us, ns, d."),
            click.option("--url", "address", default="", help="Another address of the source's service."),
            click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="The first day that counts."),
            click.option(
                "--until", type=click.DateTime(["%Y-%m-%d"]), help="The day after the last that counts; today without."
            ),
            options.repository,
        )
    ):
        function = option(function)
    return function


@command.command("sync")
@recorded
@click.option("--dry-run", is_flag=True, help="Print the profile and write nothing.")
def sync(dry_run: bool, **asked: Any) -> int:
    """Read recorded calls and write usage.csv with its manifest."""
    from finops_gate.app.usage import sync as synced_of
    from finops_gate.app.usage import write

    request = _request(**asked)
    synced = synced_of(request, options.today())
    if dry_run:
        say(synced.text)
        return 0
    path = write(synced, request.directory)
    say(f"{clean(str(path))}: {len(synced.made)} rows\n")
    for entry in synced.made:
        for note in entry.forecast.notes:
            log(f"note: {_name(entry.profile)}: {note}")
    for feature, why in synced.shapeless:
        log(f"note: {clean(feature)}: when its calls come is not known: {clean(why)}")
    return 0


@command.command("show")
@options.repository
def show(repo: str | None) -> int:
    """Draw volumes, token distributions, the trend and the hours of the profile in the work tree."""
    from finops_gate.app.usage import current, shapes_here
    from finops_gate.cli.heat import week

    profiles, manifest = current(options.place(repo))
    known = {tuple(row.get(name) or "" for name in _KEY): row for row in manifest.get("rows", ())}
    most = max((profile.calls or 0 for profile in profiles), default=0)
    lines = []
    for profile in profiles:
        row = known.get(tuple(getattr(profile, name) or "" for name in _KEY), {})
        lines += [_name(profile), f"  calls   {_calls(profile)}"]
        if profile.calls and most:
            lines.append(f"          {'█' * max(int(profile.calls * 40 / most), 1)}")
        lines.append(f"  input   {_tokens(profile.input)}")
        lines.append(f"  output  {_tokens(profile.output)}")
        if row.get("daily"):
            lines.append(f"  trend   {sparkline(row['daily'])}  {row['confidence']} confidence")
        told = f"{profile.grade.word}, {clean(profile.source)}, {profile.window}".rstrip(", ")
        lines += [f"  from    {told}", ""]
    reasons = manifest.get("without_hours", {})
    shapes = {shape.feature: shape for shape in shapes_here(options.place(repo))}
    for feature in dict.fromkeys(profile.feature for profile in profiles):
        if feature in shapes:
            lines += [f"{clean(feature)}, by hour of the week (UTC)", *week(shapes[feature]), ""]
        else:
            why = clean(str(reasons.get(feature, "usage sync has not kept it")))
            lines += [f"{clean(feature)}: when its calls come is not known: {why}", ""]
    say("\n".join(lines[:-1]) + "\n")
    return 0


@command.command("check")
@recorded
def check(**asked: Any) -> int:
    """Say what is stale, unattributed or implausible in recorded calls. Exit 2 when something is."""
    from finops_gate.app.usage import checked

    doubtful, found = checked(_request(**asked), options.today())
    records = sum(day.rows for stream in found.recorded.streams for day in stream.days)
    say(f"{found.source.name}: {records:,} records; input tokens: cached {found.source.cached.value}\n")
    for doubt in doubtful:
        say(f"{doubt.what:<14} {clean(doubt.message, 400)}\n")
    return 2 if doubtful else 0


@command.command("backtest")
@recorded
@click.option("--train", default=28, show_default=True, type=click.IntRange(2, 400), help="Days that are known.")
@click.option("--horizon", default=30, show_default=True, type=click.IntRange(1, 400), help="Days that are projected.")
@click.option("--step", default=7, show_default=True, type=click.IntRange(1, 400), help="Days between two trials.")
def backtest(train: int, horizon: int, step: int, **asked: Any) -> int:
    """Replay past days: the error of the projection, and how often its interval held what came."""
    from finops_gate.app.backtest import run

    found = run(_request(**asked), options.today(), train=train, horizon=horizon, step=step)
    say(f"{found.score.trials} trials of {found.streams} streams, {train} days known, {horizon} days ahead\n")
    say(f"interval coverage  {found.score.coverage * 100:.0f}% (nominal 80%)\n")
    say(f"median error       {found.score.median_error * 100:.0f}%\n")
    say(f"mean error         {found.score.mean_error * 100:.0f}%\n")
    say(f"error of the sum   {found.score.total_error * 100:+.0f}%\n")
    return 0


_KEY = ("feature", "tier", "environment", "provider", "model")


def sparkline(values: Sequence[int]) -> str:
    """A bar for each day, from nothing to the largest."""
    top = max(values) or 1
    return "".join(BARS[value * (len(BARS) - 1) // top] for value in values)


def _name(profile: Any) -> str:
    words = [clean(profile.feature), f"on {clean(profile.provider)}/{clean(profile.model)}"]
    words += [f"({clean(profile.tier)})"] if profile.tier else []
    words += [f"in {clean(profile.environment)}"] if profile.environment else []
    return " ".join(words)


def _calls(profile: Any) -> str:
    if profile.calls is None:
        return "not recorded"
    bounds = f" (80%: {profile.calls_low:,} to {profile.calls_high:,})" if profile.calls_low is not None else ""
    return f"{profile.calls:,} a month{bounds}"


def _tokens(known: Any) -> str:
    parts = [("mean", known.mean), ("p50", known.p50), ("p95", known.p95), ("p99", known.p99)]
    return "  ".join(f"{name} {plain(value)}" for name, value in parts if value is not None) or "not recorded"


def _request(
    source: str,
    places: tuple[str, ...],
    engine: str,
    table: str,
    columns: tuple[str, ...],
    fixed: tuple[str, ...],
    cached: str,
    zone: str,
    unit: str,
    address: str,
    since: datetime | None,
    until: datetime | None,
    repo: str | None,
) -> Request:
    from finops_gate.app.usage import Request

    return Request(
        source,
        places,
        engine,
        table,
        dict(_pair(text, "--map") for text in columns),
        dict(_pair(text, "--set") for text in fixed),
        cached,
        zone,
        unit,
        address,
        options.day_of(since),
        options.day_of(until),
        options.place(repo),
        os.environ,
    )


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise UsageError(f"{option} {clean(text, 60)} names nothing", f"write it as {option} input=prompt_tokens")
    return name, value


COMMAND: click.Command = command
