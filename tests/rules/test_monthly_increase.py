"""A month that costs more than before; run alone."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.model.policy import Outcome, Scope, Where
from finops_gate.model.projection import Range
from finops_gate.model.setting import Key
from finops_gate.rules.monthly_increase import RULE
from tests.build import a_case, a_change, a_policy, a_projection, a_row, a_rule_policy, a_swap, a_threshold


def found(*rows, policy=None):
    return list(RULE.check(a_case(*rows, policy=policy)))


def measures(*rows, policy=None):
    return [dict(finding.measure) for finding in found(*rows, policy=policy)]


def test_sites_of_a_feature_are_added_up():
    rows = [
        a_swap(monthly=(100, 150), path="a.py", feature="bot"),
        a_swap(monthly=(100, 90), path="b.py", feature="bot"),
        a_swap(monthly=(1, 2), path="c.py"),
    ]
    findings = found(*rows)
    assert [dict(f.measure) for f in findings] == [
        {"above": Decimal(1), "percent": Decimal(100), "upper": Decimal(1)},
        {"above": Decimal(40), "percent": Decimal(20), "upper": Decimal(40)},
    ]
    assert findings[1].message == "bot: $200.00 -> $240.00 a month, +$40.00, +20% (2 sites)"
    assert findings[1].paths == ("a.py", "b.py")


def test_site_counts_once():
    projection = a_projection("0.01", "0.02", 100, 200)
    rows = [a_row(a_change(), projection), a_row(a_change("1", "2", key=Key.MAX_OUTPUT), projection)]
    assert measures(*rows) == [{"above": Decimal(100), "percent": Decimal(100), "upper": Decimal(100)}]


def test_new_site_has_no_percentage():
    new = a_row(a_change(before=None), a_projection(0, "0.1", None, 950))
    assert measures(new) == [{"above": Decimal(950), "upper": Decimal(950)}]
    assert found(new)[0].message == ("app/bot.py: $0.00 -> $950.00 a month, +$950.00 (gpt-4-turbo)")


def test_sites_that_policy_treats_differently_stay_apart():
    policy = a_policy(
        a_rule_policy(
            "monthly-increase", a_threshold(Outcome.WARN, above=1), exceptions=(Where(paths=("research/**",)),)
        ),
        scopes=(
            Scope(Where(paths=("labs/**",)), (a_rule_policy("monthly-increase", a_threshold(above=9)),)),
            Scope(Where(paths=("x/**",)), (a_rule_policy("new-spend", a_threshold(above=9)),)),
        ),
    )
    rows = [a_swap(monthly=(1, 2), path=f"{p}/a.py", feature="bot") for p in ("app", "lib", "research", "labs", "x")]
    assert sorted(f.paths for f in found(*rows, policy=policy)) == [
        ("app/a.py", "lib/a.py", "x/a.py"),
        ("labs/a.py",),
        ("research/a.py",),
    ]


def test_middle_of_the_range_counts():
    wide = Range(Decimal(1), Decimal(20), Decimal(900))
    row = a_row(a_change(), a_projection("1", "2", 10, wide, at_least=True))
    assert measures(row) == [{"above": Decimal(10), "percent": Decimal(100), "upper": Decimal(890)}]
    assert "at least $10.00" in found(row)[0].message


def test_silent_without_volume_or_growth():
    assert not found(a_swap(), a_swap(monthly=(5, 5), path="b.py"))
    assert not found(a_row(a_change(after=None), a_projection("0.1", 0, 950, None)))
