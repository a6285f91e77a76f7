"""Pull requests of a GitHub that may answer anything; cases by what a user would meet."""

import gc
import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from finops_gate.base import shelf
from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.forges import Comment, Status
from finops_gate.forges.access.address import Door
from finops_gate.forges.access.transport import Transport
from finops_gate.forges.github import FORGE, GitHub, connect
from finops_gate.model.change_request import Actor, ReviewState
from finops_gate.model.setting import Unknown
from tests.fakes.forge import NOW, Fault, Server, iso, person

TOKEN = "ghs_0123456789abcdef"
HEAD = "a" * 40
NEWER = "d" * 40
MARKER = "<!-- finops-gate:v1 id=default -->"
BODY = "## finops-gate: BLOCK +900%\n\n| table |"


def environment(github, **more):
    return {"GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": "acme/shop", "GITHUB_TOKEN": TOKEN, **more}


@pytest.fixture
def forge(github, slept):
    return connect(environment(github), slept.pace())


def speak(body=BODY, head=HEAD, create=True, id="default"):  # noqa: A002
    return Comment(id, body, head, create)


def refusal(act, *on):
    with pytest.raises(ForgeError) as error:
        act(*on)
    return error.value


# -- facts -------------------------------------------------------------------------------------------------------------


def test_everything_about_a_pull_request_is_read(github, forge):
    github.review("alice", "APPROVED", at=NOW - 60)
    github.write("/finops approve K7QX2MDA", person("bob"))
    found = forge.change_request("7")
    assert (found.number, found.author, found.base, found.head) == ("7", Actor("author"), "b" * 40, HEAD)
    assert found.now == datetime(2025, 11, 24, 12, tzinfo=UTC)
    (review,), (remark,) = found.reviews, found.remarks
    assert (review.actor, review.state, review.commit) == (Actor("alice"), ReviewState.APPROVED, HEAD)
    assert review.at == found.now - timedelta(seconds=60)
    assert (remark.actor, remark.body, remark.edited) == (Actor("bob"), "/finops approve K7QX2MDA", False)
    assert {one.actor for one in found.contributors} == {Actor("author")}
    assert found.pusher == Actor("author")
    assert found.untold == ()


@pytest.mark.parametrize("count", [0, 1, 100, 101, 1000])
def test_every_page_of_comments_and_reviews_is_read(github, forge, count):
    for number in range(count):
        github.write(f"said {number}", person("bob"))
        github.review("alice", "COMMENTED", at=NOW + number)
    found = forge.change_request("7")
    assert [remark.body for remark in found.remarks] == [f"said {number}" for number in range(count)]
    assert len(found.reviews) == count
    pages = [path for path in github.paths() if path.endswith("/issues/7/comments")]
    assert len(pages) == max(1, -(-count // 100))


@pytest.mark.parametrize("state", ["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"])
def test_each_state_of_a_review_keeps_its_meaning(github, forge, state):
    github.review("alice", state)
    assert forge.change_request("7").reviews[0].state.name == state


def test_state_that_is_new_voids(github, forge):
    github.review("alice", "REVOKED_BY_POLICY")
    assert forge.change_request("7").reviews[0].state is ReviewState.DISMISSED


def test_reviews_stand_in_the_order_of_their_times_whatever_the_pages_say(github, forge):
    github.review("alice", "CHANGES_REQUESTED", at=NOW)
    github.review("alice", "APPROVED", at=NOW - 100)
    github.reviews.append(dict(github.reviews[0]))  # moved from one page to the next while they were read
    assert [review.state.name for review in forge.change_request("7").reviews] == ["APPROVED", "CHANGES_REQUESTED"]


def test_review_of_a_deleted_account_has_no_actor(github, forge):
    github.review(None, "APPROVED")
    github.write("bye", None)
    github.author = None
    found = forge.change_request("7")
    assert found.reviews[0].actor is None and found.remarks[0].actor is None and found.author is None


def test_review_without_a_commit_names_none(github, forge):
    github.review("alice", "APPROVED", commit=None)
    github.review("alice", "APPROVED", commit="abc123")
    assert [review.commit for review in forge.change_request("7").reviews] == [None, None]


def test_review_without_a_time_is_older_than_any_limit(github, forge):
    del github.review("alice", "APPROVED")["submitted_at"]
    assert forge.change_request("7").reviews[0].at.year == 1970


@pytest.mark.parametrize("kind", ["Bot", "Organization", "Mannequin"])
def test_whatever_is_no_person_is_a_bot(github, forge, kind):
    github.reviews.append({**github.review("x", "APPROVED"), "id": 1, "user": person("x", kind=kind)})
    assert forge.change_request("7").reviews[0].actor == Actor("x", bot=True)


def test_login_keeps_its_letters(github, forge):
    github.review("AliCe", "APPROVED")
    assert forge.change_request("7").reviews[0].actor == Actor("AliCe")


def test_edited_comment_is_told(github, forge):
    github.write("/finops approve K7QX2MDA", person("bob"), edited=True)
    del github.write("odd", person("bob"))["updated_at"]
    assert [remark.edited for remark in forge.change_request("7").remarks] == [True, True]


def test_author_and_committer_of_each_commit_contribute_and_unknown_ones_are_nobody(github, forge):
    github.commits.insert(0, github.commit("c" * 40, None, "carol"))
    found = forge.change_request("7").contributors
    assert {(one.commit, one.actor and one.actor.login) for one in found} == {
        ("c" * 40, None),
        ("c" * 40, "carol"),
        (HEAD, "author"),
    }


def test_more_commits_than_github_lists_leave_the_contributors_unknown(github, forge):
    github.commits = [github.commit(f"{number:040x}", "author") for number in range(300)] + github.commits
    found = forge.change_request("7")
    assert found.untold == ("the authors of 51 of 301 commits: GitHub lists 250",) and found.unlisted
    assert any(one.actor is None for one in found.contributors)


def test_push_while_commits_are_listed_leaves_the_contributors_unknown(github, forge):
    github.faults.append(Fault("/pulls/7/commits", act=lambda: github.commits.pop()))
    found = forge.change_request("7")
    assert "changed while they were listed" in found.untold[0] and found.unlisted
    assert found.contributors[-1].actor is None


@pytest.mark.parametrize(
    "activity", [None, [], [{"after": NEWER, "actor": person("x")}], [{"after": HEAD, "actor": None}]]
)
def test_pusher_that_is_not_told_is_nobody_and_said_so(github, forge, activity):
    github.activity = activity
    found = forge.change_request("7")
    assert found.pusher is None and found.untold == ("who pushed last",) and not found.unlisted


def test_pull_request_of_a_deleted_fork_has_no_known_pusher(github, forge, monkeypatch):
    whole = github.pull
    monkeypatch.setattr(github, "pull", lambda: {**whole(), "head": {"sha": HEAD, "ref": "feature", "repo": None}})
    assert forge.change_request("7").pusher is None


def test_clock_is_the_forges_and_without_one_approvals_are_not_looked_up(github, forge):
    github.date = None
    try:
        assert "does not tell the time" in refusal(forge.change_request, "7").message
    finally:
        github.date = NOW


@pytest.mark.parametrize("spoilt", ["pull", "head", "reviews", "user", "page"])
def test_answer_without_what_is_promised_is_an_error(github, forge, spoilt):
    bodies = {
        "pull": ("/pulls/7$", b"[]"),
        "head": ("/pulls/7$", json.dumps({**github.pull(), "head": {"sha": "main"}}).encode()),
        "reviews": ("/reviews", b'{"message": "odd"}'),
        "user": ("/reviews", b'[{"user": {"login": "alice"}}]'),
        "page": ("/commits", b"[1, 2]"),
    }
    match, body = bodies[spoilt]
    github.faults.append(Fault(match, status=200, body=body))
    assert refusal(forge.change_request, "7").exit_code == 2


@pytest.mark.parametrize("number", ["", "0", "07", "-1", "7/../8", "٧", "99999999999"])
def test_what_is_no_number_is_never_asked_for(github, forge, number):
    with pytest.raises(UsageError):
        forge.change_request(number)
    assert github.asked == []


# -- teams and permissions ---------------------------------------------------------------------------------------------


def test_members_of_a_team_are_read_with_the_token_for_teams(github, slept):
    github.teams["acme/eng-leads"] = [f"Member{number}" for number in range(150)]
    forge = connect(environment(github, FINOPS_GATE_TEAM_TOKEN="ghp_team_token_0001"), slept.pace())
    found = forge.members("acme/eng-leads")
    assert len(found) == 150 and "member7" in found
    assert {request.headers["Authorization"] for request in github.asked} == {"Bearer ghp_team_token_0001"}
    forge.change_request("7")
    assert github.asked[-1].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_team_that_the_token_may_not_see_is_unknown(github, forge, status):
    github.faults.append(Fault("/teams/", status=status))
    found = forge.members("acme/eng-leads")
    assert isinstance(found, Unknown) and str(status) in found.reason


def test_team_that_could_not_be_read_to_its_end_is_an_error_and_not_a_smaller_team(github, forge):
    github.teams["acme/big"] = [f"m{number}" for number in range(150)]
    github.faults.append(Fault("page=2", status=502, times=9))
    assert refusal(forge.members, "acme/big").status == 502


@pytest.mark.parametrize("team", ["acme", "acme/", "/leads", "acme/a/b"])
def test_team_that_is_no_team_is_unknown(github, forge, team):
    assert isinstance(forge.members(team), Unknown)
    assert github.asked == []


def test_team_of_a_hostile_name_leads_nowhere_else(github, forge):
    assert isinstance(forge.members("acme/..%2f..%2fuser?x=#"), Unknown)
    assert github.asked[0].path.startswith("/api/v3/orgs/acme/teams/")


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ({"permission": "write", "role_name": "maintain"}, "maintain"),
        ({"permission": "write", "role_name": "release-crew"}, "write"),
        ({"permission": "none", "role_name": ""}, "none"),
        ({"permission": "read", "role_name": "triage"}, "triage"),
    ],
)
def test_permission_of_an_account(github, forge, told, means):
    github.permissions["alice"] = told
    assert forge.permission("alice") == means


def test_permission_that_cannot_be_seen_is_unknown(github, forge):
    assert isinstance(forge.permission("nobody"), Unknown)
    github.permissions["alice"] = {"permission": "root", "role_name": "root"}
    assert isinstance(forge.permission("alice"), Unknown)
    github.faults.append(Fault("/permission", status=502, times=9))
    assert refusal(forge.permission, "alice").status == 502


# -- refusals and faults -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "does not accept the token (401)"),
        (403, "refuses GET (403)"),
        (404, "does not show it to the token (404)"),
        (409, "answers 409"),
        (410, "answers 410"),
        (422, "answers 422"),
        (304, "answers 304"),
        (418, "answers 418"),
    ],
)
def test_refusal_is_told_apart_and_not_asked_again(github, forge, slept, status, said):
    github.faults.append(Fault(status=status, body=b'{"message": "because"}'))
    error = refusal(forge.change_request, "7")
    assert said in error.message and error.status == status
    assert len(github.asked) == 1 and slept == []
    assert "because" in error.message or status == 304


def test_permission_that_is_missing_is_named(github, forge):
    github.faults.append(Fault(status=403, body=b'{"message": "Resource not accessible by integration"}'))
    error = refusal(forge.change_request, "7")
    assert "pull-requests: read" in error.hint and "Resource not accessible" in error.message


def test_single_sign_on_is_named(github, forge):
    github.faults.append(Fault(status=403, headers={"X-GitHub-SSO": "required; url=https://x"}))
    assert "single sign-on" in refusal(forge.change_request, "7").hint


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_forge_that_is_busy_is_asked_again(github, forge, slept, status):
    github.faults.append(Fault(status=status, times=2))
    assert forge.change_request("7").head == HEAD
    assert slept == [0.5, 1.0]


def test_forge_that_stays_busy_is_an_error_after_four_attempts(github, forge, slept):
    github.faults.append(Fault(status=503, times=99))
    assert refusal(forge.change_request, "7").status == 503
    assert len(github.asked) == 4


@pytest.mark.parametrize(
    ("fault", "pause"),
    [
        (Fault(status=429, headers={"Retry-After": "7"}), 7.0),
        (Fault(status=429), 0.5),
        (Fault(status=403, headers={"Retry-After": "3"}), 3.0),
        (Fault(status=403, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 30)}), 30.0),
        (Fault(status=403, body=b'{"message": "You have exceeded a secondary rate limit"}'), 0.5),
        (Fault(status=429, headers={"Retry-After": "Mon, 24 Nov 2025 12:00:09 GMT"}), 9.0),
        (Fault(status=429, headers={"Retry-After": "soon", "x-ratelimit-reset": "never"}), 0.5),
        (Fault(status=429, headers={"x-ratelimit-reset": "1"}), 0.0),
    ],
    ids=[
        "429",
        "429 without a time",
        "403 with a time",
        "primary limit",
        "secondary limit",
        "date",
        "nonsense",
        "past",
    ],
)
def test_limit_is_waited_for_as_long_as_the_forge_asks(github, forge, slept, fault, pause):
    github.faults.append(fault)
    assert forge.change_request("7").head == HEAD
    assert slept == [pause]


def test_reset_of_a_limit_is_measured_by_the_forges_clock(github, slept):
    """A runner's clock that is an hour off would else wait an hour, or not at all."""
    from finops_gate.forges.access.limits import Limits, Pace

    skewed = Pace(slept.append, lambda: NOW - 3600, Limits())
    forge = connect(environment(github), skewed)
    github.faults.append(
        Fault(status=403, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 5)})
    )
    forge.change_request("7")
    assert slept == [5.0]


@pytest.mark.parametrize("seconds", [61, 3600])
def test_longer_wait_than_a_job_should_burn_is_an_error_at_once(github, forge, slept, seconds):
    github.faults.append(Fault(status=429, headers={"Retry-After": str(seconds)}))
    error = refusal(forge.change_request, "7")
    assert f"{seconds:,} seconds" in error.hint and error.status == 429
    assert slept == [] and len(github.asked) == 1


def test_patience_of_a_run_ends(github, slept):
    forge = connect(environment(github), slept.pace(patience=100.0))
    github.faults.append(Fault(status=429, headers={"Retry-After": "40"}, times=99))
    assert refusal(forge.change_request, "7").status == 429
    assert slept == [40.0, 40.0]


def test_slow_body_ends_in_time(github, slept):
    forge = connect(environment(github), slept.pace(seconds=0.1, attempts=2))
    github.faults.append(Fault(pause=0.04, times=2))
    assert "took longer than 0.1 seconds" in refusal(forge.change_request, "7").message
    github.faults.append(Fault(pause=0.3))
    assert forge.change_request("7").head == HEAD


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(cut=20), "broke off"),
        (Fault(status=200, body=b'{"head": {"sha": "aa'), "no JSON"),
        (Fault(status=200, body=b"<html>502 Bad Gateway</html>"), "no JSON"),
        (Fault(status=200, body=b""), "an empty answer"),
        (Fault(status=200, body=b"[" * 100_000), "no JSON"),
        (Fault(reset="before"), "broke off"),
        (Fault(reset="after"), "broke off"),
        (Fault(status=200, body=b"{}", headers={"Content-Encoding": "gzip"}), "broke off"),
    ],
    ids=["cut", "half JSON", "HTML", "empty", "deep", "reset before", "reset after", "not gzip"],
)
def test_broken_answer_is_asked_for_again_and_then_an_error(github, forge, fault, said):
    github.faults.append(fault)
    assert forge.change_request("7").head == HEAD
    fault.times = 4
    github.faults.append(fault)
    assert said in refusal(forge.change_request, "7").message


def test_answer_without_end_is_cut(github, slept):
    forge = connect(environment(github), slept.pace(body=1000))
    github.faults.append(Fault(status=200, body=b'"' + b"x" * 2000 + b'"'))
    assert "more than" in refusal(forge.change_request, "7").message


def test_forge_that_cannot_be_reached_is_an_error(slept):
    gone = Server()
    url = gone.url
    gone.close()
    forge = connect({"GITHUB_API_URL": url, "GITHUB_REPOSITORY": "acme/shop", "GITHUB_TOKEN": TOKEN}, slept.pace())
    assert "cannot be reached" in refusal(forge.change_request, "7").message
    assert len(slept) == 3


# -- the token ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere():
    server = Server()
    yield server
    server.close()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_within_the_host_is_followed_with_the_same_method(github, forge, status):
    there = f"{github.url}/repos/acme/shop/pulls/7"
    github.faults.append(Fault("GET .*/pulls/7$", status=status, headers={"Location": there}))
    assert forge.change_request("7").head == HEAD
    there = f"{github.url}/repos/acme/shop/issues/7/comments"
    github.faults.append(Fault("POST .*/comments", status=status, headers={"Location": there}))
    forge.say("7", speak())
    assert len(github.marked()) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_to_another_host_is_refused_and_the_token_stays(github, forge, elsewhere, status):
    github.faults.append(Fault(status=status, headers={"Location": f"{elsewhere.url}/repos/acme/shop/pulls/7"}))
    assert "another host" in refusal(forge.change_request, "7").message
    assert elsewhere.asked == []


def test_link_to_another_host_is_refused_and_the_token_stays(github, forge, elsewhere):
    link = f'<{elsewhere.url}/more?page=2>; rel="next"'
    github.faults.append(Fault("/reviews", status=200, body=b"[]", headers={"Link": link}))
    assert "another host" in refusal(forge.change_request, "7").message
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:99999/x", "//evil.example/x", "ftp://127.0.0.1/x", "http://[::1/x"]
)
def test_odd_redirect_is_refused(github, forge, target):
    github.faults.append(Fault(status=302, headers={"Location": target}, times=99))
    assert refusal(forge.change_request, "7").exit_code == 2
    github.faults.clear()
    github.faults.append(Fault("/reviews", status=200, body=b"[]", headers={"Link": f'<{target}>; rel="next"'}))
    assert refusal(forge.change_request, "7").exit_code == 2


def test_circle_of_redirects_ends(github, forge):
    there = f"{github.url}/repos/acme/shop/pulls/7"
    github.faults.append(Fault("/pulls/7$", status=302, headers={"Location": there}, times=99))
    assert "in a circle" in refusal(forge.change_request, "7").message


def test_circle_of_pages_ends(github, forge):
    there = f"{github.url}/repos/acme/shop/pulls/7/reviews?per_page=100"
    link = {"Link": f'<{there}>; rel="next"'}
    github.faults.append(Fault("/reviews", status=200, body=b"[]", headers=link, times=99))
    assert "in a circle" in refusal(forge.change_request, "7").message


def test_pages_without_end_end(github, slept):
    forge = connect(environment(github), slept.pace(pages=3))
    for number in range(500):
        github.review("alice", "COMMENTED", at=NOW + number)
    assert "more than 3 pages" in refusal(forge.change_request, "7").message


def test_token_is_shown_in_no_message_whatever_the_forge_echoes(github, forge):
    encoded = b64encode(TOKEN.encode()).decode()
    said = json.dumps({"message": f"bad {TOKEN} and {encoded} \x1b[31m", "errors": [{"message": TOKEN}, TOKEN]})
    for status in (401, 403, 404, 422):
        github.faults.append(Fault(status=status, body=said.encode()))
        error = refusal(forge.change_request, "7")
        for text in (error.message, error.hint, repr(error), str(error.__cause__), str(error.__context__)):
            assert TOKEN not in text and encoded not in text and "\x1b" not in text
        assert "***" in error.message


@pytest.mark.parametrize("token", ["short", "has blank inside", "ghs_line\nbreak_in_it", "ghs_ünïcode_token"])
def test_what_can_be_no_token_is_refused_and_not_shown(github, token):
    with pytest.raises(UsageError) as error:
        connect(environment(github, GITHUB_TOKEN=token))
    assert token not in error.value.message + error.value.hint


def test_token_of_our_own_is_stronger_and_blanks_around_it_do_not_count(github, slept):
    forge = connect(environment(github, FINOPS_GATE_TOKEN="  ghp_our_own_token \n"), slept.pace())
    forge.head("7")
    assert github.asked[0].headers["Authorization"] == "Bearer ghp_our_own_token"


def test_without_a_token_the_variables_are_named(github):
    with pytest.raises(UsageError) as error:
        connect(environment(github, GITHUB_TOKEN=""))
    assert "GITHUB_TOKEN" in error.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "http://github.example/api/v3",
        "ftp://127.0.0.1",
        "https://",
        "https://user:secret@github.example",
        "https://github.example/?x=1",
        "https://github.example/#x",
        "https://github.example:port",
        "https://git hub.example",
        "nonsense",
    ],
)
def test_address_that_would_give_the_token_away_is_refused(url):
    with pytest.raises(UsageError) as error:
        connect({"GITHUB_API_URL": url, "GITHUB_REPOSITORY": "acme/shop", "GITHUB_TOKEN": TOKEN})
    assert "secret" not in error.value.message


@pytest.mark.parametrize("repository", ["", "acme", "acme/shop/x", "../shop", "acme/..", "acme/sh op"])
def test_repository_that_is_none_is_refused(github, repository):
    with pytest.raises(UsageError):
        connect(environment(github, GITHUB_REPOSITORY=repository))


def test_enterprise_server_is_spoken_to_below_its_path(github, forge):
    forge.head("7")
    assert github.asked[0].path == "/api/v3/repos/acme/shop/pulls/7"


# -- the comment -------------------------------------------------------------------------------------------------------


def test_comment_is_created_once_and_then_kept_up_to_date(github, forge):
    link = forge.say("7", speak())
    assert forge.say("7", speak("changed")) == link
    (comment,) = github.comments
    assert comment["body"] == f"{MARKER}\nchanged"
    assert [path.split()[0] for path in github.paths() if "GET" not in path] == ["POST", "PATCH"]


def test_same_text_is_not_written_again(github, forge):
    forge.say("7", speak())
    github.comments[0]["body"] = github.comments[0]["body"].replace("\n", "\r\n") + "\n"
    forge.say("7", speak())
    assert github.paths("PATCH") == []


def test_comment_beyond_the_first_page_is_found(github, forge):
    for number in range(130):
        github.write(f"said {number}", person("bob"))
    forge.say("7", speak())
    forge.say("7", speak("changed"))
    assert len(github.marked()) == 1 and len(github.comments) == 131


def test_planted_comment_with_our_marker_is_neither_believed_nor_touched(github, forge):
    """infracost/infracost takes any comment with its tag, and a planted one from the future keeps it silent."""
    planted = github.write(f"{MARKER}\nvalid-at=2099 all is well", person("author"))
    before = dict(planted)
    forge.say("7", speak())
    assert planted == before
    assert [entry["body"] for entry in github.marked()] == [f"{MARKER}\n{BODY}"]


@pytest.mark.parametrize(
    "body",
    [
        f"> {MARKER}\nquoted",
        f"text\n{MARKER}",
        f"{MARKER} and more",
        f" {MARKER}\nx",
        "<!-- finops-gate:v1 id=other -->\nx",
    ],
)
def test_comment_of_our_account_without_the_marker_in_its_place_is_somebody_elses(github, forge, body):
    """Another workflow that writes with the same token may quote the comment."""
    other = github.write(body, github.me)
    forge.say("7", speak())
    assert other["body"] == body and len(github.comments) == 2


def test_account_is_compared_by_its_id_and_not_by_its_name(github, forge):
    github.tells_me, github.me = True, person("our-bot", 77)
    namesake = github.write(f"{MARKER}\nx", {**person("our-bot", 78)})
    forge.say("7", speak())
    assert namesake["body"] == f"{MARKER}\nx" and len(github.marked()) == 1


def test_account_of_actions_is_known_by_its_id_on_github_com(github, slept):
    """Elsewhere by its name, which nobody else can have; here a namesake is somebody else's all the same."""
    namesake = github.write(f"{MARKER}\nx", person("github-actions[bot]", 5, "Bot"))
    door = Door("GitHub", github.url, {"Authorization": f"Bearer {TOKEN}"}, (TOKEN,), "GITHUB_TOKEN")
    forge = GitHub(Transport(door, slept.pace()), "acme/shop")
    forge.say("7", speak())
    forge.say("7", speak("changed"))
    assert [entry["body"] for entry in github.marked()] == [f"{MARKER}\nchanged"]
    assert namesake["body"] == f"{MARKER}\nx"


def test_person_of_the_name_of_actions_is_not_its_account(github, forge):
    namesake = github.write(f"{MARKER}\nx", person("github-actions[bot]", 5, "User"))
    forge.say("7", speak())
    assert namesake["body"] == f"{MARKER}\nx" and len(github.marked()) == 1


def test_app_that_cannot_ask_who_it_is_learns_it_from_what_it_wrote(github, forge):
    """An app's installation token: GET /user is refused, and its account is not that of Actions."""
    github.me = person("finops-app[bot]", 555, "Bot")
    for body in ("one", "two", "three"):
        forge.say("7", speak(body))
        assert [entry["body"] for entry in github.marked()] == [f"{MARKER}\n{body}"]


def test_comments_of_several_jobs_stand_beside_each_other(github, forge):
    forge.say("7", speak("one", id="services/a"))
    forge.say("7", speak("two", id="services/b"))
    forge.say("7", speak("one again", id="services/a"))
    assert [entry["body"].partition("\n")[2] for entry in github.comments] == ["one again", "two"]


@pytest.mark.parametrize("id", ["", "a b", "a --> <script>", "a--b", "-a", "x" * 101, "a\nb", "ä"])
def test_id_that_could_leave_the_marker_is_refused(github, forge, id):  # noqa: A002
    with pytest.raises(UsageError):
        forge.say("7", speak(id=id))
    assert github.paths("POST") == []


def test_nothing_to_say_and_no_comment_says_nothing(github, forge):
    assert forge.say("7", speak(create=False)) == ""
    assert github.comments == []


def test_comment_that_is_there_is_brought_up_to_date_when_nothing_is_left_to_say(github, forge):
    forge.say("7", speak())
    forge.say("7", speak("resolved", create=False))
    assert github.comments[0]["body"].endswith("resolved")


def test_older_run_does_not_write_over_a_newer_head(github, forge):
    forge.say("7", speak())
    github.head = NEWER
    assert forge.say("7", speak("old news")) == github.comments[0]["html_url"]
    assert "old news" not in github.comments[0]["body"]
    github.comments.clear()
    assert forge.say("7", speak("old news")) == ""
    assert github.comments == []


def test_head_that_moves_between_reading_and_writing_is_noticed(github, forge):
    github.faults.append(Fault("/issues/7/comments", act=lambda: setattr(github, "head", NEWER)))
    assert forge.say("7", speak()) == ""
    assert github.comments == []


def test_comment_deleted_between_list_and_update_is_created_once(github, forge):
    forge.say("7", speak())
    github.faults.append(Fault("PATCH", act=github.comments.clear))
    forge.say("7", speak("changed"))
    assert [entry["body"] for entry in github.comments] == [f"{MARKER}\nchanged"]


def test_comment_deleted_between_list_and_update_is_not_created_where_nothing_is_to_say(github, forge):
    forge.say("7", speak())
    github.faults.append(Fault("PATCH", act=github.comments.clear))
    assert forge.say("7", speak("resolved", create=False)) == ""
    assert github.comments == []


def test_two_runs_at_once_leave_the_older_comment(github, forge):
    github.faults.append(Fault("POST .*/comments", act=lambda: github.write(f"{MARKER}\nthe other run's", github.me)))
    forge.say("7", speak())
    (comment,) = github.comments
    assert comment["body"] == f"{MARKER}\n{BODY}"
    assert comment["id"] == 101


def test_twelve_runs_at_once_leave_one_comment(github, slept):
    forges = [connect(environment(github), slept.pace()) for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda number: forges[number].say("7", speak(f"of run {number}")), range(12)))
    (comment,) = github.comments
    assert comment["body"].startswith(f"{MARKER}\nof run ")
    assert len(github.paths("POST")) >= 1


def test_copies_that_a_broken_run_left_are_removed(github, forge):
    for number in range(3):
        github.write(f"{MARKER}\n{number}", github.me)
    forge.say("7", speak())
    assert [entry["id"] for entry in github.comments] == [101]


def test_copy_that_another_run_removed_first_is_no_error(github, forge):
    first, second = (github.write(f"{MARKER}\n{number}", github.me) for number in range(2))
    github.faults.append(Fault("DELETE", act=lambda: github.comments.remove(second)))
    assert forge.say("7", speak()) == first["html_url"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_comment_that_is_said_to_be_gone_is_looked_for_again(github, forge, method):
    for number in range(2):
        github.write(f"{MARKER}\n{number}", github.me)
    github.faults.append(Fault(method, status=404))
    forge.say("7", speak())
    assert [entry["body"] for entry in github.comments] == [f"{MARKER}\n{BODY}"]
    github.write(f"{MARKER}\nx", github.me)
    github.faults.append(Fault(method, status=404, times=99))
    assert "says that it is gone" in refusal(forge.say, "7", speak("changed")).message


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", reset="after"),
        Fault("POST", reset="before"),
        Fault("POST", status=502),
        Fault("POST", cut=10),
        Fault("POST", status=201, body=b""),
        Fault("POST", status=201, body=b"<html>"),
    ],
    ids=["reset after", "reset before", "502", "cut", "empty", "HTML"],
)
def test_comment_whose_writing_is_unsure_is_looked_for_before_it_is_written_again(github, forge, fault):
    github.faults.append(fault)
    forge.say("7", speak())
    assert [entry["body"] for entry in github.comments] == [f"{MARKER}\n{BODY}"]


def test_comment_that_was_written_though_the_forge_said_502_is_written_once(github, forge):
    fault = Fault("POST", status=502, act=lambda: github.write(f"{MARKER}\n{BODY}", github.me))
    github.faults.append(fault)
    forge.say("7", speak())
    assert len(github.comments) == 1 and len(github.paths("POST")) == 1


def test_comment_that_the_list_does_not_show_yet_is_not_written_again(github, forge):
    late = Fault("GET .*/issues/7/comments", status=200, body=b"[]")
    github.faults.append(Fault("POST", act=lambda: github.faults.append(late)))
    assert forge.say("7", speak()) == github.comments[0]["html_url"]
    assert len(github.comments) == 1 and len(github.paths("POST")) == 1


def test_comment_that_can_never_be_written_is_an_error(github, forge):
    github.faults.append(Fault("POST", status=502, times=99))
    assert refusal(forge.say, "7", speak()).status == 502
    assert len(github.paths("POST")) == 3


@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_comment_that_is_refused_is_not_tried_again(github, forge, status):
    github.faults.append(Fault("POST", status=status))
    assert refusal(forge.say, "7", speak()).status == status
    assert len(github.paths("POST")) == 1


@pytest.mark.parametrize("character", ["x", "é", "😀"])
def test_comment_up_to_the_limit_is_written_and_a_longer_one_is_not_even_sent(github, forge, character):
    """dependency-review-action measures before it adds its marker, and overflows by as much."""
    room = 65_536 - len(f"{MARKER}\n")
    size = len(character.encode())
    forge.say("7", speak(character * (room // size)))
    assert len(github.comments) == 1
    asked = len(github.asked)
    assert "longer than GitHub takes" in refusal(forge.say, "7", speak(character * (room // size + 1))).message
    assert len(github.asked) == asked


def test_comment_with_half_a_character_is_written(github, forge):
    forge.say("7", speak("path \udc80 and \ud800"))
    assert "\\udc80" in github.comments[0]["body"]


# -- status, review request, merge base --------------------------------------------------------------------------------


def test_status_is_set_on_its_commit(github, forge):
    forge.status(
        Status(HEAD, "finops-gate", "pending", "Approval required from Engineering Lead", "https://x.example/1")
    )
    assert github.statuses == [
        {
            "commit": HEAD,
            "state": "pending",
            "context": "finops-gate",
            "description": "Approval required from Engineering Lead",
            "target_url": "https://x.example/1",
        }
    ]


def test_long_description_is_cut_and_no_link_is_none(github, forge):
    forge.status(Status(HEAD, "finops-gate", "failure", "x" * 500))
    assert len(github.statuses[0]["description"]) == 140 and "target_url" not in github.statuses[0]


def test_status_whose_writing_is_unsure_is_set_again_because_the_last_one_counts(github, forge):
    github.faults.append(Fault("POST", reset="after"))
    forge.status(Status(HEAD, "finops-gate", "failure", "x"))
    assert {status["state"] for status in github.statuses} == {"failure"}


@pytest.mark.parametrize(
    "said",
    [
        "No commit found for SHA: aaaa",
        "Validation Failed",
        "body is too long (maximum is 65536 characters)",
        "This SHA and context has reached the maximum number of statuses.",
    ],
)
def test_what_the_forge_finds_wrong_is_quoted(github, forge, said):
    github.faults.append(Fault("POST", status=422, body=json.dumps({"message": "x", "errors": [said]}).encode()))
    error = refusal(forge.status, Status(HEAD, "c", "success", ""))
    assert error.status == 422 and said in error.message and len(github.paths("POST")) == 1


def test_status_that_may_not_be_set_names_the_permission(github, forge):
    github.faults.append(Fault("POST", status=403))
    assert "statuses: write" in refusal(forge.status, Status(HEAD, "c", "success", "")).hint


def test_review_is_requested_once(github, forge):
    forge.ask("7", ["alice", "bob"], ["acme/eng-leads"])
    asked = list(github.events)
    forge.ask("7", ["Alice", "bob"], ["Acme/Eng-Leads"])
    assert github.events == asked
    assert {
        (event.get("requested_reviewer") or event["requested_team"]).get("login", "eng-leads") for event in asked
    } == {
        "alice",
        "bob",
        "eng-leads",
    }


def test_author_and_whoever_has_reviewed_are_not_asked(github, forge):
    github.review("alice", "COMMENTED")
    forge.ask("7", ["alice", "Author", "carol"], [])
    assert [event["requested_reviewer"]["login"] for event in github.events] == ["carol"]


def test_who_cannot_be_asked_keeps_nobody_else_from_it(github, forge):
    github.unaskable = {"stranger"}
    error = refusal(forge.ask, "7", ["stranger", "alice"], [])
    assert "stranger" in error.message
    assert [event["requested_reviewer"]["login"] for event in github.events] == ["alice"]


def test_asking_without_the_right_to_is_an_error(github, forge):
    github.faults.append(Fault("POST", status=403))
    assert refusal(forge.ask, "7", ["alice"], []).status == 403


def test_merge_base_is_told(github, forge):
    assert forge.merge_base("b" * 40, HEAD) == "c" * 40
    assert github.asked[0].path.endswith(f"/compare/{'b' * 40}...{HEAD}")


# -- the environment ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "number"),
    [
        ({"GITHUB_REF": "refs/pull/12/merge"}, "12"),
        ({"GITHUB_REF": "refs/pull/12/head"}, "12"),
        ({"GITHUB_REF": f"refs/heads/gh-readonly-queue/main/pr-34-{'a' * 40}"}, "34"),
        ({"GITHUB_REF": "refs/heads/main"}, None),
        ({"GITHUB_REF": "refs/pull/0/merge"}, None),
    ],
)
def test_number_comes_from_the_ref(settings, number):
    assert FORGE.number({"GITHUB_REPOSITORY": "acme/shop", **settings}) == number


@pytest.mark.parametrize(
    ("event", "number"),
    [
        ('{"pull_request": {"number": 5}}', "5"),
        ('{"issue": {"number": 6, "pull_request": {"url": "x"}}}', "6"),
        ('{"issue": {"number": 6}}', None),
        ('{"pull_request": {"number": "5; rm"}}', None),
        ("[]", None),
        ("not json", None),
    ],
)
def test_number_comes_from_the_event(event, number, tmp_path):
    path = tmp_path / "event.json"
    path.write_text(event)
    settings = {"GITHUB_REPOSITORY": "acme/shop", "GITHUB_EVENT_PATH": str(path)}
    assert FORGE.number(settings) == number
    assert FORGE.number({"GITHUB_EVENT_PATH": str(path)}) is None
    assert FORGE.number({"GITHUB_REPOSITORY": "acme/shop"}) is None


def test_connections_end_with_the_forge(github, slept):
    forge = connect(environment(github), slept.pace())
    forge.head("7")
    client = forge._transport._client
    del forge
    gc.collect()
    assert client.is_closed


def test_forges_are_on_the_shelf():
    assert "github" in shelf.names("finops_gate.forges")
    assert iso(NOW) == "2025-11-24T12:00:00Z"
