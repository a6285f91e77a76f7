"""A model that its vendor has switched off, or will soon; run alone."""

from __future__ import annotations

from datetime import date

import pytest

from finops_gate.model.price import ModelStatus
from finops_gate.model.setting import Key, Unknown
from finops_gate.rules.retired_model import RULE
from tests.build import a_case, a_change, a_quote, a_row, a_swap

PRICED = [a_quote(), a_quote("gpt-4-turbo", "10", "30")]


def found(*rows, quotes=PRICED, policy=None):
    return list(RULE.check(a_case(*rows, quotes=quotes, policy=policy)))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": ModelStatus.RETIRED}, "is retired"),
        ({"status": ModelStatus.RETIRED, "retires_on": date(2026, 1, 5)}, "is retired since 2026-01-05"),
        ({"retires_on": date(2026, 11, 23)}, "is retired since 2026-11-23"),
        ({"retires_on": date(2026, 11, 24)}, "retires on 2026-11-24, in 1 day"),
        ({"status": ModelStatus.DEPRECATED, "retires_on": date(2027, 2, 21)}, "retires on 2027-02-21, in 90 days"),
        ({"retires_on": date(2027, 2, 22)}, None),
        ({"status": ModelStatus.DEPRECATED}, None),
        ({}, None),
    ],
)
def test_retired_or_soon(fields, words):
    findings = found(a_swap(), quotes=[a_quote("gpt-4-turbo", **fields)])
    assert [finding.message for finding in findings] == ([f"app/bot.py: gpt-4-turbo {words}"] if words else [])


def test_successor_is_the_advice():
    quotes = [a_quote("gpt-4-turbo", status=ModelStatus.RETIRED, successor="gpt-4.1")]
    (finding,) = found(a_swap(), quotes=quotes)
    assert finding.advice == "use gpt-4.1"
    assert finding.message.endswith("is retired; its successor is gpt-4.1")


def test_only_what_the_change_brings_in():
    quotes = [a_quote(status=ModelStatus.RETIRED)]
    assert not found(a_swap(), a_swap(after=None), quotes=quotes)
    assert not found(a_row(a_change("1", "2", key=Key.MAX_OUTPUT)), quotes=quotes)
    assert not found(a_swap(), quotes={"openai|gpt-4-turbo": Unknown("?")})
