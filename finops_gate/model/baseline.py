"""Old debt that a repository lives with: what was there already on the day when the gate came."""

from __future__ import annotations

from finops_gate.base.frozen import NamedTuple

RULES = ("denied-model", "retired-model", "unpriced-model", "unresolved-model")
"""Rules that object to what is there, and not to how it grew: only their findings can be old."""


class Accepted(NamedTuple):
    """One finding that was there. It is known by the site and by what the site uses, never by a line or a price."""

    rule: str
    site: str
    """The stable key of the site."""
    subject: str
    """The model as it is written, or empty where it could not be read."""
