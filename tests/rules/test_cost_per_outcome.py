"""cost-per-outcome, run alone."""

from decimal import Decimal

from finops_gate.rules.cost_per_outcome import RULE
from tests.rules.economies import an_economy, found


def test_outcomes_that_cost_more_are_told():
    (finding,) = found(RULE, an_economy(tier="basic"))
    assert finding.message == "bot (basic): cost per successful outcome $0.0200 -> $0.20, +900%"
    assert dict(finding.measure) == {"per_outcome": Decimal("0.2"), "percent": 900}


def test_from_nothing_has_no_percentage():
    (finding,) = found(RULE, an_economy(before=0))
    assert dict(finding.measure) == {"per_outcome": Decimal("0.2")}


def test_silent_without_outcomes_or_growth():
    assert not found(RULE, an_economy(outcomes=None), an_economy(outcomes=Decimal(0)), an_economy(1000, 100))
