"""A new version of a package changes the model that code gets which names none.

Why it matters:
    Nothing in the repository names a model, so nobody reviews the change: a library's default moves, in a patch release
    as well as in a major one, all tests pass, and each call costs what the new model costs. A default for embeddings
    that changes also means that stored vectors have to be made anew.

Example:
    `magentic` goes from 0.23.0 to 0.24.0 in uv.lock, and every `@prompt` function calls gpt-4o instead of gpt-4-turbo.

What to do:
    Name the model at the places that the message lists, so that it changes only when you change it, or keep the old
    version of the package. `ratio` and `above` in policy.yaml mean what they mean for a model that is swapped in code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_gate.base.money import EXACT, ZERO, dollars, times
from finops_gate.base.text import clean
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.package import Moved, Reliance, Use
from finops_gate.model.setting import Key
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule

SHOWN = 5
"""Places that one message lists."""


def check(case: Case) -> Iterator[Finding]:
    """One finding for each package with a changed default that something here relies on."""
    sites = [site for site in touched_sites(case.rows) if site.row.change.key is Key.PACKAGE]
    for moved in case.packages:
        prefix = f"#{moved.move.ecosystem}:{moved.move.name}:"
        own = [site for site in sites if prefix in site.row.change.site]
        if own:
            yield _finding(moved, own)


def _finding(moved: Moved, sites: Sequence[Touched]) -> Finding:
    ratios = [
        EXACT.divide(site.per_call_after, site.per_call_before)
        for site in sites
        if site.per_call_before and site.per_call_after is not None
    ]
    deltas = [
        site.monthly_after.mid - site.monthly_before.mid
        for site in sites
        if site.monthly_before is not None and site.monthly_after is not None
    ]
    swaps = "; ".join(_swap(site) for site in sites)
    name = f"{clean(moved.move.name, 80)} {clean(moved.move.words, 80)}"
    certain = _certain(moved)
    where = _places(certain)
    ranged = any(pin.written for pin in (*moved.move.before, *moved.move.after))
    range_note = " (ranges, compared at their lowest versions)" if ranged else ""
    message = f"{name}{range_note} changes the default model: {swaps}; {where}"
    return finding(
        "dependency-default",
        sites,
        message,
        names=tuple(sorted({str(bound.value) for site in sites if (bound := site.row.change.after) is not None})),
        advice=_advice(moved, certain),
        ratio=max(ratios) if ratios else None,
        above=sum(deltas, ZERO) if deltas else None,
    )


def _swap(site: Touched) -> str:
    before, after = site.per_call_before, site.per_call_after
    if before is None or after is None:
        return f"{site.swap} (no price is known)"
    figures = f"{dollars(before * 1000)} -> {dollars(after * 1000)} per 1,000 calls"
    ratio = f", {times(EXACT.divide(after, before))} as much" if before and after > before else ""
    month = ""
    if site.monthly_before is not None and site.monthly_after is not None:
        month = f", {dollars(site.monthly_after.mid - site.monthly_before.mid, True)} a month"
    return f"{site.swap} ({figures}{ratio}{month})"


def _certain(moved: Moved) -> list[Reliance]:
    confirmed = [reliance for reliance in moved.reliances if reliance.use is Use.CONFIRMED]
    return confirmed or list(moved.reliances)


def _places(reliances: Sequence[Reliance]) -> str:
    said = list(dict.fromkeys((r.location, r.name, r.use, r.why) for r in reliances))
    shown = ", ".join(f"{clean(place.path, 100)}:{place.line} {clean(name, 60)}" for place, name, _, _ in said[:SHOWN])
    more = f" and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    sure = "relied on" if said and said[0][2] is Use.CONFIRMED else f"possibly relied on ({said[0][3]})" if said else ""
    return f"{sure} at {shown}{more}"


def _advice(moved: Moved, reliances: Sequence[Reliance]) -> str:
    """The line to write that keeps the old model."""
    pinned = next((reliance for reliance in reliances if reliance.pin), None)
    keep = clean(moved.keep, 100)
    if pinned is None:
        return f"keep {keep}, or name the model where the package is used"
    return (
        f"write {clean(pinned.pin, 100)} at {clean(pinned.location.path, 100)}:{pinned.location.line}, or keep {keep}"
    )


RULE = Rule("dependency-default", check, ("ratio", "above"))
