"""Prices an alternative for one place that spends: the same calls, another way to make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.text import clean
from finops_gate.cost.projection import project
from finops_gate.cost.workload import Stream, Workload
from finops_gate.model.advice import Advice
from finops_gate.model.fingerprint import finding_fingerprint
from finops_gate.model.policy import Feature
from finops_gate.model.price import Quote
from finops_gate.model.projection import Projection
from finops_gate.model.setting import Key, Location
from finops_gate.model.site import Bound, Site
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding


class Spending(NamedTuple):
    """One place that calls a model, as it is at head."""

    site: Site
    quote: Quote
    workload: Workload
    feature: Feature | None = None
    rows: tuple[str, ...] = ()
    """The fingerprints of what a change touches of it; empty where a whole revision is looked at."""
    paths: tuple[str, ...] = ()
    prefix: Decimal | None = None
    """Tokens with which every call begins, as counted in the feature's prompt files; None: not known."""
    others: tuple[Site, ...] = ()
    """Other places that make the same calls: the advice is for all of them."""

    @property
    def name(self) -> str:
        """The feature, or else the path; harmless text."""
        return clean(self.feature.name if self.feature else self.site.path, 80)

    @property
    def location(self) -> Location:
        return place_of(self.site)

    @property
    def streams(self) -> tuple[Stream, ...]:
        return self.workload.streams

    @property
    def recorded(self) -> bool:
        """True where the lengths of its calls were recorded, not assumed."""
        return all(s.input.mean is not None and s.output.mean is not None for s in self.streams)


def place_of(site: Site) -> Location:
    """Where its model stands."""
    return (site.bound(Key.MODEL) or site.settings[0]).setting.location


def instead(spending: Spending, quote: Quote | None = None, settings: Iterable[Bound] = ()) -> Projection:
    """The cost of its calls now, and then on another model or with other settings."""
    site = spending.site
    added = tuple(settings)
    keys = {bound.setting.key for bound in added}
    kept = tuple(bound for bound in site.settings if bound.setting.key not in keys)
    changed = site._replace(settings=(*kept, *added)) if added else site
    return project(site, changed, spending.quote, quote or spending.quote, spending.workload)


def with_streams(spending: Spending, change: Callable[[Stream], Stream]) -> Projection:
    """The cost of its calls now, and then where each stream of them is changed."""
    now = instead(spending)
    workload = replace(spending.workload, streams=tuple(change(stream) for stream in spending.streams))
    then = project(spending.site, spending.site, spending.quote, spending.quote, workload)
    return replace(now, per_call_after=then.per_call_after, monthly_after=then.monthly_after)


def setting(spending: Spending, key: Key, value: str) -> Bound:
    """A setting as it would stand beside the model."""
    model = spending.site.bound(Key.MODEL) or spending.site.settings[0]
    return Bound(model.setting._replace(key=key, value=value, slot=key.value, amount=value, refers=()), value)


def advice(
    rule: str,
    spending: Spending,
    instead: str,
    projection: Projection,
    message: str,
    assumptions: Sequence[str] = (),
    most: Grade = Grade.MEASURED,
) -> Finding:
    """A finding that proposes an alternative; `most` is the best that its grade can be, for what it assumes."""
    evidence = projection.evidence
    grade = min(evidence.grade, most)
    where = spending.location
    others = len(spending.others)
    shared = (f"{others} other place{'s make' if others > 1 else ' makes'} the same calls: all of them are meant",)
    proposed = Advice(
        rule,
        spending.site.key,
        where,
        spending.feature.name if spending.feature else None,
        spending.quote.subject,
        instead,
        message,
        grade,
        projection.per_call_before,
        projection.per_call_after,
        projection.monthly_before,
        projection.monthly_after,
        assumptions=tuple(dict.fromkeys((*assumptions, *(shared if others else ()), *evidence.assumptions))),
        prices=evidence.prices,
        also=tuple(place_of(site) for site in spending.others),
    )
    return finding_of(proposed, spending)


def finding_of(proposed: Advice, spending: Spending) -> Finding:
    """The finding that carries an advice: what policy compares is the saving, in dollars a month and in percent."""
    measure = []
    saving, now = proposed.saving, proposed.each_now
    if saving is not None:
        measure.append(("above", saving.mid))
    if now and proposed.each_then is not None:
        measure.append(("percent", (now - proposed.each_then) * 100 / now))
    return Finding(
        rule=proposed.rule,
        fingerprint=finding_fingerprint(proposed.rule, spending.rows or (spending.site.key,)),
        changes=tuple(sorted(spending.rows)),
        message=proposed.message,
        location=proposed.location,
        measure=tuple(measure),
        names=(spending.quote.model,),
        feature=proposed.feature,
        environment=spending.site.environment,
        advice=proposed.instead,
        paths=spending.paths or (spending.site.path,),
        grade=proposed.grade,
        suggests=proposed,
    )
