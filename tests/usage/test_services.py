"""Services over HTTP, on a loopback server: pages, pauses, refusals; the token comes from the environment."""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.usage.services import documents
from finops_gate.usage.sources.openai import SOURCE

SPAN = (date(2026, 11, 1), date(2026, 11, 8))
KEY = {"OPENAI_ADMIN_KEY": "sk-admin-1"}


@pytest.fixture
def service():
    """A server that answers from a list of (status, headers, body), and keeps what it was asked."""
    answers, asked = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers.get("Authorization")))
            status, headers, body = answers.pop(0) if answers else (200, {}, {"data": []})
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *ignored):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", answers, asked
    server.shutdown()
    thread.join()
    server.server_close()


def ask(address, environment=KEY):
    return list(documents(SOURCE.service, environment, *SPAN, address, pause=0.0))


def test_pages_are_followed_and_the_token_is_sent(service):
    address, answers, asked = service
    answers.append((200, {}, {"data": [1], "has_more": True, "next_page": "p2"}))
    found = ask(address)
    assert [document.value["data"] for document in found] == [[1], [], []]
    paths = [urlsplit(path) for path, _ in asked]
    assert [part.path for part in paths] == ["/v1/organization/usage/completions"] * 2 + ["/v1/organization/costs"]
    assert parse_qs(paths[1].query)["page"] == ["p2"]
    assert parse_qs(paths[0].query)["group_by"] == ["project_id", "api_key_id", "model"]
    assert {token for _, token in asked} == {"Bearer sk-admin-1"}


def test_a_busy_service_is_asked_again(service):
    address, answers, asked = service
    answers += [(429, {"Retry-After": "0"}, {}), (503, {}, {})]
    assert len(ask(address)) == 2
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {}, {}), "credentials are refused"),
        ((403, {}, {}), "credentials are refused"),
        ((404, {}, {}), "answers 404"),
        ((302, {"Location": "http://127.0.0.1/"}, {}), "answers 302"),
        ((200, {}, b"<html>"), "not answer with JSON"),
        ((200, {}, [1]), "something else than an object"),
    ],
)
def test_refusals(service, answer, said):
    address, answers, _ = service
    answers.append(answer)
    with pytest.raises(RecordError, match=said) as error:
        ask(address)
    assert "sk-admin" not in str(error.value)


def test_a_service_that_stays_down_or_turns_in_circles(service):
    address, answers, _ = service
    answers += [(500, {}, {})] * 5
    with pytest.raises(RecordError, match="answers 500, 5 times"):
        ask(address)
    answers += [(200, {}, {"has_more": True, "next_page": "p"})] * 2
    with pytest.raises(RecordError, match="same page again"):
        ask(address)


def test_what_is_never_asked():
    with pytest.raises(UsageError, match="OPENAI_ADMIN_KEY is not set"):
        ask("http://127.0.0.1:1", {})
    with pytest.raises(UsageError, match="no token has"):
        ask("http://127.0.0.1:1", {"OPENAI_ADMIN_KEY": "a\nb"})
    with pytest.raises(UsageError, match="is not https"):
        ask("http://example.com")
    with pytest.raises(RecordError, match="cannot be reached"):
        ask("http://127.0.0.1:1")
