"""All advice about one revision: its inventory, the recorded calls, the policy, and every rule that advises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from finops_gate.app.advising import models_for
from finops_gate.app.governing import WAIVERS, Governing, check_feature, governing, rules, waivers_of
from finops_gate.app.judging import count, placed
from finops_gate.app.prompts import prefix_in
from finops_gate.app.quotes import bounds_of, quotes
from finops_gate.app.rates import alternatives, rates
from finops_gate.app.scan import Progress, sites_at
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.catalog.book import Catalog
from finops_gate.cost.advising import Spending, place_of
from finops_gate.cost.attribution import feature_of
from finops_gate.cost.capacity import Rates, bearers
from finops_gate.cost.hours import capacities_of, project_capacities
from finops_gate.cost.spendings import made_nowhere, spendings_of
from finops_gate.model.advice import best_first
from finops_gate.model.capacity import Held
from finops_gate.model.counsel import Advised, Counsel, Unpriced
from finops_gate.model.fingerprint import row_fingerprints
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.setting import Key, Location, Role, Skipped, Unknown
from finops_gate.model.site import Change, Site, SiteKind, Status
from finops_gate.model.verdict import Row
from finops_gate.repo.tree import Tree
from finops_gate.repo.tree import revision as tree_of
from finops_gate.rules import Case
from finops_gate.verdict.silence import silenced

_CALLS = (SiteKind.MODEL_CALL, SiteKind.EMBEDDING)


class Read(NamedTuple):
    """A revision, read for advice."""

    tree: Tree
    decided: Governing
    catalog: Catalog
    sites: tuple[Site, ...]
    """What spends; no mentions."""
    quotes: dict[str, Quoted]
    spendings: tuple[Spending, ...]
    """Calls of models that have a price, with what was recorded of them."""
    skipped: tuple[Skipped, ...]
    as_of: date


def read(
    directory: Path | None, revision: str, as_of: date, progress: Progress | None = None, *, explicit: bool = False
) -> Read:
    """Everything that spends in a revision, by the governing files of that revision. Raises GateError."""
    tree = tree_of(directory, revision, explicit=explicit)
    decided = governing(tree.demand, tree.below, rules(), None)
    whole = sites_at(tree, progress)
    sites = tuple(site for site in whole.sites if not site.mention)
    catalog = Catalog.load().with_prices(decided.prices)
    known = quotes(catalog, bounds_of(sites), decided.profiles, as_of)
    calls = spendings_of(sites, known, decided.policy, decided.profiles, prefix_in(tree, count))
    return Read(tree, decided, catalog, sites, known, calls, whole.skipped, as_of)


def run(
    directory: Path | None,
    revision: str,
    feature: str,
    as_of: date,
    progress: Progress | None = None,
    *,
    explicit: bool = False,
) -> Counsel:
    """The advice of every rule about a revision, best first; silenced advice at the end, with the reason.

    `feature`: only advice about this one; empty: all. Raises GateError.
    """
    return counsel(read(directory, revision, as_of, progress, explicit=explicit), feature)


def counsel(found: Read, feature: str = "") -> Counsel:
    """The same of a revision that is read already."""
    decided, tree, as_of = found.decided, found.tree, found.as_of
    if feature:
        check_feature(feature, decided.features | {site.feature for site in found.sites if site.feature})
    rows, held = _capacities(found)
    offered = dict(alternatives(held, as_of, decided.prices))
    case = Case(
        rows,
        tuple(sorted(found.quotes.items())),
        decided.policy,
        as_of,
        found.skipped,
        profiles=decided.profiles,
        machines=tuple(held.items()),
        alternatives=tuple(offered.items()),
        shapes=decided.shapes,
        spendings=found.spendings,
        models=models_for(found.catalog, found.spendings, decided.scores, as_of),
        scores=decided.scores,
    )
    waivers = waivers_of(tree.demand(WAIVERS))
    about = _about(found.spendings, rows)
    entries = [
        Advised(
            finding.suggests, silenced(finding, about.get(finding.suggests.site, ()), decided.policy, waivers, as_of)
        )
        for rule in rules()
        if rule.advises
        for finding in rule.check(case)
        if finding.suggests is not None and feature in ("", finding.suggests.feature)
    ]
    return Counsel(
        tree.revision,
        as_of,
        feature or None,
        tuple(sorted(entries, key=lambda entry: (bool(entry.silenced), best_first(entry.advice)))),
        sum(len(places) for places in about.values()),
        tuple(sorted(_unpriced(found, rows, feature))),
        made_nowhere((row for row in decided.profiles if feature in ("", row.feature)), found.spendings),
        tuple(sorted({*found.skipped, *tree.skipped})),
        decided.policy.currency,
    )


def _capacities(found: Read) -> tuple[tuple[Row, ...], Rates]:
    """A row for each capacity as it stands, so that rules about what a change keeps look at it, too."""
    kept = bearers(found.sites)
    features = found.decided.policy.features
    changes = tuple(placed(_as_it_stands(kept[name]), features, found.quotes) for name in sorted(kept))
    known = rates(capacities_of(changes), found.as_of, found.decided.prices)
    projections = project_capacities(changes, known, found.decided.shapes)
    named = zip(row_fingerprints(changes), changes, strict=True)
    return tuple(Row(name, change, None, None, projections.get(change.site)) for name, change in named), known


def _as_it_stands(site: Site) -> Change:
    bound, capacity = site.settings[0], site.capacity
    assert capacity is not None  # chosen so
    held = Held(capacity, capacity)
    return Change(bound.setting.key, Status.MODIFIED, held.site, bound, bound, site, site, held=held)


def _about(spendings: Iterable[Spending], rows: Iterable[Row]) -> dict[str, tuple[Site, ...]]:
    """The places of each site that advice may be about, by its key."""
    found = {spending.site.key: (spending.site, *spending.others) for spending in spendings}
    return found | {row.change.site: (row.change.after_site,) for row in rows if row.change.after_site is not None}


def _unpriced(found: Read, rows: Iterable[Row], feature: str) -> Iterator[Unpriced]:
    """What spends and could not be looked at, with the reason."""
    for site in found.sites:
        bound = site.bound(Key.MODEL)
        if bound is None or site.kind not in _CALLS or bound.setting.role is Role.FALLBACK:
            continue
        owner = feature_of(site, found.decided.policy.features)
        if feature and (owner is None or owner.name != feature):
            continue
        quote = found.quotes.get(f"{bound.setting.provider}|{bound.value}")
        reason = bound.value if isinstance(bound.value, Unknown) else quote
        if isinstance(reason, Unknown):
            yield Unpriced(place_of(site), clean(reason.reason, 200))
        elif isinstance(reason, Quote) and not reason.prices:
            yield Unpriced(place_of(site), clean(reason.reason or "it has no price", 200))
    for row in rows:
        projection = row.projection
        if projection is not None and projection.per_call_after is None and feature in ("", row.feature):
            yield Unpriced(Location(row.change.path, row.change.line), clean(projection.evidence.assumptions[-1], 200))
