"""A name is the sequence of its words, however they are joined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.names import letters, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("OPENAI_MODEL", ("openai", "model")),
        ("openaiModel", ("openai", "model")),
        ("openai-model", ("openai", "model")),
        ("OpenAIModel", ("open", "ai", "model")),
        ("chatGptModelName", ("chat", "gpt", "model", "name")),
        ("model2", ("model", "2")),
        ("spring.ai.model", ("spring", "ai", "model")),
        ("__model__", ("model",)),
        ("", ()),
        ("---", ()),
    ],
)
def test_words_of_a_name(name, expected):
    assert words(name) == expected


@given(st.text(max_size=100))
def test_words_are_lower_case_and_stand_in_the_name(name):
    for word in words(name):
        assert word == word.lower()
        assert word in name.lower()


def test_two_spellings_of_a_name_have_the_same_letters() -> None:
    assert letters("GPT_4o") == letters("gpt-4o") == letters("Gpt4O") == "gpt4o"
