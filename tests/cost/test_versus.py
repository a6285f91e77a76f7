"""Ways to serve the same calls: what each costs, where they change places, and what stays unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from finops_gate.app.rates import rates
from finops_gate.cost.breakeven import Always, PerCall
from finops_gate.cost.idle import idle_of
from finops_gate.cost.load import Load, Said, load_of
from finops_gate.cost.versus import against
from finops_gate.cost.ways import Drawn, kept_ready
from finops_gate.model.breakeven import Breakeven, Way, WayKind
from finops_gate.model.capacity import Capacity
from finops_gate.model.hours import WHOLE, Shape
from finops_gate.model.serving import Serving
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade

DAY = date(2026, 11, 24)
SPEED = Serving("g6.*", tokens_per_second=Decimal(1200), start_seconds=Decimal(60), idle_seconds=Decimal(240))
CALLS = Said(Decimal(50_000), Decimal(900), Decimal(300))


def a_gpu(**fields: object) -> Capacity:
    return Capacity("main.tf#gpu", machine="g6.xlarge", cloud="aws", **fields)  # type: ignore[arg-type]


def compared(
    capacity: Capacity, serving: Serving | None = SPEED, said: Said = CALLS, shapes: tuple[Shape, ...] = ()
) -> Breakeven:
    known = rates([capacity], DAY)
    load = load_of("bot", None, (), shapes, said)
    drawn = kept_ready(capacity, known, load, [serving] if serving else [], None)
    return against("bot", "bot", capacity.site, DAY, load, drawn, idle_of(capacity, "bot", shapes, known))


def way(found: Breakeven, kind: WayKind) -> Way:
    return next(one for one in found.ways if one.kind is kind)


def a_shape(quiet: frozenset[int]) -> Shape:
    busy = 168 - 7 * len(quiet)
    parts = [0 if hour % 24 in quiet else WHOLE // busy for hour in range(168)]
    parts[12] += WHOLE - sum(parts)
    return Shape("bot", tuple(parts))


def test_what_always_runs_costs_its_month_whatever_is_called() -> None:
    always = way(compared(a_gpu(floor=Decimal(2))), WayKind.ALWAYS_ON)
    assert always.name == "2 x aws/g6.xlarge"
    assert isinstance(always.today, Decimal) and always.today == Decimal("0.8048") * 730 * 2
    # 50,000 calls of 1,200 tokens are 60 million tokens
    assert isinstance(always.per_million, Decimal)
    assert round(always.per_million, 9) == round(always.today / 60, 9)


def test_at_full_load_a_million_tokens_cost_the_hour_over_its_tokens() -> None:
    always = way(compared(a_gpu()), WayKind.ALWAYS_ON)
    assert isinstance(always.per_million_full, Decimal)
    assert round(always.per_million_full, 12) == round(Decimal("0.8048") * 1_000_000 / (1200 * 3600), 12)
    # one call a second
    assert always.serves == 3600 * 730


def test_throughput_of_answers_alone_counts_the_questions_too() -> None:
    answers = Serving("g6.*", output_tokens_per_second=Decimal(300))
    assert way(compared(a_gpu(), answers), WayKind.ALWAYS_ON).serves == 3600 * 730


def test_throughput_is_never_assumed() -> None:
    found = compared(a_gpu(), None)
    always, asleep = way(found, WayKind.ALWAYS_ON), way(found, WayKind.SCALE_TO_ZERO)
    assert isinstance(always.today, Decimal)
    assert (
        isinstance(always.per_million_full, Unknown) and "throughput is not declared" in always.per_million_full.reason
    )
    assert any("drawn as if 1 served any number of calls" in line for line in always.evidence.assumptions)
    assert "throughput is not declared" in asleep.unknown and asleep.points == ()
    assert found.crossings == ()


def test_how_long_it_sleeps_and_starts_is_never_assumed() -> None:
    bare = Serving("g6.*", tokens_per_second=Decimal(1200))
    assert "--start and --idle" in way(compared(a_gpu(), bare), WayKind.SCALE_TO_ZERO).unknown
    # the code itself says how long it waits
    found = compared(a_gpu(idle_seconds=Decimal(300)), bare)
    assert "declared: features.NAME.serving in the policy, or --start" in way(found, WayKind.SCALE_TO_ZERO).unknown


def test_a_measured_throughput_makes_no_declared_calls_measured() -> None:
    measured = Serving("g6.*", tokens_per_second=Decimal(1200), measured=True, source="vllm bench")
    always = way(compared(a_gpu(), measured), WayKind.ALWAYS_ON)
    assert always.evidence.grade is Grade.DECLARED
    assert any(
        "1200 tokens a second at full load, measured (vllm bench)" in line for line in always.evidence.assumptions
    )


def test_copies_are_added_for_the_busiest_hour() -> None:
    night = a_shape(frozenset(range(12)))
    spread, peaked = compared(a_gpu()), compared(a_gpu(), shapes=(night,))
    one, other = way(spread, WayKind.ALWAYS_ON).serves, way(peaked, WayKind.ALWAYS_ON).serves
    assert isinstance(one, Decimal) and isinstance(other, Decimal)
    # all calls in half of the hours: the busiest has at least twice those of a mean one
    assert other <= one / 2


def test_a_ceiling_is_drawn_and_is_no_way_to_serve() -> None:
    found = compared(a_gpu(ceiling=Decimal(4)))
    ceiling = way(found, WayKind.CEILING)
    assert ceiling.today == Decimal("0.8048") * 730 * 4
    assert ceiling.name not in {name for one in found.crossings for name in (one.above, one.below)}
    assert found.cheapest is not None and found.cheapest.kind is not WayKind.CEILING


def test_an_unreadable_floor_and_an_unknown_machine_stay_with_their_reason() -> None:
    assert "not readable: a variable" in compared(a_gpu(floor=Unknown("a variable"))).ways[0].unknown
    (only,) = compared(Capacity("x", machine="p9.48xlarge", cloud="aws")).ways
    assert "no machine" in only.unknown and isinstance(only.today, Unknown)


def test_a_call_without_tokens_has_no_throughput() -> None:
    found = compared(a_gpu(), said=Said(Decimal(10), Decimal(0), Decimal(0)))
    assert "a call without tokens" in way(found, WayKind.SCALE_TO_ZERO).unknown
    assert isinstance(way(found, WayKind.ALWAYS_ON).today, Decimal)


@given(
    some.integers(0, 10**9),
    some.integers(0, 10**6),
    some.integers(0, 10**6),
    some.none() | some.integers(1, 10**9).map(lambda number: Decimal(number) / 1000),
    some.none() | some.integers(0, 10**5).map(Decimal),
)
def test_whatever_is_said_there_is_an_answer(
    calls: int, sent: int, answered: int, rate: Decimal | None, waits: Decimal | None
) -> None:
    said = Said(Decimal(calls), Decimal(sent), Decimal(answered))
    found = compared(a_gpu(), Serving("g6.*", rate, None, None, waits, waits), said)
    assert all(bool(one.unknown) != bool(one.points) for one in found.ways)


def test_units_of_throughput_do_not_sleep() -> None:
    units = Capacity("x", machine="GlobalProvisionedManaged", floor=Decimal(50), cloud="azure-openai")
    (only,) = compared(units).ways
    assert only.today == 36_500


def test_calls_that_nobody_counted_leave_today_open_and_the_curves_stand() -> None:
    found = compared(a_gpu(), said=Said(None, Decimal(900), Decimal(300)))
    assert isinstance(found.calls, Unknown) and found.cheapest is None
    assert way(found, WayKind.ALWAYS_ON).points and isinstance(way(found, WayKind.ALWAYS_ON).today, Unknown)
    assert found.crossings


COSTS = some.integers(1, 10_000).map(lambda number: Decimal(number) / 1_000_000)
HOURS = some.integers(1, 500).map(lambda number: Decimal(number) / 100)


@given(COSTS, HOURS, some.integers(1, 5).map(Decimal), some.none() | some.integers(1, 5_000).map(Decimal), HOURS)
def test_break_even_is_where_the_drawn_curves_cross(
    each: Decimal, hour: Decimal, floor: Decimal, speed: Decimal | None, calls: Decimal
) -> None:
    load = load_of(None, None, (), (), Said(calls * 1000))
    drawn = [
        Drawn("gpu", WayKind.ALWAYS_ON, Always("gpu", hour, floor, speed), Grade.DECLARED),
        Drawn("api", WayKind.PER_TOKEN, PerCall("api", each), Grade.DECLARED),
    ]
    found = against("x", None, None, DAY, load, drawn, Unknown("no hours"))
    gpu, api = (one.points for one in found.ways)
    for points in (gpu, api):
        assert points[0][0] == 0 and points[-1][0] == found.most
        assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(points))
    for crossing in found.crossings:
        assert 0 <= crossing.calls <= found.most
        if not crossing.step:
            assert round(crossing.cost, 9) == round(each * crossing.calls, 9)


@given(some.integers(1, 5), some.integers(0, 5), some.integers(0, 168), some.integers(1, 10**7).map(Decimal))
def test_more_copies_never_cost_less_and_idle_hours_never_more_than_the_floor(
    copies: int, more: int, quiet: int, calls: Decimal
) -> None:
    shapes = (a_shape(frozenset(range(min(quiet // 7, 20)))),)
    few = compared(a_gpu(floor=Decimal(copies)), said=CALLS._replace(calls=calls), shapes=shapes)
    many = compared(a_gpu(floor=Decimal(copies + more)), said=CALLS._replace(calls=calls), shapes=shapes)
    one, other = way(few, WayKind.ALWAYS_ON).today, way(many, WayKind.ALWAYS_ON).today
    assert isinstance(one, Decimal) and isinstance(other, Decimal) and one <= other
    assert not isinstance(many.quiet, Unknown) and isinstance(many.quiet.month, Decimal)
    assert many.quiet.month <= Decimal("0.8048") * 730 * (copies + more)


@pytest.mark.parametrize("copies", [Decimal(1), Decimal(30)])
def test_the_axis_ends_where_hundreds_of_copies_run(copies: Decimal) -> None:
    slow = Serving(
        "g6.*",
        seconds_per_call=Decimal(60),
        tokens_per_second=Decimal("0.5"),
        start_seconds=Decimal(0),
        idle_seconds=Decimal(0),
    )
    found = compared(a_gpu(floor=copies), slow, Said(Decimal(10) ** 12, Decimal(900), Decimal(300)))
    assert found.most < Decimal(10) ** 9
    assert all(len(one.points) < 400 for one in found.ways)


def test_load_is_typed() -> None:
    load: Load = load_of(None, None, (), (), Said())
    assert isinstance(load.calls, Unknown) and isinstance(load.tokens, Unknown)
