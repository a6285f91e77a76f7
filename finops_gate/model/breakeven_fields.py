"""A break-even in JSON: the fields as types, and a value as those fields. Money and calls are decimal strings."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypedDict

from finops_gate.base.money import plain
from finops_gate.base.text import storable
from finops_gate.model.breakeven import Breakeven, Crossing, Quiet, Way
from finops_gate.model.projection import Evidence
from finops_gate.model.setting import Unknown

_PLACES = 9
"""After the point: a millionth of a cent."""


class AmountField(TypedDict):
    """A number, or why nobody knows it."""

    amount: str | None
    unknown: str | None
    """Why there is none."""


class GroundField(TypedDict):
    """What a number stands on."""

    grade: str
    source: str
    window: str
    prices: list[str]
    """One line for each price used, with its source and its days."""
    assumptions: list[str]


class WayField(TypedDict):
    """One way to serve the calls."""

    name: str
    kind: Literal["always-on", "scale-to-zero", "per-token", "per-call", "ceiling"]
    points: list[list[str]]
    """Calls and dollars a month; straight lines between them, two with the same calls are a step."""
    today: AmountField
    """Dollars a month at today's calls."""
    per_million_tokens: AmountField
    """At today's calls, input and output together."""
    per_million_tokens_full: AmountField | None
    """At full load; null for a way that knows no load."""
    serves: AmountField | None
    """Calls a month at most; null for a way without copies."""
    evidence: GroundField
    unknown: str | None
    """Why nothing is known of its cost; null: it is known."""


class CrossingField(TypedDict):
    """A number of calls at which another way becomes the cheaper one."""

    calls: str
    below: str
    above: str
    cost: str
    step: bool
    """True where a further copy makes one jump over the other."""


class CallsField(TypedDict):
    """Today's calls a month, or why nobody knows them."""

    low: str | None
    mid: str | None
    high: str | None
    unknown: str | None


class QuietField(TypedDict):
    """The hours of the week (0: Monday 00:00 UTC) in which hardly anybody calls, of what always runs."""

    when: str | None
    hours: list[int]
    calls_share: str | None
    month: AmountField
    unknown: str | None


class BreakevenField(TypedDict):
    """The ways to serve one feature, or what stands at one place."""

    name: str
    feature: str | None
    site: str | None
    calls: CallsField
    usage: GroundField
    input_tokens: str | None
    """Of a mean call, cached or not; null: not known."""
    output_tokens: str | None
    most: str
    """The end of the axis of calls."""
    cheapest: str | None
    """The cheapest way at today's calls; null: not known."""
    ways: list[WayField]
    crossings: list[CrossingField]
    quiet: QuietField
    notes: list[str]


class BreakevenReport(TypedDict):
    """What `finops-gate breakeven --format json` prints."""

    schema: Literal["finops-gate/breakeven"]
    version: str
    as_of: str
    currency: Literal["USD"]
    breakevens: list[BreakevenField]


def field_of(found: Breakeven) -> BreakevenField:
    """The value as JSON has it."""
    known = found.calls
    calls: CallsField
    if isinstance(known, Unknown):
        calls = {"low": None, "mid": None, "high": None, "unknown": storable(known.reason)}
    else:
        calls = {"low": _number(known.low), "mid": _number(known.mid), "high": _number(known.high), "unknown": None}
    tokens = None if isinstance(found.tokens, Unknown) else found.tokens
    return {
        "name": storable(found.name),
        "feature": None if found.feature is None else storable(found.feature),
        "site": None if found.site is None else storable(found.site),
        "calls": calls,
        "usage": _ground(found.usage),
        "input_tokens": None if tokens is None else _number(tokens[0]),
        "output_tokens": None if tokens is None else _number(tokens[1]),
        "most": _number(found.most),
        "cheapest": None if found.cheapest is None else storable(found.cheapest.name),
        "ways": [_way(way) for way in found.ways],
        "crossings": [_crossing(one) for one in found.crossings],
        "quiet": _quiet(found.quiet),
        "notes": [storable(note) for note in found.notes],
    }


def _way(way: Way) -> WayField:
    return {
        "name": storable(way.name),
        "kind": way.kind.value,
        "points": [[_number(calls), _number(cost)] for calls, cost in way.points],
        "today": _amount(way.today),
        "per_million_tokens": _amount(way.per_million),
        "per_million_tokens_full": None if way.per_million_full is None else _amount(way.per_million_full),
        "serves": None if way.serves is None else _amount(way.serves),
        "evidence": _ground(way.evidence),
        "unknown": storable(way.unknown) or None,
    }


def _crossing(one: Crossing) -> CrossingField:
    return {
        "calls": _number(one.calls),
        "below": storable(one.below),
        "above": storable(one.above),
        "cost": _number(one.cost),
        "step": one.step,
    }


def _quiet(quiet: Quiet | Unknown) -> QuietField:
    if isinstance(quiet, Unknown):
        why = storable(quiet.reason)
        return {"when": None, "hours": [], "calls_share": None, "month": _amount(quiet), "unknown": why}
    return {
        "when": quiet.when,
        "hours": list(quiet.hours),
        "calls_share": _number(quiet.calls),
        "month": _amount(quiet.month),
        "unknown": None,
    }


def _ground(evidence: Evidence) -> GroundField:
    return {
        "grade": evidence.grade.word,
        "source": storable(evidence.source),
        "window": evidence.window,
        "prices": [storable(line) for line in evidence.prices],
        "assumptions": [storable(line) for line in evidence.assumptions],
    }


def _amount(value: Decimal | Unknown) -> AmountField:
    if isinstance(value, Unknown):
        return {"amount": None, "unknown": storable(value.reason)}
    return {"amount": _number(value), "unknown": None}


def _number(value: Decimal) -> str:
    return plain(round(value, _PLACES))
