"""Prices over time as bars of text."""

from __future__ import annotations

from datetime import date

from finops_gate.cli.chart import LONGEST, history
from finops_gate.model.price import Meter
from tests.build import a_price

DAY, CUT = date(2026, 11, 24), date(2025, 6, 10)
O3 = [
    a_price("openai/o3", Meter.OUTPUT, "40", None, CUT),
    a_price("openai/o3", Meter.OUTPUT, "8", CUT),
    a_price("openai/o3", Meter.INPUT, "10", None, CUT),
    a_price("openai/o3", Meter.INPUT, "2", CUT),
]


def test_a_line_a_period_with_bars_in_proportion_and_todays_price_marked():
    assert list(history(O3, DAY)) == [
        "input $ / 1M tokens",
        f"  until 2025-06-10         {'█' * LONGEST} 10",
        f"  since 2025-06-10         {'█' * (LONGEST // 5)} 2 <",
        "output $ / 1M tokens",
        f"  until 2025-06-10         {'█' * LONGEST} 40",
        f"  since 2025-06-10         {'█' * (LONGEST // 5)} 8 <",
    ]


def test_a_price_to_come_is_drawn_and_not_marked():
    coming = date(2027, 1, 1)
    prices = [a_price("a/b", Meter.INPUT, "0.75", None, coming), a_price("a/b", Meter.INPUT, "1.5", coming)]
    assert [line.split()[-1] for line in history(prices, DAY)][1:] == ["<", "1.5"]
    first = a_price("a/b", Meter.INPUT, "0.75", CUT, coming)
    assert next(line for line in history([first], DAY) if ".." in line).startswith("  2025-06-10 .. 2027-01-01 ")


def test_periods_at_one_price_are_one_period():
    prices = [a_price("a/b", Meter.INPUT, "1", None, CUT), a_price("a/b", Meter.INPUT, "1", CUT)]
    assert list(history(prices, DAY))[1:] == [f"  since launch             {'█' * LONGEST} 1 <"]


def test_what_costs_little_has_a_bar_and_what_costs_nothing_has_none():
    prices = [
        a_price("a/b", Meter.SECOND, "100", None, CUT),
        a_price("a/b", Meter.SECOND, "0.001", CUT, DAY),
        a_price("a/b", Meter.SECOND, "0", DAY),
    ]
    lines = list(history(prices, DAY))
    assert lines[0] == "second $ / second"
    assert "▏ 0.001" in lines[2]
    assert lines[3].endswith("  0 <")
    assert list(history(prices[2:], DAY))[1].endswith(" 0 <")


def test_a_terminal_without_blocks_gets_signs():
    lines = list(history(O3, DAY, blocks=False))
    assert lines[1].endswith(f"{'#' * LONGEST} 10")
    assert all(line.isascii() for line in lines)


def test_conditions_are_told_in_the_heading():
    assert next(history([a_price("a/b", Meter.HOUR, "1", purchase="spot")], DAY)) == "hour $ / hour, purchase spot"
