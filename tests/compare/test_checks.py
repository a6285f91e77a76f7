"""Under which names jobs report, and who takes the gate's."""

from __future__ import annotations

import pytest

from finops_gate.compare.checks import borrowed, jobs

GATED = """\
name: AI cost
on: [pull_request]
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - name: Lint
        run: make lint
  cost:
    name: "What it costs"  # required
    runs-on: ubuntu-latest
    steps:
      - uses: acme/finops-gate@v1

env:
  after: the jobs
"""
GATES = {".github/workflows/ai-cost.yml": GATED}
PLAIN = {".github/workflows/ai-cost.yml": GATED.replace('    name: "What it costs"  # required\n', "")}


def named(text: str) -> list[str]:
    return [job.name for job in jobs(text)]


def test_jobs_are_told_by_their_names_and_else_by_their_keys():
    assert [(job.line, job.name, job.gate) for job in jobs(GATED)] == [
        (4, "lint", False),
        (9, "What it costs", True),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("on: push\n", []),
        ("jobs:\n", []),
        ("jobs:\n# none\n\n", []),
        ('"jobs":\n    "a":\n        name: b c\n    d:\n        steps: []\n', ["b c", "d"]),
        ("jobs:\n  a: {runs-on: x, name: y}\n  b: {name: 'z', runs-on: x}\n", ["a", "z"]),
        ("jobs:\n  a:\n    steps:\n      - name: not mine\n", ["a"]),
        ("jobs:\n  a:\n    name: ${{ matrix.x }}\n", []),
        ("jobs:\n  a:\n    runs-on: x\non:\n  b:\n    c: d\n", ["a"]),
    ],
)
def test_every_way_to_write_a_job(text, names):
    assert named(text) == names


def test_jobs_on_one_line_are_all_that_may_be_one():
    assert {"cost", "steps of it"} <= set(named('jobs: {cost: {runs-on: x, name: "steps of it"}}\n'))


def job(key: str, name: str = "") -> str:
    return f"on: push\njobs:\n  {key}:\n" + (f"    name: {name}\n" if name else "") + "    runs-on: x\n"


@pytest.mark.parametrize(
    ("after", "gates", "line"),
    [
        (job("cost"), PLAIN, 3),
        (job("mine", "COST"), PLAIN, 3),
        (job("x", "What it costs"), GATES, 3),
        ("jobs: {x: {name: 'What it costs', runs-on: y}}\n", GATES, 1),
    ],
)
def test_job_that_reports_by_the_name_of_the_gates_is_told(after, gates, line):
    ((found, edit),) = borrowed("", after, gates)
    assert found == line and edit.weakens
    assert "the check that runs finops-gate in .github/workflows/ai-cost.yml" in edit.words


def test_the_same_name_a_second_time_in_one_workflow_is_told():
    after = GATED.replace("  lint:\n", "  fake:\n    name: What it costs\n    runs-on: x\n  lint:\n")
    ((line, edit),) = borrowed(GATED, after, GATES)
    assert (line, edit.weakens) == (4, True)


@pytest.mark.parametrize(
    ("before", "after", "gates"),
    [
        ("", job("cost"), GATES),
        ("", job("lint"), GATES),
        ("", job("cost"), {}),
        (job("cost"), job("cost") + "    timeout-minutes: 5\n", PLAIN),
        (GATED, GATED.replace("make lint", "make check"), GATES),
        ("", "on: push\n", GATES),
    ],
)
def test_other_names_other_repositories_and_what_was_there_are_silent(before, after, gates):
    assert borrowed(before, after, gates) == ()


def test_first_mention_of_the_gate_beside_it_is_told_and_weakens_nothing():
    status = job("other") + "    steps:\n      - run: gh api statuses -f context=finops-gate\n"
    ((line, edit),) = borrowed(job("other"), status, GATES)
    assert (line, edit.weakens) == (6, False)
    assert borrowed("", status, {}) == () == borrowed(status, status + "# more\n", GATES)
