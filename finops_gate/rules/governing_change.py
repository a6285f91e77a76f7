"""A change edits the files that govern the gate.

Why it matters:
    Whoever may edit the policy, the recorded calls or the prices decides what everybody else may spend. The edit does
    not count for the pull request that makes it: the target's files govern, and where the edited ones would be stricter
    the stricter verdict holds. But it counts for all that follow, so somebody who answers for it has to see it.

Example:
    `.finops-gate/policy.yaml: rules.monthly-increase.require-approval.above 500 -> 5000`
    `.finops-gate/usage.csv: usage helpdesk-bot calls 2.0M -> 20k would cut this change's delta from $9,000.00 to
    $90.00 a month`

What to do:
    Put the edit in a pull request of its own and have the approvers named `governance` in policy.yaml look at it.
    `weakened` counts the edits after which the gate objects to less, or may; the starter policy warns of every edit and
    asks `governance` where `weakened` is more than 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.edits import by_file
from finops_gate.model.governance import EditKind
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each governing file whose meaning changes."""
    return by_file("governing-change", case.edits, EditKind.GOVERNING)


RULE = Rule("governing-change", check, ("weakened",))
