from __future__ import annotations

import re

import pytest

from finops_gate.model.fingerprint import finding_fingerprint, row_fingerprint, row_fingerprints
from finops_gate.model.setting import Key, Unknown
from tests.build import a_change


def test_line_does_not_count():
    assert row_fingerprint(a_change(line=3)) == row_fingerprint(a_change(line=300))
    assert re.fullmatch("[0-9a-f]{16}", row_fingerprint(a_change()))


@pytest.mark.parametrize(
    "other",
    [
        a_change(after="gpt-4"),
        a_change(before="gpt-4"),
        a_change(before=None),
        a_change(path="b.py"),
        a_change(key=Key.IMAGE),
        a_change(slot="fallback"),
        a_change(after=Unknown("why")),
    ],
)
def test_everything_else_counts(other):
    assert row_fingerprint(other) != row_fingerprint(a_change())


def test_reason_of_an_unknown_value_does_not_count():
    assert row_fingerprint(a_change(after=Unknown("a"))) == row_fingerprint(a_change(after=Unknown("b")))


def test_equal_rows_get_ordinals():
    first, second, third = row_fingerprints([a_change(), a_change(line=99), a_change(after="gpt-4")])
    assert len({first, second, third}) == 3
    assert first == row_fingerprint(a_change()) and second == row_fingerprint(a_change(), 1)


def test_path_that_is_no_utf8_has_a_fingerprint():
    assert row_fingerprint(a_change(path="a\udcff.py"))


def test_finding_is_known_by_rule_and_rows():
    assert finding_fingerprint("r", ["a", "b"]) == finding_fingerprint("r", ["b", "a"])
    assert finding_fingerprint("r", ["a"]) != finding_fingerprint("s", ["a"])
