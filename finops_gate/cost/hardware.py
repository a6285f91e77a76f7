"""Hardware that is made for training, and the classes that serve models at a lower price.

Training needs fast links between many accelerators and the largest memories; serving a finished model seldom does. L4
and A10 are sold by NVIDIA for inference, Inferentia by AWS for nothing else; Trainium is AWS's own class below the
prices of its GPUs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO
from finops_gate.base.patterns import lazy
from finops_gate.model.machine import Machine, hourly

CLASSES = ("NVIDIA L4", "NVIDIA A10", "AWS Inferentia2", "AWS Trainium")
_TRAINING = lazy(r"\b(?:GH|GB|[ABH])(?:100|200|300)\b|\bH20\b|\bMI[23]\d\d[AX]?\b", re.IGNORECASE)
"""A100, H100, H200, B200, B300, GB200, MI300X: what the clouds sell for training."""


class Alternative(NamedTuple):
    """A machine of another class."""

    machine: Machine
    hour: Decimal
    less: Decimal
    """Percent of the hour that it saves."""
    times: Decimal
    """The price of the hour over that of the alternative."""
    fits: bool
    """True when it has as much memory; else the model has to fit in less."""


def is_for_training(machine: Machine) -> bool:
    """True for the accelerators that are made for training."""
    return bool(_TRAINING.search(machine.accelerator))


def cheaper(machine: Machine, hour: Decimal, offered: Iterable[Machine]) -> tuple[Alternative, ...]:
    """One machine of each class that costs less than `hour`, the largest saving first.

    Of a class the cheapest with as much memory; where none has, the one with most.
    """
    by_class: dict[str, list[Machine]] = {}
    for other in offered:
        by_class.setdefault(other.accelerator, []).append(other)
    found = []
    for members in by_class.values():
        chosen = _chosen(machine, members)
        price = chosen.price()
        if price is None or not ZERO < hourly(price) < hour:
            continue
        rate = hourly(price)
        less = EXACT.divide((hour - rate) * 100, hour)
        found.append(Alternative(chosen, rate, less, EXACT.divide(hour, rate), _fits(machine, chosen)))
    return tuple(sorted(found, key=lambda one: (-one.less, one.machine.type)))


def _chosen(machine: Machine, members: list[Machine]) -> Machine:
    """`members` come cheapest first."""
    enough = next((member for member in members if _fits(machine, member)), None)
    return enough or max(members, key=lambda member: member.memory_gb or ZERO)


def _fits(machine: Machine, other: Machine) -> bool:
    return machine.memory_gb is not None and other.memory_gb is not None and other.memory_gb >= machine.memory_gb
