"""Random schedules of faults over a whole run: facts, verdict, comment, status.

Whatever the forge does, the verdict is the one that it would be without faults, or there is none (exit 2); the finding
is told; there is never a second comment of ours, and never a word in somebody else's.
"""

import random
from dataclasses import replace

import pytest

from finops_gate.base.errors import ForgeError
from finops_gate.forges import Comment, Status, github, gitlab
from finops_gate.model.policy import Approver, Approving
from finops_gate.model.setting import Unknown
from finops_gate.verdict.approvals import approval_code
from finops_gate.verdict.consent import Facts, settled
from tests.build import a_policy
from tests.fakes.forge import NOW, Fault, GitHub, GitLab, iso, person
from tests.verdict.story import a_demand, asked

MARKER = "<!-- finops-gate:v1 id=default -->"
BODY = "## finops-gate: REQUIRE-APPROVAL +900%\n\n- **require-approval** per-call-increase"
DEMANDS = {"lead": a_demand()}
CODE = approval_code("lead", DEMANDS["lead"])
POLICY = replace(a_policy(approvers=(Approver("lead", "Lead", ("alice",), ("acme/leads",)),)), approval=Approving())
EXITS = {"granted": 0, "pending": 3, "denied": 3, "unknown": 2}
STATES = {0: "success", 2: "error", 3: "pending"}

KINDS = (
    lambda rng: {"status": rng.choice((500, 502, 503, 504))},
    lambda rng: {"status": rng.choice((401, 403, 404, 409, 410, 422))},
    lambda rng: {"status": 403, "headers": {"Retry-After": rng.choice(("1", "20", "3600"))}},
    lambda rng: {"status": 429, "headers": {"Retry-After": rng.choice(("1", "20", "3600"))}},
    lambda rng: {
        "status": 403,
        "headers": {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + rng.choice((5, 5000)))},
    },
    lambda rng: {"reset": rng.choice(("before", "after"))},
    lambda rng: {"cut": rng.randint(1, 30)},
    lambda rng: {"body": rng.choice((b"", b"<html>Bad Gateway</html>", b'{"head": {"sh', b"[", b"null", b"{}"))},
    lambda rng: {"status": 302, "headers": {"Location": "http://127.0.0.1:9/elsewhere"}},
    lambda rng: {"status": 304},
)
PLACES = ("", "", "", "GET", "POST", "POST", "PATCH|PUT", "DELETE", "comments|notes", "reviews|approvals", "commits",
          "members", "(pulls|merge_requests)/7 ", "statuses", "activity|events", "page=2", "user")  # fmt: skip


class OnGitHub:
    """The world of a run on GitHub."""

    account = "user"

    def __init__(self, served):
        self.forge = served
        served.reset()

    def connect(self, pace):
        settings = {
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_TOKEN": "ghs_0123456789",
        }
        return github.connect(settings, pace)

    def write(self, body, ours=True):
        return self.forge.write(body, self.forge.me if ours else person("author"))

    def comments(self):
        return self.forge.comments

    def people(self, members):
        self.forge.teams["acme/leads"] = members

    def approve(self, name):
        self.forge.review(name, "APPROVED", at=NOW - 60)

    def command(self, name):
        self.forge.write(f"/finops approve {CODE}", person(name))["created_at"] = iso(NOW - 30)
        self.forge.comments[-1]["updated_at"] = iso(NOW - 30)


class OnGitLab:
    """The same on GitLab."""

    account = "author"

    def __init__(self, served):
        self.forge = served
        served.reset()

    def connect(self, pace):
        settings = {"CI_API_V4_URL": self.forge.url, "CI_PROJECT_ID": "42", "GITLAB_TOKEN": "glpat-0123456789"}
        return gitlab.connect(settings, pace)

    def write(self, body, ours=True):
        return self.forge.write(body, self.forge.me if ours else self.forge.person("author"))

    def comments(self):
        return self.forge.notes

    def people(self, members):
        self.forge.groups["acme/leads"] = [self.forge.person(name) for name in members]

    def approve(self, name):
        self.forge.approved_by.append({"user": self.forge.person(name), "approved_at": iso(NOW - 60)})

    def command(self, name):
        self.forge.write(f"/finops approve {CODE}", self.forge.person(name), at=NOW - 30)


def verdict(forge, head):
    """The exit code that the approvals come to; 2 where nobody knows."""
    try:
        request = forge.change_request("7")
        members = {"acme/leads": forge.members("acme/leads")}
    except ForgeError:
        return 2
    if request.head != head:
        return 2  # another commit is judged by its own run
    assert isinstance(members["acme/leads"], (frozenset, Unknown))
    (approval,) = settled(asked(DEMANDS), DEMANDS, POLICY, Facts(request, members, judged=frozenset({head})))
    return EXITS[approval.state]


def run(world, pace, create=True):
    """What a job does: the exit code, what it printed, and whether comment and status could be written."""
    forge, head, printed = world.connect(pace), "a" * 40, [BODY]
    code = verdict(forge, head)
    told = set()
    for name, act in {
        "comment": lambda: forge.say("7", Comment("default", BODY, head, create)),
        "status": lambda: forge.status(Status(head, "finops-gate", STATES[code], "Approval of Lead")),
    }.items():
        try:
            act()
            told.add(name)
        except ForgeError as error:
            printed.append(f"warning: {error.message}")
    return code, printed, told


def prepared(world, rng):
    """A change request as it may be: with comments of everybody, ours among them, and approvals or none."""
    world.people(["alice", "dave"])
    for number in range(rng.choice((0, 0, 2, 120))):
        world.write(f"said {number}", ours=rng.random() < 0.2)
    planted = world.write(f"{MARKER}\nvalid-at=2099 all is well", ours=False)
    for _ in range(rng.choice((0, 0, 1, 2))):
        world.write(f"{MARKER}\nof an earlier run")
    if rng.random() < 0.4:
        world.approve(rng.choice(("alice", "dave", "author", "stranger")))
    if rng.random() < 0.3:
        world.command(rng.choice(("alice", "stranger")))
    return planted, dict(planted)


def ours(world):
    """Comments with our marker that our account wrote."""
    mine = world.forge.me["id"]
    return [
        entry for entry in world.comments() if entry[world.account]["id"] == mine and entry["body"].startswith(MARKER)
    ]


def scheduled(world, rng):
    """Faults of one schedule, and whether others write, delete or push at the same time."""
    raced = rng.random() < 0.25
    for _ in range(rng.randint(1, 6)):
        kind = rng.choice(KINDS)(rng)
        world.forge.faults.append(Fault(rng.choice(PLACES), times=rng.choice((1, 1, 2, 3, 5)), **kind))
    if raced:
        others = (
            lambda: world.write(f"{MARKER}\nof another run"),
            lambda: [world.comments().remove(entry) for entry in ours(world)],
            lambda: setattr(world.forge, "head", "d" * 40),
        )
        act = rng.choice(others)
        place = rng.choice(("POST .*(comments|notes)", "PATCH|PUT", "comments|notes"))
        world.forge.faults.insert(rng.randint(0, len(world.forge.faults)), Fault(place, act=act))
    return raced


def one(world, seed, pace):
    """One schedule. The promises stand in the assertions."""
    rng = random.Random(seed)
    planted, before = prepared(world, rng)
    expected = verdict(world.connect(pace()), "a" * 40)
    raced = scheduled(world, rng)
    code, printed, told = run(world, pace())
    assert code in (expected, 2), "another verdict"
    assert printed[0] == BODY, "a lost finding"
    mine = ours(world)
    if "comment" in told:
        assert [entry["body"] for entry in mine] == [f"{MARKER}\n{BODY}"] or raced, (
            "a comment that was told and is not there"
        )
        assert len(mine) <= 1 or raced, "a second comment"
    else:
        assert len(printed) > 1, "a comment that is missing, and nobody was told"
        assert len(mine) <= 3 + raced, "more comments than there were"
    assert {status["state"] for status in world.forge.statuses} <= {STATES[code], "failed"}, "another status"
    assert planted == before and planted in world.comments(), "a word in somebody else's comment"
    world.forge.faults.clear()
    world.forge.head = "a" * 40
    code, printed, told = run(world, pace())
    assert (code, told) == (expected, {"comment", "status"}), "a verdict that does not come back"
    assert [entry["body"] for entry in ours(world)] == [f"{MARKER}\n{BODY}"], "not one comment after the next run"
    assert world.forge.statuses[-1]["state"] in (STATES[expected], "failed"), "a status that does not come back"
    return expected, told


WORLDS = {"github": (OnGitHub, GitHub), "gitlab": (OnGitLab, GitLab)}


@pytest.mark.parametrize("name", WORLDS)
def test_thirty_schedules(name, _served, slept):
    made, kind = WORLDS[name]
    seen = {one(made(_served(kind)), seed, slept.pace)[0] for seed in range(30)}
    assert {0, 3} <= seen


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seeds"), [("github", range(1000, 1600)), ("gitlab", range(1600, 2000))])
def test_a_thousand_schedules(name, seeds, _served, slept):
    made, kind = WORLDS[name]
    for seed in seeds:
        one(made(_served(kind)), seed, slept.pace)
