"""A long prompt that is paid in full with each call; run alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from finops_gate.cost.prefix import cached, warm
from finops_gate.model.price import Meter
from finops_gate.model.usage import Grade
from finops_gate.rules.cacheable_prefix import RULE
from tests.build import a_price
from tests.rules.advising import BIG, a_spending, found


def caching(write=None, minimum=512):
    meters = [(Meter.CACHE_READ, "0.25")] + ([(Meter.CACHE_WRITE, write)] if write else [])
    extra = tuple(a_price(BIG.subject, meter, amount) for meter, amount in meters)
    return replace(BIG, prices=(*BIG.prices, *extra), cache_minimum=minimum)


def test_what_all_calls_begin_with_is_read_at_the_price_of_a_cache():
    (finding,) = found(RULE, a_spending(caching(), prefix=800))
    hits = warm([Decimal(50_000)])
    saved = 800 * hits * (Decimal("2.5") - Decimal("0.25")) / 1_000_000
    assert finding.suggests.saving_per_1k == saved * 1000
    assert finding.suggests.grade is Grade.ASSUMED
    assert finding.advice == "cache 800 tokens of the prompt"
    assert "99.7% of the calls" not in finding.message and "caches from 512" in finding.message


def test_writing_is_paid_where_the_provider_bills_it():
    (cheap,), (dear,) = (found(RULE, a_spending(caching(write), prefix=800)) for write in (None, "3.125"))
    assert dear.suggests.saving.mid < cheap.suggests.saving.mid


@pytest.mark.parametrize(
    "fields",
    [
        {"prefix": None},
        {"prefix": 400},
        {"prefix": 901},
        {"prefix": 800, "usage": False},
    ],
)
def test_silent_where_nothing_is_known_or_nothing_could_be_cached(fields):
    assert not found(RULE, a_spending(caching(), **fields))


def test_silent_where_the_model_caches_nothing():
    assert not found(RULE, a_spending(BIG, prefix=800))
    assert not found(RULE, a_spending(replace(caching(), prices=BIG.prices), prefix=800))


def test_silent_where_it_is_cached_already():
    spending = a_spending(caching(), prefix=800)
    streams = tuple(replace(stream, cache_read=Decimal(500)) for stream in spending.streams)
    assert not found(RULE, spending._replace(workload=replace(spending.workload, streams=streams)))


def test_silent_where_too_few_calls_come_to_find_it_warm():
    spending = a_spending(caching("3.125"), prefix=800)
    streams = tuple(replace(stream, calls=replace(stream.calls, mid=Decimal(5))) for stream in spending.streams)
    assert not found(RULE, spending._replace(workload=replace(spending.workload, streams=streams)))


def test_calls_that_find_it_warm_grow_with_the_volume():
    assert warm([]) is None and warm([Decimal(0)]) is None
    shares = [warm([Decimal(calls)]) for calls in (10, 1_000, 100_000)]
    assert shares == sorted(shares) and 0 < shares[0] < Decimal("0.01") and shares[-1] == 1


def test_tokens_are_kept_however_they_are_billed():
    for writes in (True, False):
        parts = cached(Decimal(900), Decimal(800), Decimal("0.75"), writes)
        assert sum(parts) == 900 and parts[1] == 600
