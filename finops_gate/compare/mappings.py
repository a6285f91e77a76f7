"""One mapping in two shapes: a chain of conditions in a function gives way to a table of the same ids, or the reverse.

An entry of a table of names is a spelling, which costs where it is read; what a function returns is what is used.
Neither has come or gone where the function only tells in another way which id stands for which name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from finops_gate.compare.pairing import main, value_of
from finops_gate.model.setting import Key, Role
from finops_gate.model.site import Bound, Change, Site, Status

_Place = tuple[str, str]
_LEAST = 2
"""Ids that make a mapping."""


def reshaped(rows: Sequence[Change], before: Sequence[Site], after: Sequence[Site]) -> list[Change]:
    """The rows; results of a function that stand in a table of the same function, in the same order, are silent.

    `before` and `after` are the entries of such tables on either side. An id that is another one in the new shape is a
    swap of that id.
    """
    gone, came = _results(rows, Status.REMOVED), _results(rows, Status.ADDED)
    told: dict[int, Change | None] = {}
    for place, left in gone.items():
        for row, site in _aligned(left, _entries(place, after, before)):
            told[id(row)] = _swap(row, None, site)
    for place, right in came.items():
        for row, site in _aligned(right, _entries(place, before, after)):
            told[id(row)] = _swap(row, site, None)
    kept = (told.get(id(row), row) for row in rows)
    return [row for row in kept if row is not None]


def _results(rows: Iterable[Change], status: Status) -> dict[_Place, list[Change]]:
    """Rows of what functions return, by file and function, in the order of the file."""
    found: dict[_Place, list[Change]] = {}
    for row in rows:
        setting = row.bound.setting
        returned = setting.role is Role.CONSTANT and setting.scope.rpartition(".")[2] == setting.slot != ""
        if row.status is status and row.key is Key.MODEL and returned and isinstance(row.bound.value, str):
            found.setdefault((setting.location.path, setting.scope), []).append(row)
    for several in found.values():
        several.sort(key=lambda row: row.line)
    return {place: several for place, several in found.items() if len(several) >= _LEAST}


def _aligned(rows: Sequence[Change], entries: Sequence[Site]) -> Iterator[tuple[Change, Site]]:
    """Each result with its entry: by position in tables of one length, else by value, in the same order."""
    if len(rows) == len(entries):
        yield from zip(rows, entries, strict=True)
        return
    at = 0
    for row in rows:
        found = next((i for i in range(at, len(entries)) if value_of(main(entries[i])) == value_of(row.bound)), None)
        if found is not None:
            at = found + 1
            yield row, entries[found]


def _entries(place: _Place, side: Sequence[Site], other: Sequence[Site]) -> list[Site]:
    """The entries of the table of that function which only this side has."""
    known = {site.key for site in other}
    path, function = place
    found = [
        site
        for site in side
        if site.path == path
        and f"{main(site).setting.scope}.".startswith(f"{function}.")
        and site.key not in known
        and isinstance(main(site).value, str)
    ]
    return sorted(found, key=lambda site: main(site).setting.location.line)


def _swap(row: Change, before: Site | None, after: Site | None) -> Change | None:
    site = before or after
    assert site is not None  # one of both is given
    bound: Bound = main(site)
    if value_of(bound) == value_of(row.bound):
        return None
    bound = bound._replace(setting=bound.setting._replace(mention=""))
    if before is not None:
        return row._replace(status=Status.MODIFIED, before=bound, before_site=before)
    return row._replace(status=Status.MODIFIED, after=bound, after_site=after)
