"""A large embedding model is called where the same provider has a much cheaper one.

Why it matters:
    Embeddings are made of every document and again of every change. Prices of one provider differ sixfold, the quality
    of retrieval often by little; and longer vectors cost storage with every document, too.

Example:
    `text-embedding-3-large` at $0.13 per million tokens; `text-embedding-3-small` costs $0.02.

What to do:
    Measure retrieval with the smaller model on your own questions before you change: all documents must be embedded
    again, and vectors of two models cannot be mixed. The rule speaks where an embedding costs at most half at the
    same provider, the calls are recorded or their number is declared, and your scores do not say otherwise. `above` is
    dollars a month that it would save, `percent` the part of a call.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.text import clean
from finops_gate.cost.advising import advice
from finops_gate.cost.smaller import cheapest_sufficient
from finops_gate.model.setting import Key
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each embedding that a much cheaper model of the same provider could make."""
    for spending in case.spendings:
        if spending.quote.mode != "embedding" or spending.workload.grade < Grade.DECLARED:
            continue
        found = cheapest_sufficient(spending, case.models, case.scores)
        if found is None:
            continue
        name = clean(found.quote.model, 60)
        message = f"{spending.name}: {clean(spending.quote.model, 60)} is a large embedding; {name} costs less"
        bound = spending.site.bound(Key.DIMENSIONS)
        asked = f"{clean(str(bound.value), 20)} dimensions are asked for: " if bound is not None else ""
        rests = (
            found.told,
            f"{asked}whether {name} gives vectors as long was not looked at",
            "the documents must be embedded again once; that cost is not in the figures",
        )
        most = Grade.MEASURED if found.scored else Grade.ASSUMED
        yield advice("oversized-embedding", spending, found.quote.subject, found.projection, message, rests, most)


RULE = Rule("oversized-embedding", check, ("above", "percent"), advises=True)
