"""A new place that spends belongs to no feature, or to one that nobody pays for.

Why it matters:
    What is not tagged on the day that it is written is never allocated afterwards. Strict tagging asks for the owner
    while the author is still there.

Example:
    A pull request adds a call of gpt-4o in tools/triage.py, which no feature of policy.yaml covers. Or its feature
    names neither `revenue` nor `cost_centre`.

What to do:
    Write `# finops: feature=triage` at the call, or add the path to a feature in policy.yaml, and name there the stream
    of revenue or the cost centre that pays. The rule is silent until policy.yaml speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.finding import finding
from finops_gate.cost.touched import touched_sites
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule

NAME = "untagged-spend"


def check(case: Case) -> Iterator[Finding]:
    """One finding for each new site without a feature, or whose feature has neither revenue nor cost centre."""
    if not case.asks(NAME):
        return
    payers = {feature.name: feature.revenue or feature.cost_centre for feature in case.policy.features}
    for site in touched_sites(case.rows):
        if not site.is_new:
            continue
        feature = site.row.feature
        if feature is None:
            yield finding(NAME, site, f"{site.name}: a new place that spends belongs to no feature")
        elif not payers.get(feature):
            yield finding(NAME, site, f"{site.name}: its feature names neither revenue nor a cost centre")


RULE = Rule(NAME, check)
