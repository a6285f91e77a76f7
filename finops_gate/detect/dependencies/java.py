"""Java and Kotlin: the versions of pom.xml, Gradle builds, catalogs and lockfiles. Artefacts are not looked into."""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect.dependencies import Ecosystem, Reading
from finops_gate.detect.versions import by_lines

_POM = lazy(
    r"<groupId>\s*(?P<group>[\w.-]+)\s*</groupId>\s*<artifactId>\s*(?P<name>[\w.-]+)\s*</artifactId>\s*"
    r"<version>\s*(?P<version>\d[\w.-]*)\s*</version>"
)
_GRADLE = lazy(r"[\"'](?P<group>[\w.-]+):(?P<name>[\w.-]+):(?P<version>\d[\w.-]*)[\"'@:]")
_LOCKED = lazy(r"^(?P<group>[\w.-]+):(?P<name>[\w.-]+):(?P<version>\d[\w.-]*)=", re.MULTILINE)
_CATALOG = lazy(
    r"module\s*=\s*\"(?P<group>[\w.-]+):(?P<name>[\w.-]+)\"\s*,\s*version\s*=\s*\"(?P<version>\d[\w.-]*)\"|"
    r"^(?P<alias>[\w-]+)\s*=\s*\"(?P<other>\d[\w.-]*)\"",
    re.MULTILINE,
)


def _pom(path: str, text: bytes) -> Reading:
    return Reading(by_lines("java", path, text, _POM))


def _gradle(path: str, text: bytes) -> Reading:
    return Reading(by_lines("java", path, text, _GRADLE))


def _lock(path: str, text: bytes) -> Reading:
    return Reading(by_lines("java", path, text, _LOCKED))


def _catalog(path: str, text: bytes) -> Reading:
    return Reading(by_lines("java", path, text, _CATALOG))


ECOSYSTEM = Ecosystem(
    "java",
    (
        ("pom.xml", _pom),
        ("build.gradle", _gradle),
        ("build.gradle.kts", _gradle),
        ("gradle.lockfile", _lock),
        ("libs.versions.toml", _catalog),
    ),
)
