"""Infrastructure as people write it, with the capacity that it keeps and what that costs: format x provider x pattern.

Each case of the Markdown files beside this one has its files and an ``expect`` block: a line for each capacity, in the
order of its names, with the fields that must hold (`machine accelerator count cloud region floor ceiling schedule
purchase`) and the price (`hour`, `month` of the floor, `high` of the ceiling; `unknown`: part of the reason; `note`:
part of one assumption). A field that is left out must be empty, on demand, or of no matter (prices). ``none``: there
is no capacity.
"""

from __future__ import annotations

import re
import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from finops_gate.app.changes import read
from finops_gate.app.rates import rates
from finops_gate.base.money import plain
from finops_gate.cost.capacity import Kept, cost_of
from finops_gate.model.capacity import Capacity
from finops_gate.model.setting import Unknown
from finops_gate.resolve.capacities import capacities
from finops_gate.resolve.names import resolve

HERE = Path(__file__).parent
DAY = date(2026, 11, 24)
_BLOCK = re.compile(r"^```(\S+)[ ]?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Case(NamedTuple):
    name: str
    files: dict[str, bytes]
    expected: tuple[str, ...]


def cases() -> list[Case]:
    found = []
    for path in sorted(HERE.glob("*.md")):
        for part in re.split(r"^## ", path.read_text(), flags=re.MULTILINE)[1:]:
            name, _, body = part.partition("\n")
            blocks = _BLOCK.findall(body)
            files = {where: text.encode() for kind, where, text in blocks if kind != "expect"}
            expected = [text for kind, _, text in blocks if kind == "expect"]
            assert len(expected) == 1, name
            found.append(Case(f"{path.stem}: {name}", files, tuple(expected[0].split("\n")[:-1])))
    return found


CASES = cases()


def kept(files: dict[str, bytes]) -> list[Capacity]:
    """The capacities of files that are all there is, by name."""
    found = {capacity.site: capacity for capacity in capacities(resolve(read(files).found).bounds).values()}
    return [found[name] for name in sorted(found)]


def told(capacity: Capacity) -> dict[str, str]:
    """A capacity in the words of an expect block, without the prices."""
    fields = {
        "machine": capacity.machine,
        "accelerator": capacity.accelerator,
        "count": capacity.accelerators,
        "cloud": capacity.cloud,
        "region": capacity.region,
        "floor": capacity.floor,
        "ceiling": capacity.ceiling,
        "schedule": capacity.schedule,
        "purchase": "" if capacity.purchase == "on_demand" else capacity.purchase,
    }
    return {name: _word(value) for name, value in fields.items() if value not in (None, "")}


def _word(value: object) -> str:
    if isinstance(value, Unknown):
        return f"?{value.reason}"
    return plain(value) if isinstance(value, Decimal) else str(value)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_capacity_and_its_price(case: Case) -> None:
    found = kept(case.files)
    if case.expected == ("none",):
        assert not found
        return
    assert len(found) == len(case.expected), [told(capacity) for capacity in found]
    for capacity, line in zip(found, case.expected, strict=True):
        wanted = dict(word.partition("=")[::2] for word in shlex.split(line))
        prices = {name: wanted.pop(name) for name in ("hour", "month", "high", "unknown", "note") if name in wanted}
        assert told(capacity) == wanted
        cost = cost_of(capacity, rates([capacity], DAY))
        if "unknown" in prices:
            assert isinstance(cost, Unknown), cost
            assert prices["unknown"] in cost.reason
            continue
        assert isinstance(cost, Kept), cost
        figures = {"hour": cost.hour, "month": cost.month.mid, "high": cost.month.high}
        assert {name: plain(figures[name]) for name in prices if name in figures} == {
            name: value for name, value in prices.items() if name in figures
        }
        assert not prices.get("note") or any(prices["note"] in note for note in cost.notes), cost.notes


def test_there_are_sixty_of_them() -> None:
    assert len(CASES) >= 60
