"""Makes findings of waivers, so that each rule about them states only which ones it objects to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finops_gate.base.text import clean
from finops_gate.model.fingerprint import finding_fingerprint
from finops_gate.model.setting import Location
from finops_gate.model.verdict import Finding
from finops_gate.model.waiver import Standing, Use

PATH = ".finops-gate/waivers.yaml"


def about(rule: str, uses: Iterable[Use], standing: Standing) -> Iterator[Finding]:
    """A finding for each waiver that stands so."""
    for use in uses:
        if use.standing is standing:
            name = clean(use.waiver.id, 80)
            yield Finding(
                rule,
                finding_fingerprint(rule, (use.waiver.id,)),
                (),
                f"waiver {name} {use.words}",
                Location(PATH, use.waiver.line),
            )
