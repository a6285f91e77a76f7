"""What is told of the calls in a bucket."""

from __future__ import annotations

from finops_gate.usage.columns import Columns, read
from finops_gate.usage.engines import duckdb


def percentiles(folder, outputs):
    path = folder / "calls.csv"
    path.write_text("day,model,input,output\n" + "".join(f"2026-10-01,m,900,{sent}\n" for sent in outputs))
    with duckdb() as engine:
        return read(engine, [path], Columns()).percentiles([0])


def test_calls_without_an_answer_are_told_as_nothing(tmp_path):
    told = percentiles(tmp_path, (0, 0, 0, 1, 700))
    assert told[0, "output"] == (0, 700, 700)
    assert told[0, "input"].p50 == 900


def test_answers_that_a_limit_cut_off_are_told_exactly(tmp_path):
    """The mean of their bucket is the limit: whether a limit is reached is asked of a percentile."""
    assert percentiles(tmp_path, [300] * 80 + [1000] * 20)[0, "output"] == (300, 1000, 1000)
