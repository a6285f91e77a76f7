"""Two spellings of one model are one model; two models never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.identity import identity, same_model


@pytest.mark.parametrize(
    ("written", "model", "provider", "scope"),
    [
        ("gpt-4o", "gpt-4o", "", ""),
        ("  GPT-4o ", "gpt-4o", "", ""),
        ("openai/gpt-4o", "gpt-4o", "openai", ""),
        ("openai:gpt-4o", "gpt-4o", "openai", ""),
        ("openrouter/anthropic/claude-sonnet-4-5", "claude-sonnet-4-5", "openrouter", ""),
        ("vertex_ai/gemini-2.5-pro", "gemini-2.5-pro", "vertex_ai", ""),
        ("models/gemini-2.5-pro", "gemini-2.5-pro", "", ""),
        ("publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro", "", ""),
        ("accounts/fireworks/models/llama-v3p1-8b-instruct", "llama-v3p1-8b-instruct", "", ""),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929", "bedrock", "us"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307", "bedrock", ""),
        (
            "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
            "claude-3-haiku-20240307",
            "bedrock",
            "eu-west-1",
        ),
        ("azure/eu/gpt-4o", "gpt-4o", "azure", "eu"),
        ("azure/gpt-35-turbo", "gpt-3.5-turbo", "azure", ""),
        ("gpt4-turbo", "gpt-4-turbo", "", ""),
        ("claude-3-5-sonnet@20240620", "claude-3-5-sonnet-20240620", "", ""),
        ("meta-llama/Llama-3-8B", "meta-llama/llama-3-8b", "", ""),
        ("acme/brain", "acme/brain", "", ""),
        ("", "", "", ""),
    ],
)
def test_route_region_and_spelling_fall_away_and_are_told(written, model, provider, scope):
    found = identity(written)
    assert (found.model, found.provider, found.scope) == (model, provider, scope)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("gpt-35-turbo", "gpt-3.5-turbo"),
        ("openai/gpt-4o", "gpt-4o"),
        ("eu.anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0"),
        ("gateway/openai/gpt-4o", "openai:gpt-4o"),
    ],
)
def test_spellings_of_one_model_are_the_same(left, right):
    assert same_model(left, right)
    assert same_model(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [("gpt-4o", "gpt-4o-mini"), ("gpt-4", "gpt-4-turbo"), ("claude-3-haiku", "claude-3-5-haiku"), ("o1", "o1-mini")],
)
def test_models_of_one_family_are_not_the_same(left, right):
    assert not same_model(left, right)


@given(st.text(max_size=200))
def test_any_text_has_an_identity_which_is_its_own(text):
    found = identity(text)
    assert identity(text) == found
    assert same_model(text, text)
    assert found.model == found.model.casefold()
