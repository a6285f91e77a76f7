"""Old debt is passed where it still is what it was, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from finops_gate.base.frozen import replace
from finops_gate.model.baseline import RULES, Accepted
from finops_gate.model.policy import Outcome
from finops_gate.model.setting import Key
from finops_gate.model.site import Site
from finops_gate.model.verdict import Decision, Row

WORDS = "baseline.csv: it was there when the gate came"


def accepted(
    decisions: Iterable[Decision], rows: Sequence[Row], baseline: Collection[Accepted]
) -> tuple[Decision, ...]:
    """The decisions, those passed whose every row is at a site of the baseline that still uses what it used then.

    A site keeps the key that it had at base, so moving it loses nothing; another model there is a new decision.
    """
    if not baseline:
        return tuple(decisions)
    by_fingerprint = {row.fingerprint: row for row in rows}
    return tuple(_decided(decision, by_fingerprint, baseline) for decision in decisions)


def _decided(decision: Decision, rows: dict[str, Row], baseline: Collection[Accepted]) -> Decision:
    finding = decision.finding
    if decision.outcome is Outcome.PASS or finding.rule not in RULES or not finding.changes:
        return decision
    about = [rows.get(name) for name in finding.changes]
    if not all(row is not None and _is_old(row, finding.rule, baseline) for row in about):
        return decision
    return replace(decision, outcome=Outcome.PASS, role=None, waived_by=WORDS)


def _is_old(row: Row, rule: str, baseline: Collection[Accepted]) -> bool:
    before, after = row.change.before_site, row.change.after_site
    if before is None or after is None or subject_of(before) != subject_of(after):
        return False
    return Accepted(rule, before.key, subject_of(before)) in baseline


def subject_of(site: Site) -> str:
    """What a site uses: its model in effect; empty where nobody can read it."""
    bound = site.bound(Key.MODEL)
    return bound.value if bound is not None and isinstance(bound.value, str) else ""
