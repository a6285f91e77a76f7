"""Tables of calls with columns of one's own: which column is what, and what the engine makes of it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.base.text import clean
from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.aggregate import Span
from finops_gate.usage.calls import FACTS
from finops_gate.usage.collect import told_by
from finops_gate.usage.distribution import Recorded
from finops_gate.usage.engines import Engine, told
from finops_gate.usage.files import ENDINGS

KNOWN = ("day", *Labels._fields, *FACTS)
_SAME_AS_UTC = frozenset({"UTC", "GMT", "ETC/UTC", "Z", "+00:00"})
_UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table are."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Of a call's day, labels and numbers to the table's columns. Empty: they have the same names."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Labels that are the same for every row: ``provider`` to ``openai``."""
    cached: Cached = Cached.UNKNOWN
    zone: str = ""
    """The zone of moments that have none: ``UTC``, ``Europe/Berlin``. Days are days of that zone."""
    unit: str = ""
    """Of moments that are numbers: s, ms, us or ns since 1970, d for days."""


def load(engine: Engine, files: Sequence[Path]) -> Any:
    """Files of one format as a table that the engine reads by itself. Raises RecordError."""
    endings = {_ending(path) for path in files}
    if len(endings) != 1:
        raise UsageError("these files are of several formats", "give files of one format at a time")
    names = [str(path) for path in files]
    (ending,) = endings
    shown = clean(names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more")
    with told(shown):
        if ending == ".parquet":
            return engine.connection.read_parquet(names)
        if ending == ".csv":
            return engine.connection.read_csv(names)
        return engine.connection.read_json(names)


def read(engine: Engine, files: Sequence[Path], columns: Columns, span: Span | None = None) -> Recorded:
    """What the rows of files come to, by DuckDB. Raises as `load` and `summed` do.

    The expression goes over its table three times. Text is parsed once only: the columns that count are written to a
    file of columns first, on disk, so that memory stays where it is.
    """
    table = load(engine, files)
    if _ending(files[0]) == ".parquet":
        return summed(engine, table, columns, span)
    values = _values(table, columns)
    with tempfile.TemporaryDirectory(prefix="finops-gate-") as folder:
        path = Path(folder) / "calls.parquet"
        with told(clean(str(files[0]))):
            engine.connection.to_parquet(table.select(**values), path)
        staged = engine.connection.read_parquet(str(path))
        single = "calls" not in values
        return told_by(engine, staged, {name: staged[name] for name in values}, single=single, span=span)


def summed(engine: Engine, table: Any, columns: Columns, span: Span | None = None) -> Recorded:
    """What the rows of a table come to. Raises UsageError for an impossible map, RecordError for a missing column."""
    values = _values(table, columns)
    single = "calls" not in values
    return told_by(engine, table, values, single=single, span=span)


def _ending(path: Path) -> str:
    return next((end for end in ENDINGS if path.name.lower().removesuffix(".gz").endswith(end)), "")


def _values(table: Any, columns: Columns) -> dict[str, Any]:
    import ibis

    unknown = sorted({*columns.names, *columns.fixed} - set(KNOWN))
    if unknown:
        raise UsageError(f"{clean(unknown[0], 60)} is nothing that a call has", f"one of {', '.join(KNOWN)}")
    names = dict(columns.names) or {name: name for name in KNOWN if name in table.columns}
    if "day" not in names:
        raise UsageError("no column says when a call was", "name it: --map day=timestamp")
    for name, column in names.items():
        if column not in table.columns:
            known = ", ".join(clean(name, 40) for name in table.columns[:20])
            raise RecordError(f"there is no column {clean(column, 60)} (for {name})", f"there are {known}")
    values = {name: table[column] for name, column in names.items() if name != "day"}
    for name in FACTS:
        kind = values[name].type() if name in values else None
        if kind is not None and not (kind.is_numeric() or (name == "successful" and kind.is_boolean())):
            raise RecordError(f"column {clean(names[name], 60)} (for {name}) holds {kind}, and numbers are needed")
    moment = table[names["day"]]
    values["day"] = _day(moment, names["day"], columns)
    hour = _hour(moment, columns)
    if hour is not None:
        values["hour"] = hour
    values |= {name: ibis.literal(text) for name, text in columns.fixed.items()}
    if {"cache_read", "cache_write"} & values.keys() and "input" in values:
        values["input"] = _uncached(values, columns.cached)
    return values


def _uncached(values: Mapping[str, Any], cached: Cached) -> Any:
    if cached is Cached.UNKNOWN:
        raise UsageError(
            "it is not said whether input includes cached tokens", "say --cached included, or --cached apart"
        )
    rest = values["input"]
    if cached is Cached.INCLUDED:
        for name in ("cache_read", "cache_write"):
            if name in values:
                rest = rest - values[name].fill_null(0)
    return rest


def _day(moment: Any, name: str, columns: Columns) -> Any:
    import ibis

    kind = moment.type()
    if kind.is_date():
        return moment
    if kind.is_numeric():
        if columns.unit == "d":
            return (ibis.date("1970-01-01") + moment.cast("int64").as_interval("D")).cast("date")
        if columns.unit not in _UNITS:
            raise UsageError(
                f"column {clean(name, 60)} counts, and it is not said what", "say --time-unit s, ms, us, ns or d"
            )
        seconds = (moment.cast("int64") // _UNITS[columns.unit]).cast("int64")
        return seconds.as_timestamp("s").cast("date")
    if kind.is_string():
        raise RecordError(
            f"column {clean(name, 60)} holds text that is no time, or moments of several forms", "write ISO 8601"
        )
    if not kind.is_timestamp():
        raise RecordError(f"column {clean(name, 60)} holds {kind}, and no time")
    if kind.timezone is None and not columns.zone:
        raise RecordError(
            f"moments in column {clean(name, 60)} have no zone, so their days are ambiguous", "say --timezone UTC"
        )
    return moment.cast("date")


def _hour(moment: Any, columns: Columns) -> Any | None:
    """The hour in UTC; None where only days are written, or hours of another zone."""
    kind = moment.type()
    if kind.is_numeric() and columns.unit in _UNITS:
        return (moment.cast("int64") // _UNITS[columns.unit]).cast("int64") % 86_400 // 3_600
    if kind.is_timestamp() and (kind.timezone is not None or columns.zone.upper() in _SAME_AS_UTC):
        return moment.hour()
    return None
