"""A share of the calls is routine work that a micro-model could answer.

Why it matters:
    One model for everything is priced by its hardest question. Where a first step sends the routine questions to the
    smallest model, or to a fixed answer, only the rest pays for the large one.

Example:
    `helpdesk-bot` declares `routine_share: "0.6"`: 30,000 of 50,000 calls a month on a micro-model.

What to do:
    Measure the share (what part of your recorded questions a classifier calls routine), declare it as the feature's
    `routine_share`, and look at other shares, targets and sizes:
    `finops-gate route --feature helpdesk-bot --split 'faq=60%:gpt-4.1-nano' --sweep`. Where no share is declared
    nothing is said. `above` is dollars a month that it would save, `percent` the part of a call.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.frozen import replace
from finops_gate.base.money import percent
from finops_gate.base.text import clean
from finops_gate.cost.advising import advice
from finops_gate.cost.smaller import cheapest_sufficient
from finops_gate.model.site import SiteKind
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each call of a feature that declares a routine share, where a much cheaper model fits."""
    for spending in case.spendings:
        share = spending.feature.routine_share if spending.feature else None
        if not share or spending.site.kind is not SiteKind.MODEL_CALL:
            continue
        found = cheapest_sufficient(spending, case.models, ())
        if found is None:
            continue
        from finops_gate.cost.routing import mixed

        priced = found.projection
        then = replace(
            priced,
            per_call_after=mixed(priced.per_call_before, priced.per_call_after, share),
            monthly_after=mixed(priced.monthly_before, priced.monthly_after, share),
        )
        part = percent(share * 100, signed=False)
        message = f"{spending.name}: {part} of the calls on {clean(found.quote.model, 60)}, the rest as today"
        rests = (
            f"{part} of the calls are routine: declared in the policy",
            "routine calls are as long as the others, and telling them apart costs nothing",
        )
        target = f"{part} to {found.quote.subject}"
        yield advice("routing-split", spending, target, then, message, rests, Grade.DECLARED)


RULE = Rule("routing-split", check, ("above", "percent"), advises=True)
