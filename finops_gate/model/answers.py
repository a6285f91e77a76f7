"""What a coding agent is answered, field by field, where that is no report: a price, and an explanation.

Money is a decimal string in US dollars. What stands here is an agent's contract: fields are only added.
"""

from __future__ import annotations

from typing import Literal, TypedDict


class PartField(TypedDict):
    """One line of a bill."""

    meter: str
    """What is metered: input, output, request..., or the way to buy an hour of a machine."""
    quantity: str
    """How much of it one call takes; of a machine the hours."""
    amount: str
    """The list price, or the negotiated one, in dollars."""
    per: str
    """The unit of the amount: 1M tokens, request, hour..."""
    region: str | None
    source: str
    """Where the price was read."""
    negotiated: str | None
    """Whose agreement it comes from; null: it is the list price."""


class PriceAnswer(TypedDict):
    """What calls of a model, or the hours of a machine, cost on a day."""

    subject: str
    """provider/model, or cloud/machine."""
    kind: Literal["model", "machine"]
    as_of: str
    """The day whose prices hold."""
    parts: list[PartField]
    cost: str | None
    """Of one call, or of one hour on demand; null: not known."""
    quantity: str
    """How many calls, or hours."""
    total: str | None
    """Of all of them; null: not known."""
    notes: list[str]


class SectionField(TypedDict):
    """A heading and the lines below it."""

    heading: str
    """Empty for what comes first."""
    lines: list[str]


class Explanation(TypedDict):
    """What a rule, a model, a machine, a finding or a change is about."""

    title: str
    sections: list[SectionField]
