"""Announced prices, said beside a projection that uses those of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from finops_gate.cost.announced import HORIZON, announced
from finops_gate.model.price import Meter, Price
from tests.build import TODAY, a_price, a_quote

START = date(2027, 1, 1)


def told(*upcoming: Price, used: Price | None = None) -> list[str]:
    quote = replace(a_quote("m", "0.75", "3"), upcoming=upcoming)
    return list(announced(quote, [used or quote.prices[0]]))


def test_a_change_within_the_horizon_is_told_with_its_day():
    assert told(a_price("openai/m", Meter.INPUT, "1.5", START)) == [
        f"announced: openai/m input $0.75/M tokens becomes $1.5 on 2027-01-01; this uses the price of {TODAY}"
    ]


def test_what_is_not_used_not_changed_or_too_far_off_is_not_told():
    assert told(a_price("openai/m", Meter.OUTPUT, "9", START)) == []
    assert told(a_price("openai/m", Meter.INPUT, "9", START, variant="batch")) == []
    assert told(a_price("openai/m", Meter.INPUT, "0.75", START)) == []
    assert told(a_price("openai/m", Meter.INPUT, "9", TODAY + HORIZON + timedelta(days=1))) == []
    assert len(told(a_price("openai/m", Meter.INPUT, "9", TODAY + HORIZON))) == 1


def test_the_end_of_an_agreement_is_told_as_such():
    used = replace(a_price("openai/m", Meter.IMAGE, "0.02"), negotiated="50% off by acme")
    (line,) = told(a_price("openai/m", Meter.IMAGE, "0.04", START), used=used)
    assert "$0.02/image becomes $0.04 on 2027-01-01 (the end of 50% off by acme)" in line
