"""What an engine answered, folded: days by stream, and the buckets from which percentiles are told.

Buckets are kept as columns of numbers, since three thousand streams have a million and a half of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.hours import HOURS
from finops_gate.model.recorded import Day, Labels, Percentiles, Stream
from finops_gate.usage.aggregate import KINDS, SUMS, WEEK

SHARES = (50, 95, 99)
_EPOCH = date(1970, 1, 1)
_NO_HOURS = [0] * HOURS


class Recorded(NamedTuple):
    """Everything that a source recorded: streams in the order of their labels, and their distributions."""

    streams: tuple[Stream, ...]
    buckets: Any
    """Columns stream, kind, bucket, calls and tokens; None: nothing was recorded call by call."""
    hours: tuple[tuple[int, ...], ...] = ()
    """Calls of each stream in each hour of the week; empty: of none the hour is known."""

    def percentiles(self, groups: Sequence[int]) -> dict[tuple[int, str], Percentiles]:
        """Percentiles by group and kind; `groups` says for each stream to which group it belongs, -1 to none."""
        return _percentiles(self.buckets, groups) if self.buckets is not None else {}


def fold(batches: Iterable[Any]) -> Recorded:
    """Reads record batches of the profile's expression, in whatever order they come."""
    index: dict[Labels, int] = {}
    days: dict[int, dict[int, list[int]]] = {}
    hours: dict[int, list[int]] = {}
    kept = []
    for batch in batches:
        if batch.num_rows:
            streams = _streams(batch, index)
            parts = _numbers(batch, "part")
            _add_days(batch, streams, parts, days)
            _add_hours(batch, streams, parts, hours)
            kept.append(_buckets(batch, streams, parts))
    order = sorted(index, key=tuple)
    place = [0] * len(order)
    for at, labels in enumerate(order):
        place[index[labels]] = at
    found = tuple(
        Stream(
            labels,
            tuple(Day(_EPOCH + timedelta(days=at), *sums) for at, sums in sorted(days.get(index[labels], {}).items())),
        )
        for labels in order
    )
    weeks = tuple(tuple(hours.get(index[labels], _NO_HOURS)) for labels in order) if hours else ()
    return Recorded(found, _joined(kept, place), weeks)


def _numbers(batch: Any, name: str) -> Any:
    return batch.column(name).cast("int64").to_numpy(zero_copy_only=False)


def _streams(batch: Any, index: dict[Labels, int]) -> Any:
    """The number of each row's stream; new labels are numbered as they appear."""
    import numpy

    names = [name for name in Labels._fields if name in batch.schema.names]
    code = numpy.zeros(batch.num_rows, dtype=numpy.int64)
    words = []
    for name in names:
        coded = batch.column(name).cast("string").fill_null("").dictionary_encode()
        words.append(coded.dictionary.to_pylist())
        code = code * max(len(words[-1]), 1) + coded.indices.to_numpy(zero_copy_only=False)
    distinct, where = numpy.unique(code, return_inverse=True)
    numbers = []
    for value in distinct.tolist():
        rest, said = value, {}
        for name, known in zip(reversed(names), reversed(words), strict=True):
            rest, at = divmod(rest, max(len(known), 1))
            said[name] = known[at]
        numbers.append(index.setdefault(Labels(**said), len(index)))
    return numpy.array(numbers, dtype=numpy.int32)[where.reshape(-1)]


def _add_days(batch: Any, streams: Any, parts: Any, days: dict[int, dict[int, list[int]]]) -> None:
    chosen = parts == 0
    if not chosen.any():
        return
    columns = [_numbers(batch, name)[chosen].tolist() for name in ("at", *SUMS)]
    for stream, (at, *sums) in zip(streams[chosen].tolist(), zip(*columns, strict=True), strict=True):
        held = days.setdefault(stream, {}).get(at)
        # Two rows of one day differ in a label that one of them does not have (null) and the other leaves empty.
        days[stream][at] = list(sums) if held is None else [a + b for a, b in zip(held, sums, strict=True)]


def _add_hours(batch: Any, streams: Any, parts: Any, hours: dict[int, list[int]]) -> None:
    chosen = parts == WEEK
    if not chosen.any():
        return
    ats, calls = (_numbers(batch, name)[chosen].tolist() for name in ("at", "rows"))
    for stream, at, number in zip(streams[chosen].tolist(), ats, calls, strict=True):
        hours.setdefault(stream, list(_NO_HOURS))[at] += number


def _buckets(batch: Any, streams: Any, parts: Any) -> tuple[Any, ...]:
    chosen = (parts > 0) & (parts < WEEK)
    kind = parts[chosen]
    sums = [_numbers(batch, name)[chosen] for name in KINDS]
    return streams[chosen], kind, _numbers(batch, "at")[chosen], _numbers(batch, "rows")[chosen], sums[0] + sums[1]


def _joined(kept: Sequence[tuple[Any, ...]], place: Sequence[int]) -> tuple[Any, ...] | None:
    import numpy

    if not any(len(part[0]) for part in kept):
        return None
    streams, *others = (numpy.concatenate(column) for column in zip(*kept, strict=True))
    return numpy.array(place, dtype=numpy.int32)[streams], *others


def _percentiles(buckets: tuple[Any, ...], groups: Sequence[int]) -> dict[tuple[int, str], Percentiles]:
    """By nearest rank: the mean of the bucket in which the call of that rank lies.

    Answers that a limit cut off pile up in one number, and the mean says it exactly; the middle would not.
    """
    import numpy

    streams, kinds, ats, calls, tokens = buckets
    group = numpy.array(groups, dtype=numpy.int64)[streams]
    order = numpy.lexsort((ats, kinds, group))
    order = order[group[order] >= 0]
    found: dict[tuple[int, str], Percentiles] = {}
    if not len(order):
        return found
    group, kinds, ats, calls, tokens = (column[order] for column in (group, kinds, ats, calls, tokens))
    owner = group * (len(KINDS) + 1) + kinds
    starts = numpy.flatnonzero(numpy.diff(owner, prepend=owner[0] - 1))
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(owner)], strict=True):
        first = numpy.flatnonzero(numpy.diff(ats[start:end], prepend=ats[start] - 1))
        number = numpy.add.reduceat(calls[start:end], first)
        total = numpy.add.reduceat(tokens[start:end], first)
        reached = numpy.cumsum(number)
        values = []
        for share in SHARES:
            at = int(numpy.searchsorted(reached * 100, int(reached[-1]) * share))
            values.append(Decimal(int(total[at])) / Decimal(int(number[at])))
        found[int(group[start]), KINDS[int(kinds[start]) - 1]] = Percentiles(*values)
    return found
