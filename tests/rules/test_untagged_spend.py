"""untagged-spend, run alone."""

from finops_gate.model.policy import Feature
from finops_gate.rules.untagged_spend import RULE
from tests.build import a_policy, a_rule_policy, a_swap, a_threshold
from tests.rules.economies import found

ASKED = a_rule_policy("untagged-spend", a_threshold())
FEATURES = (Feature("bot"), Feature("paid", revenue="plans"), Feature("centre", cost_centre="product"))
POLICY = a_policy(ASKED, features=FEATURES)


def new(feature=None):
    return (a_swap(before=None, feature=feature),)


def test_a_new_site_needs_a_feature_and_the_feature_somebody_who_pays():
    (finding,) = found(RULE, policy=POLICY, rows=new())
    assert finding.message == "app/bot.py: a new place that spends belongs to no feature"
    (finding,) = found(RULE, policy=POLICY, rows=new("bot"))
    assert finding.message == "bot: its feature names neither revenue nor a cost centre"


def test_silent_where_it_is_tagged_known_or_not_asked_for():
    assert not found(RULE, policy=POLICY, rows=new("paid"))
    assert not found(RULE, policy=POLICY, rows=new("centre"))
    assert not found(RULE, policy=POLICY, rows=(a_swap(),))
    assert not found(RULE, policy=a_policy(features=FEATURES), rows=new())
