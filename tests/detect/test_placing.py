"""Where a value stands, told by one climb from the value outwards."""

from tree_sitter import Language, Parser

from finops_gate.detect.code.python import GRAMMAR
from finops_gate.detect.placing import place, says_default
from finops_gate.detect.syntax.trees import way
from finops_gate.model.setting import Role


def climbed(source: str, value: str = "gpt-4o", wanted=None):
    text = source.encode()
    tree = Parser(Language(GRAMMAR.load())).parse(text)
    at = text.index(value.encode())
    steps = way(tree, at - 1, at + len(value) + 1)
    while steps[-1].node.type not in GRAMMAR.strings:
        steps.pop()
    return place(steps, GRAMMAR, text, wanted)


def test_the_nearest_name_is_the_slot_and_the_others_are_its_scope():
    found = climbed('class Bot:\n    settings = {"chat": {"model": "gpt-4o"}}\n')
    assert (found.slot, found.scope) == ("model", ("Bot", "settings", "chat"))
    assert found.holder == ("Bot", "settings", "chat", "model")
    assert found.role is Role.CONFIG_VALUE
    assert not found.mention


def test_a_known_call_names_its_sdk_and_its_argument():
    found = climbed('def f():\n    return client.chat.completions.create(model="gpt-4o")\n')
    assert found.is_argument
    assert found.match is not None and found.match.sdk.name == "openai"
    assert (found.callee, found.scope) == ("client.chat.completions.create", ("f",))


def test_groups_are_the_calls_and_tables_around_it_from_the_inside():
    found = climbed('f(config={"model": "gpt-4o"})\n')
    assert found.groups == (9, 0)


def test_a_name_inside_a_function_means_nothing_outside():
    assert climbed('def f():\n    model = "gpt-4o"\n').local
    assert climbed('def f(model="gpt-4o"): ...\n').local
    assert not climbed('model = "gpt-4o"\n').local


def test_a_default_names_the_variable_that_overrides_it():
    found = climbed('x = os.environ.get("CHAT_MODEL") or "gpt-4o"\n')
    assert (found.environment, found.slot, found.role) == ("CHAT_MODEL", "CHAT_MODEL", Role.ENV_DEFAULT)
    assert found.fallback


def test_the_position_in_a_list_is_told():
    found = climbed('DEFAULT_MODELS = ["o1", "gpt-4o"]\n')
    assert found.list_index == 1
    assert says_default(found)
    assert not says_default(climbed('MODELS = ["gpt-4o"]\n'))


def test_the_first_table_that_is_not_hidden_is_told():
    rows = 'MODELS = [{"id": "gpt-4", "hidden": True}, {"id": "gpt-4o"}, {"id": "o1-mini"}]\n'
    assert climbed(rows).first
    assert not climbed(rows, "o1-mini").first
    assert not climbed(rows, "gpt-4").first


def test_why_a_value_is_only_mentioned():
    assert climbed('if model == "gpt-4o": ...\n').mention == "comparison"
    assert climbed('print("gpt-4o")\n').mention == "log"
    assert climbed('x = {"gpt-4o": 1}\n').mention == "table key"
    assert climbed('"gpt-4o"\n').mention == "doc"
    assert climbed('x: "gpt-4o" = 1\n').mention == "type"
    assert climbed('foo("gpt-4o")\n').mention == "argument"
    assert climbed('x = "see " + "gpt-4o"\n').mention == "part of a text"


def test_the_climb_ends_early_in_a_slot_that_nobody_wants():
    found = climbed('foo(name="gpt-4o")\n', wanted=lambda slot: slot == "model")
    assert (found.slot, found.mention) == ("name", "another slot")
