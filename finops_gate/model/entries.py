"""A verdict by site: the rows, the cost and the decisions of one place together, in the order people read them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from finops_gate.base.frozen import dataclass
from finops_gate.base.money import EXACT, ZERO, percent_change
from finops_gate.model.advice import Advice, best_first
from finops_gate.model.policy import Outcome
from finops_gate.model.projection import Projection, Range
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Bound
from finops_gate.model.verdict import Decision, Row, Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """What a report tells of one site. Its rows share one projection."""

    site: str
    rows: tuple[Row, ...]
    """Its billed rows, the model first."""
    projection: Projection | None
    decisions: tuple[Decision, ...]
    """What was decided on this site, worst first."""

    @property
    def outcome(self) -> Outcome:
        """The worst that was decided on it; waived decisions do not count."""
        return max((d.outcome for d in self.decisions if d.waived_by is None), default=Outcome.PASS)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do instead, the largest saving first."""
        found = (decision.finding.suggests for decision in self.decisions)
        return tuple(sorted((advice for advice in found if advice is not None), key=best_first))

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the projection assumes, without the advice that stands at its end."""
        told = {f"advice ({advice.rule}): {advice.message}" for advice in self.advice}
        assumptions = self.projection.evidence.assumptions if self.projection else ()
        return tuple(line for line in assumptions if line not in told)


@dataclass(frozen=True, slots=True)
class Entries:
    """The whole of a verdict, sorted for reading."""

    sites: tuple[Entry, ...]
    """Worst first, then the largest increase of a month."""
    general: tuple[Decision, ...]
    """Decisions that belong to no row, such as one on a file that could not be read."""
    unbilled: tuple[Row, ...]
    """Shown for information: a re-spelling, a test, a document."""


def entries(verdict: Verdict) -> Entries:
    """Groups the rows of a verdict by site and puts each decision with the site it is about.

    A decision on several sites stands with the first of them alone, so that nothing is said twice.
    """
    grouped: dict[str, list[Row]] = {}
    for row in verdict.rows:
        if row.change.billed:
            grouped.setdefault(row.projection.site if row.projection else row.change.site, []).append(row)
    where = {row.fingerprint: site for site, rows in grouped.items() for row in rows}
    decided: dict[str, list[Decision]] = {}
    general = []
    for decision in sorted(verdict.decisions, key=_worst_first):
        sites = [where[name] for name in decision.finding.changes if name in where]
        if sites:
            decided.setdefault(min(sites), []).append(decision)
        else:
            general.append(decision)
    found = [
        Entry(
            site,
            tuple(sorted(rows, key=_in_file)),
            next((row.projection for row in rows if row.projection), None),
            tuple(decided.get(site, ())),
        )
        for site, rows in grouped.items()
    ]
    return Entries(
        tuple(sorted(found, key=_reading_order)),
        tuple(general),
        tuple(sorted((row for row in verdict.rows if not row.change.billed), key=_in_file)),
    )


def _worst_first(decision: Decision) -> tuple[int, str, str, int, str]:
    finding = decision.finding
    return -decision.outcome, finding.rule, finding.location.path, finding.location.line, finding.fingerprint


def _in_file(row: Row) -> tuple[bool, str, int, str, str]:
    change = row.change
    return change.key != "model", change.path, change.line, change.key, row.fingerprint


def _reading_order(entry: Entry) -> tuple[int, Decimal, str, int, str]:
    delta = monthly_delta(entry.projection)
    first = entry.rows[0].change
    return -entry.outcome, -(delta.mid if delta else ZERO), first.path, first.line, entry.site


def monthly_delta(projection: Projection | None) -> Range | None:
    """What a month costs more. None where a side has no monthly figure."""
    if projection is None:
        return None
    return difference(projection.monthly_before, projection.monthly_after)


def difference(before: Range | None, after: Range | None) -> Range | None:
    """After less before. Both sides have the same workload, so the ends of the ranges belong together."""
    if before is None or after is None:
        return None
    low, mid, high = (
        EXACT.subtract(right, left)
        for left, right in ((before.low, after.low), (before.mid, after.mid), (before.high, after.high))
    )
    return Range(min(low, mid, high), mid, max(low, mid, high))


def per_call_percent(projection: Projection | None) -> Decimal | None:
    """By how many percent a call becomes dearer. None where a side is unknown, or where nothing was paid before."""
    if projection is None or projection.per_call_before is None or projection.per_call_after is None:
        return None
    return percent_change(projection.per_call_before, projection.per_call_after)


def written(bound: Bound) -> str | None:
    """What stands in the source: the literal, the name of a constant, or else the value that takes effect."""
    if bound.written is not None:
        return bound.written
    return None if isinstance(bound.value, Unknown) else bound.value


def spoken(bound: Bound) -> str:
    """What stands in the source, and in brackets the value in effect where it differs or why there is none."""
    text = written(bound)
    if isinstance(bound.value, Unknown):
        return f"{text or 'unreadable'} ({bound.value.reason})"
    return bound.value if text in (None, bound.value) else f"{text} ({bound.value})"


def called(decision: Decision) -> str:
    """What a decision comes to, in a word: its outcome, or ``waived``."""
    return "waived" if decision.waived_by else decision.outcome.word


def due(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that say more than pass, also those that would if nothing waived them."""
    return tuple(decision for decision in decisions if decision.outcome is not Outcome.PASS or decision.waived_by)
