"""Any table with a map of its columns; real traces, within one percent of their exact percentiles."""

import csv
import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.model.recorded import Cached
from finops_gate.usage.columns import Columns, read
from finops_gate.usage.engines import duckdb

DATA = Path(__file__).parent.parent / "data"
AZURE = Columns({"day": "TIMESTAMP", "input": "ContextTokens", "output": "GeneratedTokens"}, {"model": "m"}, zone="UTC")


def recorded(path, columns):
    with duckdb() as engine:
        return read(engine, [path], columns)


def written(path, *lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["azure_llm_conv", "azure_llm_code"])
def test_percentiles_of_real_traces_are_within_one_percent(name):
    path = DATA / f"{name}.csv.gz"
    found = recorded(path, AZURE)
    percentiles = found.percentiles([0])
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for kind, column in (("input", "ContextTokens"), ("output", "GeneratedTokens")):
        exact = sorted(int(row[column]) for row in rows)
        for share, value in zip((50, 95, 99), percentiles[0, kind], strict=True):
            true = exact[-(-len(exact) * share // 100) - 1]
            assert abs(value - true) <= Decimal(true) / 100, (name, kind, share, value, true)
    assert sum(day.input for day in found.streams[0].days) == sum(int(row["ContextTokens"]) for row in rows)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_formats_say_the_same(tmp_path, ending):
    import pyarrow
    import pyarrow.parquet

    rows = [("2026-11-02T10:00:00Z", "a", 900, 30), ("2026-11-03T10:00:00Z", "a", 100, 10)]
    path = tmp_path / f"calls.{ending}"
    if ending == "csv":
        written(path, "ts,feature,tokens,out", *(",".join(map(str, row)) for row in rows))
    elif ending == "jsonl":
        written(path, *(f'{{"ts": "{t}", "feature": "{f}", "tokens": {n}, "out": {o}}}' for t, f, n, o in rows))
    else:
        from datetime import datetime

        times = [datetime.fromisoformat(row[0]) for row in rows]
        columns = {
            "ts": times,
            **{name: [row[at] for row in rows] for at, name in enumerate(("feature", "tokens", "out"), 1)},
        }
        pyarrow.parquet.write_table(pyarrow.table(columns), path)
    zone = "UTC" if ending == "jsonl" else ""
    found = recorded(path, Columns({"day": "ts", "feature": "feature", "input": "tokens", "output": "out"}, zone=zone))
    (stream,) = found.streams
    assert [(day.day, day.calls, day.input, day.output) for day in stream.days] == [
        (date(2026, 11, 2), 1, 900, 30),
        (date(2026, 11, 3), 1, 100, 10),
    ]


def test_failures_cached_tokens_and_what_was_paid(tmp_path):
    path = written(
        tmp_path / "calls.csv",
        "day,input,cache_read,output,successful,paid",
        "2026-11-02,900,400,300,true,0.000345",
        "2026-11-02,0,0,0,false,0",
    )
    for cached, expected in ((Cached.INCLUDED, 500), (Cached.APART, 900)):
        (stream,) = recorded(path, Columns(cached=cached)).streams
        (day,) = stream.days
        assert (day.calls, day.successful, day.input, day.cache_read, day.paid) == (2, 1, expected, 400, 345_000)
    with pytest.raises(UsageError, match="not said whether input includes cached"):
        recorded(path, Columns())


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (Columns({"day": "ts", "input": "absent"}), "no column absent"),
        (Columns({"day": "ts", "input": "words"}), "numbers are needed"),
        (Columns({"day": "words"}), "no time"),
        (Columns({"day": "naive"}), "have no zone"),
        (Columns({"day": "number"}), "not said what"),
        (Columns({"input": "number"}), "no column says when"),
        (Columns({"weekday": "ts"}), "nothing that a call has"),
    ],
)
def test_a_map_that_cannot_be(tmp_path, columns, said):
    path = written(tmp_path / "c.csv", "ts,naive,number,words", "2026-11-02T10:00:00Z,2026-11-02 10:00:00,5,x")
    with pytest.raises((RecordError, UsageError), match=said):
        recorded(path, columns)


@pytest.mark.parametrize(("unit", "value"), [("s", 1793613600), ("ms", 1793613600000), ("d", 20759)])
def test_moments_that_are_numbers(tmp_path, unit, value):
    path = written(tmp_path / "c.csv", "ts,input", f"{value},5")
    (stream,) = recorded(path, Columns({"day": "ts", "input": "input"}, unit=unit)).streams
    assert stream.days[0].day == date(2026, 11, 2)


def test_an_empty_table_and_a_malformed_one(tmp_path):
    import pyarrow
    import pyarrow.parquet

    empty = tmp_path / "e.parquet"
    pyarrow.parquet.write_table(
        pyarrow.table({"day": pyarrow.array([], pyarrow.date32()), "input": pyarrow.array([], pyarrow.int64())}), empty
    )
    assert recorded(empty, Columns()).streams == ()
    with pytest.raises(RecordError, match=r"x\.parquet"):
        recorded(written(tmp_path / "x.parquet", "no parquet"), Columns())
    with pytest.raises(UsageError, match="several formats"), duckdb() as engine:
        read(engine, [tmp_path / "a.csv", tmp_path / "b.parquet"], Columns())
