"""margin-floor, run alone."""

from finops_gate.model.policy import Outcome
from finops_gate.rules.margin_floor import RULE
from finops_gate.verdict.decide import decide
from tests.build import a_policy, a_rule_policy, a_threshold
from tests.rules.economies import an_economy, found

POLICY = a_policy(a_rule_policy("margin-floor", a_threshold(Outcome.BLOCK, margin=60)))


def test_a_margin_that_falls_is_told_with_the_quota_that_keeps_the_floor():
    (finding,) = found(RULE, an_economy(tier="basic"), policy=POLICY)
    # 40 % of $2,000 pay for 8,000 calls at $0.10
    assert finding.message == ("bot (basic): gross margin 95% -> 50%; a quota of 8,000 calls a month would keep 60%")
    assert dict(finding.measure) == {"margin": 50}
    assert [decision.outcome for decision in decide([finding], POLICY)] == [Outcome.BLOCK]


def test_above_the_floor_policy_lets_it_pass():
    (finding,) = found(RULE, an_economy(after=800), policy=POLICY)
    assert finding.message == "bot: gross margin 95% -> 60%"
    assert [decision.outcome for decision in decide([finding], POLICY)] == [Outcome.PASS]


def test_silent_without_revenue_or_a_fall():
    assert not found(RULE, an_economy(revenue=None), an_economy(1000, 1000), an_economy(1000, 10))
    (finding,) = found(RULE, an_economy())
    assert "quota" not in finding.message
