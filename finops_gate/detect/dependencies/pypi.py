"""Python: requirements, pyproject, Pipfile, conda environments; the locks of uv, Poetry, PDM, pipenv and PEP 751."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from finops_gate.base.patterns import lazy
from finops_gate.detect.dependencies import Ecosystem, Reading
from finops_gate.detect.versions import Lines, elsewhere, exact, lowest
from finops_gate.model.package import Pin
from finops_gate.model.setting import Location

_REQUIREMENT = lazy(
    r"^\s*(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:@\s*(?P<url>\S+)|\(?(?P<range>[^;#@)]*)\)?)\s*(?:[;#].*)?$"
)
_OPTION = lazy(r"^\s*(-r|--requirement|-c|--constraint|-i|--index-url|--extra-index-url|-e|--editable)[\s=]+(\S+)")
_HASH = lazy(r"--hash[=\s]+(sha256:[0-9a-f]{64})")


def normal(name: str) -> str:
    """A name as the index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _pin(name: str, written: str, place: Location, **more: Any) -> Pin:
    version = exact(written, False)
    return Pin(
        "pypi",
        normal(name),
        version or lowest(written),
        place,
        bool(version),
        "" if version else written.strip(),
        **more,
    )


def _requirement(text: str, place: Location, hashes: tuple[str, ...] = ()) -> Pin | None:
    match = _REQUIREMENT.match(text)
    if match is None:
        return None
    if match["url"]:
        return Pin(
            "pypi",
            normal(match["name"]),
            "",
            place,
            False,
            match["url"],
            elsewhere=elsewhere(match["url"]) or "an address",
        )
    return _pin(match["name"], match["range"] or "", place, hashes=hashes)


def _requirements(path: str, text: bytes) -> Reading:
    pins: list[Pin] = []
    includes: list[str] = []
    indexes: list[str] = []
    pending, begun = "", 0
    for number, raw in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
        line = raw.rstrip()
        begun = begun if pending else number
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        whole, pending = pending + line, ""
        option = _OPTION.match(whole)
        if option is not None:
            flag, value = option.groups()
            if flag in ("-r", "--requirement", "-c", "--constraint"):
                includes.append(value)
            elif flag in ("-i", "--index-url", "--extra-index-url"):
                indexes.append(value)
            continue
        if whole.lstrip().startswith(("#", "-")):
            continue
        hashes = tuple(_HASH.findall(whole))
        pin = _requirement(re.sub(r"\s--\w.*$", "", whole), Location(path, begun), hashes)
        if pin is not None:
            pins.append(pin)
    return Reading(tuple(pins), tuple(includes), tuple(indexes))


def _toml(text: bytes) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text.decode("utf-8", "replace"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _pyproject(path: str, text: bytes) -> Reading:
    raw = _toml(text)
    if raw is None:
        return Reading(problem="it is no TOML")
    plain = text.decode("utf-8", "replace")
    lines = Lines(plain)
    pins = []
    for requirement in _pep621(raw):
        name = re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0]
        place = Location(path, lines.of(f'"{requirement}"', f"'{requirement}'", f'"{name}', name))
        pin = _requirement(requirement, place)
        if pin is not None:
            pins.append(pin)
    for name, value in _poetry(raw):
        place = Location(path, _line_of_key(plain, lines, name))
        pins.append(_entry(name, value, place))
    tool = _table(raw.get("tool"))
    sources = [*_list(_table(tool.get("uv")).get("index")), *_list(_table(tool.get("poetry")).get("source"))]
    sources += _list(_table(tool.get("pdm")).get("source"))
    indexes = [_table(entry).get("url") for entry in sources]
    return Reading(tuple(pins), (), tuple(url for url in indexes if isinstance(url, str)))


def _line_of_key(plain: str, lines: Lines, name: str) -> int:
    found = re.search(rf"^[ \t]*[\"']?({re.escape(name)})[\"']?\s*=", plain, re.MULTILINE)
    return lines.at(found.start(1)) if found else 1


def _pep621(raw: dict[str, Any]) -> Iterator[str]:
    project = _table(raw.get("project"))
    groups = [project.get("dependencies"), *_table(project.get("optional-dependencies")).values()]
    groups += [
        *_table(raw.get("dependency-groups")).values(),
        _table(_table(raw.get("tool")).get("uv")).get("dev-dependencies"),
    ]
    for group in groups:
        yield from (entry for entry in _list(group) if isinstance(entry, str))


def _poetry(raw: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    poetry = _table(_table(raw.get("tool")).get("poetry"))
    tables = [poetry.get("dependencies"), poetry.get("dev-dependencies")]
    tables += [_table(group).get("dependencies") for group in _table(poetry.get("group")).values()]
    for table in tables:
        yield from ((name, value) for name, value in _table(table).items() if name != "python")


def _entry(name: str, value: Any, place: Location) -> Pin:
    """An entry of Poetry's or pipenv's tables: a range, or a table with one."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        for key, why in (("git", "git"), ("path", "a path"), ("url", "an address"), ("file", "a path")):
            if key in value:
                return Pin("pypi", normal(name), "", place, False, str(value[key]), elsewhere=why)
        value = value.get("version", "")
    text = str(value)
    if re.fullmatch(r"\d[\w.]*", text):  # Poetry: a lone version is exact
        return Pin("pypi", normal(name), text, place)
    return _pin(name, "" if text == "*" else text, place)


def _lock(path: str, text: bytes) -> Reading:
    """uv.lock, poetry.lock, pdm.lock and pylock.toml: lists of packages with names, versions, hashes and needs."""
    raw = _toml(text)
    if raw is None:
        return Reading(problem="it is no TOML")
    plain = text.decode("utf-8", "replace")
    places: dict[str, list[int]] = {}
    lines = Lines(plain)
    for match in re.finditer(r"^name = [\"']([^\"']+)[\"']", plain, re.MULTILINE):
        places.setdefault(match[1], []).append(match.start())
    pins = []
    for package in [*_list(raw.get("package")), *_list(raw.get("packages"))]:
        name, version = _table(package).get("name"), _table(package).get("version")
        if not isinstance(name, str) or not isinstance(version, str):
            continue
        offsets = places.get(name) or [0]
        line = lines.at(offsets.pop(0) if len(offsets) > 1 else offsets[0])
        pins.append(_locked(package, name, version, Location(path, line)))
    return Reading(tuple(pins))


def _locked(package: dict[str, Any], name: str, version: str, place: Location) -> Pin:
    source = _table(package.get("source"))
    files = [*_list(package.get("wheels")), *_list(package.get("files"))]
    files += [_table(package.get("sdist"))]
    hashes, urls = [], []
    for file in map(_table, files):
        digest = file.get("hash") or file.get("hashes")
        if isinstance(digest, dict):
            digest = f"sha256:{digest.get('sha256')}"
        if isinstance(digest, str) and digest.startswith("sha256:"):
            hashes.append(digest)
            if isinstance(file.get("url"), str) and str(file["url"]).endswith(".whl"):
                urls.append((not str(file["url"]).endswith("-none-any.whl"), str(file["url"]), digest))
    url, chosen = "", tuple(hashes)
    if urls:
        _, url, digest = min(urls)
        chosen = (digest,) if len(urls) == 1 else tuple(hashes)
    kind = next((key for key in ("git", "path", "directory", "editable", "virtual") if key in source), "")
    kind = kind or next((key for key in ("vcs", "directory", "archive") if key in package), "")
    if source.get("type") in ("git", "directory", "file", "url"):
        kind = str(source["type"])
    why = (
        ""
        if not kind
        else "git"
        if kind in ("git", "vcs")
        else "an address"
        if kind in ("url", "archive")
        else "a path"
    )
    needs = package.get("dependencies")
    named = needs if isinstance(needs, dict) else [_table(n).get("name", n) for n in _list(needs)]
    return Pin(
        "pypi",
        normal(name),
        version,
        place,
        True,
        "",
        url,
        str(source.get("registry") or package.get("index") or ""),
        chosen,
        tuple(sorted({normal(re.split(r"[^\w.-]", n.strip(), maxsplit=1)[0]) for n in named if isinstance(n, str)})),
        why,
    )


def _pipfile_lock(path: str, text: bytes) -> Reading:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return Reading(problem="it is no JSON")
    plain = text.decode("utf-8", "replace")
    lines = Lines(plain)
    pins = []
    for section in ("default", "develop"):
        for name, entry in _table(_table(raw).get(section)).items():
            version = _table(entry).get("version")
            place = Location(path, lines.of(f'"{name}": {{', f'"{name}"'))
            if isinstance(version, str):
                hashes = tuple(h for h in _list(entry.get("hashes")) if isinstance(h, str))
                pins.append(_pin(name, version, place, hashes=hashes))
            elif isinstance(entry, dict) and "git" in entry:
                pins.append(Pin("pypi", normal(name), "", place, False, str(entry.get("ref", "")), elsewhere="git"))
    sources = _list(_table(_table(raw).get("_meta")).get("sources"))
    urls = [_table(source).get("url") for source in sources]
    return Reading(tuple(pins), (), tuple(url for url in urls if isinstance(url, str)))


def _pipfile(path: str, text: bytes) -> Reading:
    raw = _toml(text)
    if raw is None:
        return Reading(problem="it is no TOML")
    plain = text.decode("utf-8", "replace")
    lines = Lines(plain)
    pins = []
    for section in ("packages", "dev-packages"):
        for name, value in _table(raw.get(section)).items():
            pins.append(_entry(name, value, Location(path, _line_of_key(plain, lines, name))))
    return Reading(tuple(pins))


_CONDA = lazy(
    r"^(\s*)-\s+(?:[\w./-]+::)?[\"']?([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([=<>!~][^\"'#]*)?[\"']?\s*(?:#.*)?$"
)


def _conda(path: str, text: bytes) -> Reading:
    """A conda environment: its own packages, and below ``- pip:`` those of PyPI."""
    pins: list[Pin] = []
    inside, deep = False, -1
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
        stripped = line.strip()
        if not line.startswith((" ", "-", "\t")) and stripped:
            inside, deep = stripped.startswith("dependencies:"), -1
            continue
        if re.match(r"^\s*-\s+pip:\s*$", line):
            deep = len(line) - len(line.lstrip())
            continue
        match = _CONDA.match(line) if inside else None
        if match is None:
            continue
        indent, name, written = len(match[1]), match[2], (match[3] or "").strip()
        if deep >= 0 and indent > deep:
            pins.append(_pin(name, written, Location(path, number)))
            continue
        deep = -1
        version = written.lstrip("=").partition("=")[0] if written.startswith("=") else ""
        if name != "python":
            pins.append(
                Pin("conda", name.lower(), version or lowest(written), Location(path, number), bool(version), written)
            )
    return Reading(tuple(pins))


ECOSYSTEM = Ecosystem(
    "pypi",
    (
        ("pyproject.toml", _pyproject),
        ("pylock.toml", _lock),
        ("pylock.*.toml", _lock),
        ("uv.lock", _lock),
        ("poetry.lock", _lock),
        ("pdm.lock", _lock),
        ("pipfile.lock", _pipfile_lock),
        ("pipfile", _pipfile),
        ("environment.y*ml", _conda),
        ("conda.y*ml", _conda),
        ("*.txt", _requirements),
        ("*.in", _requirements),
    ),
)
