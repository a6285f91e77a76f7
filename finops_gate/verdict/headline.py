"""The first line of every report: the verdict in words that a lead understands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from finops_gate.base.money import EXACT, ZERO, dollars, percent, percent_change
from finops_gate.base.text import clean
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Approval, Decision, Finding, Verdict
from finops_gate.verdict.totals import has_month, has_price

PASSES, WARNS, BLOCKS = "✅", "⚠️", "⛔"


def headline(verdict: Verdict, advisory_until: date | None = None) -> str:
    """The headline of a verdict; its own `headline` is not looked at. `advisory_until` is named in advisory runs."""
    sites = touched_sites(verdict.rows)
    worst = [decision for decision in verdict.decisions if decision.outcome is verdict.outcome]
    cost, rises = _cost(verdict, sites, worst)
    reason = "" if rises and any(_measured(decision.finding) for decision in worst) else _reason(worst, cost)
    line = _line(
        verdict, f"{cost}. Within policy" if rises and not verdict.outcome else cost, worst, reason, advisory_until
    )
    return " ".join([line, *_notes(verdict, sites, line)])


def _line(verdict: Verdict, cost: str, worst: Sequence[Decision], reason: str, advisory_until: date | None) -> str:
    advisory = f"Advisory until {advisory_until}" if advisory_until else "Advisory"
    outcome = verdict.outcome
    if outcome is Outcome.PASS:
        return f"{PASSES} {cost}."
    if outcome is Outcome.WARN:
        return f"{WARNS} {cost}. Warning only{reason}."
    if outcome is Outcome.BLOCK:
        blocked = _blocked(worst, cost)
        return (
            f"{WARNS} {advisory}, would be blocked: {blocked}." if verdict.advisory else f"{BLOCKS} Blocked: {blocked}."
        )
    open_ = [approval for approval in verdict.approvals if approval.state != "granted"]
    if verdict.approvals and not open_:
        return f"{PASSES} {cost}. Approved by {_names(verdict.approvals)}."
    roles = _names(open_)
    if verdict.advisory:
        return f"{WARNS} {cost}. {advisory}: approval would be required from {roles}{reason}."
    denied = [approval for approval in open_ if approval.state == "denied"]
    if denied:
        return f"{BLOCKS} {cost}. Approval denied by {_names(denied)}{reason}."
    unknown = [approval for approval in open_ if approval.state == "unknown"]
    if unknown:
        doubt = f"nobody could tell whether {_names(unknown)} approved"
        return f"{WARNS} {cost}. Approval required from {roles}{reason}; {doubt}."
    return f"{WARNS} {cost}. Approval required from {roles}{reason}."


def _cost(verdict: Verdict, sites: Sequence[Touched], worst: Sequence[Decision]) -> tuple[str, bool]:
    """What happens to the cost, and whether it rises."""
    if not sites:
        return "No AI cost change", False
    totals = verdict.totals
    if totals.per_1k_before is not None and totals.per_1k_after is not None:
        before, after = totals.per_1k_before, totals.per_1k_after
        figures = f"{dollars(before)} -> {dollars(after)} per 1,000 calls"
        if before == ZERO:
            figures = f"{dollars(after)} per 1,000 calls"
    elif totals.per_hour_before is not None and totals.per_hour_after is not None:
        before, after = totals.per_hour_before, totals.per_hour_after
        figures = f"{dollars(before)} -> {dollars(after)} an hour" if before else f"{dollars(after)} an hour"
    elif totals.base is not None and totals.head is not None:
        before, after = totals.base.mid, totals.head.mid
        figures = f"{dollars(EXACT.subtract(after, before), signed=True)}/month"
    else:
        before = after = ZERO
        figures = ""
    if before == after:
        return _flat(verdict, sites, worst), False
    rises = after > before
    return f"Projected Cost {'Increase' if rises else 'Decrease'}: {_share(before, after, figures)}", rises


def _share(before: Decimal, after: Decimal, figures: str) -> str:
    change = percent_change(before, after)
    return f"{figures} (new spend)" if change is None else f"{percent(change)} ({figures})"


def _flat(verdict: Verdict, sites: Sequence[Touched], worst: Sequence[Decision]) -> str:
    """No figure moves: because nothing costs more, or because what it costs is not known."""
    unknown = [site for site in sites if not has_price(site) or (site.projection and site.projection.at_least)]
    if unknown:
        about = {row.fingerprint for site in unknown for row in site.rows}
        decisions = [*worst, *verdict.decisions]
        finding = next((d.finding for d in decisions if about & set(d.finding.changes)), None)
        if finding is not None:
            return f"Projected cost unknown: {_short(finding)}"
        return f"Projected cost unknown: {_count(len(unknown), 'changed site')} without a price"
    count = sum(len(site.rows) for site in sites)
    return f"No AI cost change: {_count(count, 'setting')} changed, the projected cost did not"


def _measured(finding: Finding) -> bool:
    """True when the figures of the line are what it is about."""
    return any(name != "weakened" for name, _ in finding.measure)


def _reason(worst: Sequence[Decision], cost: str) -> str:
    """What the outcome is about, where the figures do not say it already."""
    if not worst:
        return ""
    short = _short(worst[0].finding)
    return "" if short in cost else f": {short}"


def _blocked(worst: Sequence[Decision], cost: str) -> str:
    first = worst[0].finding
    text = cost if first.rule in ("monthly-increase", "per-call-increase") else _short(first)
    more = len({decision.finding.fingerprint for decision in worst}) - 1
    return f"{text}, and {more} more" if more else text


def _short(finding: Finding) -> str:
    """The finding in a few words; its whole message follows in the report."""
    where = clean(finding.feature or finding.location.path, 80)
    named = clean(finding.names[0], 60) if finding.names else ""
    if finding.rule == "denied-model" and named:
        return f"{named} is denied for {where}"
    if finding.rule == "unpriced-model" and named:
        return f"{named} has no price"
    return finding.message.removeprefix(f"{where}: ").rstrip(".")


def _names(approvals: Sequence[Approval]) -> str:
    names = [clean(approval.name, 60) for approval in approvals] or ["a maintainer"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _notes(verdict: Verdict, sites: Sequence[Touched], line: str) -> list[str]:
    """What the figures of the line leave out."""
    notes = []
    if verdict.totals.partial and "per 1,000 calls" in line:
        notes.append(f"The largest of {_count(len(sites), 'changed site')}.")
    elif verdict.totals.partial and "/month" in line:
        left = [s for s in sites if not has_month(s) and not (s.projection and s.projection.counted_at)]
        notes.append(f"{_count(len(left), 'changed site')} not counted: no monthly figure.")
    base, head = verdict.governance.base, verdict.governance.head
    if base is not None and head is not None:
        if head.outcome < base.outcome:
            notes.append(f"By the governing files of the change itself it would be {head.outcome.word}.")
        elif base.delta is not None and head.delta is not None and head.delta < base.delta:
            notes.append(f"By the governing files of the change itself it would be {dollars(head.delta, True)}/month.")
    since = verdict.governance.since
    if since is not None:
        amount = "not known" if since.delta is None else f"{dollars(since.delta, True)}/month"
        notes.append(f"With all that was merged since {clean(since.name, 60)}: {amount}.")
    if verdict.skipped:
        notes.append(f"{_count(len(verdict.skipped), 'file')} could not be judged.")
    return notes


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
