"""Unit economics: COGS by feature and tier with the same calls before and after, and slices of what is recorded."""

from decimal import Decimal

from finops_gate.cost.economics import allocated_share, economies, serves_customers, units
from finops_gate.model.economics import Earned, Economy
from finops_gate.model.policy import Feature
from finops_gate.model.usage import UNATTRIBUTED, Grade, TokenProfile, UsageProfile
from tests.build import a_change, a_policy, a_quote

QUOTES = {
    "openai|gpt-4o-mini": a_quote(),
    "openai|gpt-4-turbo": a_quote("gpt-4-turbo", input="10", output="30"),
}
POLICY = a_policy(features=(Feature("bot", paths=("app/**",)),))


def a_row(tier=None, calls=1000, environment=None, feature="bot", paid=None, model="gpt-4o-mini", **fields):
    return UsageProfile(
        feature=feature,
        team=None,
        tier=tier,
        environment=environment,
        provider="openai",
        model=model,
        calls=None if calls is None else Decimal(calls),
        calls_low=None,
        calls_high=None,
        input=TokenProfile(Decimal(1000)),
        output=TokenProfile(Decimal(100)),
        cache_read_mean=Decimal(0),
        cache_write_mean=Decimal(0),
        reasoning_mean=None,
        success_share=Decimal("0.5"),
        paid_per_month=None if paid is None else Decimal(paid),
        grade=Grade.MEASURED,
        source="s",
        starts=None,
        ends=None,
        **fields,
    )


def test_tiers_are_told_apart_and_add_up():
    rows = [a_row("basic"), a_row("pro", 10_000), a_row("pro", 500, environment="ci")]
    earned = [
        Earned("bot", "basic", "2026-09", Decimal(9), None, None),
        Earned("bot", "basic", "2026-10", Decimal(10), None, Decimal(100)),
    ]
    found = economies([a_change(feature="bot")], QUOTES, POLICY, rows, earned)
    # 1,000 input and 100 output tokens: $0.00021 before and $0.013 after
    assert [(e.tier, e.cost_before, e.cost_after) for e in found] == [
        (None, Decimal("2.31"), 143),
        ("basic", Decimal("0.21"), 13),
        ("pro", Decimal("2.1"), 130),
    ]
    basic = found[1]
    assert (basic.month, basic.revenue, basic.margin_after) == ("2026-10", 10, -30)
    assert basic.per_outcome_after == Decimal("0.13")
    assert basic.quota == 16  # 1,000 x 0.21 / 13


def test_nothing_recorded_is_no_economy():
    assert economies([a_change(feature="bot")], QUOTES, POLICY, [], []) == ()


def test_quota_without_revenue_or_growth_is_none():
    assert Economy("a", None, Decimal(1), Decimal(2), Decimal(5)).quota is None
    assert Economy("a", None, Decimal(2), Decimal(1), Decimal(5), Decimal(9)).quota is None
    assert Economy("a", None, Decimal(2), Decimal(1)).quota_for(Decimal(0)) is None


def test_slices_of_what_is_recorded():
    rows = [a_row(paid="0.105"), a_row(calls=None), a_row(feature=UNATTRIBUTED, paid="0.315")]
    bot = units(rows, QUOTES, [], "feature")[1]
    assert (bot.cost, bot.listed, bot.calls) == (Decimal("0.105"), Decimal("0.21"), 1000)
    assert (bot.savings_rate, bot.per_successful_call) == (50, Decimal("0.00021"))
    assert allocated_share(rows, QUOTES) == 25
    assert allocated_share([], QUOTES) is None
    (model,) = units(rows, QUOTES, [], "model")
    assert model.revenue is None and model.margin is None and model.token_efficiency is None


def test_production_serves_customers():
    assert [serves_customers(a_row(environment=name)) for name in (None, "Production", "prod", "dev", "ci")] == [
        True,
        True,
        True,
        False,
        False,
    ]
