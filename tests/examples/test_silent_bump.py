"""The example of a library whose default changes under a service that names no model."""

import importlib.util
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "silent-bump"


@pytest.fixture(scope="module")
def demo():
    spec = importlib.util.spec_from_file_location("silent_bump_demo", FOLDER / "demo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def answers(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("silent-bump") / "repository"
    demo.build(folder)
    return demo.ask(folder, "main..bump"), demo.ask(folder, "bump..patch")


def test_one_bump_needs_an_approval_and_the_other_stays_silent(demo, answers):
    assert demo.problems(*answers) == []


def test_the_month_follows_from_the_measured_calls(answers):
    totals = answers[0].report["totals"]
    assert (
        totals["base"] == "31.8"
    )  # 60,000 calls of 700 input tokens at $0.50 and 120 output tokens at $1.50 a million
    assert totals["head"] == "636"  # the same at $10 and $30


def test_the_finding_names_the_places_and_what_keeps_the_old_model(answers):
    (finding,) = [finding for finding in answers[0].report["findings"] if finding["rule"] == "dependency-default"]
    assert "magentic 0.19.0 -> 0.20.0" in finding["message"]
    assert "services/triage/main.py:6 prompt" in finding["message"]
    assert "magentic==0.19.0" in finding["advice"]


def test_the_artefacts_stand_among_the_inputs(answers):
    assert sorted(answers[0].report["inputs"]["artefacts"]) == [
        "pypi:magentic-0.19.0-py3-none-any.whl",
        "pypi:magentic-0.20.0-py3-none-any.whl",
    ]


def test_no_line_of_the_service_names_a_model(demo):
    assert not [path for path in (FOLDER / "app" / "services").rglob("*.py") if "gpt" in path.read_text()]


def test_an_answer_that_is_not_the_examples_is_told(demo, answers):
    bump, patch = answers
    assert len(demo.problems(patch, bump)) == 4
