"""Joins a team's evaluation scores to what calls cost: as they are recorded, and before and after a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO
from finops_gate.cost.smaller import latest
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.cost.workload import quote_of
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.quality import Score
from finops_gate.model.scored import Scored, Shift
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import UsageProfile
from finops_gate.model.verdict import Row

_ANSWERLESS = frozenset({"embedding", "rerank", "moderation"})


def scored_calls(
    rows: Sequence[tuple[UsageProfile, Decimal | None]], quotes: Mapping[str, Quoted], scores: Sequence[Score]
) -> tuple[Scored, ...]:
    """Recorded calls, each row with its month in dollars, against every suite that measures them, by name.

    A score over several models is that of all calls, in their proportion; one model without a score leaves none. What
    answers nothing (embeddings) counts with its cost and asks for no score. Empty: no suite measures these calls.
    """
    found = []
    for suite in _suites(scores, {row.feature for row, _ in rows}):
        passed, calls, cost = ZERO, ZERO, ZERO
        missing: set[str] = set()
        known = True
        with localcontext(EXACT):
            for row, month in rows:
                quote = quote_of(row, quotes)
                known = known and month is not None and row.calls is not None
                cost += month or ZERO
                if quote is not None and quote.mode in _ANSWERLESS:
                    continue
                score = latest((one for one in scores if one.measures(row.feature)), suite, _model(row, quote))
                if score is None:
                    missing.add(quote.subject if quote else f"{row.provider}/{row.model}")
                calls += row.calls or ZERO
                passed += (row.calls or ZERO) * (score.share if score else ZERO)
            each = cost / calls if known and calls else None
            share = None if missing or not calls else passed / calls
        found.append(Scored(suite, each, share, tuple(sorted(missing))))
    return tuple(found)


def shifts(rows: Iterable[Row], quotes: Mapping[str, Quoted], scores: Sequence[Score]) -> tuple[Shift, ...]:
    """What a change does at each place that calls a model, suite by suite; places that change alike are one."""
    found: dict[Shift, None] = {}
    if not scores:
        return ()
    for site in touched_sites(rows):
        feature = site.row.feature
        if feature is None or site.hourly or site.projection is None:
            continue
        before = None if site.is_new else _model_of(site, "before", quotes)
        after = None if site.is_gone else _model_of(site, "after", quotes)
        named = [side for side in (before, after) if side is not None]
        if any(side.silent for side in named) or not any(side.model for side in named):
            continue
        for suite in _suites(scores, {feature}):
            base = _one(suite, before, site.projection.per_call_before, feature, scores)
            head = _one(suite, after, site.projection.per_call_after, feature, scores)
            found[Shift(feature, before and before.name, after and after.name, base, head)] = None
    return tuple(found)


class _Called(NamedTuple):
    """The model of one side."""

    name: str
    model: str
    silent: bool = False
    """It answers nothing."""


def _model_of(site: Touched, side: str, quotes: Mapping[str, Quoted]) -> _Called:
    bound = site.model(side)
    if bound is None or isinstance(bound.value, Unknown):
        return _Called("(unreadable)", "")
    quote = quotes.get(f"{bound.setting.provider}|{bound.value}")
    if not isinstance(quote, Quote):
        return _Called(bound.value, bound.value)
    return _Called(quote.subject, quote.model, quote.mode in _ANSWERLESS)


def _one(
    suite: str, called: _Called | None, each: Decimal | None, feature: str, scores: Sequence[Score]
) -> Scored | None:
    if called is None:
        return None
    score = latest((one for one in scores if one.measures(feature)), suite, called.model) if called.model else None
    return Scored(suite, each, score.share if score else None, () if score else (called.name,))


def _suites(scores: Iterable[Score], features: Iterable[str]) -> list[str]:
    """The suites that measure any of the features, by name."""
    asked = tuple(features)
    return sorted({score.suite for score in scores if any(score.measures(feature) for feature in asked)})


def _model(row: UsageProfile, quote: Quote | None) -> str:
    return quote.model if quote else row.model
