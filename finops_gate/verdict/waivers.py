"""Waivers held against what policy decided: which hold, and what they let through.

A waiver stands for the approval of one role, so it lets through what asks that role, and warnings. It lets no block
through. All that it covers together may cost no more than it permits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from finops_gate.base.frozen import replace
from finops_gate.base.money import dollars
from finops_gate.base.text import clean
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.policy import Outcome, Policy
from finops_gate.model.verdict import Decision, Finding, Verdict
from finops_gate.model.waiver import Standing, Use, Waiver
from finops_gate.verdict.approvals import monthly_increase, requests
from finops_gate.verdict.decide import decide, in_order
from finops_gate.verdict.headline import headline
from finops_gate.verdict.totals import totals

SOON = timedelta(days=14)
"""How long before its end a waiver is told of."""


def used(verdict: Verdict, standing: Sequence[Waiver], brought: Sequence[tuple[Waiver, str]]) -> tuple[Use, ...]:
    """What each waiver is worth. `standing`: those of the target. `brought`: those of the change, each with why it is
    not proven; empty where its signature is good.

    One of the target that speaks of nothing in the change is left out: most waivers concern other changes.
    """
    sites = touched_sites(verdict.rows)
    found = [_use(waiver, verdict, sites) for waiver in standing]
    uses = [use for use in found if use.findings]
    for waiver, flaw in brought:
        use = _use(waiver, verdict, sites)
        uses.append(use._replace(standing=Standing.UNPROVEN, words=flaw) if flaw else use._replace(brought=True))
    return tuple(sorted(uses, key=lambda use: (use.waiver.id, use.standing, use.waiver.line)))


def waived(
    verdict: Verdict,
    uses: Sequence[Use],
    findings: Iterable[Finding],
    policy: Policy,
    settles: Callable[[Decision], str],
) -> Verdict:
    """The verdict after the waivers. `findings` are about them. `settles`: why another decision is settled, or ''."""
    decisions = [_let_through(decision, uses, settles) for decision in verdict.decisions]
    decided = in_order((*decisions, *decide(findings, policy)))
    sites = touched_sites(verdict.rows)
    after = replace(
        verdict,
        outcome=max((decision.outcome for decision in decided), default=Outcome.PASS),
        decisions=decided,
        findings=tuple(decision.finding for decision in decided),
        totals=totals(sites, decided),
        approvals=requests(decided, sites, policy),
    )
    return replace(after, headline=headline(after, policy.advisory_until))


def _let_through(decision: Decision, uses: Sequence[Use], settles: Callable[[Decision], str]) -> Decision:
    if decision.outcome in (Outcome.PASS, Outcome.BLOCK):
        return decision
    for use in uses:
        if use.honoured and decision.finding.fingerprint in use.findings and _asks(decision, use.waiver):
            waiver = use.waiver
            who = f"signed in the change itself by {waiver.approved_by}" if use.brought else waiver.approved_by
            words = f"waivers.yaml {waiver.id}, {who}: {waiver.reason}, until {waiver.expires}"
            return replace(decision, outcome=Outcome.PASS, role=None, waived_by=clean(words, 400))
    why = settles(decision)
    return replace(decision, outcome=Outcome.PASS, role=None, waived_by=why) if why else decision


def _asks(decision: Decision, waiver: Waiver) -> bool:
    return decision.outcome is Outcome.WARN or (
        decision.outcome is Outcome.REQUIRE_APPROVAL and decision.role == waiver.role
    )


def _use(waiver: Waiver, verdict: Verdict, sites: Sequence[Touched]) -> Use:
    covered = [d for d in verdict.decisions if d.outcome is not Outcome.PASS and waiver.fits(d) and _asks(d, waiver)]
    standing, words = _standing(waiver, covered, sites, verdict.as_of)
    return Use(waiver, standing, tuple(sorted({d.finding.fingerprint for d in covered})), words)


def _standing(
    waiver: Waiver, covered: Sequence[Decision], sites: Sequence[Touched], as_of: date
) -> tuple[Standing, str]:
    if not covered:
        return Standing.UNUSED, "covers nothing in this change"
    if as_of > waiver.expires:
        return Standing.EXPIRED, f"ended on {waiver.expires}"
    if as_of < waiver.created:
        return Standing.EXPIRED, f"begins on {waiver.created}, after this change"
    month = monthly_increase(covered, sites)
    if waiver.ceiling is None and month is not None:
        return Standing.EXCEEDED, f"names no amount, and this is {dollars(month, True)}/month"
    if waiver.ceiling is not None and month is None:
        return Standing.EXCEEDED, f"covers {dollars(waiver.ceiling, True)}/month, and nobody knows what this comes to"
    if waiver.ceiling is not None and month is not None and month > waiver.ceiling:
        return Standing.EXCEEDED, f"covers {dollars(waiver.ceiling, True)}/month, and this is {dollars(month, True)}"
    if waiver.expires - as_of <= SOON:
        return Standing.ENDING, f"ends on {waiver.expires}"
    return Standing.HOLDS, ""
