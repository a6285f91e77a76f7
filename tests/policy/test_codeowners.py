"""CODEOWNERS as the forges read it."""

from __future__ import annotations

import pytest

from finops_gate.policy.codeowners import LARGEST, read

FILE = b"""\
# owners
*               @acme/everyone
/services/      @Alice @acme/Eng-Leads   # the services
/services/bot/  bob@example.com
docs/*          @carol
*.yaml          @dave
/build/logs/
a\\ b/           @erin
!never          @mallory
broken          not-an-owner
"""


def owners(path: str, text: bytes = FILE) -> list[list[str]]:
    return [sorted(found) for found in read(text).of(path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("main.py", [["acme/everyone"]]),
        ("services/a.py", [["acme/eng-leads", "alice"]]),
        ("services/bot/a.py", [["bob@example.com"]]),
        ("docs/guide.md", [["carol"]]),
        ("docs/deep/guide.md", [["acme/everyone"]]),
        ("services/values.yaml", [["dave"]]),
        ("build/logs/x", []),
        ("a b/c", [["erin"]]),
        ("never", [["acme/everyone"]]),
        ("broken", [["acme/everyone"]]),
    ],
)
def test_the_last_line_that_fits_wins(path: str, expected: list[list[str]]) -> None:
    assert owners(path) == expected


def test_sections_own_side_by_side_and_optional_ones_do_not_count() -> None:
    text = b"* @all\n[Data] @data\n/db/\n/db/x @special\n^[Nice]\n/db/ @nice\n[data][2]\n/other @late\n"
    assert owners("db/a", text) == [["all"], ["data"]]
    assert owners("db/x", text) == [["all"], ["special"]]
    assert owners("other", text) == [["all"], ["late"]]


def test_file_of_three_megabytes_is_read_and_a_larger_one_is_not() -> None:
    text = b"* @bob\n"
    assert owners("a", text + b"#" * ((3 << 20) - len(text))) == [["bob"]]
    assert owners("a", text + b"#" * ((3 << 20) - len(text) + 1)) == []


def test_what_cannot_be_read_owns_nothing_and_nothing_fails() -> None:
    assert owners("a", b"") == []
    assert owners("a", b"\xff\xfe @alice\n* @bob\n") == [["bob"]]
    assert owners("a", b"* @" + b"a" * LARGEST) == []
    assert owners("a", b"/ @alice\n") == []
