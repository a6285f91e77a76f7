"""Which words the rest of the tree is searched for."""

from finops_gate.model.setting import Unknown
from finops_gate.resolve.context import LIMIT, menus_of, readers_of, wanted_words
from tests.build import a_bound, a_change, a_setting


def test_words_are_the_last_parts_of_names_without_what_is_asked_of_them():
    asked = ["env:CHAT_MODEL", "settings.DEFAULT_MODEL", "Models::FAST.value", "MODELS[0].id", "config->MODEL_NAME"]
    assert wanted_words(asked) == ("CHAT_MODEL", "DEFAULT_MODEL", "FAST", "MODEL_NAME")
    assert wanted_words(["env:ABC", "x.y"]) == ()


def test_no_more_words_than_one_search_takes():
    assert len(wanted_words(f"CONSTANT_{at}" for at in range(100))) == LIMIT


def test_menus_are_searched_for_where_their_first_entry_is_taken():
    entries = [
        a_setting(mention="menu", binds=("app.MODELS[0]", "MODELS[first]")),
        a_setting(mention="menu", binds=("MODELS[1]", "abc[0]", "plain")),
        a_setting(binds=("OTHERS[0]",)),
    ]
    assert menus_of({"app/models.py": entries}) == ("MODELS[0]", "MODELS.find(", "MODELS.at(0)")
    assert menus_of({}) == ()


def test_readers_of_a_changed_constant_are_looked_for_by_its_name():
    before = a_bound(binds=("config.DEFAULT_MODEL", "env:CHAT_MODEL", "local:model", "model"))
    after = a_bound("gpt-4-turbo", binds=("ModelName",))
    assert readers_of([a_change(before, after)]) == ("CHAT_MODEL", "DEFAULT_MODEL", "ModelName")


def test_readers_of_what_is_not_billed_are_not_looked_for_unless_it_is_a_spelling():
    bound = a_bound("gpt-4-turbo", binds=("FAST_MODEL",))
    assert readers_of([a_change(None, bound, billed=False)]) == ()
    assert readers_of([a_change(None, bound, billed=False, note="enum")]) == ("FAST_MODEL",)
    assert readers_of([a_change(a_bound(Unknown("x")), None)]) == ()
