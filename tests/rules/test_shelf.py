"""What holds for every rule on the shelf."""

from __future__ import annotations

import random
from importlib import import_module

import pytest

from finops_gate.base import shelf
from finops_gate.model.setting import Key, Unknown
from finops_gate.policy.starter import starter
from finops_gate.rules import Rule
from tests.build import a_case, a_change, a_projection, a_row, a_swap

NAMES = shelf.names("finops_gate.rules")


@pytest.mark.parametrize("name", NAMES)
def test_rule_is_called_like_its_file_and_documented_in_four_parts(name):
    rule = shelf.take("finops_gate.rules", name, "RULE")
    assert isinstance(rule, Rule) and rule.id == name
    text = import_module(f"finops_gate.rules.{name.replace('-', '_')}").__doc__ or ""
    first, _, rest = text.partition("\n")
    assert first.endswith(".")
    parts = [rest.index(f"\n{heading}:\n") for heading in ("Why it matters", "Example", "What to do")]
    assert parts == sorted(parts)


def test_starter_policy_speaks_only_of_rules_and_measures_on_the_shelf():
    for rule in starter().rules:
        measures = shelf.take("finops_gate.rules", rule.rule, "RULE").measures
        assert all(name in measures for threshold in rule.thresholds for name, _ in threshold.limits)


@pytest.mark.parametrize("name", NAMES)
def test_order_of_rows_does_not_matter_and_measures_are_declared(name):
    rule = shelf.take("finops_gate.rules", name, "RULE")
    rows = [
        a_swap(monthly=(1, 20), path="a.py", feature="bot"),
        a_swap(monthly=(1, 20), path="b.py", feature="bot"),
        a_swap(after=Unknown("x"), path="c.py"),
        a_row(a_change(None, "gpt-9", path="d.py"), a_projection(0, 1, None, 5, site="d.py::answer#1")),
        a_row(a_change("a", "bb", key=Key.PROMPT, path="e.py"), a_projection(1, 2, 3, 4, site="e.py::answer#1")),
        a_swap(billed=False, path="f.py"),
    ]
    first = list(rule.check(a_case(*rows)))
    random.Random(1).shuffle(rows)
    assert list(rule.check(a_case(*rows))) == first
    assert all(measure in rule.measures for finding in first for measure, _ in finding.measure)
    assert all(finding.location.path != "f.py" for finding in first)
