"""The exit code follows from the verdict alone."""

import pytest

from finops_gate.cli.exits import LEVELS, exit_code
from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Approval
from tests.build import a_verdict

PENDING = Approval("lead", "Lead", "pending")
GRANTED = Approval("lead", "Lead", "granted")
DENIED = Approval("lead", "Lead", "denied")
UNKNOWN = Approval("lead", "Lead", "unknown")


@pytest.mark.parametrize(
    ("outcome", "approvals", "codes"),
    [  # under warn, approval, block, none
        (Outcome.PASS, (), (0, 0, 0, 0)),
        (Outcome.WARN, (), (4, 0, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (PENDING,), (3, 3, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (GRANTED, PENDING), (3, 3, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (DENIED,), (3, 3, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (GRANTED,), (0, 0, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (UNKNOWN,), (2, 2, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (GRANTED, UNKNOWN), (2, 2, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (PENDING, UNKNOWN), (2, 2, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (DENIED, UNKNOWN), (3, 3, 0, 0)),
        (Outcome.REQUIRE_APPROVAL, (), (3, 3, 0, 0)),
        (Outcome.BLOCK, (), (1, 1, 1, 0)),
        (Outcome.BLOCK, (GRANTED,), (1, 1, 1, 0)),
        (Outcome.BLOCK, (UNKNOWN,), (1, 1, 1, 0)),
    ],
)
def test_each_outcome_has_its_code_at_each_level(outcome, approvals, codes):
    verdict = a_verdict(outcome, approvals=approvals)
    assert tuple(exit_code(verdict, level) for level in LEVELS) == codes


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("level", LEVELS)
def test_advice_is_always_0(outcome, level):
    assert exit_code(a_verdict(outcome, advisory=True), level) == 0
