"""Merge requests of a GitLab that may answer anything."""

import pytest

from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.forges import Comment, Status
from finops_gate.forges.gitlab import FORGE, connect
from finops_gate.model.change_request import Actor, ReviewState
from finops_gate.model.setting import Unknown
from tests.fakes import forge as fakes
from tests.fakes.forge import NOW, Fault, Server, iso

TOKEN = "glpat-0123456789abcdef"
HEAD, OLDER, NEWER = "a" * 40, "e" * 40, "d" * 40
MARKER = "<!-- finops-gate:v1 id=default -->"


@pytest.fixture
def gitlab(_served):
    return _served(fakes.GitLab)


def environment(gitlab, **more):
    return {"CI_API_V4_URL": gitlab.url, "CI_PROJECT_ID": "42", "GITLAB_TOKEN": TOKEN, **more}


@pytest.fixture
def forge(gitlab, slept):
    return connect(environment(gitlab), slept.pace())


def speak(body="## finops-gate: BLOCK", head=HEAD, create=True):
    return Comment("default", body, head, create)


def refusal(act, *on):
    with pytest.raises(ForgeError) as error:
        act(*on)
    return error.value


def approve(gitlab, name, at=NOW - 10):
    gitlab.approved_by.append({"user": gitlab.person(name), "approved_at": iso(at)})


# -- facts -------------------------------------------------------------------------------------------------------------


def test_everything_about_a_merge_request_is_read(gitlab, forge):
    approve(gitlab, "alice")
    gitlab.write("/finops approve K7QX2MDA", gitlab.person("bob"))
    found = forge.change_request("7")
    assert (found.author, found.base, found.head, found.pusher) == (Actor("author"), "b" * 40, HEAD, Actor("author"))
    assert found.now.timestamp() == NOW
    (review,), (remark,) = found.reviews, found.remarks
    assert (review.actor, review.state, review.commit) == (Actor("alice"), ReviewState.APPROVED, HEAD)
    assert (remark.actor, remark.body, remark.edited) == (Actor("bob"), "/finops approve K7QX2MDA", False)
    assert [(one.actor, one.commit) for one in found.contributors] == [(None, HEAD)]
    assert found.untold == ("the accounts of commit authors",)


@pytest.mark.parametrize("count", [0, 1, 100, 101, 1000])
def test_every_page_of_notes_is_read(gitlab, forge, count):
    for number in range(count):
        gitlab.write(f"said {number}", gitlab.person("bob"))
    assert len(forge.change_request("7").remarks) == count


def test_approval_speaks_of_the_version_that_stood_then(gitlab, forge):
    gitlab.versions = [
        {"created_at": iso(NOW - 10), "head_commit_sha": HEAD},
        {"created_at": iso(NOW - 1000), "head_commit_sha": OLDER},
    ]
    approve(gitlab, "alice", NOW - 500)
    approve(gitlab, "bob", NOW)
    approve(gitlab, "carol", NOW - 5000)
    assert {review.actor.login: review.commit for review in forge.change_request("7").reviews} == {
        "alice": OLDER,
        "bob": HEAD,
        "carol": None,
    }


def test_time_of_an_approval_that_the_list_does_not_tell_is_that_of_the_systems_note(gitlab, forge):
    gitlab.approved_by.append({"user": gitlab.person("alice")})
    gitlab.write("approved this merge request", gitlab.person("alice"), system=True, at=NOW - 20)
    assert forge.change_request("7").reviews[0].at.timestamp() == NOW - 20


def test_note_that_a_person_wrote_is_no_note_of_the_system(gitlab, forge):
    gitlab.write("approved this merge request", gitlab.person("alice"), at=NOW - 20)
    assert forge.change_request("7").reviews == ()


def test_approval_whose_time_nothing_tells_is_older_than_any_limit(gitlab, forge):
    gitlab.approved_by.append({"user": gitlab.person("alice")})
    (review,) = forge.change_request("7").reviews
    assert review.at.year == 1970 and review.commit is None


def test_withdrawn_approval_is_dismissed(gitlab, forge):
    gitlab.write("approved this merge request", gitlab.person("alice"), system=True)
    gitlab.write("unapproved this merge request", gitlab.person("alice"), system=True)
    assert [review.state for review in forge.change_request("7").reviews] == [ReviewState.DISMISSED]


def test_approval_that_a_push_reset_is_dismissed(gitlab, forge):
    gitlab.write("approved this merge request", gitlab.person("alice"), system=True)
    assert [review.state for review in forge.change_request("7").reviews] == [ReviewState.DISMISSED]


def test_requested_changes_stand_after_the_approval(gitlab, forge):
    approve(gitlab, "alice", NOW)
    gitlab.write("requested changes", gitlab.person("alice"), system=True, at=NOW + 5)
    gitlab.write("requested changes", gitlab.person("bob"), system=True, at=NOW + 6)
    assert [(review.actor.login, review.state.name) for review in forge.change_request("7").reviews] == [
        ("alice", "APPROVED"),
        ("alice", "CHANGES_REQUESTED"),
        ("bob", "CHANGES_REQUESTED"),
    ]


def test_system_notes_are_no_remarks_and_edited_ones_are_told(gitlab, forge):
    gitlab.write("added 1 commit", gitlab.person("author"), system=True)
    gitlab.write("/finops approve K7QX2MDA", gitlab.person("bob"), edited=True)
    gitlab.write("hello", None)
    remarks = forge.change_request("7").remarks
    assert [(remark.edited, remark.actor) for remark in remarks] == [(True, Actor("bob")), (False, None)]


@pytest.mark.parametrize(
    ("name", "bot"),
    [
        ("alice", False),
        ("project_42_bot_ab12", True),
        ("group_7_bot", True),
        ("service_account_group_1_x", True),
        ("ghost", True),
        ("support-bot", True),
        ("talbot", False),
    ],
)
def test_accounts_that_are_no_people_are_bots(gitlab, forge, name, bot):
    approve(gitlab, name)
    assert forge.change_request("7").reviews[0].actor == Actor(name, bot)


@pytest.mark.parametrize("events", [None, [], [{"push_data": {"commit_to": NEWER}, "author": {"username": "x"}}]])
def test_pusher_that_is_not_told_is_nobody_and_said_so(gitlab, forge, events):
    gitlab.events = events
    found = forge.change_request("7")
    assert found.pusher is None and "who pushed last" in found.untold


def test_merge_request_of_a_deleted_fork_has_no_known_pusher(gitlab, forge, monkeypatch):
    whole = gitlab.merge_request()
    monkeypatch.setattr(gitlab, "merge_request", lambda: {**whole, "source_project_id": None})
    assert forge.change_request("7").pusher is None


def test_pushes_that_cannot_be_had_now_are_an_error(gitlab, forge):
    gitlab.faults.append(Fault("/events", status=503, times=9))
    assert refusal(forge.change_request, "7").status == 503


@pytest.mark.parametrize("match", ["/notes", "/approvals", "/versions", "/commits", "/branches/", "merge_requests/7$"])
@pytest.mark.parametrize("body", [b"{}", b"[1]", b'"x"', b"null"])
def test_answer_without_what_is_promised_is_an_error(gitlab, forge, match, body):
    approve(gitlab, "alice")
    gitlab.faults.append(Fault(match, status=200, body=body))
    assert refusal(forge.change_request, "7").exit_code == 2


def test_members_of_a_group_are_its_active_ones(gitlab, forge):
    gitlab.groups["acme/leads"] = [
        gitlab.person("Alice"),
        {**gitlab.person("bob"), "state": "blocked"},
        {**gitlab.person("carol"), "membership_state": "awaiting"},
    ]
    assert forge.members("acme/leads") == {"alice"}


@pytest.mark.parametrize("status", [401, 403, 404])
def test_group_that_the_token_may_not_see_is_unknown(gitlab, forge, status):
    gitlab.faults.append(Fault("/groups/", status=status))
    assert isinstance(forge.members("acme/leads"), Unknown)
    gitlab.faults.append(Fault("/groups/", status=502, times=9))
    assert refusal(forge.members, "acme/leads").status == 502


def test_groups_are_read_with_their_own_token(gitlab, slept):
    gitlab.groups["acme"] = []
    connect(environment(gitlab, FINOPS_GATE_TEAM_TOKEN="glpat-team-000001"), slept.pace()).members("acme")
    assert gitlab.asked[0].headers["PRIVATE-TOKEN"] == "glpat-team-000001"


@pytest.mark.parametrize(
    ("level", "word"), [(50, "admin"), (40, "maintain"), (30, "write"), (20, "triage"), (10, "read"), (0, "none")]
)
def test_permission_of_an_account(gitlab, forge, level, word):
    gitlab.members[gitlab.person("alice")["id"]] = level
    assert forge.permission("alice") == word


def test_permission_that_cannot_be_seen_is_unknown(gitlab, forge):
    assert isinstance(forge.permission("alice"), Unknown)
    assert isinstance(forge.permission("nobody"), Unknown)
    gitlab.faults.append(Fault("/users", status=502, times=9))
    assert refusal(forge.permission, "alice").status == 502


# -- the note ----------------------------------------------------------------------------------------------------------


def test_note_is_created_once_and_then_kept_up_to_date(gitlab, forge):
    forge.say("7", speak())
    forge.say("7", speak("changed"))
    assert [note["body"] for note in gitlab.notes] == [f"{MARKER}\nchanged"]
    assert gitlab.asked[0].headers["PRIVATE-TOKEN"] == TOKEN


def test_line_that_gitlab_would_carry_out_is_text(gitlab, forge):
    forge.say("7", speak("/merge\ntext\n  /approve\nand/or"))
    assert gitlab.notes[0]["body"] == f"{MARKER}\n&#47;merge\ntext\n  &#47;approve\nand/or"


def test_planted_note_and_note_of_the_system_are_not_ours(gitlab, forge):
    gitlab.write(f"{MARKER}\nx", gitlab.person("author"))
    gitlab.write(f"{MARKER}\ny", gitlab.me, system=True)
    gitlab.write(f"{MARKER}\nz", None)
    forge.say("7", speak())
    assert len(gitlab.notes) == 4 and gitlab.notes[0]["body"].endswith("x")


def test_older_run_does_not_write_over_a_newer_head(gitlab, forge):
    gitlab.faults.append(Fault("/notes", act=lambda: setattr(gitlab, "head", NEWER)))
    assert forge.say("7", speak()) == ""
    assert gitlab.notes == []


def test_note_deleted_between_list_and_update_is_created_once(gitlab, forge):
    forge.say("7", speak())
    gitlab.faults.append(Fault("PUT", act=gitlab.notes.clear))
    forge.say("7", speak("changed"))
    assert [note["body"] for note in gitlab.notes] == [f"{MARKER}\nchanged"]


def test_two_runs_at_once_leave_the_older_note(gitlab, forge):
    gitlab.faults.append(Fault("POST", act=lambda: gitlab.write(f"{MARKER}\nthe other run's", gitlab.me)))
    forge.say("7", speak())
    assert [note["id"] for note in gitlab.notes] == [101]


@pytest.mark.parametrize(
    "fault", [Fault("POST", reset="after"), Fault("POST", reset="before"), Fault("POST", status=502)]
)
def test_note_whose_writing_is_unsure_is_looked_for_before_it_is_written_again(gitlab, forge, fault):
    gitlab.faults.append(fault)
    forge.say("7", speak())
    assert len(gitlab.notes) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422])
def test_note_that_is_refused_is_not_tried_again(gitlab, forge, status):
    gitlab.faults.append(Fault("POST", status=status))
    error = refusal(forge.say, "7", speak())
    assert error.status == status and len(gitlab.paths("POST")) == 1
    assert status != 403 or "scope api" in error.hint


def test_note_longer_than_the_limit_is_not_sent(gitlab, forge):
    assert "longer than GitLab takes" in refusal(forge.say, "7", speak("é" * 500_000)).message
    assert gitlab.asked == []


def test_limit_is_waited_for(gitlab, forge, slept):
    gitlab.faults.append(Fault(status=429, headers={"RateLimit-Reset": str(int(NOW) + 12)}))
    forge.say("7", speak())
    assert slept == [12.0]


# -- status, review request, merge base --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "word"), [("pending", "pending"), ("success", "success"), ("failure", "failed"), ("error", "failed")]
)
def test_status_in_gitlabs_words(gitlab, forge, state, word):
    forge.status(Status(HEAD, "finops-gate", state, "x" * 300, "https://ci.example/1"))
    (status,) = gitlab.statuses
    assert (status["state"], status["name"], status["target_url"]) == (word, "finops-gate", "https://ci.example/1")
    assert len(status["description"]) == 255


def test_state_that_is_set_already_is_no_error(gitlab, forge):
    forge.status(Status(HEAD, "finops-gate", "pending", "x"))
    forge.status(Status(HEAD, "finops-gate", "pending", "x"))
    gitlab.faults.append(Fault("POST", status=400, body=b'{"message": "no such commit"}'))
    assert refusal(forge.status, Status(HEAD, "finops-gate", "success", "x")).status == 400


def test_state_that_is_none_is_refused(gitlab, forge):
    with pytest.raises(UsageError):
        forge.status(Status(HEAD, "c", "fine", ""))


def test_review_is_requested_once_beside_the_reviewers_there_are(gitlab, forge):
    gitlab.reviewers = [gitlab.person("carol")]
    forge.ask("7", ["alice", "author"], [])
    assert {user["username"] for user in gitlab.reviewers} == {"alice", "carol"}
    gitlab.reviewers = []  # taken off again by somebody
    forge.ask("7", ["Alice"], [])
    assert gitlab.reviewers == []


def test_whoever_has_spoken_is_not_asked(gitlab, forge):
    gitlab.write("approved this merge request", gitlab.person("alice"), system=True)
    gitlab.write("looks fine", gitlab.person("bob"))
    forge.ask("7", ["alice", "bob"], [])
    assert gitlab.paths("PUT") == []


def test_groups_and_strangers_cannot_be_asked_and_keep_nobody_else_from_it(gitlab, forge):
    error = refusal(forge.ask, "7", ["nobody", "alice"], ["acme/leads"])
    assert "nobody, acme/leads" in error.message
    assert [user["username"] for user in gitlab.reviewers] == ["alice"]


def test_merge_base_is_told(gitlab, forge):
    assert forge.merge_base("b" * 40, HEAD) == "c" * 40


# -- the environment ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("iid", "number"), [("7", "7"), ("", None), ("0", None), ("7;x", None)])
def test_number_comes_from_the_job(iid, number):
    assert FORGE.number({"CI_MERGE_REQUEST_IID": iid}) == number


def test_what_is_missing_is_named(gitlab):
    with pytest.raises(UsageError, match="CI_PROJECT_ID"):
        connect(environment(gitlab, CI_PROJECT_ID=""))
    with pytest.raises(UsageError, match="no token"):
        connect({**environment(gitlab, CI_JOB_TOKEN="x" * 20), "GITLAB_TOKEN": ""})
    for number in ("x", ""):
        with pytest.raises(UsageError):
            connect(environment(gitlab)).head(number)


def test_token_is_shown_in_no_message_and_sent_to_no_other_host(gitlab, forge):
    gitlab.faults.append(Fault(status=403, body=f'{{"error": "bad {TOKEN}"}}'.encode()))
    error = refusal(forge.head, "7")
    assert TOKEN not in error.message and "***" in error.message
    other = Server()
    try:
        gitlab.faults.append(Fault("/notes", status=200, body=b"[]", headers={"Link": f'<{other.url}/x>; rel="next"'}))
        assert "another host" in refusal(forge.say, "7", speak()).message
        assert other.asked == []
    finally:
        other.close()
