"""How far the output of a call may go after a change that nobody can measure beforehand.

The middle of a projection keeps the recorded workload. A raised limit, more reasoning or a finer tokenizer may make
answers longer; that widens the upper bound, by the rules of this file, each with its reason.
"""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.money import plain
from finops_gate.cost.parameters import DEFAULT_EFFORT, ONE, Parameters
from finops_gate.model.usage import TokenProfile

UNBOUNDED = Decimal(10)
"""A removed limit of a model whose own limit is not known: answers up to ten times the old limit."""


def highest_output(
    output: Decimal,
    reasoning: Decimal,
    recorded: TokenProfile,
    old: Parameters,
    new: Parameters,
    most: Decimal | None,
    tokens_ratio: Decimal = ONE,
) -> tuple[Decimal, tuple[str, ...]]:
    """The upper bound of the mean output of a call after the change, and one line for each reason.

    `output` and `reasoning` are the middle after the change; `recorded` the distribution before it; `most` what one
    call can give at most (limit times choices), None when no limit is known; `tokens_ratio` how many tokens of the
    new model one of the old model makes.
    """
    reasons: list[str] = []
    high = output
    if tokens_ratio > ONE:
        high *= tokens_ratio
        reasons.append(f"high: answers of the same length make {plain(tokens_ratio)} times the tokens")
    longer = _uncapped(output, recorded, old, new, most)
    if longer > high:
        high = longer
        reasons.append("high: answers that the old limit cut off may go up to the new one")
    thought = _thought(output, reasoning, old, new)
    if thought > high:
        high = thought
        reasons.append("high: reasoning may take the share of the output that its new setting allows")
    if most is not None:
        high = max(output, min(high, most))
    return high, tuple(reasons) if high > output else ()


def asked_again(recorded: TokenProfile, old: Parameters, new: Parameters) -> tuple[Decimal, str]:
    """How many calls more there may be for each, at most, when a new or lower limit cuts answers off that were whole.

    Callers that see an answer cut off often send the call again. Nothing where no percentile of answers was recorded
    or none reaches the limit: what is not known to be cut is not multiplied.
    """
    if new.cap is None or (old.cap is not None and new.cap >= old.cap):
        return Decimal(0), ""
    limit = new.cap * new.choices
    for value, share in ((recorded.p50, "1"), (recorded.p95, "0.5"), (recorded.p99, "0.05")):
        if value is not None and value > limit:
            told = f"high: the new limit of {plain(limit)} cuts answers off, at most {Decimal(share):.0%} of them"
            return Decimal(share), f"{told}; each may be asked for again"
    return Decimal(0), ""


def _uncapped(
    output: Decimal, recorded: TokenProfile, old: Parameters, new: Parameters, most: Decimal | None
) -> Decimal:
    """A raised or removed limit: only answers that it cut off can grow, and each at most up to the new limit."""
    if old.cap is None or (new.cap is not None and new.cap <= old.cap):
        return output
    before = old.cap * new.choices
    ceiling = before * UNBOUNDED if most is None else most
    return output + _cut_off(recorded, old.cap * old.choices) * max(ceiling - before, Decimal(0))


def _cut_off(recorded: TokenProfile, limit: Decimal) -> Decimal:
    """The largest share of answers that the limit can have cut off, as the recorded percentiles bound it."""
    for value, share in ((recorded.p99, "0.01"), (recorded.p95, "0.05"), (recorded.p50, "0.5")):
        if value is not None and value < limit:
            return Decimal(share)
    return ONE


def _thought(output: Decimal, reasoning: Decimal, old: Parameters, new: Parameters) -> Decimal:
    """More effort, or a larger budget. The answer itself stays; reasoning takes what the new setting allows."""
    if (old.effort, old.budget) == (new.effort, new.budget):
        return output
    if new.budget is not None:
        more = new.budget * new.choices
        spent = reasoning or (old.budget or Decimal(0)) * old.choices
        return output + max(more - spent, Decimal(0))
    share = DEFAULT_EFFORT if new.effort is None else new.effort
    answer = output - reasoning
    if not reasoning and old.effort is not None:
        answer = output * (ONE - old.effort)
    return answer / (ONE - share)
