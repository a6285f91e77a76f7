"""What a name stands for: constants, fields, list heads, environment values, and what no name explains."""

from itertools import pairwise

import pytest

from finops_gate.model.setting import Key, Location, Role, Unknown
from finops_gate.resolve.names import HOPS, resolve, revive, spellings, worth_searching
from tests.build import a_setting

READ = Unknown("read from a name")


def constant(name, value="gpt-4o", path="app/models.py", **fields):
    return a_setting(value, path=path, role=Role.CONSTANT, slot=name, binds=(name,), **fields)


def call(*refers, path="app/bot.py", **fields):
    return a_setting(READ, path=path, refers=refers, **fields)


def resolved(*settings):
    """What the first setting comes to, and what is still wanted."""
    files = {}
    for setting in settings:
        files.setdefault(setting.location.path, []).append(setting)
    found = resolve(files)
    return found.bounds[settings[0].location.path][0], found.wanted


def test_literal_is_its_own_value():
    bound, wanted = resolved(a_setting("gpt-4o"))
    assert (bound.value, bound.via, wanted) == ("gpt-4o", (), ())


def test_constant_of_another_file_is_read_with_the_way_to_it():
    bound, wanted = resolved(call("DEFAULT_MODEL"), constant("DEFAULT_MODEL", line=3))
    assert (bound.value, bound.via, wanted) == ("gpt-4o", (Location("app/models.py", 3),), ())


def test_constant_of_the_own_file_is_stronger_than_anothers():
    own = constant("MODEL_NAME", "gpt-4o-mini", path="app/bot.py")
    bound, _ = resolved(call("MODEL_NAME"), own, constant("MODEL_NAME", "gpt-4o"))
    assert bound.value == "gpt-4o-mini"


def test_constant_through_constants_names_every_place():
    middle = a_setting(READ, path="app/middle.py", line=5, binds=("CHAT_MODEL",), refers=("BEST_MODEL",))
    bound, _ = resolved(call("CHAT_MODEL"), middle, constant("BEST_MODEL", line=2))
    assert bound.value == "gpt-4o"
    assert bound.via == (Location("app/middle.py", 5), Location("app/models.py", 2))


def test_names_that_read_each_other_end():
    one = a_setting(READ, path="a.py", binds=("FIRST_NAME",), refers=("OTHER_NAME",))
    other = a_setting(READ, path="b.py", binds=("OTHER_NAME",), refers=("FIRST_NAME",))
    bound, _ = resolved(one, other)
    assert isinstance(bound.value, Unknown)


def test_chain_longer_than_anybody_writes_is_left():
    names = [f"MODEL_{at:02}_NAME" for at in range(HOPS + 2)]
    links = [a_setting(READ, path=f"{name}.py", binds=(name,), refers=(after,)) for name, after in pairwise(names)]
    bound, _ = resolved(call(names[0]), *links, constant(names[-1]))
    assert isinstance(bound.value, Unknown)


def test_two_values_of_one_name_are_no_value():
    bound, _ = resolved(call("ChatModel"), constant("ChatModel"), constant("ChatModel", "gpt-4", path="other.py"))
    assert bound.value == Unknown("ChatModel has 2 possible values")


def test_one_value_said_twice_is_a_value():
    bound, _ = resolved(call("ChatModel"), constant("ChatModel"), constant("ChatModel", path="other.py"))
    assert bound.value == "gpt-4o"


def test_strongest_reference_that_is_known_counts():
    """``env.CHAT_MODEL or DEFAULT_MODEL``: a file of variables sets the first, or nothing does."""
    asks = call("env:CHAT_MODEL", "DEFAULT_MODEL")
    default = constant("DEFAULT_MODEL", "gpt-4o-mini")
    variable = a_setting("gpt-4o", path=".env", role=Role.ENV_FILE, binds=("env:CHAT_MODEL",))
    assert resolved(asks, default, variable)[0].value == "gpt-4o"
    bound, wanted = resolved(asks, default)
    assert (bound.value, wanted) == ("gpt-4o-mini", ("env:CHAT_MODEL",))


def test_what_nothing_explains_is_wanted_if_another_file_may_define_it():
    bound, wanted = resolved(call("DEFAULT_MODEL"))
    assert (bound.value, wanted) == (READ, ("DEFAULT_MODEL",))
    assert resolved(call("model"))[1] == ()
    assert resolved(a_setting(READ, key=Key.MAX_OUTPUT, refers=("LIMIT_OF_ALL",)))[1] == ()


def test_tests_and_documents_define_nothing():
    bound, _ = resolved(call("DEFAULT_MODEL"), constant("DEFAULT_MODEL", mention="test"))
    assert bound.value == READ


def test_parameter_is_not_read_from_a_model_of_the_same_name():
    bound, _ = resolved(a_setting(READ, key=Key.MAX_OUTPUT, refers=("DEFAULT",)), constant("DEFAULT"))
    assert bound.value == READ


def test_variable_of_a_function_is_read_in_that_function_alone():
    variable = a_setting("gpt-4o", binds=("local:model",), scope="answer", line=2)
    assert resolved(call("model", scope="answer"), variable)[0].value == "gpt-4o"
    assert resolved(call("model", scope="other"), variable)[0].value == READ
    assert resolved(call("model", scope="answer", path="b.py"), variable)[0].value == READ


def test_of_two_functions_each_reads_its_own_variable():
    one = a_setting("gpt-4o-mini", binds=("local:model",), scope="cheap", line=2)
    other = a_setting("gpt-4-turbo", binds=("local:model",), scope="dear", line=9)
    assert resolved(call("model", scope="dear"), one, other)[0].value == "gpt-4-turbo"
    assert resolved(call("model", scope="cheap"), one, other)[0].value == "gpt-4o-mini"


def test_computed_text_is_filled_with_what_is_known():
    size = a_setting("mini", binds=("SIZE_NAME",), path="app/models.py")
    assert resolved(call("text:gpt-4o-{SIZE_NAME}"), size)[0].value == "gpt-4o-mini"
    assert resolved(call("text:gpt-4o-${SIZE_NAME}"), size)[0].value == "gpt-4o-mini"
    assert resolved(call("text:gpt-4o-{other()}"), size)[0].value == Unknown("computed text")
    assert resolved(call("text:gpt-4o-{UNHEARD_OF}"), size)[0].value == Unknown("computed text")


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("env:MODEL", ["env:MODEL"]),
        ("DEFAULT_MODEL", ["DEFAULT_MODEL"]),
        ("self.model", ["model"]),
        ("settings.llm.model", ["settings.llm.model", "llm.model"]),
        ("Model::GPT4", ["Model.GPT4", "GPT4"]),
        ("Models.GPT4.value", ["Models.GPT4", "GPT4"]),
        ("$config->model", ["$config.model"]),
        ("module.MODELS[0]", ["MODELS[0]", "module.MODELS[0]"]),
    ],
)
def test_spellings_of_a_reference(reference, found):
    assert list(spellings(reference)) == found


def test_first_of_a_menu_that_somebody_takes_as_default_takes_effect():
    menu = a_setting(mention="menu", path="app/models.py", binds=("MODELS[0]",))
    second = a_setting("gpt-4", mention="menu", path="app/models.py", binds=("MODELS[1]",))
    taken = a_setting(Unknown("first of a list"), mention="position", refers=("MODELS[0]",))
    files = {"app/models.py": [menu, second], "app/bot.py": [taken]}
    assert revive(files) == {
        "app/models.py": [menu._replace(mention="", role=Role.LIST_DEFAULT), second],
        "app/bot.py": [],
    }
    assert revive({"app/models.py": [menu, second]}) == {"app/models.py": [menu, second]}


def test_entry_that_a_search_finds_is_stronger_than_the_first():
    first = a_setting(mention="menu", binds=("MODELS[0]",))
    shown = a_setting("gpt-4", mention="menu", binds=("MODELS[first]",))
    taken = a_setting(Unknown("first of a list"), mention="position", refers=("MODELS[first]",))
    by_position = taken._replace(refers=("MODELS[0]",))
    kept = revive({"m.py": [first, shown], "b.py": [taken, by_position]})["m.py"]
    assert [setting.mention for setting in kept] == ["menu", ""]


@pytest.mark.parametrize(
    ("reference", "worth"),
    [("env:CHAT_MODEL", True), ("env:M", False), ("DEFAULT_MODEL", True), ("Model.Default", True), ("model", False)],
)
def test_only_names_that_another_file_may_define_are_searched_for(reference, worth):
    assert worth_searching(reference) is worth
