"""Approvals of a real branch: what a forge tells, held against what the branch asks for now and asked for then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from finops_gate.app.approving import MOST_COMMITS, approved, forge_of
from finops_gate.app.diff import Request, find, judge
from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.cli.exits import exit_code
from finops_gate.model.change_request import Actor, ChangeRequest, Contributor, Remark, Review, ReviewState
from finops_gate.model.setting import Unknown
from finops_gate.model.verdict import Verdict
from tests.fakes.forge import NOW as FORGES_NOW
from tests.fakes.forge import Fault, GitHub
from tests.fakes.repository import Repository
from tests.fakes.told import Told
from tests.gate import Answer, gate, usage

NOW = datetime(2026, 1, 6, 12, tzinfo=UTC)
POLICY = """\
version: 1
features:
  bot: {paths: ["app/**"]}
approvers:
  engineering-lead: {users: [alice], teams: [acme/leads]}
"""
CHEAP = 'client.chat.completions.create(model="gpt-4o-mini", messages=m)\n'
DEAR = CHEAP.replace("gpt-4o-mini", "gpt-4-turbo")
DEARER = CHEAP.replace("gpt-4o-mini", "gpt-4")
VOLUME = usage(
    {"feature": "bot", "model": "gpt-4o-mini", "calls_per_month": 500000, "input_mean": 900, "output_mean": 300}
)


class Story:
    """main calls a cheap model; the branch `dear` a dear one."""

    def __init__(self, root: Path, policy: str = POLICY, **files: str) -> None:
        self.repository = Repository(root)
        self.repository.write({"app/bot.py": CHEAP, ".finops-gate/policy.yaml": policy, **files})
        self.repository.commit("Start")
        self.repository.branch("dear")
        self.first = self.push({"app/bot.py": DEAR})

    def push(self, files: dict[str, str]) -> str:
        return self.repository.write(files).commit("Change")

    def request(self, *reviews: Review, **fields: object) -> ChangeRequest:
        head = self.repository.git("rev-parse", "dear")
        base = self.repository.git("rev-parse", "main")
        known = {"contributors": (Contributor(Actor("mallory"), head),), "reviews": reviews, "now": NOW, **fields}
        return ChangeRequest("7", Actor("mallory"), base, head, **known)  # type: ignore[arg-type]

    def judged(self, forge: Told, revisions: str = "main..dear", **how: object) -> Verdict:
        found = find(Request(self.repository.root, revisions, explicit=True, **how))  # type: ignore[arg-type]
        return approved(found, judge(found), forge, "7")

    def state(self, *reviews: Review, **fields: object) -> str:
        (approval,) = self.judged(Told(self.request(*reviews, **fields))).approvals
        return approval.state


def review(
    commit: str | None, login: str = "alice", state: ReviewState = ReviewState.APPROVED, hours: int = 1
) -> Review:
    return Review(f"{login}{hours}", Actor(login), state, NOW - timedelta(hours=hours), commit)


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def test_granted_by_a_review_of_the_head(story: Story) -> None:
    verdict = story.judged(Told(story.request(review(story.first))))
    assert [(a.state, a.by) for a in verdict.approvals] == [("granted", ("alice",))]
    assert verdict.outcome.word == "require-approval" and exit_code(verdict, "approval") == 0
    assert verdict.headline.startswith("✅") and "Approved by Engineering Lead." in verdict.headline


def test_pending_denied_and_unknown_have_their_headlines_and_codes(story: Story) -> None:
    pending = story.judged(Told(story.request()))
    assert exit_code(pending, "approval") == 3 and "Approval required from Engineering Lead" in pending.headline
    denied = story.judged(Told(story.request(review(story.first, state=ReviewState.CHANGES_REQUESTED))))
    assert exit_code(denied, "approval") == 3 and "Approval denied by Engineering Lead" in denied.headline
    hidden = Told(story.request(review(story.first, "dan")), {"acme/leads": Unknown("the token may not see it")})
    unknown = story.judged(hidden)
    assert (
        exit_code(unknown, "approval") == 2
        and "nobody could tell whether Engineering Lead approved" in unknown.headline
    )


def test_a_forge_that_cannot_be_asked_leaves_everything_unknown(story: Story) -> None:
    verdict = story.judged(Told(ForgeError("403: rate limit\x1b[31m")))
    (approval,) = verdict.approvals
    assert approval.state == "unknown" and approval.why == ("the forge could not be asked: 403: rate limit\\x1b[31m",)
    assert exit_code(verdict, "approval") == 2


def test_a_team_that_cannot_be_asked_is_unknown_unless_others_approved(story: Story) -> None:
    teams = {"acme/leads": ForgeError("502")}
    both = [review(story.first, "dan"), review(story.first)]
    assert story.judged(Told(story.request(both[0]), teams)).approvals[0].state == "unknown"
    assert story.judged(Told(story.request(*both), teams)).approvals[0].state == "granted"
    member = {"acme/leads": frozenset({"Dan"})}
    assert story.judged(Told(story.request(both[0]), member)).approvals[0].state == "granted"


def test_nobody_is_asked_about_teams_before_somebody_said_something(story: Story) -> None:
    forge = Told(story.request(review(story.first, state=ReviewState.COMMENTED)))
    assert story.judged(forge).approvals[0].state == "pending"
    assert forge.asked == ["7"]


def test_an_unrelated_push_keeps_an_approval(story: Story) -> None:
    story.push({"README.md": "More words.\n", "app/other.py": "x = 1\n"})
    assert story.state(review(story.first)) == "granted"


def test_a_push_that_moves_the_call_down_keeps_it_too(story: Story) -> None:
    story.push({"app/bot.py": f"import os\n\n\n{DEAR}"})
    assert story.state(review(story.first)) == "granted"


def test_another_model_asks_again(story: Story) -> None:
    story.push({"app/bot.py": DEARER})
    assert story.state(review(story.first)) == "pending"


def test_another_site_asks_again(tmp_path: Path) -> None:
    story = Story(tmp_path, **{"app/two.py": CHEAP})
    story.push({"app/two.py": DEAR})
    assert story.state(review(story.first)) == "pending"


def test_a_later_increase_of_the_same_site_asks_again_and_a_decrease_does_not(tmp_path: Path) -> None:
    story = Story(tmp_path, **{".finops-gate/usage.csv": VOLUME})
    dearer = story.push({"app/more.py": DEAR})
    assert story.state(review(story.first)) == "pending"
    assert story.state(review(dearer)) == "granted"
    story.repository.remove("app/more.py")
    story.push({})
    assert story.state(review(dearer)) == "granted"


def test_a_reviewed_commit_that_is_absent_is_stale(story: Story) -> None:
    for commit in ("0" * 40, "not a commit", "--upload-pack=x", None):
        verdict = story.judged(Told(story.request(review(commit))))
        assert verdict.approvals[0].state == "pending", commit
    assert (
        story.judged(Told(story.request(review("0" * 40))))
        .approvals[0]
        .why[-1]
        .endswith("no commit in this repository")
    )


def test_a_force_push_leaves_the_reviewed_commit_readable(story: Story) -> None:
    story.repository.git("reset", "-q", "--hard", "main")
    story.push({"app/bot.py": DEAR, "note.txt": "rebased"})
    assert story.state(review(story.first)) == "granted"


def test_only_the_latest_reviewed_commits_are_judged_again(story: Story) -> None:
    other = [review(f"{number:040x}", "dan", hours=2) for number in range(1, MOST_COMMITS + 1)]
    reviews = [replaced._replace(id=str(at)) for at, replaced in enumerate(other)]
    story.push({"README.md": "words"})
    assert story.state(*reviews, review(story.first, hours=3)) == "pending"
    assert story.state(*reviews[1:], review(story.first, hours=3)) == "granted"


def test_the_forges_own_merge_of_the_change_is_the_change(story: Story) -> None:
    story.repository.checkout("main")
    story.push({"other.txt": "meanwhile"})
    story.repository.checkout("--detach")
    merge = story.repository.merge("dear")
    verdict = story.judged(Told(story.request(review(story.first))), f"{merge}^1..{merge}", exact=True)
    assert verdict.approvals[0].state == "granted"


def test_policy_and_owners_are_those_of_the_target(tmp_path: Path) -> None:
    story = Story(tmp_path, "version: 1\n", CODEOWNERS="* @olga\n")
    loosened = {".finops-gate/policy.yaml": "version: 1\napprovers: {engineering-lead: {users: [eve]}}\n"}
    story.push({**loosened, "CODEOWNERS": "* @eve\n"})
    head = story.repository.git("rev-parse", "dear")
    states = {
        login: {a.role: a.state for a in story.judged(Told(story.request(review(head, login)))).approvals}
        for login in ("olga", "eve")
    }
    assert states["olga"]["engineering-lead"] == "granted"
    assert set(states["eve"].values()) == {"pending"}


def test_without_owners_the_maintainers_are_asked_about(tmp_path: Path) -> None:
    story = Story(tmp_path, "version: 1\n")
    request = story.request(review(story.first, "Max"), review(story.first, "app[bot]"))
    assert story.judged(Told(request, permissions={"Max": "maintain"})).approvals[0].state == "granted"
    assert story.judged(Told(request, permissions={"Max": "write"})).approvals[0].state == "pending"
    assert story.judged(Told(request, permissions={"Max": ForgeError("404")})).approvals[0].state == "unknown"
    forge = Told(request)
    story.judged(forge)
    assert forge.asked == ["7", "Max"], "nobody asks what an app may do"


def test_a_command_names_the_code_of_the_report(story: Story) -> None:
    code = story.judged(Told(story.request())).approvals[0].code
    remark = Remark("1", Actor("alice"), f"/finops approve {code}", NOW - timedelta(hours=1))
    assert story.state(remarks=(remark,)) == "granted"
    assert story.state(remarks=(remark._replace(edited=True),)) == "pending"


def test_where_nothing_is_asked_the_forge_is_not_asked(story: Story) -> None:
    story.push({"app/bot.py": CHEAP, "README.md": "words"})
    forge = Told(ForgeError("never"))
    story.judged(forge)
    assert forge.asked == []


def test_outside_of_a_change_request_nobody_can_be_asked() -> None:
    with pytest.raises(UsageError, match="no change request is known here"):
        forge_of({})


class TestCommandLine:
    """`diff --approvals auto` in a job of GitHub Actions, over a real socket."""

    @pytest.fixture
    def job(self, story: Story, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
        server = GitHub()
        server.head, server.base = story.first, story.repository.git("rev-parse", "main")
        server.commits = [server.commit(story.first, "mallory")]
        server.author = {"login": "mallory", "id": 5, "type": "User"}
        server.activity = None
        for name, value in {
            "GITHUB_API_URL": server.url,
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_TOKEN": "ghs_0123456789abcdef",
            "GITHUB_REF": "refs/pull/7/merge",
        }.items():
            monkeypatch.setenv(name, value)
        yield server
        server.close()

    def run(self, story: Story, *words: str) -> Answer:
        return gate(story.repository, "diff", "main..dear", "--approvals", "auto", "--as-of", "2026-01-05", *words)

    def test_pending_then_granted(self, story: Story, job: GitHub) -> None:
        assert self.run(story).code == 3
        job.review("alice", "APPROVED", at=FORGES_NOW - 60)
        answer = self.run(story, "--format", "json")
        assert answer.code == 0
        assert answer.report["verdict"] == "require-approval" and answer.report["change_request"] == "7"
        (approval,) = answer.report["approvals"]
        assert (approval["state"], approval["by"]) == ("granted", ["alice"])
        assert any(line.startswith("alice approves by review") for line in approval["why"])
        assert "Approval of Engineering Lead: granted by alice" in self.run(story).out
        assert "counts" in self.run(story, "-v").out and "counts" not in self.run(story).out

    def test_a_forge_that_refuses_is_exit_2_with_the_report_all_the_same(self, story: Story, job: GitHub) -> None:
        job.faults.append(Fault("/pulls/7$", status=404, times=99))
        answer = self.run(story)
        assert answer.code == 2 and "could not be asked" in answer.out

    def test_off_asks_nobody(self, story: Story, job: GitHub) -> None:
        assert gate(story.repository, "diff", "main..dear").code == 3
        assert job.asked == []

    def test_outside_of_a_job_it_is_a_usage_error(self, story: Story) -> None:
        answer = self.run(story)
        assert answer.code == 2 and "no change request is known here" in answer.err
