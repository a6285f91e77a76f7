"""The example workflows name inputs that exist, pin what they use and ask for no more than they say."""

import re

import pytest
import yaml

from tests.action.runner import ROOT

FOLDER = ROOT / "examples" / "github"
EXAMPLES = sorted(FOLDER.glob("*.yml"))
OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
INPUTS = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"].keys()
OUTPUTS = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["outputs"].keys()
WANTED = {
    *("pull-request", "review-status", "fork-safe", "merge-queue", "monorepo-matrix", "usage-sync", "catalog-refresh"),
}


def steps(workflow):
    for job in workflow["jobs"].values():
        yield from job["steps"]


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_there_is_an_example_for_each_way_of_use():
    assert {path.stem for path in EXAMPLES} == WANTED


@pytest.mark.parametrize("path", [*EXAMPLES, *OWN], ids=lambda path: path.name)
def test_every_action_is_pinned_by_commit_with_its_version_beside(path):
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"^ *(?:- )?uses: *(.*)", text, re.MULTILINE)
    assert used and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", entry) for entry in used)
    checkouts = [step for step in steps(read(path)) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts and all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_ask_for_nothing_at_the_top_and_name_what_exists(path):
    workflow = read(path)
    assert workflow["permissions"] == {}
    assert all(job["permissions"] and job["timeout-minutes"] for job in workflow["jobs"].values())
    for step in steps(workflow):
        if step.get("uses", "").startswith("finops-gate/"):
            assert set(step.get("with", {})) <= set(INPUTS)
        assert "${{" not in step.get("run", "")
    named = re.findall(r"steps\.gate\.outputs\.([a-z-]+)", path.read_text(encoding="utf-8"))
    assert set(named) <= set(OUTPUTS)


def test_workflow_for_forks_checks_nothing_of_the_pull_request_out():
    workflow = read(FOLDER / "fork-safe.yml")
    assert list(workflow[True]) == ["pull_request_target"]
    (checkout, gate) = list(steps(workflow))
    assert set(checkout["with"]) == {"persist-credentials"} and set(gate["with"]) == {"status-context"}
