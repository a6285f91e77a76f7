"""A change edits what runs the gate, or who has to review it.

Why it matters:
    A workflow of a pull request is the pull request's own: it can leave the step out, let it fail unnoticed, or run
    something else in its name. The gate cannot prevent that, but it can say so, and a ruleset that takes the workflow
    from the target branch makes the saying count. A required check is a name: another workflow's job that reports by
    the name of the gate's is told, too.

Example:
    `.github/workflows/ai-cost.yml: continue-on-error lets it fail unnoticed: continue-on-error: true`
    `.github/workflows/x.yml: a job reports as cost, the check that runs finops-gate in .github/workflows/a.yml`
    `.github/CODEOWNERS: owners of .finops-gate: @acme/finops -> nobody`

What to do:
    Put the edit in a pull request of its own. Let an organisation's ruleset require the workflow, and name owners of
    `.finops-gate/` and `.github/` in CODEOWNERS. Edits of other jobs of the same file are not reported. `weakened`
    counts the edits that may disarm the gate; the starter policy asks `governance` where there are any.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.edits import by_file
from finops_gate.model.governance import EditKind
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each file in which the gate's own lines change."""
    return by_file("altered-gate", case.edits, EditKind.WIRING)


RULE = Rule("altered-gate", check, ("weakened",))
