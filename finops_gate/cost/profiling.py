"""Recorded streams to the rows of usage.csv: attributed, projected to a month, with mean tokens and percentiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT
from finops_gate.cost.forecast import MONTH, Forecast, forecast
from finops_gate.cost.streams import Attributed, attribute
from finops_gate.model.policy import Feature
from finops_gate.model.recorded import Day, Percentiles, Stream, dollars_of
from finops_gate.model.usage import UNATTRIBUTED, Grade, TokenProfile, UsageProfile

_WHOLE, _TENTH, _SHARE, _MONEY = Decimal(1), Decimal("0.1"), Decimal("0.0001"), Decimal("0.000001")
_ENOUGH = 7
"""Days; what rests on fewer is assumed."""
_NOTHING = Percentiles()


class Key(NamedTuple):
    """What makes one row."""

    feature: str
    tier: str
    environment: str
    provider: str
    model: str


class Group(NamedTuple):
    """The streams of one row."""

    key: Key
    streams: tuple[int, ...]
    """Their positions among all streams."""
    told: tuple[Attributed, ...]
    teams: tuple[str, ...]


class Made(NamedTuple):
    """One row, and what there is to say about it beyond its columns."""

    profile: UsageProfile
    forecast: Forecast
    steps: tuple[str, ...]
    streams: tuple[int, ...] = ()
    """The positions of its streams among all."""


def grouped(streams: Sequence[Stream], features: Sequence[Feature]) -> tuple[Group, ...]:
    """Streams by the row that they make, in the order of the rows."""
    known = {feature.name: feature for feature in features}
    found: dict[Key, list[tuple[int, Attributed]]] = {}
    for at, stream in enumerate(streams):
        labels = stream.labels
        told = attribute(labels, features)
        feature = known.get(told.feature)
        environment = labels.environment or (feature.environment if feature else None) or ""
        key = Key(
            told.feature or UNATTRIBUTED,
            labels.tier,
            environment,
            labels.provider or "unknown",
            labels.model or "unknown",
        )
        found.setdefault(key, []).append((at, told))
    return tuple(
        Group(
            key,
            tuple(at for at, _ in found[key]),
            tuple(told for _, told in found[key]),
            tuple(sorted({streams[at].labels.team for at, _ in found[key]} - {""})),
        )
        for key in sorted(found)
    )


def made(
    group: Group,
    streams: Sequence[Stream],
    features: Sequence[Feature],
    percentiles: Mapping[str, Percentiles],
    source: str,
    since: date,
    last: date,
) -> Made | None:
    """The row of a group; None when nothing of it lies in the days that are covered, `since` to `last`."""
    days = [day for at in group.streams for day in streams[at].days if since <= day.day <= last]
    counted = any(day.counted for day in days)
    measure = "calls" if counted else "paid" if any(day.billed for day in days) else "rows"
    expected = forecast(_daily(days, measure), last, since)
    if expected.total is None or expected.starts is None:
        return None
    inside = [day for day in days if expected.starts <= day.day]
    with localcontext(EXACT):
        profile = _profile(group, features, percentiles, source, expected, inside, counted)
    return Made(profile, expected, _steps(group), group.streams)


def paid_rates(streams: Iterable[Stream]) -> dict[str, Decimal]:
    """What was paid over the list price, by ``provider/model``, where a source says both."""
    found: dict[str, tuple[int, int]] = {}
    for stream in streams:
        name = f"{stream.labels.provider}/{stream.labels.model}"
        paid, listed = found.get(name, (0, 0))
        found[name] = (
            paid + sum(day.rated_paid for day in stream.days),
            listed + sum(day.rated_list for day in stream.days),
        )
    return {name: (Decimal(paid) / listed).quantize(_SHARE) for name, (paid, listed) in sorted(found.items()) if listed}


def _daily(days: Iterable[Day], measure: str) -> dict[date, int]:
    found: dict[date, int] = {}
    for day in days:
        found[day.day] = found.get(day.day, 0) + int(getattr(day, measure))
    return found


def _steps(group: Group) -> tuple[str, ...]:
    return tuple(sorted({told.step for told in group.told}))


def _profile(
    group: Group,
    features: Sequence[Feature],
    percentiles: Mapping[str, Percentiles],
    source: str,
    expected: Forecast,
    days: Sequence[Day],
    counted: bool,
) -> UsageProfile:
    def total(name: str) -> int:
        return sum(getattr(day, name) for day in days)

    def mean(name: str, of: str = "metered") -> Decimal | None:
        return _rounded(Decimal(total(name)) / total(of), _TENTH) if total(of) else None

    key = group.key
    feature = next((feature for feature in features if feature.name == key.feature), None)
    calls = expected.total if counted else None
    paid = dollars_of(total("paid")) / expected.days * MONTH if total("billed") else None
    judged = total("judged")
    grade = min(told.grade for told in group.told)
    if expected.days < _ENOUGH:
        grade = min(grade, Grade.ASSUMED)
    steps = _steps(group)
    said = steps[0] if len(steps) == 1 else f"{steps[0]} and {len(steps) - 1} more"
    return UsageProfile(
        feature=key.feature,
        team=(feature.team if feature else None) or (group.teams[0] if len(group.teams) == 1 else None),
        tier=key.tier or None,
        environment=key.environment or None,
        provider=key.provider,
        model=key.model,
        calls=_rounded(calls.mid, _WHOLE) if calls else None,
        calls_low=_rounded(calls.low, _WHOLE) if calls else None,
        calls_high=_rounded(calls.high, _WHOLE) if calls else None,
        input=_tokens(mean("input") if counted else None, percentiles.get("input", _NOTHING)),
        output=_tokens(mean("output") if counted else None, percentiles.get("output", _NOTHING)),
        cache_read_mean=mean("cache_read") if counted else None,
        cache_write_mean=mean("cache_write") if counted else None,
        reasoning_mean=_within(mean("reasoning", "reasoned"), mean("output")) if counted else None,
        success_share=_rounded(Decimal(total("successful")) / judged, _SHARE) if judged else None,
        paid_per_month=_rounded(paid, _MONEY) if paid is not None and paid >= 0 else None,
        grade=grade,
        source=f"{source}:{said}" if key.feature != UNATTRIBUTED else source,
        starts=expected.starts,
        ends=expected.ends,
    )


def _tokens(mean: Decimal | None, known: Percentiles) -> TokenProfile:
    values = (known.p50, known.p95, known.p99)
    return TokenProfile(mean, *(None if value is None else _rounded(value, _TENTH) for value in values))


def _within(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return part if part is None or whole is None else min(part, whole)


def _rounded(value: Decimal, to: Decimal) -> Decimal:
    return value.quantize(to, context=EXACT)
