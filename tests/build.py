"""Makers of values with good defaults. A test states only what matters to its case.

The default story: `app/bot.py` line 10 calls gpt-4o-mini, and the change under test makes it gpt-4-turbo.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from finops_gate.model.policy import Approver, Feature, Outcome, Policy, RulePolicy, Scope, Threshold
from finops_gate.model.price import Meter, ModelStatus, Price, Quote, Quoted, Tokenizer
from finops_gate.model.projection import Evidence, Projection, Range
from finops_gate.model.setting import Key, Location, Role, Setting, Skipped, Unknown
from finops_gate.model.site import Bound, Change, Reach, Site, SiteKind, Status
from finops_gate.model.usage import Grade, TokenProfile, UsageProfile
from finops_gate.model.verdict import Comparison, Decision, Finding, Row, Totals, Verdict
from finops_gate.rules import Case

TODAY = date(2026, 11, 23)
"""The day that tests are judged on."""

Amount = str | int | Decimal | None


def money(amount: Amount) -> Decimal | None:
    """``"0.15"`` as a Decimal; None stays None (unknown)."""
    return None if amount is None else Decimal(amount)


def a_range(mid: Amount, low: Amount = None, high: Amount = None) -> Range | None:
    """A range around `mid`, exact unless bounds are given; None for an unknown `mid`."""
    if mid is None:
        return None
    middle = Decimal(mid)
    return Range(middle if low is None else Decimal(low), middle, middle if high is None else Decimal(high))


def a_setting(
    value: str | Unknown = "gpt-4o-mini",
    key: Key = Key.MODEL,
    path: str = "app/bot.py",
    line: int = 10,
    role: Role = Role.CALL_ARGUMENT,
    slot: str = "",
    **fields: Any,
) -> Setting:
    """One setting; the slot is named after the key unless given, the provider is openai unless given."""
    fields.setdefault("provider", "openai")
    return Setting(key, value, Location(path, line), role, slot or key.value.replace("-", "_"), **fields)


def a_bound(
    value: str | Unknown = "gpt-4o-mini",
    via: tuple[Location, ...] = (),
    written: str | Unknown | None = None,
    **fields: Any,
) -> Bound:
    """A resolved setting. `written` is what the setting itself says, where that differs from the value in effect."""
    return Bound(a_setting(value if written is None else written, **fields), value, via)


def a_site(
    model: str | Unknown | None = "gpt-4o-mini",
    settings: Iterable[Bound] = (),
    key: str = "",
    kind: SiteKind = SiteKind.MODEL_CALL,
    feature: str | None = None,
    team: str | None = None,
    environment: str | None = None,
    **fields: Any,
) -> Site:
    """A site that calls `model`, with further settings behind it; model None: only the settings given."""
    first = () if model is None else (a_bound(model, **fields),)
    bounds = (*first, *settings)
    return Site(key or f"{bounds[0].setting.location.path}::answer#1", kind, bounds, feature, team, environment)


def a_change(
    before: str | Unknown | Bound | None = "gpt-4o-mini",
    after: str | Unknown | Bound | None = "gpt-4-turbo",
    key: Key = Key.MODEL,
    status: Status | None = None,
    site: str = "",
    feature: str | None = None,
    environment: str | None = None,
    billed: bool = True,
    note: str = "",
    reaches: tuple[Reach, ...] = (),
    model: str = "gpt-4o-mini",
    site_kind: SiteKind = SiteKind.MODEL_CALL,
    **fields: Any,
) -> Change:
    """A change of one setting. None on a side: it is not there. The status follows from the sides unless given.

    A change of another key than the model stands in a site that calls `model` on both sides.
    """
    old = a_bound(before, key=key, **fields) if isinstance(before, str | Unknown) else before
    new = a_bound(after, key=key, **fields) if isinstance(after, str | Unknown) else after
    found = new or old
    assert found is not None, "a change needs at least one side"
    if status is None:
        status = Status.ADDED if old is None else Status.REMOVED if new is None else Status.MODIFIED
        if new is not None and old is not None and isinstance(new.value, Unknown) and isinstance(old.value, str):
            status = Status.HIDDEN
    name = site or f"{found.setting.location.path}::answer#1"

    def place(bound: Bound | None) -> Site | None:
        if bound is None:
            return None
        beside = () if key is Key.MODEL else (a_bound(model, path=bound.setting.location.path),)
        return Site(name, site_kind, (*beside, bound), feature, None, environment)

    return Change(key, status, name, old, new, place(old), place(new), billed, note, reaches)


def a_projection(
    before: Amount = "0.0003",
    after: Amount = "0.003",
    monthly_before: Amount | Range = None,
    monthly_after: Amount | Range = None,
    site: str = "app/bot.py::answer#1",
    grade: Grade | None = None,
    feature: str | None = None,
    at_least: bool = False,
    **evidence: Any,
) -> Projection:
    """Cost per call before and after, in dollars; a month only when given. Measured when there is a month."""
    if grade is None:
        grade = Grade.ASSUMED if monthly_before is None and monthly_after is None else Grade.MEASURED
    return Projection(
        site,
        money(before),
        money(after),
        monthly_before if isinstance(monthly_before, Range) else a_range(monthly_before),
        monthly_after if isinstance(monthly_after, Range) else a_range(monthly_after),
        Evidence(grade, **evidence),
        feature,
        at_least,
    )


def a_row(
    change: Change | None = None,
    projection: Projection | None = None,
    fingerprint: str = "",
    base_model: str | None = "",
    head_model: str | None = "",
    **change_fields: Any,
) -> Row:
    """A row of the report. Without a projection nothing is known of its cost; models default to ``openai/<id>``."""
    change = change or a_change(**change_fields)
    known = fingerprint or f"{change.site}|{change.key}|{change.status}"
    return Row(
        known,
        change,
        _model(change.before_site) if base_model == "" else base_model,
        _model(change.after_site) if head_model == "" else head_model,
        projection,
    )


def _model(site: Site | None) -> str | None:
    bound = site.bound(Key.MODEL) if site else None
    return f"openai/{bound.value}" if bound and isinstance(bound.value, str) else None


def a_swap(
    per_call: tuple[Amount, Amount] = ("0.0003", "0.003"),
    monthly: tuple[Amount, Amount] = (None, None),
    path: str = "app/bot.py",
    **change_fields: Any,
) -> Row:
    """A row with its projection in one line: `a_swap(("0.01", "0.1"), monthly=(500, 5000))`."""
    change = a_change(path=path, **change_fields)
    return a_row(change, a_projection(*per_call, *monthly, site=change.site, feature=change_fields.get("feature")))


def a_price(
    subject: str = "openai/gpt-4o-mini",
    meter: Meter = Meter.INPUT,
    amount: Amount = "0.15",
    starts: date | None = None,
    ends: date | None = None,
    **conditions: str,
) -> Price:
    """A published price, USD per million tokens for token meters."""
    return Price(
        subject,
        meter,
        Decimal(amount or 0),
        starts,
        ends,
        "https://openai.com/pricing",
        date(2026, 11, 1),
        tuple(sorted(conditions.items())),
    )


def a_quote(
    id: str = "gpt-4o-mini",  # noqa: A002  (the field's own name)
    input: Amount = "0.15",  # noqa: A002
    output: Amount = "0.60",
    provider: str = "openai",
    model: str = "",
    as_of: date = TODAY,
    status: ModelStatus = ModelStatus.ACTIVE,
    extra: Iterable[Price] = (),
    tokenizer: Tokenizer | None = None,
    **fields: Any,
) -> Quote:
    """What the catalog knows of a model: input and output prices per million tokens, and `extra` ones."""
    subject = f"{provider}/{model or id}"
    prices = [
        a_price(subject, meter, amount)
        for meter, amount in ((Meter.INPUT, input), (Meter.OUTPUT, output))
        if amount is not None
    ]
    return Quote(
        id,
        provider,
        model or id,
        (*prices, *extra),
        as_of,
        status,
        tokenizer=tokenizer or Tokenizer(),
        **fields,
    )


def a_usage(
    feature: str = "helpdesk-bot",
    model: str = "gpt-4o-mini",
    calls: Amount = 50000,
    input: Amount = 900,  # noqa: A002
    output: Amount = 300,
    provider: str = "openai",
    cache_read: Amount = 0,
    cache_write: Amount = 0,
    reasoning: Amount = 0,
    low: Amount = None,
    high: Amount = None,
    grade: Grade = Grade.MEASURED,
    **fields: Any,
) -> UsageProfile:
    """One row of usage.csv: calls a month, tokens of a mean call. None is unknown."""
    defaults: dict[str, Any] = {
        "team": None,
        "tier": None,
        "environment": None,
        "success_share": None,
        "paid_per_month": None,
        "source": "litellm:tag=helpdesk",
        "starts": date(2026, 10, 26),
        "ends": date(2026, 11, 22),
        "line": 2,
    }
    return UsageProfile(
        feature=feature,
        provider=provider,
        model=model,
        calls=money(calls),
        calls_low=money(calls if low is None else low),
        calls_high=money(calls if high is None else high),
        input=TokenProfile(money(input)),
        output=TokenProfile(money(output)),
        cache_read_mean=money(cache_read),
        cache_write_mean=money(cache_write),
        reasoning_mean=money(reasoning),
        grade=grade,
        **{**defaults, **fields},
    )


def a_threshold(
    outcome: Outcome = Outcome.WARN, role: str | None = None, names: tuple[str, ...] = (), **limits: Amount
) -> Threshold:
    """`a_threshold(Outcome.REQUIRE_APPROVAL, "engineering-lead", ratio=10)`."""
    return Threshold(outcome, tuple((name, Decimal(limit or 0)) for name, limit in sorted(limits.items())), names, role)


def a_rule_policy(rule: str, *thresholds: Threshold, origin: str = "", **fields: Any) -> RulePolicy:
    """One rule's thresholds, put worst first."""
    ordered = tuple(sorted(thresholds, key=lambda threshold: threshold.outcome, reverse=True))
    return RulePolicy(rule, ordered, origin=origin or f"policy.yaml rules.{rule}", **fields)


def a_policy(
    *rules: RulePolicy,
    features: tuple[Feature, ...] = (),
    approvers: tuple[Approver, ...] = (Approver("engineering-lead", "Engineering Lead", ("alice",)),),
    scopes: tuple[Scope, ...] = (),
    advisory_until: date | None = None,
    source: str = ".finops-gate/policy.yaml",
) -> Policy:
    """A policy of just these rules; none given: per-call-increase warns from 2x and asks the lead from 10x."""
    if not rules:
        rules = (
            a_rule_policy(
                "per-call-increase",
                a_threshold(Outcome.REQUIRE_APPROVAL, "engineering-lead", ratio=10),
                a_threshold(Outcome.WARN, ratio=2),
            ),
        )
    return Policy(source, "policy-digest", "USD", features, approvers, rules, scopes, advisory_until)


def a_case(
    *rows: Row,
    quotes: Iterable[Quote] | dict[str, Quoted] = (),
    policy: Policy | None = None,
    as_of: date = TODAY,
    skipped: tuple[Skipped, ...] = (),
) -> Case:
    """What a rule looks at. Quotes are found under ``openai|<id>``; a dict states ``provider|id`` itself."""
    known: dict[str, Quoted] = quotes if isinstance(quotes, dict) else {f"{q.provider}|{q.id}": q for q in quotes}
    return Case(rows, tuple(sorted(known.items())), policy or a_policy(), as_of, skipped)


def a_finding(
    rule: str = "per-call-increase",
    message: str = "openai/gpt-4-turbo costs 10 times as much per call",
    path: str = "app/bot.py",
    line: int = 10,
    fingerprint: str = "",
    changes: tuple[str, ...] = ("row-1",),
    names: tuple[str, ...] = (),
    feature: str | None = None,
    environment: str | None = None,
    advice: str | None = None,
    **measure: Amount,
) -> Finding:
    """A measurement: `a_finding(ratio=10)`, `a_finding("monthly-increase", above=8100, percent=900)`."""
    return Finding(
        rule,
        fingerprint or f"{rule}|{path}|{feature}",
        changes,
        message,
        Location(path, line),
        tuple((name, Decimal(amount or 0)) for name, amount in sorted(measure.items())),
        names,
        feature,
        environment,
        advice,
    )


def a_verdict(
    outcome: Outcome = Outcome.PASS,
    headline: str = "✅ No AI cost change.",
    rows: tuple[Row, ...] = (),
    findings: tuple[Finding, ...] = (),
    decisions: tuple[Decision, ...] = (),
    totals: Totals | None = None,
    **fields: Any,
) -> Verdict:
    """A verdict over a comparison of two made-up commits."""
    fields.setdefault("comparison", Comparison("a" * 40, "b" * 40, "c" * 40))
    fields.setdefault("as_of", TODAY)
    return Verdict(
        outcome,
        headline,
        rows=rows,
        totals=totals or Totals(None, None, None),
        findings=findings,
        decisions=decisions,
        **fields,
    )
