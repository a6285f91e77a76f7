"""A model without a price; run alone."""

from __future__ import annotations

import pytest

from finops_gate.model.setting import Key, Unknown
from finops_gate.rules.unpriced_model import RULE
from tests.build import a_case, a_change, a_quote, a_row, a_swap

PRICED = [a_quote(), a_quote("gpt-4-turbo", "10", "30")]


def found(*rows, quotes=PRICED, policy=None):
    return list(RULE.check(a_case(*rows, quotes=quotes, policy=policy)))


def test_reason_of_the_catalog_is_passed_on():
    quotes = {"openai|gpt-4-trubo": Unknown("no catalog knows it; did you mean gpt-4-turbo?")}
    (finding,) = found(a_swap(after="gpt-4-trubo"), quotes=quotes)
    assert finding.message == (
        "app/bot.py: gpt-4-trubo has no price, so its cost is unknown: no catalog knows it; did you mean gpt-4-turbo?"
    )
    assert finding.names == ("gpt-4-trubo",)


@pytest.mark.parametrize(
    ("quotes", "reported"),
    [
        (PRICED, False),
        ([a_quote("gpt-4-turbo", None, None)], True),
        ([a_quote("gpt-4-turbo", None, None, reason="private preview")], True),
        ([a_quote("gpt-4-turbo", None, None, self_hosted=True)], False),
        ({"openai|gpt-4-turbo": Unknown("")}, True),
        ([], True),
    ],
)
def test_priced_or_hosted_by_ourselves_or_not(quotes, reported):
    assert bool(found(a_swap(), quotes=quotes)) is reported


def test_parameter_of_a_call_to_an_unpriced_model():
    row = a_row(a_change("1", "2", key=Key.MAX_OUTPUT, model="gpt-9"))
    (finding,) = found(row, quotes={"openai|gpt-9": Unknown("new")})
    assert finding.changes == (row.fingerprint,)
    assert not found(row, quotes=[])


def test_silent_where_there_is_no_readable_model_at_head():
    assert not found(a_swap(after=None), quotes=[])
    assert not found(a_swap(after=Unknown("?")), quotes=[])
    assert not found(a_swap(billed=False), quotes=[])


def test_reason_is_made_harmless():
    quotes = {"openai|gpt-4-turbo": Unknown("\x1b[31m")}
    assert "\x1b" not in found(a_swap(), quotes=quotes)[0].message
