"""Intent routing: what calls cost where a share of them goes to another target.

A share of the calls takes its part of the mean call: routed calls are as long as the others.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TypeVar

from finops_gate.base.money import EXACT
from finops_gate.model.projection import Range

Amount = TypeVar("Amount", Decimal, Range)
ONE = Decimal(1)


def mixed(now: Amount | None, then: Amount | None, share: Decimal) -> Amount | None:
    """A mean of both, of which `share` is the second; None where either is not known."""
    if now is None or then is None:
        return None
    with localcontext(EXACT):
        rest = ONE - share
        if isinstance(now, Range) and isinstance(then, Range):
            ends = ((now.low, then.low), (now.mid, then.mid), (now.high, then.high))
            return Range(*(one * rest + other * share for one, other in ends))
        assert isinstance(now, Decimal) and isinstance(then, Decimal)  # both are of one kind
        return now * rest + then * share
