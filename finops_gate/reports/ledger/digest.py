"""The ledger as a weekly digest in Markdown, for a channel, an issue or a mail: what teams did, with links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from finops_gate.base.money import dollars, percent, percent_change
from finops_gate.model.ledger import Entry, Ledger, Trend
from finops_gate.model.markdown import code, prose
from finops_gate.model.phrases import count
from finops_gate.reports.ledger import Format

SHOWN = 10
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+")


def render(ledger: Ledger, *, width: int, color: bool, link: str = "") -> str:  # noqa: ARG001
    """Heading, sums, teams, the change requests that moved most. Names from reports stand as code."""
    title = f"{ledger.starts} to {ledger.ends}" if ledger.starts and ledger.ends else "all reports"
    merged = [entry for entry in ledger.entries if entry.merged]
    parts = [f"# AI cost: {title}\n\n"]
    if ledger.told:
        parts.append(f"{count(len(merged), 'change request').capitalize()} with an AI cost merged: ")
        parts.append(f"**{dollars(ledger.prevented)}** a month prevented in review, ")
        parts.append(f"**{dollars(ledger.saved)}** saved, **{dollars(ledger.added)}** added.\n")
    else:
        parts.append("Nobody told which change requests were merged, so nothing is counted.\n")
    if ledger.teams:
        parts.append("\n| Team | Prevented | Saved | Added | Change requests |\n| --- | --- | --- | --- | --- |\n")
        for share in ledger.teams:
            amounts = " | ".join(dollars(amount) for amount in (share.prevented, share.saved, share.added))
            parts.append(f"| {code(share.team, 40)} | {amounts} | {share.requests} |\n")
    if ledger.trends:
        parts.append("\n## Cost per successful outcome\n\n")
        parts += [line for trend in ledger.trends for line in _trend(trend)]
    listed = sorted(merged, key=lambda e: (-abs(e.final) - e.prevented, e.day, e.repository, e.change_request))
    if listed:
        parts.append("\n## What moved it\n\n")
        parts += [_entry(entry, link) for entry in listed[:SHOWN]]
        if len(listed) > SHOWN:
            parts.append(f"- and {len(listed) - SHOWN:,} more\n")
    waiting = [entry for entry in ledger.entries if not entry.merged]
    if waiting and ledger.told:
        parts.append(f"\n{count(len(waiting), 'change request').capitalize()} not merged; none of them counts.\n")
    if ledger.unknown:
        parts.append(
            f"\n{count(ledger.unknown, 'change request').capitalize()} without a monthly figure not counted.\n"
        )
    if ledger.skipped:
        parts.append(f"\n{count(len(ledger.skipped), 'report').capitalize()} could not be read.\n")
    return "".join(parts)


def _trend(trend: Trend) -> Iterator[str]:
    first, last = trend.points[0], trend.points[-1]
    change = percent_change(first[1], last[1])
    since = f", {percent(change)} since {first[0]}" if change is not None and len(trend.points) > 1 else ""
    yield f"- {code(trend.team, 40)}: {dollars(last[1])}{since}\n"


def _entry(entry: Entry, link: str) -> str:
    approved = f", approved by {', '.join(prose(role, 40) for role in entry.approved)}" if entry.approved else ""
    prevented = f", {dollars(entry.prevented)} prevented" if entry.prevented else ""
    return f"- {_named(entry, link)}: {dollars(entry.final, True)} a month{prevented}{approved}\n"


def _named(entry: Entry, link: str) -> str:
    """A link where the names are plain enough to stand in an address, else the names as code."""
    text = code(f"{entry.repository}#{entry.change_request}", 100)
    plain = _REPOSITORY.fullmatch(entry.repository) and ".." not in entry.repository and entry.change_request.isdigit()
    if not link or not plain:
        return text
    address = link.replace("{repository}", quote(entry.repository)).replace("{number}", quote(entry.change_request))
    return f"[{text}]({address})"


FORMAT: Format = Format(render, "text/markdown; charset=utf-8")
