"""What was had once: artefacts by their hash, the hash of each version, and what a pair of artefacts showed."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import Any

from finops_gate.base.frozen import NamedTuple


class Known(NamedTuple):
    """An artefact that an index offered for one version."""

    filename: str
    sha256: str
    sha512: str = ""


class Store:
    """A folder of the user's cache. Every file is named by a hash, so no name from outside becomes a path.

    A damaged or foreign file counts as absent: contents are checked against their hash when they are read.
    """

    def __init__(self, folder: str | None) -> None:
        self._folder = folder

    def known(self, ecosystem: str, name: str, version: str, hashes: tuple[str, ...] = ()) -> Known | None:
        """The artefact of a version that was had before; with hashes, only one that has one of them."""
        raw = self._json("versions", f"{ecosystem}:{name}=={version}")
        if not isinstance(raw, list):
            return None
        for entry in raw:
            if isinstance(entry, list) and len(entry) == 3 and all(isinstance(text, str) for text in entry):
                found = Known(*entry)
                if not hashes or {f"sha256:{found.sha256}", f"sha512:{found.sha512}"}.intersection(hashes):
                    return found
        return None

    def body(self, known: Known) -> bytes | None:
        """The bytes of an artefact, if they are here and unharmed."""
        path = self._path("artefacts", known.sha256)
        if path is None:
            return None
        try:
            with open(path, "rb") as file:  # noqa: PTH123
                body = file.read()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == known.sha256 else None

    def keep(self, ecosystem: str, name: str, version: str, known: Known, body: bytes) -> None:
        """Keeps an artefact that was checked."""
        key = f"{ecosystem}:{name}=={version}"
        raw = self._json("versions", key)
        others = [entry for entry in raw if entry != list(known)] if isinstance(raw, list) else []
        self._write("artefacts", known.sha256, body)
        self._write("versions", _digest(key), json.dumps([list(known), *others[:7]]).encode())

    def result(self, key: str) -> Any:
        """What a pair of artefacts showed to this version of the tool; None: not looked at yet."""
        return self._json("pairs", key)

    def keep_result(self, key: str, value: Any) -> None:
        """Keeps what a pair of artefacts showed."""
        self._write("pairs", _digest(key), json.dumps(value).encode())

    def _json(self, kind: str, key: str) -> Any:
        path = self._path(kind, _digest(key))
        if path is None:
            return None
        try:
            with open(path, "rb") as file:  # noqa: PTH123
                return json.loads(file.read(1 << 22))
        except (OSError, ValueError):
            return None

    def _path(self, kind: str, name: str) -> str | None:
        if self._folder is None or len(name) != 64 or not name.isalnum():
            return None
        return os.path.join(self._folder, "packages", kind, name)

    def _write(self, kind: str, name: str, body: bytes) -> None:
        path = self._path(kind, name)
        if path is None:
            return
        partial = f"{path}.{os.getpid()}"
        with suppress(OSError):  # a cache that cannot be written is no cache
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            with open(partial, "wb") as file:  # noqa: PTH123
                file.write(body)
            os.replace(partial, path)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
