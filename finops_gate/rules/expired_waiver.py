"""A waiver that would cover a finding of the change does not hold on this day.

Why it matters:
    It was given for a while. Somebody who may approve has to look again, and until then the finding counts.

Example:
    `waiver helpdesk-upgrade ended on 2026-11-01`

What to do:
    Ask for the approval that the finding needs, or renew the waiver with `finops-gate approve` in a pull request of
    its own. Remove it when nobody needs it any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.waivers import about
from finops_gate.model.verdict import Finding
from finops_gate.model.waiver import Standing
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each waiver that has ended, or has not begun."""
    return about("expired-waiver", case.waivers, Standing.EXPIRED)


RULE = Rule("expired-waiver", check)
