from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import finops_gate
from finops_gate.base.patterns import lazy


def test_a_lazy_pattern_answers_as_a_compiled_one():
    for text, flags, said in (("a(b+)", re.IGNORECASE, "xABBy"), (b"a(b+)", 0, b"xabby")):
        here, there = lazy(text, flags), re.compile(text, flags)
        assert here.search(said)[1] == there.search(said)[1]
        assert here.findall(said) == there.findall(said)
        assert (here.match(said), here.fullmatch(said)) == (None, None)
        assert here.sub(said[:1], said) == there.sub(said[:1], said)
        assert (here.pattern, here.flags, here.groups) == (there.pattern, there.flags, there.groups)


def test_a_lazy_pattern_has_nothing_else():
    with pytest.raises(AttributeError):
        lazy("a").unknown  # noqa: B018


def test_every_pattern_that_a_module_states_can_be_compiled():
    found = 0
    for module in pkgutil.walk_packages(finops_gate.__path__, "finops_gate."):
        if module.name.rpartition(".")[2] == "__main__":
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if type(value) is lazy:
                found += 1
                assert value.pattern is not None
    assert found > 100
