"""What the touched sites come to together, and which one stands in for a month that nobody knows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.capacity import Held
from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Decision, Row, Totals
from finops_gate.verdict.totals import has_month, has_price, leading_site, totals
from tests.build import a_change, a_finding, a_projection, a_range, a_row, a_swap


def objected(*rows: Row, outcome: Outcome = Outcome.WARN) -> Decision:
    return Decision(a_finding(changes=tuple(row.fingerprint for row in rows)), outcome, "policy.yaml")


def summed(*rows: Row, decisions: tuple[Decision, ...] = ()) -> Totals:
    return totals(touched_sites(rows), decisions)


def leading(*rows: Row, decisions: tuple[Decision, ...] = ()) -> str | None:
    found = leading_site(touched_sites(rows), decisions)
    return None if found is None else found.row.change.path


def site(row: Row) -> Touched:
    return touched_sites([row])[0]


MONTH = a_swap(("0.01", "0.02"), monthly=(100, 200), path="month.py")
PRICE = a_swap(("0.001", "0.004"), path="price.py")
DEARER = a_swap(("0.001", "0.009"), path="dearer.py")
NOTHING = a_row(a_change(path="nothing.py"))


def test_nothing_touched_comes_to_nothing_known() -> None:
    assert summed() == Totals(None, None, None)


def test_months_are_added_with_their_ranges() -> None:
    other = a_row(
        a_change(path="other.py"),
        a_projection(1, 2, a_range(10, 5, 20), a_range(20, 15, 60), site="other.py::answer#1"),  # type: ignore[arg-type]
    )
    assert summed(MONTH, other) == Totals(a_range(110, 105, 120), a_range(220, 215, 260), percent=Decimal(100))


def test_site_without_a_month_makes_the_totals_partial() -> None:
    assert summed(MONTH, NOTHING).partial
    assert not summed(MONTH).partial
    assert not summed(NOTHING).partial


def test_without_any_month_the_dearest_growth_stands_for_all() -> None:
    found = summed(PRICE, DEARER)
    assert (found.per_1k_before, found.per_1k_after, found.percent) == (1, 9, 800)
    assert found.partial
    assert not summed(PRICE).partial


def test_with_a_month_a_site_without_one_is_shown_only_where_it_decides() -> None:
    assert summed(MONTH, PRICE, decisions=(objected(MONTH),)).per_1k_after is None
    found = summed(MONTH, PRICE, decisions=(objected(PRICE),))
    assert (found.per_1k_before, found.per_1k_after, found.percent) == (1, 4, 100)
    assert found.partial


def test_what_is_paid_by_the_hour_is_shown_by_the_hour() -> None:
    def by_the_hour(row: Row) -> Row:
        return replace(row, change=row.change._replace(held=Held(None, None)))

    found = summed(by_the_hour(PRICE))
    assert (found.per_hour_before, found.per_hour_after) == (Decimal("0.001"), Decimal("0.004"))
    assert found.per_1k_before is None and not found.partial
    assert summed(by_the_hour(PRICE), NOTHING).partial
    assert summed(MONTH, by_the_hour(PRICE), decisions=(objected(PRICE),)).partial


def test_a_figure_needs_both_sides() -> None:
    half = a_row(a_change(), a_projection("0.1", None, 10, None))
    other = a_row(a_change(), a_projection(None, "0.1", None, 10))
    assert not any(has_month(site(row)) or has_price(site(row)) for row in (half, other, NOTHING))
    assert has_month(site(MONTH)) and has_price(site(PRICE))


def test_worst_decision_says_which_site_leads_and_growth_does_where_nothing_objects() -> None:
    assert leading(PRICE, DEARER) == "dearer.py"
    assert leading(PRICE, DEARER, decisions=(objected(PRICE), objected(DEARER, outcome=Outcome.PASS))) == "price.py"
    decisions = (objected(PRICE, outcome=Outcome.BLOCK), objected(DEARER))
    assert leading(PRICE, DEARER, decisions=decisions) == "price.py"
    assert leading(NOTHING) is None


def test_growth_leads_before_new_spend_and_new_spend_before_a_saving() -> None:
    saving = a_swap(("0.5", "0.1"), path="saving.py")
    new = a_row(a_change(None, "gpt-4", path="new.py"), a_projection(0, "0.2", site="new.py::answer#1"))
    free = a_row(a_change(None, "gpt-4", path="free.py"), a_projection(0, 0, site="free.py::answer#1"))
    assert leading(saving, new, PRICE, free) == "price.py"
    assert leading(saving, new, free) == "new.py"
    assert leading(saving, free) == "saving.py"
    assert leading(saving, a_swap(("0.5", "0.3"), path="small.py")) == "saving.py"
    assert leading(saving, a_swap(("5", "1"), path="large.py")) == "large.py"
    assert (
        leading(new, a_row(a_change(None, "gpt-4", path="more.py"), a_projection(0, "0.3", site="more"))) == "more.py"
    )


def test_growth_of_any_size_leads_before_new_spend_of_any_size() -> None:
    new = a_row(a_change(None, "gpt-4", path="new.py"), a_projection(0, 5000, site="new.py::answer#1"))
    assert leading(new, a_swap(("1", "1.005"), path="grows.py")) == "grows.py"
    assert leading(new, a_swap(("1", "0.995"), path="falls.py")) == "new.py"
    assert leading(a_swap(("1", "1"), path="stays.py"), a_swap(("1", "0.995"), path="falls.py")) == "falls.py"
    assert leading(new, a_swap(("1", "1"), path="stays.py")) == "new.py"


def test_of_equal_growth_the_one_with_more_dollars_leads() -> None:
    assert leading(a_swap(("1", "2"), path="z.py"), a_swap(("10", "20"), path="a.py")) == "a.py"
