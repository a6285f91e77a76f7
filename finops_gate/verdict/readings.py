"""Several readings of one change into one: of what each says of a finding, the hardest counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from finops_gate.base.frozen import replace
from finops_gate.model.policy import Outcome, Policy
from finops_gate.model.verdict import Decision

GOVERNANCE = "governance"
"""The role that is asked where the change itself names who is to be asked."""
EDITED = "as the change edits it"


def hardest(own: Sequence[Decision], others: Iterable[Decision], policy: Policy) -> tuple[Decision, ...]:
    """The decisions of the target's files, and those of other readings that go further on the same finding.

    `policy` is the target's: a role that only the change defines would be people of the change's own choice, so where
    it is asked the target's governance is asked instead.
    """
    roles = {approver.role for approver in policy.approvers}
    worst: dict[str, Outcome] = {}
    for decision in own:
        name = decision.finding.fingerprint
        worst[name] = max(decision.outcome, worst.get(name, Outcome.PASS))
    kept = list(own)
    for decision in others:
        name = decision.finding.fingerprint
        if decision.outcome <= worst.get(name, Outcome.PASS):
            continue
        role = decision.role if decision.role is None or decision.role in roles else GOVERNANCE
        kept = [one for one in kept if one.finding.fingerprint != name]
        kept.append(replace(decision, role=role, because=f"{decision.because} {EDITED}"))
        worst[name] = decision.outcome
    return tuple(kept)
