"""What one file names, in short words: `shop 1.0` for an exact version, `shop >=1 (1)` for a range."""

from __future__ import annotations

from fnmatch import fnmatchcase

from finops_gate.base.manifests import is_manifest
from finops_gate.detect.dependencies import Ecosystem, Reading


def read(ecosystem: Ecosystem, path: str, text: str | bytes) -> Reading:
    """Reads a file as the gate would: its name must be that of a manifest."""
    assert is_manifest(path), path
    name = path.rpartition("/")[2].lower()
    reader = next(reader for pattern, reader in ecosystem.files if fnmatchcase(name, pattern))
    return reader(path, text.encode() if isinstance(text, str) else text)


def named(ecosystem: Ecosystem, path: str, text: str) -> list[str]:
    """The pins of a file, each with its line."""
    found = []
    for pin in read(ecosystem, path, text).pins:
        version = f"{pin.written} ({pin.version})" if pin.written else pin.version
        why = f" [{pin.elsewhere}]" if pin.elsewhere else ""
        found.append(f"{pin.location.line}: {pin.name} {version}{why}")
    return found
