"""Which calls advice may be given about: of a whole revision, or of what a change touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from finops_gate.cost.advising import Spending
from finops_gate.cost.sites import caller_of, features_of
from finops_gate.cost.workload import workload_of
from finops_gate.model.policy import Policy
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.setting import Key, Role
from finops_gate.model.site import Site, SiteKind
from finops_gate.model.usage import Grade, UsageProfile
from finops_gate.model.verdict import Row

_PRICED = frozenset({SiteKind.MODEL_CALL, SiteKind.EMBEDDING})
SHORT = Decimal(100)
"""Tokens of an answer that is a label, a field or a sentence: about 75 English words."""


def spendings_of(
    sites: Iterable[Site],
    quotes: Mapping[str, Quoted],
    policy: Policy,
    profiles: Sequence[UsageProfile],
    prefixes: Mapping[str, Decimal],
) -> tuple[Spending, ...]:
    """The calls of a revision. Places that make the same recorded calls on one model are one, with the others named.

    `prefixes`: tokens of the prompt files of each feature.
    """
    found: dict[object, Spending] = {}
    for site in sites:
        quote = _quote(site, quotes)
        if quote is None or _fallback(site):
            continue
        made = _spending(site, site, quote, quote, quotes, policy, profiles, prefixes)
        known = any(stream.calls is not None for stream in made.streams)
        key = (made.quote.subject, frozenset(s.key for s in made.streams)) if known else site.key
        held = found.get(key)
        found[key] = made if held is None else held._replace(also=(*held.also, made.location))
    return tuple(found.values())


def touched_spendings(
    rows: Sequence[Row], quotes: Mapping[str, Quoted], policy: Policy, profiles: Sequence[UsageProfile]
) -> tuple[Spending, ...]:
    """The calls that a change touches, as they are at head, with the calls that were recorded at base."""
    found: dict[str, Spending] = {}
    for row in rows:
        change = row.change
        site, before = change.after_site, change.before_site
        if not change.billed or site is None or site.kind not in _PRICED:
            continue
        quote, old = _quote(site, quotes), _quote(before, quotes) if before else None
        if quote is None or _fallback(site):
            continue
        if change.site in found:
            one = found[change.site]
            paths = tuple(sorted({*one.paths, *row.paths}))
            found[change.site] = one._replace(rows=(*one.rows, row.fingerprint), paths=paths)
            continue
        base = before if before is not None and old is not None else site
        made = _spending(site, base, quote, old or quote, quotes, policy, profiles, {})
        found[change.site] = made._replace(rows=(row.fingerprint,), paths=row.paths)
    return tuple(found.values())


def looks_for_models(spending: Spending) -> bool:
    """True where advice may name another model, so that those of its provider must be at hand."""
    feature = spending.feature
    if spending.quote.standing or spending.quote.mode == "embedding":
        return True
    if feature is not None and (feature.routine or feature.routine_share):
        return True
    return answers_shortly(spending)


def answers_shortly(spending: Spending) -> bool:
    """True where 95 of 100 recorded answers are short: nothing assumed, nothing declared."""
    if spending.workload.grade < Grade.SHARED:
        return False
    return all(stream.output.p95 is not None and stream.output.p95 <= SHORT for stream in spending.streams)


def _spending(
    site: Site,
    recorded: Site,
    quote: Quote,
    recorded_on: Quote,
    quotes: Mapping[str, Quoted],
    policy: Policy,
    profiles: Sequence[UsageProfile],
    prefixes: Mapping[str, Decimal],
) -> Spending:
    """`recorded`: the site whose calls were counted, on the model `recorded_on`."""
    features = features_of((), (recorded, None), recorded_on, policy.features)
    caller = caller_of(recorded, recorded.bound(Key.MODEL), recorded_on, False)
    workload = workload_of(features, caller, profiles, quotes)
    feature = features[0] if features else None
    return Spending(site, quote, workload, feature, prefix=prefixes.get(feature.name) if feature else None)


def _quote(site: Site, quotes: Mapping[str, Quoted]) -> Quote | None:
    """The quote of a site that spends and has a price."""
    bound = site.bound(Key.MODEL)
    if bound is None or not isinstance(bound.value, str) or site.mention or site.kind not in _PRICED:
        return None
    quote = quotes.get(f"{bound.setting.provider}|{bound.value}")
    return quote if isinstance(quote, Quote) and quote.prices and not quote.self_hosted else None


def _fallback(site: Site) -> bool:
    bound = site.bound(Key.MODEL)
    return bound is not None and bound.setting.role is Role.FALLBACK
