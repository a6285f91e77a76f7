from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Decision, Row
from finops_gate.policy.starter import starter
from finops_gate.verdict.approvals import Demand, approval_code, demands, requests
from tests.build import a_change, a_finding, a_projection, a_row, a_swap, a_verdict


def a_demand(*fingerprints: str, ceiling: str | None = "100", **per_call: str | None) -> Demand:
    calls = tuple((site, None if amount is None else Decimal(amount)) for site, amount in sorted(per_call.items()))
    return Demand(frozenset(fingerprints), None if ceiling is None else Decimal(ceiling), calls, ("app/bot.py",))


def test_code_is_eight_characters_and_covers_a_set_of_findings_at_a_cost():
    code = approval_code("lead", a_demand("a", "b"))
    assert re.fullmatch("[A-Z2-7]{8}", code)
    assert code == approval_code("lead", a_demand("b", "a", "a", ceiling="100.00", site="1"))
    others = [
        approval_code("lead", a_demand("a")),
        approval_code("finance", a_demand("a", "b")),
        approval_code("lead", a_demand("a", "b", ceiling="100.01")),
        approval_code("lead", a_demand("a", "b", ceiling=None, site="0.1")),
        approval_code("lead", a_demand("a", "b", ceiling=None, site="0.2")),
        approval_code("lead", a_demand("a", "b", ceiling=None, site=None)),
    ]
    assert len({code, *others}) == 7


def test_waived_and_mild_decisions_ask_nobody():
    finding = a_finding(ratio=10)
    decisions = [
        Decision(finding, Outcome.WARN, "x"),
        Decision(finding, Outcome.REQUIRE_APPROVAL, "x", "lead", waived_by="w1"),
    ]
    assert requests(decisions, (), starter()) == ()


def demanded(*rows: Row, **finding: object) -> Demand:
    """What is asked of the lead by one finding about these rows."""
    about = a_finding(changes=tuple(row.fingerprint for row in rows), ratio=10)
    decision = Decision(replace(about, **finding), Outcome.REQUIRE_APPROVAL, "x", "lead")  # type: ignore[arg-type]
    others = (a_swap((1, 2), monthly=(1, 1000), path="other.py"),)
    return demands(a_verdict(rows=(*rows, *others), decisions=(decision,)))["lead"]


def at(path: str, *figures: str | None, counted_at: str | None = None) -> Row:
    projection = a_projection(*figures, site=f"{path}::answer#1")
    return a_row(a_change(path=path), replace(projection, counted_at=counted_at))


def test_months_of_the_sites_that_it_is_about_are_added() -> None:
    found = demanded(at("a.py", "1", "3", "10", "30"), at("b.py", "1", "2", "5", "4"))
    assert found.ceiling == Decimal(19)
    assert found.per_call == (("a.py::answer#1", Decimal(2)), ("b.py::answer#1", Decimal(1)))


def test_site_without_a_month_on_one_side_leaves_the_whole_unknown() -> None:
    known = at("a.py", "1", "3", "10", "30")
    for figures in ((None, "30"), ("10", None), (None, None)):
        assert demanded(known, at("b.py", "1", "2", *figures)).ceiling is None


def test_site_that_is_counted_elsewhere_adds_nothing_and_leaves_the_others_known() -> None:
    carried = at("a.py", "1", "3", counted_at="b.py::answer#1")
    assert demanded(carried, at("b.py", "1", "2", "5", "7")).ceiling == Decimal(2)


def test_call_without_a_price_on_one_side_is_unknown() -> None:
    found = demanded(at("a.py", "1", None), at("b.py", None, "1"), at("c.py", None, None), at("d.py", "2", "1"))
    assert [amount for _, amount in found.per_call] == [None, None, None, Decimal(-1)]


def test_owners_of_every_place_of_the_finding_are_asked() -> None:
    assert demanded(at("a.py", "1", "2")).paths == ("app/bot.py",)
    assert demanded(at("a.py", "1", "2"), paths=("b.py", "a.py")).paths == ("a.py", "b.py")


class TestWhatAnApprovalCovers:
    """A finding that another request did not have is covered where it speaks of a part of what that one spoke of."""

    def demand(self, *about: tuple[str, str, str]) -> Demand:
        told = tuple((name, rule, frozenset(rows)) for name, rule, rows in about)
        return Demand(frozenset(name for name, _, _ in about), Decimal(1), (), (), told)

    def test_the_same_findings_and_fewer(self) -> None:
        both = self.demand(("f", "x", "ab"), ("g", "y", "c"))
        assert both.covers(both) and both.covers(self.demand(("g", "y", "c")))
        assert not self.demand(("g", "y", "c")).covers(both)

    def test_another_finding_of_the_same_rule_about_the_same_rows_or_fewer(self) -> None:
        then = self.demand(("f", "x", "ab"))
        assert then.covers(self.demand(("g", "x", "ab"))) and then.covers(self.demand(("g", "x", "a")))
        assert not then.covers(self.demand(("g", "x", "abc")))
        assert not then.covers(self.demand(("g", "y", "a")))
        assert not then.covers(self.demand(("g", "x", "")))

    def test_each_of_several_new_findings_must_be_covered(self) -> None:
        then = self.demand(("f", "x", "ab"), ("e", "y", "c"))
        assert then.covers(self.demand(("g", "x", "a"), ("h", "y", "c")))
        assert not then.covers(self.demand(("g", "x", "a"), ("h", "y", "d")))

    def test_finding_of_which_nobody_knows_the_rows_is_covered_by_itself_alone(self) -> None:
        bare = Demand(frozenset({"g"}), None, (), ())
        assert bare.covers(bare) and not self.demand(("f", "x", "ab")).covers(bare)
