"""What is kept ready by the hour: machines, accelerators, how many of them, from when to when and how they are bought.

A *copy* is what a scale setting counts: one machine of a node pool, one pod, one container of a function, one unit of
provisioned throughput. The floor is what is paid without a single call; the ceiling is the most that may ever run.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.names import words
from finops_gate.model.setting import Location, Unknown

PROVISIONED = frozenset({"bedrock", "azure-openai", "aws-lambda"})
"""Clouds (in the catalog) whose copies are no machines: units of throughput, concurrency that is kept ready."""


LAMBDA = "aws-lambda"
READY = "provisioned-concurrency"
"""A unit of concurrency that a function of AWS Lambda keeps ready, in the place of a machine."""
SCALER = "scaler"
"""The mention of the bounds of an autoscaler whose workload, named by its `unit`, stands in another file."""
_READY = frozenset({"provisionedconcurrency", "provisionedconcurrentexecutions"})


def keeps_ready(slot: str) -> bool:
    """True for the name of a setting that says how much concurrency a function keeps ready."""
    return "".join(words(slot)) in _READY


class Purchase(StrEnum):
    """How an hour is bought; on demand and spot are spelled as in the catalog of machines."""

    ON_DEMAND = "on_demand"
    SPOT = "spot"
    RESERVED = "reserved"
    """A reservation or a commitment: its rate stands in a contract, not in a list of prices."""


class Capacity(NamedTuple):
    """One place that is paid by the hour, on one side of a change: the tuple that is priced.

    The report keeps one row for each setting that changed; the rows of one capacity share its projection. Numbers are
    copies. None is "not said", Unknown is "said, and not readable"; neither is ever zero.
    """

    site: str
    """Stable over unrelated edits: path and the place inside the file; never a line."""
    machine: str | Unknown | None = None
    """The type as written: ``p5.48xlarge``, ``ml.g5.2xlarge``, ``Standard_NC24ads_A100_v4``; for provisioned throughput
    the model that it is bought for."""
    accelerator: str | Unknown | None = None
    """As written: ``nvidia-l4``, ``A100``; beside a machine that has none of its own, or alone."""
    accelerators: Decimal | Unknown | None = None
    """Accelerators that one copy has, where it is said."""
    shared: bool = False
    """A copy takes so many `accelerators` of the machine and leaves the rest to others, as a pod does."""
    floor: Decimal | Unknown = Decimal(1)
    """Copies that always run. Zero: it scales to nothing, and is paid while it works."""
    ceiling: Decimal | Unknown | None = None
    """Copies that run at most. None: nothing says so."""
    schedule: str = ""
    """When it runs, as written; empty: always. ``job``: when somebody starts it."""
    purchase: Purchase | Unknown = Purchase.ON_DEMAND
    memory_gb: Decimal | Unknown | None = None
    """Of one unit of a function's concurrency, whose price goes by it."""
    use: str = ""
    """``training`` or ``serving``, where its kind, its command or its name says so; empty: nothing does, or both."""
    idle_seconds: Decimal | None = None
    """How long it stays up after the last call, where the code says so."""
    cloud: str = ""
    """As the catalog of machines calls it: ``aws``, ``sagemaker``, ``gcp``, ``modal``; empty: nothing says whose."""
    region: str = ""
    places: tuple[Location, ...] = ()
    """Where its settings stand, in the order of the files."""
    assumptions: tuple[str, ...] = ()
    """One line for each thing that nobody wrote down and that was taken for granted."""

    @property
    def readable(self) -> bool:
        """True when nothing that the price depends on is out of sight."""
        told = (self.machine, self.accelerator, self.accelerators, self.floor, self.purchase)
        return not any(isinstance(one, Unknown) for one in told)

    @property
    def scales_to_zero(self) -> bool:
        """True when nothing runs without work."""
        return not isinstance(self.floor, Unknown) and self.floor == 0


class Held(NamedTuple):
    """The capacity of one place before and after a change. None: it does not exist on that side."""

    before: Capacity | None
    after: Capacity | None

    @property
    def site(self) -> str:
        """The name that its rows share: that at head, when it is there."""
        found = self.after or self.before
        assert found is not None  # a change of nothing is never made
        return found.site
