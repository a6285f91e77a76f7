"""How far the output of a call may go after a change that nobody can measure beforehand.

The middle of a projection keeps the recorded workload. A raised limit, more reasoning or a finer tokenizer may make
answers longer; that widens the upper bound, by the rules of this file, each with its reason.
"""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.money import plain
from finops_gate.cost.parameters import DEFAULT_EFFORT, ONE, Parameters
from finops_gate.model.projection import Effect
from finops_gate.model.usage import TokenProfile

UNBOUNDED = Decimal(10)
"""A removed limit of a model whose own limit is not known: answers up to ten times the old limit."""
NEAR = Decimal("0.9")
"""The share of a limit from which on answers are close to it: another model's may well go beyond."""
TOKENS = "output tokens a call"
CALLS = "calls for each"


def highest_output(
    output: Decimal,
    reasoning: Decimal,
    recorded: TokenProfile,
    old: Parameters,
    new: Parameters,
    most: Decimal | None,
    tokens_ratio: Decimal = ONE,
) -> tuple[Decimal, tuple[Effect, ...]]:
    """The upper bound of the mean output of a call after the change, and each reason with its own bounds.

    `output` and `reasoning` are the middle after the change; `recorded` the distribution before it; `most` what one
    call can give at most (limit times choices), None when no limit is known; `tokens_ratio` how many tokens of the
    new model one of the old model makes.
    """
    bounds: list[tuple[str, Decimal]] = []
    if tokens_ratio > ONE:
        told = f"high: answers of the same length make {plain(tokens_ratio)} times the tokens"
        bounds.append((told, output * tokens_ratio))
    high = max((bound for _, bound in bounds), default=output)
    longer = _uncapped(output, recorded, old, new, most)
    if longer > high:
        bounds.append(("high: answers that the old limit cut off may go up to the new one", longer))
    thought = _thought(output, reasoning, old, new)
    if thought > max(high, longer):
        bounds.append(("high: reasoning may take the share of the output that its new setting allows", thought))
    if most is not None:
        bounds = [(told, max(output, min(bound, most))) for told, bound in bounds]
    high = max((bound for _, bound in bounds), default=output)
    return high, tuple(Effect(told, output, bound, TOKENS) for told, bound in bounds) if high > output else ()


def asked_again(recorded: TokenProfile, old: Parameters, new: Parameters) -> Effect | None:
    """How many calls there may be for each when a new or lower limit cuts answers off that were whole.

    Callers that see an answer cut off often send the call again. Nothing where no percentile of answers was recorded
    or none reaches the limit: what is not known to be cut is not multiplied.
    """
    if new.cap is None or (old.cap is not None and new.cap >= old.cap):
        return None
    limit = new.cap * new.choices
    for value, share in ((recorded.p50, "1"), (recorded.p95, "0.5"), (recorded.p99, "0.05")):
        if value is not None and value > limit:
            told = f"high: the new limit of {plain(limit)} cuts answers off, at most {Decimal(share):.0%} of them"
            return Effect(f"{told}; each may be asked for again", ONE, ONE + Decimal(share), CALLS)
    return None


def cut_off_more(recorded: TokenProfile, old: Parameters, new: Parameters, tokens_ratio: Decimal) -> Effect | None:
    """How many calls there may be for each when a limit stays and another model writes the answers.

    Answers close to the limit may go beyond it, are cut off, and asked for again. Those that reach it today are cut
    off already, and what follows from that is in the recorded calls: only the others count.
    """
    if new.cap is None or old.cap is None or new.cap * new.choices != old.cap * old.choices:
        return None
    limit = new.cap * new.choices
    close = limit * NEAR / max(tokens_ratio, ONE)
    for value, share in ((recorded.p50, "1"), (recorded.p95, "0.5"), (recorded.p99, "0.05")):
        if value is not None and value >= close:
            already, most = _reaching(recorded, limit), Decimal(share)
            told = f"high: answers come close to the limit of {plain(limit)}, which stays: {already:.0%} to {most:.0%}"
            return Effect(f"{told} of them may be cut off and asked for again", ONE, ONE + most - already, CALLS)
    return None


def _reaching(recorded: TokenProfile, limit: Decimal) -> Decimal:
    """The share of answers that reach a limit today, at least, as the recorded percentiles say it."""
    for value, share in ((recorded.p50, "0.5"), (recorded.p95, "0.05"), (recorded.p99, "0.01")):
        if value is not None and value >= limit:
            return Decimal(share)
    return Decimal(0)


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
