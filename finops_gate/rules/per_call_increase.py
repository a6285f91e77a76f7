"""A call costs more than before.

Why it matters:
    The price of one call is the only figure that is known before anybody has counted the calls. A model that costs ten
    times as much costs ten times as much at any volume, and list prices of neighbouring models differ by far more than
    ten.

Example:
    `gpt-4o-mini` becomes `gpt-4-turbo`: the same 900 input and 300 output tokens cost 57 times as much.
    `max_tokens` goes from 500 to 12,000 where answers were cut off at the limit.
    An endpoint's `inf2.48xlarge` becomes `p5.48xlarge`: what is paid by the hour is compared by the hour.

What to do:
    Use the dearer model only on the path that needs it, or ask for approval with the reason. `ratio: "10"` in
    policy.yaml means ten times as much as before or more.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.money import EXACT, ZERO, dollars, percent, percent_change, times
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import touched_sites
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each site whose call, or hour, costs more at head than at base."""
    for site in touched_sites(case.rows):
        before, after = site.per_call_before, site.per_call_after
        if site.is_new or before is None or after is None or after <= before:
            continue
        piece = "an hour" if site.hourly else "a call"
        figures = f"{dollars(before * 1000)} -> {dollars(after * 1000)} per 1,000 calls"
        if site.hourly:
            figures = f"{dollars(before)} -> {dollars(after)} an hour"
        if before == ZERO:
            yield finding(
                "per-call-increase", site, f"{site.name}: {piece} cost nothing before ({site.swap}): {figures}"
            )
            continue
        grown = percent_change(before, after)
        assert grown is not None  # before is not zero
        ratio = EXACT.divide(after, before)
        least = "at least " if site.projection and site.projection.at_least else ""
        message = f"{site.name}: {piece} costs {least}{times(ratio)} as much ({site.swap}): {figures}, {percent(grown)}"
        yield finding("per-call-increase", site, message, ratio=ratio)


RULE = Rule("per-call-increase", check, ("ratio",), by_evidence=True)
