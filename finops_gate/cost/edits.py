"""Makes findings of edits to the gate itself, one for each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from finops_gate.base.text import clean
from finops_gate.model.fingerprint import finding_fingerprint
from finops_gate.model.governance import Edit, EditKind
from finops_gate.model.setting import Location
from finops_gate.model.verdict import Finding

SHOWN = 5
"""Edits that one message tells; what weakens comes first."""


def by_file(rule: str, edits: Sequence[Edit], kind: EditKind, *, advice: str | None = None) -> Iterator[Finding]:
    """One finding for each file with edits of a kind. `weakened` counts those after which the gate objects to less."""
    paths = sorted({edit.path for edit in edits if edit.kind is kind})
    for path in paths:
        own = sorted(
            (edit for edit in edits if edit.path == path and edit.kind is kind),
            key=lambda edit: (not edit.weakens, edit.line),
        )
        told = [f"{edit.words}{edit.effect}" for edit in own]
        more = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        yield Finding(
            rule=rule,
            fingerprint=finding_fingerprint(rule, [f"{path}|{edit.words}" for edit in own]),
            changes=(),
            message=f"{clean(path, 80)}: {'; '.join(told[:SHOWN])}{more}",
            location=Location(path, max(1, own[0].line)),
            measure=(("weakened", Decimal(sum(edit.weakens for edit in own))),),
            advice=advice,
        )
