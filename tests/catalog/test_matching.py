"""Identifiers as they stand in code, and what they mean. The catalog here is the one that is shipped."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.text import clean
from finops_gate.catalog.book import Catalog
from finops_gate.model.price import Meter, Quote
from finops_gate.model.setting import Unknown

CATALOG = Catalog.load()
DAY = date(2026, 11, 24)


def subject(written: str, provider: str = "") -> str:
    quoted = CATALOG.quote(written, provider, DAY)
    assert isinstance(quoted, Quote), quoted
    return quoted.subject


def reason(written: str, provider: str = "") -> str:
    quoted = CATALOG.quote(written, provider, DAY)
    assert isinstance(quoted, Unknown), quoted
    return quoted.reason


@pytest.mark.parametrize(
    ("written", "provider", "meant"),
    [
        # exact names, aliases, case, dates
        ("gpt-4o-mini", "openai", "openai/gpt-4o-mini"),
        ("GPT-4o", "OpenAI", "openai/gpt-4o"),
        (" gpt-4o ", "openai", "openai/gpt-4o"),
        ("gpt-4o-2024-08-06", "openai", "openai/gpt-4o"),
        ("gpt-4o-20240806", "openai", "openai/gpt-4o"),
        ("gpt-4-turbo-preview", "openai", "openai/gpt-4-turbo"),
        ("claude-3-5-sonnet-20241022", "anthropic", "anthropic/claude-3-5-sonnet"),
        ("claude-3-5-sonnet-latest", "anthropic", "anthropic/claude-3-5-sonnet"),
        ("claude-fable-5-20260401", "anthropic", "anthropic/claude-fable-5"),
        ("gemini-1.5-flash-002", "google", "google/gemini-1.5-flash"),
        ("gemini-2.5-pro-preview-05-06", "gemini", "google/gemini-2.5-pro"),
        ("gemini-2.5-flash-lite-preview-06-17", "gemini", "google/gemini-2.5-flash-lite"),
        ("codestral-latest", "mistral", "mistral/codestral"),
        # no provider said: the maker
        ("gpt-4o-mini", "", "openai/gpt-4o-mini"),
        ("claude-opus-4-6", "litellm", "anthropic/claude-opus-4-6"),
        ("gemini-flash-latest", "", "google/gemini-3.8-flash"),
        ("llama-3.1-8b-instant", "", "groq/llama-3.1-8b-instant"),
        ("claude-opus-4-6", "openai", "anthropic/claude-opus-4-6"),
        # prefixes with slash and colon
        ("openai/gpt-4.1", "", "openai/gpt-4.1"),
        ("openai:gpt-4.1", "", "openai/gpt-4.1"),
        ("litellm/openai/gpt-4.1", "", "openai/gpt-4.1"),
        ("google-gla:gemini-2.5-pro", "", "google/gemini-2.5-pro"),
        ("gemini/gemini-2.5-flash", "", "google/gemini-2.5-flash"),
        ("groq:llama-3.3-70b-versatile", "", "groq/llama-3.3-70b-versatile"),
        ("groq/llama3-70b-8192", "groq", "groq/llama3-70b-8192"),
        ("xai/grok-3", "", "xai/grok-3"),
        ("anthropic/claude-3.5-sonnet", "", "anthropic/claude-3-5-sonnet"),
        ("openrouter/openai/gpt-4o-mini", "", "openrouter/openai/gpt-4o-mini"),
        ("google/gemini-2.5-flash", "openrouter", "openrouter/google/gemini-2.5-flash"),
        ("together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo", "", "together/meta-llama/Llama-3.3-70B-Instruct-Turbo"),
        # Hugging Face ids where the host is known, in any case
        ("deepseek-ai/DeepSeek-V3", "together_ai", "together/deepseek-ai/DeepSeek-V3"),
        ("deepseek-ai/deepseek-v3", "together", "together/deepseek-ai/DeepSeek-V3"),
        (
            "accounts/fireworks/models/qwen2p5-72b-instruct",
            "",
            "fireworks/accounts/fireworks/models/qwen2p5-72b-instruct",
        ),
        ("llama-v3p1-70b-instruct", "fireworks", "fireworks/accounts/fireworks/models/llama-v3p1-70b-instruct"),
        ("deepseek-v3-0324", "fireworks", "fireworks/deepseek-v3-0324"),
        # Google's paths and versions
        ("models/gemini-1.5-flash-latest", "", "google/gemini-1.5-flash"),
        ("publishers/google/models/gemini-2.0-flash-001", "", "google/gemini-2.0-flash"),
        (
            "projects/p/locations/us-central1/publishers/anthropic/models/claude-sonnet-4-5@20250929",
            "vertex_ai",
            "google/claude-sonnet-4-5",
        ),
        ("vertex_ai/claude-3-5-sonnet-v2@20241022", "", "google/claude-3-5-sonnet"),
        # Bedrock: regions, versions, ARNs
        ("anthropic.claude-3-haiku-20240307-v1:0", "", "bedrock/anthropic.claude-3-haiku-20240307-v1:0"),
        ("anthropic.claude-3-haiku-20240307-v1:0:200k", "aws", "bedrock/anthropic.claude-3-haiku-20240307-v1:0"),
        ("us.deepseek.r1-v1:0", "bedrock", "bedrock/deepseek.r1-v1:0"),
        ("amazon.nova-pro", "bedrock", "bedrock/amazon.nova-pro-v1:0"),
        ("bedrock/us-east-1/anthropic.claude-v2:1", "", "bedrock/anthropic.claude-v2:1"),
        ("bedrock:anthropic.claude-v2", "", "bedrock/anthropic.claude-v2:1"),
        (
            "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "",
            "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0",
        ),
        (
            "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "bedrock",
            "bedrock/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
        ),
        # Azure
        ("azure/gpt-4o", "", "azure/gpt-4o"),
        ("gpt-35-turbo-16k", "azure", "azure/gpt-35-turbo-16k"),
        ("gpt-35-turbo-1106", "azure", "azure/gpt-35-turbo-1106"),
        ("azure/eu/gpt-4o-2024-08-06", "", "azure/eu/gpt-4o-2024-08-06"),
        ("azure/global-standard/gpt-4o", "", "azure/gpt-4o"),
        # fine-tunes have a row of their own
        ("ft:gpt-4o-mini-2024-07-18:acme::abc", "openai", "openai/ft:gpt-4o-mini-2024-07-18"),
        ("ft:gpt-4o-mini:acme::abc", "", "openai/ft:gpt-4o-mini"),
        ("ft:gpt-4.1-mini-2025-04-14:acme::c2", "", "openai/ft:gpt-4.1-mini-2025-04-14"),
        ("gpt-4o-mini-2024-07-18.ft-abc", "azure", "openai/ft:gpt-4o-mini-2024-07-18"),
    ],
)
def test_an_identifier_means_one_model(written: str, provider: str, meant: str) -> None:
    assert subject(written, provider) == meant


@pytest.mark.parametrize(
    ("written", "provider", "said"),
    [
        ("gpt-4o-mimi", "openai", "no price is known for gpt-4o-mimi at openai; did you mean gpt-4o-mini?"),
        (
            "claude-3-5-sonnet-banana",
            "anthropic",
            "no price is known for claude-3-5-sonnet-banana at anthropic; did you mean claude-3-5-sonnet?",
        ),
        (
            "claude-3-5-sonnet-20249999",
            "",
            "no price is known for claude-3-5-sonnet-20249999; did you mean claude-3-5-sonnet",
        ),
        ("gpt-oss-120b", "", "gpt-oss-120b is sold by several hosts at their own prices"),
        ("/".join(["openrouter"] * 9), "", "no price is known for openrouter/openrouter"),
        ("my-own-model", "", "no price is known for my-own-model"),
        ("ft:gpt-9:acme::x", "", "ft:gpt-9:acme::x: no price is known for fine-tunes of this model, and they do not"),
        ("azure/eu/gpt-9", "", "azure/eu/gpt-9: no price is known for the data zone eu"),
        ("azure/chat-prod", "", "azure/chat-prod is no model that is known at Azure; an Azure deployment has the name"),
        ("meta-llama/Llama-3.1-70B-Instruct", "", "meta-llama/Llama-3.1-70B-Instruct is sold by several hosts"),
        ("mistralai/Mistral-7B-Instruct-v0.2", "", "mistralai/Mistral-7B-Instruct-v0.2 is sold by several hosts"),
        (
            "huggingface/google/gemma-2-9b-it",
            "",
            "huggingface/google/gemma-2-9b-it is sold by several hosts",
        ),
        ("sentence-transformers/all-MiniLM-L6-v2", "", "sentence-transformers/all-MiniLM-L6-v2 names a model and not"),
        ("deepseek-ai/DeepSeek-V3", "fireworks", "deepseek-ai/DeepSeek-V3 has no price at fireworks; it is sold by"),
        (
            "projects/p/locations/us/endpoints/12",
            "vertex",
            "projects/p/locations/us/endpoints/12 is an endpoint of its owner",
        ),
        ("arn:aws:sagemaker:us-east-1:1:endpoint/x", "", "arn:aws:sagemaker:us-east-1:1:endpoint/x is an endpoint"),
        ("global.anthropic.claude-3-haiku-20240307-v1:0", "bedrock", "no price is known for global.anthropic.claude-3"),
        ("", "openai", "the model id is empty"),
        ("gpt-4o mini", "openai", "gpt-4o mini is no model id"),
        ("gpt-4o\n", "openai", "gpt-4o\\x0a is no model id"),
        ("gpt-4o\x1b[31m", "", "gpt-4o\\x1b[31m is no model id"),
        ("gpt\u202e-4o", "", "gpt\\u202e-4o is no model id"),
        ('gpt-4o","of":["x', "openai", 'no price is known for gpt-4o","of":["x at openai'),
        ("x" * 4000, "", "x" * 79),
    ],
)
def test_what_has_no_price_says_why(written: str, provider: str, said: str) -> None:
    assert reason(written, provider).startswith(said)


def test_a_control_character_in_the_provider_is_harmless() -> None:
    assert reason("no-such-model", "a\x1bb") == "no price is known for no-such-model at a\\x1bb"


@pytest.mark.parametrize(
    ("written", "provider"),
    [
        ("ollama/mistral:7b-instruct", ""),
        ("ollama:llama3.2", ""),
        ("llama3.2:3b", ""),
        ("deepseek-r1:7b", "openai"),
        ("mistral:latest", ""),
        ("nomic-embed-text", "ollama"),
        ("hosted_vllm/meta-llama/Llama-3-8b", ""),
        ("lm_studio/qwen", ""),
    ],
)
def test_what_runs_on_own_machines_has_no_token_price(written: str, provider: str) -> None:
    quoted = CATALOG.quote(written, provider, DAY)
    assert isinstance(quoted, Quote)
    assert quoted.self_hosted
    assert quoted.prices == ()
    assert "paid by the hour" in quoted.reason


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("auto", "auto names a model and not who serves it"),
        ("standard", "standard names a model and not who serves it"),
        ("gpt35", "gpt35 names a model and not who serves it"),
        ("anthropic.claude", "no price is known for anthropic.claude"),
        ("gpt-oss:20b-cloud", "gpt-oss:20b-cloud runs in Ollama's cloud"),
        ("ollama/gpt-oss:120b-cloud", "ollama/gpt-oss:120b-cloud runs in Ollama's cloud"),
    ],
)
def test_a_word_that_says_too_little_means_nothing(written: str, said: str) -> None:
    assert reason(written).startswith(said)


def test_a_file_of_weights_runs_on_own_machines() -> None:
    quoted = CATALOG.quote("TheBloke/Mistral-7B-Instruct-v0.1-GGUF/mistral-7b-instruct-v0.1.Q4_0.gguf", "", DAY)
    assert isinstance(quoted, Quote)
    assert quoted.self_hosted


def test_a_fine_tune_never_costs_what_its_base_costs() -> None:
    base = CATALOG.quote("gpt-4o-mini", "openai", DAY)
    tuned = CATALOG.quote("ft:gpt-4o-mini:acme::abc", "openai", DAY)
    assert isinstance(base, Quote)
    assert isinstance(tuned, Quote)
    for meter in (Meter.INPUT, Meter.OUTPUT):
        dearer, cheaper = tuned.price(meter), base.price(meter)
        assert dearer and cheaper
        assert dearer.amount == 2 * cheaper.amount


def test_a_region_of_bedrock_costs_a_tenth_more_than_global() -> None:
    amounts = []
    for prefix in ("global.", "us.", "eu.", ""):
        quoted = CATALOG.quote(f"{prefix}anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock", DAY)
        assert isinstance(quoted, Quote)
        price = quoted.price(Meter.INPUT)
        assert price
        amounts.append(str(price.amount))
    assert amounts == ["3", "3.3", "3.3", "3.3"]


def test_how_it_was_matched_is_told() -> None:
    quoted = CATALOG.quote("openai:gpt-4o-2024-08-06", "", DAY)
    assert isinstance(quoted, Quote)
    assert quoted.matched == "prefix openai:, alias"


@given(st.text(max_size=60), st.sampled_from(["", "openai", "azure", "bedrock", "google", "ollama", "fireworks"]))
def test_any_text_has_an_answer(written: str, provider: str) -> None:
    quoted = CATALOG.quote(written, provider, DAY)
    if isinstance(quoted, Unknown):
        assert clean(quoted.reason, 1000) == quoted.reason


PARTS = (
    "openai / : ft: gpt-4o -2024-08-06 us. anthropic. claude-v2 models/ arn:aws:bedrock: @001 azure/ eu/ publishers/"
    " -preview .ft- :0 -v1 openrouter/ % ollama/ huggingface/ global/"
).split()


@given(st.lists(st.sampled_from(PARTS), max_size=9).map("".join))
def test_any_pile_of_parts_has_an_answer(written: str) -> None:
    assert CATALOG.quote(written, "", DAY)
