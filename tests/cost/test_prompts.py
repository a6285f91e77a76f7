"""Counting changed prompts."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.cost.prompts import PromptDelta, prompt_delta, prompt_tokens
from finops_gate.model.price import Tokenizer
from finops_gate.model.setting import Key, Unknown
from tests.build import a_change, a_quote

MINI = a_quote("gpt-4o-mini", tokenizer=Tokenizer("o200k_base", Decimal(1), True))
OLD = a_quote("old", tokenizer=Tokenizer("cl100k_base", Decimal("1.5")))


def count(encoding: str, text: str) -> int:
    return len(text.split()) * (10 if encoding == "cl100k_base" else 1)


def a_prompt(before, after, **fields):
    return a_change(before, after, key=Key.PROMPT, **fields)


def test_tokens_are_counted_as_the_model_counts_them():
    assert prompt_tokens(a_prompt("a", "a b"), MINI, count) == (1, 2)
    assert prompt_tokens(a_prompt("a", "a b"), OLD, count) == (15, 30)
    assert prompt_tokens(a_prompt("a", "a b"), None, count) == (1, 2)


def test_a_side_that_is_not_there_has_no_tokens():
    assert prompt_tokens(a_prompt(None, "a b"), MINI, count) == (0, 2)
    assert prompt_tokens(a_prompt("a b", None), MINI, count) == (2, 0)


def test_a_text_built_at_run_time_has_no_length_here():
    assert prompt_tokens(a_prompt("a", Unknown("an f-string")), MINI, count) is None
    got = prompt_delta([a_prompt("a", Unknown("an f-string"))], MINI, count)
    assert got == Unknown("a changed prompt is built at run time; its length is not known")


def test_the_prompts_of_a_site_are_added_and_others_are_left_out():
    changes = [a_prompt("a", "a b"), a_prompt("a b c", None), a_prompt("a", "b b b", billed=False), a_change()]
    assert prompt_delta(changes, MINI, count) == PromptDelta(Decimal(4), Decimal(2), True)
    assert prompt_delta(changes[:1], None, count) == PromptDelta(Decimal(1), Decimal(2), False)


def test_no_changed_prompt_is_no_growth():
    assert prompt_delta([a_change()], MINI, count) is None


def test_without_a_counter_the_growth_is_unknown_and_not_zero():
    assert prompt_delta([a_prompt("a", "a b")], MINI, None) == Unknown("a prompt changed and was not counted")
