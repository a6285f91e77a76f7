"""What the repository is called where it comes from."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from finops_gate.base.patterns import lazy
from finops_gate.repo import configuration
from finops_gate.repo.discover import Place, discover

if TYPE_CHECKING:
    from pathlib import Path

_URL = lazy(r"(?:[a-z][a-z0-9+]*://)(?:[^/@]*@)?[^/]+/+(.+)", re.IGNORECASE)
_SHORT = lazy(r"(?:[^/@:]+@)?[^/:]{2,}:(?!//)/*(.+)")
_NAME = lazy(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+")


def repository_name(directory: Path | str | None = None) -> str | None:
    """``owner/name`` of the remote called origin (with sub-groups where the forge has them), or None."""
    return name_of(discover(directory))


def name_of(place: Place) -> str | None:
    """The same for a repository already found. Costs one small file; no network, and no credentials of the address."""
    urls = configuration.values(os.path.join(place.common_directory, "config"), "remote", "origin", "url")
    return _from_url(urls[0]) if urls else None


def has_origin(place: Place) -> bool:
    """True when there is a remote called origin to fetch from."""
    return bool(configuration.values(os.path.join(place.common_directory, "config"), "remote", "origin", "url"))


def _from_url(url: str) -> str | None:
    if url.lower().startswith("file:"):
        return None
    found = _URL.fullmatch(url) or _SHORT.fullmatch(url)
    path = found[1].rstrip("/").removesuffix(".git") if found else ""
    return path if _NAME.fullmatch(path) else None
