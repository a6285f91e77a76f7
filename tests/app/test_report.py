"""What the page of one repository is made of, where it is more than a page can hold."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

from finops_gate.app.report import POINTS, SERIES, told_of, week
from finops_gate.model.breakeven import Breakeven, Quiet
from finops_gate.model.history import History, Merge, Series
from finops_gate.model.hours import Shape
from finops_gate.model.projection import Evidence
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade
from tests.build import a_range, a_verdict
from tests.reports.test_html import Elements

DAY = date(2026, 1, 1)


def a_series(name: str, *amounts: int) -> Series:
    return Series(name, tuple((DAY + timedelta(days=at), Decimal(amount)) for at, amount in enumerate(amounts)))


def a_history(*series: Series, merges: tuple[Merge, ...] = ()) -> History:
    total = a_series("all", *range(400))
    return History("acme/shop", "a", "b", DAY, 9, merges, total, series, "feature", divided=(("feature", series),))


def a_merge(number: int, subject: str = "x") -> Merge:
    from dataclasses import replace

    from finops_gate.model.verdict import Totals

    verdict = replace(a_verdict(), totals=Totals(a_range(0), a_range(number), None))
    return Merge(f"{number:040x}", DAY, subject, None, "alice", verdict)


def test_features_beyond_those_with_a_line_are_one_line_and_the_sum_stays():
    found = told_of(a_history(*(a_series(f"f{at}", 100 - at, 200 - at) for at in range(SERIES + 3))))
    lines = found["divided"]["feature"]
    assert len(lines) == SERIES + 1
    assert lines[-1]["name"] == "(3 others)"
    assert [point["monthly"] for point in lines[-1]["points"]] == [str(300 - 12 - 13 - 14), str(600 - 12 - 13 - 14)]


def test_line_that_moves_on_many_days_keeps_its_first_and_its_last():
    points = told_of(a_history(a_series("f", 1)))["total"]["points"]
    assert len(points) <= POINTS + 1
    assert (points[0]["monthly"], points[-1]["monthly"]) == ("0", "399")
    assert [point["day"] for point in points] == sorted({point["day"] for point in points})


def test_merges_that_moved_the_least_are_left_out_and_counted_and_nobody_is_named():
    merges = tuple(a_merge(number, f"{number} {'x' * 5000}") for number in range(1, 600))
    found = told_of(a_history(a_series("f", 1), merges=merges))
    assert found["left_out"] + len(found["merges"]) == 599
    assert found["left_out"] > 0
    assert max(Decimal(merge["delta"]["mid"]) for merge in found["merges"]) == 599
    assert "alice" not in json.dumps(found)


def test_history_without_volumes_has_no_line():
    assert told_of(a_history())["total"] is None


def test_quiet_hours_cost_what_always_runs_for_the_feature():
    """56 quiet hours of 168 are a third of a month of 2,190 dollars, which is 3 dollars an hour."""
    quiet = Quiet("23:00 to 07:00", tuple(range(56)), Decimal("0.012"), Decimal(730))
    shape = Shape("bot", (0,) * 56 + (8928,) * 111 + (10**6 - 8928 * 111,))
    machine = a_breakeven("bot", "infra/gpu.tf#llm", quiet)
    others = [
        a_breakeven("other", "infra/other.tf#x", quiet),
        a_breakeven("bot", "serve.py#zero", Unknown("nothing always runs: it scales to zero")),
    ]
    found = week(shape, (), [machine, *others])
    assert (found["hour"], found["idle_month"]) == ("3", "730")
    assert [entry["name"] for entry in found["kept"]] == ["infra/gpu.tf#llm"]
    assert found["kept"][0] == {
        "name": "infra/gpu.tf#llm",
        "when": "23:00 to 07:00",
        "calls": "0.012",
        "month": "730",
        "unknown": "",
    }


def test_idle_hours_of_a_machine_without_a_price_are_told_and_not_priced():
    quiet = Quiet("23:00 to 07:00", tuple(range(56)), Decimal("0.012"), Unknown("no rate of it is known"))
    shape = Shape("bot", (0,) * 56 + (8928,) * 111 + (10**6 - 8928 * 111,))
    found = week(shape, (), [a_breakeven("bot", "gpu.tf#llm", quiet)])
    assert (found["hour"], found["idle_month"]) == (None, None)
    assert found["kept"][0]["month"] is None and found["kept"][0]["unknown"] == "no rate of it is known"


def a_breakeven(feature, site, quiet):
    nobody = Unknown("nobody counted them")
    return Breakeven(
        feature, feature, site, DAY, nobody, Evidence(Grade.UNKNOWN, "", ""), nobody, Decimal(1), (), (), quiet
    )


def test_page_of_many_long_lines_stays_small():
    from finops_gate.reports.html import document

    lines = [a_series(f"f{at}" * 90, *range(1000)) for at in range(80)]
    merges = tuple(a_merge(number, "<script>" * 900) for number in range(1, 2000))
    text = document("x", {"history": told_of(a_history(*lines, merges=merges))})
    assert len(text.encode()) < 2_000_000
    assert Elements(text).content["history"]["left_out"] > 0
