"""feature-budget, run alone."""

from decimal import Decimal

from finops_gate.model.policy import Feature
from finops_gate.rules.feature_budget import RULE
from tests.build import a_policy
from tests.rules.economies import an_economy, found

POLICY = a_policy(features=(Feature("bot", budget_per_month=Decimal(500)), Feature("other")))


def test_the_change_that_crosses_the_budget_is_told():
    (finding,) = found(RULE, an_economy(), policy=POLICY)
    assert finding.message == "bot: $100.00 -> $1,000.00 a month, $500.00 over its budget of $500.00"
    assert dict(finding.measure) == {"above": 500, "percent": 100}


def test_only_crossing_from_below_counts():
    assert not found(RULE, an_economy(600, 1000), policy=POLICY)
    assert not found(RULE, an_economy(100, 500), policy=POLICY)
    assert not found(RULE, an_economy(tier="basic"), policy=POLICY)
    assert not found(RULE, an_economy(), policy=a_policy())
