"""The map of a week."""

from datetime import date

from finops_gate.cli.heat import week
from finops_gate.model.hours import Shape


def test_a_row_a_day_and_a_mark_an_hour():
    day = (1,) + (0,) * 22 + (142_856,)
    shape = Shape("bot", (*day, *day * 5, 1, *(0,) * 22, 142_857), "otel", date(2026, 10, 5), date(2026, 11, 1))
    lines = list(week(shape))
    assert lines[0].split() == ["0", "3", "6", "9", "12", "15", "18", "21"]
    assert lines[1] == "  mon  ░░" + " " * 44 + "██"
    assert [line.split()[0] for line in lines[1:8]] == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert lines[8] == "  an hour has 0.00% to 14.29% of the week's calls; 2026-10-05..2026-11-01"
