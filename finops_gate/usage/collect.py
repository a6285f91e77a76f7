"""From documents or tables to what was recorded: the records of a source go through one expression of one engine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.model.recorded import Labels
from finops_gate.usage.aggregate import Span, profile
from finops_gate.usage.calls import FACTS, Call
from finops_gate.usage.distribution import Recorded, fold
from finops_gate.usage.engines import Engine, duckdb
from finops_gate.usage.files import Document
from finops_gate.usage.records import Wrong
from finops_gate.usage.sources import Source

_BATCH = 20_000
"""Records that are held before they are written."""


class Problem(NamedTuple):
    """A record that cannot be true."""

    path: str
    line: int
    why: str


def read(source: Source, documents: Iterable[Document], problems: list[Problem] | None = None) -> Iterator[Call]:
    """The calls of documents. Raises RecordError at the first wrong record; with `problems` it is noted there."""
    assert source.calls is not None  # asked only of sources that read records
    kinds: set[str] = set()
    for document in documents:
        try:
            for record in source.unpack(document.value):
                if source.kind is not None:
                    kinds.add(source.kind(record))
                    if len(kinds) > 1:
                        raise RecordError(
                            f"these are records of {' and '.join(sorted(kinds))}: the same calls would count twice",
                            "give one of them",
                        )
                yield from source.calls(record)
        except Wrong as error:
            if problems is None:
                raise RecordError(f"{clean(document.path)}:{document.line}: {error}") from None
            problems.append(Problem(document.path, document.line, str(error)))


def summed(source: Source, calls: Iterable[Call], span: Span | None = None) -> Recorded:
    """What calls come to. They pass through a file of columns, so that memory does not grow with their number."""
    import pyarrow
    import pyarrow.parquet

    names = ("day", *Labels._fields, *FACTS, "hour")
    kinds = [
        pyarrow.date32(),
        *[pyarrow.string()] * len(Labels._fields),
        *[pyarrow.int64()] * len(FACTS),
        pyarrow.int8(),
    ]
    schema = pyarrow.schema(list(zip(names, kinds, strict=True)))
    with tempfile.TemporaryDirectory(prefix="finops-gate-") as folder, duckdb() as engine:
        path = Path(folder) / "calls.parquet"
        with pyarrow.parquet.ParquetWriter(path, schema) as writer:
            for batch in _batches(calls):
                columns = [
                    pyarrow.array(column, kind)
                    for column, kind in zip(zip(*(call.flat for call in batch), strict=True), kinds, strict=True)
                ]
                writer.write_batch(pyarrow.record_batch(columns, schema=schema))
        table = engine.connection.read_parquet(str(path))
        used = ("day", "provider", "model", *source.labels, *FACTS, "hour")
        return told_by(engine, table, {name: table[name] for name in used}, single=source.single, span=span)


def told_by(
    engine: Engine, table: Any, values: Mapping[str, Any], *, single: bool, span: Span | None = None
) -> Recorded:
    """What an engine makes of a table; `values` says what its columns are. `span`: see `profile`."""
    return fold(engine.batches(profile(table, values, single=single, span=span)))


def held(source: Source, engine: Engine, name: str, span: Span | None = None) -> Recorded:
    """What a table of an engine comes to, added up where it lies. Raises UsageError, RecordError."""
    if source.select is None:
        raise UsageError(f"records of {source.name} are not read by an engine", "export them, or use the source table")
    table = engine.table(name or source.table)
    try:
        values = source.select(table)
    except AttributeError as error:  # Ibis says so of a column that is not there
        raise RecordError(f"table {clean(name or source.table)}: {clean(str(error).splitlines()[0], 160)}") from None
    table = next(iter(values.values())).op().rel.to_expr()
    return told_by(engine, table, values, single=source.single and "calls" not in values, span=span)


def _batches(calls: Iterable[Call]) -> Iterator[Sequence[Call]]:
    batch: list[Call] = []
    for call in calls:
        batch.append(call)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
