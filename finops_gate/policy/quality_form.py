"""The form of evaluation scores: a team's own in `.finops-gate/quality/`, published ones in `pricing/quality/`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from finops_gate.policy.pieces import Amount, Day, Form, Text, Version, wrong


def _whole(value: Any) -> int:
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 9:
        raise wrong("must be a whole number", "count tasks: 225")
    return int(value)


_Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0})]


class ScoreForm(Form):
    """One run of the suite."""

    provider: Text
    model: Text
    """The id that was called."""
    setting: Text | None = None
    """What was set besides the model: `high`."""
    tasks: _Whole
    passed: _Whole
    cost: Amount | None = None
    """Dollars of the whole run, where they were recorded."""
    date: Day

    @model_validator(mode="after")
    def _adds_up(self) -> ScoreForm:
        if self.tasks < 1:
            raise wrong("must be at least 1", "a run without tasks has no score", "tasks")
        if self.passed > self.tasks:
            raise wrong(f"is more than the {self.tasks} tasks", "", "passed")
        return self


class SourceForm(Form):
    """Where published scores were read. A team's own have none."""

    url: Text
    retrieved: Day
    licence: Text
    attribution: Text


class QualityForm(Form):
    """One suite with its runs."""

    version: Version
    suite: Text
    about: Text | None = None
    features: list[Text] = Field(default_factory=list)
    """The features whose work it measures; empty: any."""
    source: SourceForm | None = None
    scores: list[ScoreForm] = Field(min_length=1)


def quality_schema() -> dict[str, Any]:
    """The JSON schema of a file of scores."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **QualityForm.model_json_schema(),
        "title": "finops-gate evaluation scores",
    }
