"""What edited waivers and signers change, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from finops_gate.base.text import clean
from finops_gate.compare.policies import Edited
from finops_gate.model.baseline import Accepted

Value: TypeAlias = "str | dict[str, Value] | list[Value] | None"

_NAMED_BY = ("id", "finding", "fingerprint", "fp", "code", "rule", "site", "role")
"""What an entry is known by, the surest first."""
_SHOWN = 60


def entries_edited(noun: str, before: Value, after: Value) -> Iterator[Edited]:
    """Entries of two documents that were added, changed or removed. Every entry permits something."""
    old, new = _entries(before), _entries(after)
    for name in sorted({*old, *new}):
        if name not in old:
            yield Edited(f"{noun} added for {name}{_told(new[name])}", weakens=True)
        elif name not in new:
            yield Edited(f"{noun} for {name} removed")
        elif old[name] != new[name]:
            yield Edited(f"{noun} for {name} changed: {_difference(old[name], new[name])}", weakens=True)


def debt_edited(before: frozenset[Accepted], after: frozenset[Accepted]) -> Iterator[Edited]:
    """Entries of the baseline that come or go: paying old debt needs nobody's approval."""
    for entry in sorted(before ^ after):
        words = f"{entry.rule} at {clean(entry.site, _SHOWN)} ({clean(entry.subject, _SHOWN) or 'unreadable'})"
        came = entry in after
        yield Edited(f"old debt {'accepted' if came else 'paid'}: {words}", came)


def lines_edited(noun: str, before: bytes | None, after: bytes | None) -> Iterator[Edited]:
    """Lines that were added or removed, by their first word. A line that comes permits somebody something."""
    old, new = _lines(before), _lines(after)
    for line in sorted(new - old):
        yield Edited(f"{noun} {_first(line)} added", weakens=True)
    for line in sorted(old - new):
        yield Edited(f"{noun} {_first(line)} removed")


def _entries(value: Value) -> dict[str, Mapping[str, Value]]:
    lists = [inner for inner in value.values() if isinstance(inner, list)] if isinstance(value, dict) else []
    found: dict[str, Mapping[str, Value]] = {}
    for entry in (entry for listed in lists for entry in listed):
        if not isinstance(entry, dict):
            continue
        key = next((key for key in _NAMED_BY if isinstance(entry.get(key), str)), None)
        name = clean(str(entry[key]), _SHOWN) if key else "an unnamed finding"
        while name in found:
            name += "'"
        found[name] = entry
    return found


def _told(entry: Mapping[str, Value]) -> str:
    parts = [
        f"{key} {clean(value, _SHOWN)}"
        for key, value in sorted(entry.items())
        if isinstance(value, str) and key not in ("id", "signature")
    ]
    return f" ({', '.join(parts[:6])})" if parts else ""


def _difference(old: Mapping[str, Value], new: Mapping[str, Value]) -> str:
    keys = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    return ", ".join(f"{clean(key, 40)} {_word(old.get(key))} -> {_word(new.get(key))}" for key in keys[:5])


def _word(value: Value) -> str:
    return clean(value, _SHOWN) if isinstance(value, str) else "nothing" if value is None else "..."


def _lines(text: bytes | None) -> set[str]:
    decoded = (text or b"").decode("utf-8", "replace").splitlines()
    return {line.strip() for line in decoded if line.strip() and not line.lstrip().startswith("#")}


def _first(line: str) -> str:
    return clean(line.split()[0], _SHOWN)
