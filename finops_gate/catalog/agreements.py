"""A company's own prices laid over a quote: each price that an agreement changes says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import replace
from finops_gate.base.globs import fits_name
from finops_gate.base.money import EXACT
from finops_gate.catalog import names
from finops_gate.model.price import Price, Quote
from finops_gate.model.rates import Rate


def agreed(quote: Quote, rates: Iterable[Rate], listed: Iterable[Price]) -> Quote:
    """The quote with what was agreed on its day. `listed`: every published price of the model, whatever its day.

    A discount is taken off the published price. Of two rates for one price the later counts; prices for one
    environment stand beside those for all. An agreement that ends is followed by the published price, one to come is
    announced: both are among the upcoming.
    """
    mine = [rate for rate in rates if applies(rate, quote)]
    if not mine or quote.self_hosted:
        return quote
    prices = list(quote.prices)
    upcoming = [_running(price, mine) for price in quote.upcoming]
    for rate in mine:
        if rate.holds(quote.as_of):
            prices = _laid(prices, _changed(quote.prices, rate, quote))
        elif rate.starts is not None and rate.starts > quote.as_of:
            then = [price for price in listed if price.holds(rate.starts)]
            upcoming += [replace(price, starts=rate.starts) for price in _changed(then, rate, quote)]
    upcoming += _returning(prices, quote.prices)
    ordered = sorted(upcoming, key=lambda p: (p.starts or quote.as_of, p.meter, p.conditions))
    priced = any(not price.conditions for price in prices)
    return replace(
        quote, prices=tuple(prices), upcoming=tuple(dict.fromkeys(ordered)), reason="" if priced else quote.reason
    )


def private(written: str, provider: str, rates: Iterable[Rate], as_of: date) -> Quote | None:
    """A quote for a model that no catalog knows and an agreement prices in full; None where there is none."""
    named = names.provider(provider)
    mine = [
        rate
        for rate in rates
        if rate.amounts
        and rate.holds(as_of)
        and (not named or names.provider(rate.provider) == named)
        and any(fits_name(pattern, written) for pattern in rate.models if pattern != "*")
    ]
    if not mine:
        return None
    empty = Quote(written, mine[-1].provider, written, (), as_of, matched="the company's own prices")
    return agreed(empty, mine, ())


def applies(rate: Rate, quote: Quote) -> bool:
    """Whether a rate speaks of the quoted model: by the catalog's id, or as it is written."""
    if names.provider(rate.provider) != quote.provider.lower():
        return False
    return any(fits_name(pattern, name) for pattern in rate.models for name in (quote.model, quote.id))


def _changed(published: Iterable[Price], rate: Rate, quote: Quote) -> Iterator[Price]:
    """What a rate makes of the published prices; only those that it changes."""
    if rate.discount is not None:
        share = EXACT.subtract(Decimal(1), rate.discount)
        for price in published:
            yield _marked(replace(price, amount=EXACT.multiply(price.amount, share)), rate)
    elif rate.off_peak:
        for price in published:
            if ("variant", "off_peak") in price.conditions:
                rest = tuple(pair for pair in price.conditions if pair[0] != "variant")
                yield _marked(replace(price, conditions=rest), rate)
    else:
        conditions = (("variant", rate.variant),) if rate.variant else ()
        for meter, amount in rate.amounts:
            subject = f"{quote.provider}/{quote.model}"
            yield _marked(Price(subject, meter, amount, None, None, rate.origin, None, conditions), rate)


def _marked(price: Price, rate: Rate) -> Price:
    """The price as agreed: its period is the narrower one, its environment a condition."""
    conditions = dict(price.conditions)
    if rate.environment is not None:
        conditions["environment"] = rate.environment
    starts = max((day for day in (price.starts, rate.starts) if day is not None), default=None)
    ends = min((day for day in (price.ends, rate.ends) if day is not None), default=None)
    told = f"{rate.agreement} ({rate.origin})"
    if rate.discount is not None:
        told = f"{EXACT.multiply(rate.discount, Decimal(100)).normalize():f}% off by {told}"
    elif rate.off_peak:
        told = f"off-peak hours by {told}"
    return replace(price, conditions=tuple(sorted(conditions.items())), starts=starts, ends=ends, negotiated=told)


def _laid(prices: list[Price], changed: Iterable[Price]) -> list[Price]:
    """The prices with the changed ones in place of those they replace, which have the same meter and conditions."""
    new = {(price.meter, price.conditions): price for price in changed}
    kept = [new.pop((price.meter, price.conditions), price) for price in prices]
    return [*kept, *new.values()]


def _running(price: Price, rates: Iterable[Rate]) -> Price:
    """An announced price, less the discount that is going to run on its first day."""
    day = price.starts
    for rate in reversed(tuple(rates)):
        if rate.discount is not None and rate.environment is None and day is not None and rate.holds(day):
            share = EXACT.subtract(Decimal(1), rate.discount)
            return _marked(replace(price, amount=EXACT.multiply(price.amount, share)), rate)
    return price


def _returning(prices: Iterable[Price], published: Iterable[Price]) -> Iterator[Price]:
    """The published prices that come back on the day after an agreement."""
    by_place = {(price.meter, price.conditions): price for price in published}
    for price in prices:
        before = by_place.get((price.meter, price.conditions))
        if price.negotiated and price.ends and before is not None and before.ends != price.ends:
            yield replace(before, starts=price.ends)
