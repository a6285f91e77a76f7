"""A change leaves a governing file that cannot be read.

Why it matters:
    Merged, it would govern: every later pull request would end in an error instead of a verdict, and the quickest way
    out of that is to switch the gate off.

Example:
    `.finops-gate/policy.yaml:12: rules.monthly-increase.warn.above: '5OO' is not a number`

What to do:
    Mend the line that the message names. `finops-gate policy check` says the same before the commit. The starter policy
    blocks.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.edits import by_file
from finops_gate.model.governance import EditKind
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each governing file that is in error at head."""
    return by_file("malformed-governance", case.edits, EditKind.MALFORMED, advice="finops-gate policy check")


RULE = Rule("malformed-governance", check, ("weakened",))
