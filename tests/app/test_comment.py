"""A saved report onto a change request: told once, and only while it speaks of the last commit."""

import json

import pytest

from finops_gate.app.comment import Wanted, comment, forges, status_of
from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.reports.json import FORMAT
from tests.fakes.forge import Fault, GitHub, GitLab
from tests.reports.scenarios import SCENARIOS

MARKER = "<!-- finops-gate:v1 id=default -->"
HEAD = "a" * 40


@pytest.fixture(scope="module")
def served():
    opened = (GitHub(), GitLab())
    yield opened
    for server in opened:
        server.close()


@pytest.fixture
def github(served):
    served[0].reset()
    return served[0]


@pytest.fixture
def gitlab(served):
    served[1].reset()
    return served[1]


@pytest.fixture
def save(tmp_path):
    def write(name, **changed):
        report = json.loads(FORMAT.render(SCENARIOS[name](), width=0, color=False))
        report["range"]["head"] = HEAD
        report.update(changed)
        path = tmp_path / "report.json"
        path.write_text(json.dumps(report))
        return path

    return write


def environment(github, **more):
    return {
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_TOKEN": "ghs_0123456789",
        "GITHUB_REF": "refs/pull/7/merge",
        **more,
    }


def test_report_is_told_once_and_kept_up_to_date(github, save):
    first = comment(Wanted("github", save("blocked")), environment(github))
    assert first.link == github.comments[0]["html_url"] and not first.moved
    comment(Wanted("github", save("warn")), environment(github))
    (told,) = github.comments
    assert told["body"].startswith(f"{MARKER}\n## ") and "**warn**" in told["body"]


def test_nothing_to_say_creates_no_comment(github, save):
    assert comment(Wanted("github", save("nothing")), environment(github)).link == ""
    assert github.comments == []


def test_comment_that_is_there_is_resolved(github, save):
    comment(Wanted("github", save("blocked")), environment(github))
    comment(Wanted("github", save("nothing")), environment(github))
    (told,) = github.comments
    assert "is resolved as of commit" in told["body"] and "**block**" not in told["body"]


def test_report_of_another_commit_is_neither_told_nor_made_a_status(github, save):
    """A hostile report may name any commit, and would else turn its status green."""
    path = save("nothing", range={"base": "b" * 40, "merge_base": "b" * 40, "head": "c" * 40})
    spoken = comment(Wanted("github", path, status_context="finops-gate"), environment(github))
    assert spoken.moved and spoken.state == ""
    assert github.comments == [] and github.statuses == []


@pytest.mark.parametrize("head", ["worktree", "index", "main", "A" * 40, "../" + "a" * 37])
def test_report_of_no_commit_is_refused(github, save, head):
    path = save("blocked", range={"base": "b" * 40, "merge_base": "b" * 40, "head": head})
    with pytest.raises(UsageError, match="not committed"):
        comment(Wanted("github", path), environment(github))
    assert github.asked == []


def test_status_is_set_even_where_the_comment_is_refused(github, save):
    github.faults.append(Fault("POST .*/comments", status=403))
    with pytest.raises(ForgeError) as error:
        comment(Wanted("github", save("blocked"), status_context="finops-gate"), environment(github))
    assert error.value.status == 403
    assert [(status["state"], status["context"]) for status in github.statuses] == [("failure", "finops-gate")]


@pytest.mark.parametrize(
    ("verdict", "states", "advisory", "state"),
    [
        ("pass", [], False, "success"),
        ("warn", [], False, "success"),
        ("block", [], False, "failure"),
        ("block", [], True, "success"),
        ("block", ["granted"], False, "failure"),
        ("require-approval", [], False, "pending"),
        ("require-approval", ["granted"], False, "success"),
        ("require-approval", ["granted", "pending"], False, "pending"),
        ("require-approval", ["granted", "unknown"], False, "pending"),
        ("require-approval", ["granted", "denied"], False, "failure"),
    ],
)
def test_state_that_a_verdict_means(verdict, states, advisory, state):
    approvals = [{"state": word} for word in states]
    assert status_of({"verdict": verdict, "approvals": approvals, "advisory": advisory}) == state


def test_dry_run_asks_nobody_and_needs_no_token(github, save):
    spoken = comment(Wanted("github", save("blocked"), dry_run=True), {})
    assert "**block**" in spoken.text and github.asked == []


def test_comment_of_hostile_names_calls_nobody(github, save):
    comment(Wanted("github", save("hostile_names")), environment(github))
    assert "@org" not in github.comments[0]["body"] and "<img" not in github.comments[0]["body"]


def test_merge_request_of_gitlab(gitlab, save):
    settings = {"CI_API_V4_URL": gitlab.url, "CI_PROJECT_ID": "42", "GITLAB_TOKEN": "glpat-0123456789"}
    comment(Wanted("gitlab", save("blocked"), number="7", status_context="finops-gate"), settings)
    assert len(gitlab.marked()) == 1 and gitlab.statuses[0]["state"] == "failed"


def test_bitbucket_is_told_without_html(save):
    text = comment(Wanted("bitbucket", save("blocked"), dry_run=True), {}).text
    assert "<code>" not in text and "**block**" in text


def test_what_is_missing_is_named(github, save, tmp_path):
    with pytest.raises(UsageError, match="which change request of GitHub"):
        comment(Wanted("github", save("blocked")), environment(github, GITHUB_REF="refs/heads/main"))
    with pytest.raises(UsageError, match="cannot be read"):
        comment(Wanted("github", tmp_path / "absent.json"), environment(github))
    with pytest.raises(UsageError, match="no forge"):
        comment(Wanted("sourcehut", save("blocked")), environment(github))
    assert forges() == ("azure", "bitbucket", "github", "gitlab")
