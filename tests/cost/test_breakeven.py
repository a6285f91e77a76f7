"""Curves and where they cross: exactly, in the order of calls, and never a curve that falls."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as some

from finops_gate.base.money import EXACT
from finops_gate.cost.breakeven import Always, Curve, OnDemand, PerCall, Reserved, cost_at, crossings, per_million
from finops_gate.model.hours import HOURS, Shape

TENTHS = some.integers(1, 500).map(lambda number: Decimal(number) / 10)
CENTS = some.integers(1, 10_000).map(lambda number: Decimal(number) / 10_000)


def _shape(busy: int) -> Shape:
    part = 1_000_000 // busy
    return Shape("bot", (1_000_000 - part * (busy - 1), *[part] * (busy - 1), *[0] * (HOURS - busy)))


SHAPES = some.none() | some.integers(1, HOURS - 1).map(_shape)
CURVES = some.one_of(
    some.builds(PerCall, some.just("api"), CENTS),
    some.builds(
        Always,
        some.just("always"),
        TENTHS,
        some.integers(0, 4).map(Decimal),
        some.none() | TENTHS,
        some.just(Decimal(0)) | CENTS,
    ),
    some.builds(
        lambda month, speed, ready, more, shape: Reserved("ready", month, speed, ready, ready + more, shape),
        TENTHS,
        TENTHS,
        CENTS,
        CENTS,
        SHAPES,
    ),
    some.builds(OnDemand, some.just("serverless"), CENTS, TENTHS, TENTHS, SHAPES, some.just(Decimal(0)) | CENTS),
)
MOST = Decimal(200_000)


def test_an_always_running_gpu_pays_from_where_its_month_is_what_the_calls_cost():
    gpu, api = Always("gpu", Decimal("1.00"), Decimal(1)), PerCall("api", Decimal("0.002"))
    (found,) = crossings(gpu, api, Decimal(1_000_000))
    assert (found.calls, found.cost, found.below, found.above, found.step) == (365_000, 730, "api", "gpu", False)


def test_a_crossing_that_no_decimal_holds_is_a_fraction():
    gpu, api = Always("gpu", Decimal("1.00"), Decimal(1)), PerCall("api", Decimal("0.003"))
    (found,) = crossings(gpu, api, Decimal(1_000_000))
    assert found.exact == Fraction(730_000, 3)
    assert str(found.calls).startswith("243333.3333333333")


def test_a_second_copy_may_give_the_place_back_in_a_step():
    gpu = Always("gpu", Decimal("1.00"), Decimal(1), Decimal(600))
    api = PerCall("api", Decimal("0.002"))
    found = crossings(gpu, api, Decimal(1_000_000))
    assert [(one.calls, one.above, one.step) for one in found] == [
        (365_000, "gpu", False), (438_000, "api", True), (730_000, "gpu", False), (876_000, "api", True),
    ]  # fmt: skip


def test_what_never_pays_crosses_nowhere():
    assert (
        crossings(Always("gpu", Decimal("1.00"), Decimal(1)), PerCall("api", Decimal("0.002")), Decimal(100_000)) == ()
    )
    assert crossings(PerCall("a", Decimal(1)), PerCall("b", Decimal(1)), Decimal(100)) == ()


def test_sparse_calls_each_pay_the_start_and_the_wait_and_dense_ones_share_it():
    gpu = OnDemand("modal", Decimal("0.001"), Decimal(2), Decimal(60))
    assert cost_at(gpu, Decimal(1000)) == Decimal(62)
    awake = Decimal(730) * 3600
    assert cost_at(gpu, Decimal(100_000)) == awake * Decimal("0.001")
    assert cost_at(gpu, Decimal(2_000_000)) == Decimal(4000)


def test_a_night_without_calls_is_not_paid():
    nights = Shape("bot", tuple((1_000_000 // 112 if 6 <= hour % 24 < 22 else 0) for hour in range(HOURS)))
    shape = Shape("bot", (*nights.parts[:6], nights.parts[6] + 1_000_000 - sum(nights.parts), *nights.parts[7:]))
    known = OnDemand("modal", Decimal("0.001"), Decimal(2), Decimal(60), shape)
    always = cost_at(Always("gpu", Decimal("3.6"), Decimal(1)), Decimal(500_000))
    assert cost_at(known, Decimal(500_000)) == always * 112 / 168
    assert cost_at(known._replace(shape=None), Decimal(500_000)) == always


def test_what_each_call_costs_beside_the_floor_is_in_the_curve():
    kept = Always("provisioned", Decimal("0.01"), Decimal(10), per_call=Decimal("0.00002"))
    assert cost_at(kept, Decimal(1_000_000)) == 93
    assert cost_at(OnDemand("f", Decimal(0), Decimal(1), Decimal(0), per_call=Decimal("0.5")), Decimal(4)) == 2


def test_a_million_tokens_of_a_machine_that_is_never_idle():
    assert per_million(Decimal("3.60"), Decimal(1000)) == 1


@given(CURVES, CURVES)
def test_break_even_is_where_the_curves_cross(left: Curve, right: Curve):
    left, right = left._replace(name="left"), right._replace(name="right")
    found = crossings(left, right, MOST)
    for one in found:
        if not one.step:
            assert left.line(one.exact).at(one.exact) == right.line(one.exact).at(one.exact)
    edges = [Fraction(0), *(one.exact for one in found), Fraction(MOST)]
    cheaper = [one.below for one in found] + [found[-1].above] if found else []
    for start, end, name in zip(edges, edges[1:], cheaper, strict=False):
        inside = [start + (end - start) * Fraction(part, 16) for part in range(1, 16)]
        gaps = [left.line(at).at(at) - right.line(at).at(at) for at in inside]
        assert all(gap <= 0 if name == "left" else gap >= 0 for gap in gaps)
    if not found:
        gaps = [
            left.line(at).at(at) - right.line(at).at(at) for at in (Fraction(MOST) * part / 16 for part in range(1, 17))
        ]
        assert all(gap >= 0 for gap in gaps) or all(gap <= 0 for gap in gaps)


@given(CURVES, some.lists(some.integers(0, 10**7), min_size=2, max_size=20))
def test_more_calls_never_cost_less(curve: Curve, calls: list[int]):
    costs = [cost_at(curve, Decimal(number)) for number in sorted(calls)]
    assert costs == sorted(costs)


@given(CENTS, TENTHS, TENTHS, SHAPES, some.integers(0, 10**5))
def test_what_is_known_of_the_hours_only_ever_makes_it_cheaper(second, busy, tail, shape, calls):
    """As long as the work of an hour fits into it; where it does not, a further copy is up and is paid."""
    assume(shape is not None and max(shape.parts) * calls * busy <= 1_000_000 * Decimal(730) * 3600 / HOURS)
    known = OnDemand("a", second, busy, tail, shape)
    assert cost_at(known, Decimal(calls)) <= cost_at(known._replace(shape=None), Decimal(calls))


def test_what_is_kept_ready_answers_so_many_calls_and_the_others_are_paid_as_without() -> None:
    ready = Reserved("ready", Decimal(100), Decimal(1), Decimal("0.01"), Decimal("0.03"))
    assert cost_at(ready, Decimal(730)) == Decimal("107.3")
    assert cost_at(ready, Decimal(1730)) == Decimal("137.3")


def test_calls_of_one_hour_find_only_what_is_ready_in_that_hour() -> None:
    ready = Reserved("ready", Decimal(100), Decimal(1), Decimal("0.01"), Decimal("0.03"), _shape(1))
    # all 730 calls come in the hour after Monday midnight: 730 / 168 of them find one ready
    found = EXACT.divide(Decimal(730), Decimal(168))
    assert round(cost_at(ready, Decimal(730)), 9) == round(100 + found / 100 + (730 - found) * Decimal("0.03"), 9)
