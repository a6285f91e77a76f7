"""One projection for each capacity that changed: an hour, a month of the floor, and what nobody knows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.app.changes import changes_between
from finops_gate.app.rates import rates
from finops_gate.cost.hours import capacities_of, project_capacities, project_capacity
from finops_gate.model.capacity import Capacity, Held
from finops_gate.model.projection import Projection, Range
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade

DAY = date(2026, 11, 24)
G5 = Decimal("1.006")


def projected(before: Capacity | None, after: Capacity | None) -> Projection:
    held = Held(before, after)
    return project_capacity(held, rates([side for side in held if side], DAY))


def aws(machine: str = "g5.xlarge", floor: int | Unknown = 1, ceiling: int | None = None) -> Capacity:
    return Capacity(
        "a",
        machine=machine,
        cloud="aws",
        floor=floor if isinstance(floor, Unknown) else Decimal(floor),
        ceiling=None if ceiling is None else Decimal(ceiling),
    )


def test_training_hardware_becomes_inference_hardware() -> None:
    found = projected(aws("p5.48xlarge"), aws("inf2.48xlarge"))
    assert found.per_call_before == Decimal("55.04")
    assert found.per_call_after == Decimal("12.98127")
    assert found.monthly_before == Range.exactly(Decimal("55.04") * 730)
    assert found.evidence.grade is Grade.DECLARED
    assert len(found.evidence.prices) == 2


def test_more_copies_make_a_dearer_hour() -> None:
    found = projected(aws(floor=1), aws(floor=4))
    assert (found.per_call_before, found.per_call_after) == (G5, G5 * 4)


def test_a_first_floor_is_a_month_and_no_dearer_hour() -> None:
    found = projected(aws(floor=0, ceiling=2), aws(floor=1, ceiling=2))
    assert found.per_call_before == found.per_call_after == G5
    assert found.monthly_before == Range(Decimal(0), Decimal(0), G5 * 730 * 2)
    assert found.monthly_after == Range(G5 * 730, G5 * 730, G5 * 730 * 2)


def test_what_scales_to_zero_on_both_sides_has_no_month() -> None:
    found = projected(aws(floor=0), aws("g5.12xlarge", floor=0))
    assert found.monthly_before is found.monthly_after is None
    assert found.per_call_after == Decimal("5.672")
    assert any("scales to zero" in line for line in found.evidence.assumptions)


def test_new_capacity_costs_nothing_before() -> None:
    found = projected(None, aws(floor=2))
    assert found.per_call_before == 0
    assert found.monthly_before == Range.exactly(Decimal(0))
    assert found.per_call_after == G5 * 2


def test_an_unknown_machine_is_unknown_and_never_free() -> None:
    found = projected(aws(), aws("g9.48xlarge"))
    assert found.per_call_after is None
    assert found.monthly_after is None
    assert found.evidence.grade is Grade.UNKNOWN
    assert "g9.48xlarge is no machine" in found.evidence.assumptions[-1]


def test_an_unreadable_floor_still_has_an_hour() -> None:
    found = projected(aws(), aws(floor=Unknown("read from var.n")))
    assert found.per_call_after == G5
    assert found.monthly_after is None


def test_the_rows_of_one_capacity_share_one_projection() -> None:
    text = 'resource "aws_instance" "a" {\n  count = 1\n  instance_type = "g5.xlarge"\n}\n'
    rows = changes_between({"m.tf": text.encode()}, {"m.tf": text.replace("1\n", "3\n").replace("g5", "g6").encode()})
    found = project_capacities(rows, rates(capacities_of(rows), DAY), ())
    assert len(rows) == 2
    assert list(found) == ["m.tf#resource.aws_instance.a"]
    assert {row.site for row in rows} == set(found)


def test_rates_are_looked_up_only_where_something_is_asked() -> None:
    assert rates([], DAY) == {}
    (unnamed,) = rates([Capacity("a")], DAY).values()
    (sold,) = rates([Capacity("a", accelerator="H100", cloud="modal")], DAY).values()
    assert isinstance(unnamed, Unknown)
    assert not isinstance(sold, Unknown)
    assert sold.subject == "modal/H100"
