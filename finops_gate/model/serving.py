"""What a machine does when it serves a feature, as a person measured or declared it. Nothing of it is ever assumed."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Serving:
    """One copy of a machine at work. None: nobody said."""

    machine: str
    """The machines that it is said of, as a pattern: ``g6.xlarge``, ``modal/*``."""
    tokens_per_second: Decimal | None = None
    """At full load, input and output together."""
    output_tokens_per_second: Decimal | None = None
    """At full load, of answers alone; only where the other is not given."""
    seconds_per_call: Decimal | None = None
    """What one call takes when it is alone."""
    start_seconds: Decimal | None = None
    """From the first call until it can answer, where nothing runs."""
    idle_seconds: Decimal | None = None
    """From the last call until it is switched off."""
    measured: bool = False
    """True where it comes from a measurement, not from a guess."""
    source: str = ""
    """Which one: ``vllm bench, 2026-11-20``; ``--tokens-per-second``."""
