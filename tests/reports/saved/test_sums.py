"""Sums of many runs: nothing counts twice, parts add up to the whole, and the page stays small."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from finops_gate.base.errors import UsageError
from finops_gate.model.setting import Skipped
from finops_gate.reports.saved.runs import Gathered, Level, Place, Run
from finops_gate.reports.saved.sums import CELLS, LISTED, added_up

DAY = date(2026, 3, 5)


def place(delta, team="support", feature="bot", model="openai/gpt-5", counts=True):
    return Place(team, feature, model, Decimal(delta), counts)


def a_run(delta, *places, repository="acme/shop", request="1", day=DAY, state="pass", currency="USD", path="a.json"):
    amount = None if delta is None else Decimal(delta)
    return Run(path, repository, request, day, state, amount, currency, "Says", places or (place(delta or 0),))


def summed(*runs, levels=(), skipped=()):
    return added_up(Gathered(tuple(runs), tuple(levels), tuple(skipped)))


def cells(found):
    """The cube with names in place of indices."""
    order = ("repository", "month", "state", "team", "feature", "model")
    return [
        (*(found["names"][kind][index] for kind, index in zip(order, row[:6], strict=True)), *row[6:])
        for row in found["cube"]
    ]


def test_a_change_counts_once_by_its_last_run_and_prevented_is_the_rest():
    found = summed(
        a_run(900, place(900, model="openai/gpt-4-turbo"), state="block"),
        a_run(10, place(10, model="openai/gpt-5-mini"), day=DAY + timedelta(days=40), state="pass"),
    )
    assert found["requests"] == [[0, 0, 0, 1, 2]]
    assert found["names"]["month"] == ["2026-04"]
    assert cells(found) == [
        ("acme/shop", "2026-04", "pass", "support", "bot", "openai/gpt-4-turbo", 0, 0.0, 0.0, 900.0),
        ("acme/shop", "2026-04", "pass", "support", "bot", "openai/gpt-5-mini", 1, 10.0, 0.0, -10.0),
    ]
    assert found["largest"] == [[0, "1", "2026-04-14", 0, 10.0, 900.0, "Says"]]


def test_prevented_never_counts_a_decrease_and_the_parts_add_up():
    found = summed(a_run(100, place(60), place(40, team="growth")), a_run(-300, place(-300)))
    assert sum(row[9] for row in found["cube"]) == pytest.approx(100, abs=0.02)
    assert sum(row[8] for row in found["cube"]) == -300


def test_more_and_less_in_one_cell_do_not_hide_each_other():
    found = summed(a_run(0, place(500), place(-500)))
    assert cells(found)[0][6:] == (2, 500.0, -500.0, 0.0)


def test_runs_without_volumes_are_counted_and_have_no_amount():
    found = summed(a_run(None, place(0)))
    assert found["largest"][0][4:6] == [None, None]
    assert found["requests"] == [[0, 0, 0, 1, 1]]
    assert found["cube"][0][6:] == [1, 0.0, 0.0, 0.0]


def test_a_change_without_any_place_is_judged_too():
    empty = a_run(0)._replace(places=())
    found = summed(empty, a_run(5, repository="acme/other"))
    assert found["names"]["repository"] == ["acme/other", "acme/shop"]
    assert len(found["requests"]) == 2 and len(found["cube"]) == 1


def test_currencies_are_never_added():
    euro = a_run(7, currency="EUR", repository="acme/berlin", path="euro.json")
    found = summed(a_run(5), a_run(6, request="2"), euro)
    assert found["currency"] == "USD" and found["reports"] == 2
    assert found["skipped"] == [{"path": "euro.json", "reason": "its currency is EUR, and USD is added up"}]


def test_nothing_to_count_is_an_error_that_says_why():
    with pytest.raises(UsageError, match=r"none of the files can be counted: x\.json: the report is no JSON"):
        summed(skipped=[Skipped("x.json", "the report is no JSON")])


def test_names_with_the_least_money_are_summed_when_there_are_too_many():
    places = [
        a_run(number, place(number, model=f"m{number % 50}"), repository=f"r{number}", request=str(number % 9))
        for number in range(1, 30_001)
    ]
    found = summed(*places)
    assert len(found["cube"]) + len(found["requests"]) <= CELLS
    assert len(found["largest"]) == LISTED
    assert any("other repositories)" in name for name in found["names"]["repository"])
    assert sum(row[7] for row in found["cube"]) == 30_000 * 30_001 / 2
    assert sum(row[3] for row in found["requests"]) == 30_000
    assert found["folded"]


def a_level(repository, *points, day=DAY, path="h.json"):
    return Level(
        path, repository, day, "USD", tuple((date(2026, month, 9), Decimal(amount)) for month, amount in points)
    )


def test_levels_hold_until_the_next_and_the_newest_history_of_a_repository_counts():
    old = a_level("acme/shop", (1, 999), day=date(2026, 1, 1), path="old.json")
    found = summed(a_run(1, day=date(2026, 5, 1)), levels=[old, a_level("acme/shop", (2, 10), (4, 30))])
    assert found["names"]["month"] == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    assert found["levels"] == [[0, [None, 10.0, 10.0, 30.0, 30.0]]]


def test_histories_alone_make_a_page():
    found = summed(levels=[a_level("acme/a", (1, 5)), a_level("acme/b", (3, 7))])
    assert found["levels"] == [[0, [5.0, 5.0, 5.0]], [1, [None, None, 7.0]]]
    assert found["cube"] == []


def test_months_far_apart_are_not_filled():
    found = summed(a_run(1, day=date(2015, 1, 1)), a_run(1, request="2", day=date(2100, 1, 1)))
    assert found["names"]["month"] == ["2015-01", "2100-01"]


def test_the_order_of_the_files_does_not_change_the_page():
    runs = [a_run(number * 1.01, request=str(number), repository=f"r{number % 7}") for number in range(60)]
    assert summed(*runs) == summed(*reversed(runs))
