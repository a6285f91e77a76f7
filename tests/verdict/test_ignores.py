"""Ignores in the code count only as base has them."""

from __future__ import annotations

from datetime import date

import pytest

from finops_gate.app.changes import compare, read
from finops_gate.model.fingerprint import row_fingerprints
from finops_gate.model.policy import Outcome
from finops_gate.model.setting import Location
from finops_gate.model.verdict import Decision, Finding, Row
from finops_gate.verdict.ignores import ignored

DAY = date(2026, 11, 24)
NOTE = "  # finops-gate: ignore[per-call-increase] reason='batch job' until=2027-01-31"


def decided(before: str, after: str, rule: str = "per-call-increase", day: date = DAY) -> Decision:
    changes = compare(read({"a.py": before.encode()}).found, read({"a.py": after.encode()}).found)
    rows = [Row(f, c, None, None, None) for f, c in zip(row_fingerprints(changes), changes, strict=True)]
    finding = Finding(rule, "f", tuple(row.fingerprint for row in rows), "dearer", Location("a.py", 1))
    (result,) = ignored([Decision(finding, Outcome.REQUIRE_APPROVAL, "policy", "lead")], rows, day)
    return result


def test_an_ignore_at_base_silences_the_rule_and_says_where() -> None:
    decision = decided(f'MODEL = "gpt-4o-mini"{NOTE}\n', f'MODEL = "gpt-4-turbo"{NOTE}\n')
    assert decision.outcome is Outcome.PASS
    assert decision.waived_by == "ignored at a.py:1: batch job, until 2027-01-31"


def test_it_holds_on_its_last_day_and_without_one_for_good() -> None:
    assert (
        decided(f'MODEL = "gpt-4o-mini"{NOTE}\n', 'MODEL = "gpt-4-turbo"\n', day=date(2027, 1, 31)).outcome
        is Outcome.PASS
    )
    endless = NOTE.partition(" until")[0]
    decision = decided(f'MODEL = "gpt-4o-mini"{endless}\n', 'MODEL = "gpt-4-turbo"\n', day=date(2099, 1, 1))
    assert decision.outcome is Outcome.PASS
    assert decision.waived_by == "ignored at a.py:1: batch job"


def test_an_ignore_at_one_setting_of_a_call_holds_for_its_others() -> None:
    call = f'client.chat.completions.create(\n    model="gpt-4o",{NOTE}\n    max_tokens=500,\n)\n'
    decision = decided(call, call.replace("500", "900"))
    assert (decision.outcome, decision.waived_by) == (
        Outcome.PASS,
        "ignored at a.py:2: batch job, until 2027-01-31",
    )


@pytest.mark.parametrize(
    ("before", "after", "rule", "day"),
    [
        pytest.param("", NOTE, "per-call-increase", DAY, id="added by the change itself"),
        pytest.param(NOTE, NOTE, "monthly-increase", DAY, id="another rule"),
        pytest.param(NOTE, NOTE, "per-call-increase", date(2027, 2, 1), id="expired"),
        pytest.param(NOTE.replace("reason='batch job'", ""), NOTE, "per-call-increase", DAY, id="no reason"),
        pytest.param(NOTE.replace("2027-01-31", "soon"), NOTE, "per-call-increase", DAY, id="a day that is none"),
    ],
)
def test_an_ignore_that_does_not_hold_silences_nothing(before: str, after: str, rule: str, day: date) -> None:
    decision = decided(f'MODEL = "gpt-4o-mini"{before}\n', f'MODEL = "gpt-4-turbo"{after}\n', rule, day)
    assert decision.outcome is Outcome.REQUIRE_APPROVAL


def test_a_new_call_cannot_bring_its_own_ignore() -> None:
    assert decided("x = 1\n", f'MODEL = "gpt-4-turbo"{NOTE}\n').outcome is Outcome.REQUIRE_APPROVAL
