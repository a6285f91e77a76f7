"""Names of changes and findings that survive unrelated edits: no line number and no price is part of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from finops_gate.base.digests import sha256
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Bound, Change

LENGTH = 16
"""Hexadecimal digits; 64 bits are more than enough for the rows of one change."""


def row_fingerprint(change: Change, ordinal: int = 0) -> str:
    """The fingerprint of one change; `ordinal` tells apart rows that are equal in all that counts."""
    sides = [_value(change.before), _value(change.after)]
    return _digest("row", change.site, change.key, change.status, change.bound.setting.slot, sides, ordinal)


def row_fingerprints(changes: Iterable[Change]) -> tuple[str, ...]:
    """A fingerprint for each change, in order; no two are the same."""
    seen: Counter[str] = Counter()
    found = []
    for change in changes:
        plain = row_fingerprint(change)
        found.append(row_fingerprint(change, seen[plain]) if seen[plain] else plain)
        seen[plain] += 1
    return tuple(found)


def finding_fingerprint(rule: str, rows: Iterable[str]) -> str:
    """The fingerprint of what a rule found in rows, given by theirs; their order does not matter."""
    return _digest("finding", rule, sorted(rows))


def _value(bound: Bound | None) -> str | list[str] | None:
    if bound is None:
        return None
    # the reason of an unknown value is wording; that it is unknown is what counts
    return ["unknown"] if isinstance(bound.value, Unknown) else bound.value


def _digest(*parts: object) -> str:
    # JSON escapes everything that is not ASCII, lone surrogates of odd paths too
    return sha256(json.dumps(["v1", *parts]).encode()).hexdigest()[:LENGTH]
