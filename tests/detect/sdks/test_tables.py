"""Every table of call shapes is well formed, and no two of them contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from finops_gate.base import shelf
from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key
from finops_gate.model.site import SiteKind

SHELF = "finops_gate.detect.sdks"
NAMES = shelf.names(SHELF)
LANGUAGES = frozenset("csharp elixir go java kotlin php python ruby rust swift typescript".split())
PROVIDERS = frozenset(
    """
    anthropic azure bedrock cerebras cloudflare cohere deepseek fireworks google groq mistral ollama openai openrouter
    perplexity together xai
    """.split()
)
KINDS = {SiteKind.MODEL_CALL.value, SiteKind.EMBEDDING.value, SiteKind.IMAGE.value, SiteKind.AUDIO.value}
CALLEE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*[?!]?")
ARGUMENT = re.compile(r"[A-Za-z_]\w*")
READ_ON = re.compile(r"[Rr]ead\s+on\s+2026-\d\d-\d\d")


def table(name: str) -> Sdk:
    sdk = shelf.take(SHELF, name, "SDK")
    assert isinstance(sdk, Sdk)
    return sdk


def calls(name: str) -> list[tuple[str, Call]]:
    return [(f"{name}: {call.callee}", call) for call in table(name).calls]


EVERY = [entry for name in NAMES for entry in calls(name)]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_ends_in_a_table_of_its_own_name(name: str) -> None:
    sdk = table(name)
    assert sdk.name == name
    assert sdk.calls
    assert sdk.provider in PROVIDERS | {""}
    assert sdk.languages
    assert set(sdk.languages) <= LANGUAGES


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_says_when_and_in_which_version_it_was_read(name: str) -> None:
    module = __import__(f"{SHELF}.{name.replace('-', '_')}", fromlist=["__doc__"])
    assert module.__doc__
    assert READ_ON.search(module.__doc__)
    assert re.search(r"\d+\.\d+", module.__doc__)


@pytest.mark.parametrize("name", NAMES)
def test_calls_and_parameters_are_sorted_and_unique(name: str) -> None:
    sdk = table(name)
    callees = [call.callee for call in sdk.calls]
    spellings = [spelling for spelling, _ in sdk.parameters]
    assert callees == sorted(set(callees))
    assert spellings == sorted(set(spellings))
    assert all(isinstance(key, Key) for _, key in sdk.parameters)
    assert isinstance(sdk.imports, tuple)
    assert all(len(text) > 3 for text in sdk.imports)


def test_callees_are_dotted_names() -> None:
    assert [where for where, call in EVERY if not CALLEE.fullmatch(call.callee)] == []


def test_kinds_are_kinds_of_sites() -> None:
    assert {call.kind for _, call in EVERY} <= KINDS


def test_arguments_are_names() -> None:
    wrong = [
        where
        for where, call in EVERY
        if not all(ARGUMENT.fullmatch(name) for name in (*call.model, *call.prompt))
        or len(set(call.model)) != len(call.model)
    ]
    assert wrong == []


def test_a_model_that_may_stand_in_a_position_has_a_name_too() -> None:
    assert [where for where, call in EVERY if call.position is not None and (call.position < 0 or not call.model)] == []


def test_defaults_are_ids() -> None:
    wrong = [
        where for where, call in EVERY if call.default is not None and not re.fullmatch(r"[\w./:@-]+", call.default)
    ]
    assert wrong == []


def test_the_provider_of_a_call_is_one_that_has_prices() -> None:
    assert [where for where, call in EVERY if call.provider not in PROVIDERS | {""}] == []


def test_one_callee_of_one_language_has_one_reading_unless_imports_tell_them_apart() -> None:
    """Groq's and OpenAI's `chat.completions.create` share a shape; LangChain's and LlamaIndex's `OpenAI` do not."""
    readings: dict[tuple[str, str], list[tuple[str, tuple[str, ...], int | None]]] = defaultdict(list)
    for name in NAMES:
        sdk = table(name)
        for call in sdk.calls if not sdk.imports else ():
            for language in sdk.languages:
                readings[language, call.callee].append((name, call.model, call.position))
    assert {key: found for key, found in readings.items() if len(found) > 1} == {}


def test_tables_that_share_a_callee_are_gated_by_different_imports() -> None:
    """No import text of one table stands within that of another that knows the same callee."""
    owners: dict[tuple[str, str], list[Sdk]] = defaultdict(list)
    for name in NAMES:
        sdk = table(name)
        for call in sdk.calls if sdk.imports else ():
            for language in sdk.languages:
                owners[language, call.callee].append(sdk)
    clashes = {
        (callee, left.name, right.name)
        for callee, sdks in owners.items()
        for left in sdks
        for right in sdks
        if left.name != right.name and any(mine in other for mine in left.imports for other in right.imports)
    }
    assert clashes == set()


def test_one_word_that_any_program_may_use_needs_an_import() -> None:
    common = {"Agent", "LLM", "Memory", "OpenAI", "Router", "Task", "chat", "completion", "embed", "generate", "query"}
    gated = {call.callee for name in NAMES if table(name).imports for call in table(name).calls}
    free = {call.callee for name in NAMES if not table(name).imports for call in table(name).calls}
    assert common & free == set()
    assert common <= gated


@pytest.mark.parametrize(
    ("name", "callee", "expected"),
    [
        ("openai", "chat.completions.create", Call("chat.completions.create", prompt=("messages",))),
        ("litellm", "completion", Call("completion", model=("model", "fallbacks"), position=0, prompt=("messages",))),
        ("pydantic-ai", "Agent", Call("Agent", position=0, prompt=("instructions", "system_prompt"))),
    ],
)
def test_shapes_that_most_code_uses(name: str, callee: str, expected: Call) -> None:
    assert next(call for call in table(name).calls if call.callee == callee) == expected
