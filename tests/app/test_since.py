"""A budget that is passed in small steps: what was merged since a tag or a day counts with the change."""

import pytest

from tests.attacks.attack import BASE, BOT, GOVERNED, ROW, bot
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, gate, usage

SMALL = {**ROW, "calls_per_month": 60_000}
"""They were recorded with gpt-4o-mini: of the step from gpt-4.1-mini to gpt-4o nobody knows the month."""
POLICY_OF_MONTHS = GOVERNED.replace(
    'per-call-increase: {require-approval: {ratio: "10", from: engineering-lead}, warn: {ratio: "2"}}',
    "per-call-increase: off",
).replace('above: "500"', 'above: "280"')


@pytest.fixture
def repository(tmp_path):
    """Tagged v1 with gpt-4o-mini; then the dearer gpt-4.1-mini was merged; the change takes gpt-4o."""
    found = Repository(tmp_path / "r")
    found.write({**BASE, POLICY: POLICY_OF_MONTHS, USAGE: usage(SMALL)}).commit("Start")
    found.git("tag", "v1")
    found.write({BOT: bot("gpt-4.1-mini")}).commit("First step")
    found.branch("change").write({BOT: bot("gpt-4o")}).commit("Second step")
    return found


def judged(repository, *words):
    answer = gate(repository, "diff", "main..HEAD", "--format", "json", *words)
    assert answer.code != 2, answer.err
    return answer.report


def test_step_that_is_small_by_itself_is_judged_by_the_sum(repository):
    alone = judged(repository)
    assert alone["verdict"] == "pass" and alone["governance"]["since"] is None
    summed = judged(repository, "--since", "v1")
    assert summed["verdict"] == "require-approval"
    assert "With all that was merged since v1: +$296.10/month." in summed["headline"]
    assert summed["governance"]["since"]["delta"] == "296.1"
    found, _ = [finding for finding in summed["findings"] if finding["message"].startswith("since v1: ")]
    assert found["rule"] == "monthly-increase" and set(found["changes"]) <= {
        change["fingerprint"] for change in summed["changes"]
    }
    # The figures of the change itself stay those of the change itself.
    assert summed["totals"] == alone["totals"]


def test_day_begins_at_what_the_target_was_then(repository):
    by_day = judged(repository, "--since", "2026-01-06")
    assert by_day["governance"]["since"]["commit"] == by_day["range"]["base"]
    answer = gate(repository, "diff", "main..HEAD", "--since", "2020-01-01")
    assert answer.code == 2 and "no commit before 2020-01-01" in answer.err
    answer = gate(repository, "diff", "main..HEAD", "--since", "2020-13-01")
    assert answer.code == 2 and "no day of the calendar" in answer.err


def test_who_saves_or_touches_something_else_is_not_asked_for_what_others_merged(repository):
    repository.checkout("main").write({BOT: bot("gpt-4o")}).commit("Merged")
    repository.branch("saving").write({BOT: bot("gpt-4.1-mini")}).commit("Saves")
    saving = judged(repository, "--since", "v1")
    assert saving["verdict"] == "pass" and "since v1" in saving["headline"]


def test_revision_that_is_not_there_and_an_index_have_no_sum(repository):
    assert gate(repository, "diff", "main..HEAD", "--since", "v9").code == 2
    repository.write({BOT: bot("gpt-4-turbo")}).stage()
    answer = gate(repository, "diff", "--staged", "--since", "v1")
    assert answer.code == 2 and "--staged" in answer.err


def test_work_tree_has_a_sum(repository):
    repository.write({BOT: bot("gpt-4-turbo")})
    answer = gate(repository, "diff", "--since", "v1", "--format", "json")
    assert answer.report["governance"]["since"]["name"] == "v1"
