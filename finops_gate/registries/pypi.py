"""Wheels and source archives of Python packages, from the configured index by the simple protocol."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from finops_gate.base.errors import ArtefactError
from finops_gate.model.package import Pin
from finops_gate.registries.access.archives import Artefact, open_artefact
from finops_gate.registries.access.limits import Limits
from finops_gate.registries.access.pip_settings import Indexes, indexes
from finops_gate.registries.access.store import Known, Store
from finops_gate.registries.access.transport import Transport, first_that_has, host

SUFFIXES = (".py",)
_JSON = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"


class PyPI:
    """Reads published versions; `network` False: only what the cache holds."""

    def __init__(
        self,
        store: Store,
        environment: Mapping[str, str],
        *,
        network: bool,
        named: tuple[str, ...] = (),
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._environment = environment
        self._network = network
        self._named = named
        self._limits = limits or Limits()
        self._configured: Indexes | None = None
        self._transport: Transport | None = None
        self._pages: dict[str, Any] = {}

    def artefact(self, pin: Pin) -> Artefact:
        """One version's artefact. Raises ArtefactError with the reason why it cannot be had."""
        known = self._store.known("pypi", pin.name, pin.version, pin.hashes)
        body = self._store.body(known) if known is not None else None
        if known is None or body is None:
            if not self._network:
                raise ArtefactError("it is not in the cache, and the network was not to be used")
            known, body = self._fetch(pin)
        return open_artefact(known.filename, known.sha256, body, SUFFIXES, self._limits)

    def known(self, pin: Pin) -> Known | None:
        """What the cache knows of a version, without opening it."""
        return self._store.known("pypi", pin.name, pin.version, pin.hashes)

    def versions(self, name: str) -> tuple[str, ...]:
        """Every version that the index offers and nobody has withdrawn, as it spells them."""
        page = self._page(name)
        return tuple(sorted({p.version for p in page.packages if p.version and not p.is_yanked}))

    def close(self) -> None:
        """Ends all connections."""
        if self._transport is not None:
            self._transport.close()

    # -- the index -------------------------------------------------------------------------------------------------

    def _reach(self) -> tuple[Indexes, Transport]:
        if self._configured is None or self._transport is None:
            self._configured = indexes(self._environment, self._named)
            self._transport = Transport(self._configured.access, self._limits)
        return self._configured, self._transport

    def _fetch(self, pin: Pin) -> tuple[Known, bytes]:
        configured, _ = self._reach()
        if pin.url and host(pin.url) in configured.access.hosts and pin.hashes:
            with suppress(ArtefactError):  # a mirror may not have it where the lockfile's index had
                return self._take(pin, pin.url.rpartition("/")[2].partition("#")[0], pin.url, pin.hashes)
        return self._take(pin, *self._choose(pin))

    def _take(self, pin: Pin, filename: str, url: str, wanted: tuple[str, ...]) -> tuple[Known, bytes]:
        _, transport = self._reach()
        body = transport.get(url, limit=self._limits.download).body
        digest = hashlib.sha256(body).hexdigest()
        sha256 = [text.partition(":")[2] for text in wanted if text.startswith("sha256:")]
        if sha256 and digest not in sha256:
            raise ArtefactError("its hash is not the one that was promised")
        known = Known(filename, digest)
        self._store.keep("pypi", pin.name, pin.version, known, body)
        return known, body

    def _choose(self, pin: Pin) -> tuple[str, str, tuple[str, ...]]:
        """The file to read of a version: a wheel for any platform, else any wheel, else the source archive."""
        offered = [p for p in self._page(pin.name).packages if p.version and _same(p.version, pin.version)]
        if not offered:
            raise ArtefactError("the index does not offer this version")
        fitting = [p for p in offered if not pin.hashes or f"sha256:{p.digests.get('sha256')}" in pin.hashes]
        undigested = [p for p in offered if "sha256" not in p.digests]
        if not fitting and not undigested:
            raise ArtefactError("the index offers no file with a hash of the lockfile")
        readable = sorted((p for p in fitting or undigested if _rank(p.filename) < 9), key=_order)
        if not readable:
            formats = ", ".join(sorted({p.filename.rpartition(".")[2] for p in fitting}))
            raise ArtefactError(f"its formats are not read: {formats}")
        best = readable[0]
        promised = best.digests.get("sha256")
        return best.filename, best.url, pin.hashes or ((f"sha256:{promised}",) if promised else ())

    def _page(self, name: str) -> Any:
        if name in self._pages:
            return self._pages[name]
        from pypi_simple import PYPI_SIMPLE_ENDPOINT

        configured, transport = self._reach()
        refused: list[ArtefactError] = []
        for url in configured.urls:
            address = f"{(url or PYPI_SIMPLE_ENDPOINT).rstrip('/')}/{name}/"
            try:
                page = _parse(name, transport.get(address, _JSON))
            except ArtefactError as error:
                refused.append(error)
                continue
            self._pages[name] = page
            return page
        raise first_that_has(refused)


def _parse(name: str, answer: Any) -> Any:
    import json

    from pypi_simple import ProjectPage

    try:
        if "json" in answer.media_type:
            return ProjectPage.from_json_data(json.loads(answer.body), base_url=answer.url)
        return ProjectPage.from_html(name, answer.body, base_url=answer.url)
    except Exception as error:  # noqa: BLE001 - a foreign parser on foreign bytes; its errors have no common root
        raise ArtefactError(f"the index answers what is no page of a package ({type(error).__name__})") from None


def _rank(filename: str) -> int:
    if filename.endswith("-none-any.whl"):
        return 0
    if filename.endswith(".whl"):
        return 1
    return 2 if filename.endswith((".tar.gz", ".zip")) else 9


def _order(package: Any) -> tuple[int, int, str]:
    return _rank(package.filename), package.size or 0, package.filename


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    from packaging.version import InvalidVersion, Version

    try:
        return Version(one) == Version(other)
    except InvalidVersion:
        return False
