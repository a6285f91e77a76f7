""".NET: the versions of project files, central package files and lockfiles. Packages are not looked into."""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect.dependencies import Ecosystem, Reading
from finops_gate.detect.versions import by_lines

_PROJECT = lazy(
    r"<Package(?:Reference|Version)\s+(?:Include|Update)=\"(?P<name>[\w.-]+)\"\s+Version=\"(?P<version>\[?\d[^\"]*)\"",
    re.IGNORECASE,
)
_CONFIG = lazy(r"<package\s+id=\"(?P<name>[\w.-]+)\"\s+version=\"(?P<version>\d[^\"]*)\"", re.IGNORECASE)
_LOCKED = lazy(r"\"(?P<name>[\w.-]+)\":\s*\{\s*\"type\":[^{}]*?\"resolved\":\s*\"(?P<version>\d[^\"]*)\"")


def _project(path: str, text: bytes) -> Reading:
    return Reading(by_lines("dotnet", path, text, _PROJECT))


def _config(path: str, text: bytes) -> Reading:
    return Reading(by_lines("dotnet", path, text, _CONFIG))


def _lock(path: str, text: bytes) -> Reading:
    return Reading(by_lines("dotnet", path, text, _LOCKED))


ECOSYSTEM = Ecosystem(
    "dotnet",
    (
        ("*.csproj", _project),
        ("*.fsproj", _project),
        ("*.vbproj", _project),
        ("directory.packages.props", _project),
        ("packages.config", _config),
        ("packages.lock.json", _lock),
    ),
)
