"""The exit code: it follows from the verdict alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_gate.model.verdict import Verdict

PASS, BLOCK, NO_ANSWER, APPROVAL, WARN = 0, 1, 2, 3, 4
LEVELS = ("warn", "approval", "block", "none")
"""Of --fail-on: the mildest outcome that fails."""


def exit_code(verdict: Verdict, fail_on: str) -> int:
    """0 pass, 1 block, 3 an approval is required and missing, 4 warnings under ``--fail-on warn``; advice is 0.

    2 where nobody knows whether an approval was given, unless another was denied: that is an answer.
    """
    from finops_gate.model.policy import Outcome

    if verdict.advisory or fail_on == "none":
        return PASS
    outcome = verdict.outcome
    if outcome is Outcome.BLOCK:
        return BLOCK
    if outcome is Outcome.REQUIRE_APPROVAL:
        states = {approval.state for approval in verdict.approvals}
        # Asked of nobody is not granted.
        if fail_on == "block" or (states == {"granted"} and not verdict.awaits_approval):
            return PASS
        return NO_ANSWER if "unknown" in states and "denied" not in states else APPROVAL
    return WARN if outcome is Outcome.WARN and fail_on == "warn" else PASS
