"""What manifests of all ecosystems share: the lower end of a range, and the line on which a name stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from finops_gate.base.patterns import lazy
from finops_gate.model.package import Pin
from finops_gate.model.setting import Location

_NUMBER = lazy(r"v?\d+(?:\.[\w*+!-]+)*")
_EXACT = lazy(r"^(?:===?|=)?\s*v?(\d[\w.+!-]*)$")
_UPPER = lazy(r"(?:<=?|!=)\s*v?[\w.*+!-]+")


@lru_cache(maxsize=4096)
def exact(written: str, bare: bool) -> str:
    """The version that a requirement pins; empty for a range. `bare`: a lone ``1.2.3`` is a pin (npm), not a caret."""
    text = written.strip()
    match = _EXACT.match(text)
    if match is None or "*" in text or (not bare and not text.startswith("=")):
        return ""
    parts = match[1].split(".")
    return match[1] if not {"x", "X"}.intersection(parts) else ""


@lru_cache(maxsize=4096)
def lowest(written: str) -> str:
    """The lowest version that a range allows (``^0.11.0``, ``>=1.2,<3``, ``~1.4``); empty where it has no lower end."""
    first = written.split("||")[0]
    match = _NUMBER.search(_UPPER.sub(" ", first))
    if match is None:
        return ""
    return ".".join(part for part in match[0].removeprefix("v").split(".") if part not in ("*", "x", "X"))


class Lines:
    """Tells on which line an offset lies."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] | None = None

    def at(self, offset: int) -> int:
        """The line of an offset, counted from 1."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
        return bisect_right(self._starts, max(offset, 0))

    def of(self, *needles: str) -> int:
        """The line of the first needle that is found at all; 1 when none is."""
        for needle in needles:
            offset = self._text.find(needle)
            if offset >= 0:
                return self.at(offset)
        return 1


def elsewhere(text: str) -> str:
    """Why a requirement comes from no index: ``git``, ``a path``, ``an address``; empty when it does."""
    lowered = text.strip().lower()
    if lowered.startswith(("git+", "git:", "git@", "github:", "gitlab:", "bitbucket:")) or lowered.endswith(".git"):
        return "git"
    if lowered.startswith(("file:", "link:", "portal:", "workspace:", "./", "../", "/", "catalog:")):
        return "a path"
    return "an address" if lowered.startswith(("http:", "https:")) else ""


def by_lines(ecosystem: str, path: str, text: bytes, pattern: re.Pattern[str]) -> tuple[Pin, ...]:
    """A pin for each place that a pattern fits: it names ``name`` and ``version`` or ``range`` (and ``group``)."""
    plain = text.decode("utf-8", "replace")
    flags = pattern.flags | re.MULTILINE
    lines = Lines(plain)
    pins = []
    for match in re.finditer(pattern.pattern, plain, flags & (re.MULTILINE | re.IGNORECASE)):
        found = match.groupdict()
        name = found.get("name") or found.get("alias") or ""
        name = f"{found['group']}:{name}" if found.get("group") else name
        version, written = found.get("version") or "", found.get("range") or found.get("other") or ""
        place = Location(path, lines.at(min(match.start(group) for group, text in found.items() if text)))
        pins.append(Pin(ecosystem, name, version or lowest(written), place, bool(version), "" if version else written))
    return tuple(pins)
