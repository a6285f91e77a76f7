"""waivers.yaml to waivers. Whatever is wrong with the file is a GovernanceError with file, line and key."""

from __future__ import annotations

from typing import Any

from finops_gate.model.policy import Where
from finops_gate.model.waiver import Waiver
from finops_gate.policy.document import read
from finops_gate.policy.validating import validated


def load(text: bytes, path: str) -> tuple[Waiver, ...]:
    """The waivers of a file, in its order. Raises GovernanceError."""
    from finops_gate.policy.waiver_form import WaiversForm

    document = read(text, path)
    form: Any = validated(document, WaiversForm)
    return tuple(_waiver(entry, document.line(("waivers", at))) for at, entry in enumerate(form.waivers))


def _waiver(form: Any, line: int) -> Waiver:
    scope = form.scope
    return Waiver(
        form.id,
        form.fp,
        form.rule,
        None if scope is None else Where(tuple(scope.paths), tuple(scope.features), tuple(scope.environments)),
        form.ceiling_monthly_delta,
        form.reason,
        form.approved_by,
        form.role,
        form.created,
        form.expires,
        form.code or "",
        form.signature or "",
        line,
    )
