"""The touched sites together, each counted once, and the one whose price per call stands in for a missing month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from finops_gate.base.money import EXACT, ZERO, percent_change
from finops_gate.cost.touched import Touched
from finops_gate.model.policy import Outcome
from finops_gate.model.projection import Range
from finops_gate.model.verdict import Decision, Totals


def totals(sites: Sequence[Touched], decisions: Sequence[Decision]) -> Totals:
    """Monthly totals of the sites that have a month. `partial` when others have none.

    Cost per 1,000 calls is given where there is no month, and where the site that decides has none: then it is what
    the decision is about.
    """
    counted = [site for site in sites if has_month(site)]
    missing = [site for site in sites if not has_month(site) and not _counted_elsewhere(site)]
    base = head = percent = None
    if counted:
        base, head = _sum(site.monthly_before for site in counted), _sum(site.monthly_after for site in counted)
        percent = percent_change(base.mid, head.mid)
    leading = leading_site(missing, decisions) if missing else None
    if leading is None or (counted and not _decides(leading, decisions)):
        return Totals(base, head, percent, partial=bool(missing and counted))
    before, after = leading.per_call_before, leading.per_call_after
    assert before is not None and after is not None  # a site leads by its price per call
    if not counted:
        percent = percent_change(before, after)
    if leading.hourly:
        partial = bool(len(missing) > 1 or counted)
        return Totals(base, head, percent, per_hour_before=before, per_hour_after=after, partial=partial)
    return Totals(base, head, percent, before * 1000, after * 1000, partial=bool(len(missing) > 1 or counted))


def has_month(site: Touched) -> bool:
    """True when both sides of the site have a monthly figure."""
    return site.monthly_before is not None and site.monthly_after is not None


def has_price(site: Touched) -> bool:
    """True when both sides of the site have a price per call."""
    return site.per_call_before is not None and site.per_call_after is not None


def leading_site(sites: Sequence[Touched], decisions: Sequence[Decision]) -> Touched | None:
    """Of the sites that decide, the one with the largest change per call; None when none of them has a price.

    Where nothing objects, every site decides. Growth counts before a saving, and growth of something that existed
    before something new, which has no percentage.
    """
    deciding = [site for site in sites if _decides(site, decisions)]
    if not _worst(decisions):
        deciding = list(sites)
    return max(filter(has_price, deciding), key=_weight, default=None)


def _weight(site: Touched) -> tuple[int, object, object, str]:
    before, after = site.per_call_before, site.per_call_after
    assert before is not None and after is not None  # asked only of sites with a price
    change = percent_change(before, after)
    if change is None:
        return (1 if after > ZERO else 0), after, ZERO, site.site
    kind = 2 if change > 0 else 0
    return kind, abs(change), abs(EXACT.subtract(after, before)), site.site


def _decides(site: Touched, decisions: Sequence[Decision]) -> bool:
    """True when a finding about the site comes to the worst outcome there is."""
    deciding = {row for decision in _worst(decisions) for row in decision.finding.changes}
    return any(row.fingerprint in deciding for row in site.rows)


def _worst(decisions: Sequence[Decision]) -> list[Decision]:
    worst = max((decision.outcome for decision in decisions), default=Outcome.PASS)
    return [decision for decision in decisions if decision.outcome is worst is not Outcome.PASS]


def _counted_elsewhere(site: Touched) -> bool:
    return bool(site.projection and site.projection.counted_at)


def _sum(ranges: Iterable[Range | None]) -> Range:
    low = mid = high = ZERO
    for found in ranges:
        if found is not None:
            low, mid, high = EXACT.add(low, found.low), EXACT.add(mid, found.mid), EXACT.add(high, found.high)
    return Range(low, mid, high)
