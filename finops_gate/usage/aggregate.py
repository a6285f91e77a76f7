"""The profile as one Ibis expression: counts, sums and log-bucket histograms, the same on every engine.

Engines disagree on quantiles, and several have none that is exact (research of November 2026: DuckDB's approximate one
was off by twenty tokens where others agreed, six dialects refuse to compile the exact one). A histogram whose buckets
grow by two percent is a plain GROUP BY; its rows can be added up over days, shards and engines, and give each
percentile within one percent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from finops_gate.model.recorded import NANO, Labels

GAMMA = 1.02
"""Each bucket's upper end over its lower end."""
KINDS = ("input", "output")
SUMS = (
    "rows",
    "counted",
    "calls",
    "judged",
    "successful",
    "metered",
    "input",
    "cache_read",
    "cache_write",
    "output",
    "reasoned",
    "reasoning",
    "billed",
    "paid",
    "rated_paid",
    "rated_list",
)
"""The columns of a day, in the order of `Day` after its date."""
COLUMNS = ("part", "at", *SUMS)
"""Of the result, before the labels. `part` 0: a day, `at` days after 1970; 1 and 2: a bucket of input and output; 3: an
hour of the week, `at` hours after the beginning of Monday in UTC."""
WEEK = 3

Values = Mapping[str, Any]
"""Column of a call to its Ibis value: ``day``, labels, facts. What is missing is unknown."""


Span = tuple[date | None, date]
"""The first day that counts and the day after the last; None: from the beginning."""


def profile(table: Any, values: Values, *, single: bool = True, span: Span | None = None) -> Any:
    """The expression over a table of calls. `single`: a row is one call, so that distributions can be told.

    `span`: the days whose calls are counted by hour of the week, too, where the records know the hour.
    """
    import ibis

    if span is None or (values["day"].type().is_date() and "hour" not in values):
        values = {name: value for name, value in values.items() if name != "hour"}
    elif "hour" not in values and values["day"].type().is_timestamp():
        values = {**values, "hour": values["day"].hour()}
    labels = [name for name in Labels._fields if name in values]
    facts = {name: value for name, value in values.items() if name not in labels}
    wide = table.select(**{name: _text(values[name]) for name in labels}, **_typed(facts))
    parts = [_days(wide, labels, facts)]
    if single:
        parts += [_buckets(wide, labels, kind, at) for at, kind in enumerate(KINDS, 1) if kind in facts]
    if "hour" in facts and span is not None:
        parts.append(_hours(wide, labels, span))
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def _text(value: Any) -> Any:
    """A label. Unknown ones are filled in after grouping: before it, that would undo the dictionaries of parquet."""
    return value if value.type().is_string() else value.cast("string")


def _typed(facts: Values) -> dict[str, Any]:
    """The facts as whole numbers; money in billionths of a dollar; whether one call succeeded may stay a boolean."""

    found = {}
    for name, value in facts.items():
        if name == "day":
            found[name] = value.cast("date")
        elif name in ("paid", "listed") and not value.type().is_integer():
            # Half up, not by round(): engines disagree on halves, and DuckDB's takes twice as long.
            found[name] = (value.cast("float64") * NANO + 0.5).floor().cast("int64")
        elif name == "successful" and value.type().is_boolean():
            found[name] = value
        else:
            found[name] = value.cast("int64")
    return found


def _days(wide: Any, labels: Sequence[str], facts: Values) -> Any:
    import ibis

    one, nothing = ibis.literal(1, "int64"), ibis.literal(0, "int64")
    weight = wide.calls.fill_null(0) if "calls" in facts else None

    def number(condition: Any, of: Any) -> Any:
        """The sum of a column over the records that meet a condition."""
        return condition.ifelse(of, 0).sum().cast("int64")

    def present(name: str) -> Any:
        """The records that have a column. Polars counts in 32 bits, and only a sum makes 64 of them."""
        return wide[name].count() + nothing

    def calls_with(name: str) -> Any:
        """The calls of the records that have a column. An engine counts faster than it adds up ones."""
        return present(name) if weight is None else number(wide[name].notnull(), weight)

    everything = wide.count().cast("int64")
    sums: dict[str, Any] = {
        "rows": everything,
        "counted": everything if weight is None else present("calls"),
        "calls": everything if weight is None else weight.sum().cast("int64"),
    }
    for name in ("successful", "input", "cache_read", "cache_write", "output", "reasoning", "paid"):
        if name in facts:
            # PostgreSQL casts no boolean to a number; and of what is not known nothing is made.
            of = wide[name].ifelse(one, nothing) if wide[name].type().is_boolean() else wide[name]
            sums[name] = of.sum().fill_null(0).cast("int64")
    if "successful" in facts:
        sums["judged"] = calls_with("successful")
    if "input" in facts:
        sums["metered"] = calls_with("input")
    if "reasoning" in facts:
        sums["reasoned"] = calls_with("reasoning")
    if "paid" in facts:
        sums["billed"] = present("paid")
    if "paid" in facts and "listed" in facts:
        both = wide.paid.notnull() & wide.listed.notnull()
        sums["rated_paid"], sums["rated_list"] = number(both, wide.paid), number(both, wide.listed)
    grouped = wide.group_by([*labels, "day"]).aggregate(**sums)
    at = grouped.day.delta(ibis.date("1970-01-01"), unit="day").cast("int64")
    return grouped.select(
        part=ibis.literal(0, "int8"),
        at=at,
        **{name: grouped[name] if name in sums else nothing for name in SUMS},
        **{name: grouped[name].fill_null("") for name in labels},
    )


def _buckets(wide: Any, labels: Sequence[str], kind: str, part: int) -> Any:
    """`rows` calls of a bucket and the `input` (or `output`) tokens in them; calls that failed are left out.

    The bucket stands first in the key, where the most rows differ.
    """
    import ibis

    kept = wide.filter(wide[kind].notnull())
    if "successful" in wide.columns:
        known = kept.successful
        kept = kept.filter(known.isnull() | (known if known.type().is_boolean() else known > 0))
    tokens = kept[kind]
    # Nothing, and what a wrong record has below it, falls into the bucket of a half, which holds no whole number.
    bucket = (ibis.greatest(tokens.cast("float64"), 0.5).ln() / math.log(GAMMA)).floor().cast("int16")
    grouped = (
        kept.select(*labels, tokens=tokens, bucket=bucket)
        .group_by(["bucket", *labels])
        .aggregate(rows=lambda t: t.count().cast("int64"), tokens=lambda t: t.tokens.sum().cast("int64"))
    )
    rest = {
        name: grouped.rows if name == "rows" else grouped.tokens if name == kind else ibis.literal(0, "int64")
        for name in SUMS
    }
    return grouped.select(
        part=ibis.literal(part, "int8"),
        at=grouped.bucket.cast("int64"),
        **rest,
        **{name: grouped[name].fill_null("") for name in labels},
    )


def _hours(wide: Any, labels: Sequence[str], span: Span) -> Any:
    """`rows` calls of an hour of the week."""
    import ibis

    since, end = span
    kept = wide.filter(wide.hour.notnull() & (wide.day < ibis.date(end.isoformat())))
    if since is not None:
        kept = kept.filter(kept.day >= ibis.date(since.isoformat()))
    days = kept.day.delta(ibis.date("1970-01-01"), unit="day").cast("int64")
    at = (days + 3) % 7 * 24 + kept.hour  # the first day of 1970 was a Thursday
    calls = kept.calls.fill_null(0) if "calls" in wide.columns else ibis.literal(1, "int64")
    grouped = (
        kept.select(*labels, slot=at.cast("int64"), number=calls)
        .group_by([*labels, "slot"])
        .aggregate(rows=lambda t: t.number.sum().cast("int64"))
    )
    nothing = ibis.literal(0, "int64")
    return grouped.select(
        part=ibis.literal(WEEK, "int8"),
        at=grouped.slot,
        **{name: grouped.rows if name == "rows" else nothing for name in SUMS},
        **{name: grouped[name].fill_null("") for name in labels},
    )
