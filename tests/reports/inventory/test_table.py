"""The inventory for a terminal."""

import pytest

from finops_gate.model.inventory import Inventory
from finops_gate.reports.inventory.table import FORMAT
from tests.build import TODAY
from tests.reports.inventory.scenario import an_inventory


@pytest.mark.parametrize(
    ("ending", "options"),
    [
        ("txt", {"width": 0, "color": False}),
        ("verbose.txt", {"width": 0, "color": False, "verbose": True}),
        ("120.txt", {"width": 120, "color": False}),
        ("color.txt", {"width": 120, "color": True}),
    ],
    ids=["plain", "verbose", "terminal", "color"],
)
def test_inventory_is_the_golden_one(ending, options, golden):
    text = FORMAT.render(an_inventory(), **options)
    golden(f"goldens/inventory.{ending}", text)
    assert "\x1b[31m" not in text.replace("\x1b[1m", "")


def test_nothing_found_is_one_line():
    text = FORMAT.render(Inventory("worktree", TODAY, (), ()), width=0, color=False)
    assert text == "0 sites at worktree, prices of 2026-11-23\n"
