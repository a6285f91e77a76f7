"""Who has silenced an advice, and why: an ignore in the code, a waiver, or the policy. Each has its reason.

An advice asks for nothing, so nothing is let through by silencing it; what is silenced is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from finops_gate.base.text import clean
from finops_gate.model.policy import Policy
from finops_gate.model.site import Site
from finops_gate.model.verdict import Finding
from finops_gate.model.waiver import Waiver
from finops_gate.verdict.decide import decide, switched_off
from finops_gate.verdict.ignores import ignored_here


def silenced(finding: Finding, sites: Sequence[Site], policy: Policy, waivers: Iterable[Waiver], as_of: date) -> str:
    """Where and why an advice is silenced, in harmless words; empty where it stands.

    `sites`: all places that it is about. An ignore in the code counts where each of them has one.
    """
    told = [ignored_here(site, finding.rule, as_of) for site in sites]
    if told and all(told):
        return clean(told[0] or "", 400)
    decisions = decide((finding,), policy)
    for waiver in waivers:
        if waiver.created <= as_of <= waiver.expires and any(waiver.fits(decision) for decision in decisions):
            words = f"waivers.yaml {waiver.id}, {waiver.approved_by}: {waiver.reason}, until {waiver.expires}"
            return clean(words, 400)
    return clean(decisions[0].because, 400) if switched_off(finding, policy) else ""
