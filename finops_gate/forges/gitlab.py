"""GitLab: merge requests, their notes and approvals, commit statuses.

Fields as in GitLab's REST API, version 4. GitLab keeps no list of reviews: who approves now, and since when, is the
merge request's; withdrawn approvals and older times come from the system's own notes, which nobody else can write.
A job's own CI_JOB_TOKEN may not write notes, so an access token with the scope `api` is needed.
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
from finops_gate.forges.access.transport import Transport
from finops_gate.model.change_request import Actor, ChangeRequest, Contributor, Remark, Review, ReviewState
from finops_gate.model.setting import Unknown

_TOKENS = ("FINOPS_GATE_TOKEN", "GITLAB_TOKEN")
_TEAM_TOKEN = "FINOPS_GATE_TEAM_TOKEN"
_PUBLIC = "https://gitlab.com/api/v4"
_LONGEST = 1_000_000
"""Bytes of a note."""
_SCOPE = "a token with the scope api and the role Developer"
_READS = "a token with the scope read_api"
_STATES = {"pending": "pending", "success": "success", "failure": "failed", "error": "failed"}
_LEVELS = ((50, "admin"), (40, "maintain"), (30, "write"), (20, "triage"), (10, "read"))
"""Access levels from owner down to guest; what they may do is GitHub's word for it."""
_BOTS = re.compile(r"(project|group)_\d+_bot(_[0-9a-f]+)?|service_account_.+|ghost|.*-bot\d*|.*\[bot\]")
"""Names that GitLab gives to accounts which are no people: the API of notes does not say so."""
_SAID = {
    "approved this merge request": ReviewState.APPROVED,
    "unapproved this merge request": ReviewState.DISMISSED,
    "requested changes": ReviewState.CHANGES_REQUESTED,
}
_QUICK = re.compile(r"^(\s*)/", re.MULTILINE)
"""A line that GitLab would carry out: ``/merge``, ``/approve``."""


class GitLab:
    """One project on GitLab."""

    def __init__(self, transport: Transport, project: str, groups: Transport | None = None) -> None:
        self._transport = transport
        self._groups = groups or transport
        self._at = f"projects/{address.part(project)}"

    def change_request(self, number: str) -> ChangeRequest:
        at = self._merge_request_at(number)
        answer = self._transport.get(at, _READS)
        request = fields.record(answer.data, "a merge request")
        notes = self._all(f"{at}/notes", sort="asc", order_by="created_at")
        head = fields.sha(request, "sha")
        branch = address.part(fields.text(request, "target_branch"))
        tip = self._transport.get(f"{self._at}/repository/branches/{branch}", _READS).data
        commits = self._all(f"{at}/commits")
        pusher = self._pusher(request, head)
        return ChangeRequest(
            number=number,
            author=_actor(request.get("author")),
            base=fields.sha(tip, "commit", "id"),
            head=head,
            now=self._transport.time_of(answer),
            contributors=tuple(Contributor(None, fields.sha(commit, "id")) for commit in commits),
            pusher=pusher,
            reviews=self._reviews(at, notes),
            remarks=tuple(_remark(note) for note in notes if note.get("system") is False),
            untold=("the accounts of commit authors", *(() if pusher else ("who pushed last",))),
        )

    def head(self, number: str) -> str:
        return fields.sha(self._transport.get(self._merge_request_at(number), _READS).data, "sha")

    def members(self, team: str) -> frozenset[str] | Unknown:
        try:
            listed = [
                entry
                for page in self._groups.pages(f"groups/{address.part(team)}/members/all", _READS)
                for entry in fields.records(page.data, "members of a group")
            ]
        except ForgeError as error:
            if error.status in (401, 403, 404):
                return Unknown(f"the token may not see the members of the group ({error.status})")
            raise
        return frozenset(
            fields.text(entry, "username").lower()
            for entry in listed
            if entry.get("state") == "active" and entry.get("membership_state", "active") == "active"
        )

    def permission(self, login: str) -> str | Unknown:
        try:
            user = self._user(login)
            if user is None:
                return Unknown(f"GitLab shows no account {login} to the token")
            found = self._transport.get(f"{self._at}/members/all/{user}", _READS).data
        except ForgeError as error:
            if error.status in (401, 403, 404):
                return Unknown(f"the token may not see what {login} may do ({error.status})")
            raise
        level = fields.number(found, "access_level")
        return next((word for least, word in _LEVELS if level >= least), "none")

    def say(self, number: str, comment: Comment) -> str:
        body = _QUICK.sub(r"\1&#47;", comment.body)
        text = sticky.storable(f"{sticky.marker(comment.id)}\n{body}", _LONGEST, "GitLab")
        return sticky.keep_one(_Notes(self, self._transport, self._merge_request_at(number), number), comment, text)

    def status(self, status: Status) -> None:
        if status.state not in _STATES:
            raise UsageError(f"there is no state {status.state!r}")
        try:
            self._transport.call(
                "POST",
                f"{self._at}/statuses/{status.commit}",
                {
                    "state": _STATES[status.state],
                    "name": status.context,
                    "description": status.description[:255],
                    **({"target_url": status.link} if status.link else {}),
                },
                needs=_SCOPE,
            )
        except ForgeError as error:
            # GitLab refuses to set the state that is set already.
            if not (error.status == 400 and "Cannot transition status" in error.message):
                raise

    def ask(self, number: str, users: Sequence[str], teams: Sequence[str]) -> None:
        at = self._merge_request_at(number)
        request = fields.record(self._transport.get(at, _READS).data, "a merge request")
        notes = self._all(f"{at}/notes", sort="asc", order_by="created_at")
        before = [fields.number(entry, "id") for entry in fields.records(request.get("reviewers"), "reviewers")]
        known = {fields.words(request, "author", "username").lower()}
        for note in notes:
            if note.get("system") is True:
                body = fields.words(note, "body").lower()
                known.update(re.findall(r"@([a-z0-9._-]+)", body) if "requested review from" in body else ())
            if fields.words(note, "body") in _SAID or note.get("system") is False:
                known.add(fields.words(note, "author", "username").lower())
        wanted = {user: self._user(user) for user in dict.fromkeys(users) if user.lower() not in known}
        new = [found for found in wanted.values() if found is not None and found not in before]
        if new:
            self._transport.call("PUT", at, {"reviewer_ids": [*before, *new]}, needs=_SCOPE)
        nobody = [user for user, found in wanted.items() if found is None] + list(dict.fromkeys(teams))
        if nobody:
            raise ForgeError(
                f"no review could be requested of {', '.join(nobody)}", "GitLab asks people, not groups; name users"
            )

    def merge_base(self, base: str, head: str) -> str:
        path = f"{self._at}/repository/merge_base?refs[]={address.part(base)}&refs[]={address.part(head)}"
        return fields.sha(self._transport.get(path, _READS).data, "id")

    def _merge_request_at(self, number: str) -> str:
        if not re.fullmatch(r"[1-9][0-9]{0,9}", number):
            raise UsageError("that is no number of a merge request", "write --number 123")
        return f"{self._at}/merge_requests/{number}"

    def _all(self, path: str, **query: str) -> list[dict[str, Any]]:
        kind = path.rpartition("/")[2]
        pages = self._transport.pages(path, _READS, **query)
        return [entry for page in pages for entry in fields.records(page.data, kind)]

    def _user(self, login: str) -> int | None:
        found = fields.records(self._transport.get("users", _READS, username=login).data, "accounts")
        same = [entry for entry in found if fields.words(entry, "username").lower() == login.lower()]
        return fields.number(same[0], "id") if same else None

    def _reviews(self, at: str, notes: Sequence[Mapping[str, Any]]) -> tuple[Review, ...]:
        """Who approves now, and what was withdrawn; the commit is the version that stood at the time of approval."""
        approvals = self._transport.get(f"{at}/approvals", _READS).data
        versions = sorted(
            (fields.moment(version, "created_at"), fields.sha(version, "head_commit_sha"))
            for version in self._all(f"{at}/versions")
        )
        last: dict[str, tuple[ReviewState, datetime, Actor]] = {}
        for note in notes:
            actor = _actor(note.get("author"))
            state = _SAID.get(fields.words(note, "body"))
            if note.get("system") is True and actor and state:
                last[actor.login.lower()] = (state, fields.moment(note, "created_at"), actor)
        found = []
        approving = set()
        for entry in fields.records(fields.inner(approvals, "approved_by"), "approvals"):
            actor = _actor(entry.get("user"))
            login = actor.login.lower() if actor else ""
            approving.add(login)
            state, noted, _ = last.get(login, (None, fields.UNTOLD, actor))
            told = fields.maybe_moment(entry, "approved_at") or fields.UNTOLD
            at_time = max(told, noted if state is ReviewState.APPROVED else fields.UNTOLD)
            found.append(_review(actor, ReviewState.APPROVED, at_time, versions))
            if state is ReviewState.CHANGES_REQUESTED:
                found.append(_review(actor, state, noted, versions))
        for login, (state, noted, actor) in last.items():
            if login not in approving:
                withdrawn = state if state is ReviewState.CHANGES_REQUESTED else ReviewState.DISMISSED
                found.append(_review(actor, withdrawn, noted, versions))
        return tuple(sorted(found, key=lambda review: (review.at, review.id)))

    def _pusher(self, request: Mapping[str, Any], head: str) -> Actor | None:
        """Who brought the head there, if it is among the last hundred pushes."""
        source = fields.inner(request, "source_project_id")
        if not isinstance(source, int):
            return None
        try:
            events = self._transport.get(f"projects/{source}/events", _READS, action="pushed", per_page="100").data
        except ForgeError as error:
            if error.status in (401, 403, 404):
                return None
            raise
        for event in fields.records(events, "events"):
            if fields.inner(event, "push_data", "commit_to") == head:
                return _actor(event.get("author"))
        return None


class _Notes:
    """The notes of one merge request."""

    def __init__(self, forge: GitLab, transport: Transport, at: str, number: str) -> None:
        self._forge, self._transport, self._at, self._number = forge, transport, at, number

    def me(self) -> str | None:
        return str(fields.number(self._transport.get("user", _SCOPE).data, "id"))

    def head(self) -> str:
        return self._forge.head(self._number)

    def comments(self) -> Iterator[sticky.Posted]:
        for page in self._transport.pages(f"{self._at}/notes", _SCOPE, sort="asc", order_by="created_at"):
            for note in fields.records(page.data, "notes"):
                if note.get("system") is False:
                    yield _posted(note)

    def is_marked(self, body: str, id: str) -> bool:  # noqa: A002
        return sticky.begins_with(body, sticky.marker(id))

    def create(self, text: str) -> sticky.Posted:
        made = self._transport.call("POST", f"{self._at}/notes", {"body": text}, needs=_SCOPE, repeatable=False)
        return _posted(fields.record(made.data, "a note"))

    def update(self, posted: sticky.Posted, text: str) -> None:
        self._transport.call("PUT", f"{self._at}/notes/{posted.id}", {"body": text}, needs=_SCOPE)

    def remove(self, posted: sticky.Posted) -> None:
        self._transport.call("DELETE", f"{self._at}/notes/{posted.id}", needs=_SCOPE)


def _posted(note: Mapping[str, Any]) -> sticky.Posted:
    author = fields.inner(note, "author", "id")
    return sticky.Posted(fields.number(note, "id"), str(author), fields.words(note, "body"))


def _actor(user: Any) -> Actor | None:
    login = fields.words(user, "username")
    return Actor(login, bot=_BOTS.fullmatch(login.lower()) is not None) if login else None


def _review(actor: Actor | None, state: ReviewState, at: datetime, versions: Sequence[tuple[datetime, str]]) -> Review:
    seen = [commit for made, commit in versions if made <= at]
    name = f"{actor.login.lower() if actor else ''}/{state}"
    return Review(name, actor, state, at, seen[-1] if seen else None)


def _remark(note: Mapping[str, Any]) -> Remark:
    written = fields.moment(note, "created_at")
    edited = fields.maybe_moment(note, "updated_at") != written
    return Remark(
        str(fields.number(note, "id")), _actor(note.get("author")), fields.words(note, "body"), written, edited
    )


def _number(environment: Mapping[str, str]) -> str | None:
    found = environment.get("CI_MERGE_REQUEST_IID", "")
    return found if re.fullmatch(r"[1-9][0-9]{0,9}", found) else None


def connect(environment: Mapping[str, str], pace: Pace = Pace()) -> GitLab:  # noqa: B008 - a value
    """The project of a job's environment. Raises UsageError for what is missing."""
    project = address.named(environment, "CI_PROJECT_ID", r"[1-9][0-9]{0,15}")
    url = address.base(environment, "CI_API_V4_URL", _PUBLIC)
    main, variable = address.token(environment, _TOKENS)
    team = address.token(environment, (_TEAM_TOKEN,))[0] if environment.get(_TEAM_TOKEN, "").strip() else ""
    secrets = address.secrets(*filter(None, (main, team)))

    def opened(token: str, variable: str) -> Transport:
        return Transport(Door("GitLab", url, {"PRIVATE-TOKEN": token}, secrets, variable), pace)

    return GitLab(opened(main, variable), project, opened(team, _TEAM_TOKEN) if team else None)


FORGE: Kind = Kind("GitLab", _number, connect)
