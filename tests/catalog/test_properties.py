"""What must hold of every price in the catalog, whatever the model, the day and the tokens."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.money import EXACT, MILLION
from finops_gate.catalog.book import Catalog
from finops_gate.cost.parameters import Parameters
from finops_gate.cost.tariff import Bill, Quantity, bill
from finops_gate.model.price import Meter, Price, Quote
from finops_gate.model.setting import Unknown

CATALOG = Catalog.load()
SUBJECTS = list(CATALOG.ids())
DAY = date(2026, 11, 24)

subjects = st.sampled_from(SUBJECTS)
days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
tokens = st.integers(0, 3_000_000).map(Decimal)


def quoted(subject: str, day: date = DAY) -> Quote:
    quote = CATALOG.quote(subject, subject.partition("/")[0], day)
    assert isinstance(quote, Quote), quote
    return quote


def cost(quote: Quote, quantity: Quantity) -> Bill | Unknown:
    with localcontext(EXACT):
        return bill(quote, quantity, Parameters())


def test_no_two_periods_of_one_price_overlap_and_none_leaves_a_gap() -> None:
    for subject in SUBJECTS:
        periods: dict[object, list[Price]] = defaultdict(list)
        for price in CATALOG.history(quoted(subject)):
            periods[price.meter, price.conditions].append(price)
        for prices in periods.values():
            for before, after in pairwise(prices):
                assert before.ends is not None, before
                assert after.starts is not None, after
                assert before.ends <= after.starts, (before, after)


def test_every_amount_is_a_decimal_that_no_float_has_touched() -> None:
    for subject in SUBJECTS:
        for price in CATALOG.history(quoted(subject)):
            assert isinstance(price.amount, Decimal)
            assert price.amount >= 0
            assert price.retrieved is not None
            assert price.source.startswith("https://")
            digits = len(price.amount.normalize().as_tuple().digits)
            # An hour of sound is metered by the second, which no decimal divides evenly.
            assert digits <= 13 or price.meter is Meter.SECOND, price


@given(subjects, days)
def test_of_one_price_at_most_one_holds_on_a_day(subject: str, day: date) -> None:
    held = [(price.meter, price.conditions) for price in quoted(subject, day).prices]
    assert len(held) == len(set(held))


@given(subjects, days)
def test_the_prices_of_a_day_and_those_to_come_are_the_history(subject: str, day: date) -> None:
    quote = quoted(subject, day)
    known = set(CATALOG.history(quote))
    assert set(quote.prices) | set(quote.upcoming) <= known
    assert all(price.holds(day) for price in quote.prices)
    assert all(price.starts is not None and price.starts > day for price in quote.upcoming)


@given(subjects, tokens, tokens, tokens, tokens)
def test_more_tokens_never_cost_less(
    subject: str, sent: Decimal, more: Decimal, answered: Decimal, longer: Decimal
) -> None:
    quote = quoted(subject)
    less = cost(quote, Quantity(sent, output=answered))
    much = cost(quote, Quantity(sent + more, output=answered + longer))
    if isinstance(less, Bill) and isinstance(much, Bill):
        assert less.cost <= much.cost


@given(subjects, tokens, tokens, tokens)
def test_the_parts_of_a_bill_are_the_whole(subject: str, sent: Decimal, cached: Decimal, answered: Decimal) -> None:
    quote = quoted(subject)
    whole = cost(quote, Quantity(sent, cached, output=answered))
    if isinstance(whole, Unknown):
        return
    assert isinstance(whole.cost, Decimal)
    amounts = {Meter.INPUT: sent, Meter.CACHE_READ: cached, Meter.OUTPUT: answered}
    if not {price.meter for price in whole.prices} <= {*amounts, Meter.REQUEST}:
        return  # sound and pictures are reckoned with what a call is assumed to take
    if any(not quote.price(meter) for meter, amount in amounts.items() if amount and quote.mode == "chat"):
        return  # what has no price of its own is billed at another's
    if any("variant" in dict(price.conditions) for price in whole.prices):
        return
    muted = quote.mode in ("embedding", "rerank", "moderation")
    with localcontext(EXACT):
        parts = sum(
            (
                price.amount if price.meter is Meter.REQUEST else price.amount * amounts[price.meter] / MILLION
                for price in whole.prices
                if not (muted and price.meter is Meter.OUTPUT)
            ),
            Decimal(0),
        )
    if not cached or quote.price(Meter.CACHE_READ):
        assert parts == whole.cost


@given(subjects, days)
def test_the_hour_of_the_day_is_no_condition_of_a_price(subject: str, day: date) -> None:
    quote = quoted(subject, day)
    for price in quote.prices:
        assert not any("hour" in name or ":" in value for name, value in price.conditions)
    cheap = [price for price in quote.prices if ("variant", "off_peak") in price.conditions]
    for price in cheap:
        dear = quote.price(price.meter)
        assert dear is not None
        assert dear.amount >= price.amount
