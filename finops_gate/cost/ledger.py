"""Saved estimates to a ledger: each change request once, and of it each dollar once.

Prevented is the highest estimate of a change request less what was merged; saved is what the merged state costs less
than before. A change request that fell from +$900 to -$100 prevented $900 and saved $100. One that was never merged
counts for nothing: nobody knows what came in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from finops_gate.base.money import EXACT, ZERO
from finops_gate.model.ledger import UNATTRIBUTED, Entry, Estimate, Ledger, Performance, Share, Split, Trend, week_of

Merged = Callable[[str, str], bool]
"""Repository and number in; True when it was merged."""


def ledger(
    estimates: Iterable[Estimate],
    merged: Merged | None,
    starts: date | None = None,
    ends: date | None = None,
    skipped: Sequence[tuple[str, str]] = (),
) -> Ledger:
    """The ledger of the change requests whose last run lies in a period (both days included).

    `merged` None: nobody can tell what was merged.
    """
    lives: dict[tuple[str, str], list[Estimate]] = {}
    for estimate in estimates:
        lives.setdefault((estimate.repository, estimate.change_request), []).append(estimate)
    entries, performance, unknown = [], [], 0
    for (repository, number), runs in sorted(lives.items()):
        ordered = sorted(runs, key=lambda run: (run.day, run.order))
        last = ordered[-1]
        if (starts and last.day < starts) or (ends and last.day > ends):
            continue
        is_merged = merged is not None and merged(repository, number)
        if is_merged:
            performance += [(week_of(last.day), entry) for entry in last.performance]
        entry = _entry(ordered, is_merged)
        if entry is None:
            unknown += 1
        else:
            entries.append(entry)
    entries.sort(key=lambda entry: (entry.day, entry.repository, _natural(entry.change_request)))
    return Ledger(
        starts,
        ends,
        tuple(entries),
        _shares(entries),
        trends(performance),
        unknown,
        tuple(sorted(skipped)),
        merged is not None,
    )


def _entry(runs: Sequence[Estimate], merged: bool) -> Entry | None:
    """None where the last run has no monthly figure: what was merged is not known."""
    last = runs[-1]
    if last.delta is None:
        return None
    measured = [(run.delta, run) for run in runs if run.delta is not None]
    highest, dearest = max(measured, key=lambda pair: pair[0])
    return Entry(
        last.repository,
        last.change_request,
        last.day,
        merged,
        len(runs),
        highest,
        last.delta,
        dearest.splits,
        last.splits,
        last.verdict,
        last.approved,
    )


def _shares(entries: Sequence[Entry]) -> tuple[Share, ...]:
    prevented: dict[str, Decimal] = {}
    saved: dict[str, Decimal] = {}
    added: dict[str, Decimal] = {}
    requests: dict[str, int] = {}
    for entry in entries:
        if not entry.merged:
            continue
        before, after = _by_team(entry.highest_splits), _by_team(entry.final_splits)
        teams = sorted({*before, *after})
        _allot(prevented, entry.prevented, {team: before.get(team, ZERO) - after.get(team, ZERO) for team in teams})
        _allot(saved, entry.saved, {team: -after.get(team, ZERO) for team in teams})
        _allot(added, entry.added, after)
        for team in teams:
            requests[team] = requests.get(team, 0) + 1
    found = [
        Share(team, prevented.get(team, ZERO), saved.get(team, ZERO), added.get(team, ZERO), requests.get(team, 0))
        for team in {*prevented, *saved, *added, *requests}
    ]
    return tuple(sorted(found, key=lambda share: (-(share.prevented + share.saved), share.team)))


def _allot(parts: dict[str, Decimal], amount: Decimal, weights: dict[str, Decimal]) -> None:
    """Gives an amount to teams in proportion to what each has of it, so that the parts are the whole.

    A report whose sites do not say whose it is gives it to nobody's team.
    """
    if not amount:
        return
    held = {team: weight for team, weight in weights.items() if weight > 0} or {UNATTRIBUTED: Decimal(1)}
    whole = sum(held.values(), ZERO)
    left = amount
    teams = sorted(held, key=lambda team: (held[team], team))
    for team in teams[:-1]:
        part = EXACT.divide(amount * held[team], whole).quantize(Decimal("0.000001"))
        parts[team] = parts.get(team, ZERO) + part
        left -= part
    parts[teams[-1]] = parts.get(teams[-1], ZERO) + left


def _by_team(splits: Sequence[Split]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for split in splits:
        found[split.team] = EXACT.add(found.get(split.team, ZERO), split.delta)
    return found


def trends(performance: Sequence[tuple[str, Performance]]) -> tuple[Trend, ...]:
    """Cost over outcomes of each team's features, by week or month; of one feature, what its last report there says."""
    latest: dict[tuple[str, str, str], Performance] = {}
    for week, entry in performance:
        latest[entry.team, week, entry.feature] = entry
    sums: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for (team, week, _), entry in latest.items():
        cost, outcomes = sums.get((team, week), (ZERO, ZERO))
        sums[team, week] = (cost + entry.cost, outcomes + entry.outcomes)
    points: dict[str, list[tuple[str, Decimal]]] = {}
    for (team, week), (cost, outcomes) in sorted(sums.items()):
        if outcomes:
            points.setdefault(team, []).append((week, EXACT.divide(cost, outcomes)))
    return tuple(Trend(team, tuple(found)) for team, found in sorted(points.items()))


def _natural(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isascii() and number.isdigit() else (0, number)
