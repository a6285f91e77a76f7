"""What stands in the source as an id."""

import pytest

from finops_gate.model.setting import Key, Location, Role, Setting, Unknown
from finops_gate.model.site import Bound


@pytest.mark.parametrize(
    ("refers", "written"),
    [
        ("models.GPT4o", "models.GPT4o"),
        ("Model.gpt4o", "Model.gpt4o"),
        ("Model.gpt4o.value", "Model.gpt4o.value"),
        ("Settings.model", None),
        ("model.rawValue", None),
        ("self.model4", None),
        ("secrets.MODEL", None),
        ("env:MODEL", None),
    ],
)
def test_the_name_of_a_constant_is_written_a_variable_is_not(refers, written):
    setting = Setting(Key.MODEL, Unknown("read"), Location("a.swift", 1), Role.CALL_ARGUMENT, "model", refers=(refers,))
    assert Bound(setting, setting.value).written == written


@pytest.mark.parametrize(
    ("refers", "written"), [("maxTokens", "maxTokens"), ("secrets.LIMIT", None), ("env:LIMIT", None)]
)
def test_a_limit_read_from_a_variable_was_told_without_what_stands_there(refers, written):
    setting = Setting(Key.MAX_OUTPUT, Unknown("read"), Location("a.ts", 1), Role.CALL_ARGUMENT, "n", refers=(refers,))
    assert Bound(setting, setting.value).written == written
