"""`finops-gate approve`, and what its waivers are worth to `diff`, in real repositories with real keys."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from finops_gate.app.approve import added
from finops_gate.app.diff import Request, find, judge
from finops_gate.model.change_request import Actor, ChangeRequest, Contributor
from finops_gate.model.policy import Outcome
from finops_gate.policy.waivers import load
from tests.fakes.repository import Repository
from tests.gate import Answer, gate, usage
from tests.repo.test_signatures import a_key

WAIVERS = ".finops-gate/waivers.yaml"
SIGNERS = ".finops-gate/allowed_signers"
POLICY = """\
version: 1
features:
  bot: {paths: ["app/**"]}
approvers:
  engineering-lead: {users: [alice]}
"""
CHEAP = 'client.chat.completions.create(model="gpt-4o-mini", messages=m)\n'
DEAR = CHEAP.replace("gpt-4o-mini", "gpt-4-turbo")
VOLUME = usage(
    {"feature": "bot", "model": "gpt-4o-mini", "calls_per_month": 500000, "input_mean": 900, "output_mean": 300}
)


class Story:
    def __init__(self, root: Path, **files: str) -> None:
        self.repository = Repository(root / "repository")
        self.repository.git("remote", "add", "origin", "https://github.com/acme/shop.git")
        self.repository.write({"app/bot.py": CHEAP, ".finops-gate/policy.yaml": POLICY, **files}).commit("Start")
        self.repository.branch("dear")
        self.repository.write({"app/bot.py": DEAR}).commit("Dearer")

    def diff(self, *words: str) -> Answer:
        return gate(self.repository, "diff", "main..dear", "--format", "json", *words)

    @property
    def code(self) -> str:
        found: str = self.diff().report["approvals"][0]["code"]
        return found

    def approve(self, *words: str) -> Answer:
        return gate(self.repository, "approve", "main..dear", "--reason", "the pilot", *words)

    def waivers(self) -> str:
        return (self.repository.root / WAIVERS).read_text()

    def to_main(self) -> None:
        """The waivers enter main through a change of their own."""
        text = self.waivers()
        (self.repository.root / WAIVERS).unlink()
        self.repository.checkout("main").write({WAIVERS: text}).commit("Waive")
        self.repository.checkout("dear")


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def rules(answer: Answer) -> dict[str, str]:
    by_fingerprint = {finding["fingerprint"]: finding["rule"] for finding in answer.report["findings"]}
    return {by_fingerprint[entry["finding"]]: entry["outcome"] for entry in answer.report["decisions"]}


def test_a_waiver_counts_once_it_stands_at_the_target(story: Story) -> None:
    assert story.diff().code == 3
    answer = story.approve("--code", story.code)
    assert answer.code == 0 and "counts once it is merged" in answer.out
    assert load(story.waivers().encode(), WAIVERS)[0].approved_by == "alice"
    story.to_main()
    passed = story.diff()
    assert passed.code == 0 and passed.report["approvals"] == []
    (decision,) = [d for d in passed.report["decisions"] if d["waived_by"]]
    assert decision["outcome"] == "pass" and "alice: the pilot, until" in decision["waived_by"]


def test_the_same_waiver_in_the_change_itself_counts_for_nothing(story: Story) -> None:
    story.approve("--code", story.code)
    story.repository.commit("Waive myself")
    answer = story.diff()
    assert answer.code == 3
    assert rules(answer)["unproven-waiver"] == "warn"
    assert rules(answer)["governing-change"] == "require-approval"
    assert any("is not signed" in finding["message"] for finding in answer.report["findings"])


class TestSigned:
    @pytest.fixture
    def key(self, tmp_path: Path) -> str:
        return a_key(tmp_path)[0]

    @pytest.fixture
    def story(self, tmp_path: Path, key: str) -> Story:
        public = Path(f"{key}.pub").read_text()
        return Story(tmp_path, **{SIGNERS: f"alice {public}"})

    def signed(self, story: Story, key: str) -> None:
        answer = story.approve("--code", story.code, "--sign-with", key)
        assert answer.code == 0 and "(signed)" in answer.out, answer.err

    def test_a_signed_waiver_may_come_in_the_change_itself(self, story: Story, key: str) -> None:
        self.signed(story, key)
        story.repository.commit("Waive, signed")
        answer = story.diff()
        assert answer.code == 0, answer.out
        waived = {entry["waived_by"] for entry in answer.report["decisions"] if entry["waived_by"]}
        assert "it only adds waivers that are signed by alice" in waived and len(waived) == 2

    def test_who_signed_it_is_told(self, story: Story, key: str) -> None:
        self.signed(story, key)
        story.repository.commit("Waive, signed")
        waived = [entry["waived_by"] or "" for entry in story.diff().report["decisions"]]
        assert any("signed in the change itself by alice: the pilot, until" in why for why in waived)

    @pytest.mark.parametrize(
        ("of", "said"),
        [
            ({"author": Actor("Alice")}, "is signed by the author of the change"),
            ({"contributors": (Contributor(Actor("alice"), "c" * 40),)}, "is signed by somebody who committed"),
            ({"pusher": Actor("alice")}, "is signed by somebody who committed to the change"),
            ({"unlisted": True}, "nobody can tell whether its signer committed"),
            ({"author": Actor("mallory")}, ""),
        ],
    )
    def test_nobody_waives_what_is_partly_his_own_where_the_forge_tells_whose_it_is(
        self, story: Story, key: str, of: dict[str, Any], said: str
    ) -> None:
        self.signed(story, key)
        story.repository.commit("Waive, signed")
        found = find(Request(story.repository.root, "main..dear", explicit=True))
        now = datetime(2026, 11, 23, tzinfo=UTC)
        told = ChangeRequest("7", **{"author": Actor("mallory"), "base": "b" * 40, "head": "d" * 40, "now": now, **of})
        verdict = judge(found._replace(request=found.request._replace(told=told)))
        assert (verdict.outcome is Outcome.PASS) is not bool(said)
        assert said in " ".join(finding.message for finding in verdict.findings)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("the pilot", "the whole company"),
            ("role: ", "ceiling_monthly_delta: 99999\n    role: "),
            ('approved_by: "alice"', 'approved_by: "bob"'),
            ("U1NIU0lH", "U1NIU0lI"),
        ],
    )
    def test_any_edit_voids_it(self, story: Story, key: str, old: str, new: str) -> None:
        self.signed(story, key)
        text = story.waivers()
        assert old in text
        story.repository.write({WAIVERS: text.replace(old, new, 1)}).commit("Waive, forged")
        answer = story.diff()
        assert answer.code == 3
        assert {"unproven-waiver", "malformed-governance"} & rules(answer).keys()

    def test_it_cannot_be_replayed_in_another_repository(self, story: Story, key: str) -> None:
        self.signed(story, key)
        story.repository.commit("Waive, signed")
        story.repository.git("remote", "set-url", "origin", "https://github.com/acme/bank.git")
        assert story.diff().code == 3
        story.repository.git("remote", "remove", "origin")
        answer = story.diff()
        assert answer.code == 3 and "nobody can tell for which repository" in answer.out

    def test_a_key_that_the_change_itself_allows_proves_nothing(self, story: Story, tmp_path: Path) -> None:
        key, public = a_key(tmp_path, "mallory")
        self.signed(story, key)
        story.repository.write({SIGNERS: f"alice {public}\n"}).commit("My own key")
        assert story.diff().code == 3

    def test_a_signer_must_be_among_the_users_of_the_role(self, story: Story, key: str) -> None:
        answer = story.approve("--code", story.code, "--sign-with", key, "--approved-by", "bob")
        assert answer.code == 0
        story.repository.commit("Waive, signed by bob")
        answer = story.diff()
        assert answer.code == 3 and "bob is not among the users of engineering-lead" in answer.out

    def test_beside_an_unsigned_one_the_edit_needs_its_own_approval(self, story: Story, key: str) -> None:
        self.signed(story, key)
        more = story.waivers() + (
            '  - id: also\n    rule: new-spend\n    scope: {paths: ["**"]}\n    ceiling_monthly_delta: 1\n'
            "    reason: more\n    approved_by: eve\n    role: engineering-lead\n"
            "    created: 2026-01-05\n    expires: 2026-02-05\n"
        )
        story.repository.write({WAIVERS: more}).commit("Waive more")
        answer = story.diff()
        assert answer.code == 3 and rules(answer)["governing-change"] == "require-approval"

    def test_without_an_origin_there_is_nothing_to_sign_for(self, story: Story, key: str) -> None:
        story.repository.git("remote", "remove", "origin")
        answer = story.approve("--code", story.code, "--sign-with", key)
        assert answer.code == 2 and "no origin" in answer.err


def test_an_expired_and_an_exceeded_waiver_are_told(tmp_path: Path) -> None:
    story = Story(tmp_path, **{".finops-gate/usage.csv": VOLUME})
    story.approve("--code", story.code, "--expires", "2026-02-01")
    story.to_main()
    assert story.diff().code == 0
    assert rules(story.diff("--as-of", "2026-01-25"))["ending-waiver"] == "warn"
    late = story.diff("--as-of", "2026-02-02")
    assert late.code == 3 and rules(late)["expired-waiver"] == "warn"
    text = (story.repository.checkout("main").root / WAIVERS).read_text()
    lowered = "\n".join('    ceiling_monthly_delta: "1"' if "ceiling" in line else line for line in text.split("\n"))
    story.repository.write({WAIVERS: lowered}).commit("Lower")
    story.repository.checkout("dear")
    dearer = story.diff()
    assert dearer.code == 3 and rules(dearer)["exceeded-waiver"] == "warn"


def test_a_malformed_file_at_the_target_is_no_answer(story: Story) -> None:
    story.repository.checkout("main").write({WAIVERS: "version: 1\nwaivers:\n  - id: x\n"}).commit("Broken")
    story.repository.checkout("dear")
    answer = story.diff()
    assert answer.code == 2 and f"{WAIVERS}:3: waivers[0]" in answer.err


def test_the_same_approval_writes_the_same_bytes(story: Story) -> None:
    code = story.code
    story.approve("--code", code)
    first = story.waivers()
    (story.repository.root / WAIVERS).unlink()
    story.approve("--code", code)
    assert story.waivers() == first
    again = story.approve("--code", code)
    assert again.code == 2 and "already" in again.err and story.waivers() == first


def test_what_stands_in_the_file_stays_with_its_comments(story: Story) -> None:
    before = (
        "# ours\nversion: 1\nwaivers:   # all of them\n- id: old   # why not\n  rule: new-spend\n"
        '  scope: {paths: ["x/**"]}\n  ceiling_monthly_delta: 5\n  reason: "r"\n  approved_by: carol\n'
        "  role: finance\n  created: 2026-01-01\n  expires: 2026-03-01\n# the end\n"
    )
    story.repository.write({WAIVERS: before})
    assert story.approve("--code", story.code).code == 0
    after = story.waivers()
    assert next(waiver.id for waiver in load(after.encode(), WAIVERS)) == "old"
    assert set(before.split("\n")) <= set(after.split("\n"))
    kept = [line for line in after.split("\n") if line in before.split("\n")]
    assert [line for line in kept if line] == [line for line in before.split("\n") if line]


@pytest.mark.parametrize("text", ["version: 1\n", "version: 1\nwaivers: []\n", "waivers: [ ] # none\nversion: 1\n", ""])
def test_an_empty_list_is_added_to(story: Story, text: str) -> None:
    story.repository.write({WAIVERS: text} if text else {})
    assert story.approve("--code", story.code).code == 0
    assert len(load(story.waivers().encode(), WAIVERS)) == 1


def test_a_list_in_one_line_is_not_taken_apart(story: Story) -> None:
    text = (
        "version: 1\nwaivers: [{id: a, fp: 0123456789abcdef, reason: r, approved_by: b, role: c, "
        "created: 2026-01-01, expires: 2026-01-02}]\n"
    )
    story.repository.write({WAIVERS: text})
    answer = story.approve("--code", story.code)
    assert answer.code == 2 and story.waivers() == text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--code", "AAAAAAAA"), "asks for no such approval"),
        (("--code=-n",), "no code of a request"),
        (("--code", "K7QX2MDA\n"), "no code of a request"),
        ((), "name what is approved"),
        (("--code", "K7QX2MDA", "--finding", "0" * 16), "name what is approved"),
        (("--finding=--x",), "no fingerprint"),
        (("--finding", "0" * 16), "asks for no such approval"),
        (("--code", "K7QX2MDA", "--role=-x"), "--role can name"),
        (("--code", "K7QX2MDA", "--approved-by=a b"), "--approved-by can name"),
        (("--code", "K7QX2MDA", "--sign-with=-oX"), "no file of an ssh key"),
        (("--code", "K7QX2MDA", "--reason=--force"), "needs a reason"),
        (("--code", "K7QX2MDA", "--reason= "), "needs a reason"),
    ],
)
def test_hostile_and_mistaken_values_are_refused(story: Story, words: tuple[str, ...], told: str) -> None:
    answer = story.approve(*words)
    assert answer.code == 2 and told in answer.err
    assert not (story.repository.root / WAIVERS).exists()


@pytest.mark.parametrize("reason", ["a\x1b[31m", "x" * 201, "\u202eevil"])
def test_a_reason_that_cannot_be_shown_is_refused(story: Story, reason: str) -> None:
    answer = gate(story.repository, "approve", "main..dear", "--reason", reason, "--code", story.code)
    assert answer.code == 2 and not (story.repository.root / WAIVERS).exists()


@pytest.mark.parametrize("reason", ['"quoted": {a: b} # no', "- x: |", "Größe ≤ 3 €, 😀", "%TAG ! x", "*a &b !c"])
def test_a_reason_is_kept_as_it_is(story: Story, reason: str) -> None:
    gate(story.repository, "approve", "main..dear", f"--reason= {reason}", "--code", story.code)
    assert load(story.waivers().encode(), WAIVERS)[0].reason == f" {reason}"


@pytest.mark.parametrize("day", ["2026-01-04", "2026-07-06"])
def test_a_day_out_of_reach_is_refused(story: Story, day: str) -> None:
    assert story.approve("--code", story.code, "--expires", day).code == 2


def test_another_role_than_the_one_that_is_asked_is_refused(story: Story) -> None:
    assert story.approve("--code", story.code, "--role", "finance").code == 2


def test_one_finding_and_a_role_without_a_single_user(tmp_path: Path) -> None:
    story = Story(tmp_path, **{".finops-gate/policy.yaml": POLICY.replace("[alice]", "[alice, bob]")})
    finding = story.diff().report["findings"][0]["fingerprint"]
    refused = story.approve("--finding", finding)
    assert refused.code == 2 and "--approved-by" in refused.err
    assert story.approve("--finding", finding, "--approved-by", "bob").code == 0
    (waiver,) = load(story.waivers().encode(), WAIVERS)
    assert (waiver.finding, waiver.approved_by, waiver.role, waiver.code) == (finding, "bob", "engineering-lead", "")


def test_links_are_not_followed(story: Story, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("version: 1\n")
    story.repository.link(WAIVERS, str(outside))
    answer = story.approve("--code", story.code)
    assert answer.code == 2 and outside.read_text() == "version: 1\n"


def test_a_bare_repository_has_no_files(story: Story, tmp_path: Path) -> None:
    bare = Repository(tmp_path / "bare", bare=True)
    answer = gate(bare, "approve", "main..dear", "--reason", "x", "--code", "K7QX2MDA")
    assert answer.code == 2 and "bare repository" in answer.err


def test_a_key_behind_the_list_stays_behind_it() -> None:
    assert added("waivers:\n\n# about the version\nversion: 1\n", ()) == "waivers:\n\n# about the version\nversion: 1\n"
