"""unattributed-spend, run alone."""

from decimal import Decimal

from finops_gate.model.usage import UNATTRIBUTED, Grade, TokenProfile, UsageProfile
from finops_gate.rules.unattributed_spend import RULE
from tests.rules.economies import found


def a_row(feature, model, paid):
    amount = None if paid is None else Decimal(paid)
    none = TokenProfile(None)
    return UsageProfile(
        feature, None, None, None, "openai", model, None, None, None, none, none, None, None, None, None, amount,
        Grade.UNKNOWN, "", None, None,
    )  # fmt: skip


def test_spending_of_nobody_on_a_touched_model_is_told():
    rows = [a_row("bot", "gpt-4o-mini", 90), a_row(UNATTRIBUTED, "gpt-4o-mini", 10), a_row(UNATTRIBUTED, "o1", 0)]
    (finding,) = found(RULE, profiles=rows)
    assert finding.message == (
        "bot: $10.00 a month on openai/gpt-4o-mini belongs to no feature (10% of what is recorded)"
    )
    assert dict(finding.measure) == {"above": 10, "percent": 10}


def test_silent_about_other_models_and_without_any():
    assert not found(RULE, profiles=[a_row(UNATTRIBUTED, "o1", 10)])
    assert not found(RULE, profiles=[a_row("bot", "gpt-4o-mini", 10), a_row(UNATTRIBUTED, "gpt-4o-mini", None)])
