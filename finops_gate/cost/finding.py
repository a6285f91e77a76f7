"""Makes findings of touched sites, so that each rule states only what it measured."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finops_gate.base.frozen import replace
from finops_gate.cost.touched import Touched
from finops_gate.model.advice import Advice
from finops_gate.model.fingerprint import finding_fingerprint
from finops_gate.model.projection import Range
from finops_gate.model.setting import Location
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding, Row


def finding(
    rule: str,
    touched: Touched | Sequence[Touched],
    message: str,
    *,
    rows: Sequence[Row] = (),
    names: tuple[str, ...] = (),
    advice: str | None = None,
    **measure: Decimal | None,
) -> Finding:
    """A finding about sites; `rows` narrows it to some of their rows. A measure of None is left out."""
    sites = (touched,) if isinstance(touched, Touched) else tuple(touched)
    about = tuple(rows) or tuple(row for site in sites for row in site.rows)
    first = about[0]
    return Finding(
        rule=rule,
        fingerprint=finding_fingerprint(rule, (row.fingerprint for row in about)),
        changes=tuple(sorted(row.fingerprint for row in about)),
        message=message,
        location=Location(first.change.path, first.change.line),
        measure=tuple((name, amount) for name, amount in sorted(measure.items()) if amount is not None),
        names=names,
        feature=first.feature,
        environment=first.environment,
        advice=advice,
        paths=tuple(sorted({path for row in about for path in row.paths})),
        grade=min(
            (site.projection.evidence.grade if site.projection else Grade.UNKNOWN for site in sites), default=None
        ),
        reached=tuple(
            sorted({(reach.location.path, reach.feature) for row in about for reach in row.change.reaches}, key=repr)
        ),
    )


def instead_of(
    found: Finding,
    touched: Touched,
    now: str,
    *,
    monthly: tuple[Range, Range],
    hour: tuple[Decimal, Decimal] | None = None,
    assumptions: Sequence[str] = (),
    prices: Sequence[str] = (),
    most: Grade = Grade.DECLARED,
) -> Finding:
    """A finding about capacity, with its alternative: what `found.advice` names, beside what is kept `now`.

    `monthly` and `hour`: dollars now and then. `most`: the best that its grade can be, for what it assumes.
    """
    assert found.advice is not None  # it is what is proposed
    projection = touched.projection
    evidence = projection.evidence if projection else None
    each_now, each_then = hour or (None, None)
    proposed = Advice(
        found.rule,
        touched.site,
        found.location,
        found.feature,
        now,
        found.advice,
        found.message,
        min(most, evidence.grade if evidence else Grade.UNKNOWN),
        each_now,
        each_then,
        *monthly,
        unit="hour",
        assumptions=tuple(dict.fromkeys((*assumptions, *(evidence.assumptions if evidence else ())))),
        prices=tuple(dict.fromkeys((*(evidence.prices if evidence else ()), *prices))),
    )
    return replace(found, suggests=proposed)
