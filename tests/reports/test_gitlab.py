"""The report for GitLab's Code Quality widget."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.reports.gitlab import FORMAT
from tests.reports.hostile import HOSTILE
from tests.reports.scenarios import COMMANDS, SCENARIOS, everywhere, thousands

SCHEMA = {
    "$comment": "https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                        "additionalProperties": False,
                    },
                },
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    },
}


def rendered(verdict):
    return FORMAT.render(verdict, width=0, color=False)


def issues(verdict):
    """What GitLab would read: strict JSON of the documented form, in which no fingerprint comes twice."""
    text = rendered(verdict)
    assert text == rendered(verdict)
    found = json.loads(text.encode("utf-8"))
    jsonschema.validate(found, SCHEMA)
    assert len({issue["fingerprint"] for issue in found}) == len(found)
    return found


@pytest.mark.parametrize("name", SCENARIOS)
def test_report_is_the_golden_one_and_of_the_documented_form(name, golden):
    issues(SCENARIOS[name]())
    golden(f"goldens/{name}.gitlab.json", rendered(SCENARIOS[name]()))


@pytest.mark.parametrize(
    ("name", "severities"),
    [
        ("nothing", []),
        ("blocked", ["blocker"]),
        ("swap_with_volumes", ["major", "major"]),
        ("package", ["minor"]),
        ("advisory", ["minor"]),
        ("waived", ["info"]),
        ("approvals", ["major", "major", "info"]),
        ("skipped", ["info"]),
    ],
)
def test_severity_follows_from_what_stands_in_the_way(name, severities):
    assert [issue["severity"] for issue in issues(SCENARIOS[name]())] == severities


def test_fingerprint_outlives_an_unrelated_edit():
    verdict = SCENARIOS["blocked"]()
    (decision,) = verdict.decisions
    moved = decision.finding.location._replace(line=999)
    from dataclasses import replace

    later = replace(verdict, decisions=(replace(decision, finding=replace(decision.finding, location=moved)),))
    assert issues(later)[0]["fingerprint"] == issues(verdict)[0]["fingerprint"]
    assert issues(later)[0]["location"]["lines"]["begin"] == 999


def test_same_finding_twice_is_shown_twice():
    from dataclasses import replace

    verdict = SCENARIOS["blocked"]()
    assert len(issues(replace(verdict, decisions=verdict.decisions * 3))) == 3


def test_thousands_of_findings_are_all_there():
    assert len(issues(thousands(5000))) == 5001


@pytest.mark.parametrize("text", [*COMMANDS, *HOSTILE])
def test_hostile_text_anywhere_is_text(text):
    assert len(issues(everywhere(text))) == 2


@given(st.text(max_size=40))
def test_any_text_anywhere_is_strict_json(text):
    (found, skipped) = issues(everywhere(text))
    assert found["location"]["path"] == skipped["location"]["path"]
