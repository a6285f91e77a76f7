"""A model has no price in the catalog.

Why it matters:
    A gate that takes an unknown model for free waves through exactly the change that nobody has looked at: a model that
    came out last week, a fine-tuned or renamed deployment, a typing error. Its cost is unknown, which is not zero.

Example:
    `model="gpt-5.9-ultra"`: no catalog knows the id.
    `model="helpdesk-prod"`: an Azure deployment whose model only the company knows.
    `nvidia.com/gpu: 2` with nothing that says which GPU: a machine without a rate is one, too.

What to do:
    Correct the id if it is misspelt. Give a private model its price, or a deployment its model, in
    `.finops-gate/prices/`. Models that run on machines of your own are priced by the hour and are not reported here.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.text import clean
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import Touched, shown, touched_sites
from finops_gate.model.price import Quoted
from finops_gate.model.setting import Unknown
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each touched site whose model at head has no price, whatever of the site changed."""
    for site in touched_sites(case.rows):
        if site.hourly:
            yield from _machine(site)
            continue
        bound = site.model("after")
        if site.is_gone or bound is None or isinstance(bound.value, Unknown):
            continue
        rows = [row for row in site.rows if row.change.key.names_model and row.change.after]
        quote = case.quote_of(bound)
        if quote is None and not rows:
            continue  # the model is as it was and nobody had to look it up
        reason = _reason(quote)
        if reason is not None:
            names = (bound.value,)
            yield finding(
                "unpriced-model",
                site,
                f"{site.name}: {shown(bound)} has no price, so its cost is unknown{reason}",
                rows=rows,
                names=names,
            )


def _machine(site: Touched) -> Iterator[Finding]:
    """What is paid by the hour and has no rate: an unknown type, spot without a price, a GPU that nobody named."""
    if site.is_gone or site.per_call_after is not None:
        return
    after = site.held.after if site.held else None
    named = [name for name in (after.machine, after.accelerator) if isinstance(name, str)] if after else []
    reason = (
        site.projection.evidence.assumptions[-1] if site.projection and site.projection.evidence.assumptions else ""
    )
    what = clean(named[0], 60) if named else "what runs"
    tail = f": {clean(reason)}" if reason else ""
    yield finding(
        "unpriced-model",
        site,
        f"{site.name}: {what} has no price by the hour, so its cost is unknown{tail}",
        names=tuple(named[:1]),
    )


def _reason(quote: Quoted | None) -> str | None:
    """Why there is no price, ready to follow a sentence; None when there is one, or when none is needed."""
    if isinstance(quote, Unknown):
        return f": {clean(quote.reason)}" if quote.reason else ""
    if quote is None:
        return ": it was not looked up"
    if quote.prices or quote.self_hosted:
        return None
    return f": {clean(quote.reason)}" if quote.reason else ""


RULE = Rule("unpriced-model", check)
