"""The verdict for programs: design and meaning of each field stand in model/report.py."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import cast

from finops_gate.base.money import EXACT, plain
from finops_gate.base.text import storable
from finops_gate.model.advice_entry import advice_entry
from finops_gate.model.economics import Economy
from finops_gate.model.entries import difference, monthly_delta, per_call_percent, written
from finops_gate.model.governance import Governance, Reading, Since
from finops_gate.model.report import (
    SCHEMA,
    VERSION,
    CallField,
    ChangeField,
    EvidenceField,
    FindingField,
    GovernanceField,
    GradeWord,
    KindWord,
    MonthField,
    OutcomeWord,
    PerformanceField,
    ReadingField,
    Report,
    SideField,
    SinceField,
    StateWord,
    TotalsField,
)
from finops_gate.model.scored import Scored
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Bound, SiteKind
from finops_gate.model.verdict import Finding, Row, Totals, Verdict
from finops_gate.reports import Format

_NAMED = ("model", "accelerator", "package")
"""Kinds whose value is an id; the others have an amount."""
_BY_THE_HOUR = (SiteKind.ENDPOINT, SiteKind.NODE_POOL)
_HUNDREDTH = Decimal("0.01")
_MICRO = Decimal("0.000001")
_SHOWN = Decimal("0.0001")
_SHARES = ("ratio", "percent")
"""Measures that are quotients and would otherwise run to fifty digits."""


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """The report as ASCII JSON; the same verdict always gives the same bytes."""
    text = json.dumps(report(verdict), indent=2, ensure_ascii=True)
    return f"{text}\n"


def report(verdict: Verdict) -> Report:
    """The report as plain values."""
    compared = verdict.comparison
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "repository": _optional(compared.repository),
        "change_request": compared.change_request,
        "as_of": verdict.as_of.isoformat(),
        "currency": verdict.currency,
        "advisory": verdict.advisory,
        "range": {"base": compared.base, "merge_base": compared.merge_base, "head": compared.head},
        "verdict": cast(OutcomeWord, verdict.outcome.word),
        "headline": storable(verdict.headline),
        "totals": _totals(verdict.totals),
        "changes": [_change(row) for row in verdict.rows],
        "findings": [_finding(finding) for finding in verdict.findings],
        "decisions": [
            {
                "finding": decision.finding.fingerprint,
                "outcome": cast(OutcomeWord, decision.outcome.word),
                "because": storable(decision.because),
                "role": decision.role,
                "waived_by": _optional(decision.waived_by),
            }
            for decision in verdict.decisions
        ],
        "approvals": [
            {
                "role": approval.role,
                "state": cast(StateWord, approval.state),
                "by": [storable(name) for name in approval.by],
                "code": approval.code,
                "ceiling": _money(approval.ceiling),
                "why": [storable(line) for line in approval.why],
            }
            for approval in verdict.approvals
        ],
        "economics": [_economy(economy) for economy in verdict.economics],
        "performance": [
            {
                "feature": storable(shift.feature),
                "suite": storable(shift.suite),
                "base": _performance(shift.before, shift.base),
                "head": _performance(shift.after, shift.head),
            }
            for shift in verdict.performance
        ],
        "coverage": {"files": verdict.coverage.files, "scanned": verdict.coverage.scanned},
        "governance": _governance(verdict.governance),
        "skipped": [{"path": storable(entry.path), "reason": storable(entry.reason)} for entry in verdict.skipped],
        "inputs": {
            "policy": verdict.inputs.policy,
            "catalog": verdict.inputs.catalog,
            "usage": verdict.inputs.usage,
            "artefacts": dict(verdict.inputs.artefacts),
            "tool": verdict.inputs.tool,
        },
    }


def _economy(economy: Economy) -> dict[str, str]:
    """A feature, or a tier of it. What is not known is left out."""
    known = {
        "revenue": economy.revenue,
        "calls": economy.calls,
        "cost_base": economy.cost_before,
        "cost_head": economy.cost_after,
        "per_outcome_base": economy.per_outcome_before,
        "per_outcome_head": economy.per_outcome_after,
        "quota": economy.quota,
    }
    shares = {"margin_base": economy.margin_before, "margin_head": economy.margin_after}
    words = {"feature": economy.feature, "tier": economy.tier or "", "month": economy.month}
    return {
        **{name: storable(word) for name, word in words.items() if word},
        **{name: plain(amount.quantize(_MICRO, context=EXACT)) for name, amount in known.items() if amount is not None},
        **{
            name: plain(amount.quantize(_HUNDREDTH, context=EXACT))
            for name, amount in shares.items()
            if amount is not None
        },
    }


def _performance(model: str | None, found: Scored | None) -> PerformanceField | None:
    if found is None or model is None:
        return None

    def shown(value: Decimal | None) -> str | None:
        return None if value is None else plain(round(value, 9))

    return {
        "model": storable(model),
        "score": shown(found.score),
        "each": _money(found.each),
        "per_dollar": shown(found.per_dollar),
        "per_success": shown(found.per_success),
    }


def _governance(governance: Governance) -> GovernanceField:
    base, head = governance.base, governance.head
    return {
        "base_reading": cast(OutcomeWord, base.outcome.word) if base else None,
        "head_reading": cast(OutcomeWord, head.outcome.word) if head else None,
        "base_totals": _reading(base),
        "head_totals": _reading(head),
        "since": _since(governance.since),
        "overrides": [storable(text) for text in governance.overrides],
    }


def _since(since: Since | None) -> SinceField | None:
    if since is None:
        return None
    return {
        "name": storable(since.name),
        "commit": since.commit,
        "base": _money(since.base),
        "head": _money(since.head),
        "delta": _money(since.delta),
    }


def _reading(reading: Reading | None) -> ReadingField | None:
    if reading is None:
        return None
    return {"base": _money(reading.base), "head": _money(reading.head), "delta": _money(reading.delta)}


def _totals(totals: Totals) -> TotalsField:
    delta = difference(totals.base, totals.head)
    return {
        "base": _money(totals.base.mid if totals.base else None),
        "head": _money(totals.head.mid if totals.head else None),
        "delta": _money(delta.mid if delta else None),
        "low": _money(delta.low if delta else None),
        "high": _money(delta.high if delta else None),
        "percent": _share(totals.percent),
    }


def _change(row: Row) -> ChangeField:
    change = row.change
    sites = [site for site in (change.after_site, change.before_site) if site is not None]
    hourly = any(site.kind in _BY_THE_HOUR for site in sites) if sites else change.key.kind in ("accelerator", "scale")
    return {
        "fingerprint": row.fingerprint,
        "site": storable(change.site),
        "kind": cast(KindWord, change.key.kind),
        "status": change.status.value,
        "path": storable(change.path),
        "billed": change.billed,
        "parameter": storable(change.bound.setting.slot) if change.key.kind in ("parameter", "scale") else None,
        "unit": "hour" if hourly else "call",
        "role": change.role.value,
        "feature": _optional(row.feature),
        "team": _optional(next((site.team for site in sites if site.team), None)),
        "environment": _optional(row.environment),
        "reaches": [
            {
                "site": storable(reach.site),
                "path": storable(reach.location.path),
                "line": reach.location.line,
                "feature": _optional(reach.feature),
            }
            for reach in change.reaches
        ],
        "base": _side(change.key, change.before, row.base_model),
        "head": _side(change.key, change.after, row.head_model),
        "per_call": _per_call(row),
        "monthly": _monthly(row),
        "evidence": _evidence(row),
    }


def _side(key: Key, bound: Bound | None, known: str | None) -> SideField | None:
    if bound is None:
        return None
    provider, _, model = (known or "").partition("/")
    in_effect = None if isinstance(bound.value, Unknown) else bound.value
    named = key.kind in _NAMED
    # The text of a prompt stays out of the report: it may be long, and private.
    amounts = not named and key is not Key.PROMPT
    return {
        "path": storable(bound.setting.location.path),
        "line": bound.setting.location.line,
        "id": _optional(written(bound)) if named else None,
        "model": _optional(model or in_effect if named else model or None),
        "provider": _optional(provider or bound.setting.provider or None),
        "value": _optional(written(bound)) if amounts else None,
        "amount": _optional(bound.setting.amount or in_effect) if amounts else None,
        "via": [{"path": storable(place.path), "line": place.line} for place in bound.via],
    }


def _per_call(row: Row) -> CallField:
    projection = row.projection
    return {
        "base": _money(projection.per_call_before if projection else None),
        "head": _money(projection.per_call_after if projection else None),
        "percent": _share(per_call_percent(projection)),
    }


def _monthly(row: Row) -> MonthField:
    projection = row.projection
    before = projection.monthly_before if projection else None
    after = projection.monthly_after if projection else None
    delta = monthly_delta(projection)
    return {
        "base": _money(before.mid if before else None),
        "head": _money(after.mid if after else None),
        "delta": _money(delta.mid if delta else None),
        "low": _money(delta.low if delta else None),
        "high": _money(delta.high if delta else None),
    }


def _evidence(row: Row) -> EvidenceField:
    if row.projection is None:
        return {
            "grade": "unknown",
            "source": storable(row.change.note or "not projected"),
            "window": "",
            "prices": [],
            "assumptions": [],
            "effects": [],
        }
    evidence = row.projection.evidence
    return {
        "grade": cast(GradeWord, evidence.grade.word),
        "source": storable(evidence.source),
        "window": evidence.window,
        "prices": [storable(line) for line in evidence.prices],
        "assumptions": [storable(line) for line in (*evidence.assumptions, evidence.conflict) if line],
        "effects": [
            {"what": storable(e.what), "low": plain(round(e.low, 2)), "high": plain(round(e.high, 2)), "unit": e.unit}
            for e in evidence.effects
        ],
    }


def _finding(finding: Finding) -> FindingField:
    return {
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "changes": list(finding.changes),
        "message": storable(finding.message),
        "path": storable(finding.location.path),
        "line": finding.location.line,
        "measure": {name: _measure(name, amount) for name, amount in finding.measure},
        "advice": _optional(finding.advice),
        "suggests": None if finding.suggests is None else advice_entry(finding.suggests),
    }


def _measure(name: str, amount: Decimal) -> str:
    if name in _SHARES:
        amount = amount.quantize(_SHOWN, context=EXACT)
    return plain(amount)


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _share(percent: Decimal | None) -> str | None:
    return None if percent is None else plain(percent.quantize(_HUNDREDTH, context=EXACT))


def _optional(text: str | None) -> str | None:
    return None if text is None else storable(text)


FORMAT: Format = Format(render, "application/json")
