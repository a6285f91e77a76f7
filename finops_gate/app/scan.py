"""The inventory of one revision: every place that spends, resolved over the whole tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from pathlib import Path

from finops_gate.app.changes import Settings, own_sites
from finops_gate.app.rates import rates
from finops_gate.base.frozen import NamedTuple
from finops_gate.cost.capacity import bearers, cost_of
from finops_gate.detect import places, route
from finops_gate.model.inventory import Inventory, Paid
from finops_gate.model.rates import CompanyPrices
from finops_gate.model.setting import Key, Skipped, Unknown
from finops_gate.model.site import Site
from finops_gate.model.verdict import Coverage
from finops_gate.repo.tree import Tree
from finops_gate.repo.tree import revision as tree_of
from finops_gate.resolve.names import resolve

Progress = Callable[[int, int], None]
"""Files done, files in all."""


class Whole(NamedTuple):
    """What stands in all files of a revision."""

    sites: tuple[Site, ...]
    """Also mentions, which spend nothing."""
    skipped: tuple[Skipped, ...]
    files: int
    scanned: int
    """Files that were looked into."""
    tests: int
    """Files of tests, left out."""


def _spends(site: Site) -> bool:
    """A model, or what is paid by the hour; a prompt or a limit alone is a part of a call that stands elsewhere."""
    return any(b.setting.key is Key.MODEL or b.setting.key.kind in ("accelerator", "scale") for b in site.settings)


def run(
    directory: Path | None,
    revision: str = "HEAD",
    progress: Progress | None = None,
    *,
    tests: bool = False,
    explicit: bool = False,
) -> Inventory:
    """Reads every relevant file of a revision (``worktree``: as it lies there) and resolves them together.

    `tests`: also the files of tests. They spend nothing in production, and are two fifths of a usual repository.
    """
    from finops_gate.app.governing import PRICES, prices_of
    from finops_gate.app.quotes import bounds_of, quotes
    from finops_gate.catalog.book import Catalog

    tree = tree_of(directory, revision, explicit=explicit)
    whole = sites_at(tree, progress, tests=tests)
    shown = tuple(site for site in whole.sites if site.mention in ("", "test", "doc") and _spends(site))
    prices = prices_of(tree.demand, tree.below(PRICES))
    catalog = Catalog.load().with_prices(prices)
    known = quotes(catalog, bounds_of(shown), (), tree.day)
    return Inventory(
        tree.revision,
        tree.day,
        shown,
        tuple(sorted(known.items())),
        tuple(sorted({*whole.skipped, *tree.skipped})),
        Coverage(whole.files, whole.scanned),
        whole.tests,
        _paid(shown, tree.day, prices),
    )


def _paid(sites: Sequence[Site], day: date, prices: CompanyPrices) -> tuple[tuple[str, Paid | Unknown], ...]:
    """What the capacities cost that some sites stand for, by the site's key."""
    held = [(site.key, site.capacity) for site in bearers(sites).values() if site.capacity is not None]
    known = rates((capacity for _, capacity in held), day, prices)
    costs = ((key, cost_of(capacity, known)) for key, capacity in held)
    return tuple(
        (key, cost if isinstance(cost, Unknown) else Paid(cost.hour, cost.floor, cost.ceiling, cost.prices, cost.notes))
        for key, cost in sorted(costs, key=itemgetter(0))
    )


def sites_at(tree: Tree, progress: Progress | None = None, *, tests: bool = False) -> Whole:
    """All sites of a revision, resolved over the whole tree."""
    found: Settings = {}
    skipped: list[Skipped] = []
    paths = tree.paths()
    readable = [path for path in paths if not route.unread(path)]
    wanted = readable if tests else [path for path in readable if places.mention(path) != "test"]
    scanned = 0
    for done, (path, _, text) in enumerate(tree.blobs(set(wanted).__contains__)):
        if progress is not None and done % 64 == 0:
            progress(done, len(wanted))
        if not route.worth_reading(path, text):
            continue
        scanned += 1
        for entry in route.read(path, text):
            if isinstance(entry, Skipped):
                skipped.append(entry)
            else:
                found.setdefault(path, []).append(entry)
    sites = tuple(own_sites(resolve(found), found))
    return Whole(sites, tuple(skipped), len(paths), scanned, len(readable) - len(wanted))
