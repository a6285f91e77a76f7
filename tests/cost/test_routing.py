"""Shares of recorded calls that go elsewhere: nothing is lost, and nothing is counted twice."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.cost.routing import CLASSIFIER, REST, Size, Split, mixed, routed, sweep, traffic
from finops_gate.cost.workload import Caller, workload_of
from finops_gate.model.policy import Feature
from finops_gate.model.price import Tokenizer
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Site, SiteKind
from finops_gate.model.usage import Grade
from tests.build import a_quote, a_range, a_usage

BIG = a_quote("gpt-4o", "2.5", "10")
SMALL = a_quote("gpt-4o-mini", "0.15", "0.6")
PRO = a_quote("gpt-4-turbo", "10", "30")
SITE = Site("feature bot", SiteKind.MODEL_CALL, ())
EACH = (900 * Decimal("2.5") + 300 * 10) / 1_000_000
CHEAP = (900 * Decimal("0.15") + 300 * Decimal("0.6")) / 1_000_000
shares = st.integers(0, 1000).map(lambda number: Decimal(number) / 1000)


def recorded(*rows, quotes=(BIG,)):
    known = {f"{quote.provider}|{quote.id}": quote for quote in quotes}
    rows = rows or (a_usage("bot", "gpt-4o", calls=1000, low=900, high=1200),)
    return workload_of([Feature("bot")], Caller(""), rows, known)


def found(*splits, classifier=None, workload=None):
    made = traffic(SITE, workload or recorded(), splits, classifier)
    assert not isinstance(made, Unknown), made.reason
    return made


@given(shares)
def test_a_share_saves_its_part_of_the_difference(share):
    then = routed(found(Split("faq", share, SMALL)))
    assert then.saving_per_call == share * (EACH - CHEAP)
    assert then.saving.mid == 1000 * share * (EACH - CHEAP)
    assert (then.saving.low, then.saving.high) == (900 * share * (EACH - CHEAP), 1200 * share * (EACH - CHEAP))


@given(shares, shares)
def test_parts_are_the_whole(one, other):
    one, other = one / 2, other / 2
    then = routed(found(Split("a", one, SMALL), Split("b", other, Decimal("0.0001"))))
    assert sum(part.share for part in then.parts) == 1
    assert sum(part.calls for part in then.parts) == 1000
    assert sum(part.monthly_then.mid for part in then.parts) == then.monthly_then.mid
    assert sum(part.monthly_now.mid for part in then.parts) == then.monthly_now.mid


@given(shares, shares)
def test_a_larger_share_of_something_cheaper_never_costs_more(one, other):
    less, more = sorted((one, other))
    target = found(Split("a", Decimal(1), SMALL))
    assert routed(target, [less]).then >= routed(target, [more]).then


@given(shares, st.integers(0, 2000), st.integers(0, 600))
def test_declared_sizes_leave_the_rest_with_what_is_recorded(share, sent, answered):
    size = Size(Decimal(sent), Decimal(answered))
    made = traffic(SITE, recorded(), [Split("a", share, Decimal(0), size)])
    own = (sent * Decimal("2.5") + answered * 10) / 1_000_000
    if isinstance(made, Unknown):
        assert own * share > EACH or (share == 1 and own < EACH)
        return
    part, rest = routed(made).parts
    assert part.each_now == own
    assert abs(part.each_now * part.share + rest.each_now * rest.share - EACH) < Decimal("1e-30")
    assert routed(made).saving_per_call == pytest.approx(own * share, abs=Decimal("1e-30"))


def test_a_fixed_cost_and_nothing_are_targets():
    then = routed(found(Split("script", Decimal("0.5"), Decimal("0.0001")), Split("spam", Decimal("0.5"), Decimal(0))))
    assert then.then == Decimal("0.00005")
    assert [part.target for part in then.parts] == ["$0.0001 a call", "nothing", "openai/gpt-4o"]


def test_what_tells_them_apart_is_paid_for_every_call():
    plain = routed(found(Split("faq", Decimal("0.5"), SMALL)))
    teller = Split(CLASSIFIER, Decimal(1), SMALL)
    told = found(Split("faq", Decimal("0.5"), SMALL), classifier=teller)
    # 900 tokens in and 5 out for each of 1,000 calls
    cost = (900 * Decimal("0.15") + 5 * Decimal("0.6")) / 1_000_000
    assert routed(told).then - plain.then == cost
    assert routed(told).saving.mid == plain.saving.mid - 1000 * cost
    assert told.evidence.grade is Grade.ASSUMED
    assert any(line.endswith("for every call, assumed") for line in told.evidence.assumptions)
    declared = found(
        Split("faq", Decimal("0.5"), SMALL), classifier=teller._replace(size=Size(Decimal(100), Decimal(1)))
    )
    assert declared.evidence.grade is Grade.DECLARED
    assert [part.name for part in routed(declared).parts] == ["faq", CLASSIFIER, REST]


def test_a_classifier_may_cost_more_than_it_saves():
    told = found(Split("faq", Decimal("0.01"), SMALL), classifier=Split(CLASSIFIER, Decimal(1), PRO))
    assert routed(told).saving.mid < 0


def test_input_is_corrected_by_the_tokenizers():
    wordy = replace(SMALL, tokenizer=Tokenizer(ratio=Decimal("1.3"), exact=True))
    exact = replace(BIG, tokenizer=Tokenizer(exact=True))
    workload = recorded(quotes=(exact,))
    then = routed(found(Split("faq", Decimal(1), wordy), workload=workload))
    assert then.then == (900 * Decimal("1.3") * Decimal("0.15") + 300 * Decimal("0.6")) / 1_000_000


def test_calls_recorded_on_several_models_are_each_priced_on_their_own():
    rows = (a_usage("bot", "gpt-4o", calls=1000), a_usage("bot", "gpt-4-turbo", calls=3000, tier="pro"))
    workload = recorded(*rows, quotes=(BIG, PRO))
    made = found(Split("faq", Decimal("0.5"), SMALL), workload=workload)
    dear = (900 * 10 + 300 * 30) / Decimal(1_000_000)
    assert made.each == (EACH + 3 * dear) / 4
    assert routed(made).monthly_now.mid == 1000 * EACH + 3000 * dear
    assert made.today == "openai/gpt-4-turbo, openai/gpt-4o"


def test_without_a_volume_there_is_a_call_and_no_month():
    then = routed(found(Split("faq", Decimal("0.5"), SMALL), workload=recorded(a_usage("bot", "gpt-4o", calls=None))))
    assert then.saving is None and then.saving_per_call == (EACH - CHEAP) / 2
    assert then.parts[0].calls is None


def test_what_has_no_price_is_unknown_and_never_free():
    assert isinstance(traffic(SITE, recorded(quotes=()), [Split("faq", Decimal(1), SMALL)]), Unknown)
    unpriced = replace(SMALL, prices=(), reason="no price is published")
    assert isinstance(traffic(SITE, recorded(), [Split("faq", Decimal(1), unpriced)]), Unknown)


def test_shares_that_are_more_than_all_are_refused():
    made = found(Split("a", Decimal("0.6"), SMALL), Split("b", Decimal("0.6"), SMALL))
    with pytest.raises(ValueError, match="at most 1"):
        routed(made)
    with pytest.raises(ValueError, match="at most 1"):
        routed(made, [Decimal("-0.1"), Decimal(0)])


def test_sweep_keeps_the_proportion_and_ends_at_all_or_where_the_tokens_do():
    steps = list(sweep(found(Split("a", Decimal("0.3"), SMALL), Split("b", Decimal("0.1"), Decimal(0)))))
    assert [share for share, _ in steps] == [Decimal(step) / 100 for step in range(101)]
    half = steps[50][1].parts
    assert [part.share for part in half] == [Decimal("0.375"), Decimal("0.125"), Decimal("0.5")]
    long = Split("long", Decimal("0.1"), SMALL, Size(Decimal(1800), Decimal(600)))
    assert list(sweep(found(long)))[-1][0] == Decimal("0.5")


def test_mean_of_two_prices():
    assert mixed(Decimal(10), Decimal(0), Decimal("0.25")) == Decimal("7.5")
    assert mixed(a_range(10, 8, 12), a_range(0), Decimal("0.5")) == a_range(5, 4, 6)
    assert mixed(None, Decimal(0), Decimal(1)) is None
