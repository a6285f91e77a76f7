"""Pull requests of a Bitbucket, in the shapes that its API has, over real sockets."""

import pytest

from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.forges import Comment, Status
from finops_gate.forges.bitbucket import FORGE, connect
from finops_gate.model.change_request import Actor, ReviewState
from finops_gate.model.setting import Unknown
from tests.fakes.forge import NOW, Answer, Fault, Server, iso

TOKEN = "ATCTT3xFfGN0123456789"
HEAD, BASE, OLDER = "a" * 40, "b" * 40, "e" * 40
TAG = "`finops-gate:v1 id=default`"


def person(name, kind="user"):
    return {"account_id": f"557058:{name}", "nickname": name, "uuid": f"{{{name}}}", "type": kind}


class Bitbucket(Server):
    """One repository, acme/shop, with one pull request, number 7."""

    prefix = "/2.0"

    def __init__(self):
        super().__init__()
        self.reset()

    def reset(self):
        self.faults.clear()
        self.asked.clear()
        self.me = person("gate", "app_user")
        self.tells_me = True
        self.head = HEAD
        self.comments, self.activity, self.participants, self.reviewers, self.statuses = [], [], [], [], []
        self.permissions = [{"permission": "admin", "user": person("alice")}]
        self.next_id = 100

    def write(self, body, user, **more):
        self.next_id += 1
        at = iso(NOW + self.next_id)
        entry = {
            "id": self.next_id,
            "user": user,
            "content": {"raw": body},
            "deleted": False,
            "created_on": at,
            "updated_on": at,
            "links": {"html": {"href": f"https://bitbucket.example/{self.next_id}"}},
            **more,
        }
        self.comments.append(entry)
        return entry

    def page(self, request, entries):
        number, size = int(request.query.get("page", 1)), int(request.query.get("pagelen", 10))
        page = {"values": entries[(number - 1) * size : number * size]}
        if number * size < len(entries):
            page["next"] = f"{self.url}{request.path.removeprefix(self.prefix)}?pagelen={size}&page={number + 1}"
        return Answer(200, page)

    def routes(self):
        at = "/repositories/acme/shop"
        request = f"{at}/pullrequests/7"
        return [
            ("GET", "/user", lambda r: Answer(200, self.me) if self.tells_me else Answer(403)),
            ("GET", request, lambda r: Answer(200, self.pull())),
            ("PUT", request, self.change),
            (
                "GET",
                f"{request}/commits",
                lambda r: self.page(
                    r,
                    [
                        {"hash": HEAD, "author": {"user": person("author")}},
                        {"hash": OLDER, "author": {"raw": "X <x@x>"}},
                    ],
                ),
            ),
            ("GET", f"{request}/comments", lambda r: self.page(r, self.comments)),
            ("POST", f"{request}/comments", lambda r: Answer(201, self.write(r.body["content"]["raw"], self.me))),
            ("PUT", f"{request}/comments/([0-9]+)", self.update),
            ("DELETE", f"{request}/comments/([0-9]+)", self.delete),
            ("GET", f"{request}/activity", lambda r: self.page(r, self.activity)),
            (
                "GET",
                f"{at}/commit/([0-9a-f]+)",
                lambda r, short: Answer(
                    200, {"hash": next((c for c in (self.head, BASE, OLDER) if c.startswith(short)), "f" * 40)}
                ),
            ),
            ("POST", f"{at}/commit/([0-9a-f]+)/statuses/build", self.set_status),
            ("GET", f"{at}/merge-base/(.+)", lambda r, both: Answer(200, {"hash": "c" * 40})),
            ("GET", f"/workspaces/acme/permissions{at}", lambda r: self.page(r, self.permissions)),
        ]

    def pull(self):
        return {
            "title": "Dearer",
            "author": person("author"),
            "source": {"commit": {"hash": self.head[:12]}},
            "destination": {"commit": {"hash": BASE[:12]}},
            "participants": self.participants,
            "reviewers": self.reviewers,
        }

    def change(self, request):
        self.reviewers = [
            person(entry.get("account_id", entry.get("uuid", "")).strip("{}").rpartition(":")[2])
            for entry in request.body["reviewers"]
        ]
        return Answer(200, self.pull())

    def update(self, request, number):
        for entry in self.comments:
            if entry["id"] == int(number):
                entry["content"] = request.body["content"]
                return Answer(200, entry)
        return Answer(404, {"error": {"message": "No such comment"}})

    def delete(self, request, number):
        for entry in self.comments:
            if entry["id"] == int(number):
                entry["deleted"] = True
                return Answer(204)
        return Answer(404)

    def set_status(self, request, commit):
        self.statuses.append({"commit": commit, **request.body})
        return Answer(201, request.body)

    def shown(self):
        return [entry["content"]["raw"] for entry in self.comments if not entry["deleted"]]


@pytest.fixture
def bitbucket(_served):
    return _served(Bitbucket)


def environment(bitbucket, **more):
    return {
        "BITBUCKET_API_URL": bitbucket.url,
        "BITBUCKET_REPO_FULL_NAME": "acme/shop",
        "BITBUCKET_TOKEN": TOKEN,
        **more,
    }


@pytest.fixture
def forge(bitbucket, slept):
    return connect(environment(bitbucket), slept.pace())


def speak(body="## finops-gate: BLOCK", head=HEAD, create=True):
    return Comment("default", body, head, create)


def refusal(act, *on):
    with pytest.raises(ForgeError) as error:
        act(*on)
    return error.value


def test_what_bitbucket_tells_is_read_and_what_it_does_not_is_said(bitbucket, forge):
    bitbucket.write("/finops approve K7QX2MDA", person("bob"))
    bitbucket.write("gone", person("bob"), deleted=True)
    bitbucket.write("edited", None, updated_on=iso(NOW + 9999))
    found = forge.change_request("7")
    assert (found.author, found.base, found.head) == (Actor("557058:author"), BASE, HEAD)
    assert found.now.timestamp() == NOW and found.pusher is None
    assert [(remark.actor, remark.edited) for remark in found.remarks] == [(Actor("557058:bob"), False), (None, True)]
    assert [one.actor for one in found.contributors] == [Actor("557058:author"), None]
    assert found.untold == ("the accounts of committers", "who pushed last")


def test_approval_has_the_time_and_the_commit_of_the_activity(bitbucket, forge):
    bitbucket.participants = [
        {"user": person("alice"), "approved": True, "state": "approved"},
        {"user": person("bob"), "approved": False, "state": "changes_requested"},
        {"user": person("carol"), "approved": False, "state": None},
    ]
    bitbucket.activity = [
        {"approval": {"date": iso(NOW), "user": person("alice")}},
        {"update": {"date": iso(NOW - 5), "source": {"commit": {"hash": HEAD[:12]}}}},
        {"changes_requested": {"date": iso(NOW - 8), "user": person("bob")}},
        {"approval": {"date": iso(NOW - 9), "user": person("alice")}},
        {"update": {"date": iso(NOW - 10), "source": {"commit": {"hash": OLDER[:12]}}}},
        {"comment": {"id": 1}},
    ]
    bob, alice = forge.change_request("7").reviews
    assert (alice.actor, alice.state, alice.at.timestamp(), alice.commit) == (
        Actor("557058:alice"),
        ReviewState.APPROVED,
        NOW,
        HEAD,
    )
    assert (bob.state, bob.commit) == (ReviewState.CHANGES_REQUESTED, OLDER)


def test_approval_whose_time_nothing_tells_is_old_and_such_an_objection_is_new(bitbucket, forge):
    bitbucket.participants = [
        {"user": person("alice"), "approved": True, "state": "approved"},
        {"user": person("bot", "app_user"), "approved": False, "state": "changes_requested"},
    ]
    alice, bot = forge.change_request("7").reviews
    assert alice.at.year == 1970 and alice.commit is None
    assert bot.at.timestamp() == NOW and bot.actor.bot


@pytest.mark.parametrize("count", [0, 1, 50, 51, 300])
def test_every_page_is_read(bitbucket, forge, count):
    for number in range(count):
        bitbucket.write(f"said {number}", person("bob"))
    assert len(forge.change_request("7").remarks) == count


def test_next_page_on_another_host_is_refused(bitbucket, forge):
    bitbucket.faults.append(Fault("/comments", status=200, body=b'{"values": [], "next": "https://evil.example/x"}'))
    assert "another host" in refusal(forge.change_request, "7").message


def test_pages_that_lead_in_a_circle_end(bitbucket, forge):
    there = f"{bitbucket.url}/repositories/acme/shop/pullrequests/7/comments?pagelen=50"
    body = f'{{"values": [], "next": "{there}"}}'.encode()
    bitbucket.faults.append(Fault("/comments", status=200, body=body, times=99))
    assert "do not end" in refusal(forge.change_request, "7").message


def test_commit_that_is_another_than_was_asked_for_is_refused(bitbucket, forge):
    bitbucket.faults.append(Fault("/commit/", status=200, body=b'{"hash": "%s"}' % (b"9" * 40)))
    assert "another commit" in refusal(forge.change_request, "7").message
    bitbucket.head = "main"
    assert "the id of a commit" in refusal(forge.head, "7").message


def test_comment_carries_a_visible_mark_at_its_end_and_is_kept_up_to_date(bitbucket, forge):
    link = forge.say("7", speak())
    assert forge.say("7", speak("changed")) == link
    assert bitbucket.shown() == [f"changed\n\n{TAG}"]
    assert "<!--" not in bitbucket.shown()[0]


def test_planted_and_quoted_marks_are_not_ours(bitbucket, forge):
    bitbucket.write(f"all is well\n\n{TAG}", person("author"))
    bitbucket.write(f"{TAG}\nquoted above", bitbucket.me)
    forge.say("7", speak())
    assert len(bitbucket.shown()) == 3


def test_token_that_may_not_ask_who_it_is_still_leaves_one_comment(bitbucket, forge):
    bitbucket.tells_me = False
    for body in ("one", "two", "three"):
        forge.say("7", speak(body))
        assert bitbucket.shown() == [f"{body}\n\n{TAG}"]
    assert "whose token" in refusal(forge.say, "7", speak(create=False)).message
    bitbucket.comments.clear()
    bitbucket.faults.append(Fault("POST", status=502, times=9))
    assert refusal(forge.say, "7", speak()).status == 502


def test_comment_deleted_between_list_and_update_is_created_once(bitbucket, forge):
    forge.say("7", speak())
    bitbucket.faults.append(Fault("PUT", act=bitbucket.comments.clear))
    forge.say("7", speak("changed"))
    assert bitbucket.shown() == [f"changed\n\n{TAG}"]


def test_older_run_does_not_write_over_a_newer_head(bitbucket, forge):
    bitbucket.head = OLDER
    assert forge.say("7", speak()) == "" and bitbucket.comments == []


def test_long_comment_is_not_sent(bitbucket, forge):
    assert "longer than Bitbucket takes" in refusal(forge.say, "7", speak("x" * 40_000)).message


@pytest.mark.parametrize(
    ("state", "word"),
    [("pending", "INPROGRESS"), ("success", "SUCCESSFUL"), ("failure", "FAILED"), ("error", "FAILED")],
)
def test_build_status(bitbucket, forge, state, word):
    forge.status(Status(HEAD, "finops-gate/services/a-very-long-name-of-a-job", state, "why"))
    (status,) = bitbucket.statuses
    assert (status["state"], status["commit"], status["description"]) == (word, HEAD, "why")
    assert len(status["key"]) == 40 and status["url"] == f"https://bitbucket.org/acme/shop/commits/{HEAD}"
    with pytest.raises(UsageError):
        forge.status(Status(HEAD, "c", "fine", ""))


def test_review_is_requested_once_beside_the_reviewers_there_are(bitbucket, forge):
    bitbucket.reviewers = [person("carol")]
    bitbucket.participants = [{"user": person("bob"), "approved": False, "state": None}]
    forge.ask("7", ["557058:alice", "557058:bob", "557058:author"], [])
    assert [user["nickname"] for user in bitbucket.reviewers] == ["carol", "alice"]
    assert "acme/leads" in refusal(forge.ask, "7", [], ["acme/leads"]).message
    assert len(bitbucket.paths("PUT")) == 1


def test_permissions_and_groups(bitbucket, forge):
    assert forge.permission("557058:alice") == "admin"
    assert forge.permission("557058:nobody") == "none"
    assert isinstance(forge.permission('x" OR 1'), Unknown)
    assert isinstance(forge.members("acme/leads"), Unknown)
    bitbucket.faults.append(Fault("/permissions/", status=403))
    assert isinstance(forge.permission("557058:alice"), Unknown)
    bitbucket.faults.append(Fault("/permissions/", status=500, times=9))
    assert refusal(forge.permission, "557058:alice").status == 500


def test_merge_base_is_told(bitbucket, forge):
    assert forge.merge_base(BASE, HEAD) == "c" * 40


def test_environment(bitbucket, slept):
    assert FORGE.number({"BITBUCKET_PR_ID": "7"}) == "7"
    assert FORGE.number({}) is None
    with pytest.raises(UsageError, match="BITBUCKET_REPO_FULL_NAME"):
        connect(environment(bitbucket, BITBUCKET_REPO_FULL_NAME="acme"))
    with pytest.raises(UsageError):
        connect(environment(bitbucket)).head("x")


def test_token_is_sent_as_what_it_is_and_shown_nowhere(bitbucket, forge, slept):
    forge.head("7")
    assert bitbucket.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"
    bitbucket.asked.clear()
    named = connect(environment(bitbucket, BITBUCKET_TOKEN=f"me@example.com:{TOKEN}"), slept.pace())
    bitbucket.faults.append(Fault(status=403, body=f'{{"error": {{"message": "no {TOKEN}"}}}}'.encode()))
    error = refusal(named.head, "7")
    assert bitbucket.asked[0].headers["Authorization"].startswith("Basic ")
    assert TOKEN not in error.message and "no ***" in error.message
