"""Where pip and uv look: their configuration files and their variables, read as they read them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from configparser import ConfigParser, Error
from contextlib import suppress
from typing import Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.registries.access.transport import Access, bare, basic, host, origin


class Indexes(NamedTuple):
    """The indexes of the machine, the first asked first, and how to reach them."""

    urls: tuple[str, ...]
    """Empty: the protocol's default."""
    access: Access


def indexes(environment: Mapping[str, str], named: tuple[str, ...] = ()) -> Indexes:
    """The indexes that this machine is configured with, and those that `named` (base's own files) adds."""
    values = {**_pip_files(environment), **_variables(environment, "PIP_")}
    uv = _uv_files(environment)
    first = [
        *environment.get("UV_DEFAULT_INDEX", "").split(),
        *environment.get("UV_INDEX_URL", "").split(),
        *values.get("index-url", "").split(),
        *uv,
    ]
    extra = [
        *(
            entry.rpartition("=")[2] if "://" in entry.rpartition("=")[2] else entry
            for entry in environment.get("UV_INDEX", "").split()
        ),
        *environment.get("UV_EXTRA_INDEX_URL", "").split(),
        *values.get("extra-index-url", "").split(),
    ]
    urls = list(dict.fromkeys(url for url in (*first[:1], *first[1:], *named, *extra) if "://" in url))
    secrets: dict[str, str] = {}
    for url in urls:
        secret = basic(url) or _netrc(environment, host(url))
        if secret and url not in named:
            secrets.setdefault(origin(url), secret)
    trusted = tuple(entry.partition(":")[0].lower() for entry in values.get("trusted-host", "").split())
    certificates = next(
        (
            path
            for path in (
                values.get("cert", ""),
                *(environment.get(name, "") for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")),
            )
            if path
        ),
        "",
    )
    access = Access(secrets, os.path.expanduser(certificates), trusted, tuple(host(url) for url in urls))
    mains = tuple(dict.fromkeys(bare(url) for url in urls))
    has_first = bool(first)
    return Indexes(mains if has_first else ("", *mains), access)


def _variables(environment: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix).lower().replace("_", "-"): value
        for name, value in environment.items()
        if name.startswith(prefix) and value
    }


def _pip_files(environment: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in _pip_paths(environment):
        parser = ConfigParser(interpolation=None, strict=False)
        try:
            with open(path, encoding="utf-8") as file:  # noqa: PTH123
                parser.read_file(file)
        except (OSError, Error, UnicodeDecodeError):
            continue
        for section in ("global", "install", "download"):
            if parser.has_section(section):
                found.update({name.replace("_", "-"): value for name, value in parser.items(section)})
    return found


def _pip_paths(environment: Mapping[str, str]) -> Iterator[str]:
    """Weakest first, as pip's own documentation orders them."""
    named = environment.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return
    for folder in reversed((environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")):
        yield os.path.join(folder, "pip", "pip.conf")
    yield "/etc/pip.conf"
    home = environment.get("HOME", "")
    if home:
        yield os.path.join(home, ".pip", "pip.conf")
        yield os.path.join(environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "pip", "pip.conf")
    yield os.path.join(environment.get("VIRTUAL_ENV") or sys.prefix, "pip.conf")
    if named:
        yield named


def _uv_files(environment: Mapping[str, str]) -> list[str]:
    """The indexes of uv's own files, strongest first."""
    home = environment.get("HOME", "")
    folders = [
        environment.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if home else ""),
        "/etc/xdg",
        "/etc",
    ]
    found: list[str] = []
    for folder in folders:
        if not folder:
            continue
        with suppress(OSError):
            with open(os.path.join(folder, "uv", "uv.toml"), "rb") as file:  # noqa: PTH123
                text = file.read(1 << 20)
            found += uv_indexes(text)
    return found


def uv_indexes(text: bytes) -> list[str]:
    """The indexes that a uv.toml, or the `[tool.uv]` of a pyproject.toml, names."""
    import tomllib

    try:
        raw: Any = tomllib.loads(text.decode("utf-8", "replace"))
    except tomllib.TOMLDecodeError:
        return []
    if isinstance(raw.get("tool"), dict):
        raw = raw["tool"].get("uv", {})
    listed = raw.get("index", []) if isinstance(raw, dict) else []
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    ordered = sorted(entries, key=lambda entry: not entry.get("default"))
    named = [entry.get("url") for entry in ordered if not entry.get("explicit")]
    plain = [raw.get("index-url") if isinstance(raw, dict) else None]
    return [url for url in (*named, *plain) if isinstance(url, str)]


def _netrc(environment: Mapping[str, str], name: str) -> str:
    from netrc import NetrcParseError, netrc

    home = environment.get("HOME", "")
    path = environment.get("NETRC") or (os.path.join(home, ".netrc") if home else "")
    if not path or not os.path.isfile(path):
        return ""
    try:
        found = netrc(path).hosts.get(name)
    except (NetrcParseError, OSError, UnicodeDecodeError):
        return ""
    if not found:
        return ""
    from base64 import b64encode

    return f"Basic {b64encode(f'{found[0]}:{found[2]}'.encode()).decode()}"
