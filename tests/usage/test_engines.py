"""One expression on four engines: the same rows. And what an engine says that cannot be reached."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.usage.aggregate import profile
from finops_gate.usage.collect import held
from finops_gate.usage.distribution import fold
from finops_gate.usage.engines import Engine, connect, duckdb
from finops_gate.usage.sources.litellm import SOURCE as LITELLM

DATA = Path(__file__).parent / "data"
CALLS = 12_000
SPAN = (date(2026, 10, 2), date(2026, 10, 25))
"""Days that count by hour of the week; those before and after do not."""


def a_table():
    """Real token counts under invented labels, with everything that may be unknown."""
    import csv
    import gzip
    from datetime import datetime, timedelta

    import pyarrow

    with gzip.open(DATA / "azure_llm_conv.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))[:CALLS]
    start = datetime.fromisoformat("2026-10-01T00:00:00")
    tokens = [(int(row["ContextTokens"]), int(row["GeneratedTokens"])) for row in rows]
    return pyarrow.table(
        {
            "ts": pyarrow.array([start + timedelta(hours=at % 672) for at in range(len(rows))], "timestamp[us]"),
            "feature": [("bot", "summary", None)[at % 3] for at in range(len(rows))],
            "model": [f"model-{at % 5}" for at in range(len(rows))],
            "tokens_in": pyarrow.array([sent for sent, _ in tokens], pyarrow.int64()),
            "tokens_out": pyarrow.array(
                [None if at % 50 == 0 else out for at, (_, out) in enumerate(tokens)], pyarrow.int64()
            ),
            "cached": pyarrow.array(
                [min(sent, 128) if at % 2 else None for at, (sent, _) in enumerate(tokens)], pyarrow.int64()
            ),
            "ok": pyarrow.array([None if at % 97 == 0 else at % 50 != 0 for at in range(len(rows))], pyarrow.bool_()),
            "cost": pyarrow.array([sent * 15e-8 + out * 6e-7 for sent, out in tokens], pyarrow.float64()),
            "listed": pyarrow.array(
                [sent * 2e-7 if at % 3 else None for at, (sent, _) in enumerate(tokens)], pyarrow.float64()
            ),
        }
    )


def the_expression(table):
    return profile(
        table,
        {
            "day": table.ts,
            "feature": table.feature,
            "model": table.model,
            "input": table.tokens_in - table.cached.fill_null(0),
            "cache_read": table.cached,
            "output": table.tokens_out,
            "successful": table.ok,
            "paid": table.cost,
            "listed": table.listed,
        },
        span=SPAN,
    )


def answered(engine: Engine, table):
    """Every row of the answer, sorted."""
    batches = list(engine.batches(the_expression(table)))
    columns = sorted(batches[0].schema.names)
    rows = [tuple(row[name] for name in columns) for batch in batches for row in batch.to_pylist()]
    return sorted(tuple("" if value is None else value for value in row) for row in rows), fold(batches)


def on_duckdb():
    import pyarrow.parquet

    with duckdb() as engine, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.parquet"
        pyarrow.parquet.write_table(a_table(), path)
        return answered(engine, engine.connection.read_parquet(str(path)))


def test_the_engine_says_what_python_counts():
    _, found = on_duckdb()
    rows = a_table().to_pylist()
    days = [day for stream in found.streams for day in stream.days]
    assert sum(day.calls for day in days) == len(rows)
    assert sum(day.output for day in days) == sum(row["tokens_out"] or 0 for row in rows)
    assert sum(day.judged for day in days) == sum(row["ok"] is not None for row in rows)
    assert sum(day.successful for day in days) == sum(row["ok"] is True for row in rows)
    assert sum(day.paid for day in days) == sum(round(row["cost"] * 10**9) for row in rows)
    both = [row for row in rows if row["listed"] is not None]
    assert sum(day.rated_list for day in days) == sum(round(row["listed"] * 10**9) for row in both)
    assert sum(day.cache_read for day in days) == sum(row["cached"] or 0 for row in rows)
    counted = [row["ts"] for row in rows if SPAN[0] <= row["ts"].date() < SPAN[1]]
    for hour in range(168):
        calls = sum(at.weekday() * 24 + at.hour == hour for at in counted)
        assert sum(week[hour] for week in found.hours) == calls
    kept = sorted(row["tokens_out"] for row in rows if row["ok"] is not False and row["tokens_out"] is not None)
    p50 = found.percentiles([0] * len(found.streams))[0, "output"].p50
    true = kept[(len(kept) + 1) // 2 - 1]
    assert abs(p50 - true) <= Decimal(true) / 100


@pytest.mark.service
def test_polars_answers_the_same():
    import ibis

    connection = ibis.polars.connect()
    connection.create_table("calls", a_table())
    assert answered(Engine(connection, "polars"), connection.table("calls"))[0] == on_duckdb()[0]


@pytest.mark.service
def test_postgresql_answers_the_same():
    with connect(os.environ["FINOPS_TEST_POSTGRESQL"]) as engine:
        raw = engine.connection.con
        raw.execute(
            "create temp table calls_of_test (ts timestamp, feature text, model text, tokens_in bigint,"
            " tokens_out bigint, cached bigint, ok boolean, cost float8, listed float8)"
        )
        with raw.cursor().copy("copy calls_of_test from stdin") as copy:
            for row in a_table().to_pylist():
                copy.write_row(tuple(row.values()))
        rows, _ = answered(engine, engine.connection.table("calls_of_test"))
    assert rows == on_duckdb()[0]


@pytest.mark.service
@pytest.mark.filterwarnings("ignore")
def test_spark_with_two_workers_answers_the_same(tmp_path):
    import pyarrow.parquet

    path = tmp_path / "calls.parquet"
    pyarrow.parquet.write_table(a_table(), path)
    with connect(os.environ["FINOPS_TEST_SPARK"]) as engine:
        rows, _ = answered(engine, engine.connection.read_parquet(str(path)))
        workers = engine.connection._session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    assert rows == on_duckdb()[0]
    assert workers == 2


@pytest.mark.service
@pytest.mark.filterwarnings("ignore")
def test_clickhouse_answers_the_same(tmp_path):
    """ClickHouse itself, in this process: what Ibis writes for it is run as it is, on a table of that name."""
    import chdb
    import ibis
    import pyarrow.parquet

    path = tmp_path / "calls.parquet"
    pyarrow.parquet.write_table(a_table(), path)
    table = ibis.table(ibis.memtable(a_table()).schema(), name="calls")
    written = ibis.to_sql(the_expression(table), dialect="clickhouse")
    answer = chdb.query(f"with calls as (select * from file('{path}', Parquet)) {written}", "Arrow")
    found = pyarrow.ipc.open_file(pyarrow.BufferReader(answer.bytes())).read_all()
    columns = sorted(found.schema.names)
    rows = [[row[name] for name in columns] for row in found.to_pylist()]
    texts = [tuple(value.decode() if isinstance(value, bytes) else value for value in row) for row in rows]
    assert sorted(texts) == on_duckdb()[0]


@pytest.mark.parametrize(
    "dialect", ["athena", "bigquery", "clickhouse", "databricks", "postgres", "snowflake", "trino"]
)
def test_warehouses_are_asked_in_their_own_words_and_without_quantiles(dialect):
    """Where no engine of the kind can be run: what is sent is one statement of that dialect, of four sums."""
    import ibis
    import sqlglot
    from sqlglot import expressions

    table = ibis.table(ibis.memtable(a_table()).schema(), name="calls")
    parsed = sqlglot.parse_one(str(ibis.to_sql(the_expression(table), dialect=dialect)), dialect=dialect)
    assert len(list(parsed.find_all(expressions.Union))) == 3
    assert len(list(parsed.find_all(expressions.Group))) == 4
    assert {source.name for source in parsed.find_all(expressions.Table)} >= {"calls"}
    assert not list(parsed.find_all(expressions.Quantile, expressions.ApproxQuantile, expressions.PercentileCont))
    assert len(list(parsed.find_all(expressions.Ln))) == 2


@pytest.mark.service
def test_spend_logs_are_added_up_where_they_lie():
    from tests.usage.sources.checking import paid, total

    with connect(os.environ["FINOPS_TEST_POSTGRESQL"]) as engine:
        for statement in (DATA / "litellm.sql").read_text(encoding="utf-8").split(";\n"):
            engine.connection.raw_sql(statement).close()
        found = held(LITELLM, engine, "")
    assert (total(found, "calls"), total(found, "successful"), paid(found)) == (3, 2, "0.00069")
    assert (total(found, "input"), total(found, "cache_read"), total(found, "output")) == (1400, 400, 600)
    assert {stream.labels.tag for stream in found.streams} == {'["helpdesk"]', ""}
    assert {stream.labels.tier for stream in found.streams} == {"basic", ""}


@pytest.mark.parametrize(
    ("url", "kind", "said"),
    [
        ("nowhere", UsageError, "is no engine"),
        ("postgresql://gate:secret@127.0.0.1/x", UsageError, "can be read by others"),
        ("postgresql://gate@127.0.0.1:1/x", (RecordError, UsageError), "postgresql://127.0.0.1"),
    ],
)
def test_an_engine_that_cannot_be(url, kind, said):
    with pytest.raises(kind, match=said) as error:
        connect(url)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("url", ["spark://127.0.0.1:1", "spark://127.0.0.1:1,127.0.0.1:2", "spark://127.0.0.1:70000"])
def test_a_spark_master_that_does_not_listen_is_one_line_at_once(url):
    with pytest.raises((RecordError, UsageError), match=url):  # without PySpark its name is said as well
        connect(url)


def test_a_table_that_is_not_there():
    with duckdb() as engine, pytest.raises(RecordError, match="absent"):
        engine.table("absent")
    with duckdb() as engine, pytest.raises(RecordError, match=r"no\.such"):
        engine.table("no.such")
