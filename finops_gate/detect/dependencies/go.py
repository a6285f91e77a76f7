"""Go: the versions of go.mod. Modules are not looked into."""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.detect.dependencies import Ecosystem, Reading
from finops_gate.detect.versions import by_lines

_REQUIRE = lazy(r"^\s*(?:require\s+)?(?P<name>[\w.-]+\.[\w-]+/[\w./~-]+)\s+v(?P<version>\d[\w.+-]*)")


def _read(path: str, text: bytes) -> Reading:
    return Reading(by_lines("go", path, text, _REQUIRE))


ECOSYSTEM = Ecosystem("go", (("go.mod", _read),))
