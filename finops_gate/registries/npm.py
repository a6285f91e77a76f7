"""Tarballs of npm packages, from the configured registry."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from finops_gate.base.errors import ArtefactError
from finops_gate.model.package import Pin
from finops_gate.registries.access.archives import Artefact, open_artefact
from finops_gate.registries.access.limits import Limits
from finops_gate.registries.access.npm_settings import Registries, registries
from finops_gate.registries.access.store import Known, Store
from finops_gate.registries.access.transport import Transport, host

SUFFIXES = (".js", ".mjs", ".cjs")
_DOCUMENT = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"


class Npm:
    """Reads published versions; `network` False: only what the cache holds."""

    def __init__(
        self,
        store: Store,
        environment: Mapping[str, str],
        *,
        network: bool,
        named: str = "",
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._environment = environment
        self._network = network
        self._named = named
        self._limits = limits or Limits()
        self._configured: Registries | None = None
        self._transport: Transport | None = None

    def artefact(self, pin: Pin) -> Artefact:
        """One version's artefact. Raises ArtefactError with the reason why it cannot be had."""
        known = self._store.known("npm", pin.name, pin.version, pin.hashes)
        body = self._store.body(known) if known is not None else None
        if known is None or body is None:
            if not self._network:
                raise ArtefactError("it is not in the cache, and the network was not to be used")
            known, body = self._fetch(pin)
        return open_artefact(known.filename, known.sha256, body, SUFFIXES, self._limits)

    def known(self, pin: Pin) -> Known | None:
        """What the cache knows of a version, without opening it."""
        return self._store.known("npm", pin.name, pin.version, pin.hashes)

    def versions(self, name: str) -> tuple[str, ...]:
        """Every version that the registry offers."""
        found = self._document(name, "").get("versions")
        return tuple(sorted(found)) if isinstance(found, dict) else ()

    def close(self) -> None:
        """Ends all connections."""
        if self._transport is not None:
            self._transport.close()

    def _reach(self) -> tuple[Registries, Transport]:
        if self._configured is None or self._transport is None:
            self._configured = registries(self._environment, self._named)
            self._transport = Transport(self._configured.access, self._limits)
        return self._configured, self._transport

    def _document(self, name: str, version: str) -> dict[str, Any]:
        configured, transport = self._reach()
        registry = configured.of(name)
        if not registry:
            raise ArtefactError("no npm registry is configured on this machine")
        address = f"{registry.rstrip('/')}/{quote(name, safe='@')}"
        try:
            body = transport.get(f"{address}/{quote(version)}" if version else address, _DOCUMENT).body
        except ArtefactError as error:
            if not version or "(404)" not in error.message:
                raise
            found = self._document(name, "").get("versions", {})  # some registries serve whole documents only
            chosen = found.get(version) if isinstance(found, dict) else None
            if not isinstance(chosen, dict):
                raise ArtefactError("the index does not offer this version") from None
            return chosen
        try:
            found = json.loads(body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ArtefactError("the index answers what is no document of a package")
        return found

    def _fetch(self, pin: Pin) -> tuple[Known, bytes]:
        configured, transport = self._reach()
        wanted = [text for text in pin.hashes if text.startswith(("sha512:", "sha256:"))]
        url = pin.url if host(pin.url) in configured.access.hosts and wanted else ""
        promised = ""
        if not url:
            dist = self._document(pin.name, pin.version).get("dist")
            dist = dist if isinstance(dist, dict) else {}
            url, promised = str(dist.get("tarball") or ""), str(dist.get("integrity") or "")
            promised = promised or f"sha1-{dist.get('shasum')}"
            if "://" not in url:
                raise ArtefactError("the index names no tarball for this version")
        body = transport.get(url, limit=self._limits.download).body
        known = Known(
            f"{pin.name}-{pin.version}.tgz", hashlib.sha256(body).hexdigest(), hashlib.sha512(body).hexdigest()
        )
        if wanted and not {f"sha256:{known.sha256}", f"sha512:{known.sha512}"}.intersection(wanted):
            raise ArtefactError("its hash is not the one that was promised")
        if not wanted and promised and not _keeps(promised, body):
            raise ArtefactError("its hash is not the one that was promised")
        self._store.keep("npm", pin.name, pin.version, known, body)
        return known, body


def hash_of(integrity: str) -> str:
    """``sha512-<base64>`` as ``sha512:<hex>``; empty for what is no such text."""
    kind, dash, text = integrity.split(" ")[0].partition("-")
    if not dash or kind not in ("sha256", "sha512"):
        return ""
    try:
        return f"{kind}:{base64.b64decode(text, validate=True).hex()}"
    except ValueError:
        return ""


def _keeps(promised: str, body: bytes) -> bool:
    """True when a body has the hash that the registry promised; an old package has a sha1 alone."""
    if promised.startswith("sha1-"):
        return promised == f"sha1-{hashlib.sha1(body, usedforsecurity=False).hexdigest()}" or promised == (
            f"sha1-{base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"
        )
    wanted = hash_of(promised)
    return bool(wanted) and wanted == f"{wanted[:6]}:{hashlib.new(wanted[:6], body).hexdigest()}"
