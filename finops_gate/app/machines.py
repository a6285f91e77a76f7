"""What a machine with accelerators costs on a day."""

from __future__ import annotations

import re
from datetime import date

from finops_gate.base.errors import UsageError
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.model.machine import Machine
from finops_gate.model.price import Price
from finops_gate.model.setting import Unknown

_NAMED = lazy(
    r"(?:\w[\w-]*/)?(?:ml\.)?(?:[a-z]+\d\w*(?:-\w+)?\.(?:\d*x?large|metal)|standard_n\w+|[a-z]\d-[a-z]+-\w+)",
    re.IGNORECASE,
)
"""What the names of machines look like: ``p5.48xlarge``, ``Standard_NC6s_v3``, ``a3-highgpu-8g``."""


def machine(name: str, cloud: str, as_of: date) -> Machine | None:
    """The machine of that name; None where the name is not one of a machine.

    Raises UsageError for what is written like a machine and is none that is known.
    """
    from finops_gate.catalog.machines import Machines

    found = Machines.load().quote(name, cloud, as_of)
    if not isinstance(found, Unknown):
        return found
    if _NAMED.fullmatch(name.strip()) or "several clouds" in found.reason:
        raise UsageError(clean(found.reason, 400), f"finops-gate price aws/{clean(name, 60)}")
    return None


def history(of: Machine) -> tuple[Price, ...]:
    """Every price that the machine has had and is going to have, oldest first."""
    from finops_gate.catalog.machines import Machines

    return Machines.load().history(of)
