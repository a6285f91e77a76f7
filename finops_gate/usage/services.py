"""Documents from a service over HTTPS: pages, waiting where it asks for it, the token from the environment only."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.base.text import clean
from finops_gate.usage.files import Document
from finops_gate.usage.sources import Request, Service

ATTEMPTS = 5
PATIENCE = 60.0
"""Seconds that one answer, or one pause that the service asks for, may take."""
MOST_PAGES = 10_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def documents(
    service: Service, environment: Mapping[str, str], start: date, end: date, address: str = "", pause: float = 1.0
) -> Iterator[Document]:
    """Every page of every list of a service, for the days from `start` until before `end`.

    `address` replaces the service's own, for a proxy or an installation of one's own. Raises UsageError without a
    token, RecordError when the service refuses, cannot be reached, or does not answer with JSON.
    """
    try:
        import httpx
    except ImportError:
        raise UsageError("asking a service needs httpx", "pip install 'finops-gate[usage]'") from None
    token = environment.get(service.token, "")
    if not token:
        raise UsageError(f"{service.token} is not set", f"export {service.token}=...; it is read from nowhere else")
    if not token.isascii() or not token.isprintable():
        raise UsageError(f"{service.token} holds a character that no token has")
    base = (address or service.address).rstrip("/")
    parts = urlsplit(base)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise UsageError(f"{clean(base, 80)} is not https", "a token is sent over an encrypted connection only")
    with httpx.Client(
        base_url=base, headers=dict(service.headers(token)), timeout=PATIENCE, follow_redirects=False
    ) as client:
        for request in service.requests(start, end):
            yield from _pages(client, service, request, f"{parts.hostname}{request.path}", pause)


def _pages(client: Any, service: Service, request: Request, shown: str, pause: float) -> Iterator[Document]:
    asked = request.parameters
    seen: list[Any] = []
    for number in range(1, MOST_PAGES + 1):
        answer = _answer(client, request.path, asked, shown, pause)
        yield Document(answer, shown, number)
        following = service.following(answer, asked)
        if following is None:
            return
        if following in seen:
            raise RecordError(f"{shown}: the service names the same page again")
        seen = [*seen[-8:], following]
        asked = following
    raise RecordError(f"{shown}: has more than {MOST_PAGES:,} pages", "ask for fewer days")


def _answer(client: Any, path: str, asked: Any, shown: str, pause: float) -> Mapping[str, Any]:
    import httpx

    problem, wait = "", 0.0
    for attempt in range(ATTEMPTS):
        time.sleep(min(wait, PATIENCE))
        wait = pause * 2**attempt
        try:
            response = client.get(path, params=dict(asked))
        except httpx.HTTPError as error:
            problem = f"cannot be reached ({type(error).__name__})"
            continue
        if response.status_code == 429 or response.status_code >= 500:
            problem = f"answers {response.status_code}"
            wait = _asked_for(response.headers.get("retry-after", ""), wait)
            continue
        if response.status_code in (401, 403):
            raise RecordError(f"{shown}: the credentials are refused ({response.status_code})")
        if response.status_code != 200:
            raise RecordError(f"{shown}: answers {response.status_code}")
        return _parsed(response, shown)
    raise RecordError(f"{shown}: {problem}, {ATTEMPTS} times")


def _asked_for(header: str, otherwise: float) -> float:
    return float(header) if header.isascii() and header.isdigit() and len(header) < 6 else otherwise


def _parsed(response: Any, shown: str) -> Mapping[str, Any]:
    try:
        found = response.json()
    except ValueError:
        raise RecordError(f"{shown}: does not answer with JSON") from None
    if not isinstance(found, Mapping):
        raise RecordError(f"{shown}: answers with something else than an object")
    return found
