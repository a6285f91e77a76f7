"""The catalog with a company's own prices over it, where the command stands in a repository that states some."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from finops_gate.base.errors import RepositoryError

if TYPE_CHECKING:
    from finops_gate.catalog.book import Catalog


def catalog_here(directory: Path | None) -> Catalog:
    """The catalog as it holds in a repository's work tree; outside of any repository the published one.

    Raises GovernanceError for prices that are malformed, and RepositoryError for a named directory that is none.
    """
    from finops_gate.app.governing import PRICES, prices_of
    from finops_gate.catalog.book import Catalog
    from finops_gate.repo.discover import discover
    from finops_gate.repo.tree import revision

    catalog = Catalog.load()
    try:
        place = discover(directory, explicit=directory is not None)
    except RepositoryError:
        if directory is not None:
            raise
        return catalog
    tree = revision(directory, "HEAD" if place.bare else "worktree", explicit=directory is not None)
    return catalog.with_prices(prices_of(tree.demand, tree.below(PRICES)))
