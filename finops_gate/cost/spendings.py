"""Which calls advice may be given about: of a whole revision, or of what a change touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from finops_gate.base.frozen import replace
from finops_gate.base.text import clean
from finops_gate.cost.advising import Spending
from finops_gate.cost.projection import carried
from finops_gate.cost.prompts import Count, PromptDelta, prompt_delta
from finops_gate.cost.sites import caller_of, features_of
from finops_gate.cost.workload import Stream, key_of, name_of, workload_of
from finops_gate.model.policy import Feature, Policy
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.setting import Key, Role, Unknown
from finops_gate.model.site import Site, SiteKind
from finops_gate.model.usage import UNATTRIBUTED, Grade, UsageProfile
from finops_gate.model.verdict import Row

Prefix = Callable[[Feature, Quote], Decimal | None]
"""Tokens with which every call of a feature begins, as a model counts them; None: not known."""
_PRICED = frozenset({SiteKind.MODEL_CALL, SiteKind.EMBEDDING})
SHORT = Decimal(100)
"""Tokens of an answer that is a label, a field or a sentence: about 75 English words."""


def spendings_of(
    sites: Iterable[Site],
    quotes: Mapping[str, Quoted],
    policy: Policy,
    profiles: Sequence[UsageProfile],
    prefix: Prefix,
) -> tuple[Spending, ...]:
    """The calls of a revision. Places that make the same recorded calls on one model are one, with the others named."""
    made = (
        _spending(site, site, quote, quote, quotes, policy, profiles, prefix)
        for site in sites
        if (quote := _quote(site, quotes)) is not None and not _fallback(site)
    )
    return _together(made)


def touched_spendings(
    rows: Sequence[Row],
    quotes: Mapping[str, Quoted],
    policy: Policy,
    profiles: Sequence[UsageProfile],
    prefix: Prefix,
    count: Count | None = None,
) -> tuple[Spending, ...]:
    """The calls that a change touches, as they are at head, with the calls that were recorded at base.

    What was recorded on another model is corrected as the projection corrects it.
    """
    by_site: dict[str, list[Row]] = {}
    for row in rows:
        site = row.change.after_site
        if row.change.billed and site is not None and site.kind in _PRICED:
            by_site.setdefault(row.change.site, []).append(row)
    found = []
    for touched in by_site.values():
        changes = [row.change for row in touched]
        site = changes[0].after_site
        assert site is not None  # chosen so
        before = next((change.before_site for change in changes if change.before_site), None)
        quote, old = _quote(site, quotes), _quote(before, quotes) if before else None
        if quote is None or _fallback(site):
            continue
        base, recorded_on = (before, old) if before is not None and old is not None else (site, quote)
        made = _spending(site, base, quote, recorded_on, quotes, policy, profiles, prefix)
        made = _at_head(made, base, recorded_on, prompt_delta(changes, quote, count))
        paths = tuple(sorted({path for row in touched for path in row.paths}))
        found.append(made._replace(rows=tuple(row.fingerprint for row in touched), paths=paths))
    return _together(found)


def _together(made: Iterable[Spending]) -> tuple[Spending, ...]:
    """One for all places that make the same recorded calls on one model: their saving is there once."""
    found: dict[object, Spending] = {}
    for one in made:
        known = any(stream.calls is not None for stream in one.streams)
        key = (one.quote.subject, frozenset(s.key for s in one.streams)) if known else one.site.key
        held = found.get(key)
        if held is None:
            found[key] = one
        else:
            paths = tuple(sorted({*held.paths, *one.paths}))
            others = (*held.others, one.site)
            found[key] = held._replace(others=others, rows=(*held.rows, *one.rows), paths=paths)
    return tuple(found.values())


def _at_head(spending: Spending, base: Site, recorded_on: Quote, prompt: PromptDelta | Unknown | None) -> Spending:
    workload = spending.workload
    streams: list[Stream] = []
    notes: list[str] = []
    for stream in spending.streams:
        made, told = carried(stream, base, spending.site, (recorded_on, spending.quote), prompt)
        streams.append(made)
        notes += told
    lines = tuple(dict.fromkeys((*workload.assumptions, *notes)))
    return spending._replace(workload=replace(workload, streams=tuple(streams), assumptions=lines))


def made_nowhere(profiles: Iterable[UsageProfile], spendings: Iterable[Spending]) -> tuple[str, ...]:
    """Recorded calls of features that none of the places makes, by name."""
    made = {stream.key for spending in spendings for stream in spending.streams}
    rows = (row for row in profiles if row.feature != UNATTRIBUTED)
    return tuple(sorted({clean(name_of(row), 160) for row in rows if key_of(row) not in made}))


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
    prefix: Prefix,
) -> Spending:
    """`recorded`: the site whose calls were counted, on the model `recorded_on`."""
    features = features_of((), (recorded, None), recorded_on, policy.features)
    caller = caller_of(recorded, recorded.bound(Key.MODEL), recorded_on, False)
    workload = workload_of(features, caller, profiles, quotes)
    feature = features[0] if features else None
    known = prefix(feature, quote) if feature is not None and quote.cache_minimum is not None else None
    return Spending(site, quote, workload, feature, prefix=known)


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
