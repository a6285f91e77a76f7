"""What was set from outside for one run, in one line."""

from __future__ import annotations

import pytest

from finops_gate.model.governance import milder

LINE = "Set for this run, which may make it milder: "


@pytest.mark.parametrize(
    ("outcome", "overrides", "told"),
    [
        ("require-approval", ("--fail-on none",), f"{LINE}--fail-on none."),
        ("block", ("--exit-zero", "FINOPS_GATE_X"), f"{LINE}--exit-zero, FINOPS_GATE_X."),
        ("block", tuple("abcde"), f"{LINE}a, b, c, d, e."),
        ("block", tuple("abcdefg"), f"{LINE}a, b, c, d, e and 2 more."),
        ("block", (), ""),
        ("warn", ("--fail-on none",), ""),
        ("pass", ("--fail-on none",), ""),
    ],
)
def test_what_may_have_let_a_run_pass_is_told_where_it_would_have_failed(outcome, overrides, told):
    assert milder(outcome, overrides) == told
