"""A change brings a waiver that covers nothing in it.

Why it matters:
    It permits something that nobody has seen yet. Most often a fingerprint was mistyped, or the change went on after
    the waiver was signed.

Example:
    `waiver helpdesk-upgrade covers nothing in this change`

What to do:
    Write it anew with `finops-gate approve` for the change as it is, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.waivers import about
from finops_gate.model.verdict import Finding
from finops_gate.model.waiver import Standing
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each waiver of the change that nothing needs."""
    return about("unused-waiver", case.waivers, Standing.UNUSED)


RULE = Rule("unused-waiver", check)
