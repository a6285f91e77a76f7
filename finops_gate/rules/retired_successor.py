"""A call stands on a model that its provider withdraws, and the successor has a known price.

Why it matters:
    The change comes anyway, on the provider's day or on yours. What the successor costs decides whether it is a saving
    or needs a budget first.

Example:
    `gpt-4-turbo` retires on 2027-03-26; its successor is `gpt-4.1`, at a fifth of the price of input.

What to do:
    Move before the day, with the price in view. The rule speaks where the catalog names a day or a state of withdrawal
    and a successor whose price it knows; of a successor that is itself retired, the next one is named. `above` is
    dollars a month that the successor saves; where it costs more, that is said, and no `above` is met.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.identity import same_model
from finops_gate.base.text import clean
from finops_gate.cost.advising import advice, instead
from finops_gate.model.price import ModelStatus, Quote
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each call on a model that goes, with a successor that has a price."""
    for spending in case.spendings:
        quote = spending.quote
        successor = _successor(quote, case.models)
        if not quote.standing or successor is None:
            continue
        priced = instead(spending, successor)
        now, then = priced.per_call_before, priced.per_call_after
        if now is None or then is None:
            continue
        compared = "costs more" if then > now else "costs less" if then < now else "costs the same"
        name = clean(successor.model, 60)
        message = f"{spending.name}: {clean(quote.model, 60)} {quote.standing}; its successor {name} {compared}"
        rests = ("the successor is the one that the catalog names",)
        yield advice("retired-successor", spending, successor.subject, priced, message, rests)


def _successor(quote: Quote, known: tuple[Quote, ...]) -> Quote | None:
    """The first of its successors that stays, in the order of time; None where the catalog knows none with a price."""
    seen = {quote.subject}
    while quote.successor is not None:
        named = [other for other in known if same_model(other.model, quote.successor) and not other.reason]
        found = min(named, key=lambda other: (other.provider != quote.provider, other.subject), default=None)
        if found is None or found.subject in seen:
            return None
        if found.status is not ModelStatus.RETIRED:
            return found
        seen.add(found.subject)
        quote = found
    return None


RULE = Rule("retired-successor", check, ("above", "percent"), advises=True)
