"""A waiver speaks of a finding and permits less than the finding costs.

Why it matters:
    An amount was approved, not a blank cheque. What costs more, or what nobody can put a figure on, has not been
    approved.

Example:
    `waiver helpdesk-upgrade covers +$500.00/month, and this is +$900.00`

What to do:
    Ask for the approval that the finding needs, or for a waiver with a higher `ceiling_monthly_delta`.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.waivers import about
from finops_gate.model.verdict import Finding
from finops_gate.model.waiver import Standing
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each waiver whose amount does not suffice."""
    return about("exceeded-waiver", case.waivers, Standing.EXCEEDED)


RULE = Rule("exceeded-waiver", check)
