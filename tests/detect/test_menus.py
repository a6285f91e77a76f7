"""What only says which models there are: the cases of menus.md."""

from pathlib import Path

import pytest

from finops_gate.detect import route
from tests import cases


@pytest.mark.parametrize("case", cases.parse(Path(__file__).with_name("menus.md")), ids=lambda case: case.name)
def test_menu(case):
    cases.check_reading(case, route.read)
