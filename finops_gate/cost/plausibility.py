"""What cannot be true of recorded calls, or may mislead, although each record can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.recorded import Cached, Day, Stream

STALE = 3
"""Days without any record after which a source is called stale."""


class Doubt(NamedTuple):
    """One thing to look at."""

    what: str
    """``stale``, ``double-counted``, ``cached``, ``negative``, ``failures``, ``uncounted``."""
    message: str


def doubts(streams: Sequence[Stream], cached: Cached, today: date) -> tuple[Doubt, ...]:
    """Everything doubtful about what a source recorded, sorted."""
    return tuple(sorted({*_age(streams, today), *_twice(streams), *_sums(streams), *_semantics(streams, cached)}))


def _age(streams: Sequence[Stream], today: date) -> Iterator[Doubt]:
    days = [day.day for stream in streams for day in stream.days]
    if not days:
        yield Doubt("stale", "nothing is recorded")
    elif (today - max(days)).days > STALE:
        yield Doubt("stale", f"the last record is of {max(days)}, {(today - max(days)).days} days ago")
    elif max(days) > today:
        yield Doubt("future", f"there are records of {max(days)}, which has not come yet")


def _twice(streams: Sequence[Stream]) -> Iterator[Doubt]:
    """Tables by tag have a row under each tag of a call: equal days of equal sums are most likely the same calls."""
    seen: dict[tuple[object, ...], str] = {}
    for stream in streams:
        labels = stream.labels
        if not labels.tag or labels.tag.startswith("["):
            continue
        same = (labels._replace(tag=""), tuple(day for day in stream.days if day.calls))
        if not same[1]:
            continue
        other = seen.setdefault(same, labels.tag)
        if other != labels.tag:
            yield Doubt(
                "double-counted",
                f"tags {other} and {labels.tag} have the same calls on every day: one call with two tags counts twice",
            )


def _sums(streams: Sequence[Stream]) -> Iterator[Doubt]:
    for stream in streams:
        for day in stream.days:
            yield from _day(f"{stream.labels.provider}/{stream.labels.model} on {day.day}", day)


def _day(where: str, day: Day) -> Iterator[Doubt]:
    tokens = (day.input, day.cache_read, day.cache_write, day.output, day.reasoning, day.calls)
    if min(tokens) < 0:
        yield Doubt("negative", f"{where}: a negative count")
    if day.successful > day.calls and day.counted:
        yield Doubt("failures", f"{where}: more calls succeeded ({day.successful:,}) than were made ({day.calls:,})")
    if day.reasoned and day.reasoning > day.output:
        yield Doubt("reasoning", f"{where}: more reasoning ({day.reasoning:,}) than output ({day.output:,})")
    if day.counted and day.paid > 0 and not day.calls:
        yield Doubt("uncounted", f"{where}: paid for, and no call is recorded")


def _semantics(streams: Sequence[Stream], cached: Cached) -> Iterator[Doubt]:
    if cached is not Cached.UNKNOWN:
        return
    read = sum(day.cache_read for stream in streams for day in stream.days)
    if read:
        yield Doubt(
            "cached",
            f"the source does not say whether input includes its {read:,} cached tokens; they are taken as apart",
        )
