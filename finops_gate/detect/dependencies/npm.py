"""JavaScript: package.json and the lockfiles of npm, pnpm, yarn and bun."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from finops_gate.base.patterns import lazy
from finops_gate.detect.dependencies import Ecosystem, Reading
from finops_gate.detect.versions import Lines, elsewhere, exact, lowest
from finops_gate.model.package import Pin
from finops_gate.model.setting import Location

_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "overrides", "resolutions")


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _json(text: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _hashes(integrity: Any) -> tuple[str, ...]:
    """``sha512-<base64>`` as ``sha512:<hex>``; weaker kinds are left out."""
    found = []
    for part in str(integrity or "").split():
        kind, _, value = part.partition("-")
        if kind in ("sha256", "sha512"):
            try:
                found.append(f"{kind}:{base64.b64decode(value, validate=True).hex()}")
            except ValueError:
                continue
    return tuple(found)


def _wanted(name: str, written: str, place: Location) -> Pin:
    if written.startswith("npm:"):  # an alias: npm:real-name@1.2.3
        name, _, written = written[4:].rpartition("@")
    version = exact(written, True)
    why = elsewhere(written)
    return Pin(
        "npm",
        name,
        version or ("" if why else lowest(written)),
        place,
        bool(version),
        "" if version else written,
        elsewhere=why,
    )


def _package(path: str, text: bytes) -> Reading:
    raw = _json(text)
    if raw is None:
        return Reading(problem="it is no JSON")
    lines = Lines(text.decode("utf-8", "replace"))
    pins = [
        _wanted(name, written, Location(path, lines.of(f'"{name}": "{written}"', f'"{name}"')))
        for section in _SECTIONS
        for name, written in _table(raw.get(section)).items()
        if isinstance(written, str)
    ]
    return Reading(tuple(pins))


def _package_lock(path: str, text: bytes) -> Reading:
    raw = _json(text)
    if raw is None:
        return Reading(problem="it is no JSON")
    lines = Lines(text.decode("utf-8", "replace"))
    pins = []
    packages = raw.get("packages")
    entries = _table(packages).items() if isinstance(packages, dict) else _nested(_table(raw.get("dependencies")), 0)
    for key, entry in entries:
        version = _table(entry).get("version")
        if not key or not isinstance(version, str) or entry.get("link"):
            continue
        name = str(entry.get("name") or key.rpartition("node_modules/")[2])
        resolved = str(entry.get("resolved") or "")
        why = elsewhere(resolved) if not resolved.startswith("http") else ""
        why = why or elsewhere(version)
        pins.append(
            Pin(
                "npm",
                name,
                version,
                Location(path, lines.of(f'"{key}": {{')),
                True,
                "",
                resolved,
                "",
                _hashes(entry.get("integrity")),
                tuple(sorted(_table(entry.get("dependencies") or entry.get("requires")))),
                why,
            )
        )
    return Reading(tuple(pins))


def _nested(dependencies: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    """The first version of the format: a tree of what is installed inside what."""
    for name, entry in dependencies.items():
        yield name, {key: value for key, value in _table(entry).items() if key != "dependencies"}
        if depth < 20:
            yield from _nested(_table(_table(entry).get("dependencies")), depth + 1)


_PNPM_KEY = lazy(r"^  ['\"]?/?((?:@[^/@]+/)?[^/@'\"]+)[@/]([^('\":_]+)[^'\"]*['\"]?:\s*(?:\{\})?$")
_INTEGRITY = lazy(r"integrity: ([\w-]+-[A-Za-z0-9+/=]+)")


def _pnpm(path: str, text: bytes) -> Reading:
    pins: dict[tuple[str, str], Pin] = {}
    needs: dict[tuple[str, str], set[str]] = {}
    section, current, depending = "", None, False
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
        if line and not line.startswith((" ", "#")):
            section, current = line.rstrip(":"), None
            continue
        if section not in ("packages", "snapshots"):
            continue
        match = _PNPM_KEY.match(line)
        if match is not None:
            current, depending = (match[1], match[2].strip()), False
            if section == "packages":
                why = elsewhere(current[1])
                pins[current] = Pin("npm", current[0], current[1], Location(path, number), elsewhere=why)
            continue
        if current is None:
            continue
        integrity = _INTEGRITY.search(line)
        if integrity is not None and current in pins:
            pins[current] = pins[current]._replace(hashes=_hashes(integrity[1]))
        if re.match(r"^ {4}\w+:", line):
            depending = line.strip() in ("dependencies:", "optionalDependencies:")
        elif depending and line.startswith("      "):
            needs.setdefault(current, set()).add(line.strip().partition(":")[0].strip("'\""))
    found = [pin._replace(needs=tuple(sorted(needs.get(key, ())))) for key, pin in pins.items()]
    return Reading(tuple(found))


_DESCRIPTOR = lazy(r"^[\"']?((?:@[^/@\"']+/)?[^@\"',]+)@")


def _yarn(path: str, text: bytes) -> Reading:
    """yarn v1 and berry: blocks that begin with what was asked for and say what was taken."""
    pins = []
    name, line_of, depending = "", 0, False
    values: dict[str, str] = {}
    needs: set[str] = set()

    def finish() -> None:
        version = values.get("version", "")
        if not name or name == "__metadata" or not version:
            return
        resolution = values.get("resolution", "")
        why = "a path" if any(f"@{kind}:" in resolution for kind in ("workspace", "link", "portal", "file")) else ""
        why = why or ("an address" if "@patch:" in resolution else "")
        url = values.get("resolved", "")
        why = why or (elsewhere(url) if "://" not in url or ".git" in url else "")
        pins.append(
            Pin(
                "npm",
                name,
                version,
                Location(path, line_of),
                True,
                "",
                url.partition("#")[0],
                "",
                _hashes(values.get("integrity")),
                tuple(sorted(needs)),
                why,
            )
        )

    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            finish()
            match = _DESCRIPTOR.match(line)
            name, line_of, values, needs, depending = match[1] if match else "", number, {}, set(), False
            alias = re.search(r"@npm:((?:@[^/@\"',]+/)?[^@\"',^~<>=*\d][^@\"',]*)@", line)
            name = alias[1] if alias else name
            continue
        if line.startswith("    "):
            if depending:
                needs.add(re.split(r"[:\s]", line.strip().strip("\"'"), maxsplit=1)[0].strip("\"'"))
            continue
        key, _, value = line.strip().replace(": ", " ", 1).partition(" ")
        depending = key.rstrip(":") in ("dependencies", "optionalDependencies")
        values[key.rstrip(":")] = value.strip().strip("\"'")
    finish()
    return Reading(tuple(pins))


def _bun(path: str, text: bytes) -> Reading:
    plain = text.decode("utf-8", "replace")
    raw = _json(re.sub(r",(\s*[}\]])", r"\1", re.sub(r"^\s*//.*$", "", plain, flags=re.MULTILINE)).encode())
    if raw is None:
        return Reading(problem="it is no JSON")
    lines = Lines(plain)
    pins = []
    for key, entry in _table(raw.get("packages")).items():
        if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
            continue
        name, _, version = entry[0].rpartition("@")
        facts = next((part for part in entry if isinstance(part, dict)), {})
        integrity = next((part for part in entry[1:] if isinstance(part, str) and part.startswith("sha")), "")
        why = elsewhere(version.removeprefix("npm:"))
        place = Location(path, lines.of(f'"{key}": ['))
        pins.append(
            Pin(
                "npm",
                name,
                version,
                place,
                True,
                "",
                "",
                "",
                _hashes(integrity),
                tuple(sorted(_table(facts.get("dependencies")))),
                why,
            )
        )
    return Reading(tuple(pins))


def _binary(path: str, text: bytes) -> Reading:  # noqa: ARG001
    return Reading(problem="a binary lockfile")


ECOSYSTEM = Ecosystem(
    "npm",
    (
        ("package.json", _package),
        ("package-lock.json", _package_lock),
        ("npm-shrinkwrap.json", _package_lock),
        ("pnpm-lock.yaml", _pnpm),
        ("yarn.lock", _yarn),
        ("bun.lock", _bun),
        ("bun.lockb", _binary),
    ),
)
