"""How long a forge is waited for, how often it is asked again, and how much of an answer is taken."""

from __future__ import annotations

import time
from collections.abc import Callable

from finops_gate.base.frozen import NamedTuple

MIB = 1 << 20


class Limits(NamedTuple):
    """The most that is taken from a forge, and the most that is waited for it."""

    seconds: float = 30.0
    """For one request, from its beginning to its last byte."""
    body: int = 32 * MIB
    """Bytes of one answer: a hundred comments of 65,536 four-byte characters are 25 MiB."""
    redirects: int = 5
    attempts: int = 4
    """Of one request, the first one counted."""
    wait: float = 60.0
    """Seconds that a forge may ask to wait once; it asks for up to an hour, which no job should burn."""
    patience: float = 120.0
    """Seconds that are waited in a whole run."""
    pages: int = 200
    """Of one list, a hundred entries each."""


class Pace(NamedTuple):
    """Time, as the transport sees it; tests give it a time of their own."""

    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    """Seconds since 1970, for answers that tell no time themselves."""
    limits: Limits = Limits()
