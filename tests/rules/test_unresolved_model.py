"""A model that cannot be read; run alone."""

from __future__ import annotations

from finops_gate.model.setting import Key, Unknown
from finops_gate.rules.unresolved_model import RULE
from tests.build import a_case, a_change, a_quote, a_row, a_swap

PRICED = [a_quote(), a_quote("gpt-4-turbo", "10", "30")]


def found(*rows, quotes=PRICED, policy=None):
    return list(RULE.check(a_case(*rows, quotes=quotes, policy=policy)))


def test_hidden_model_keeps_its_base_price():
    (finding,) = found(a_swap(after=Unknown("pick_model(user)")))
    assert finding.message == (
        "app/bot.py: the model can no longer be read (pick_model(user)); it was gpt-4o-mini, "
        "and its cost is taken as at least what that cost"
    )


def test_hidden_parameter():
    (finding,) = found(a_row(a_change("500", Unknown(""), key=Key.MAX_OUTPUT)))
    assert finding.message.startswith("app/bot.py: the max-output can no longer be read; it was 500")


def test_new_model_that_cannot_be_read():
    (finding,) = found(a_swap(before=None, after=Unknown("input")))
    assert finding.message == "app/bot.py: the model cannot be read (input), so its cost is unknown"


def test_never_readable():
    (finding,) = found(a_swap(before=Unknown("a"), after=Unknown("b")))
    assert finding.message.endswith("the model cannot be read (b), so its cost is unknown")


def test_silent_otherwise():
    readable = a_row(a_change(Unknown("x"), "2", key=Key.MAX_OUTPUT))
    added = a_row(a_change(None, Unknown("x"), key=Key.MAX_OUTPUT))
    assert not found(a_swap(), a_swap(after=None), readable, added)
