"""What one revision spends on: every site with what the catalog knows of its model."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from finops_gate.base.frozen import dataclass
from finops_gate.model.price import Quoted
from finops_gate.model.setting import Key, Skipped
from finops_gate.model.site import Site
from finops_gate.model.verdict import Coverage


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

    def quote(self, site: Site) -> Quoted | None:
        """The quote of a site's model; None where no model is readable."""
        bound = site.bound(Key.MODEL)
        if bound is None or not isinstance(bound.value, str):
            return None
        name = f"{bound.setting.provider}|{bound.value}"
        at = bisect_left(self.quotes, name, key=_name)
        return self.quotes[at][1] if at < len(self.quotes) and self.quotes[at][0] == name else None


def _name(quoted: tuple[str, Quoted]) -> str:
    return quoted[0]
