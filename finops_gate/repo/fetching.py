"""A clone that lacks commits, completed beside itself: what is missing is fetched into a bare repository of our own.

The checkout stays as it is, and its configuration is not read by a git that speaks to the network: a repository's
configuration may name credential helpers, proxies and other addresses. The bare repository borrows the checkout's
objects, and everything that is compared is then read from it.
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from finops_gate.base.errors import RangeError, RepositoryError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.repo import configuration, listings
from finops_gate.repo.discover import discover
from finops_gate.repo.hardened import OPTIONS, variables
from finops_gate.repo.objects import Objects
from finops_gate.repo.programs import Program, find_git

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from finops_gate.repo.objects import Commit

WHOLE = 0
"""As a depth: all of the history."""
_SHA = lazy(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NETWORK = (
    *("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"),
    *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"),
)
"""Variables of the machine that say how the network is reached."""
_FETCH = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance")
_QUIET = ("-c", "core.alternateRefsCommand=:")
"""Or git would list the checkout's references, with the checkout's configuration."""
_SAID = 64 * 1024


class Origin(NamedTuple):
    """Where the repository comes from."""

    url: str
    """Over https, or http on loopback. Without credentials."""
    token: str = ""
    """Sent to the host of the address alone; in no command line, file or message."""


class Clone:
    """The commits of a checkout, and those that were fetched beside it."""

    def __init__(self, directory: Path, beside: Path, origin: Origin | None) -> None:
        """`beside`: a folder that does not exist yet, outside of the checkout. Raises RepositoryError."""
        self._checkout = discover(directory, explicit=True)
        self._place = self._checkout
        self._objects = Objects(self._checkout)
        self._beside = beside
        self._origin = origin

    @property
    def directory(self) -> str:
        """The repository that has them all: the checkout, or from the first fetch on the one beside it."""
        return self._place.root

    @property
    def shallow(self) -> bool:
        """True when the history ends somewhere without having begun there."""
        return self._place.shallow

    def commits(self, names: Sequence[str]) -> list[Commit | None]:
        """The commits that some revisions name; None for each that is not here."""
        return self._objects.commits(names)

    def fork(self, base: str, head: str) -> str | None:
        """The merge base of two commits. None: the history that is here does not reach it.

        Raises RangeError when the whole history is here and there is none.
        """
        one, other = self.commits([base, head])
        if one is None or other is None:
            return None
        if base == head or base in other.parents:
            return base
        if head in one.parents:
            return head
        found = listings.merge_base(self._place, base, head)
        if found is None and not self.shallow:
            raise RangeError("the two sides have no common ancestor")
        return found

    def fetch(self, shas: Sequence[str], depth: int) -> None:
        """Fetches commits by their full ids, each with `depth` commits of its history. Raises RepositoryError."""
        if any(not _SHA.fullmatch(sha) for sha in shas):
            raise UsageError("only commits are fetched, by their full ids")
        if self._origin is None:
            raise RepositoryError("nobody told where the repository comes from")
        _fetchable(self._origin.url)
        if self._place is self._checkout:
            self._borrow()
        whole = ["--unshallow"] if self.shallow else []
        reach = whole if depth == WHOLE else [f"--depth={depth}"]
        wanted = [f"+{sha}:refs/finops-gate/{sha}" for sha in shas]
        command = (*OPTIONS, *_QUIET, "fetch", *_FETCH, *reach, "--", self._origin.url, *wanted)
        program = Program(
            (find_git(self._checkout), "-C", self._place.root, *command), self._environment(), "git fetch"
        )
        program.send(b"", last=True)
        program.rest(_SAID)
        code, errors = program.wait()
        self._objects.close()
        if code:
            raise RepositoryError(f"git fetch refused: {self._redacted(errors)}")

    def _borrow(self) -> None:
        """Makes the bare repository: the checkout's objects, where its history ends, and no other configuration."""
        common = self._checkout.common_directory
        hashing = configuration.values(os.path.join(common, "config"), "extensions", "", "objectformat")[-1:]
        settings = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
        if hashing == ["sha256"]:
            settings = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n"
        url = configuration.values(os.path.join(common, "config"), "remote", "origin", "url")
        if url and '"' not in url[0] and "\\" not in url[0] and url[0].isprintable():
            settings += f'[remote "origin"]\n\turl = "{url[0]}"\n'  # what the repository is called in reports
        (self._beside / "objects" / "info").mkdir(parents=True)
        (self._beside / "refs").mkdir()
        (self._beside / "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8")
        (self._beside / "config").write_text(settings, encoding="utf-8", errors="surrogateescape")
        borrowed = os.fsencode(os.path.join(common, "objects"))
        if b"\n" in borrowed:
            raise RepositoryError("the path of the repository holds a line end")
        (self._beside / "objects" / "info" / "alternates").write_bytes(borrowed + b"\n")
        if self._checkout.shallow:
            with open(os.path.join(common, "shallow"), "rb") as file:  # noqa: PTH123 - the path is text
                (self._beside / "shallow").write_bytes(file.read())
        head = self.commits(["HEAD"])[0]
        if head is not None:  # what is here need not be sent again
            (self._beside / "refs" / "finops-gate").mkdir()
            (self._beside / "refs" / "finops-gate" / "checkout").write_text(f"{head.sha}\n", encoding="utf-8")
        self._objects.close()
        self._place = discover(self._beside, explicit=True)
        self._objects = Objects(self._place)

    def _environment(self) -> dict[str, str]:
        assert self._origin is not None
        kept = {name: os.environ[name] for name in _NETWORK if name in os.environ}
        settings = [("http.followRedirects", "false"), ("credential.helper", "")]
        if self._origin.token:
            word = base64.b64encode(f"x-access-token:{self._origin.token}".encode()).decode()
            settings.append((f"http.{self._origin.url}.extraHeader", f"Authorization: Basic {word}"))
        told: dict[str, str] = {"GIT_CONFIG_COUNT": str(len(settings))}
        for number, (key, value) in enumerate(settings):
            told |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        protocol = {"GIT_ALLOW_PROTOCOL": _fetchable(self._origin.url), "GIT_ASKPASS": ""}
        return variables({**os.environ}, {**kept, **told, **protocol}.items())

    def _redacted(self, errors: str) -> str:
        token = self._origin.token if self._origin else ""
        lines = errors.strip().splitlines()
        said = lines[-1] if lines else "it did not say why"
        return clean(said.replace(token, "***") if token else said)


def _fetchable(url: str) -> str:
    """The one protocol by which an address may be fetched. Raises UsageError for every other."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if (parts.scheme != "https" and not plain) or not parts.hostname or parts.username is not None:
        raise UsageError(f"{clean(url)} is no address that the gate fetches from", "it takes https://HOST/OWNER/NAME")
    return parts.scheme
