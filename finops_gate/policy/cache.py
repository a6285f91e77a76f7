"""Validated policies, kept as JSON so that a second run needs neither YAML nor pydantic.

An entry is used only if it is whole, was written by this version of the tool, for this text, by this user. Anything
else is ignored and written anew: a cache may make a run faster, never different.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from finops_gate.base.digests import sha256
from finops_gate.base.frozen import is_frozen
from finops_gate.model.policy import Policy, RuleShape

FORM = 4
"""Raised when the stored form changes without a new version of the tool (between commits of a developer)."""
LARGEST = 8 << 20

T = TypeVar("T")


def load_cached(
    text: bytes,
    path: str,
    digest: str,
    rules: Mapping[str, RuleShape],
    *,
    directory: str | None,
    version: str,
    organisation: bytes | None = None,
) -> Policy:
    """The policy of a file, from the cache where that has it. `directory` None: no cache. Raises GovernanceError."""
    if directory is None:
        return _read(text, path, digest, rules, organisation)
    identity = _identity(text, path, digest, rules, version, organisation)
    place = os.path.join(directory, f"policy-{identity[:32]}.json")
    stored = _stored(place, identity)
    if stored is not None:
        return stored
    policy = _read(text, path, digest, rules, organisation)
    _store(place, identity, policy)
    return policy


def _read(text: bytes, path: str, digest: str, rules: Mapping[str, RuleShape], organisation: bytes | None) -> Policy:
    """The policy out of its YAML; what reads that is imported only where the cache has no answer."""
    from finops_gate.policy.load import load

    return load(text, path, digest, rules, organisation)


def to_json(policy: Policy) -> str:
    """The policy as JSON text."""
    return json.dumps(_plain(policy), separators=(",", ":"))


def from_json(text: str) -> Policy:
    """The policy of `to_json`. Raises ValueError for anything else."""
    try:
        return _built(Policy, json.loads(text))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError) as error:
        raise ValueError(f"not a stored policy: {error!r}") from None


def _identity(
    text: bytes,
    path: str,
    digest: str,
    rules: Mapping[str, RuleShape],
    version: str,
    organisation: bytes | None,
) -> str:
    """What the result depends on, in one digest."""
    shapes = [[name, list(shape.measures), shape.by_name, shape.by_evidence] for name, shape in sorted(rules.items())]
    above = organisation and sha256(organisation).hexdigest()
    parts = [FORM, version, path, digest, sha256(text).hexdigest(), shapes, above]
    return sha256(json.dumps(parts).encode()).hexdigest()


def _stored(place: str, identity: str) -> Policy | None:
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not trusted(os.fstat(file.fileno())):
                return None
            head, _, body = file.read().partition(b"\n")
        if head != _head(identity, body):
            return None
        return from_json(body.decode())
    except (OSError, ValueError):
        return None


def trusted(found: os.stat_result) -> bool:
    """True for a plain file of this user, of at most `LARGEST` bytes."""
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_size <= LARGEST


def _store(place: str, identity: str, policy: Policy) -> None:
    """Writes beside and renames, so that nobody reads half an entry. A cache that cannot be written is no error."""
    body = to_json(policy).encode()
    beside = f"{place}.{os.getpid()}.new"
    with suppress(OSError):
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_head(identity, body) + b"\n" + body)
            os.replace(beside, place)
        except OSError:
            with suppress(OSError):
                os.unlink(beside)


def _head(identity: str, body: bytes) -> bytes:
    return f"finops-gate policy {identity} {sha256(body).hexdigest()}".encode()


def _plain(value: Any) -> Any:
    if is_frozen(type(value)):
        return {name: _plain(getattr(value, name)) for name in _hints(type(value))}  # type: ignore[arg-type]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal | date) else value


def _built(kind: type[T], value: Any) -> T:
    """A value of `kind` out of JSON; the shape is read from the nouns themselves, so it cannot fall behind them."""
    hints = _hints(kind)  # type: ignore[arg-type]
    if set(value) != set(hints):
        raise ValueError(f"keys of {kind.__name__}")
    return kind(**{name: _one(hint, value[name]) for name, hint in hints.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of the fields; a policy holds the same few kinds many times over."""
    return get_type_hints(kind)


def _one(hint: Any, value: Any) -> Any:
    if get_origin(hint) is UnionType:
        if value is None:
            return None
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if ... in inner:
            return tuple(_one(inner[0], item) for item in value)
        return tuple(_one(part, item) for part, item in zip(inner, value, strict=True))
    if is_frozen(hint):
        return _built(hint, value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is Decimal or issubclass(hint, Enum):
        return hint(value)
    if type(value) is not hint:
        raise ValueError(f"{value!r} is no {hint.__name__}")
    return value
