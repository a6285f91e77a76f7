"""Intent routing, simulated on the recorded calls of a feature as the governing files in the work tree have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from finops_gate.app.governing import Governing, check_feature, governing, rules
from finops_gate.app.quotes import quotes
from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.text import clean
from finops_gate.catalog.book import Catalog
from finops_gate.cost.routing import CLASSIFIER, Size, Split, routed, sweep, traffic
from finops_gate.cost.workload import Caller, Workload, workload_of
from finops_gate.model.policy import Feature
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.routed import Route
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Site, SiteKind
from finops_gate.repo.discover import discover
from finops_gate.repo.tree import revision as tree_of

_ANSWERLESS = frozenset({"embedding", "rerank", "moderation"})


class Given(NamedTuple):
    """One split as somebody gave it."""

    name: str
    share: Decimal
    target: str | Decimal
    """A model, or dollars a call."""


class Asked(NamedTuple):
    """What is to be routed where."""

    feature: str
    splits: tuple[Given, ...]
    sizes: Mapping[str, tuple[Decimal, Decimal]] = {}
    """Declared input and output tokens of the calls of a split, by its name."""
    classifier: str | Decimal | None = None
    """What tells the calls apart: a model, or dollars a call; None: it costs nothing."""
    only: str = ""
    """Only the calls recorded on this model; empty: all that answer."""
    sweep: bool = False


def run(directory: Path | None, asked: Asked, as_of: date) -> Route:
    """What the feature costs now and then. Raises UsageError for what cannot be simulated, GovernanceError."""
    bare = discover(directory, explicit=directory is not None).bare
    tree = tree_of(directory, "HEAD" if bare else "worktree", explicit=directory is not None)
    decided = governing(tree.demand, tree.below, rules(), None)
    catalog = Catalog.load().with_prices(decided.prices)
    sizes = {name: Size(*tokens) for name, tokens in asked.sizes.items()}
    workload = _workload(asked, decided, catalog, as_of)
    splits = [
        Split(one.name, one.share, _target(one.target, catalog, as_of), sizes.get(one.name)) for one in asked.splits
    ]
    teller = None
    if asked.classifier is not None:
        target = _target(asked.classifier, catalog, as_of)
        teller = Split(CLASSIFIER, Decimal(1), target, sizes.get(CLASSIFIER))
    found = traffic(Site(f"feature {asked.feature}", SiteKind.MODEL_CALL, ()), workload, splits, teller)
    if isinstance(found, Unknown):
        unnamed = not asked.only and any(stream.quote is None for stream in workload.streams)
        hint = "name the model that answers with --on MODEL" if unnamed else ""
        raise UsageError(f"{clean(asked.feature, 60)} cannot be simulated: {clean(found.reason, 200)}", hint)
    return Route(
        asked.feature,
        as_of,
        routed(found),
        found.evidence,
        found.calls,
        found.today,
        tuple(sweep(found)) if asked.sweep else (),
        decided.policy.currency,
    )


def _workload(asked: Asked, decided: Governing, catalog: Catalog, as_of: date) -> Workload:
    """The recorded calls of the feature that answer something; else the declared ones, on the model that is named."""
    features, profiles = decided.policy.features, decided.profiles
    check_feature(asked.feature, decided.features)
    feature = next((one for one in features if one.name == asked.feature), Feature(asked.feature))
    named = _target(asked.only, catalog, as_of) if asked.only else None
    quote = named if isinstance(named, Quote) else None
    caller = Caller(quote.id, quote.provider, quote) if quote else Caller("")
    recorded: Mapping[str, Quoted] = quotes(catalog, (), profiles, as_of)
    workload = workload_of([feature], caller, profiles, recorded)
    if (
        quote
        and all(stream.calls is None for stream in workload.streams)
        and any(row.feature == feature.name for row in profiles)
    ):
        raise UsageError(f"{clean(asked.feature, 60)}: {clean(workload.source, 200)}", "leave --on out to route all")
    streams = [replace(stream, quote=stream.quote or quote) for stream in workload.streams]
    answering = tuple(stream for stream in streams if stream.quote is None or stream.quote.mode not in _ANSWERLESS)
    if not answering:
        raise UsageError(f"no recorded call of {clean(asked.feature, 60)} answers anything")
    return replace(workload, streams=answering)


def _target(target: str | Decimal, catalog: Catalog, as_of: date) -> Quote | Decimal:
    if isinstance(target, Decimal):
        return target
    quote = catalog.quote(target, "", as_of)
    if isinstance(quote, Unknown) or quote.reason:
        reason = quote.reason or "it has none"
        hint = f"finops-gate catalog resolve {clean(target, 80)} says what it may be; a fixed cost is written $0.0001"
        raise UsageError(f"{clean(target, 80)} has no price: {clean(reason)}", hint)
    return quote
