"""Ways to serve the same calls, what each costs at any number of them, and where one becomes cheaper than another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from finops_gate.base.frozen import dataclass
from finops_gate.model.projection import Evidence, Range
from finops_gate.model.setting import Unknown

SCHEMA: Literal["finops-gate/breakeven"] = "finops-gate/breakeven"
VERSION = "1.0"


class WayKind(StrEnum):
    """How a way is paid."""

    ALWAYS_ON = "always-on"
    """Copies that run whether or not anybody calls."""
    SCALE_TO_ZERO = "scale-to-zero"
    """A machine that wakes for a call and is billed by the second."""
    PER_TOKEN = "per-token"
    """An API."""
    PER_CALL = "per-call"
    """A function without anything kept ready: each invocation and its duration."""
    CEILING = "ceiling"
    """All copies that may ever run, for a whole month: no way to serve, and the most that always-on can cost."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to serve the calls of a month."""

    name: str
    """Unique among the ways, for people: ``1 x aws/g6.xlarge``, ``openai/gpt-4o-mini``."""
    kind: WayKind
    evidence: Evidence
    """Prices with their sources and days, assumptions, and the least grade of all that the curve is made of."""
    points: tuple[tuple[Decimal, Decimal], ...] = ()
    """Calls and dollars a month, in the order of calls; between two a straight line, and two with the same calls are a
    step. Thinned where there are very many, so that it is for drawing; empty where the cost is not known."""
    today: Decimal | Unknown = Unknown("how many calls come is not known")
    """Dollars a month at today's calls."""
    per_million: Decimal | Unknown = Unknown("how many calls come is not known")
    """Dollars for a million tokens, input and output together, at today's calls."""
    per_million_full: Decimal | Unknown | None = None
    """The same at full load, the least that serving oneself can cost. None: a way that knows no load."""
    serves: Decimal | Unknown | None = None
    """Calls a month that its copies serve at most, spread as today's. None: a way without copies."""
    unknown: str = ""
    """Why nothing is known of its cost; empty: it is known."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A number of calls a month at which another way becomes the cheaper one."""

    calls: Decimal
    below: str
    """The cheaper one of the two with fewer calls."""
    above: str
    cost: Decimal
    """Dollars a month there, of the one that was cheaper."""
    step: bool = False
    """True where they do not meet: a further copy makes one of them jump over the other."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of the week in which hardly anybody calls, of what always runs."""

    when: str
    """In words, in UTC: ``23:00 to 06:00``."""
    hours: tuple[int, ...]
    calls: Decimal
    """Their share of all calls, from 0 to 1."""
    month: Decimal | Unknown
    """Dollars a month that what always runs costs in them."""


@dataclass(frozen=True, slots=True)
class Breakeven:
    """The ways to serve one feature, or what stands at one place, against each other."""

    name: str
    """The feature, or the place; as written."""
    feature: str | None
    site: str | None
    """The capacity of the tree that it is about; None: a machine that somebody asked about."""
    as_of: date
    calls: Range | Unknown
    """Today's calls a month, with their interval."""
    usage: Evidence
    """How well the calls and their tokens are known: grade, source, window, and what was assumed of them."""
    tokens: tuple[Decimal, Decimal] | Unknown
    """Input (cached or not) and output of a mean call."""
    most: Decimal
    """The end of the axis of calls."""
    ways: tuple[Way, ...]
    crossings: tuple[Crossing, ...]
    """Between any two ways whose cost is known, ceilings left out; sorted by calls."""
    quiet: Quiet | Unknown
    notes: tuple[str, ...] = ()
    """What is left out, and why."""

    @property
    def cheapest(self) -> Way | None:
        """The cheapest way at today's calls; None where nothing is known of today."""
        known = [(way.today, at) for at, way in enumerate(self.ways) if isinstance(way.today, Decimal)]
        known = [(cost, at) for cost, at in known if self.ways[at].kind is not WayKind.CEILING]
        return self.ways[min(known)[1]] if known else None
