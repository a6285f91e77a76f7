import json

import pytest

from finops_gate.app.events import SUPPORTED, Event, read
from finops_gate.base.errors import UsageError
from tests.action import events

BASE, HEAD, MERGE = "b" * 40, "a" * 40, "c" * 40


def event(name, payload, sha=MERGE):
    return read(name, json.dumps(payload).encode(), sha)


@pytest.mark.parametrize("action", ["opened", "synchronize"])
def test_pull_request_tells_both_sides_and_the_merge(action):
    found = event("pull_request", events.pull_request(action, BASE, HEAD))
    assert found == Event("pull_request", "7", BASE, HEAD, MERGE)


def test_pull_request_of_another_repository_is_a_fork():
    assert event("pull_request", events.pull_request("opened", BASE, HEAD, fork=True)).fork
    gone = events.pull_request("opened", BASE, HEAD)
    gone["pull_request"]["head"]["repo"] = None
    assert event("pull_request", gone).fork


def test_target_event_has_the_base_checked_out_and_no_merge():
    assert event("pull_request_target", events.pull_request("opened", BASE, HEAD), BASE).merged is None


def test_head_itself_checked_out_is_no_merge():
    assert event("pull_request", events.pull_request("opened", BASE, HEAD), HEAD).merged is None


def test_review_is_about_its_pull_request():
    assert event("pull_request_review", events.review(BASE, HEAD)).number == "7"


def test_merge_queue_names_its_pull_request_in_its_branch():
    found = event("merge_group", events.merge_group(BASE, HEAD))
    assert found == Event("merge_group", "7", BASE, HEAD, linear=True)
    odd = events.merge_group(BASE, HEAD)
    odd["merge_group"]["head_ref"] = "refs/heads/gh-readonly-queue/main/pr-7; rm -rf"
    assert event("merge_group", odd).number is None


def test_push_compares_with_what_was_there_before():
    assert event("push", events.push(BASE, HEAD)) == Event("push", None, BASE, HEAD)
    assert event("push", events.push("0" * 40, HEAD)).base is None


def test_deleted_branch_is_no_pass():
    with pytest.raises(UsageError, match="deleted"):
        event("push", events.push(BASE, "0" * 40, deleted=True))


@pytest.mark.parametrize("name", ["workflow_dispatch", "schedule"])
def test_events_without_a_change_know_their_commit_alone(name):
    assert event(name, events.dispatch(), HEAD) == Event(name, head=HEAD)
    assert event(name, {}, "main").head is None


@pytest.mark.parametrize("name", ["issue_comment", "", "release", "push\n::error::x"])
def test_unknown_event_is_an_error_that_names_those_that_are_known(name):
    with pytest.raises(UsageError) as caught:
        event(name, {})
    assert all(known in caught.value.hint for known in SUPPORTED)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"pull_request": 7}', b"{}"]
)
def test_payload_that_is_none_is_an_error(payload):
    with pytest.raises(UsageError):
        read("pull_request", payload, MERGE)


@pytest.mark.parametrize("sha", ["main", "--upload-pack=x", "", None, 7, "A" * 40, "a" * 39])
def test_commit_is_a_full_id_or_an_error(sha):
    with pytest.raises(UsageError, match=r"pull_request\.head\.sha"):
        event("pull_request", events.pull_request("opened", BASE, sha))


@pytest.mark.parametrize("number", [None, 0, -1, "7; id", 1.5, True])
def test_number_is_a_number_or_an_error(number):
    payload = events.pull_request("opened", BASE, HEAD)
    payload["pull_request"]["number"] = number
    with pytest.raises(UsageError, match="no pull request"):
        event("pull_request", payload)
