"""The policy that holds where nobody wrote one, and for every rule that a policy file does not mention."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.model.policy import Outcome, Policy, RulePolicy, Threshold

ORIGIN = "starter policy"
LEAD = "engineering-lead"
GOVERNANCE = "governance"
"""Who answers for the gate itself. A role that names nobody falls to the owners of the file."""


def starter() -> Policy:
    """Tenfold cost per call or $1,000 more a month asks the Engineering Lead; doubtful things warn."""
    return Policy(source=ORIGIN, digest="", currency="USD", features=(), approvers=(), rules=_RULES)


def _limits(name: str, measure: str, warn: str, approval: str = "") -> RulePolicy:
    thresholds = [Threshold(Outcome.WARN, ((measure, Decimal(warn)),))]
    if approval:
        thresholds.insert(0, Threshold(Outcome.REQUIRE_APPROVAL, ((measure, Decimal(approval)),), role=LEAD))
    return RulePolicy(name, tuple(thresholds), origin=ORIGIN)


def _warns(name: str) -> RulePolicy:
    return RulePolicy(name, (Threshold(Outcome.WARN),), origin=ORIGIN)


def _weakened(name: str, *always: Threshold) -> RulePolicy:
    """Asks where the gate would object to less after it."""
    asks = Threshold(Outcome.REQUIRE_APPROVAL, (("weakened", Decimal(0)),), role=GOVERNANCE)
    return RulePolicy(name, (asks, *always), origin=ORIGIN)


_RULES = (
    _weakened("added-ignore"),
    _weakened("altered-gate", Threshold(Outcome.WARN)),
    _warns("coverage-lost"),
    _limits("dependency-default", "ratio", warn="2"),
    _warns("ending-waiver"),
    _warns("exceeded-waiver"),
    _warns("expired-waiver"),
    _weakened("governing-change", Threshold(Outcome.WARN)),
    _limits("idle-floor", "above", warn="100"),
    RulePolicy("introduced-policy", (Threshold(Outcome.WARN, (("weakened", Decimal(0)),)),), origin=ORIGIN),
    RulePolicy("malformed-governance", (Threshold(Outcome.BLOCK),), origin=ORIGIN),
    _limits("monthly-increase", "above", warn="50", approval="1000"),
    _limits("per-call-increase", "ratio", warn="2", approval="10"),
    _limits("prompt-growth", "percent", warn="25"),
    _warns("retired-model"),
    _warns("unfounded-ignore"),
    _warns("uninspected-dependency"),
    _warns("unpriced-model"),
    _warns("unproven-waiver"),
    _warns("unresolved-model"),
    _warns("unused-waiver"),
)
