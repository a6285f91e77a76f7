"""The bucket of a number of tokens, and what is told of it."""

from __future__ import annotations

import math
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.usage.aggregate import GAMMA
from finops_gate.usage.columns import Columns, read
from finops_gate.usage.distribution import middle
from finops_gate.usage.engines import duckdb


@given(st.integers(1, 10**9))
def test_the_middle_of_a_bucket_is_within_one_percent_of_every_number_in_it(tokens):
    told = middle(math.floor(math.log(tokens) / math.log(GAMMA)))
    assert abs(told - tokens) <= Decimal(tokens) / 100


def test_numbers_that_have_a_bucket_of_their_own_are_told_exactly():
    assert [middle(math.floor(math.log(tokens) / math.log(GAMMA))) for tokens in range(1, 51)] == list(range(1, 51))


def test_calls_without_an_answer_are_told_as_nothing(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("day,model,input,output\n" + "".join(f"2026-10-01,m,900,{sent}\n" for sent in (0, 0, 0, 1, 700)))
    with duckdb() as engine:
        told = read(engine, [path], Columns()).percentiles([0])
    assert told[0, "output"].p50 == 0
    assert abs(told[0, "output"].p99 - 700) < 7
    assert abs(told[0, "input"].p50 - 900) < 9
