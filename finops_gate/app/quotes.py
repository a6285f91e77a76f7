"""What the catalog says of every model that sites and recorded calls name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from finops_gate.catalog.book import Catalog
from finops_gate.model.price import Quoted
from finops_gate.model.setting import Key
from finops_gate.model.site import Bound, Site
from finops_gate.model.usage import UsageProfile


def quotes(
    catalog: Catalog, bounds: Iterable[Bound | None], profiles: Iterable[UsageProfile], as_of: date
) -> dict[str, Quoted]:
    """A quote for each ``provider|id as written`` among the model settings and the recorded calls."""
    wanted = {(profile.provider, profile.model) for profile in profiles}
    for bound in bounds:
        if bound is not None and bound.setting.key is Key.MODEL and isinstance(bound.value, str):
            wanted.add((bound.setting.provider, bound.value))
    return {f"{provider}|{model}": catalog.quote(model, provider, as_of) for provider, model in sorted(wanted)}


def bounds_of(sites: Iterable[Site | None]) -> Iterable[Bound]:
    """Every setting of the sites."""
    for site in sites:
        if site is not None:
            yield from site.settings
