"""GitHub and GitHub Enterprise: pull requests, reviews, issue comments, commit statuses.

Fields as in GitHub's REST description, version 2022-11-28. Teams need a token that may read the organisation's
members, which GITHUB_TOKEN may not: FINOPS_GATE_TEAM_TOKEN.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.forges import Comment, Kind, Status
from finops_gate.forges.access import address, fields, sticky
from finops_gate.forges.access.address import Door
from finops_gate.forges.access.limits import Pace
from finops_gate.forges.access.transport import Transport
from finops_gate.model.change_request import Actor, ChangeRequest, Contributor, Remark, Review, ReviewState
from finops_gate.model.setting import Unknown

_TOKENS = ("FINOPS_GATE_TOKEN", "GITHUB_TOKEN")
_TEAM_TOKEN = "FINOPS_GATE_TEAM_TOKEN"
_PUBLIC = "https://api.github.com"
_ACTIONS = "github-actions[bot]"
_ACTIONS_ID = 41898282
"""Of the account that GITHUB_TOKEN writes as, on github.com; an Enterprise server has another one."""
_LONGEST = 65_536
"""Characters of a comment; counted in bytes, which holds whatever GitHub counts."""
_LISTED_COMMITS = 250
"""GitHub lists no more commits of a pull request, and does not say so."""
_DESCRIPTION = 140
_STATES = {
    "APPROVED": ReviewState.APPROVED,
    "CHANGES_REQUESTED": ReviewState.CHANGES_REQUESTED,
    "COMMENTED": ReviewState.COMMENTED,
    "PENDING": ReviewState.PENDING,
    "DISMISSED": ReviewState.DISMISSED,
}
_PERMISSIONS = ("admin", "maintain", "write", "triage", "read", "none")
_REFUSED = (403, 404, 410, 422)
_QUEUE = re.compile(r"refs/heads/gh-readonly-queue/.+/pr-([1-9][0-9]{0,9})-[0-9a-f]{40,64}")
_MERGE_REF = re.compile(r"refs/pull/([1-9][0-9]{0,9})/(?:merge|head)")


class GitHub:
    """One repository on GitHub."""

    def __init__(
        self, transport: Transport, repository: str, teams: Transport | None = None, actions: str = f"{_ACTIONS_ID}"
    ) -> None:
        """`actions`: the account that a workflow's own token writes as, by id, or by name where its id is not known."""
        self._transport = transport
        self._actions = actions
        self._teams = teams or transport
        self._repository = repository
        self._at = f"repos/{repository}"

    def change_request(self, number: str) -> ChangeRequest:
        needs = "pull-requests: read"
        answer = self._transport.get(f"{self._at}/pulls/{_plain(number)}", needs)
        pull = fields.record(answer.data, "a pull request")
        head, base = fields.sha(pull, "head", "sha"), fields.sha(pull, "base", "sha")
        contributors, untold = self._contributors(number, pull, head)
        unlisted = bool(untold)
        pusher = self._pusher(pull, head)
        if pusher is None:
            untold = (*untold, "who pushed last")
        return ChangeRequest(
            number=number,
            author=_actor(pull.get("user")),
            base=base,
            head=head,
            now=self._transport.time_of(answer),
            contributors=contributors,
            pusher=pusher,
            reviews=_in_order(_review(entry) for entry in self._all(f"{self._at}/pulls/{number}/reviews", needs)),
            remarks=tuple(_remark(entry) for entry in self._all(f"{self._at}/issues/{number}/comments", needs)),
            untold=untold,
            unlisted=unlisted,
        )

    def members(self, team: str) -> frozenset[str] | Unknown:
        organisation, _, slug = team.partition("/")
        if not organisation or not slug or "/" in slug:
            return Unknown("a team is written organisation/team")
        path = f"orgs/{address.part(organisation)}/teams/{address.part(slug)}/members"
        needs = "members: read of the organisation"
        try:
            listed = [
                entry
                for page in self._teams.pages(path, needs)
                for entry in fields.records(page.data, "members of a team")
            ]
        except ForgeError as error:
            if error.status in (401, 403, 404):
                return Unknown(f"the token may not see the members of the team ({error.status})")
            raise
        return frozenset(fields.text(entry, "login").lower() for entry in listed)

    def permission(self, login: str) -> str | Unknown:
        path = f"{self._at}/collaborators/{address.part(login)}/permission"
        try:
            found = self._transport.get(path, "metadata: read").data
        except ForgeError as error:
            if error.status in (401, 403, 404):
                return Unknown(f"the token may not see what {login} may do ({error.status})")
            raise
        # A role of an organisation's own making is told by the permission that it builds upon.
        named = (fields.words(found, "role_name"), fields.words(found, "permission"))
        return next((word for word in named if word in _PERMISSIONS), Unknown("a permission that is not known"))

    def say(self, number: str, comment: Comment) -> str:
        text = sticky.storable(f"{sticky.marker(comment.id)}\n{comment.body}", _LONGEST, "GitHub")
        return sticky.keep_one(
            _Conversation(self, self._transport, self._at, _plain(number), self._actions), comment, text
        )

    def status(self, status: Status) -> None:
        self._transport.call(
            "POST",
            f"{self._at}/statuses/{status.commit}",
            {
                "state": status.state,
                "context": status.context,
                "description": status.description[:_DESCRIPTION],
                **({"target_url": status.link} if status.link else {}),
            },
            needs="statuses: write",
        )

    def ask(self, number: str, users: Sequence[str], teams: Sequence[str]) -> None:
        asked = self._asked(_plain(number))
        groups = [("reviewers", user) for user in users if user.lower() not in asked]
        groups += [("team_reviewers", team.partition("/")[2]) for team in teams if team.lower() not in asked]
        path, refused = f"{self._at}/pulls/{number}/requested_reviewers", []
        for key, name in dict.fromkeys(groups):  # one by one: who cannot be asked must not keep others from it
            try:
                self._transport.call("POST", path, {key: [name]}, needs="pull-requests: write")
            except ForgeError as error:
                if error.status != 422:
                    raise
                refused.append(f"{name} ({error.message})")
        if refused:
            raise ForgeError(f"no review could be requested of {', '.join(refused)}", "may they read the repository?")

    def merge_base(self, base: str, head: str) -> str:
        path = f"{self._at}/compare/{address.part(base)}...{address.part(head)}"
        return fields.sha(self._transport.get(path, "contents: read", per_page="1").data, "merge_base_commit", "sha")

    def head(self, number: str) -> str:
        pull = self._transport.get(f"{self._at}/pulls/{_plain(number)}", "pull-requests: read").data
        return fields.sha(pull, "head", "sha")

    def _all(self, path: str, needs: str) -> Iterator[dict[str, Any]]:
        for page in self._transport.pages(path, needs):
            yield from fields.records(page.data, path.rpartition("/")[2])

    def _contributors(
        self, number: str, pull: Mapping[str, Any], head: str
    ) -> tuple[tuple[Contributor, ...], tuple[str, ...]]:
        listed = list(self._all(f"{self._at}/pulls/{number}/commits", "pull-requests: read"))
        found = [
            Contributor(_actor(entry.get(role)), fields.sha(entry, "sha"))
            for entry in listed
            for role in ("author", "committer")
        ]
        count = fields.number(pull, "commits")
        if len(listed) >= count and any(contributor.commit == head for contributor in found):
            return tuple(found), ()
        reason = (
            f"the authors of {count - len(listed):,} of {count:,} commits: GitHub lists {_LISTED_COMMITS}"
            if count > _LISTED_COMMITS
            else "the authors of all commits: they changed while they were listed"
        )
        return (*found, Contributor(None, head)), (reason,)

    def _pusher(self, pull: Mapping[str, Any], head: str) -> Actor | None:
        """Who brought the head there: the newest push of the branch's activity."""
        repository, branch = fields.words(pull, "head", "repo", "full_name"), fields.words(pull, "head", "ref")
        if not re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", repository) or not branch:
            return None
        try:
            found = self._transport.get(
                f"repos/{repository}/activity", "contents: read", ref=f"refs/heads/{branch}", per_page="10"
            ).data
        except ForgeError as error:
            if error.status in _REFUSED:  # of a fork, or a server without it
                return None
            raise
        for entry in fields.records(found, "activity"):
            if entry.get("after") == head:
                return _actor(entry.get("actor"))
        return None

    def _asked(self, number: str) -> frozenset[str]:
        """Who was ever asked, who has reviewed, and the author: in lower case, teams as ``organisation/team``.

        A team is no longer among those asked once a member has reviewed, so the events are read.
        """
        needs = "pull-requests: write"
        owner = self._repository.partition("/")[0].lower()
        pull = self._transport.get(f"{self._at}/pulls/{number}", needs).data
        names = {fields.words(pull, "user", "login")}
        names |= {
            fields.words(entry, "user", "login") for entry in self._all(f"{self._at}/pulls/{number}/reviews", needs)
        }
        for entry in self._all(f"{self._at}/issues/{number}/events", needs):
            if entry.get("event") == "review_requested":
                names.add(fields.words(entry, "requested_reviewer", "login"))
                names.add(f"{owner}/{fields.words(entry, 'requested_team', 'slug')}")
        return frozenset(name.lower() for name in names)


class _Conversation:
    """The comments of one pull request."""

    def __init__(self, forge: GitHub, transport: Transport, at: str, number: str, actions: str) -> None:
        self._forge, self._transport, self._at, self._number = forge, transport, at, number
        self._actions = actions

    def me(self) -> str | None:
        """The account of the token. An installation's token may not ask; in a workflow it is that of Actions."""
        try:
            return _account(self._transport.get("user").data)
        except ForgeError as error:
            if error.status not in (403, 404):
                raise
            return self._actions

    def head(self) -> str:
        return self._forge.head(self._number)

    def comments(self) -> Iterator[sticky.Posted]:
        path = f"{self._at}/issues/{self._number}/comments"
        for page in self._transport.pages(path, "pull-requests: write"):
            yield from (self._posted(entry) for entry in fields.records(page.data, "comments"))

    def is_marked(self, body: str, id: str) -> bool:  # noqa: A002
        return sticky.begins_with(body, sticky.marker(id))

    def create(self, text: str) -> sticky.Posted:
        path = f"{self._at}/issues/{self._number}/comments"
        made = self._transport.call("POST", path, {"body": text}, needs="pull-requests: write", repeatable=False)
        return self._posted(fields.record(made.data, "a comment"))

    def update(self, posted: sticky.Posted, text: str) -> None:
        path = f"{self._at}/issues/comments/{posted.id}"
        self._transport.call("PATCH", path, {"body": text}, needs="pull-requests: write")

    def remove(self, posted: sticky.Posted) -> None:
        self._transport.call("DELETE", f"{self._at}/issues/comments/{posted.id}", needs="pull-requests: write")

    def _posted(self, entry: Mapping[str, Any]) -> sticky.Posted:
        user = entry.get("user")
        login = fields.words(user, "login")
        # Nobody else can have this name: accounts of people have no brackets.
        named = login == self._actions and fields.words(user, "type") == "Bot"
        author = login if named else _account(user) if isinstance(user, dict) else ""
        link = fields.words(entry, "html_url")
        return sticky.Posted(fields.number(entry, "id"), author, fields.words(entry, "body"), link)


def _account(user: Any) -> str:
    return f"{fields.number(user, 'id')}"


def _actor(user: Any) -> Actor | None:
    login = fields.words(user, "login")
    return Actor(login, bot=fields.words(user, "type") != "User" or login.endswith("[bot]")) if login else None


def _review(entry: Mapping[str, Any]) -> Review:
    return Review(
        id=str(fields.number(entry, "id")),
        actor=_actor(entry.get("user")),
        # A state that is new to us voids what its author said before.
        state=_STATES.get(fields.words(entry, "state").upper(), ReviewState.DISMISSED),
        at=fields.maybe_moment(entry, "submitted_at") or fields.UNTOLD,
        commit=fields.full(entry.get("commit_id")),
    )


def _in_order(reviews: Iterator[Review]) -> tuple[Review, ...]:
    """By time, and the later id last, whatever order the pages had; one that moved between pages once."""
    once = {review.id: review for review in reviews}
    return tuple(sorted(once.values(), key=lambda review: (review.at, int(review.id))))


def _remark(entry: Mapping[str, Any]) -> Remark:
    written = fields.moment(entry, "created_at")
    return Remark(
        id=str(fields.number(entry, "id")),
        actor=_actor(entry.get("user")),
        body=fields.words(entry, "body"),
        at=written,
        edited=fields.maybe_moment(entry, "updated_at") != written,
    )


def _plain(number: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,9}", number):
        raise UsageError("that is no number of a pull request", "write --number 123")
    return number


def _number(environment: Mapping[str, str]) -> str | None:
    """From the ref of the event, a merge queue's too, else from the event itself."""
    if not environment.get("GITHUB_REPOSITORY"):
        return None
    ref = environment.get("GITHUB_REF", "")
    found = _MERGE_REF.fullmatch(ref) or _QUEUE.fullmatch(ref)
    if found:
        return found[1]
    path = environment.get("GITHUB_EVENT_PATH", "")
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            event = json.loads(file.read(32 << 20))
    except (OSError, ValueError, RecursionError):
        return None
    number = fields.inner(event, "pull_request", "number")
    if number is None and fields.inner(event, "issue", "pull_request"):
        number = fields.inner(event, "issue", "number")
    return str(number) if isinstance(number, int) and number > 0 else None


def connect(environment: Mapping[str, str], pace: Pace = Pace()) -> GitHub:  # noqa: B008 - a value
    """The repository of a workflow's environment. Raises UsageError for what is missing."""
    repository = address.named(environment, "GITHUB_REPOSITORY", r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
    url = address.base(environment, "GITHUB_API_URL", _PUBLIC)
    main, variable = address.token(environment, _TOKENS)
    team = address.token(environment, (_TEAM_TOKEN,))[0] if environment.get(_TEAM_TOKEN, "").strip() else ""
    secrets = address.secrets(*filter(None, (main, team)))

    def opened(token: str, variable: str) -> Transport:
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        return Transport(Door("GitHub", url, headers, secrets, variable), pace)

    # The account of Actions has an id of its own on each Enterprise server, which nothing tells.
    actions = f"{_ACTIONS_ID}" if url == _PUBLIC else _ACTIONS
    return GitHub(opened(main, variable), repository, opened(team, _TEAM_TOKEN) if team else None, actions)


FORGE: Kind = Kind("GitHub", _number, connect)
