"""What must hold of any projection, and each correction between the two sides alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.money import EXACT, percent_change
from finops_gate.cost.projection import project
from finops_gate.cost.workload import Stream, Workload, unmeasured
from finops_gate.model.price import Meter, Tokenizer
from finops_gate.model.projection import Range
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import SiteKind
from finops_gate.model.usage import Grade, TokenProfile
from tests.build import a_bound, a_price, a_quote, a_site

MINI = a_quote("gpt-4o-mini", "0.15", "0.60", extra=[a_price("openai/gpt-4o-mini", Meter.CACHE_READ, "0.075")])
TURBO = a_quote("gpt-4-turbo", "10", "30")
GPT5 = a_quote("gpt-5", "1.25", "10")

tokens = st.decimals(0, 2_000_000, places=2)
calls = st.decimals(0, 10**12, places=0)


def a_stream(calls=50000, input=900, output=300, key="a", **fields) -> Stream:  # noqa: A002
    def profile(value):
        return value if isinstance(value, TokenProfile) else TokenProfile(None if value is None else Decimal(value))

    volume = calls if calls is None or isinstance(calls, Range) else Range.exactly(Decimal(calls))
    return Stream(("row", key), f"stream {key}", volume, profile(input), profile(output), **fields)


def a_workload(*streams: Stream, **fields) -> Workload:
    return Workload(streams or (a_stream(),), fields.pop("grade", Grade.MEASURED), "litellm", **fields)


def a_call(model="gpt-4o-mini", kind=SiteKind.MODEL_CALL, **settings):
    keys = {key.value.replace("-", "_"): key for key in Key}
    return a_site(model, [a_bound(value, key=keys[name]) for name, value in settings.items()], kind=kind)


def swap(before=MINI, after=TURBO, workload=None, old=None, new=None):
    return project(
        a_call(before.id, **(old or {})), a_call(after.id, **(new or {})), before, after, workload or a_workload()
    )


@given(tokens, tokens, tokens, tokens, calls)
def test_equal_models_cost_the_same_at_any_workload(sent, cached, written, answered, volume):
    stream = a_stream(volume, sent, answered, cache_read=cached, cache_write=written)
    got = swap(MINI, MINI, a_workload(stream))
    assert got.per_call_before == got.per_call_after
    assert got.monthly_before == got.monthly_after


@given(tokens, tokens)
def test_mini_to_turbo_is_between_50_and_67_times_at_any_mix(sent, answered):
    if not sent and not answered:
        return
    got = swap(MINI, TURBO, a_workload(a_stream(1, sent, answered)))
    ratio = Fraction(got.per_call_after) / Fraction(got.per_call_before)
    assert 50 <= ratio <= Fraction(200, 3)  # 30/0.60 for output alone, 10/0.15 for input alone


@given(tokens, tokens)
def test_turbo_to_gpt5_is_a_saving_at_any_mix(sent, answered):
    if not sent and not answered:
        return
    got = swap(TURBO, GPT5, a_workload(a_stream(1, sent, answered)))
    assert got.per_call_after < got.per_call_before


@given(tokens, tokens, tokens, tokens, calls, calls)
def test_more_tokens_or_calls_never_cost_less(sent, answered, more_sent, more_answered, volume, more):
    less = swap(workload=a_workload(a_stream(volume, sent, answered)))
    grown = swap(workload=a_workload(a_stream(volume + more, sent + more_sent, answered + more_answered)))
    assert grown.per_call_before >= less.per_call_before
    assert grown.per_call_after >= less.per_call_after
    assert grown.monthly_after.mid >= less.monthly_after.mid


@given(st.lists(st.tuples(calls, tokens, tokens), min_size=1, max_size=4))
def test_the_parts_make_the_whole(rows):
    streams = [a_stream(*row, key=str(index)) for index, row in enumerate(rows)]
    whole = swap(workload=a_workload(*streams))
    parts = [swap(workload=a_workload(stream)) for stream in streams]
    with localcontext(EXACT):
        assert whole.monthly_after.mid == sum(part.monthly_after.mid for part in parts)
        assert whole.monthly_before.high == sum(part.monthly_before.high for part in parts)


@given(st.lists(st.tuples(st.decimals(1, 10**6, places=0), tokens, tokens), min_size=2, max_size=4))
def test_the_price_of_a_call_lies_between_those_of_its_streams(rows):
    streams = [a_stream(*row, key=str(index)) for index, row in enumerate(rows)]
    each = [swap(workload=a_workload(stream)).per_call_after for stream in streams]
    whole = swap(workload=a_workload(*streams)).per_call_after
    tolerance = Decimal("1e-30")  # the weighted mean is a quotient
    assert min(each) - tolerance <= whole <= max(each) + tolerance


@given(
    tokens, tokens, calls, st.sampled_from(["10", "250", "4096", None]), st.sampled_from(["10", "250", "4096", None])
)
def test_bounds_enclose_the_middle(sent, answered, volume, old, new):
    stream = a_stream(Range(volume / 2, volume, volume * 2), sent, answered)
    got = swap(
        workload=a_workload(stream), old={"max_output": old} if old else {}, new={"max_output": new} if new else {}
    )
    for month in (got.monthly_before, got.monthly_after):
        assert month.low <= month.mid <= month.high


def test_the_known_figure_of_a_call_that_nobody_measured():
    got = project(a_call("gpt-4o-mini"), a_call("gpt-4-turbo"), MINI, TURBO, unmeasured("no usage"))
    assert (got.per_call_before, got.per_call_after) == (Decimal("0.00033"), Decimal("0.019"))
    assert round(percent_change(got.per_call_before, got.per_call_after)) == 5658
    assert got.evidence.source == "no usage"


@pytest.mark.parametrize("slot", ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens"])
def test_every_spelling_of_the_limit_acts_alike(slot):
    old, new = (a_site("gpt-4-turbo", [a_bound(value, key=Key.MAX_OUTPUT, slot=slot)]) for value in ("1000", "100"))
    got = project(old, new, TURBO, TURBO, a_workload())
    assert (got.per_call_before, got.per_call_after) == (Decimal("0.018"), Decimal("0.012"))


def test_a_limit_at_base_is_part_of_the_workload():
    # recorded 300, base lets through 100, head 200: the same workload is 100 on both sides, only high widens
    got = swap(TURBO, TURBO, old={"max_output": "100"}, new={"max_output": "200"})
    assert got.per_call_before == got.per_call_after == Decimal("0.012")
    assert got.monthly_after.mid == 600
    assert got.monthly_after.high == 750  # all answers at 200: 0.009 + 0.006


def test_a_limit_that_no_answer_reached_widens_next_to_nothing_when_raised():
    recorded = TokenProfile(Decimal(300), Decimal(240), Decimal(760), Decimal(1200))
    got = swap(TURBO, TURBO, a_workload(a_stream(1, output=recorded)), {"max_output": "2000"}, {"max_output": "4000"})
    # at most 1 % of the answers were cut: 1 % of 2,000 more tokens = 20 x 30/M = 0.0006
    assert got.monthly_after.high - got.monthly_after.mid == Decimal("0.0006")


def test_the_models_own_limit_caps_the_answer():
    small = replace(TURBO, max_output=100)
    got = swap(MINI, small)
    assert got.per_call_after == Decimal("0.012")
    assert got.evidence.assumptions == ("output is capped at 100 tokens a call (0 to 100 output tokens a call)",)


def test_more_reasoning_widens_high_and_leaves_the_middle():
    got = swap(GPT5, GPT5, a_workload(a_stream(1)), {"reasoning": "low"}, {"reasoning": "high"})
    assert got.per_call_before == got.per_call_after == got.monthly_after.mid
    # low: an answer of 300 x 0.8 = 240; high: 240 / 0.2 = 1,200 tokens: 900 x 1.25/M + 1200 x 10/M = 0.013125
    assert got.monthly_after.high == Decimal("0.013125")
    (reasoning,) = got.evidence.effects
    assert reasoning.what == "high: reasoning may take the share of the output that its new setting allows"
    assert (reasoning.low, reasoning.high, reasoning.unit) == (300, 1200, "output tokens a call")
    assert got.evidence.assumptions == (f"{reasoning.what} (300 to 1200 output tokens a call)",)


def test_less_reasoning_changes_nothing_that_is_known():
    got = swap(GPT5, GPT5, a_workload(a_stream(1)), {"reasoning": "high"}, {"reasoning": "low"})
    assert got.monthly_after == Range.exactly(got.per_call_before)


def test_a_larger_thinking_budget_may_be_spent():
    stream = a_stream(1, output=300, reasoning=Decimal(100))
    got = swap(GPT5, GPT5, a_workload(stream), {"thinking": "1000"}, {"thinking": "5000"})
    # 300 + (5,000 - 100 spent today) = 5,200 tokens: 0.001125 + 0.052
    assert got.monthly_after.high == Decimal("0.053125")


def test_a_tokenizer_that_makes_more_tokens_raises_input_and_widens_output():
    old = a_quote("claude-old", "5", "25", tokenizer=Tokenizer("o200k_base", Decimal("1.00"), True))
    new = a_quote("claude-new", "5", "25", tokenizer=Tokenizer("o200k_base", Decimal("1.30"), True))
    stream = a_stream(1, 1000, 100, cache_read=Decimal(100), cache_write=Decimal(0))
    got = swap(old, new, a_workload(stream))
    # before: 1,000 x 5/M + 100 cached (at input price) x 5/M + 100 x 25/M = 0.005 + 0.0005 + 0.0025 = 0.008
    # after:  1.3 x 0.0055 + 0.0025 = 0.00965;  high: 130 output: 0.00715 + 0.00325 = 0.0104
    assert (got.per_call_before, got.per_call_after) == (Decimal("0.008"), Decimal("0.00965"))
    assert got.monthly_after.high == Decimal("0.0104")
    assert (
        "input times 1.3: the tokenizer of openai/claude-new against openai/claude-old (measured)"
        " (1300 input tokens a call)" in got.evidence.assumptions
    )


def test_an_estimated_tokenizer_may_as_well_make_as_many_tokens_as_before():
    new = a_quote("claude-new", "5", "25", tokenizer=Tokenizer("o200k_base", Decimal("1.30")))
    told = swap(TURBO, new, a_workload(a_stream(1, 1000, 100))).evidence.effects[0]
    assert (told.low, told.high, told.unit) == (1000, 1300, "input tokens a call")


def test_tiers_of_one_feature_share_a_line_with_the_least_and_the_most_of_them():
    new = a_quote("claude-new", "5", "25", tokenizer=Tokenizer("o200k_base", Decimal("1.30"), True))
    old = a_quote("claude-old", "5", "25", tokenizer=Tokenizer("o200k_base", Decimal("1.00"), True))
    got = swap(old, new, a_workload(a_stream(1, 1000, 100), a_stream(2, 2000, 100)))
    assert [(effect.low, effect.high) for effect in got.evidence.effects] == [(1300, 2600), (100, 130)]


def test_a_model_that_caches_only_longer_prompts_may_lose_what_was_cached():
    def cached(model, minimum):
        extra = [a_price(f"openai/{model}", Meter.CACHE_READ, "1")]
        return replace(a_quote(model, "10", "30", extra=extra), cache_minimum=minimum)

    stream = a_stream(1, 500, 100, cache_read=Decimal(1500), cache_write=Decimal(0))
    got = swap(cached("a", 1024), cached("b", 4096), a_workload(stream))
    # as recorded: 500 x 10/M + 1,500 x 1/M + 100 x 30/M = 0.0095;  nothing cached: 2,000 x 10/M + 0.003 = 0.023
    assert got.per_call_after == got.monthly_after.mid == Decimal("0.0095")
    assert got.monthly_after.high == Decimal("0.023")
    (lost,) = got.evidence.assumptions
    assert lost.startswith("high: openai/b caches from 4,096 tokens on; of what was cached, calls have at least 1500")
    assert lost.endswith("(0 to 1500 cached tokens a call that become input)")
    assert swap(cached("a", 4096), cached("b", 1024), a_workload(stream)).evidence.effects == ()
    assert swap(cached("a", 1024), cached("b", None), a_workload(stream)).evidence.effects == ()


def test_answers_close_to_a_limit_that_stays_widen_high_when_the_model_changes():
    stream = replace(a_stream(1), output=TokenProfile(Decimal(300), Decimal(200), Decimal(480), Decimal(500)))
    limited = {"max_output": "500"}
    same = swap(MINI, MINI, a_workload(stream), limited, limited)
    assert same.evidence.effects == ()
    got = swap(MINI, TURBO, a_workload(stream), limited, limited)
    # at most half of the answers reach 90 % of the limit, one in a hundred does so already: 1.49 calls for each
    assert got.monthly_after.high == got.monthly_after.mid * Decimal("1.49")
    assert [effect.unit for effect in got.evidence.effects] == ["calls for each"]


def test_long_context_prices_go_by_the_mean_and_widen_high_by_the_percentile():
    tiered = a_quote(
        "gemini",
        "1",
        "4",
        extra=[
            a_price("openai/gemini", Meter.INPUT, "2", above_input_tokens="200000"),
            a_price("openai/gemini", Meter.OUTPUT, "6", above_input_tokens="200000"),
        ],
    )
    recorded = TokenProfile(Decimal(100_000), None, Decimal(250_000))
    got = swap(tiered, tiered, a_workload(a_stream(1, recorded, 0)))
    assert got.monthly_after == Range(Decimal("0.1"), Decimal("0.1"), Decimal("0.2"))
    over = swap(tiered, tiered, a_workload(a_stream(1, 150_000, 1000, cache_read=Decimal(60_000))))
    # 210,000 input tokens in all: 150,000 x 2/M + 60,000 x 2/M (no cached price) + 1,000 x 6/M
    assert over.per_call_after == Decimal("0.426")


def test_serving_variants_have_their_own_price():
    served = a_quote(
        "gpt-5",
        "1.25",
        "10",
        extra=[
            a_price("openai/gpt-5", Meter.INPUT, "2.5", variant="priority"),
            a_price("openai/gpt-5", Meter.OUTPUT, "20", variant="priority"),
            a_price("openai/gpt-5", Meter.INPUT, "0.625", variant="batch"),
            a_price("openai/gpt-5", Meter.OUTPUT, "5", variant="batch"),
        ],
    )

    def priced(**settings):
        got = swap(served, served, new=settings)
        return got.per_call_after / got.per_call_before

    assert priced(service_tier="priority") == 2
    assert priced(service_tier="PRIORITY") == 2
    assert priced(service_tier="auto") == 1
    assert priced(batch="true") == Decimal("0.5")
    assert priced(batch="false") == 1
    assert priced(service_tier="batch") == Decimal("0.5")
    got = swap(served, served, new={"service_tier": "flex"})
    assert got.per_call_after == got.per_call_before
    assert "no flex price of openai/gpt-5 is known; its standard price is used" in got.evidence.assumptions


def test_an_embedding_has_no_answer_to_pay_for():
    small, large = a_quote("small", "0.02", None), a_quote("large", "0.13", None, mode="embedding")
    sites = (a_call(quote.id, SiteKind.EMBEDDING) for quote in (small, large))
    got = project(*sites, small, large, unmeasured("no usage"))
    assert (got.per_call_before, got.per_call_after) == (Decimal("0.00002"), Decimal("0.00013"))
    assert got.evidence.assumptions == ("1,000 uncached input tokens a call are assumed: none are recorded",)


def test_unrecorded_calls_leave_a_lower_bound_and_say_so():
    workload = a_workload(a_stream(100, key="a"), a_stream(None, key="b"), at_least=True)
    got = swap(workload=workload)
    assert got.at_least
    assert got.monthly_after.mid == Decimal("1.8")
    assert got.per_call_after == Decimal("0.018")


def test_unrecorded_tokens_lower_the_grade_and_keep_the_month():
    got = swap(workload=a_workload(a_stream(1000, None, 300), grade=Grade.DECLARED))
    assert got.monthly_after.mid == 19
    assert got.evidence.grade is Grade.ASSUMED


def test_a_parameter_that_became_unreadable_is_taken_as_it_was():
    got = swap(TURBO, TURBO, old={"max_output": "100"}, new={"max_output": Unknown("computed")})
    assert got.at_least
    assert got.per_call_before == got.per_call_after == Decimal("0.012")
    assert "max-output is not readable any more: at least what it was" in got.evidence.assumptions


def test_a_parameter_that_becomes_readable_is_taken_as_not_set_before():
    got = swap(TURBO, TURBO, old={"max_output": Unknown("computed")}, new={"max_output": "100"})
    assert (got.at_least, got.per_call_before, got.per_call_after) == (False, Decimal("0.018"), Decimal("0.012"))
    assert "max-output is not readable at base: taken as not set" in got.evidence.assumptions


def test_one_stream_without_a_price_leaves_no_figure():
    workload = a_workload(a_stream(quote=MINI), a_stream(key="b"))
    site = a_site(None, [a_bound("be brief", key=Key.PROMPT)])
    got = project(site, site, None, None, workload)
    assert (got.per_call_before, got.monthly_after) == (None, None)
    assert got.evidence.grade is Grade.UNKNOWN


def test_figures_do_not_depend_on_the_decimal_context_of_the_caller():
    with localcontext() as context:
        context.prec = 3
        got = swap(workload=a_workload(a_stream(123_457, 901, 307)))
    assert got.monthly_after.mid == Decimal("123457") * Decimal("0.01822")


def test_nothing_is_rounded():
    stream = a_stream(Decimal("123456789.123"), Decimal("1234.567891"), Decimal("987.654321"))
    got = swap(workload=a_workload(stream))
    exact = Fraction("123456789.123") * (Fraction("1234.567891") * 10 + Fraction("987.654321") * 30) / 1_000_000
    assert Fraction(got.monthly_after.mid) == exact


@pytest.mark.parametrize(
    ("meter", "amount", "per_call", "line"),
    [
        (Meter.HOUR, "0.36", "0.006", "60 seconds of sound a call are assumed: profiles record none"),
        (Meter.SECOND, "0.0001", "0.006", "60 seconds of sound a call are assumed: profiles record none"),
        (Meter.CHARACTER, "0.000015", "0.015", "1,000 characters a call are assumed: profiles record none"),
    ],
)
def test_sound_is_priced_by_an_assumed_length(meter, amount, per_call, line):
    quote = a_quote("voice", None, None, mode="stt", extra=[a_price("openai/voice", meter, amount)])
    got = project(None, a_call("voice", SiteKind.AUDIO), None, quote, unmeasured("no usage"))
    assert got.per_call_after == Decimal(per_call)
    assert got.evidence.assumptions == (line,)


def test_the_tokenizer_ratio_is_reckoned_as_it_is_shown():
    old = a_quote("claude-old", "5", "25", tokenizer=Tokenizer("o200k_base", Decimal("1.15")))
    new = a_quote("claude-new", "5", "25", tokenizer=Tokenizer("o200k_base", Decimal("1.50")))
    got = swap(old, new, a_workload(a_stream(1, 1000, 0)))
    assert got.per_call_after == Decimal("0.00652")  # 1.50 / 1.15 = 1.304: 1,304 x 5/M
    assert "input times 1.304" in got.evidence.assumptions[0]


def test_a_price_that_is_announced_is_said_of_the_head_alone():
    coming = replace(TURBO, upcoming=(a_price("openai/gpt-4-turbo", Meter.INPUT, "20", date(2027, 1, 1)),))
    assert [line for line in swap(MINI, coming).evidence.assumptions if line.startswith("announced: ")] == [
        "announced: openai/gpt-4-turbo input $10/M tokens becomes $20 on 2027-01-01; this uses the price of 2026-11-23"
    ]
    assert not [line for line in swap(coming, MINI).evidence.assumptions if line.startswith("announced: ")]
