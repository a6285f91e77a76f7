"""Pull requests of an Azure DevOps, in the shapes that its API has, over real sockets."""

import pytest

from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.forges import Comment, Status
from finops_gate.forges.azure import FORGE, connect
from finops_gate.model.change_request import Actor, ReviewState
from finops_gate.model.setting import Unknown
from tests.fakes.forge import NOW, Answer, Fault, Server, iso

TOKEN = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef"
HEAD, BASE, NEWER = "a" * 40, "b" * 40, "d" * 40
MARKER = "<!-- finops-gate:v1 id=default -->"


def person(name, **more):
    return {"id": f"id-{name}", "uniqueName": f"{name}@example.com", "descriptor": f"aad.{name}", **more}


class Azure(Server):
    """Project 11, repository 22, with one pull request, number 7."""

    prefix = "/acme"

    def __init__(self):
        super().__init__()
        self.reset()

    def reset(self):
        self.faults.clear()
        self.asked.clear()
        self.me = "id-build"
        self.head = HEAD
        self.reviewers, self.threads, self.statuses = [], [], []
        self.iterations = [
            {"id": 1, "author": person("author"), "sourceRefCommit": {"commitId": "e" * 40}},
            {"id": 2, "author": person("pusher"), "sourceRefCommit": {"commitId": HEAD}},
        ]
        self.commits = [{"commitId": HEAD, "author": {"email": "author@example.com"}, "committer": {}}]
        self.teams = {}
        self.next_id = 10

    def write(self, body, author, **more):
        self.next_id += 1
        at = iso(NOW + self.next_id)
        comment = {
            "id": 1,
            "author": author,
            "content": body,
            "commentType": "text",
            "publishedDate": at,
            "lastContentUpdatedDate": at,
            **more,
        }
        thread = {"id": self.next_id, "comments": [comment], "isDeleted": False}
        self.threads.append(thread)
        return thread

    def routes(self):
        at = "/11/_apis/git/repositories/22"
        request = f"{at}/pullRequests/7"
        many = lambda entries: Answer(200, {"value": entries, "count": len(entries)})  # noqa: E731
        return [
            ("GET", "/_apis/connectionData", lambda r: Answer(200, {"authenticatedUser": {"id": self.me}})),
            ("GET", request, lambda r: Answer(200, self.pull())),
            ("GET", f"{request}/iterations", lambda r: many(self.iterations)),
            (
                "GET",
                f"{request}/commits",
                lambda r: many(self.commits[int(r.query["$skip"]) :][: int(r.query["$top"])]),
            ),
            ("GET", f"{request}/threads", lambda r: many(self.threads)),
            (
                "POST",
                f"{request}/threads",
                lambda r: Answer(200, self.write(r.body["comments"][0]["content"], {"id": self.me})),
            ),
            ("PATCH", f"{request}/threads/([0-9]+)/comments/([0-9]+)", self.update),
            ("DELETE", f"{request}/threads/([0-9]+)/comments/([0-9]+)", self.delete),
            ("PUT", f"{request}/reviewers/(.+)", self.ask),
            ("GET", "/_apis/projects/([^/]+)/teams/([^/]+)/members", self.team),
            (
                "GET",
                "/_apis/projects/([^/]+)/teams/([^/]+)",
                lambda r, project, name: Answer(200, {"id": f"team-{name}"}),
            ),
            ("POST", f"{at}/commits/([0-9a-f]+)/statuses", self.set_status),
            (
                "GET",
                f"{at}/commits/([0-9a-f]+)/mergebases",
                lambda r, base: many([{"commitId": "c" * 40}] if r.query["otherCommitId"] == HEAD else []),
            ),
        ]

    def pull(self):
        return {
            "createdBy": person("author"),
            "lastMergeSourceCommit": {"commitId": self.head},
            "lastMergeTargetCommit": {"commitId": BASE},
            "reviewers": self.reviewers,
        }

    def found(self, thread):
        return [entry for entry in self.threads if entry["id"] == int(thread)]

    def update(self, request, thread, comment):
        for entry in self.found(thread):
            entry["comments"][0]["content"] = request.body["content"]
            return Answer(200, entry["comments"][0])
        return Answer(404, {"message": "TF401180"})

    def delete(self, request, thread, comment):
        for entry in self.found(thread):
            entry["comments"][0]["isDeleted"] = True
            return Answer(200, {})
        return Answer(404)

    def ask(self, request, who):
        self.reviewers.append({"id": who, "vote": request.body["vote"], "isContainer": True})
        return Answer(200, {})

    def team(self, request, project, name):
        found = self.teams.get(f"{project}/{name}")
        return Answer(404) if found is None else Answer(200, {"value": [{"identity": entry} for entry in found]})

    def set_status(self, request, commit):
        self.statuses.append({"commit": commit, **request.body})
        return Answer(201, request.body)

    def shown(self):
        return [entry["comments"][0]["content"] for entry in self.threads if not entry["comments"][0].get("isDeleted")]


@pytest.fixture
def azure(_served):
    return _served(Azure)


def environment(azure, **more):
    return {
        "SYSTEM_COLLECTIONURI": f"{azure.url}/",
        "SYSTEM_TEAMPROJECTID": "11",
        "BUILD_REPOSITORY_ID": "22",
        "AZURE_DEVOPS_TOKEN": TOKEN,
        **more,
    }


@pytest.fixture
def forge(azure, slept):
    return connect(environment(azure), slept.pace())


def speak(body="## finops-gate: BLOCK", head=HEAD, create=True):
    return Comment("default", body, head, create)


def refusal(act, *on):
    with pytest.raises(ForgeError) as error:
        act(*on)
    return error.value


def test_what_azure_tells_is_read_and_what_it_does_not_is_said(azure, forge):
    azure.write("/finops approve K7QX2MDA", person("bob"))
    azure.write("Alice voted 10", person("alice"), commentType="system")
    azure.write("gone", person("bob"), isDeleted=True)
    azure.write("edited", {}, lastContentUpdatedDate=iso(NOW))
    found = forge.change_request("7")
    assert (found.author, found.base, found.head) == (Actor("author@example.com"), BASE, HEAD)
    assert found.now.timestamp() == NOW and found.pusher == Actor("pusher@example.com")
    assert [(r.actor, r.edited) for r in found.remarks] == [(Actor("bob@example.com"), False), (None, True)]
    assert [one.actor for one in found.contributors] == [Actor("author@example.com"), None]
    assert found.untold == ("the accounts of commit authors", "when a vote was given, and on which commit")
    assert {request.query["api-version"] for request in azure.asked} == {"7.1"}


def test_approving_vote_is_as_old_as_can_be_and_an_objection_as_new(azure, forge):
    azure.reviewers = [
        person("alice", vote=10),
        person("bob", vote=5),
        person("carol", vote=-5),
        person("dave", vote=-10),
        person("erin", vote=0),
        person("leads", vote=10, isContainer=True),
        person("build", vote=10, descriptor="svc.x"),
    ]
    said = {review.actor.login.partition("@")[0]: review for review in forge.change_request("7").reviews}
    assert {name: review.state for name, review in said.items()} == {
        "alice": ReviewState.APPROVED,
        "bob": ReviewState.APPROVED,
        "build": ReviewState.APPROVED,
        "carol": ReviewState.CHANGES_REQUESTED,
        "dave": ReviewState.CHANGES_REQUESTED,
    }
    assert said["alice"].at.year == 1970 and said["alice"].commit is None
    assert said["carol"].at.timestamp() == NOW and said["build"].actor.bot


def test_push_that_no_iteration_tells_has_no_pusher(azure, forge):
    azure.head = NEWER
    found = forge.change_request("7")
    assert found.pusher is None and "who pushed last" in found.untold
    azure.iterations = []
    assert forge.change_request("7").pusher is None


def test_every_page_of_commits_is_read(azure, forge):
    azure.commits = [{"commitId": f"{number:040x}", "author": {}, "committer": {}} for number in range(2001)]
    assert len(forge.change_request("7").contributors) == 4002


@pytest.mark.parametrize("match", ["pullRequests/7\\?", "/iterations", "/commits", "/threads"])
@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"value": [1]}', b"null"])
def test_answer_without_what_is_promised_is_an_error(azure, forge, match, body):
    azure.faults.append(Fault(match, status=200, body=body))
    assert refusal(forge.change_request, "7").exit_code == 2


def test_members_of_a_team(azure, forge):
    azure.teams["11/leads"] = [person("Alice"), person("bob")]
    azure.teams["shop/mixed"] = [person("alice"), {"isContainer": True, "uniqueName": "x"}]
    assert forge.members("leads") == {"alice@example.com", "bob@example.com"}
    assert isinstance(forge.members("shop/mixed"), Unknown)
    assert isinstance(forge.members("shop/none"), Unknown)
    azure.faults.append(Fault("/teams/", status=500, times=9))
    assert refusal(forge.members, "leads").status == 500
    assert isinstance(forge.permission("alice@example.com"), Unknown)


def test_comment_is_created_once_and_then_kept_up_to_date(azure, forge):
    forge.say("7", speak())
    forge.say("7", speak("changed"))
    assert azure.shown() == [f"{MARKER}\nchanged"]


def test_two_runs_at_once_leave_the_older_comment(azure, forge):
    azure.faults.append(Fault("POST", act=lambda: azure.write(f"{MARKER}\nthe other run's", {"id": azure.me})))
    forge.say("7", speak())
    assert azure.shown() == [f"{MARKER}\n## finops-gate: BLOCK"]
    assert azure.threads[1]["comments"][0]["isDeleted"]


def test_planted_comments_are_not_ours(azure, forge):
    azure.write(f"{MARKER}\nall is well", person("author"))
    azure.threads.append({"id": 1, "comments": []})
    forge.say("7", speak())
    assert len(azure.threads) == 3 and azure.threads[0]["comments"][0]["content"].endswith("all is well")


def test_comment_deleted_between_list_and_update_is_created_once(azure, forge):
    forge.say("7", speak())
    azure.faults.append(Fault("PATCH", act=azure.threads.clear))
    forge.say("7", speak("changed"))
    assert azure.shown() == [f"{MARKER}\nchanged"]


@pytest.mark.parametrize(
    "fault", [Fault("POST", reset="after"), Fault("POST", status=200, body=b'{"id": 3, "comments": []}')]
)
def test_comment_whose_writing_is_unsure_is_looked_for(azure, forge, fault):
    azure.faults.append(fault)
    forge.say("7", speak())
    assert len(azure.shown()) == 1


def test_older_run_does_not_write_over_a_newer_head(azure, forge):
    azure.head = NEWER
    assert forge.say("7", speak()) == "" and azure.threads == []


def test_page_to_sign_in_is_a_token_that_is_not_accepted(azure, forge):
    azure.faults.append(Fault(status=203, body=b"<html>Sign in</html>"))
    assert "does not accept the token" in refusal(forge.head, "7").message
    azure.faults.append(Fault(status=302, headers={"Location": "https://spsprodeus21.vssps.visualstudio.com/_signin"}))
    assert "another host" in refusal(forge.head, "7").message


@pytest.mark.parametrize(
    ("state", "word"), [("pending", "pending"), ("success", "succeeded"), ("failure", "failed"), ("error", "error")]
)
def test_status(azure, forge, state, word):
    forge.status(Status(HEAD, "ci/finops-gate", state, "why", "https://ci.example/1"))
    (status,) = azure.statuses
    assert (status["state"], status["context"]) == (word, {"genre": "ci", "name": "finops-gate"})
    assert status["targetUrl"] == "https://ci.example/1"
    with pytest.raises(UsageError):
        forge.status(Status(HEAD, "c", "fine", ""))


def test_team_is_asked_once_and_people_cannot_be(azure, forge):
    azure.reviewers = [person("carol", vote=0)]
    forge.ask("7", ["carol@example.com", "author@example.com"], ["leads"])
    forge.ask("7", [], ["11/leads"])
    assert azure.paths("PUT") == ["PUT /11/_apis/git/repositories/22/pullRequests/7/reviewers/team-leads"]
    assert "alice@example.com" in refusal(forge.ask, "7", ["alice@example.com"], []).message


def test_merge_base_is_told(azure, forge):
    assert forge.merge_base(BASE, HEAD) == "c" * 40
    assert "no merge base" in refusal(forge.merge_base, BASE, NEWER).message


def test_environment(azure, slept):
    assert FORGE.number({"SYSTEM_PULLREQUEST_PULLREQUESTID": "7"}) == "7"
    assert FORGE.number({}) is None
    for missing in ("SYSTEM_COLLECTIONURI", "SYSTEM_TEAMPROJECTID", "BUILD_REPOSITORY_ID"):
        with pytest.raises(UsageError, match=missing):
            connect(environment(azure, **{missing: ""}))
    with pytest.raises(UsageError):
        connect(environment(azure)).head("x")


def test_pipelines_token_is_a_bearer_and_a_personal_one_a_password(azure, forge, slept):
    forge.head("7")
    assert azure.asked[0].headers["Authorization"].startswith("Basic ")
    azure.asked.clear()
    connect(environment(azure, AZURE_DEVOPS_TOKEN="", SYSTEM_ACCESSTOKEN="eyJ0.eyJ1.c2ln"), slept.pace()).head("7")
    assert azure.asked[0].headers["Authorization"] == "Bearer eyJ0.eyJ1.c2ln"
    azure.faults.append(Fault(status=403, body=f'{{"message": "no {TOKEN}"}}'.encode()))
    assert TOKEN not in refusal(forge.head, "7").message
