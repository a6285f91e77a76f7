"""The price of the model that follows one that goes; run alone."""

from dataclasses import replace
from datetime import date

import pytest

from finops_gate.model.price import ModelStatus
from finops_gate.rules.retired_successor import RULE
from tests.build import a_quote
from tests.rules.advising import BIG, a_spending, found

GOING = replace(BIG, retires_on=date(2027, 3, 26), successor="gpt-4.1")


@pytest.mark.parametrize(
    ("prices", "words"), [(("2", "8"), "costs less"), (("5", "20"), "costs more"), (("2.5", "10"), "costs the same")]
)
def test_the_successor_and_what_it_does_to_the_price(prices, words):
    (finding,) = found(RULE, a_spending(GOING), [a_quote("gpt-4.1", *prices)])
    assert finding.message == f"bot: gpt-4o retires on 2027-03-26; its successor gpt-4.1 {words}"
    assert (finding.suggests.saving.mid > 0) == (words == "costs less")


def test_silent_for_what_stays_and_for_successors_without_a_price():
    successor = a_quote("gpt-4.1", "2", "8")
    assert not found(RULE, a_spending(BIG), [successor])
    assert not found(RULE, a_spending(replace(BIG, successor="gpt-4.1")), [successor])
    assert not found(RULE, a_spending(replace(GOING, successor=None)), [successor])
    assert not found(RULE, a_spending(GOING), [replace(successor, reason="no price")])
    assert not found(RULE, a_spending(GOING), [])
    assert found(RULE, a_spending(replace(BIG, status=ModelStatus.DEPRECATED, successor="gpt-4.1")), [successor])


def test_of_a_successor_that_is_gone_itself_the_next_one_is_named():
    gone = a_quote("gpt-4.1", "2", "8", status=ModelStatus.RETIRED, successor="gpt-5")
    (finding,) = found(RULE, a_spending(GOING), [gone, a_quote("gpt-5", "1", "4")])
    assert finding.suggests.instead == "openai/gpt-5"
    assert not found(RULE, a_spending(GOING), [gone])
    circle = a_quote("gpt-5", "1", "4", status=ModelStatus.RETIRED, successor="gpt-4.1")
    assert not found(RULE, a_spending(GOING), [gone, circle])
