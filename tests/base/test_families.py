"""Ids of well-known families are told by how they begin, whatever route stands before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.families import known_family


@pytest.mark.parametrize(
    "written",
    """
    gpt-4o GPT-4o-mini o3-mini o1 gpt-3.5-turbo-0125 text-embedding-3-small dall-e-3 whisper-1 claude-sonnet-4-5
    gemini-2.5-pro llama3:8b meta-llama/Llama-3.1-8B-Instruct mistral-large-latest mixtral-8x7b-instruct deepseek-chat
    qwen2.5-72b-instruct grok-3 command-r-plus us.anthropic.claude-3-haiku-20240307-v1:0 openai/gpt-4o
    openrouter/anthropic/claude-3.5-sonnet ft:gpt-4o-mini:acme amazon.titan-embed-text-v2:0 voyage-3 jina-embeddings-v3
    arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0 text-davinci-003
    """.split(),
)
def test_an_id_of_a_family_is_known(written):
    assert known_family(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "hello",
        "GEMINI_API_KEY",
        "openai.py",
        "claude.md",
        "src/llama/index.ts",
        "o",
        "o2",
        "optional",
        "gp",
        "user-model",
        "x" * 200,
        "a/b/c/d/e/f/g/h/gpt-4o",
    ],
)
def test_names_files_and_constants_are_not(written):
    assert not known_family(written)


@given(st.text(max_size=300))
def test_any_text_is_answered(text):
    assert known_family(text) in (True, False)


HEADS = ("gpt-4", "gpt-3.5-", "gpt-5", "claude-3", "claude-opus-", "gemini-2")


@given(
    st.sampled_from(HEADS),
    st.text("abmnoy0459-./:@ p", max_size=12) | st.sampled_from([".py", ".json", "o.md", "-x.zip"]),
)
def test_the_quick_way_for_usual_ids_says_what_the_long_one_says(head, rest):
    """Capitals do not matter to a family, and only small letters take the quick way."""
    assert known_family(head + rest) == known_family((head + rest).capitalize())
