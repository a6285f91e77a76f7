"""Fields of foreign JSON: there in the promised form, or a ForgeError that names the field."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from finops_gate.base.errors import ForgeError

UNTOLD = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that the forge does not tell: older than any age that a policy allows."""
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def record(value: Any, what: str) -> dict[str, Any]:
    """An object."""
    if not isinstance(value, dict):
        raise ForgeError(f"the forge did not answer with {what}")
    return value


def records(value: Any, what: str) -> list[dict[str, Any]]:
    """A list of objects."""
    if not isinstance(value, list):
        raise ForgeError(f"the forge did not answer with a list of {what}")
    return [record(entry, what) for entry in value]


def inner(value: Any, *path: str) -> Any:
    """What stands at a path of keys; None where there is nothing."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def text(value: Any, *path: str) -> str:
    """A text that must be there."""
    found = inner(value, *path)
    if not isinstance(found, str) or not found:
        raise ForgeError(f"the forge did not tell {'.'.join(path)}")
    return found


def number(value: Any, *path: str) -> int:
    """A whole number that must be there."""
    found = inner(value, *path)
    if not isinstance(found, int) or isinstance(found, bool):
        raise ForgeError(f"the forge did not tell {'.'.join(path)}")
    return found


def words(value: Any, *path: str) -> str:
    """A text that may be missing or empty."""
    found = inner(value, *path)
    return found if isinstance(found, str) else ""


def sha(value: Any, *path: str) -> str:
    """The full id of a commit."""
    found = text(value, *path)
    if not _SHA.fullmatch(found):
        raise ForgeError(f"{'.'.join(path)} is no full id of a commit")
    return found


def full(value: Any) -> str | None:
    """The full id of a commit, or None for anything else."""
    return value if isinstance(value, str) and _SHA.fullmatch(value) else None


def moment(value: Any, *path: str) -> datetime:
    """A time in UTC that must be there."""
    found = maybe_moment(value, *path)
    if found is None:
        raise ForgeError(f"the forge did not tell the time {'.'.join(path)}")
    return found


def maybe_moment(value: Any, *path: str) -> datetime | None:
    """A time in UTC; None for what is missing or no time."""
    found = inner(value, *path)
    try:
        read = datetime.fromisoformat(found) if isinstance(found, str) else None
        return read.astimezone(UTC) if read is not None and read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
