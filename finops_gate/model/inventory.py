"""What one revision spends on: every site with what the catalog knows of its model."""

from __future__ import annotations

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
    """`provider|id as written` to what the catalog says."""
    skipped: tuple[Skipped, ...] = ()
    coverage: Coverage = Coverage()

    def quote(self, site: Site) -> Quoted | None:
        """The quote of a site's model; None where no model is readable."""
        bound = site.bound(Key.MODEL)
        if bound is None or not isinstance(bound.value, str):
            return None
        return dict(self.quotes).get(f"{bound.setting.provider}|{bound.value}")
