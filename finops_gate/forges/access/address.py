"""The address of a forge and the token for it, from the environment alone."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_TOKEN = re.compile(r"[\x21-\x7e]{8,4096}")


class Door(NamedTuple):
    """Where a forge is, and what is shown to it."""

    name: str
    """As people say it: ``GitHub``."""
    url: str
    """Of its API, without a slash at the end."""
    headers: Mapping[str, str]
    """Sent with every request to this origin, and to no other: they hold the token."""
    secrets: tuple[str, ...]
    """What no message may hold, longest first."""
    variable: str
    """Where the token comes from, for messages."""


def origin(url: str) -> str:
    """``https://host:port`` of an address; '' for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:  # a port that is no number, a broken IPv6 address
        return ""
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def base(environment: Mapping[str, str], variable: str, default: str) -> str:
    """The address of an API. Raises UsageError for what is no plain HTTPS address; loopback may do without TLS."""
    url = (environment.get(variable) or default).strip().rstrip("/")
    if not url:
        raise UsageError(f"{variable} is not set, so nothing says where the forge is")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    plain = bool(host) and not (parts.username or parts.password or parts.query or parts.fragment) and port != 0
    if not plain or not re.fullmatch(r"[\x21-\x7e]+", url):
        raise UsageError(f"{variable} is no address of an API", "write https://HOST/PATH, without credentials in it")
    if parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK):
        return url
    raise UsageError(f"{variable} names {clean(host, 80)} without encryption", "write https://")


def token(environment: Mapping[str, str], variables: Sequence[str]) -> tuple[str, str]:
    """The first token that is set, and its variable. Raises UsageError without one, and for what can be none."""
    for variable in variables:
        found = environment.get(variable, "").strip()
        if not found:
            continue
        if not _TOKEN.fullmatch(found):  # its value is not shown
            raise UsageError(f"{variable} does not hold a token", "it has characters, or a length, that no token has")
        return found, variable
    raise UsageError("there is no token for the forge", f"set {' or '.join(variables)} in the environment of the job")


def basic(pair: str) -> str:
    """The Authorization that ``name:password`` stands for."""
    return f"Basic {b64encode(pair.encode()).decode()}"


def secrets(*tokens: str) -> tuple[str, ...]:
    """All forms in which tokens are sent, longest first."""
    forms = {form for each in tokens if each for form in (each, basic(each).split()[1], basic(f":{each}").split()[1])}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def part(text: str) -> str:
    """One segment of a path, quoted; nothing in it leads elsewhere."""
    return "%2E%2E" if text == ".." else "%2E" if text == "." else quote(text, safe="")


def named(environment: Mapping[str, str], variable: str, form: str) -> str:
    """A variable of a CI job that must be there and look as it should. Raises UsageError."""
    found = environment.get(variable, "")
    if not re.fullmatch(form, found) or {".", ".."} & set(found.split("/")):
        shown = f"holds {clean(found, 60)!r}" if found else "is not set"
        raise UsageError(f"{variable} {shown}, so nothing says which repository is meant", f"set {variable}")
    return found
