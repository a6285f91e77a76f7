"""What a capacity says of itself."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.model.capacity import Capacity, Held
from finops_gate.model.setting import Unknown


def test_what_the_price_depends_on_is_readable_or_not() -> None:
    assert Capacity("a", machine="g5.xlarge").readable
    assert not Capacity("a", machine=Unknown("read from var.t")).readable
    assert not Capacity("a", machine="g5.xlarge", floor=Unknown("read from var.n")).readable


def test_only_a_floor_that_is_known_to_be_zero_scales_to_zero() -> None:
    assert Capacity("a", floor=Decimal(0)).scales_to_zero
    assert not Capacity("a").scales_to_zero
    assert not Capacity("a", floor=Unknown("read from var.n")).scales_to_zero


def test_what_is_held_is_called_as_at_head() -> None:
    assert Held(Capacity("old"), Capacity("new")).site == "new"
    assert Held(Capacity("old"), None).site == "old"
