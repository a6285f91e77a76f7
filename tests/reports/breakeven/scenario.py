"""A break-even with everything that a format has to show: a step, a way that nobody knows, hostile names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.cost.breakeven import Always, PerCall
from finops_gate.cost.idle import Idle
from finops_gate.cost.load import Said, load_of
from finops_gate.cost.versus import against
from finops_gate.cost.ways import Drawn
from finops_gate.model.breakeven import Breakeven, WayKind
from finops_gate.model.hours import WHOLE, Shape
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade

DAY = date(2026, 11, 24)
NAME = "bot\x1b[31m"


def a_breakeven() -> Breakeven:
    parts = (WHOLE, *[0] * 167)
    load = load_of(NAME, None, (), (), Said(Decimal(50_000), Decimal(900), Decimal(300)))
    drawn = (
        Drawn(
            "1 x aws/g6.xlarge",
            WayKind.ALWAYS_ON,
            Always("1 x aws/g6.xlarge", Decimal("0.8"), Decimal(1), Decimal(200)),
            Grade.DECLARED,
            ("aws/g6.xlarge on_demand 0.8 USD an hour (read 2026-07-20)",),
            ("a further copy is added where the others are full",),
            Decimal("0.93"),
            Decimal(146_000),
        ),
        Drawn("sleeping", WayKind.SCALE_TO_ZERO, Unknown("throughput is not declared"), Grade.UNKNOWN),
        Drawn("api", WayKind.PER_TOKEN, PerCall("api", Decimal("0.005")), Grade.MEASURED),
        Drawn("most", WayKind.CEILING, Always("most", Decimal("0.8"), Decimal(3)), Grade.DECLARED),
    )
    idle = Idle(tuple(range(1, 168)), Decimal("0.012"), Decimal("3210"), Shape(NAME, parts))
    return against(NAME, NAME, "main.tf#gpu", DAY, load, drawn, idle, ("a note",))
