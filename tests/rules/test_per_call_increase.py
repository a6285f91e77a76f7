"""A call that costs more than before; run alone."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.model.setting import Key
from finops_gate.rules.per_call_increase import RULE
from tests.build import a_bound, a_case, a_change, a_projection, a_row, a_swap


def found(*rows, policy=None):
    return list(RULE.check(a_case(*rows, policy=policy)))


def measures(*rows, policy=None):
    return [dict(finding.measure) for finding in found(*rows, policy=policy)]


def test_ratio_is_exact():
    (finding,) = found(a_swap(("0.00033", "0.019"), feature="helpdesk-bot"))
    assert finding.measure[0][1] > Decimal("57.5757575757")
    assert finding.message == (
        "helpdesk-bot: a call costs 57.5 times as much (gpt-4o-mini -> gpt-4-turbo): "
        "$0.33 -> $19.00 per 1,000 calls, +5,658%"
    )
    assert (finding.location.path, finding.location.line) == ("app/bot.py", 10)
    assert finding.feature == "helpdesk-bot"


def test_tenfold_is_ten():
    assert measures(a_swap(("0.0003", "0.003"))) == [{"ratio": Decimal(10)}]


def test_same_model_at_other_parameters():
    change = a_change("500", "12_000", key=Key.MAX_OUTPUT)
    (finding,) = found(a_row(change, a_projection("0.01", "0.0125")))
    assert "1.25 times as much (max-output 500 -> 12_000)" in finding.message


def test_rows_of_one_site_are_one_finding_led_by_the_model():
    projection = a_projection("0.01", "0.02")
    limit = a_row(a_change("1", "2", key=Key.MAX_OUTPUT, line=2), projection)
    model = a_row(a_change(line=9), projection)
    (finding,) = found(limit, model)
    assert finding.location.line == 9
    assert finding.changes == tuple(sorted([limit.fingerprint, model.fingerprint]))
    assert "(gpt-4o-mini -> gpt-4-turbo and 1 more change)" in finding.message


def test_free_before_has_no_ratio():
    (finding,) = found(a_swap((0, "0.003")))
    assert finding.measure == () and "cost nothing before" in finding.message


def test_lower_bound_is_said():
    row = a_row(a_change(), a_projection("0.01", "0.02", at_least=True))
    assert "costs at least 2 times as much" in found(row)[0].message


def test_nothing_to_compare():
    assert not found(a_swap(("0.01", "0.01")))
    assert not found(a_swap(("0.01", "0.001")))
    assert not found(a_swap((None, "0.001")))
    assert not found(a_swap(("0.01", None)))
    assert not found(a_row())
    assert not found(a_swap(billed=False))
    assert not found(a_row(a_change(before=None), a_projection(0, "0.1")))


def test_move_names_both_paths():
    change = a_change(before=a_bound("gpt-4o-mini", path="old.py"), after=a_bound("gpt-4", path="research/new.py"))
    (finding,) = found(a_row(change, a_projection()))
    assert finding.paths == ("old.py", "research/new.py")
