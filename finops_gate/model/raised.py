"""What a verdict raises, one entry for each decision, dearest first: what reports for other programs are made of."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO
from finops_gate.base.text import clean
from finops_gate.model.entries import called, due, monthly_delta
from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Decision, Row, Verdict


class Level(IntEnum):
    """How loudly it is said. Other programs fail a run on an error, so only what stands in the way is one."""

    NOTE = 0
    WARNING = 1
    ERROR = 2


class Raised(NamedTuple):
    """One decision that says more than pass, or would if nothing waived it."""

    decision: Decision
    word: str
    """What it comes to: the outcome, or ``waived``."""
    level: Level
    settled: str
    """Who lets it through, harmless text: ``waived by waivers.yaml 3, alice``; empty: nobody does."""
    asked: str
    """Whose approval it waits for, harmless text; empty: nobody's."""
    cost: Decimal
    """Dollars a month more, where that is known, else 0."""
    per_call: Decimal
    """Dollars a call more at the sites it speaks of, where that is known, else 0."""
    rows: tuple[Row, ...]
    """The rows it speaks of."""


def raised(verdict: Verdict) -> tuple[Raised, ...]:
    """Every decision that is due: loudest first, then what costs most a month, then a call, then by place."""
    rows = {row.fingerprint: row for row in verdict.rows}
    found = [_raised(decision, verdict, rows) for decision in due(verdict.decisions)]
    return tuple(sorted(found, key=_dearest_first))


def sentences(entry: Raised) -> tuple[str, ...]:
    """What was found, what that comes to, and what to do; each one line of harmless text."""
    decision = entry.decision
    finding = decision.finding
    comes_to = f"{'raised' if decision.waived_by else entry.word} by {clean(decision.because)}"
    if entry.settled:
        comes_to += f", {entry.settled}"
    elif entry.asked:
        comes_to += f"; approval of {entry.asked}"
    advice = (f"Advice: {clean(finding.advice, 400)}",) if finding.advice else ()
    return clean(finding.message, 600), comes_to, *advice, f"finops-gate explain {clean(finding.fingerprint, 80)}"


def _raised(decision: Decision, verdict: Verdict, rows: dict[str, Row]) -> Raised:
    about = tuple(rows[name] for name in decision.finding.changes if name in rows)
    settled, asked = _approval(decision, verdict)
    level = Level.WARNING if decision.outcome is Outcome.WARN or verdict.advisory else Level.ERROR
    return Raised(
        decision, called(decision), Level.NOTE if settled else level, settled, asked, *_cost(decision, about), about
    )


def _approval(decision: Decision, verdict: Verdict) -> tuple[str, str]:
    if decision.waived_by:
        return f"waived by {clean(decision.waived_by)}", ""
    if decision.outcome is not Outcome.REQUIRE_APPROVAL:
        return "", ""
    requests = [approval for approval in verdict.approvals if approval.role == decision.role]
    if requests and all(approval.state == "granted" for approval in requests):
        names = sorted({name for approval in requests for name in approval.by})
        return f"approved by {', '.join(clean(name, 80) for name in names) or 'its approvers'}", ""
    named = requests[0].name if requests else decision.role
    return "", clean(named or "a maintainer who is not the author", 80)


def _cost(decision: Decision, rows: tuple[Row, ...]) -> tuple[Decimal, Decimal]:
    """Dollars a month and dollars a call: what the rule measured, else what the sites come to, each site once."""
    projections = {row.projection.site: row.projection for row in rows if row.projection is not None}
    month = call = ZERO
    for projection in projections.values():
        delta = monthly_delta(projection) if projection.counted_at is None else None
        month = EXACT.add(month, delta.mid) if delta is not None else month
        before, after = projection.per_call_before, projection.per_call_after
        if before is not None and after is not None:
            call = max(call, EXACT.subtract(after, before))
    return dict(decision.finding.measure).get("above", month), call


def _dearest_first(entry: Raised) -> tuple[int, Decimal, Decimal, int, str, int, str, str]:
    finding = entry.decision.finding
    place = finding.location
    return (
        -entry.level,
        -entry.cost,
        -entry.per_call,
        -entry.decision.outcome,
        place.path,
        place.line,
        finding.rule,
        finding.fingerprint,
    )
