"""A declared share of routine calls on a micro-model; run alone."""

from decimal import Decimal

from finops_gate.model.policy import Feature
from finops_gate.rules.routing_split import RULE
from tests.rules.advising import LONG, a_spending, found


def sharing(share):
    return Feature("bot", paths=("app/**",), routine_share=None if share is None else Decimal(share))


def test_the_declared_share_goes_to_the_smaller_model_and_the_rest_stays():
    (finding,) = found(RULE, a_spending(feature=sharing("0.6"), output=LONG))
    advice = finding.suggests
    # 900 in and 300 out: $0.00525 and $0.000315
    assert advice.each_then == Decimal("0.4") * Decimal("0.00525") + Decimal("0.6") * Decimal("0.000315")
    assert advice.saving.mid == Decimal("148.05")
    assert advice.instead == "60% to openai/gpt-4o-mini"


def test_nothing_is_said_without_a_share_or_a_model():
    assert not found(RULE, a_spending(feature=sharing(None)))
    assert not found(RULE, a_spending(feature=sharing("0")))
    assert not found(RULE, a_spending(feature=sharing("0.6")), [])


def test_without_a_volume_there_is_no_month():
    (finding,) = found(RULE, a_spending(feature=sharing("0.6"), usage=False))
    assert finding.suggests.saving is None and finding.suggests.saving_per_1k > 0
