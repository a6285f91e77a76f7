"""Careful requests to one forge: one origin, bounded, asked again only where that can do no harm."""

from __future__ import annotations

import json
import time
import weakref
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from finops_gate.base.errors import ForgeError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.forges.access.address import Door, origin
from finops_gate.forges.access.limits import MIB, Pace

_BUSY = frozenset({500, 502, 503, 504})
_ONWARD = frozenset({301, 302, 307, 308})
"""GitHub asks that the same method be repeated at the new address of a renamed repository, also after 301 and 302."""
_SHORT = 0.5
"""Seconds before a second attempt; doubled each time."""


class Answer(NamedTuple):
    """What came back: parsed JSON, and what the headers say."""

    data: Any
    """None where no content was promised (204)."""
    url: str
    headers: Mapping[str, str]


class _Raw(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Speaks to one forge. One pool of connections, opened at the first request and closed with the last reference."""

    def __init__(self, door: Door, pace: Pace = Pace()) -> None:  # noqa: B008 - a value
        self.door = door
        self._pace = pace
        self._waited = 0.0
        self._client: Any = None

    def get(self, path: str, needs: str = "", **query: str) -> Answer:
        """The JSON at a path below the base. `needs`: the permission that it takes, for messages."""
        return self.call("GET", path, needs=needs, query=query)

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        needs: str = "",
        query: Mapping[str, str] | None = None,
        repeatable: bool = True,
    ) -> Answer:
        """One request, asked again where the forge is busy. Raises ForgeError with its status for every refusal.

        `repeatable`: doing it twice is as good as once. What is not is never sent again after an answer that leaves
        open whether it was done; the error is then `unsure`.
        """
        url = f"{self.door.url}/{path}" if not path.startswith(("https://", "http://")) else path
        if query:
            url += f"{'&' if '?' in url else '?'}{urlencode(query)}"
        sent = None if body is None else json.dumps(body, ensure_ascii=True).encode()
        tried = 0
        while True:
            tried += 1
            try:
                return self._attempt(method, url, sent, needs)
            except _LaterError as later:
                if tried >= self._pace.limits.attempts or (later.unsure and not repeatable):
                    raise self._refusal(later.message, later.hint, later.status, later.unsure) from None
                self._wait(later, tried)

    def pages(self, path: str, needs: str = "", **query: str) -> Iterator[Answer]:
        """Every page of a list, by the `next` links of its headers. Raises ForgeError for a link to another host."""
        answer = self.get(path, needs, **{"per_page": "100", **query})
        seen = {answer.url}
        for _ in range(self._pace.limits.pages):
            yield answer
            onward = self.next_page(answer.headers.get("link", ""), answer.url)
            if not onward:
                return
            if onward in seen:
                raise ForgeError(f"{self.door.name} answers with pages that lead in a circle")
            seen.add(onward)
            answer = self.call("GET", onward, needs=needs)
        raise ForgeError(f"{self.door.name} has more than {self._pace.limits.pages} pages of a list")

    def next_page(self, header: str, current: str) -> str:
        """The address of the next page; '' where there is none."""
        for entry in header.split(","):
            target, *attributes = (piece.strip() for piece in entry.split(";"))
            if any(attribute.replace('"', "") == "rel=next" for attribute in attributes):
                return self.onward(current, target.strip("<>"))
        return ""

    def onward(self, current: str, target: str) -> str:
        """Where an answer leads, if the token may be sent there. Raises ForgeError."""
        try:
            url = urljoin(current, target)
        except ValueError:  # a broken IPv6 address
            url = ""
        if origin(url) != origin(self.door.url):
            raise ForgeError(
                f"{self.door.name} leads to another host, which is not followed",
                "a proxy in between? the token is sent to the configured host only",
            )
        return url

    def time_of(self, answer: Answer) -> datetime:
        """The forge's own clock. Raises ForgeError where it tells none: the runner's is not asked about approvals."""
        told = _date(answer.headers)
        if told is None:
            raise ForgeError(f"{self.door.name} does not tell the time, so the age of approvals is unknown")
        return told

    # -- one attempt -----------------------------------------------------------------------------------------------

    def _attempt(self, method: str, url: str, sent: bytes | None, needs: str) -> Answer:
        ends = time.monotonic() + self._pace.limits.seconds
        for _ in range(self._pace.limits.redirects + 1):
            raw = self._exchange(method, url, sent, ends)
            if raw.status not in _ONWARD:
                return self._judge(method, url, raw, needs)
            url = self.onward(url, raw.headers.get("location", ""))
        raise ForgeError(f"{self.door.name} redirects in a circle")

    def _judge(self, method: str, url: str, raw: _Raw, needs: str) -> Answer:
        """An answer in full, or the error that its status means."""
        if raw.status == 204:
            return Answer(None, url, raw.headers)
        said = _parsed(raw.body)
        if raw.status in (200, 201, 202):
            if said is not _NOTHING:
                return Answer(said, url, raw.headers)
            why = "an empty answer" if not raw.body.strip() else "no JSON: a page of a proxy, or half an answer"
            raise _LaterError(f"{self.door.name} answers {method} with {why}", unsure=True)
        message = self._quoted(said)
        if raw.status in _BUSY:
            told = f"{self.door.name} is not able to answer now ({raw.status})"
            raise _LaterError(told, "run the job again later", raw.status, unsure=True)
        if raw.status == 429 or (raw.status == 403 and _limited(raw.headers, message)):
            pause = self._pause(raw.headers)
            told = f"{self.door.name} limits how often the token may ask ({raw.status})"
            raise _LaterError(told, "run the job again later", raw.status, pause=pause)
        raise self._refused(method, raw, message, needs)

    def _refused(self, method: str, raw: _Raw, message: str, needs: str) -> ForgeError:
        name, variable = self.door.name, self.door.variable
        said = f": {message}" if message else ""
        if raw.status in (401, 203):  # Azure DevOps answers 203 with a page to sign in
            return self._refusal(
                f"{name} does not accept the token ({raw.status}){said}",
                f"is {variable} expired, or for another host?",
                401,
            )
        if raw.status == 403:
            sso = "x-github-sso" in raw.headers
            hint = (
                "authorise the token for the organisation's single sign-on"
                if sso
                else f"give the token the permission {needs}"
                if needs
                else f"what may the token in {variable} do?"
            )
            return self._refusal(f"{name} refuses {method} (403){said}", hint, 403)
        if raw.status == 404:
            return self._refusal(
                f"{name} has no such thing, or does not show it to the token (404){said}",
                f"does {variable} reach this repository{f', with {needs}' if needs else ''}?",
                404,
            )
        hints = {
            409: "something else changed it at the same time; run the job again",
            410: "it was removed or switched off",
            422: "the forge finds what was sent wrong",
            304: "a cache in between answers without having been asked for a comparison",
        }
        return self._refusal(f"{name} answers {raw.status}{said}", hints.get(raw.status, ""), raw.status)

    def _quoted(self, said: Any) -> str:
        """What a refusal says, for people; without secrets."""
        found = said if isinstance(said, dict) else {}
        parts = [found.get(key) for key in ("message", "error", "error_description")]
        errors = found.get("errors")
        parts += errors[:3] if isinstance(errors, list) else []
        nested = [part.get("message") if isinstance(part, dict) else part for part in parts]
        return "; ".join(self._redacted(part)[:200] for part in nested if isinstance(part, str) and part)

    def _redacted(self, text: str) -> str:
        for secret in self.door.secrets:
            text = text.replace(secret, "***")
        return clean(text, 600)

    def _refusal(self, message: str, hint: str, status: int = 0, unsure: bool = False) -> ForgeError:
        return ForgeError(self._redacted(message), hint, status, unsure)

    # -- time ------------------------------------------------------------------------------------------------------

    def _pause(self, headers: Mapping[str, str]) -> float | None:
        """Seconds that the forge asks to wait, by its own clock; None where it does not say."""
        asked = headers.get("retry-after", "").strip()
        if asked.isdigit():
            return float(asked[:9])
        now = _date(headers)
        seconds = now.timestamp() if now else self._pace.now()
        until = _as_date(asked) if asked else None
        if until is not None:
            return max(0.0, until.timestamp() - seconds)
        reset = headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or ""
        if reset.isdigit() and len(reset) < 12:
            return max(0.0, int(reset) - seconds)
        return None

    def _wait(self, later: _LaterError, tried: int) -> None:
        limits = self._pace.limits
        pause = _SHORT * 2 ** (tried - 1) if later.pause is None else later.pause
        if pause > limits.wait or self._waited + pause > limits.patience:
            hint = f"it asks to wait {pause:,.0f} seconds; run the job again then"
            raise self._refusal(later.message, hint, later.status, later.unsure) from None
        self._waited += pause
        self._pace.sleep(pause)

    # -- the wire --------------------------------------------------------------------------------------------------

    def _exchange(self, method: str, url: str, sent: bytes | None, ends: float) -> _Raw:
        import httpx

        limits = self._pace.limits
        headers = {"Accept": "application/json", **self.door.headers}
        if sent is not None:
            headers["Content-Type"] = "application/json"
        name = self.door.name
        try:
            with self._opened().stream(method, url, headers=headers, content=sent) as response:
                chunks, size = [], 0
                for chunk in response.iter_bytes(1 << 16):
                    size += len(chunk)
                    if size > limits.body:
                        raise ForgeError(f"{name} answers with more than {limits.body // MIB:,} MiB")
                    if time.monotonic() > ends:
                        raise _LaterError(f"{name} took longer than {limits.seconds:g} seconds", unsure=True)
                    chunks.append(chunk)
                return _Raw(response.status_code, response.headers, b"".join(chunks))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise _LaterError(
                f"{name} cannot be reached ({type(error).__name__})", "is the address right, and the network up?"
            ) from None
        except httpx.TimeoutException:
            raise _LaterError(f"{name} took longer than {limits.seconds:g} seconds", unsure=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise _LaterError(f"the connection to {name} broke off ({type(error).__name__})", unsure=True) from None

    def _opened(self) -> Any:
        if self._client is None:
            import httpx

            try:
                self._client = httpx.Client(
                    verify=self.door.url.startswith("https:"),  # loopback without TLS needs no certificates: 20 ms
                    follow_redirects=False,
                    timeout=self._pace.limits.seconds,
                    headers={"User-Agent": "finops-gate"},
                )
            except (ValueError, OSError, ImportError) as error:  # an odd proxy, unreadable certificates
                raise self._refusal(f"no connection to {self.door.name} can be made ({error})", "") from None
            weakref.finalize(self, self._client.close)
        return self._client


class _LaterError(ForgeError):
    """An attempt that another one may follow."""

    def __init__(
        self, message: str, hint: str = "", status: int = 0, unsure: bool = False, pause: float | None = None
    ) -> None:
        super().__init__(message, hint, status, unsure)
        self.pause = pause


_NOTHING = object()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _NOTHING


def _limited(headers: Mapping[str, str], message: str) -> bool:
    """A 403 that means "not now": GitHub's primary limit, its secondary one, or any that says when to come back."""
    return headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers or "rate limit" in message.casefold()


def _date(headers: Mapping[str, str]) -> datetime | None:
    return _as_date(headers.get("date", ""))


def _as_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
