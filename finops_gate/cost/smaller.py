"""Which cheaper models could do the work of another: by what the tables know, and by the team's own scores.

Models of the same provider are looked at first: no contract, key or data agreement changes with them. A model of
another provider is proposed only where the team itself has measured that it does the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.identity import same_model
from finops_gate.base.money import percent
from finops_gate.base.text import clean
from finops_gate.cost.advising import Spending, instead
from finops_gate.cost.workload import SNAPSHOT
from finops_gate.model.price import Meter, ModelStatus, Quote
from finops_gate.model.projection import Projection
from finops_gate.model.quality import Score

WORTH = Decimal("0.5")
"""What an alternative may cost at most, as a part of today: a model swap is work, and a few percent do not pay it."""
_OTHER_WORK = (
    "audio realtime search transcribe tts image vision-preview instruct codex deep-research computer-use embedding "
    "moderation guard live thinking customtools robotics robot base ft: omni native coder code math ocr"
).split()
"""Words in names of models that are made for something else than general answers."""


class Candidate(NamedTuple):
    """A cheaper model, with what its calls would cost and how it compares in the team's scores."""

    quote: Quote
    projection: Projection
    scored: bool
    """Whether the team has measured that it suffices."""
    told: str
    """What is known of its quality; one line."""


def cheapest_sufficient(
    spending: Spending, known: Iterable[Quote], scores: Sequence[Score], worth: Decimal = WORTH
) -> Candidate | None:
    """The model to propose: measured to suffice before unmeasured, then the same provider, line and price."""
    found = []
    for quote in known:
        if not fits(spending, quote):
            continue
        verdict = quality(spending, quote, scores)
        if verdict is None or not (verdict[0] or quote.provider == spending.quote.provider):
            continue
        projection = instead(spending, quote)
        now, then = projection.per_call_before, projection.per_call_after
        if now is not None and then is not None and then <= now * worth:
            found.append(Candidate(quote, projection, *verdict))
    return min(found, key=lambda one: _rank(spending.quote, one), default=None)


def fits(spending: Spending, quote: Quote) -> bool:
    """Whether the tables leave it possible: context, modalities, kind of work, price, and that it stays."""
    now = spending.quote
    if quote.subject == now.subject or quote.mode != now.mode or quote.status is not ModelStatus.ACTIVE:
        return False
    if quote.retires_on is not None or quote.reason or quote.self_hosted or quote.price(Meter.INPUT) is None:
        return False
    if any(word in quote.model.casefold() and word not in now.model.casefold() for word in _OTHER_WORK):
        return False
    if not (set(now.takes or ("text",)) <= set(quote.takes or ("text",)) and set(now.gives) <= set(quote.gives)):
        return False
    needed = context_needed(spending)
    return quote.context_window is None or needed is None or needed <= quote.context_window


def context_needed(spending: Spending) -> Decimal | None:
    """Tokens of the longest calls that were recorded; None where no length is."""
    longest = []
    for stream in spending.streams:
        sent = max((x for x in (stream.input.p99, stream.input.p95, stream.input.mean) if x is not None), default=None)
        if sent is None:
            continue
        answered = max((x for x in (stream.output.p99, stream.output.p95, stream.output.mean) if x), default=Decimal(0))
        longest.append(sent + (stream.cache_read or 0) + (stream.cache_write or 0) + answered)
    return max(longest, default=None)


def quality(spending: Spending, quote: Quote, scores: Sequence[Score]) -> tuple[bool, str] | None:
    """Whether the team's scores say that it suffices, in words; None where they say that it does not.

    It suffices with the feature's least score where one is declared, else with at least the share of tasks that the
    present model passes in the same suite. The latest run of a suite counts.
    """
    least = spending.feature.least_score if spending.feature else None
    scores = [score for score in scores if score.measures(spending.feature.name if spending.feature else None)]
    told = []
    for suite in sorted({score.suite for score in scores}):
        here, there = (latest(scores, suite, model) for model in (spending.quote.model, quote.model))
        wanted = least if least is not None else here.share if here is not None else None
        if there is None or wanted is None:
            continue
        if there.share < wanted:
            return None
        shares = (percent(share * 100, signed=False) for share in (there.share, wanted))
        told.append("{}: {} of tasks, {} is asked".format(clean(suite, 60), *shares))
    if told:
        return True, "; ".join(told)
    return False, "no score: the team has measured nothing of it on this work"


def latest(scores: Iterable[Score], suite: str, model: str) -> Score | None:
    """The latest run of a suite with a model; of several of one day the worst, so that no setting flatters it."""
    name = SNAPSHOT.sub("", model)
    runs = [score for score in scores if score.suite == suite and same_model(SNAPSHOT.sub("", score.model), name)]
    return max(runs, key=lambda score: (score.day, -score.share), default=None)


def _rank(now: Quote, one: Candidate) -> tuple[bool, bool, int, Decimal, str]:
    then = one.projection.per_call_after
    assert then is not None  # only priced ones are candidates
    line = -_common(now.model, one.quote.model)
    return not one.scored, one.quote.provider != now.provider, 0 if one.scored else line, then, one.quote.subject


def _common(one: str, other: str) -> int:
    """Parts that two names begin with in common: ``gpt-4o`` and ``gpt-4o-mini`` are of one line."""
    count = 0
    for left, right in zip(one.split("-"), other.split("-"), strict=False):
        if left != right:
            break
        count += 1
    return count
