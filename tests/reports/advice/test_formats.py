"""Advice in each format; text from a repository is harmless in all of them."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from finops_gate.app.render import ADVICE, formats
from finops_gate.app.schemas import schema
from finops_gate.model.counsel import Counsel
from tests.build import TODAY
from tests.reports.advice.scenario import a_counsel

EMPTY = Counsel("worktree", TODAY, "bot", ())


@pytest.mark.parametrize(
    ("name", "ending", "options"),
    [
        ("table", "txt", {"width": 0}),
        ("table", "80.txt", {"width": 80}),
        ("table", "verbose.txt", {"width": 100, "verbose": True}),
        ("markdown", "md", {"width": 0}),
        ("json", "json", {"width": 0}),
    ],
)
def test_advice_is_the_golden_one(name, ending, options, golden):
    golden(f"goldens/advice.{ending}", ADVICE.render(a_counsel(), name, color=False, **options))


@pytest.mark.parametrize("name", formats(ADVICE.package))
def test_no_text_of_a_repository_reaches_a_terminal_or_a_page(name):
    text = ADVICE.render(a_counsel(), name, width=80, color=True)
    assert "\x1b" not in text and "\u202e" not in text
    if name == "markdown":
        assert "<script>" not in text and "@alice" not in text and not re.search(r"\| *`", text)


@pytest.mark.parametrize("counsel", [a_counsel(), EMPTY], ids=["full", "empty"])
def test_json_is_what_its_schema_says(counsel):
    Draft202012Validator(schema("advice")).validate(json.loads(ADVICE.render(counsel, "json", width=0, color=False)))


def test_no_advice_is_one_line_and_says_what_was_asked():
    text = ADVICE.render(EMPTY, "table", width=0, color=False)
    assert text == "No advice for 0 places of bot at worktree, prices of 2026-11-23\n"


def test_savings_of_one_place_are_not_added_up():
    counsel = a_counsel()
    again = counsel.entries[1]._replace()
    twice = Counsel("f" * 40, TODAY, None, (*counsel.entries, again), 7)
    assert twice.best == counsel.best and counsel.best is not None
