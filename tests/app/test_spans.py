"""The range is known or it is an error: against a real origin, with checkouts of every depth."""

import pytest

from finops_gate.app.events import Event
from finops_gate.app.spans import resolve_range
from finops_gate.base.errors import ForgeError, RangeError, UsageError
from finops_gate.repo.fetching import Clone
from finops_gate.repo.fetching import Origin as Address
from finops_gate.repo.sides import compare
from tests.action.scene import Scene
from tests.fakes.origin import Origin

TOKEN = "ghs_0123456789"


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def served(scene):
    origin = Origin(scene.origin.root, TOKEN)
    yield origin
    origin.close()


@pytest.fixture
def origin(served):
    served.asked.clear()
    served.shown.clear()
    served.redirect, served.refuses = "", False
    return served


@pytest.fixture
def resolved(scene, origin, tmp_path, request):
    """Resolves an event in a checkout, and says which files the range changes."""

    def resolve(event, revision, depth=0, base="", head="", ask=None, online=True, exact=False):
        workspace = scene.checkout(revision, depth, name=request.node.name.replace("/", "-"))
        address = Address(f"{origin.url}/acme/shop", TOKEN) if online else None
        clone = Clone(workspace, tmp_path / "beside", address)
        span = resolve_range(event, base, head, clone, ask, exact=exact)
        sides = compare(span.directory, span.revisions, exact=span.exact, fork=span.fork, explicit=True)
        return span, sorted(change.path for change in sides.changes), sides

    return resolve


def pull_request(scene, name="pull_request", merged=""):
    return Event(name, "7", scene.base, scene.head, merged or scene.merge)


CHANGED = ["bot.py", "notes.md"]


def test_merge_commit_needs_no_more_history(scene, resolved, origin):
    span, changed, sides = resolved(pull_request(scene), scene.merge, depth=2)
    assert changed == CHANGED
    assert sides.tip.revision == scene.base
    assert span.how == "the merge commit of the event" and not origin.asked


def test_merge_with_a_newer_tip_than_the_event_names_governs_by_the_newer_one(scene, resolved):
    event = pull_request(scene)._replace(base=scene.fork)
    _, changed, sides = resolved(event, scene.merge, depth=2)
    assert changed == CHANGED and sides.tip.revision == scene.base


def test_merge_commit_that_the_event_does_not_name_is_not_trusted(scene, resolved):
    span, changed, _ = resolved(pull_request(scene, merged="d" * 40), scene.merge)
    assert changed == CHANGED and span.how == "the commits of the event"


def test_checkout_of_depth_one_is_completed_and_never_no_change(scene, resolved, origin):
    span, changed, sides = resolved(pull_request(scene), scene.merge, depth=1)
    assert changed == CHANGED and span.how == "the history that was fetched"
    assert sides.head.repository == "acme/shop"
    assert origin.asked and all(shown.startswith("Basic ") for shown in origin.shown)


def test_forge_tells_the_merge_base_and_three_commits_are_enough(scene, resolved, origin):
    span, changed, sides = resolved(pull_request(scene), scene.merge, depth=1, ask=lambda base, head: scene.fork)
    assert changed == CHANGED and span.fork == scene.fork
    assert sides.tip.revision == scene.base and sides.base.revision == scene.fork
    assert len([line for line in origin.asked if line.startswith("POST")]) <= 2


def test_forge_that_does_not_answer_leaves_the_history(scene, resolved):
    def ask(base, head):
        raise ForgeError("502")

    span, changed, _ = resolved(pull_request(scene), scene.merge, depth=1, ask=ask)
    assert changed == CHANGED and span.fork is None


def test_forge_that_tells_nonsense_leaves_the_history(scene, resolved):
    _, changed, _ = resolved(pull_request(scene), scene.merge, depth=1, ask=lambda base, head: "--output=/tmp/x")
    assert changed == CHANGED


def test_checkout_of_the_base_alone_is_completed_by_the_head(scene, resolved):
    event = pull_request(scene, "pull_request_target")._replace(merged=None, fork=True)
    _, changed, sides = resolved(event, scene.base, depth=1)
    assert changed == CHANGED and sides.tip.revision == scene.base


@pytest.mark.parametrize("depth", [1, 2])
def test_nothing_to_fetch_from_is_an_error_with_the_way_out(scene, resolved, depth):
    event = pull_request(scene, merged="d" * 40)
    with pytest.raises(RangeError) as caught:
        resolved(event, scene.merge, depth, online=False)
    assert "fetch-depth: 2" in caught.value.hint


def test_origin_that_refuses_is_an_error_without_the_token(scene, resolved, origin):
    origin.refuses = True
    with pytest.raises(RangeError, match="git fetch refused") as caught:
        resolved(pull_request(scene), scene.merge, depth=1)
    assert TOKEN not in caught.value.message and "fetch-depth: 2" in caught.value.hint


def test_token_follows_no_redirect(scene, resolved, origin, tmp_path):
    other = Origin(scene.origin.root)
    try:
        origin.redirect = other.url
        with pytest.raises(RangeError):
            resolved(pull_request(scene), scene.merge, depth=1)
        assert other.asked == []
    finally:
        other.close()


def test_merge_queue_compares_with_the_commit_before_it(scene, resolved, origin):
    event = Event("merge_group", "7", scene.base, scene.merge, linear=True)
    assert resolved(event, scene.merge)[1] == CHANGED
    assert not origin.asked


def test_merge_queue_of_depth_one_is_completed(scene, resolved):
    event = Event("merge_group", "7", scene.base, scene.merge, linear=True)
    span, changed, sides = resolved(event, scene.merge, depth=1)
    assert changed == CHANGED and span.exact and sides.tip.revision == scene.base


@pytest.mark.parametrize(("online", "said"), [(False, "where the repository comes from"), (True, "git fetch refused")])
def test_merge_queue_that_cannot_be_completed_is_an_error(scene, resolved, origin, online, said):
    origin.refuses = True
    event = Event("merge_group", "7", scene.base, scene.merge, linear=True)
    with pytest.raises(RangeError, match=said):
        resolved(event, scene.merge, depth=1, online=online)


def test_push_compares_before_with_after(scene, resolved):
    event = Event("push", None, scene.fork, scene.base)
    assert resolved(event, scene.base)[1] == ["other.md"]


@pytest.mark.parametrize("event", [Event("push", head="a" * 40), Event("schedule", head="a" * 40), Event("schedule")])
def test_event_without_a_base_is_an_error_and_not_no_change(scene, resolved, event):
    with pytest.raises(UsageError, match=r"nothing to compare with|names no commit"):
        resolved(event, scene.base)


def test_workflow_may_name_the_range(scene, resolved):
    event = Event("schedule", head=scene.base)
    assert resolved(event, scene.base, base="origin/main", head="feature")[1] == CHANGED


def test_named_commit_that_is_not_here_is_fetched(scene, resolved):
    event = Event("workflow_dispatch", head=scene.base)
    assert resolved(event, scene.base, 1, base=scene.fork, head=scene.head)[1] == CHANGED


def test_two_states_are_compared_whatever_their_history(scene, resolved):
    event = Event("workflow_dispatch", head=scene.base)
    found = resolved(event, scene.base, 1, base=scene.base, head=scene.head, exact=True)[1]
    assert found == [*CHANGED, "other.md"]


@pytest.mark.parametrize("name", ["--output=x", "a..b", "no-such-branch", "main\n"])
def test_named_revision_that_is_none_is_an_error(scene, resolved, name):
    with pytest.raises((UsageError, RangeError)):
        resolved(Event("schedule", head=scene.base), scene.base, base=name)


def test_head_alone_is_an_error(scene, resolved):
    with pytest.raises(UsageError, match="nothing says what to compare"):
        resolved(Event("schedule"), scene.base, head="feature")


def test_unrelated_histories_are_an_error(scene, resolved):
    scene.origin.git("checkout", "-q", "--orphan", "alone")
    alone = scene.origin.commit("Alone")
    scene.origin.git("checkout", "-q", "main")
    with pytest.raises(RangeError, match="no common ancestor"):
        resolved(Event("push", None, alone, scene.base), scene.base)
