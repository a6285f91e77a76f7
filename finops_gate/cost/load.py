"""The calls that ways to serve a feature are compared on: how many a month, how long, and when they come."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO
from finops_gate.base.text import clean
from finops_gate.cost.economics import serves_customers
from finops_gate.model.hours import HOURS, WHOLE, Shape
from finops_gate.model.policy import Feature
from finops_gate.model.projection import Evidence, Range
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade, UsageProfile


class Said(NamedTuple):
    """What a person said of the calls, before everything that is recorded. None: nothing."""

    calls: Decimal | None = None
    input: Decimal | None = None
    output: Decimal | None = None


class Tokens(NamedTuple):
    """Of a mean call."""

    input: Decimal
    """Uncached."""
    cache_read: Decimal
    cache_write: Decimal
    output: Decimal
    """Includes reasoning."""
    reasoning: Decimal

    @property
    def sent(self) -> Decimal:
        return self.input + self.cache_read + self.cache_write

    @property
    def all(self) -> Decimal:
        return self.sent + self.output


class Load(NamedTuple):
    """The calls of a month."""

    calls: Range | Unknown
    tokens: Tokens | Unknown
    shape: Shape | None
    """When they come; None: not recorded."""
    rows: tuple[UsageProfile, ...]
    """What was recorded of them; empty where somebody said the calls or their tokens."""
    evidence: Evidence

    @property
    def peak(self) -> Decimal:
        """Calls of the busiest hour of the week over those of a mean hour; 1 where nobody knows when they come."""
        return Decimal(max(self.shape.parts)) * HOURS / WHOLE if self.shape is not None else Decimal(1)


def load_of(
    feature: str | None,
    known: Feature | None,
    profiles: Sequence[UsageProfile],
    shapes: Sequence[Shape],
    said: Said = Said(),  # noqa: B008 - frozen
) -> Load:
    """The calls of a feature as they were recorded, else as they are declared; what a person says comes first."""
    rows = tuple(row for row in profiles if row.feature == feature and serves_customers(row))
    shape = next((shape for shape in shapes if shape.feature == feature), None)
    notes: list[str] = []
    if feature is not None and shape is None:
        notes.append(f"when the calls of {clean(feature, 60)} come is not recorded: they are spread over the month")
    counted = [row for row in rows if row.calls is not None]
    if len(counted) < len(rows):
        notes.append(f"of {len(rows) - len(counted)} of {len(rows)} recorded rows the calls are not known: left out")
    recorded, window = min((row.grade for row in counted), default=Grade.UNKNOWN), _joined(counted, "window")
    grade, source = recorded, _joined(counted, "source")
    calls: Range | Unknown
    if said.calls is not None:
        calls, grade, source, window = Range.exactly(said.calls), Grade.DECLARED, "as given", ""
    elif counted:
        calls = _summed(counted)
    elif known is not None and known.calls_per_month is not None:
        calls, grade, source = Range.exactly(known.calls_per_month), Grade.DECLARED, "policy.yaml calls_per_month"
    elif feature is None:
        calls = Unknown("it belongs to no feature, so nobody knows its calls: --calls says how many")
    else:
        calls = Unknown(f"the calls of {clean(feature, 60)} are not recorded: finops-gate usage sync, or --calls")
    tokens = _tokens(counted, said)
    if said.input is not None or said.output is not None:
        grade = min(grade, Grade.DECLARED)
        notes.append("tokens of a call as given")
    return Load(calls, tokens, shape, tuple(counted), Evidence(grade, source, window, assumptions=tuple(notes)))


def _tokens(rows: Sequence[UsageProfile], said: Said) -> Tokens | Unknown:
    if said.input is not None and said.output is not None:
        return Tokens(said.input, ZERO, ZERO, said.output, ZERO)
    told = [row for row in rows if row.input.mean is not None and row.output.mean is not None and row.calls]
    if not told or len(told) < len(rows):
        why = "are not recorded" if not told else "are recorded for some of its models only"
        return Unknown(f"the tokens of a call {why}: --input and --output say how many")
    found = Tokens(
        _mean(told, [row.input.mean for row in told]),
        _mean(told, [row.cache_read_mean for row in told]),
        _mean(told, [row.cache_write_mean for row in told]),
        _mean(told, [row.output.mean for row in told]),
        _mean(told, [row.reasoning_mean for row in told]),
    )
    if said.input is not None:
        found = found._replace(input=said.input, cache_read=ZERO, cache_write=ZERO)
    return found if said.output is None else found._replace(output=said.output, reasoning=ZERO)


def _mean(rows: Sequence[UsageProfile], values: Sequence[Decimal | None]) -> Decimal:
    """Over all calls; what a row does not know of its cache and its reasoning is none."""
    calls = sum((row.calls or ZERO for row in rows), ZERO)
    total = sum(
        (EXACT.multiply(row.calls or ZERO, value or ZERO) for row, value in zip(rows, values, strict=True)), ZERO
    )
    return EXACT.divide(total, calls)


def _summed(rows: Sequence[UsageProfile]) -> Range:
    mids = [row.calls or ZERO for row in rows]
    lows = [mid if row.calls_low is None else row.calls_low for row, mid in zip(rows, mids, strict=True)]
    highs = [mid if row.calls_high is None else row.calls_high for row, mid in zip(rows, mids, strict=True)]
    return Range(sum(lows, ZERO), sum(mids, ZERO), sum(highs, ZERO))


def _joined(rows: Sequence[UsageProfile], name: str) -> str:
    return ", ".join(dict.fromkeys(text for row in rows if (text := getattr(row, name))))
