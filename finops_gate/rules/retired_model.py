"""A change chooses a model that its provider has retired, or is about to.

Why it matters:
    Calls to a retired model fail, or are served by a successor at another price. A model that retires within 90 days
    brings the same change back soon, then in a hurry.

Example:
    `model="gpt-4-32k"`, retired on 2025-06-06.
    `model="claude-3-opus-20240229"`, to be retired in 40 days; its successor is named.

What to do:
    Choose the successor that the message names, and look at its price in the same pull request.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from finops_gate.base.text import clean
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import shown, touched_sites
from finops_gate.model.price import ModelStatus, Quote
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule

SOON = timedelta(days=90)
"""How long before a retirement it is reported. Providers announce theirs two to twelve months ahead."""


def check(case: Case) -> Iterator[Finding]:
    """One finding for each row that brings in a retired model, or one with its date of retirement near."""
    for site in touched_sites(case.rows):
        for row in site.rows:
            after, quote = row.change.after, case.quote(row, "after")
            if not row.change.key.names_model or after is None or not isinstance(quote, Quote):
                continue
            when = _when(case, quote)
            if when:
                successor = clean(quote.successor, 60) if quote.successor else ""
                message = f"{site.name}: {shown(after)} {when}" + (
                    f"; its successor is {successor}" if successor else ""
                )
                advice = f"use {successor}" if successor else None
                yield finding("retired-model", site, message, rows=(row,), names=(quote.model,), advice=advice)


def _when(case: Case, quote: Quote) -> str:
    day = quote.retires_on
    if quote.status is ModelStatus.RETIRED or (day is not None and day <= case.as_of):
        return f"is retired since {day}" if day is not None and day <= case.as_of else "is retired"
    if day is not None and day - case.as_of <= SOON:
        left = (day - case.as_of).days
        return f"retires on {day}, in {left} day{'s' if left > 1 else ''}"
    return ""


RULE = Rule("retired-model", check)
