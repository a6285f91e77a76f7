"""Break-evens for a person at a terminal."""

from __future__ import annotations

from finops_gate.reports.breakeven.table import FORMAT
from tests.reports.breakeven.scenario import a_breakeven


def test_it_is_the_golden_one(golden) -> None:  # type: ignore[no-untyped-def]
    golden("goldens/breakeven.txt", FORMAT.render([a_breakeven()], width=0, color=False, verbose=True))


def test_names_are_harmless_and_colour_is_ours_alone() -> None:
    assert "\x1b" not in FORMAT.render([a_breakeven()], width=80, color=False)
    colored = FORMAT.render([a_breakeven()], width=80, color=True)
    assert "\x1b[36mA" in colored and "bot\x1b[31m" not in colored
