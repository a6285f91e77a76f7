"""Prices that are going to change within the horizon of a projection: said beside it, for it uses those of the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from finops_gate.base.money import plain
from finops_gate.model.price import Price, Quote

HORIZON = timedelta(days=365)
"""Monthly figures are budgeted for a year, so what is announced for that year belongs beside them."""


def announced(quote: Quote, used: Iterable[Price]) -> Iterator[str]:
    """One line for each price in use that is going to be another within the horizon."""
    for price in used:
        following = (
            coming
            for coming in quote.upcoming
            if (coming.meter, coming.conditions) == (price.meter, price.conditions)
            and coming.starts is not None
            and coming.starts - quote.as_of <= HORIZON
            and coming.amount != price.amount
        )
        coming = next(following, None)
        if coming is not None:
            unit = "M tokens" if price.meter.per_million else price.meter.value
            ended = f" (the end of {price.negotiated})" if price.negotiated and not coming.negotiated else ""
            yield (
                f"announced: {price.subject} {price.meter.value.replace('_', ' ')} ${plain(price.amount)}/{unit} "
                f"becomes ${plain(coming.amount)} on {coming.starts}{ended}; this uses the price of {quote.as_of}"
            )
