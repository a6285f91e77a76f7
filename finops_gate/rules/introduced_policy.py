"""A change brings the first policy of its repository.

Why it matters:
    Until now the starter policy held. From the merge on the new one does, so this is the moment to read it. The change
    itself is judged by both, and the stricter verdict counts.

Example:
    `.finops-gate/policy.yaml: the first policy; starter policy: rules.per-call-increase warn ratio 2 -> off`

What to do:
    Read the policy as you would read a contract. `weakened` counts the rules of the starter policy that it loosens; the
    starter policy warns where there are any, and else says it for information.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.edits import by_file
from finops_gate.model.governance import EditKind
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding where head has a policy and the target has none."""
    return by_file("introduced-policy", case.edits, EditKind.INTRODUCED)


RULE = Rule("introduced-policy", check, ("weakened",))
