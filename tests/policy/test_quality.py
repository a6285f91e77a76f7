"""Evaluation scores: the published example, a team's own, and how each mistake is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import yaml

from finops_gate.base.errors import GovernanceError
from finops_gate.model.quality import Score
from finops_gate.policy.quality import load
from finops_gate.policy.quality_form import quality_schema

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "pricing" / "quality" / "aider-polyglot.yaml"
PATH = ".finops-gate/quality/answers.yaml"
OWN = b"""\
version: 1
suite: helpdesk-answers
scores:
  - {provider: openai, model: gpt-4o-mini, tasks: 200, passed: 150, cost: "0.30", date: 2026-11-01}
  - {provider: openai, model: gpt-4-turbo, setting: low, tasks: 200, passed: 0, date: 2026-11-01}
"""


def test_the_published_example_is_read_with_its_licence() -> None:
    scores = load([(EXAMPLE.name, EXAMPLE.read_bytes())])
    assert len(scores) > 60
    assert {score.suite for score in scores} == {"aider-polyglot"}
    mini = next(score for score in scores if score.model == "gpt-4o-mini-2024-07-18")
    assert (mini.passed, mini.tasks, mini.cost) == (8, 225, Decimal("0.3236"))
    assert mini.cost_per_success == Decimal("0.04045")
    stated = yaml.safe_load(EXAMPLE.read_text("utf-8"))["source"]
    assert stated["licence"] == "Apache-2.0"
    assert stated["attribution"]


def test_a_teams_own_scores_are_read_and_none_is_invented() -> None:
    first, second = load([(PATH, OWN)])
    assert first == Score(
        "helpdesk-answers", "openai", "gpt-4o-mini", "", 200, 150, Decimal("0.30"), date(2026, 11, 1), f"{PATH}:4"
    )
    assert (first.share, first.cost_per_success) == (Decimal("0.75"), Decimal("0.002"))
    assert (second.setting, second.cost, second.cost_per_success, second.share) == ("low", None, None, 0)
    assert load([]) == ()


HEAD = b"version: 1\nsuite: a\nscores:\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"suite: a\nscores: []\n", f"{PATH}:1: version: is required"),
        (b"version: 2\nsuite: a\n", f"{PATH}:1: version: 2 is a version that this finops-gate does not read"),
        (b"version: 1\nsuite: a\nscores: []\n", f"{PATH}:3: scores: is an empty list"),
        (HEAD + b"  - {provider: a, model: b, tasks: 1, passed: 1}\n", f"{PATH}:4: scores[0].date: is required"),
        (
            HEAD + b"  - {provider: a, model: b, tasks: many, passed: 1, date: 2026-01-01}\n",
            f"{PATH}:4: scores[0].tasks: must be a whole number",
        ),
        (
            HEAD + b"  - {provider: a, model: b, tasks: 1000000000, passed: 1, date: 2026-01-01}\n",
            f"{PATH}:4: scores[0].tasks: must be a whole number",
        ),
        (
            HEAD + "  - {provider: a, model: b, tasks: ٣, passed: 1, date: 2026-01-01}\n".encode(),
            f"{PATH}:4: scores[0].tasks: must be a whole number",
        ),
        (
            HEAD + b"  - {provider: a, model: b, tasks: [1], passed: 1, date: 2026-01-01}\n",
            f"{PATH}:4: scores[0].tasks: must be a whole number",
        ),
        (
            HEAD + b"  - {provider: a, model: b, tasks: 0, passed: 0, date: 2026-01-01}\n",
            f"{PATH}:4: scores[0].tasks: must be at least 1",
        ),
        (
            HEAD + b"  - {provider: a, model: b, tasks: 1, passed: 2, date: 2026-01-01}\n",
            f"{PATH}:4: scores[0].passed: is more than the 1 tasks",
        ),
        (
            HEAD + b"  - {provider: a, model: b, tasks: 1, passed: 1, score: 5, date: 2026-01-01}\n",
            f"{PATH}:4: scores[0].score: is not a known key",
        ),
    ],
)
def test_every_mistake_is_told_with_file_line_and_key(text: bytes, said: str) -> None:
    with pytest.raises(GovernanceError) as caught:
        load([(PATH, text)])
    assert caught.value.message.startswith(said), caught.value.message


def test_the_schema_takes_the_example() -> None:
    stated = yaml.load(OWN, yaml.BaseLoader)
    stated["version"] = 1
    for run in stated["scores"]:
        run["tasks"], run["passed"] = int(run["tasks"]), int(run["passed"])
    jsonschema.validate(stated, quality_schema())


def test_a_run_may_pass_all_of_its_tasks_and_have_very_many() -> None:
    (score,) = load(
        [(PATH, HEAD + b"  - {provider: a, model: b, tasks: 999999999, passed: 999999999, date: 2026-01-01}\n")]
    )
    assert score.tasks == score.passed == 999_999_999
    (one,) = load([(PATH, HEAD + b"  - {provider: a, model: b, tasks: 1, passed: 0, date: 2026-01-01}\n")])
    assert one.share == 0


def test_the_schema_takes_no_negative_numbers() -> None:
    entry = {"provider": "a", "model": "b", "tasks": 1, "passed": 0, "date": "2026-01-01"}
    file = {"version": 1, "suite": "a", "scores": [entry]}
    jsonschema.validate(file, quality_schema())
    for wrong in ({**file, "version": 2}, {**file, "scores": []}, {**file, "scores": [{**entry, "passed": -1}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, quality_schema())
