"""What capacity costs: real prices of the catalog, and what must hold for any numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.money import percent_change
from finops_gate.catalog.machines import Machines
from finops_gate.cost.capacity import Kept, asked, cost_of, hour_of
from finops_gate.model.capacity import LAMBDA, READY, Capacity, Purchase
from finops_gate.model.machine import HOURS_PER_MONTH, Machine
from finops_gate.model.setting import Unknown

DAY = date(2026, 11, 24)
CATALOG = Machines.load()


def rates(capacity: Capacity) -> dict[str, Machine | Unknown]:
    """The catalog's answer for one capacity."""
    assert not isinstance(capacity.machine, Unknown)
    assert not isinstance(capacity.accelerator, Unknown)
    if capacity.machine:
        return {asked(capacity): CATALOG.quote(capacity.machine, capacity.cloud, DAY)}
    count = capacity.accelerators if isinstance(capacity.accelerators, Decimal) else Decimal(1)
    return {asked(capacity): CATALOG.carrying(capacity.accelerator or "", count, capacity.cloud, DAY)}


def kept(capacity: Capacity, hours: Decimal = HOURS_PER_MONTH) -> Kept:
    found = cost_of(capacity, rates(capacity), hours)
    assert isinstance(found, Kept), found
    return found


def why(capacity: Capacity) -> str:
    found = cost_of(capacity, rates(capacity))
    assert isinstance(found, Unknown), found
    return found.reason


def test_a_training_machine_becomes_an_inference_machine() -> None:
    before = kept(Capacity("a", machine="p5.48xlarge", cloud="aws"))
    after = kept(Capacity("a", machine="inf2.48xlarge", cloud="aws"))
    change = percent_change(before.hour, after.hour)
    assert (before.hour, after.hour) == (Decimal("55.04"), Decimal("12.98127"))
    assert change is not None
    assert round(change) == -76
    assert before.month.mid == Decimal("55.04") * 730


def test_the_floor_is_the_middle_and_the_ceiling_the_upper_bound() -> None:
    found = kept(Capacity("a", machine="g5.xlarge", cloud="aws", floor=Decimal(2), ceiling=Decimal(5)))
    assert found.month.low == found.month.mid == Decimal("1.006") * 730 * 2
    assert found.month.high == Decimal("1.006") * 730 * 5
    assert "2 always running, 5 at most; a month of 730 hours" in found.notes


def test_a_floor_of_zero_costs_nothing_by_itself_and_still_has_an_hour() -> None:
    found = kept(Capacity("a", machine="g5.xlarge", cloud="aws", floor=Decimal(0), ceiling=Decimal(1)))
    assert (found.hour, found.month.mid, found.month.high) == (Decimal("1.006"), 0, Decimal("734.38"))


def test_spot_is_priced_where_its_price_is_known() -> None:
    found = kept(Capacity("a", machine="a2-highgpu-1g", cloud="gcp", purchase=Purchase.SPOT))
    assert found.hour == Decimal("1.92802")
    assert "gcp/a2-highgpu-1g spot us-central1 1.92802 USD an hour" in found.prices[0]


@pytest.mark.parametrize(
    ("capacity", "reason"),
    [
        (Capacity("a", machine="g5.xlarge", cloud="aws", purchase=Purchase.SPOT), "no spot price of aws/g5.xlarge"),
        (Capacity("a", machine="g5.xlarge", cloud="aws", purchase=Purchase.RESERVED), "rate is that of a contract"),
        (Capacity("a", machine="g9.huge", cloud="aws"), "no machine with an accelerator whose price is known"),
        (Capacity("a"), "nothing says which machine"),
        (Capacity("a", accelerator="nvidia-l4"), "nothing says in which it runs"),
        (Capacity("a", accelerator="nvidia-tesla-p100", cloud="gcp"), "no price of nvidia-tesla-p100 in gcp"),
        (Capacity("a", machine="g5.xlarge", cloud="aws", floor=Unknown("read from var.n")), "read from var.n"),
        (Capacity("a", machine="g5.xlarge", cloud="aws", accelerators=Unknown("computed")), "computed"),
        (Capacity("a", machine="g5.xlarge", cloud="aws", purchase=Unknown("var.spot")), "how it is bought"),
    ],
)
def test_what_nobody_knows_is_unknown_with_the_reason(capacity: Capacity, reason: str) -> None:
    assert reason in why(capacity)


def test_what_was_not_looked_up_is_unknown() -> None:
    found = hour_of(Capacity("a", machine="g5.xlarge"), {})
    assert isinstance(found, Unknown)
    assert "not looked up" in found.reason


def test_a_region_without_a_price_is_priced_elsewhere_and_said_so() -> None:
    found = kept(Capacity("a", machine="g5.xlarge", cloud="aws", region="eu-west-1"))
    assert found.estimated
    assert "priced in us-east-1: no price in eu-west-1 is known" in found.notes


def test_an_accelerator_alone_is_priced_on_the_cheapest_machine_that_has_it() -> None:
    found = kept(Capacity("a", accelerator="nvidia-l4", accelerators=Decimal(2), cloud="gcp"))
    assert found.estimated
    assert found.hour == kept(Capacity("a", machine="g2-standard-24", cloud="gcp")).hour


def test_more_accelerators_than_any_machine_has_take_several() -> None:
    found = kept(Capacity("a", accelerator="nvidia-l4", accelerators=Decimal(9), cloud="gcp"))
    assert found.hour == kept(Capacity("a", machine="g2-standard-96", cloud="gcp")).hour * 2


def test_a_serverless_accelerator_is_sold_as_such() -> None:
    found = kept(Capacity("a", accelerator="H100", accelerators=Decimal(2), cloud="modal"))
    assert not found.estimated
    assert found.hour == Decimal("0.001097") * 3600 * 2


def test_a_pod_pays_for_its_share_of_the_machine() -> None:
    found = kept(Capacity("a", machine="g5.12xlarge", cloud="aws", accelerators=Decimal(1), shared=True))
    assert found.hour == Decimal("5.672") / 4
    assert "a copy takes 1 of the 4 in aws/g5.12xlarge" in found.notes


def test_an_unreadable_ceiling_leaves_the_bound_at_the_floor() -> None:
    found = kept(Capacity("a", machine="g5.xlarge", cloud="aws", ceiling=Unknown("var.max")))
    assert found.month.high == found.month.mid
    assert any("most that may run is not readable" in note for note in found.notes)


def test_an_estimated_price_says_how() -> None:
    assert any("EC2 x 1.25" in note for note in kept(Capacity("a", machine="ml.g6.2xlarge", cloud="sagemaker")).notes)


counts = st.integers(1, 64).map(Decimal)
floors = st.integers(0, 500).map(Decimal)


@given(one=counts, more=counts, chip=st.sampled_from(["nvidia-l4", "nvidia-a100-80gb", "nvidia-h100-80gb"]))
def test_more_accelerators_never_cost_less(one: Decimal, more: Decimal, chip: str) -> None:
    few = kept(Capacity("a", accelerator=chip, accelerators=one, cloud="gcp"))
    many = kept(Capacity("a", accelerator=chip, accelerators=one + more, cloud="gcp"))
    assert few.hour <= many.hour
    assert few.floor <= many.floor


@given(floor=floors, more=floors, ceiling=floors)
def test_a_higher_floor_never_costs_less(floor: Decimal, more: Decimal, ceiling: Decimal) -> None:
    low = kept(Capacity("a", machine="g5.xlarge", cloud="aws", floor=floor, ceiling=ceiling))
    high = kept(Capacity("a", machine="g5.xlarge", cloud="aws", floor=floor + more, ceiling=ceiling))
    assert low.month.low <= low.month.mid <= low.month.high
    assert low.month.mid <= high.month.mid
    assert low.month.high <= high.month.high


@given(hours=st.integers(0, 744).map(Decimal), more=st.integers(0, 744).map(Decimal), floor=floors)
def test_more_hours_never_cost_less(hours: Decimal, more: Decimal, floor: Decimal) -> None:
    capacity = Capacity("a", machine="g5.xlarge", cloud="aws", floor=floor, ceiling=floor + 1)
    assert kept(capacity, hours).month.mid <= kept(capacity, hours + more).month.mid
    assert kept(capacity, hours).month.high <= kept(capacity, hours + more).month.high


@given(
    units=st.integers(1, 50).map(Decimal),
    more=st.integers(0, 50).map(Decimal),
    memory=st.integers(128, 10_240).map(Decimal),
    larger=st.integers(0, 4096).map(Decimal),
)
def test_more_that_is_kept_ready_and_more_memory_never_cost_less(
    units: Decimal, more: Decimal, memory: Decimal, larger: Decimal
) -> None:
    one = Capacity("a", machine=READY, cloud=LAMBDA, floor=units, memory_gb=memory / 1024)
    other = one._replace(floor=units + more, memory_gb=(memory + larger) / 1024)
    assert kept(one).hour <= kept(other).hour
    assert kept(one).floor <= kept(other).floor
