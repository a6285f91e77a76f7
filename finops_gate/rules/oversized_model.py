"""A large model does work that a smaller one could do.

Why it matters:
    Models of one provider differ in price by ten and more. Where answers are a word or a line, a flagship is paid for
    what nobody reads.

Example:
    `gpt-4o` sorts tickets: 95 of 100 answers have at most 40 tokens. `gpt-4o-mini` has the context and the modalities,
    and costs 6 % of it.

What to do:
    Try the model that is named on your own tasks, and keep the result in `.finops-gate/quality/`: then the advice
    rests on a score. The rule speaks where 95 of 100 recorded answers have at most 100 tokens, or where the feature in
    policy.yaml says `routine: true`; a model of another provider is named only where your own scores say that it
    suffices (the feature's `least_score`, else what the present model reaches). `above` is dollars a month that it
    would save, `percent` the part of a call. An annotation `finops-gate: ignore[oversized-model]` with a reason
    silences it at one place.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.cost.advising import Spending, advice
from finops_gate.cost.smaller import cheapest_sufficient
from finops_gate.cost.spendings import answers_shortly
from finops_gate.model.site import SiteKind
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each call of routine work that a much cheaper model could answer."""
    for spending in case.spendings:
        why = routine(spending)
        if not why or spending.site.kind is not SiteKind.MODEL_CALL:
            continue
        found = cheapest_sufficient(spending, case.models, case.scores)
        if found is None:
            continue
        name = clean(found.quote.model, 60)
        message = f"{spending.name}: {clean(spending.quote.model, 60)} does routine work ({why}); {name} may do it"
        rests = (why, found.told, "whether the calls use tools that it lacks was not looked at")
        most = Grade.MEASURED if found.scored else Grade.DECLARED
        yield advice("oversized-model", spending, found.quote.subject, found.projection, message, rests, most)


def routine(spending: Spending) -> str:
    """Why the calls count as routine work; empty where nothing says so."""
    if answers_shortly(spending):
        longest = max(stream.output.p95 for stream in spending.streams if stream.output.p95 is not None)
        return f"95 of 100 answers have at most {plain(longest)} tokens"
    return "declared in the policy" if spending.feature and spending.feature.routine else ""


RULE = Rule("oversized-model", check, ("above", "percent"), advises=True)
