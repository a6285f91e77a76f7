"""A waiver that covers a finding of the change ends within 14 days.

Why it matters:
    After its last day the same change asks for an approval, in a hurry, on the day of a release.

Example:
    `waiver helpdesk-upgrade ends on 2026-12-01`

What to do:
    Renew it now with `finops-gate approve`, or merge before it ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.waivers import about
from finops_gate.model.verdict import Finding
from finops_gate.model.waiver import Standing
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each waiver that is about to end."""
    return about("ending-waiver", case.waivers, Standing.ENDING)


RULE = Rule("ending-waiver", check)
