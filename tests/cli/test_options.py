"""What options mean, apart from any command."""

from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest

from finops_gate.cli import options


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"HOME": "/h"}, "/h/.cache/finops-gate"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "/c/finops-gate"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "/h/.cache/finops-gate"),
        ({"HOME": "/h", "FINOPS_GATE_CACHE": "/mine"}, "/mine"),
        ({"HOME": "/h", "FINOPS_GATE_CACHE": ""}, None),
        ({"HOME": "relative"}, None),
        ({}, None),
    ],
)
def test_cache_lies_where_the_environment_says_or_nowhere(environment, wanted):
    assert options.cache_directory(environment) == wanted


def test_named_place_is_a_path_and_no_name_is_none():
    assert options.place("a/b") == Path("a/b")
    assert options.place(None) is None


def test_day_of_an_option_and_of_the_clock():
    assert options.day_of(datetime(2026, 11, 23, tzinfo=UTC)) == date(2026, 11, 23)
    assert options.day_of(None) is None
    assert options.today() >= date(2026, 1, 1)


def test_formats_complete_by_what_was_typed():
    kind = options.ReportFormat()
    context = click.Context(click.Command("x"))
    found = kind.shell_complete(context, click.Option(["--format"]), "ma")
    assert [item.value for item in found] == ["markdown"]
