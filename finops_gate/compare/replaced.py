"""Models that gave way to a text that is no id: an alias of a gateway, ``default``, a deployment's free name.

Such a text says nothing that could be priced, and so makes no site by itself. Where it takes the place of a model the
spending goes on under another name: the row is a swap to something without a price, never a removal that saves all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Key
from finops_gate.model.site import Bound, Change, Site, Status

_ORDINAL = lazy(r"@\d+$")


def replaced(rows: Iterable[Change], before: Sequence[Site], after: Sequence[Site]) -> list[Change]:
    """The rows, with removed models that such a text replaced in the same place turned into swaps.

    `before` and `after` are the sites that are no ids, of either side.
    """
    known = Counter((_place(site), site.settings[0].value) for site in before)
    came: dict[str, list[Bound]] = {}
    for site in after:
        (bound,) = site.settings
        known[_place(site), bound.value] -= 1
        if known[_place(site), bound.value] < 0:
            came.setdefault(_place(site), []).append(bound)
    found: list[Change] = []
    kept: set[tuple[object, ...]] = set()
    for row in rows:
        swapped = _swapped(row, came)
        if swapped is not row and swapped.before_site is not None:
            kept.update(_what(bound) for bound in swapped.before_site.settings)
        found.append(swapped)
    return [row for row in found if row.after is None or row.status is not Status.ADDED or _what(row.after) not in kept]


def _swapped(row: Change, came: dict[str, list[Bound]]) -> Change:
    site = row.before_site
    if row.status is not Status.REMOVED or row.key is not Key.MODEL or site is None or not came.get(_place(site)):
        return row
    bound = came[_place(site)].pop(0)
    after = bound._replace(setting=bound.setting._replace(mention=""))
    settings = tuple(after if mate.setting.key is Key.MODEL else mate for mate in site.settings)
    return row._replace(status=Status.MODIFIED, after=after, after_site=site._replace(settings=settings))


def _place(site: Site) -> str:
    """The key of a site without its ordinal."""
    return _ORDINAL.sub("", site.key)


def _what(bound: Bound) -> tuple[object, ...]:
    setting = bound.setting
    return setting.location.path, setting.scope, setting.slot, setting.key, bound.value
