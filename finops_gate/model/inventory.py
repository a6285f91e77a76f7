"""What one revision spends on: every site with what the catalog knows of its model."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from finops_gate.base.frozen import dataclass
from finops_gate.model.price import Quoted
from finops_gate.model.setting import Key, Skipped, Unknown
from finops_gate.model.site import Site
from finops_gate.model.verdict import Coverage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paid:
    """What a capacity costs, in dollars."""

    hour: Decimal
    """Of one copy."""
    month: Decimal
    """730 hours of what always runs."""
    most: Decimal | None
    """730 hours of the most that may run; None: nothing bounds it."""
    prices: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The sites of one revision."""

    revision: str
    """Full sha, or ``worktree``."""
    as_of: date
    sites: tuple[Site, ...]
    quotes: tuple[tuple[str, Quoted], ...]
    """`provider|id as written` to what the catalog says, sorted."""
    skipped: tuple[Skipped, ...] = ()
    coverage: Coverage = Coverage()
    tests: int = 0
    """Files of tests that were not read: nothing in them spends in production."""
    capacities: tuple[tuple[str, Paid | Unknown], ...] = ()
    """The key of a site to what the capacity costs that it stands for, sorted. Of several sites that state one
    capacity, its machine and its count in two files, one stands for it."""

    def quote(self, site: Site) -> Quoted | None:
        """The quote of a site's model; None where no model is readable."""
        bound = site.bound(Key.MODEL)
        if bound is None or not isinstance(bound.value, str):
            return None
        return _under(f"{bound.setting.provider}|{bound.value}", self.quotes)

    def paid(self, site: Site) -> Paid | Unknown | None:
        """What the capacity costs that a site stands for; None where it stands for none."""
        return _under(site.key, self.capacities)


def _under(name: str, entries: Sequence[tuple[str, T]]) -> T | None:
    at = bisect_left(entries, name, key=lambda entry: entry[0])
    return entries[at][1] if at < len(entries) and entries[at][0] == name else None
