"""Break-evens for programs."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from finops_gate.app.schemas import schema
from finops_gate.reports.breakeven.json import FORMAT
from tests.reports.breakeven.scenario import a_breakeven


def test_it_is_the_golden_one_and_fits_its_schema(golden) -> None:  # type: ignore[no-untyped-def]
    text = FORMAT.render([a_breakeven()], width=0, color=False)
    Draft202012Validator(schema("breakeven")).validate(json.loads(text))
    assert text.isascii()
    golden("goldens/breakeven.json", text)


def test_what_is_unknown_has_its_reason_and_no_amount() -> None:
    (one,) = json.loads(FORMAT.render([a_breakeven()], width=0, color=False))["breakevens"]
    sleeping = next(way for way in one["ways"] if way["name"] == "sleeping")
    assert sleeping["points"] == [] and sleeping["unknown"] == "throughput is not declared"
    assert sleeping["today"] == {"amount": None, "unknown": "throughput is not declared"}
