"""Which capacity of the one side is which of the other, so that the rows of one place share one price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from finops_gate.compare.pairing import pair
from finops_gate.model.capacity import Capacity, Held
from finops_gate.model.site import Change, Site

_KINDS = frozenset({"accelerator", "scale"})


def held(rows: Sequence[Change], before: Iterable[Site], after: Iterable[Site]) -> tuple[Change, ...]:
    """The rows, those of a capacity with the whole of it on both sides and under its name.

    The sites may know more of their capacities than those in the rows: a machine is counted in another file, perhaps.

    A setting that came to a machine which was there is no new machine: the other side is found by the settings that
    the two have in common, else by its name.
    """
    if not any(row.key.kind in _KINDS for row in rows):
        return tuple(rows)
    left, right = _kept(before), _kept(after)
    if not left and not right:
        return tuple(rows)
    sides = _Sides(left, right)
    return tuple(sides.whole(row) if row.key.kind in _KINDS else row for row in rows)


def _kept(sites: Iterable[Site]) -> list[Site]:
    return [site for site in sites if site.capacity is not None]


class _Sides:
    """The capacities of both sides, and how they belong together."""

    def __init__(self, before: list[Site], after: list[Site]) -> None:
        self.before_of = {site.key: site for site in before}
        self.after_of = {site.key: site for site in after}
        self.before = _first(before)
        self.after = _first(after)
        votes = Counter(
            (found.before.capacity.site, found.after.capacity.site)
            for found in pair(before, after)
            if found.before and found.after and found.before.capacity and found.after.capacity
        )
        self.heads: dict[str, str] = {}
        self.bases: dict[str, str] = {}
        for (one, other), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0][0] != vote[0][1], vote[0])):
            if one not in self.heads and other not in self.bases:
                self.heads[one], self.bases[other] = other, one

    def whole(self, row: Change) -> Change:
        base = self.before_of.get(row.before_site.key) if row.before_site else None
        head = self.after_of.get(row.after_site.key) if row.after_site else None
        if base is None and head is None:
            return row
        if base is None:
            name = _name(head)
            base = self.before.get(self.bases.get(name, "" if name in self.bases.values() else name))
        if head is None:
            name = _name(base)
            head = self.after.get(self.heads.get(name, "" if name in self.heads.values() else name))
        found = Held(base.capacity if base else None, head.capacity if head else None)
        return row._replace(
            site=found.site,
            held=found,
            before_site=row.before_site or base,
            after_site=row.after_site or head,
        )


def _first(sites: Iterable[Site]) -> dict[str, Site]:
    result: dict[str, Site] = {}
    for site in sites:
        result.setdefault(_name(site), site)
    return result


def _name(site: Site | None) -> str:
    capacity: Capacity | None = site.capacity if site is not None else None
    return capacity.site if capacity is not None else ""
