"""What a call does with its arguments, by its name alone."""

import pytest

from finops_gate.detect import callees
from finops_gate.detect.calls import segments


@pytest.mark.parametrize(
    "written",
    "os.getenv os.environ.get ENV.fetch env System.getenv().getOrDefault std::env::var Deno.env.get".split(),
)
def test_reading_the_environment(written):
    assert callees.reads_environment(segments(written))


@pytest.mark.parametrize("written", ["Application.get_env", "options.get", "Keyword.get", ""])
def test_reading_something_else(written):
    assert not callees.reads_environment(segments(written))


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("print", "log"),
        ("console.log", "log"),
        ("logger.info", "log"),
        ("log.Printf", "log"),
        ("ValueError", "log"),
        ("UnknownModelError", "log"),
        ("model.startswith", "comparison"),
        ("strings.HasPrefix", "comparison"),
        ("models.includes", "comparison"),
        ("tiktoken.encoding_for_model", "lookup"),
        ("AutoTokenizer.from_pretrained", "lookup"),
        ("client.chat.completions.create", ""),
        ("ChatOpenAI", ""),
        ("", ""),
    ],
)
def test_calls_that_only_mention(written, reason):
    assert callees.mentions(segments(written)) == reason


@pytest.mark.parametrize(
    "written",
    [
        "builder.model",
        "options.setModel",
        "WithModel",
        "with_model",
        "modelName",
        "builder.maxTokens",
        "SetMaxOutputTokens",
    ],
)
def test_setters_say_their_slot(written):
    assert callees.setter_slot(segments(written)) == segments(written)[-1]


@pytest.mark.parametrize(
    "written", ["getModel", "is_model", "list_models", "count_max_tokens", "setName", "truncate_to_max_tokens", ""]
)
def test_calls_that_set_nothing(written):
    assert callees.setter_slot(segments(written)) == ""


def test_other_questions_about_callees():
    assert callees.wraps(("useState",))
    assert callees.wraps(("cmp", "Or"))
    assert not callees.wraps(("create",))
    assert callees.see_through("default")
    assert not callees.see_through("model")
    assert callees.is_table(("Map", "of"))
    assert not callees.is_table(("List", "of"))
    assert callees.is_value_type(("ModelId",))
    assert not callees.is_value_type(("modelId",))
    assert callees.speaks_to_model(("ChatModel",))
    assert not callees.speaks_to_model(("Widget",))
    assert callees.last(()) == ""
