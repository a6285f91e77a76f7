"""The ledger for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.money import dollars
from finops_gate.base.text import aligned, clean
from finops_gate.model.ledger import Entry, Ledger
from finops_gate.model.phrases import count
from finops_gate.reports.ledger import Format

SHOWN = 30


def render(ledger: Ledger, *, width: int, color: bool, link: str = "") -> str:  # noqa: ARG001
    """The sums, then teams, trends and change requests."""
    merged = [entry for entry in ledger.entries if entry.merged]
    sums = (
        f"{dollars(ledger.prevented)} a month prevented, {dollars(ledger.saved)} saved, {dollars(ledger.added)} added"
    )
    lines = [f"{count(len(merged), 'merged change request')}{_period(ledger)}: {sums}"]
    if not ledger.told:
        lines.append("Nobody said what was merged, so nothing counts: --clone DIR or --merged FILE tells it")
    if ledger.teams:
        lines += ["", *aligned([("team", "prevented", "saved", "added", "requests"), *_teams(ledger)])]
    if ledger.trends:
        lines += ["", "Cost per successful outcome, by week:"]
        for trend in ledger.trends:
            points = ", ".join(f"{week} {dollars(amount)}" for week, amount in trend.points[-8:])
            lines.append(f"  {clean(trend.team, 40)}: {points}")
    if ledger.entries:
        dearest = sorted(ledger.entries, key=_weight)
        rows: list[tuple[str, ...]] = [
            ("change request", "day", "highest", "merged at", "prevented", "runs", "approved by")
        ]
        rows += [_row(entry) for entry in dearest[:SHOWN]]
        lines += ["", *aligned(rows)]
        if len(dearest) > SHOWN:
            lines.append(f"  {len(dearest) - SHOWN:,} more; --format json lists them all")
    if ledger.unknown:
        lines += ["", f"{count(ledger.unknown, 'change request')} without a monthly figure not counted"]
    if ledger.skipped:
        lines += ["", f"{count(len(ledger.skipped), 'file')} not counted:"]
        lines += [f"  {clean(path)}: {clean(reason)}" for path, reason in ledger.skipped[:SHOWN]]
    return "\n".join(lines) + "\n"


def _period(ledger: Ledger) -> str:
    if ledger.starts is None and ledger.ends is None:
        return ""
    return f", {ledger.starts or 'the beginning'} to {ledger.ends or 'now'}"


def _teams(ledger: Ledger) -> Iterator[tuple[str, ...]]:
    for share in ledger.teams:
        amounts = (dollars(share.prevented), dollars(share.saved), dollars(share.added))
        yield (clean(share.team, 40), *amounts, str(share.requests))


def _row(entry: Entry) -> tuple[str, ...]:
    final = dollars(entry.final, True) if entry.merged else "not merged"
    return (
        f"{clean(entry.repository, 60)}#{clean(entry.change_request, 12)}",
        str(entry.day),
        dollars(entry.highest, True),
        final,
        dollars(entry.prevented),
        str(entry.runs),
        ", ".join(clean(role, 40) for role in entry.approved),
    )


def _weight(entry: Entry) -> tuple[object, ...]:
    return -(entry.prevented + entry.saved), -entry.highest, entry.day, entry.repository, entry.change_request


FORMAT: Format = Format(render, "text/plain; charset=utf-8")
