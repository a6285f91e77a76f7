"""Bitbucket Cloud: pull requests, their comments, build statuses.

Fields as in Bitbucket's REST API 2.0. People are named by their account id (``557058:...``): nicknames are neither
unique nor fixed. Comments show what stands between ``<!--`` and ``-->``, so the
marker is a visible last line. Bitbucket tells no members of groups and no accounts of committers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.forges import Comment, Kind, Status
from finops_gate.forges.access import address, fields, sticky
from finops_gate.forges.access.address import Door
from finops_gate.forges.access.limits import Pace
from finops_gate.forges.access.transport import Answer, Transport
from finops_gate.model.change_request import Actor, ChangeRequest, Contributor, Remark, Review, ReviewState
from finops_gate.model.setting import Unknown

_TOKENS = ("FINOPS_GATE_TOKEN", "BITBUCKET_TOKEN")
_PUBLIC = "https://api.bitbucket.org/2.0"
_LONGEST = 32_000
"""Bytes of a comment. Nothing names the cloud's limit; that of Bitbucket's own server is 32,768 characters."""
_READS = "pullrequest"
_WRITES = "pullrequest:write"
_STATES = {"pending": "INPROGRESS", "success": "SUCCESSFUL", "failure": "FAILED", "error": "FAILED"}
_KEY = 40
"""Characters of the key of a build status."""


class Bitbucket:
    """One repository on Bitbucket Cloud."""

    def __init__(self, transport: Transport, repository: str) -> None:
        self._transport = transport
        self._repository = repository
        self._at = f"repositories/{repository}"

    def change_request(self, number: str) -> ChangeRequest:
        at = self._pull_request_at(number)
        answer = self._transport.get(at, _READS)
        pull = fields.record(answer.data, "a pull request")
        now = self._transport.time_of(answer)
        commits = list(self._values(f"{at}/commits"))
        return ChangeRequest(
            number=number,
            author=_actor(pull.get("author")),
            base=self._full(fields.text(pull, "destination", "commit", "hash")),
            head=self._full(fields.text(pull, "source", "commit", "hash")),
            now=now,
            contributors=tuple(
                Contributor(_actor(fields.inner(commit, "author", "user")), fields.sha(commit, "hash"))
                for commit in commits
            ),
            reviews=self._reviews(at, pull, now),
            remarks=tuple(
                _remark(entry) for entry in self._values(f"{at}/comments") if entry.get("deleted") is not True
            ),
            untold=("the accounts of committers", "who pushed last"),
        )

    def head(self, number: str) -> str:
        pull = self._transport.get(self._pull_request_at(number), _READS).data
        return self._full(fields.text(pull, "source", "commit", "hash"))

    def members(self, team: str) -> frozenset[str] | Unknown:  # noqa: ARG002
        return Unknown("Bitbucket does not tell the members of a group; name people by their account ids")

    def permission(self, login: str) -> str | Unknown:
        if not _is_account(login):
            return Unknown("Bitbucket names people by their account ids")
        workspace = self._repository.partition("/")[0]
        path = f"workspaces/{workspace}/permissions/{self._at}"
        try:
            for entry in self._values(path, q=f'user.account_id="{login}"'):
                if fields.words(entry, "user", "account_id") == login:
                    return fields.text(entry, "permission")
        except ForgeError as error:
            if error.status in (401, 403, 404):
                return Unknown(f"the token may not see what {login} may do ({error.status})")
            raise
        return "none"

    def say(self, number: str, comment: Comment) -> str:
        text = sticky.storable(f"{comment.body.rstrip()}\n\n{_tag(comment.id)}", _LONGEST, "Bitbucket")
        wall = _Comments(self, self._transport, self._pull_request_at(number), number)
        return sticky.keep_one(wall, comment, text)

    def status(self, status: Status) -> None:
        if status.state not in _STATES:
            raise UsageError(f"there is no state {status.state!r}")
        self._transport.call(
            "POST",
            f"{self._at}/commit/{status.commit}/statuses/build",
            {
                "key": status.context[:_KEY],
                "name": status.context,
                "state": _STATES[status.state],
                "description": status.description[:255],
                # Bitbucket refuses a status that leads nowhere.
                "url": status.link or f"https://bitbucket.org/{self._repository}/commits/{status.commit}",
            },
            needs="repository:write",
        )

    def ask(self, number: str, users: Sequence[str], teams: Sequence[str]) -> None:
        at = self._pull_request_at(number)
        pull = fields.record(self._transport.get(at, _READS).data, "a pull request")
        known = {_account(pull.get("author"))}
        known |= {_account(entry.get("user")) for entry in fields.records(pull.get("participants"), "participants")}
        before = [{"uuid": fields.text(entry, "uuid")} for entry in fields.records(pull.get("reviewers"), "reviewers")]
        new = [{"account_id": user} for user in dict.fromkeys(users) if user not in known]
        if new:
            body = {"title": fields.text(pull, "title"), "reviewers": [*before, *new]}
            self._transport.call("PUT", at, body, needs=_WRITES)
        if teams:
            raise ForgeError(
                f"no review could be requested of {', '.join(dict.fromkeys(teams))}",
                "Bitbucket asks people, not groups; name account ids",
            )

    def merge_base(self, base: str, head: str) -> str:
        path = f"{self._at}/merge-base/{address.part(base)}..{address.part(head)}"
        return fields.sha(self._transport.get(path, "repository").data, "hash")

    def _pull_request_at(self, number: str) -> str:
        if not re.fullmatch(r"[1-9][0-9]{0,9}", number):
            raise UsageError("that is no number of a pull request", "write --number 123")
        return f"{self._at}/pullrequests/{number}"

    def _full(self, short: str) -> str:
        """Pull requests tell twelve digits of a commit's id."""
        if not re.fullmatch(r"[0-9a-f]{7,64}", short):
            raise ForgeError("Bitbucket did not tell the id of a commit")
        full = fields.full(short) or fields.sha(
            self._transport.get(f"{self._at}/commit/{short}", "repository").data, "hash"
        )
        if not full.startswith(short):
            raise ForgeError("Bitbucket answers with another commit than was asked for")
        return full

    def _values(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        for page in _pages(self._transport, path, **query):
            yield from fields.records(fields.inner(page.data, "values"), path.rpartition("/")[2])

    def _reviews(self, at: str, pull: Mapping[str, Any], now: datetime) -> tuple[Review, ...]:
        """What each participant says now; when, and of which commit, is told by the activity."""
        said: dict[tuple[str, str], datetime] = {}
        updates: list[tuple[datetime, str]] = []
        for entry in self._values(f"{at}/activity"):
            for kind in ("approval", "changes_requested"):
                if isinstance(entry.get(kind), dict):
                    who = (_account(entry[kind].get("user")), kind)
                    said[who] = max(said.get(who, fields.UNTOLD), fields.moment(entry, kind, "date"))
            if isinstance(entry.get("update"), dict):
                commit = fields.words(entry, "update", "source", "commit", "hash")
                updates.append((fields.moment(entry, "update", "date"), commit))
        updates.sort()
        found = []
        for participant in fields.records(pull.get("participants"), "participants"):
            account = _account(participant.get("user"))
            objects = participant.get("state") == "changes_requested"
            if not objects and participant.get("approved") is not True:
                continue
            # Untold, an approval is as old as can be, and an objection as new.
            at_time = (
                said.get((account, "changes_requested"), now)
                if objects
                else said.get((account, "approval"), fields.UNTOLD)
            )
            seen = [commit for made, commit in updates if made <= at_time and commit]
            state = ReviewState.CHANGES_REQUESTED if objects else ReviewState.APPROVED
            reviewed = self._full(seen[-1]) if seen else None
            found.append(Review(f"{account}/{state}", _actor(participant.get("user")), state, at_time, reviewed))
        return tuple(sorted(found, key=lambda review: (review.at, review.id)))


class _Comments:
    """The comments of one pull request."""

    def __init__(self, forge: Bitbucket, transport: Transport, at: str, number: str) -> None:
        self._forge, self._transport, self._at, self._number = forge, transport, at, number

    def me(self) -> str | None:
        """The account of the token; that of a repository or a workspace may not ask."""
        try:
            return _account(self._transport.get("user", "account").data)
        except ForgeError as error:
            if error.status not in (401, 403, 404):
                raise
            return None

    def head(self) -> str:
        return self._forge.head(self._number)

    def comments(self) -> Iterator[sticky.Posted]:
        for page in _pages(self._transport, f"{self._at}/comments"):
            for entry in fields.records(fields.inner(page.data, "values"), "comments"):
                if entry.get("deleted") is not True:
                    yield _posted(entry)

    def is_marked(self, body: str, id: str) -> bool:  # noqa: A002
        return body.rstrip().rpartition("\n")[2].strip() == _tag(id)

    def create(self, text: str) -> sticky.Posted:
        body = {"content": {"raw": text}}
        made = self._transport.call("POST", f"{self._at}/comments", body, needs=_WRITES, repeatable=False)
        return _posted(fields.record(made.data, "a comment"))

    def update(self, posted: sticky.Posted, text: str) -> None:
        body = {"content": {"raw": text}}
        self._transport.call("PUT", f"{self._at}/comments/{posted.id}", body, needs=_WRITES)

    def remove(self, posted: sticky.Posted) -> None:
        self._transport.call("DELETE", f"{self._at}/comments/{posted.id}", needs=_WRITES)


def _pages(transport: Transport, path: str, **query: str) -> Iterator[Answer]:
    """Bitbucket names the next page in the answer itself."""
    answer = transport.get(path, _READS, pagelen="50", **query)
    seen = {answer.url}
    while True:
        yield answer
        following = fields.words(answer.data, "next")
        if not following:
            return
        onward = transport.onward(answer.url, following)
        if onward in seen or len(seen) > 400:
            raise ForgeError("Bitbucket answers with pages that do not end")
        seen.add(onward)
        answer = transport.call("GET", onward, needs=_READS)


def _tag(id: str) -> str:  # noqa: A002
    return f"`finops-gate:v1 id={sticky.checked(id)}`"


def _is_account(login: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9:_-]{1,128}", login) is not None


def _account(user: Any) -> str:
    return fields.words(user, "account_id") or fields.words(user, "uuid")


def _actor(user: Any) -> Actor | None:
    account = _account(user)
    return Actor(account, bot=fields.words(user, "type") != "user") if account else None


def _posted(entry: Mapping[str, Any]) -> sticky.Posted:
    return sticky.Posted(
        fields.number(entry, "id"),
        _account(entry.get("user")),
        fields.words(entry, "content", "raw"),
        fields.words(entry, "links", "html", "href"),
    )


def _remark(entry: Mapping[str, Any]) -> Remark:
    written = fields.moment(entry, "created_on")
    edited = fields.maybe_moment(entry, "updated_on") != written
    body = fields.words(entry, "content", "raw")
    return Remark(str(fields.number(entry, "id")), _actor(entry.get("user")), body, written, edited)


def _number(environment: Mapping[str, str]) -> str | None:
    found = environment.get("BITBUCKET_PR_ID", "")
    return found if re.fullmatch(r"[1-9][0-9]{0,9}", found) else None


def connect(environment: Mapping[str, str], pace: Pace = Pace()) -> Bitbucket:  # noqa: B008 - a value
    """The repository of a pipeline's environment. Raises UsageError for what is missing."""
    repository = address.named(environment, "BITBUCKET_REPO_FULL_NAME", r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
    url = address.base(environment, "BITBUCKET_API_URL", _PUBLIC)
    token, variable = address.token(environment, _TOKENS)
    # An API token goes with its account's address, as `name:token`; an access token of a repository stands alone.
    authorization = address.basic(token) if ":" in token else f"Bearer {token}"
    secrets = address.secrets(token, *(token.partition(":")[2:] if ":" in token else ()))
    return Bitbucket(
        Transport(Door("Bitbucket", url, {"Authorization": authorization}, secrets, variable), pace), repository
    )


FORGE: Kind = Kind("Bitbucket", _number, connect, html=False, room=30_000)
