"""What is asked of whom: one request for each role, with the code that an approval has to name."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from finops_gate.base.money import EXACT, ZERO
from finops_gate.cost.touched import Touched
from finops_gate.model.policy import Outcome, Policy
from finops_gate.model.verdict import Approval, Decision

CODE_LENGTH = 8


def requests(decisions: Iterable[Decision], sites: Sequence[Touched], policy: Policy) -> tuple[Approval, ...]:
    """The approvals that the decisions ask for, none of them given yet, sorted by role."""
    asked: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.outcome is Outcome.REQUIRE_APPROVAL and decision.role and not decision.waived_by:
            asked.setdefault(decision.role, []).append(decision)
    return tuple(
        Approval(
            role=role,
            name=policy.approver(role).name,
            state="pending",
            code=approval_code(role, (decision.finding.fingerprint for decision in asked[role])),
            ceiling=_increase(asked[role], sites),
        )
        for role in sorted(asked)
    )


def approval_code(role: str, fingerprints: Iterable[str]) -> str:
    """Eight letters and digits that stand for exactly these findings, asked of this role: ``K7QX2MDA``."""
    canonical = json.dumps(["v1", role, sorted(set(fingerprints))])
    return base64.b32encode(hashlib.sha256(canonical.encode()).digest()).decode()[:CODE_LENGTH]


def _increase(decisions: Sequence[Decision], sites: Sequence[Touched]) -> Decimal | None:
    """Dollars more a month at the sites that the decisions are about; None when one of them has no month."""
    about = {row for decision in decisions for row in decision.finding.changes}
    total = ZERO
    for site in sites:
        if not any(row.fingerprint in about for row in site.rows):
            continue
        if site.projection and site.projection.counted_at:
            continue
        if site.monthly_before is None or site.monthly_after is None:
            return None
        total = EXACT.add(total, EXACT.subtract(site.monthly_after.mid, site.monthly_before.mid))
    return total
