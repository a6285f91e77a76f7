"""What is asked of whom: one request for each role, with the code that an approval has to name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from finops_gate.base.digests import sha256
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO, plain
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.policy import Outcome, Policy
from finops_gate.model.verdict import Approval, Decision, Verdict

CODE_LENGTH = 8
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
"""Base 32 of RFC 4648; the module for it costs more than the few letters that are needed."""


class Demand(NamedTuple):
    """What is asked of one role: which findings, and how much more they may cost."""

    fingerprints: frozenset[str]
    ceiling: Decimal | None
    """Dollars more a month at the sites that they are about; None when one of them has no month."""
    per_call: tuple[tuple[str, Decimal | None], ...]
    """Dollars more a call at each of the sites; None: nobody knows."""
    paths: tuple[str, ...]
    """Where the findings stand, for their owners."""
    about: tuple[tuple[str, str, frozenset[str]], ...] = ()
    """Each finding with its rule and the rows it speaks of."""

    def covers(self, other: Demand) -> bool:
        """True when every finding of the other is among these, or speaks of a part of what one of them speaks of.

        A finding about a feature's month has another fingerprint once one of its rows is taken back.
        """
        left = other.fingerprints - self.fingerprints
        told = {fingerprint: (rule, rows) for fingerprint, rule, rows in other.about}
        return (
            all(
                any(rule == told[name][0] and told[name][1] and told[name][1] <= rows for _, rule, rows in self.about)
                for name in left
                if name in told
            )
            and left <= told.keys()
        )


def requests(decisions: Iterable[Decision], sites: Sequence[Touched], policy: Policy) -> tuple[Approval, ...]:
    """The approvals that the decisions ask for, none of them given yet, sorted by role."""
    return tuple(
        Approval(role, policy.approver(role).name, "pending", (), approval_code(role, demand), demand.ceiling)
        for role, demand in _demands(decisions, sites).items()
    )


def demands(verdict: Verdict) -> Mapping[str, Demand]:
    """What a verdict asks of each role, by role."""
    return _demands(verdict.decisions, touched_sites(verdict.rows))


def approval_code(role: str, demand: Demand) -> str:
    """Eight letters and digits that stand for just these findings at just this cost, asked of a role: ``K7QX2MDA``.

    A comment names no commit, so the amount is part of it: a dearer change has another code.
    """
    amounts = [[site, None if amount is None else plain(amount)] for site, amount in demand.per_call]
    cost = amounts if demand.ceiling is None else plain(demand.ceiling)
    canonical = json.dumps(["v2", role, sorted(demand.fingerprints), cost])
    number = int.from_bytes(sha256(canonical.encode()).digest())
    return "".join(_LETTERS[number >> shift & 31] for shift in range(251, 251 - 5 * CODE_LENGTH, -5))


def monthly_increase(decisions: Iterable[Decision], sites: Sequence[Touched]) -> Decimal | None:
    """Dollars more a month at the sites that the decisions are about; None when one of them has no month."""
    total = ZERO
    for site in _about(decisions, sites):
        if site.projection and site.projection.counted_at:
            continue
        if site.monthly_before is None or site.monthly_after is None:
            return None
        total = EXACT.add(total, EXACT.subtract(site.monthly_after.mid, site.monthly_before.mid))
    return total


def _demands(decisions: Iterable[Decision], sites: Sequence[Touched]) -> dict[str, Demand]:
    asked: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.outcome is Outcome.REQUIRE_APPROVAL and decision.role and not decision.waived_by:
            asked.setdefault(decision.role, []).append(decision)
    return {role: _demand(asked[role], sites) for role in sorted(asked)}


def _demand(decisions: Sequence[Decision], sites: Sequence[Touched]) -> Demand:
    findings = [decision.finding for decision in decisions]
    return Demand(
        frozenset(finding.fingerprint for finding in findings),
        monthly_increase(decisions, sites),
        tuple((site.site, _per_call(site)) for site in _about(decisions, sites)),
        tuple(sorted({path for finding in findings for path in finding.paths or (finding.location.path,)})),
        tuple((finding.fingerprint, finding.rule, frozenset(finding.changes)) for finding in findings),
    )


def _about(decisions: Iterable[Decision], sites: Sequence[Touched]) -> list[Touched]:
    about = {row for decision in decisions for row in decision.finding.changes}
    return [site for site in sites if any(row.fingerprint in about for row in site.rows)]


def _per_call(site: Touched) -> Decimal | None:
    if site.per_call_before is None or site.per_call_after is None:
        return None
    return EXACT.subtract(site.per_call_after, site.per_call_before)
