"""Unit economics of the recorded calls, as the governing files in the work tree have them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from finops_gate.app.governing import OUTCOMES, PRICES, QUALITY, earned_of, prices_of, scores_of
from finops_gate.app.quotes import quotes
from finops_gate.app.usage import MANIFEST, current, root_of
from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.catalog.book import Catalog
from finops_gate.cost.economics import SLICES, allocated_share, listed, units
from finops_gate.model.economics import Unit
from finops_gate.model.price import Quoted
from finops_gate.model.quality import Score
from finops_gate.model.usage import UNATTRIBUTED, UsageProfile


class Economics(NamedTuple):
    """What features, tiers, teams or models cost and earn."""

    units: tuple[Unit, ...]
    allocated: Decimal | None
    """Percent of the recorded spending that belongs to a feature."""
    has_outcomes: bool


class Reconciled(NamedTuple):
    """What the gate had projected for one feature against what was then paid, dollars a month."""

    feature: str
    projected: Decimal
    paid: Decimal | None
    """None: nothing paid is recorded for it."""

    @property
    def factor(self) -> Decimal | None:
        """Paid over projected: by this the projections are off."""
        return self.paid / self.projected if self.paid is not None and self.projected else None


def run(directory: Path | None, by: str, feature: str, as_of: date) -> Economics:
    """Reads usage.csv and outcomes.csv. Raises UsageError, GovernanceError."""
    profiles, known = _profiles(directory, as_of)
    root = root_of(directory)
    path = root / OUTCOMES
    earned = earned_of(path.read_bytes() if path.exists() else None)
    rows = [row for row in profiles if not feature or row.feature == feature]
    if not rows:
        names = ", ".join(sorted({clean(row.feature, 60) for row in profiles}))
        raise UsageError(f"usage.csv counts no calls of {clean(feature, 60)}", f"there are {names}")
    return Economics(units(rows, known, earned, by, _scores(root)), allocated_share(profiles, known), bool(earned))


def _scores(root: Path) -> tuple[Score, ...]:
    """The team's own evaluations, from quality/ in the work tree. Raises GovernanceError."""
    paths = [path.relative_to(root).as_posix() for path in sorted((root / QUALITY).glob("*")) if path.is_file()]
    return scores_of(lambda path: (root / path).read_bytes(), paths)


def slices() -> tuple[str, ...]:
    """By what the calls may be divided."""
    return tuple(SLICES)


def reconcile(directory: Path | None, report: Path | None, as_of: date) -> tuple[Reconciled, ...]:
    """What a saved report projected at merge against what usage.csv says was paid; without one, list against paid."""
    profiles, known = _profiles(directory, as_of)
    paid: dict[str, Decimal | None] = {}
    for row in profiles:
        if row.paid_per_month is not None:
            paid[row.feature] = (paid.get(row.feature) or Decimal(0)) + row.paid_per_month
    if report is None:
        costs: dict[str, Decimal] = {}
        for row in profiles:
            cost = listed(row, known)
            if cost is not None and row.feature != UNATTRIBUTED:
                costs[row.feature] = costs.get(row.feature, Decimal(0)) + cost
    else:
        costs = _projected(report)
    if not costs:
        raise UsageError("there is no monthly figure to compare", f"finops-gate usage sync SOURCE writes {MANIFEST}")
    return tuple(Reconciled(name, costs[name], paid.get(name)) for name in sorted(costs))


def _projected(path: Path) -> dict[str, Decimal]:
    """The monthly figure of each feature at head, by a report in JSON; rows of one site count once."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        rows = {change["site"]: change for change in report["changes"] if change["billed"]}
        found: dict[str, Decimal] = {}
        for change in rows.values():
            if change["feature"] and change["monthly"]["head"] is not None:
                found[change["feature"]] = found.get(change["feature"], Decimal(0)) + Decimal(change["monthly"]["head"])
        # A feature's whole month stands in its economics, where the report has them: sites that did not change, too.
        for economy in report.get("economics", ()):
            if "tier" not in economy and economy["feature"] in found:
                found[economy["feature"]] = Decimal(economy["cost_head"])
    except OSError as error:
        raise UsageError(f"{clean(str(path))} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, ArithmeticError):
        raise UsageError(f"{clean(str(path))} is no report", "finops-gate diff --output json=report.json") from None
    return found


def _profiles(directory: Path | None, as_of: date) -> tuple[tuple[UsageProfile, ...], dict[str, Quoted]]:
    profiles, _ = current(directory)
    root = root_of(directory)
    paths = [path.relative_to(root).as_posix() for path in sorted((root / PRICES).glob("*")) if path.is_file()]
    prices = prices_of(lambda path: (root / path).read_bytes(), paths)
    return profiles, quotes(Catalog.load().with_prices(prices), (), profiles, as_of)
