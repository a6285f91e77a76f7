"""Rows and findings to the verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from finops_gate.base.frozen import replace
from finops_gate.cost.touched import touched_sites
from finops_gate.model.baseline import Accepted
from finops_gate.model.economics import Economy
from finops_gate.model.governance import Governance
from finops_gate.model.policy import Outcome, Policy
from finops_gate.model.scored import Shift
from finops_gate.model.setting import Skipped
from finops_gate.model.verdict import Comparison, Coverage, Decision, Finding, Inputs, Row, Verdict
from finops_gate.verdict.approvals import requests
from finops_gate.verdict.baseline import accepted
from finops_gate.verdict.decide import decide, in_order
from finops_gate.verdict.headline import headline
from finops_gate.verdict.ignores import ignored
from finops_gate.verdict.readings import hardest
from finops_gate.verdict.totals import totals


def judge(
    rows: Iterable[Row],
    findings: Iterable[Finding],
    policy: Policy,
    comparison: Comparison,
    as_of: date,
    *,
    skipped: Iterable[Skipped] = (),
    coverage: Coverage | None = None,
    inputs: Inputs | None = None,
    economics: tuple[Economy, ...] = (),
    performance: tuple[Shift, ...] = (),
    others: Iterable[Decision] = (),
    governance: Governance | None = None,
    baseline: Collection[Accepted] = (),
) -> Verdict:
    """The verdict: the worst of the decisions, with totals, the approvals it asks for, and the headline.

    `others` are decisions of other readings of the same change: what goes further than `policy` counts.
    `baseline` is old debt, which passes where it is what it was.
    The order in which rows and findings come does not matter. In an advisory run the outcome is what it would be.
    """
    ordered = tuple(sorted(rows, key=lambda row: (row.change.path, row.change.line, row.change.key, row.fingerprint)))
    hard = in_order(hardest(decide(findings, policy), others, policy))
    decisions = accepted(ignored(hard, ordered, as_of), ordered, baseline)
    sites = touched_sites(ordered)
    verdict = Verdict(
        outcome=max((decision.outcome for decision in decisions), default=Outcome.PASS),
        headline="",
        comparison=comparison,
        as_of=as_of,
        currency=policy.currency,
        advisory=policy.advisory_until is not None and as_of <= policy.advisory_until,
        rows=ordered,
        totals=totals(sites, decisions),
        findings=tuple(decision.finding for decision in decisions),
        decisions=decisions,
        approvals=requests(decisions, sites, policy),
        skipped=tuple(sorted(skipped)),
        coverage=coverage or Coverage(),
        inputs=inputs or Inputs(),
        economics=economics,
        performance=performance,
        governance=governance or Governance(),
    )
    return replace(verdict, headline=headline(verdict, policy.advisory_until))
