"""Azure DevOps: pull requests, their threads, commit statuses.

Fields as in Azure DevOps' REST API, version 7.1. People are named by their unique name (``alice@example.com``). A vote
has neither a time nor a commit there, and the threads that tell of votes can be written by anybody who may comment;
so a vote says who approves, and never proves that the approval is fresh: a command in a comment does.
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

_TOKENS = ("FINOPS_GATE_TOKEN", "AZURE_DEVOPS_TOKEN", "SYSTEM_ACCESSTOKEN")
_VERSION = "7.1"
_LONGEST = 140_000
"""Bytes of a comment; Azure DevOps takes 150,000 characters."""
_READS, _WRITES = "Code (Read)", "Contribute to pull requests"
_STATES = {"pending": "pending", "success": "succeeded", "failure": "failed", "error": "error"}
_APPROVES, _OBJECTS = (5, 10), (-5, -10)
"""Votes: approved, with suggestions too; waiting for the author, and rejected."""
_TEXT = "text"
_CLOSED = 4
"""The status of a thread that nobody has to answer."""
_PAGE = 1000


class Azure:
    """One repository of Azure DevOps."""

    def __init__(self, transport: Transport, project: str, repository: str) -> None:
        self._transport = transport
        self._project = address.part(project)
        self._at = f"{self._project}/_apis/git/repositories/{address.part(repository)}"

    def change_request(self, number: str) -> ChangeRequest:
        at = self._pull_request_at(number)
        answer = self._get(at)
        pull = fields.record(answer.data, "a pull request")
        head = fields.sha(pull, "lastMergeSourceCommit", "commitId")
        now = self._transport.time_of(answer)
        iterations = self._list(self._get(f"{at}/iterations"), "iterations")
        newest = max(iterations, key=lambda entry: fields.number(entry, "id"), default={})
        pushed = fields.inner(newest, "sourceRefCommit", "commitId") == head
        pusher = _actor(newest.get("author")) if pushed else None
        return ChangeRequest(
            number=number,
            author=_actor(pull.get("createdBy")),
            base=fields.sha(pull, "lastMergeTargetCommit", "commitId"),
            head=head,
            now=now,
            contributors=tuple(self._contributors(at)),
            pusher=pusher,
            reviews=tuple(_reviews(fields.records(pull.get("reviewers", []), "reviewers"), now)),
            remarks=tuple(_remarks(self._list(self._get(f"{at}/threads"), "threads"))),
            untold=(
                "the accounts of commit authors",
                "when a vote was given, and on which commit",
                *(() if pusher else ("who pushed last",)),
            ),
        )

    def head(self, number: str) -> str:
        return fields.sha(self._get(self._pull_request_at(number)).data, "lastMergeSourceCommit", "commitId")

    def members(self, team: str) -> frozenset[str] | Unknown:
        project, slash, name = team.partition("/")
        if not slash:
            project, name = self._project, team
        path = f"_apis/projects/{address.part(project)}/teams/{address.part(name)}/members"
        try:
            listed = list(self._every(path, "members of a team"))
        except ForgeError as error:
            if error.status in (401, 403, 404):
                return Unknown(f"the token may not see the members of the team ({error.status})")
            raise
        identities = [fields.record(entry.get("identity"), "a member") for entry in listed]
        if any(identity.get("isContainer") is True for identity in identities):
            return Unknown("the team holds a group, whose members Azure DevOps does not tell here")
        return frozenset(fields.text(identity, "uniqueName").lower() for identity in identities)

    def permission(self, login: str) -> str | Unknown:  # noqa: ARG002
        return Unknown("Azure DevOps does not tell what an account may do; name people or a team")

    def say(self, number: str, comment: Comment) -> str:
        text = sticky.storable(f"{sticky.marker(comment.id)}\n{comment.body}", _LONGEST, "Azure DevOps")
        return sticky.keep_one(_Threads(self, self._pull_request_at(number), number), comment, text)

    def status(self, status: Status) -> None:
        if status.state not in _STATES:
            raise UsageError(f"there is no state {status.state!r}")
        genre, _, name = status.context.rpartition("/")
        self.call(
            "POST",
            f"{self._at}/commits/{status.commit}/statuses",
            {
                "state": _STATES[status.state],
                "description": status.description[:255],
                "context": {"genre": genre, "name": name},
                **({"targetUrl": status.link} if status.link else {}),
            },
            needs="Code (Status)",
        )

    def ask(self, number: str, users: Sequence[str], teams: Sequence[str]) -> None:
        at = self._pull_request_at(number)
        pull = self._get(at).data
        known = {fields.words(entry, "id") for entry in fields.records(fields.inner(pull, "reviewers"), "reviewers")}
        names = {
            fields.words(entry, "uniqueName").lower()
            for entry in [
                *fields.records(fields.inner(pull, "reviewers"), "reviewers"),
                fields.inner(pull, "createdBy"),
            ]
        }
        for team in dict.fromkeys(teams):
            project, _, name = team.rpartition("/")
            path = f"_apis/projects/{address.part(project or self._project)}/teams/{address.part(name)}"
            found = fields.text(self._get(path).data, "id")
            if found not in known:
                self.call("PUT", f"{at}/reviewers/{address.part(found)}", {"vote": 0}, needs=_WRITES)
        nobody = [user for user in dict.fromkeys(users) if user.lower() not in names]
        if nobody:
            raise ForgeError(
                f"no review could be requested of {', '.join(nobody)}",
                "Azure DevOps asks by ids that only another service tells; name a team, or set a branch policy",
            )

    def merge_base(self, base: str, head: str) -> str:
        answer = self._get(f"{self._at}/commits/{address.part(base)}/mergebases", otherCommitId=head)
        found = self._list(answer, "merge bases")
        if not found:
            raise ForgeError("Azure DevOps knows no merge base of the two commits")
        return fields.sha(found[0], "commitId")

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None, needs: str, repeatable: bool = True
    ) -> Answer:
        """A request in the version of the API that this file is written for."""
        query = {"api-version": _VERSION}
        return self._transport.call(method, path, body, needs=needs, query=query, repeatable=repeatable)

    def threads(self, at: str) -> list[dict[str, Any]]:
        """All threads of a pull request; Azure DevOps sends them at once."""
        return self._list(self._get(f"{at}/threads"), "threads")

    def me(self) -> str:
        """The id of the token's account."""
        found = self._transport.get("_apis/connectionData").data
        return fields.text(found, "authenticatedUser", "id")

    def _get(self, path: str, **query: str) -> Answer:
        return self._transport.get(path, _READS, **{"api-version": _VERSION, **query})

    def _list(self, answer: Answer, what: str) -> list[dict[str, Any]]:
        return fields.records(fields.inner(answer.data, "value"), what)

    def _every(self, path: str, what: str) -> Iterator[dict[str, Any]]:
        """All entries, by pages of a thousand."""
        for page in range(200):
            found = self._list(self._get(path, **{"$top": str(_PAGE), "$skip": str(page * _PAGE)}), what)
            yield from found
            if len(found) < _PAGE:
                return
        raise ForgeError(f"Azure DevOps has more {what} than can be read")

    def _contributors(self, at: str) -> Iterator[Contributor]:
        """By the addresses in the commits, which are most often unique names; nothing proves that they are true."""
        for commit in self._every(f"{at}/commits", "commits"):
            sha = fields.sha(commit, "commitId")
            for role in ("author", "committer"):
                mail = fields.words(commit, role, "email")
                yield Contributor(Actor(mail) if mail else None, sha)

    def _pull_request_at(self, number: str) -> str:
        if not re.fullmatch(r"[1-9][0-9]{0,9}", number):
            raise UsageError("that is no number of a pull request", "write --number 123")
        return f"{self._at}/pullRequests/{number}"


class _Threads:
    """The threads of one pull request; a comment of ours is the first of a thread of its own."""

    def __init__(self, forge: Azure, at: str, number: str) -> None:
        self._forge, self._at, self._number = forge, at, number

    def me(self) -> str | None:
        return self._forge.me()

    def head(self) -> str:
        return self._forge.head(self._number)

    def comments(self) -> Iterator[sticky.Posted]:
        for thread in self._forge.threads(self._at):
            first = next(iter(fields.records(thread.get("comments", []), "comments")), None)
            if first is not None and thread.get("isDeleted") is not True and first.get("isDeleted") is not True:
                yield _posted(thread, first)

    def is_marked(self, body: str, id: str) -> bool:  # noqa: A002
        return sticky.begins_with(body, sticky.marker(id))

    def create(self, text: str) -> sticky.Posted:
        body = {"comments": [{"parentCommentId": 0, "content": text, "commentType": 1}], "status": _CLOSED}
        made = self._forge.call("POST", f"{self._at}/threads", body, _WRITES, repeatable=False).data
        first = fields.records(fields.inner(made, "comments"), "comments")
        if not first:
            raise ForgeError("Azure DevOps did not answer with the comment", unsure=True)
        return _posted(made, first[0])

    def update(self, posted: sticky.Posted, text: str) -> None:
        path = f"{self._at}/threads/{posted.id}/comments/{posted.within}"
        self._forge.call("PATCH", path, {"content": text}, _WRITES)

    def remove(self, posted: sticky.Posted) -> None:
        self._forge.call("DELETE", f"{self._at}/threads/{posted.id}/comments/{posted.within}", None, _WRITES)


def _posted(thread: Mapping[str, Any], first: Mapping[str, Any]) -> sticky.Posted:
    return sticky.Posted(
        id=fields.number(thread, "id"),
        author=fields.words(first, "author", "id"),
        body=fields.words(first, "content"),
        within=fields.number(first, "id"),
    )


def _actor(user: Any) -> Actor | None:
    name = fields.words(user, "uniqueName")
    service = fields.words(user, "descriptor").startswith(("svc.", "s2s.")) or "@" not in name
    return Actor(name, bot=service) if name else None


def _reviews(reviewers: Sequence[Mapping[str, Any]], now: datetime) -> Iterator[Review]:
    """The votes as they stand: an approval is as old as can be, an objection as new."""
    for entry in sorted(reviewers, key=lambda entry: fields.words(entry, "id")):
        vote = entry.get("vote")
        # A group's vote is its members', who are listed beside it.
        if entry.get("isContainer") is True or vote not in (*_APPROVES, *_OBJECTS):
            continue
        if vote in _APPROVES:
            yield Review(fields.text(entry, "id"), _actor(entry), ReviewState.APPROVED, fields.UNTOLD)
        else:
            yield Review(fields.text(entry, "id"), _actor(entry), ReviewState.CHANGES_REQUESTED, now)


def _remarks(threads: Sequence[Mapping[str, Any]]) -> Iterator[Remark]:
    for thread in threads:
        for entry in fields.records(thread.get("comments", []), "comments"):
            if entry.get("commentType") != _TEXT or entry.get("isDeleted") is True:
                continue
            written = fields.moment(entry, "publishedDate")
            edited = fields.maybe_moment(entry, "lastContentUpdatedDate") != written
            name = f"{fields.number(thread, 'id')}/{fields.number(entry, 'id')}"
            yield Remark(name, _actor(entry.get("author")), fields.words(entry, "content"), written, edited)


def _number(environment: Mapping[str, str]) -> str | None:
    found = environment.get("SYSTEM_PULLREQUEST_PULLREQUESTID", "")
    return found if re.fullmatch(r"[1-9][0-9]{0,9}", found) else None


def connect(environment: Mapping[str, str], pace: Pace = Pace()) -> Azure:  # noqa: B008 - a value
    """The repository of a pipeline's environment. Raises UsageError for what is missing."""
    project = address.named(environment, "SYSTEM_TEAMPROJECTID", r"[^/\\\x00-\x1f]{1,100}")
    repository = address.named(environment, "BUILD_REPOSITORY_ID", r"[^/\\\x00-\x1f]{1,100}")
    url = address.base(environment, "SYSTEM_COLLECTIONURI", "")
    token, variable = address.token(environment, _TOKENS)
    # A pipeline's own token is a JSON Web Token; a personal one is a password without a name.
    own = token.startswith("ey") and token.count(".") == 2
    authorization = f"Bearer {token}" if own else address.basic(f":{token}")
    headers = {"Authorization": authorization, "X-TFS-FedAuthRedirect": "Suppress"}
    return Azure(
        Transport(Door("Azure DevOps", url, headers, address.secrets(token), variable), pace), project, repository
    )


FORGE: Kind = Kind("Azure DevOps", _number, connect)
