"""A site that spends and was not there before; run alone."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.model.setting import Key
from finops_gate.rules.new_spend import RULE
from tests.build import a_case, a_change, a_projection, a_row, a_swap


def found(*rows, policy=None):
    return list(RULE.check(a_case(*rows, policy=policy)))


def replace_site(change):
    """The change in a site that has no model."""
    return change._replace(after_site=change.after_site._replace(settings=change.after_site.settings[1:]))


def test_measures_month_and_thousand_calls():
    new = a_row(a_change(before=None), a_projection(0, "0.019", None, 950))
    (finding,) = found(new)
    assert dict(finding.measure) == {"above": Decimal(950), "per_1k_calls": Decimal(19)}
    assert finding.message == (
        "app/bot.py: a site that uses gpt-4-turbo is new: $19.00 per 1,000 calls, $950.00 a month"
    )


def test_unknown_cost_is_said():
    (finding,) = found(a_row(a_change(before=None)))
    assert finding.measure == () and finding.message.endswith("its cost is unknown")


def test_site_without_a_model():
    change = replace_site(a_change(None, "g5.xlarge", key=Key.INSTANCE))
    assert "instance g5.xlarge is new" in found(a_row(change))[0].message


def test_setting_added_to_a_known_site_is_not_new():
    change = a_change(None, "500", key=Key.MAX_OUTPUT)
    change = change._replace(before_site=change.after_site)
    assert not found(a_row(change, a_projection()), a_swap(path="b.py"))
