"""The workflow that refreshes the prices: pinned like the other one, and only ever a proposal."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

WORKFLOWS = Path(__file__).parents[2] / ".github" / "workflows"
TEXT = (WORKFLOWS / "refresh-catalog.yml").read_text("utf-8")
FLOW = yaml.safe_load(TEXT)


def test_actions_are_those_of_the_other_workflow_pinned_by_commit() -> None:
    used = re.findall(r"uses: (\S+)", TEXT)
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name) for name in used)
    assert set(used) <= set(re.findall(r"uses: (\S+)", (WORKFLOWS / "check.yml").read_text("utf-8")))


def test_it_runs_on_a_schedule_with_no_more_rights_than_a_pull_request_needs() -> None:
    events = FLOW[True]  # YAML 1.1 reads `on` as true
    assert set(events) == {"schedule", "workflow_dispatch"}
    assert FLOW["permissions"] == {}
    assert FLOW["jobs"]["refresh"]["permissions"] == {"contents": "write", "pull-requests": "write"}


def test_it_opens_a_pull_request_and_never_pushes_to_main() -> None:
    scripts = "\n".join(step.get("run", "") for step in FLOW["jobs"]["refresh"]["steps"])
    assert "gh pr create" in scripts
    assert re.findall(r"git push.*", scripts) == ['git push --quiet --force origin "$BRANCH"']
    assert "gh pr merge" not in scripts
    assert "${{" not in scripts


def test_the_lock_follows_the_table_that_was_read() -> None:
    steps = "\n".join(step.get("run", "") for step in FLOW["jobs"]["refresh"]["steps"])
    assert steps.index("make lock UPGRADE=genai-prices") < steps.index("catalog refresh") < steps.index("make gen")
