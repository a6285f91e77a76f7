"""Twelve pull requests, small enough to compute by hand. The arithmetic stands in each test.

Prices (USD per million tokens, input/output): gpt-4o-mini 0.15/0.60, cached input 0.075; gpt-4-turbo 10/30;
gpt-5 1.25/10. helpdesk-bot makes 50,000 calls a month of 900 uncached input and 300 output tokens.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_gate.cost.sites import project_sites
from finops_gate.model.policy import Feature
from finops_gate.model.price import Meter, ModelStatus, Tokenizer
from finops_gate.model.projection import Range
from finops_gate.model.setting import Key, Location, Role, Unknown
from finops_gate.model.site import Reach, SiteKind, Status
from finops_gate.model.usage import Grade
from tests.build import a_bound, a_change, a_policy, a_price, a_quote, a_site, a_usage

MINI = a_quote("gpt-4o-mini", "0.15", "0.60", extra=[a_price("openai/gpt-4o-mini", Meter.CACHE_READ, "0.075")])
TURBO = a_quote("gpt-4-turbo", "10", "30", status=ModelStatus.RETIRED)
GPT5 = a_quote("gpt-5", "1.25", "10")
QUOTES = {f"openai|{quote.id}": quote for quote in (MINI, TURBO, GPT5)}
HELPDESK = Feature("helpdesk-bot", paths=("app/**",))
SITE = "app/bot.py::answer#1"


def money(text: str) -> Decimal:
    return Decimal(text)


def projected(*changes, usage=(), features=(HELPDESK,), quotes=None, count=None, others=()):
    found = project_sites(changes, QUOTES | (quotes or {}), a_policy(features=features), usage, count, others)
    assert all(site == projection.site for site, projection in found.items())
    return found


def one(*changes, **context):
    (projection,) = projected(*changes, **context).values()
    return projection


def words(encoding: str, text: str) -> int:
    """A tokenizer for tests: one token a word."""
    assert encoding == "o200k_base"
    return len(text.split())


def a_model_change(path: str, before="gpt-4o-mini", after="gpt-4-turbo", **fields):
    return a_change(before, after, path=path, **fields)


# 1. swapped


def test_a_swapped_model_is_priced_with_the_same_calls_on_both_sides():
    got = one(a_change(), usage=[a_usage(low=46100, high=53900)])
    # before: 900 x 0.15/M + 300 x 0.60/M = 0.000135 + 0.00018 = 0.000315
    # after:  900 x 10/M   + 300 x 30/M   = 0.009    + 0.009   = 0.018
    assert (got.per_call_before, got.per_call_after) == (money("0.000315"), money("0.018"))
    # 50,000 calls: 15.75 -> 900; 46,100: 14.5215 -> 829.80; 53,900: 16.9785 -> 970.20
    assert got.monthly_before == Range(money("14.5215"), money("15.75"), money("16.9785"))
    assert got.monthly_after == Range(money("829.8"), money("900"), money("970.2"))
    assert got.evidence.grade is Grade.MEASURED
    assert got.evidence.source == "litellm:tag=helpdesk"
    assert got.evidence.window == "2026-10-26..2026-11-22"
    assert got.evidence.assumptions == ()
    assert got.evidence.prices == (
        "openai/gpt-4o-mini input $0.15/M tokens (https://openai.com/pricing, read 2026-11-01)",
        "openai/gpt-4o-mini output $0.6/M tokens (https://openai.com/pricing, read 2026-11-01)",
        "openai/gpt-4-turbo input $10/M tokens (https://openai.com/pricing, read 2026-11-01)",
        "openai/gpt-4-turbo output $30/M tokens (https://openai.com/pricing, read 2026-11-01)",
    )
    assert got.feature == "helpdesk-bot"


# 2. added


def test_an_added_call_may_be_made_as_often_as_the_feature_calls_a_model_today_or_never():
    got = one(a_change(None, "gpt-4-turbo"), usage=[a_usage(high=53900)], quotes=QUOTES)
    # 0.018 a call as above; 50,000 calls: 900; at most 53,900: 970.20
    assert (got.per_call_before, got.per_call_after) == (0, money("0.018"))
    assert got.monthly_before == Range.exactly(Decimal(0))
    assert got.monthly_after == Range(money("0"), money("900"), money("970.2"))
    assert got.evidence.grade is Grade.ASSUMED
    assert got.evidence.assumptions == (
        "a new call: assumed to be made at most as often as helpdesk-bot calls a model today",
    )


# 3. removed


def test_a_removed_call_saves_what_it_cost():
    got = one(a_change("gpt-4o-mini", None), usage=[a_usage()])
    assert (got.per_call_before, got.per_call_after) == (money("0.000315"), 0)
    assert got.monthly_before == Range.exactly(money("15.75"))
    assert got.monthly_after == Range.exactly(money("0"))


# 4. a parameter only


def test_a_lowered_limit_caps_the_mean_answer():
    got = one(a_change("1000", "100", key=Key.MAX_OUTPUT, model="gpt-4-turbo"), usage=[a_usage(model="gpt-4-turbo")])
    # before: 900 x 10/M + 300 x 30/M = 0.018;  after: 900 x 10/M + 100 x 30/M = 0.012;  x 50,000: 900 -> 600
    assert (got.per_call_before, got.per_call_after) == (money("0.018"), money("0.012"))
    assert (got.monthly_before, got.monthly_after) == (Range.exactly(money("900")), Range.exactly(money("600")))
    assert got.evidence.assumptions == ("output is capped at 100 tokens a call (0 to 100 output tokens a call)",)


def test_more_answers_a_call_multiply_the_output():
    got = one(a_change("1", "3", key=Key.CHOICES, model="gpt-4-turbo"), usage=[a_usage(model="gpt-4-turbo")])
    # 900 x 10/M + 3 x 300 x 30/M = 0.009 + 0.027 = 0.036
    assert (got.per_call_before, got.per_call_after) == (money("0.018"), money("0.036"))
    assert got.monthly_after == Range.exactly(money("1800"))


# 5. prompt growth


def test_a_grown_prompt_is_sent_with_every_call():
    change = a_change("be brief", " ".join(["be"] * 402), key=Key.PROMPT)
    got = one(change, usage=[a_usage()], count=words)
    # 2 -> 402 tokens: 400 x 0.15/M = 0.00006 a call; x 50,000 = 3.00 a month
    assert got.per_call_before == money("0.000315")
    assert got.per_call_after == money("0.000375")
    assert got.monthly_after == Range.exactly(money("18.75"))
    assert got.evidence.assumptions == ("prompts of 2 tokens become 402 (estimated), priced as uncached input",)


# 6. cached share


def test_cached_input_has_its_own_price_and_falls_back_to_that_of_input():
    got = one(a_change(), usage=[a_usage(input=200, cache_read=700)])
    # before: 200 x 0.15/M + 700 x 0.075/M + 300 x 0.60/M = 0.00003 + 0.0000525 + 0.00018 = 0.0002625
    # after, no cached price: (200 + 700) x 10/M + 300 x 30/M = 0.018
    assert (got.per_call_before, got.per_call_after) == (money("0.0002625"), money("0.018"))
    assert got.monthly_before == Range.exactly(money("13.125"))
    assert got.evidence.assumptions == ("no cache_read price of openai/gpt-4-turbo is known; its input price is used",)


# 7. two features on one model


def test_two_features_on_one_model_have_each_their_own_calls():
    features = (HELPDESK, Feature("search", paths=("search/**",)))
    usage = [a_usage(), a_usage("search", calls=1000, input=2000, output=100)]
    found = projected(a_model_change("app/bot.py"), a_model_change("search/rank.py"), usage=usage, features=features)
    assert found["app/bot.py::answer#1"].monthly_after == Range.exactly(money("900"))
    # 2000 x 10/M + 100 x 30/M = 0.02 + 0.003 = 0.023; x 1,000 = 23
    assert found["search/rank.py::answer#1"].monthly_after == Range.exactly(money("23"))
    assert {projection.evidence.grade for projection in found.values()} == {Grade.MEASURED}


# 8. unknown model


def test_an_unknown_model_has_no_figure_and_says_why():
    unknown = {"openai|gpt-99": Unknown("no catalog knows gpt-99")}
    got = one(a_change("gpt-4o-mini", "gpt-99"), usage=[a_usage()], quotes=unknown)
    assert (got.per_call_before, got.per_call_after) == (money("0.000315"), None)
    assert (got.monthly_before, got.monthly_after) == (Range.exactly(money("15.75")), None)
    assert got.evidence.grade is Grade.UNKNOWN
    assert got.evidence.assumptions == ("no catalog knows gpt-99",)


# 9. retired model


def test_a_retired_model_keeps_its_last_price():
    got = one(a_change("gpt-4-turbo", "gpt-5"), usage=[a_usage(model="gpt-4-turbo", calls=1000)])
    # 900 x 1.25/M + 300 x 10/M = 0.001125 + 0.003 = 0.004125
    assert (got.per_call_before, got.per_call_after) == (money("0.018"), money("0.004125"))


# 10. saving


def test_a_cheaper_model_is_a_saving():
    got = one(a_change("gpt-4-turbo", "gpt-4o-mini"), usage=[a_usage(model="gpt-4-turbo")])
    assert (got.monthly_before, got.monthly_after) == (Range.exactly(money("900")), Range.exactly(money("15.75")))


# 11. no usage


def test_without_usage_there_is_a_price_per_call_and_no_month():
    got = one(a_change())
    # 1,000 x 0.15/M + 300 x 0.60/M = 0.00015 + 0.00018 = 0.00033;  1,000 x 10/M + 300 x 30/M = 0.019:  +5,658 %
    assert (got.per_call_before, got.per_call_after) == (money("0.00033"), money("0.019"))
    assert (got.monthly_before, got.monthly_after) == (None, None)
    assert got.evidence.grade is Grade.ASSUMED
    assert got.evidence.source == "no usage of helpdesk-bot is recorded"
    assert got.evidence.assumptions == (
        "1,000 uncached input tokens a call are assumed: none are recorded",
        "300 output tokens an answer are assumed: none are recorded",
    )


# 12. moved


def test_a_moved_and_swapped_call_keeps_the_feature_and_the_calls_it_had():
    moved = a_change()._replace(
        before_site=a_site("gpt-4o-mini", path="app/bot.py"), after_site=a_site("gpt-4-turbo", path="research/bot.py")
    )
    features = (HELPDESK, Feature("research", paths=("research/**",)))
    got = one(moved, usage=[a_usage(), a_usage("research", calls=10)], features=features)
    assert got.feature == "helpdesk-bot"
    assert got.monthly_after == Range.exactly(money("900"))


# Beyond the twelve


def test_a_value_that_became_unreadable_keeps_its_price_as_at_least():
    got = one(a_change("gpt-4-turbo", Unknown("read from a database")), usage=[a_usage(model="gpt-4-turbo")])
    assert got.at_least
    assert got.monthly_before == got.monthly_after == Range.exactly(money("900"))
    assert got.evidence.assumptions == ("model is not readable any more: at least what it was",)


def test_a_site_that_lives_on_out_of_sight_keeps_its_price_as_at_least():
    change = a_change("gpt-4-turbo", None, status=Status.HIDDEN)
    got = one(change, usage=[a_usage(model="gpt-4-turbo")])
    assert got.at_least
    assert got.per_call_after == money("0.018")


def test_a_new_call_whose_model_cannot_be_read_has_no_figure():
    got = one(a_change(None, Unknown("an argument of the caller")), usage=[a_usage()])
    assert (got.per_call_after, got.monthly_after) == (None, None)
    assert "an argument of the caller" in got.evidence.assumptions


def test_an_id_that_was_not_looked_up_is_unknown():
    assert one(a_change("gpt-4o-mini", "gpt-77")).evidence.assumptions[-1] == "gpt-77 was not looked up"


def test_a_parameter_of_a_model_that_is_unreadable_on_both_sides_is_priced_on_the_recorded_model():
    unreadable = a_bound(Unknown("from the environment"))
    change = a_change("100", "1000", key=Key.MAX_OUTPUT)
    change = change._replace(
        before_site=a_site(None, [unreadable, change.before]), after_site=a_site(None, [unreadable, change.after])
    )
    got = one(change, usage=[a_usage()])
    # 900 x 0.15/M + min(300, 100) x 0.60/M = 0.000135 + 0.00006
    assert got.per_call_before == got.per_call_after == money("0.000195")
    assert got.monthly_before == Range.exactly(money("9.75"))
    # every answer may have been cut at 100 and may now go up to 1,000: 0.000135 + 1000 x 0.60/M = 0.000735
    assert got.monthly_after.high == money("36.75")


def test_two_sites_of_one_feature_share_the_calls_which_are_counted_once_where_they_cost_most():
    found = projected(a_model_change("app/a.py", after="gpt-5"), a_model_change("app/b.py"), usage=[a_usage(calls=100)])
    first, second = found["app/a.py::answer#1"], found["app/b.py::answer#1"]
    assert (first.monthly_before, first.monthly_after) == (None, None)
    assert first.counted_at == "app/b.py::answer#1"
    assert first.per_call_after == money("0.004125")
    assert second.monthly_after == Range.exactly(money("1.8"))
    assert second.counted_at is None
    assert {projection.evidence.grade for projection in found.values()} == {Grade.SHARED}
    assert "counted once, at app/b.py::answer#1" in first.evidence.assumptions[-1]
    assert "all of them are counted here" in second.evidence.assumptions[-1]


def test_a_site_without_a_figure_does_not_hide_the_calls_that_it_shares():
    found = projected(
        a_model_change("app/a.py", after="gpt-99"), a_model_change("app/b.py"), usage=[a_usage(calls=100)]
    )
    assert found["app/b.py::answer#1"].monthly_after == Range.exactly(money("1.8"))
    assert found["app/a.py::answer#1"].counted_at == "app/b.py::answer#1"


def test_calls_that_an_unchanged_site_shares_are_all_counted_and_graded_shared():
    others = [
        a_site("gpt-4o-mini", path="app/other.py"),
        a_site("gpt-4-turbo", path="app/third.py"),
        a_site("gpt-4o-mini", path="app/menu.py", mention="menu"),
        a_site(Unknown("an argument"), path="app/fourth.py"),
        a_site(None, [a_bound("10", key=Key.MAX_OUTPUT)], path="app/fifth.py"),
    ]
    got = one(a_change(), usage=[a_usage()], others=others)
    assert got.evidence.grade is Grade.SHARED
    assert got.evidence.assumptions == ("1 other places share these calls; all of them are counted here",)
    assert got.monthly_after == Range.exactly(money("900"))


def test_two_new_calls_of_one_model_in_one_feature_are_not_counted_twice():
    found = projected(
        a_change(None, "gpt-4-turbo", path="app/a.py"),
        a_change(None, "gpt-4-turbo", path="app/b.py"),
        usage=[a_usage()],
    )
    assert [projection.monthly_after is None for projection in found.values()] == [False, True]


def test_a_new_fallback_has_no_month():
    got = one(a_change(None, "gpt-4-turbo", role=Role.FALLBACK), usage=[a_usage()])
    assert got.monthly_after is None
    assert got.evidence.source == "how often the new fallback of helpdesk-bot is called is not known"


def test_a_site_that_is_not_billed_claims_no_calls():
    test = a_change(path="app/test_bot.py", billed=False, note="test")
    found = projected(a_model_change("app/bot.py"), test, usage=[a_usage()])
    assert found["app/bot.py::answer#1"].evidence.grade is Grade.MEASURED
    assert found["app/test_bot.py::answer#1"].monthly_after is None
    assert found["app/test_bot.py::answer#1"].evidence.source == "not billed: test"
    assert one(a_change(billed=False)).evidence.source == "not billed"


def test_rows_of_one_site_share_one_projection():
    limit = a_change("1000", "100", key=Key.MAX_OUTPUT)
    swap = a_change()
    sides = {"before_site": a_site("gpt-4o-mini", [limit.before]), "after_site": a_site("gpt-4-turbo", [limit.after])}
    got = one(swap._replace(**sides), limit._replace(**sides), usage=[a_usage()])
    # after: 900 x 10/M + 100 x 30/M = 0.012
    assert (got.per_call_before, got.per_call_after) == (money("0.000315"), money("0.012"))


@pytest.mark.parametrize(
    "change",
    [
        a_change("p4d.24xlarge", "p5.48xlarge", key=Key.INSTANCE, site_kind=SiteKind.NODE_POOL),
        a_change("1", "4", key=Key.REPLICAS),
        a_change("1.0", "2.0", key=Key.PACKAGE, site_kind=SiteKind.PACKAGE),
    ],
)
def test_what_is_not_paid_by_the_call_has_no_projection_here(change):
    assert projected(change) == {}


def test_a_constant_that_feeds_two_features_makes_the_calls_of_both():
    features = (HELPDESK, Feature("search", paths=("search/**",)), Feature("idle", paths=("idle/**",)))
    reaches = (
        Reach("app/bot.py::a", Location("app/bot.py", 3), None),
        Reach("x", Location("elsewhere/rank.py", 3), "search"),
        Reach("y", Location("idle/z.py", 3)),
        Reach("z", Location("nowhere/z.py", 3)),
    )
    change = a_change(path="config/models.py", reaches=reaches)
    got = one(change, usage=[a_usage(calls=100), a_usage("search", calls=300)], features=features)
    # 400 calls of 900 in and 300 out: 0.018 x 400
    assert got.monthly_after == Range.exactly(money("7.2"))
    assert got.feature == "search"
    assert got.at_least
    assert "no usage of idle is recorded" in got.evidence.assumptions[0]


def test_a_prompt_file_that_the_policy_names_is_priced_on_the_recorded_model():
    feature = Feature("helpdesk-bot", paths=("app/**",), prompts=("prompts/helpdesk.txt",))
    change = a_change("a b", "a b c d", key=Key.PROMPT, path="prompts/helpdesk.txt")
    sides = {"before_site": a_site(None, [change.before]), "after_site": a_site(None, [change.after])}
    got = one(change._replace(**sides), usage=[a_usage()], features=(feature,), count=words)
    # 2 more tokens: 2 x 0.15/M = 0.0000003
    assert got.per_call_after - got.per_call_before == money("0.0000003")
    assert got.monthly_before == Range.exactly(money("15.75"))


@pytest.mark.parametrize("came", [True, False])
def test_a_prompt_file_that_comes_or_goes_costs_its_own_tokens(came):
    feature = Feature("helpdesk-bot", prompts=("prompts/*.txt",))
    bound = a_bound("a b c d", key=Key.PROMPT, path="prompts/new.txt")
    site = a_site(None, [bound])
    change = a_change(None if came else bound, bound if came else None, key=Key.PROMPT)
    change = change._replace(before_site=None if came else site, after_site=site if came else None)
    got = one(change, usage=[a_usage()], features=(feature,), count=words)
    cost = money("0.0000006")  # 4 x 0.15/M
    assert (got.per_call_before, got.per_call_after) == ((0, cost) if came else (cost, 0))
    assert (got.monthly_after if came else got.monthly_before) == Range.exactly(money("0.03"))


def test_a_prompt_file_without_usage_has_no_model_to_be_priced_on():
    change = a_change("a b", "a b c d", key=Key.PROMPT, path="prompts/helpdesk.txt")
    sides = {"before_site": a_site(None, [change.before]), "after_site": a_site(None, [change.after])}
    got = one(change._replace(**sides), count=words)
    assert (got.per_call_before, got.per_call_after) == (None, None)
    assert "no model is known here, so nothing can be priced" in got.evidence.assumptions


def test_a_parameter_without_its_call_has_no_figure_when_it_comes():
    bound = a_bound("high", key=Key.REASONING)
    change = a_change(None, bound, key=Key.REASONING)._replace(after_site=a_site(None, [bound]))
    got = one(change, usage=[a_usage()])
    assert (got.per_call_before, got.per_call_after) == (0, None)


def test_a_prompt_that_is_not_counted_leaves_at_least_what_it_was():
    change = a_change("be brief", "be very brief", key=Key.PROMPT)
    got = one(change, usage=[a_usage()])
    assert got.at_least
    assert got.per_call_after == got.per_call_before
    assert "a prompt changed and was not counted" in got.evidence.assumptions


def test_a_prompt_is_counted_by_the_model_at_head():
    claude = a_quote("claude", "3", "15", provider="openai", tokenizer=Tokenizer("o200k_base", Decimal("1.5")))
    prompt = a_change("a b", "a b c d", key=Key.PROMPT)
    swap = a_change("gpt-4o-mini", "claude")
    sides = {"before_site": a_site("gpt-4o-mini", [prompt.before]), "after_site": a_site("claude", [prompt.after])}
    got = one(
        swap._replace(**sides),
        prompt._replace(**sides),
        usage=[a_usage()],
        quotes={"openai|claude": claude},
        count=words,
    )
    # input 900 x 1.5 = 1350, and prompts (4 - 2) x 1.5 = 3 more: 1353 x 3/M + 300 x 15/M = 0.004059 + 0.0045
    assert got.per_call_after == money("0.008559")
    tokenizer = "the tokenizer of openai/claude against openai/gpt-4o-mini (estimated)"
    assert got.evidence.assumptions == (
        f"input times 1.5: {tokenizer} (900 to 1350 input tokens a call)",
        "prompts of 3 tokens become 6 (estimated), priced as uncached input",
        "high: answers of the same length make 1.5 times the tokens (300 to 450 output tokens a call)",
    )
    # high: 1353 x 3/M + 450 x 15/M = 0.010809; x 50,000
    assert got.monthly_after.high == money("540.45")
