"""Forges on loopback, spoken to over real sockets: state that requests change, and faults that meet them.

A fault waits for the first request that it matches. What happens between two requests of the tested code (a push, a
comment of somebody else) is a fault too: its `act` changes the state and the request is then answered as usual.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.loopback import Loopback, Quiet

NOW = 1_763_985_600.0
"""2025-11-24T12:00:00Z, the forge's clock."""


@dataclass
class Fault:
    """What meets a request instead of, before or after its answer."""

    match: str = ""
    """A regular expression on ``METHOD /path?query``; empty: any request."""
    status: int = 0
    """Answered instead; 0: the request is carried out."""
    body: bytes | None = None
    """Sent instead of the answer's own."""
    headers: Mapping[str, str] = field(default_factory=dict)
    act: Callable[[], object] | None = None
    """Done before the request is carried out."""
    reset: str = ""
    """``before``: the connection ends with nothing done; ``after``: it is done, and nobody is told."""
    cut: int = 0
    """Bytes of the answer that are promised and never sent."""
    pause: float = 0.0
    """Seconds before each of four pieces of the answer."""
    times: int = 1


@dataclass
class Request:
    """What was asked."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass
class Answer:
    """What is said to it."""

    status: int = 200
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Server(Loopback):
    """Serves one forge until it is closed."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.asked: list[Request] = []
        self.lock = threading.Lock()
        self.date: float | None = NOW
        outer = self

        class Handler(Quiet, BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16
            disable_nagle_algorithm = True

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except (ConnectionError, ValueError):  # the other end has gone
                    self.close_connection = True

            def serve(self):
                length = int(self.headers.get("Content-Length") or 0)
                sent = self.rfile.read(length) if length else b""
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                request = Request(
                    self.command, unquote(parts.path), query, dict(self.headers), json.loads(sent) if sent else None
                )
                with outer.lock:
                    outer.asked.append(request)
                    fault = outer.fault(f"{self.command} {self.path}")
                    if fault.act:
                        fault.act()
                    if fault.reset == "before":
                        return self.end()
                    answer = Answer(fault.status) if fault.status else outer.carry_out(request)
                if fault.reset == "after":
                    return self.end()
                return self.tell(answer, fault)

            def tell(self, answer, fault):
                body = b"" if answer.data is None else json.dumps(answer.data).encode()
                body = body if fault.body is None else fault.body
                self.send_response_only(answer.status)
                if outer.date is not None:
                    self.send_header("Date", formatdate(outer.date, usegmt=True))
                kind = "text/html" if body.startswith(b"<") else "application/json"
                for name, value in {"Content-Type": kind, **answer.headers, **fault.headers}.items():
                    self.send_header(name, value)
                if answer.status not in (204, 304):
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                body = body[: len(body) - fault.cut]
                if answer.status in (204, 304):
                    body = b""
                if not fault.pause:
                    self.wfile.write(body)
                else:
                    size = max(1, len(body) // 4)
                    for start in range(0, len(body), size):
                        self.wfile.write(body[start : start + size])
                        self.wfile.flush()
                        time.sleep(fault.pause)
                if fault.cut:
                    self.end()

            def end(self):
                self.close_connection = True

        for verb in ("GET", "POST", "PATCH", "PUT", "DELETE"):
            setattr(Handler, f"do_{verb}", Handler.serve)

        class Listening(ThreadingHTTPServer):
            request_queue_size = 64

            def handle_error(self, request, client_address):
                pass

        self.listen(Handler, Listening)

    def ours(self, comments: list[dict[str, Any]], author: str) -> list[dict[str, Any]]:
        """Those of the token's own account that begin with a marker."""
        return [
            entry
            for entry in comments
            if entry[author]
            and entry[author]["id"] == self.me["id"]
            and entry["body"].startswith("<!-- finops-gate:v1 ")
        ]

    def fault(self, line: str) -> Fault:
        """The first fault that matches, taken from the queue."""
        for waiting in self.faults:
            if re.search(waiting.match, line):
                waiting.times -= 1
                if waiting.times <= 0:
                    self.faults.remove(waiting)
                return waiting
        return Fault()

    def carry_out(self, request: Request) -> Answer:
        """Does what is asked. Routes are methods' answers in `routes`."""
        path = request.path.removeprefix(self.prefix)
        for method, pattern, act in self.routes():
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                return act(request, *found.groups())
        return Answer(404, {"message": "Not Found"})

    def routes(self) -> list[tuple[str, str, Callable[..., Answer]]]:
        return []

    def page(self, request: Request, entries: list[Any]) -> Answer:
        """One page of a list, with a link to the next."""
        size, number = int(request.query.get("per_page", 30)), int(request.query.get("page", 1))
        size = min(size, 100)
        headers = {}
        if number * size < len(entries):
            query = "&".join(
                f"{name}={value}"
                for name, value in {**request.query, "per_page": str(size), "page": str(number + 1)}.items()
            )
            root = self.url.removesuffix(self.prefix)
            headers["Link"] = f'<{root}{request.path}?{query}>; rel="next", <{root}{request.path}>; rel="first"'
        return Answer(200, entries[(number - 1) * size : number * size], headers)

    def paths(self, method: str = "") -> list[str]:
        """What was asked, as ``METHOD /path``."""
        return [
            f"{request.method} {request.path.removeprefix(self.prefix)}"
            for request in self.asked
            if method in ("", request.method)
        ]


def iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def person(login: str, number: int = 0, kind: str = "User") -> dict[str, Any]:
    return {"login": login, "id": number or 1000 + sum(login.encode()), "type": kind}


class GitHub(Server):
    """One repository, acme/shop, with one pull request, number 7."""

    prefix = "/api/v3"

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def reset(self) -> None:
        """As it was in the beginning."""
        self.faults.clear()
        self.asked.clear()
        self.me = person("github-actions[bot]", 41898282, "Bot")
        self.tells_me = False
        """Whether GET /user answers: it does for a person's token, not for an installation's."""
        self.head, self.base = "a" * 40, "b" * 40
        self.author: dict[str, Any] | None = person("author")
        self.comments: list[dict[str, Any]] = []
        self.reviews: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.commits: list[dict[str, Any]] = [self.commit(self.head, "author")]
        self.activity: list[dict[str, Any]] | None = [{"after": self.head, "actor": person("author")}]
        self.teams: dict[str, list[str]] = {}
        self.permissions: dict[str, dict[str, str]] = {}
        self.statuses: list[dict[str, Any]] = []
        self.unaskable: set[str] = set()
        self.next_id = 100

    def commit(self, sha: str, author: str | None, committer: str | None = None) -> dict[str, Any]:
        committer = committer or author
        return {
            "sha": sha,
            "author": person(author) if author else None,
            "committer": person(committer) if committer else None,
        }

    def write(self, body: str, user: Mapping[str, Any] | None, *, edited: bool = False) -> dict[str, Any]:
        """A comment, as if somebody had written it."""
        self.next_id += 1
        written = NOW + self.next_id
        entry = {
            "id": self.next_id,
            "user": user,
            "body": body,
            "created_at": iso(written),
            "updated_at": iso(written + 60 if edited else written),
            "html_url": f"https://github.example/acme/shop/pull/7#issuecomment-{self.next_id}",
        }
        self.comments.append(entry)
        return entry

    def review(self, user: str | None, state: str, *, commit: str | None = "", at: float = NOW) -> dict[str, Any]:
        self.next_id += 1
        entry = {
            "id": self.next_id,
            "user": person(user, kind="Bot" if user.endswith("[bot]") else "User") if user else None,
            "state": state,
            "submitted_at": iso(at),
            "commit_id": self.head if commit == "" else commit,
        }
        self.reviews.append(entry)
        return entry

    def marked(self) -> list[dict[str, Any]]:
        """Comments of ours that carry a marker."""
        return self.ours(self.comments, "user")

    def routes(self):
        at = "/repos/acme/shop"
        return [
            (
                "GET",
                "/user",
                lambda r: (
                    Answer(200, self.me)
                    if self.tells_me
                    else Answer(403, {"message": "Resource not accessible by integration"})
                ),
            ),
            ("GET", f"{at}/pulls/7", lambda r: Answer(200, self.pull())),
            ("GET", f"{at}/pulls/7/reviews", lambda r: self.page(r, self.reviews)),
            ("GET", f"{at}/pulls/7/commits", lambda r: self.page(r, self.commits[:250])),
            ("GET", f"{at}/issues/7/comments", lambda r: self.page(r, self.comments)),
            ("GET", f"{at}/issues/7/events", lambda r: self.page(r, self.events)),
            (
                "GET",
                f"{at}/activity",
                lambda r: (
                    self.page(r, self.activity) if self.activity is not None else Answer(404, {"message": "Not Found"})
                ),
            ),
            (
                "GET",
                f"{at}/collaborators/([^/]+)/permission",
                lambda r, who: (
                    Answer(200, self.permissions[who])
                    if who in self.permissions
                    else Answer(404, {"message": "Not Found"})
                ),
            ),
            ("GET", "/orgs/([^/]+)/teams/([^/]+)/members", self.team),
            (
                "GET",
                f"{at}/compare/([^/]+)\\.\\.\\.([^/]+)",
                lambda r, base, head: Answer(200, {"merge_base_commit": {"sha": "c" * 40}}),
            ),
            ("POST", f"{at}/issues/7/comments", self.create),
            ("PATCH", f"{at}/issues/comments/([0-9]+)", self.update),
            ("DELETE", f"{at}/issues/comments/([0-9]+)", self.delete),
            ("POST", f"{at}/statuses/([0-9a-f]+)", self.set_status),
            ("POST", f"{at}/pulls/7/requested_reviewers", self.request),
        ]

    def pull(self) -> dict[str, Any]:
        return {
            "number": 7,
            "user": self.author,
            "commits": len(self.commits),
            "base": {"sha": self.base},
            "head": {"sha": self.head, "ref": "feature", "repo": {"full_name": "acme/shop"}},
        }

    def team(self, request, organisation, slug):
        members = self.teams.get(f"{organisation}/{slug}")
        return (
            Answer(404, {"message": "Not Found"})
            if members is None
            else self.page(request, [person(m) for m in members])
        )

    def create(self, request):
        if len(request.body["body"].encode()) > 65_536:
            return Answer(
                422,
                {
                    "message": "Validation Failed",
                    "errors": [{"message": "body is too long (maximum is 65536 characters)"}],
                },
            )
        return Answer(201, self.write(request.body["body"], self.me))

    def update(self, request, number):
        for entry in self.comments:
            if entry["id"] == int(number):
                entry["body"], entry["updated_at"] = request.body["body"], iso(NOW + 9999)
                return Answer(200, entry)
        return Answer(404, {"message": "Not Found"})

    def delete(self, request, number):
        before = len(self.comments)
        self.comments[:] = [entry for entry in self.comments if entry["id"] != int(number)]
        return Answer(204) if len(self.comments) < before else Answer(404, {"message": "Not Found"})

    def set_status(self, request, commit):
        if (
            request.body["state"] not in ("pending", "success", "failure", "error")
            or len(request.body["description"]) > 140
        ):
            return Answer(422, {"message": "Validation Failed"})
        self.statuses.append({"commit": commit, **request.body})
        return Answer(201, request.body)

    def request(self, request):
        names = request.body.get("reviewers", []) + request.body.get("team_reviewers", [])
        if self.unaskable & set(names):
            return Answer(422, {"message": "Reviews may only be requested from collaborators."})
        for name in request.body.get("reviewers", []):
            self.events.append({"event": "review_requested", "requested_reviewer": person(name)})
        for name in request.body.get("team_reviewers", []):
            self.events.append({"event": "review_requested", "requested_team": {"slug": name}})
        return Answer(201, self.pull())


class GitLab(Server):
    """One project, number 42, with one merge request, number 7."""

    prefix = "/api/v4"

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def reset(self) -> None:
        """As it was in the beginning."""
        self.faults.clear()
        self.asked.clear()
        self.me = self.person("project_42_bot_ab12", 900)
        self.head, self.base = "a" * 40, "b" * 40
        self.notes: list[dict[str, Any]] = []
        self.approved_by: list[dict[str, Any]] = []
        self.versions = [{"created_at": iso(NOW - 1000), "head_commit_sha": self.head}]
        self.commits = [{"id": self.head, "author_email": "author@example.com"}]
        self.events: list[dict[str, Any]] | None = [
            {"push_data": {"commit_to": self.head}, "author": self.person("author")}
        ]
        self.groups: dict[str, list[dict[str, Any]]] = {}
        self.members: dict[int, int] = {}
        self.users = [self.person(name) for name in ("alice", "bob", "carol", "author")]
        self.reviewers: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.next_id = 100

    def person(self, name: str, number: int = 0) -> dict[str, Any]:
        return {"username": name, "id": number or 1000 + sum(name.encode()), "state": "active"}

    def write(
        self, body: str, author: Mapping[str, Any] | None, *, system: bool = False, edited: bool = False, at: float = 0
    ):
        self.next_id += 1
        written = at or NOW + self.next_id
        note = {
            "id": self.next_id,
            "author": author,
            "body": body,
            "system": system,
            "created_at": iso(written),
            "updated_at": iso(written + 60 if edited else written),
        }
        self.notes.append(note)
        return note

    def marked(self) -> list[dict[str, Any]]:
        return self.ours(self.notes, "author")

    def routes(self):
        at = "/projects/42"
        request = f"{at}/merge_requests/7"
        return [
            ("GET", "/user", lambda r: Answer(200, self.me)),
            (
                "GET",
                "/users",
                lambda r: Answer(200, [u for u in self.users if u["username"] == r.query["username"].lower()]),
            ),
            ("GET", request, lambda r: Answer(200, self.merge_request())),
            ("PUT", request, self.change),
            ("GET", f"{request}/notes", lambda r: self.page(r, self.notes)),
            ("POST", f"{request}/notes", lambda r: Answer(201, self.write(r.body["body"], self.me))),
            ("PUT", f"{request}/notes/([0-9]+)", self.update),
            ("DELETE", f"{request}/notes/([0-9]+)", self.delete),
            ("GET", f"{request}/approvals", lambda r: Answer(200, {"approved_by": self.approved_by})),
            ("GET", f"{request}/versions", lambda r: self.page(r, self.versions)),
            ("GET", f"{request}/commits", lambda r: self.page(r, self.commits)),
            ("GET", f"{at}/repository/branches/main", lambda r: Answer(200, {"commit": {"id": self.base}})),
            ("GET", f"{at}/repository/merge_base", lambda r: Answer(200, {"id": "c" * 40})),
            ("GET", f"{at}/events", lambda r: Answer(404) if self.events is None else self.page(r, self.events)),
            ("GET", f"{at}/members/all/([0-9]+)", self.member),
            ("GET", "/groups/(.+)/members/all", self.group),
            ("POST", f"{at}/statuses/([0-9a-f]+)", self.set_status),
        ]

    def merge_request(self) -> dict[str, Any]:
        return {
            "iid": 7,
            "author": self.person("author"),
            "sha": self.head,
            "target_branch": "main",
            "source_project_id": 42,
            "reviewers": self.reviewers,
        }

    def change(self, request):
        self.reviewers = [user for user in self.users if user["id"] in request.body["reviewer_ids"]]
        for user in self.reviewers:
            self.write(f"requested review from @{user['username']}", self.me, system=True)
        return Answer(200, self.merge_request())

    def update(self, request, number):
        for note in self.notes:
            if note["id"] == int(number):
                note["body"], note["updated_at"] = request.body["body"], iso(NOW + 9999)
                return Answer(200, note)
        return Answer(404, {"message": "404 Note Not Found"})

    def delete(self, request, number):
        before = len(self.notes)
        self.notes[:] = [note for note in self.notes if note["id"] != int(number)]
        return Answer(204) if len(self.notes) < before else Answer(404, {"message": "404 Note Not Found"})

    def member(self, request, number):
        level = self.members.get(int(number))
        return Answer(404, {"message": "404 Not found"}) if level is None else Answer(200, {"access_level": level})

    def group(self, request, name):
        found = self.groups.get(name)
        return Answer(404, {"message": "404 Group Not Found"}) if found is None else self.page(request, found)

    def set_status(self, request, commit):
        if self.statuses and self.statuses[-1]["state"] == request.body["state"] == "pending":
            return Answer(400, {"message": "Cannot transition status via :enqueue from :pending (Reason(s): Status)"})
        self.statuses.append({"commit": commit, **request.body})
        return Answer(201, request.body)
