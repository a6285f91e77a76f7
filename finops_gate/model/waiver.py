"""A waiver: somebody who may approve has approved a finding beforehand, up to an amount and until a day."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from enum import StrEnum

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import plain
from finops_gate.model.policy import Where
from finops_gate.model.verdict import Decision

LONGEST_DAYS = 180
"""How long a waiver may hold."""


class Waiver(NamedTuple):
    """One entry of waivers.yaml. It names one finding, or a rule and the sites where it is waived."""

    id: str
    finding: str | None
    """The fingerprint of the one finding."""
    rule: str | None
    scope: Where | None
    ceiling: Decimal | None
    """Dollars more a month that it covers; None: a finding whose month nobody knows, and none with a month."""
    reason: str
    approved_by: str
    role: str
    """Whose approval it stands for."""
    created: date
    expires: date
    """The last day on which it holds."""
    code: str = ""
    """Of the request that it was given to, for the record."""
    signature: str = ""
    """An ssh signature over `signed_text`; empty: only its place at the target proves it."""
    line: int = 0

    def fits(self, decision: Decision) -> bool:
        """True when it speaks of the finding and stands for the role that is asked; nothing waives a block."""
        finding = decision.finding
        if self.finding is not None:
            return self.finding == finding.fingerprint
        paths = finding.paths or (finding.location.path,)
        where = self.scope
        return self.rule == finding.rule and (
            where is None or all(where.fits(path, finding.feature, finding.environment) for path in paths)
        )

    def signed_text(self, repository: str) -> bytes:
        """What its signature signs: all that it permits, and where, so that it permits nothing elsewhere."""
        where = self.scope
        said = {
            "schema": "finops-gate/waiver-1",
            "repository": repository.lower(),
            "id": self.id,
            "fp": self.finding,
            "rule": self.rule,
            "scope": None if where is None else [list(where.paths), list(where.features), list(where.environments)],
            "ceiling_monthly_delta": None if self.ceiling is None else plain(self.ceiling),
            "reason": self.reason,
            "approved_by": self.approved_by,
            "role": self.role,
            "created": self.created.isoformat(),
            "expires": self.expires.isoformat(),
            "code": self.code,
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


class Standing(StrEnum):
    """What a waiver is worth for one change."""

    HOLDS = "holds"
    ENDING = "ending"
    """It holds, and not for much longer."""
    EXPIRED = "expired"
    EXCEEDED = "exceeded"
    """What it would cover costs more than it permits, or nobody knows what it costs."""
    UNUSED = "unused"
    """The change brings it and has nothing that it covers."""
    UNPROVEN = "unproven"
    """The change brings it, and no signature proves it."""


class Use(NamedTuple):
    """A waiver and what it is worth for one change."""

    waiver: Waiver
    standing: Standing
    findings: tuple[str, ...]
    """Fingerprints of the findings that it speaks of, sorted."""
    words: str
    """Why, in a few words of harmless text."""
    brought: bool = False
    """It comes in the change itself, and its signature is good."""

    @property
    def honoured(self) -> bool:
        return self.standing in (Standing.HOLDS, Standing.ENDING)
