"""Policy times findings: what each finding comes to, and which line of the policy says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from finops_gate.base.globs import fits_name
from finops_gate.model.policy import Outcome, Policy, RulePolicy, Threshold
from finops_gate.model.verdict import Decision, Finding

_REACHED = frozenset({"ratio", "percent"})
"""Measures whose limit applies when it is reached; dollars must be more than theirs."""
_FLOORS = frozenset({"margin"})
"""Measures whose limit is a floor: it applies when they are below."""


def decide(findings: Iterable[Finding], policy: Policy) -> tuple[Decision, ...]:
    """One decision for each finding, worst first.

    The last scope that fits and speaks of the rule replaces the general rule; where an exception fits, nothing
    applies; of the thresholds that apply the worst decides. A finding that concerns several places (sites of one
    feature, a moved file, unchanged code that reads the changed value) is decided for each, and the worst counts.
    """
    return in_order(decision for finding in findings for decision in _by_both(finding, policy))


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions, worst first."""
    return tuple(sorted(decisions, key=_order))


def applies(threshold: Threshold, finding: Finding) -> bool:
    """True when every limit that the threshold states is met, and a model that it names is among the finding's.

    Growth from nothing has no ratio and no percentage: it meets any. Dollars that nobody knows decide nothing where
    another measure of the threshold does, and never meet a limit by themselves.
    """
    if threshold.names and not any(fits_name(p, name) for p in threshold.names for name in finding.names):
        return False
    if not threshold.limits:
        return True
    measure = dict(finding.measure)
    known = [
        (name, limit, measure.get(name)) for name, limit in threshold.limits if name in measure or name in _REACHED
    ]
    return bool(known) and all(_met(name, limit, amount) for name, limit, amount in known)


def switched_off(finding: Finding, policy: Policy) -> bool:
    """True where the policy has the rule off, or excepts every place of the finding."""
    places = finding.paths or (finding.location.path,)
    found = [(path, _rule(finding, path, finding.feature, policy)) for path in places]
    return all(rule is not None and _silent(rule, finding, path) for path, rule in found)


def _silent(rule: RulePolicy, finding: Finding, path: str) -> bool:
    return not rule.thresholds or any(
        where.fits(path, finding.feature, finding.environment) for where in rule.exceptions
    )


def _met(name: str, limit: Decimal, amount: Decimal | None) -> bool:
    if amount is None:
        return True
    if name in _FLOORS:
        return amount < limit
    return amount >= limit if name in _REACHED else amount > limit


def _by_both(finding: Finding, policy: Policy) -> Iterator[Decision]:
    """What the policy decides, never milder than the organisation's that it extends.

    Where both ask for an approval, each of another role, both are asked.
    """
    own = _decide(finding, policy)
    if policy.organisation is None:
        yield own
        return
    above = _decide(finding, policy.organisation)
    if own.outcome >= above.outcome:
        yield own
    if above.outcome > own.outcome or (
        own.outcome is Outcome.REQUIRE_APPROVAL is above.outcome and own.role != above.role
    ):
        yield above


def _decide(finding: Finding, policy: Policy) -> Decision:
    places = [(path, finding.feature) for path in finding.paths or (finding.location.path,)]
    return max(
        (_at(finding, path, feature, policy) for path, feature in (*places, *finding.reached)),
        key=lambda decision: decision.outcome,
    )


def _at(finding: Finding, path: str, feature: str | None, policy: Policy) -> Decision:
    rule = _rule(finding, path, feature, policy)
    if rule is None:
        return Decision(finding, Outcome.PASS, f"{policy.source} has no rule {finding.rule}")
    if not rule.thresholds:
        return Decision(finding, Outcome.PASS, f"{rule.origin}: off")
    if any(where.fits(path, feature, finding.environment) for where in rule.exceptions):
        return Decision(finding, Outcome.PASS, f"{rule.origin}: excepted")
    met = [_by_evidence(threshold, rule, finding) for threshold in rule.thresholds if applies(threshold, finding)]
    if not met:
        return Decision(finding, Outcome.PASS, f"{rule.origin}: below every threshold")
    return max(met, key=lambda decision: decision.outcome)


def _by_evidence(threshold: Threshold, rule: RulePolicy, finding: Finding) -> Decision:
    """What a threshold that applies comes to: on less evidence than it demands, one step milder and never nothing.

    A block becomes a question to the role that the rule asks otherwise; where it asks nobody, it stays a block.
    """
    asked = next((other.role for other in rule.thresholds if other.outcome is Outcome.REQUIRE_APPROVAL), None)
    enough = finding.grade is None or finding.grade >= threshold.evidence
    if enough or threshold.outcome <= Outcome.WARN or (threshold.outcome is Outcome.BLOCK and asked is None):
        return Decision(finding, threshold.outcome, rule.origin, threshold.role)
    milder = Outcome(threshold.outcome - 1)
    because = f"{rule.origin}: {threshold.outcome.word} demands {threshold.evidence.word} evidence"
    return Decision(finding, milder, because, asked if milder is Outcome.REQUIRE_APPROVAL else None)


def _rule(finding: Finding, path: str, feature: str | None, policy: Policy) -> RulePolicy | None:
    scoped = [
        rule
        for scope in policy.scopes
        if scope.where.fits(path, feature, finding.environment)
        for rule in scope.rules
        if rule.rule == finding.rule
    ]
    if scoped:
        return scoped[-1]
    return next((rule for rule in policy.rules if rule.rule == finding.rule), None)


def _order(decision: Decision) -> tuple[int, str, str, int, str, str]:
    finding = decision.finding
    place = finding.location
    return -decision.outcome, finding.rule, place.path, place.line, finding.fingerprint, finding.message
