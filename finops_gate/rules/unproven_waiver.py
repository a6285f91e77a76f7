"""A change brings a waiver for itself that no good signature proves.

Why it matters:
    Anybody who can push can write a waiver. It counts once it stands on the branch that pull requests go into, or when
    it is signed with a key that `.finops-gate/allowed_signers` names there.

Example:
    `waiver helpdesk-upgrade is not signed`
    `waiver helpdesk-upgrade has a signature that does not fit: bob is not among the users of engineering-lead`

What to do:
    Merge the waiver in a pull request of its own first, or have an approver sign it: `finops-gate approve --sign-with
    KEY`.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.waivers import about
from finops_gate.model.verdict import Finding
from finops_gate.model.waiver import Standing
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each waiver of the change that is not proven."""
    return about("unproven-waiver", case.waivers, Standing.UNPROVEN)


RULE = Rule("unproven-waiver", check)
