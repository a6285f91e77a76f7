"""Where npm looks: its configuration files and variables, and the default that npm itself was installed with."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from finops_gate.base.frozen import NamedTuple
from finops_gate.registries.access.transport import Access, bare, basic, host, origin

_DEFAULT = re.compile(r"new Definition\('registry', \{\s*default: [`'\"](https://[^`'\"]+)[`'\"]")
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\??\}")


class Registries(NamedTuple):
    """The registry of the machine, those of scopes, and how to reach them."""

    default: str
    """Empty when nothing on this machine names one."""
    scopes: Mapping[str, str]
    """``@scope`` to its registry."""
    access: Access

    def of(self, name: str) -> str:
        """The registry of a package."""
        return self.scopes.get(name.partition("/")[0], self.default) if name.startswith("@") else self.default


def registries(environment: Mapping[str, str], named: str = "") -> Registries:
    """The registries of this machine's npm. `named`: the text of base's own .npmrc; its secrets do not count."""
    values: dict[str, str] = {}
    for path in _paths(environment):
        values.update(_read(path, environment))
    own = _parse(named, environment)
    values.update({n: v for n, v in own.items() if n == "registry" or n.endswith(":registry")})
    for name, value in environment.items():
        lowered = name.lower()
        if lowered.startswith("npm_config_") and value:
            values[lowered.removeprefix("npm_config_").replace("_", "-")] = value
    default = values.get("registry") or _built_in(environment)
    scopes = {n.partition(":")[0]: bare(v) for n, v in values.items() if n.startswith("@") and n.endswith(":registry")}
    secrets: dict[str, str] = {}
    for url in (default, *scopes.values()):
        secret = _secret(values, url) or basic(url)
        if secret and url not in own.values():
            secrets[origin(url)] = secret
        elif secret and _secret(values, url):
            secrets[origin(url)] = secret  # the machine's own secret, bound to that host by the machine
    hosts = tuple(host(url) for url in (default, *scopes.values()) if url)
    trusted = tuple(name for name in hosts if default.startswith("http:") and name == host(default))
    certificates = values.get("cafile", "") or environment.get("SSL_CERT_FILE", "")
    access = Access(secrets, os.path.expanduser(certificates), trusted, hosts)
    return Registries(bare(default) if default else "", scopes, access)


def _paths(environment: Mapping[str, str]) -> Iterator[str]:
    """Weakest first."""
    npm = _npm(environment)
    if npm:
        yield os.path.join(npm, "npmrc")
        yield os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(npm))), "etc", "npmrc")
    yield from ("/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc")
    if environment.get("PREFIX"):
        yield os.path.join(environment["PREFIX"], "etc", "npmrc")
    named = environment.get("NPM_CONFIG_USERCONFIG") or environment.get("npm_config_userconfig")
    home = environment.get("HOME", "")
    if named or home:
        yield named or os.path.join(home, ".npmrc")


def _npm(environment: Mapping[str, str]) -> str:
    """The folder that npm is installed in, or empty."""
    for folder in environment.get("PATH", "").split(os.pathsep):
        program = os.path.join(folder, "npm")
        if folder and os.path.isfile(program):
            return os.path.dirname(os.path.dirname(os.path.realpath(program)))
    return ""


def _built_in(environment: Mapping[str, str]) -> str:
    """The registry that npm was built with, from its own definitions; no address is written into this program."""
    npm = _npm(environment)
    path = os.path.join(npm, "node_modules", "@npmcli", "config", "lib", "definitions", "definitions.js")
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            match = _DEFAULT.search(file.read(1 << 20))
    except OSError:
        return ""
    return match[1] if match else ""


def _read(path: str, environment: Mapping[str, str]) -> dict[str, str]:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            return _parse(file.read(1 << 18), environment)
    except (OSError, UnicodeDecodeError):
        return {}


def _parse(text: str, environment: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith(("#", ";")):
            plain = value.strip().strip("\"'")
            found[name.strip()] = _VARIABLE.sub(lambda match: environment.get(match[1], ""), plain)
    return found


def _secret(values: Mapping[str, str], url: str) -> str:
    """The Authorization for a registry: npm binds each secret to a host and path (``//host/path/:_authToken``)."""
    parts = urlsplit(url)
    place = f"//{parts.netloc.rpartition('@')[2]}{parts.path if parts.path.endswith('/') else parts.path + '/'}"
    while place.count("/") > 2:
        token, pair = values.get(f"{place}:_authToken"), values.get(f"{place}:_auth")
        user, password = values.get(f"{place}:username"), values.get(f"{place}:_password")
        if token:
            return f"Bearer {token}"
        if pair:
            return f"Basic {pair}"
        if user and password:
            return _pair(user, password)
        place = place.rstrip("/").rpartition("/")[0] + "/"
    return ""


def _pair(user: str, password: str) -> str:
    from base64 import b64decode, b64encode

    try:
        plain = b64decode(password, validate=True)
    except ValueError:
        return ""
    return f"Basic {b64encode(user.encode() + b':' + plain).decode()}"
