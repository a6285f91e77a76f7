"""Models that gave way to a text that is no id: an alias of a gateway, ``default``, a deployment's free name.

Such a text says nothing that could be priced, and so makes no site by itself. Where it takes the place of a model the
spending goes on under another name: the row is a swap to something without a price, never a removal that saves all.
The reverse holds for what is written like an id: where a model takes its place, nothing is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Bound, Change, Site, Status

_ORDINAL = lazy(r"@\d+$")
_ID = lazy(r"(?!your-|my-|some-|the-|change-|replace-|default-|insert-)[a-z0-9]+(?:[-./:][a-z0-9]+){2,}")
"""Several words without a space: written like an id, though of no family, and no placeholder."""


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
    found = [
        row for row in found if row.after is None or row.status is not Status.ADDED or _what(row.after) not in kept
    ]
    return _succeeded(found, before, known)


def _succeeded(rows: list[Change], before: Sequence[Site], known: Counter[tuple[str, str | Unknown]]) -> list[Change]:
    """The rows, with added models that took the place of a name which nobody knows turned into swaps."""
    gone: dict[str, list[Site]] = {}
    for site in before:
        value = site.settings[0].value
        if known[_place(site), value] > 0 and isinstance(value, str) and _ID.fullmatch(value):
            gone.setdefault(_place(site), []).append(site)
    return [_succeeding(row, gone) for row in rows] if gone else rows


def _succeeding(row: Change, gone: dict[str, list[Site]]) -> Change:
    site = row.after_site
    if row.status is not Status.ADDED or row.key is not Key.MODEL or site is None or row.before_site is not None:
        return row
    if not gone.get(_place(site)):
        return row
    old = gone[_place(site)].pop(0)
    (bound,) = old.settings
    before = bound._replace(setting=bound.setting._replace(mention=""))
    return row._replace(status=Status.MODIFIED, before=before, before_site=old._replace(settings=(before,)))


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
