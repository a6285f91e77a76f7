"""One careful GET: limits on size and time, no credentials across hosts, no redirect to a host nobody configured."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from finops_gate.base.errors import ArtefactError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.registries.access.limits import Limits

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_REFUSED = {
    401: "asks for credentials (401)",
    403: "refuses (403)",
    404: "does not have it (404)",
    410: "no longer has it (410)",
    429: "asks to wait (429)",
}


class Access(NamedTuple):
    """What a client's configuration says about reaching its index."""

    secrets: Mapping[str, str]
    """Origin (``https://host:port``) to the value of the Authorization header that it is sent."""
    certificates: str = ""
    """A file of certificates that are trusted instead of the usual ones."""
    trusted: tuple[str, ...] = ()
    """Hosts that may be spoken to without encryption, because the configuration says so."""
    hosts: tuple[str, ...] = ()
    """Hosts that the configuration names: a redirect may lead there."""


class Answer(NamedTuple):
    """What came back."""

    body: bytes
    media_type: str
    url: str


def origin(url: str) -> str:
    """``https://host:port`` of an address, without any credentials in it."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def host(url: str) -> str:
    """The host of an address, in lower case."""
    return (urlsplit(url).hostname or "").lower()


def bare(url: str) -> str:
    """An address without credentials."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def basic(url: str) -> str:
    """The Authorization that the credentials in an address stand for; empty without any."""
    parts = urlsplit(url)
    if not parts.username:
        return ""
    from base64 import b64encode

    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {b64encode(pair.encode()).decode()}"


class Transport:
    """Speaks to indexes. One connection pool a run; opened at the first request, so that a warm cache costs nothing."""

    def __init__(self, access: Access, limits: Limits | None = None) -> None:
        self._access = access
        self._limits = limits or Limits()
        self._client: Any = None

    def get(self, url: str, accept: str = "*/*", limit: int | None = None) -> Answer:
        """The body at an address. Raises ArtefactError with the reason for everything that is not a whole answer."""
        if urlsplit(url).scheme == "file":
            return _from_disk(url, limit or self._limits.page)
        address, ends = bare(url), time.monotonic() + self._limits.seconds
        for _ in range(self._limits.redirects + 1):
            self._permit(address)
            answer, onward = self._once(address, accept, limit or self._limits.page, ends)
            if answer is not None:
                return answer
            if not self._may_follow(address, onward):
                raise ArtefactError(f"the index redirects to another host ({clean(host(onward), 80)})")
            address = bare(onward)
        raise ArtefactError("the index redirects in a circle")

    def close(self) -> None:
        """Ends all connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _permit(self, url: str) -> None:
        parts = urlsplit(url)
        name = (parts.hostname or "").lower()
        if parts.scheme == "https" and name:
            return
        if parts.scheme == "http" and (name in _LOOPBACK or name in self._access.trusted):
            return
        raise ArtefactError(f"{clean(name or url, 80)} is not reached over HTTPS")

    def _may_follow(self, before: str, after: str) -> bool:
        if urlsplit(before).scheme == "https" and urlsplit(after).scheme != "https":
            return False
        return origin(before) == origin(after) or host(after) in self._access.hosts

    def _once(self, url: str, accept: str, limit: int, ends: float) -> tuple[Answer | None, str]:
        import httpx

        client = self._opened()
        secret = self._access.secrets.get(origin(url))
        headers = {"Accept": accept, "Accept-Encoding": "gzip" if "json" in accept else "identity"}
        if secret:
            headers["Authorization"] = secret
        try:
            with client.stream("GET", url, headers=headers) as response:
                if response.is_redirect:
                    return None, urljoin(url, response.headers.get("location", ""))
                if response.status_code != 200:
                    why = _REFUSED.get(response.status_code, f"answers {response.status_code}")
                    raise ArtefactError(f"the index {why}")
                chunks, size = [], 0
                for chunk in response.iter_bytes(1 << 16):
                    size += len(chunk)
                    if size > limit:
                        raise ArtefactError(f"larger than {limit >> 20} MiB")
                    if time.monotonic() > ends:
                        raise ArtefactError(f"took longer than {self._limits.seconds:g} seconds")
                    chunks.append(chunk)
                return Answer(b"".join(chunks), response.headers.get("content-type", ""), url), ""
        except httpx.TimeoutException:
            raise ArtefactError(f"took longer than {self._limits.seconds:g} seconds") from None
        except httpx.RemoteProtocolError:
            raise ArtefactError("the answer broke off") from None
        except httpx.DecodingError:
            raise ArtefactError("the answer cannot be unpacked") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            kind = type(error).__name__
            raise ArtefactError(f"{clean(host(url), 80)} cannot be reached ({kind})") from None

    def _opened(self) -> Any:
        if self._client is None:
            import httpx

            verify: Any = True
            if self._access.certificates and os.path.isfile(self._access.certificates):
                import ssl

                verify = ssl.create_default_context(cafile=self._access.certificates)
            try:
                self._client = httpx.Client(
                    verify=verify,
                    follow_redirects=False,
                    timeout=self._limits.seconds,
                    headers={"User-Agent": "finops-gate"},
                )
            except (ValueError, OSError, ImportError) as error:  # an odd proxy, unreadable certificates
                raise ArtefactError(f"no connection can be made ({clean(str(error), 80)})") from None
        return self._client


def _from_disk(url: str, limit: int) -> Answer:
    """An index that the machine's own configuration keeps as a folder."""
    path = unquote(urlsplit(url).path)
    if os.path.isdir(path):
        path = os.path.join(path, "index.html")
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            body = file.read(limit + 1)
    except OSError:
        raise ArtefactError("the index does not have it (no such file)") from None
    if len(body) > limit:
        raise ArtefactError(f"larger than {limit >> 20} MiB")
    return Answer(body, "text/html" if path.endswith(".html") else "application/octet-stream", url)


def first_that_has(attempts: Sequence[ArtefactError]) -> ArtefactError:
    """Of what several indexes said, what says most: anything else than 'not here'."""
    return next((error for error in attempts if "(404)" not in error.message), attempts[0])
