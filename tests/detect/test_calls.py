"""Which call of which SDK a callee is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base import shelf
from finops_gate.detect.calls import PACKAGE, billed_parameter, known, segments
from finops_gate.detect.valuing import may_take
from finops_gate.model.setting import Key


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("client.chat.completions.create", ("client", "chat", "completions", "create")),
        ("(client as any)?.messages.stream", ("messages", "stream")),
        ("self.clients[0].chat.completions.create", ("self", "clients", "chat", "completions", "create")),
        ("client.with_options(timeout=f(1)).responses.create", ("client", "with_options", "responses", "create")),
        ("new Map<string, List<int>>", ("newMap",)),
        ("Prism::text", ("Prism", "text")),
        ("$client->chat", ("$client", "chat")),
        ("\\Acme\\Client", ("Acme", "Client")),
        ("await client!.x", ("awaitclient", "x")),
        ("", ()),
        ("((((((((a", ("a",)),
    ],
)
def test_segments_of_a_callee(written, names):
    assert segments(written) == names


def test_the_longest_entry_wins_whatever_the_receiver_is_called():
    match = known("python", segments("self.llm.chat.completions.create"), b"")
    assert match is not None
    assert (match.sdk.name, match.call.callee) == ("openai", "chat.completions.create")


def test_the_import_decides_between_sdks_of_one_shape():
    callee = segments("client.chat.completions.create")
    groq = known("python", callee, b"from groq import Groq")
    plain = known("python", callee, b"import nothing")
    assert groq is not None and groq.sdk.name == "groq"
    assert plain is not None and plain.sdk.name == "openai"


def test_one_word_is_trusted_only_beside_its_import():
    assert known("python", ("completion",), b"x = 1") is None
    match = known("python", ("completion",), b"from litellm import completion")
    assert match is not None and match.sdk.name == "litellm"


def test_a_language_that_a_table_does_not_speak_has_no_match():
    assert known("cobol", segments("client.chat.completions.create"), b"") is None
    assert known("python", (), b"") is None


def test_parameters_that_only_one_sdk_spells_so():
    openai = known("python", segments("client.images.generate"), b"import openai")
    assert billed_parameter(openai, "partial_images") is Key.IMAGE
    assert billed_parameter(openai, "model") is None
    assert billed_parameter(None, "partial_images") is None


@given(st.text(max_size=400))
def test_any_callee_has_segments(written):
    for name in segments(written):
        assert name


def test_a_name_is_looked_at_in_every_argument_that_takes_a_model():
    sdks = [shelf.take(PACKAGE, name, "SDK") for name in shelf.sizes(PACKAGE)]
    arguments = {name for sdk in sdks for call in sdk.calls for name in call.model}
    assert "model" in arguments
    assert {name for name in arguments if not may_take(name)} == set()
