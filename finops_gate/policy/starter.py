"""The policy that holds where nobody wrote one, and for every rule that a policy file does not mention."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.model.policy import Outcome, Policy, RulePolicy, Threshold

ORIGIN = "starter policy"
LEAD = "engineering-lead"


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


_RULES = (
    _limits("dependency-default", "ratio", warn="2"),
    _limits("monthly-increase", "above", warn="50", approval="1000"),
    _limits("per-call-increase", "ratio", warn="2", approval="10"),
    _limits("prompt-growth", "percent", warn="25"),
    _warns("retired-model"),
    _warns("uninspected-dependency"),
    _warns("unpriced-model"),
    _warns("unresolved-model"),
)
