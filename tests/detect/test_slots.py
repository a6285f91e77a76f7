"""What a name says of its value, and which values can be a model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.detect.slots import Claim, can_be_model, claim, parameter
from finops_gate.model.setting import Key

STRONG = """
    model MODEL model_name modelName model-id modelId OPENAI_MODEL openaiModel defaultModel DEFAULT_CHAT_MODEL
    summary_model embeddingModel llm.model OpenAI:Model model_slug modelArn model.coder inferenceProfileId models
    azure_openai_model_name spring.ai.openai.chat.options.model WithModel setModelName
""".split()
WEAK = "deployment deploymentName AZURE_OPENAI_DEPLOYMENT engine llm chat_llm gpt embeddings LLM_NAME".split()
NEVER = """
    user_model authModel data_model tokenizer_model model_label model_description model_type modelProvider model_path
    model_config modelVersion supported_models available_models disable_model model_display_name modelPrices label
    placeholder
""".split()
NONE = ["", "name", "value", "id", "temperature", "provider", "remodel2", "x"]


@pytest.mark.parametrize("name", STRONG)
def test_names_that_say_model(name):
    assert claim(name) is Claim.STRONG


@pytest.mark.parametrize("name", WEAK)
def test_names_that_may_mean_a_model(name):
    assert claim(name) is Claim.WEAK


@pytest.mark.parametrize("name", NEVER)
def test_names_that_say_something_else(name):
    assert claim(name) is Claim.NEVER


@pytest.mark.parametrize("name", NONE)
def test_names_that_say_nothing(name):
    assert claim(name) is Claim.NONE


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("max_tokens", Key.MAX_OUTPUT),
        ("maxTokens", Key.MAX_OUTPUT),
        ("max_completion_tokens", Key.MAX_OUTPUT),
        ("MaxOutputTokens", Key.MAX_OUTPUT),
        ("max_output_tokens", Key.MAX_OUTPUT),
        ("max_new_tokens", Key.MAX_OUTPUT),
        ("max_tokens_to_sample", Key.MAX_OUTPUT),
        ("OPENAI_MAX_TOKENS", Key.MAX_OUTPUT),
        ("num_predict", Key.MAX_OUTPUT),
        ("reasoning_effort", Key.REASONING),
        ("reasoningEffort", Key.REASONING),
        ("default_reasoning", Key.REASONING),
        ("thinking_budget", Key.THINKING),
        ("budget_tokens", Key.THINKING),
        ("service_tier", Key.SERVICE_TIER),
        ("candidateCount", Key.CHOICES),
        ("best_of", Key.CHOICES),
        ("max_input_tokens", None),
        ("context_max_tokens", None),
        ("chunk_max_tokens", None),
        ("total_max_tokens", None),
        ("user_reasoning", None),
        ("n", None),
        ("temperature", None),
        ("", None),
    ],
)
def test_billed_parameters_in_every_spelling(name, key):
    assert parameter(name) is key


@pytest.mark.parametrize(
    ("name", "key"), [("n", Key.CHOICES), ("dimensions", Key.DIMENSIONS), ("size", Key.IMAGE), ("quality", Key.IMAGE)]
)
def test_short_names_are_parameters_only_inside_a_known_call(name, key):
    assert parameter(name, in_call=True) is key
    assert parameter(name) is None


@pytest.mark.parametrize(
    ("value", "said", "answer"),
    [
        ("gpt-4o", Claim.NONE, True),
        ("claude", Claim.NONE, False),
        ("claude", Claim.STRONG, True),
        ("mistral", Claim.WEAK, True),
        ("gpt-4o", Claim.NEVER, False),
        ("acme-brain-2", Claim.STRONG, True),
        ("acme/brain-2", Claim.STRONG, True),
        ("acme-brain-2", Claim.WEAK, False),
        ("acme-brain-2", Claim.NONE, False),
        ("user-profile", Claim.STRONG, False),
        ("default", Claim.STRONG, False),
        ("./models/2.bin", Claim.STRONG, False),
        ("https://x.test/v1", Claim.STRONG, False),
        ("model-2.json", Claim.STRONG, False),
        ("two words 2", Claim.STRONG, False),
        ("", Claim.STRONG, False),
        ("x" * 200, Claim.STRONG, False),
    ],
)
def test_the_less_a_name_says_the_more_a_value_must(value, said, answer):
    assert can_be_model(value, said) is answer


def test_in_a_known_calls_model_argument_any_id_like_text_is_one():
    assert can_be_model("acme-brain", Claim.NONE, in_call=True)
    assert not can_be_model("two words", Claim.NONE, in_call=True)
    assert not can_be_model("default", Claim.NONE, in_call=True)


@given(st.text(max_size=120), st.text(max_size=200))
def test_any_name_and_any_value_are_answered(name, value):
    assert can_be_model(value, claim(name)) in (True, False)
    assert parameter(name) is None or isinstance(parameter(name), Key)
