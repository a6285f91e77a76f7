"""A prompt that became longer; run alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finops_gate.model.setting import Key
from finops_gate.rules.prompt_growth import RULE
from tests.build import a_case, a_change, a_projection, a_row, a_swap


def found(*rows, policy=None):
    return list(RULE.check(a_case(*rows, policy=policy)))


def prompt(before="a" * 80, after="b" * 140, tokens=(800, 1400), monthly=(None, None), **fields):
    change = a_change(before, after, key=Key.PROMPT, **fields)
    row = a_row(change, a_projection("0.01", "0.012", *monthly))
    return replace(row, tokens_before=tokens[0], tokens_after=tokens[1])


def test_measures_tokens_and_dollars():
    (finding,) = found(prompt(monthly=(100, 120), feature="bot"))
    assert dict(finding.measure) == {"percent": Decimal(75), "above": Decimal(20)}
    assert finding.message == "bot: the prompt grew from 800 to 1,400 tokens, +75%, +$20.00 a month"


def test_characters_stand_in_for_tokens_that_were_not_counted():
    (finding,) = found(prompt(tokens=(None, None)))
    assert dict(finding.measure) == {"percent": Decimal(75)}
    assert finding.message == "app/bot.py: the prompt grew from 80 to 140 characters, +75%"


def test_prompt_added_to_a_known_call_grew_from_nothing():
    row = prompt(before=None, tokens=(None, 1400))
    known = row.change._replace(before_site=row.change.after_site)
    (finding,) = found(replace(row, change=known))
    assert finding.measure == () and "from 0 to 1,400 tokens" in finding.message
    uncounted = replace(row, change=known, tokens_after=None)
    assert "from 0 to 140 characters" in found(uncounted)[0].message


def test_silent_when_not_longer_new_or_gone():
    assert not found(prompt(tokens=(800, 800)))
    assert not found(prompt(before=None, tokens=(None, 10)))
    assert not found(prompt(after=None))
    assert not found(a_swap())
