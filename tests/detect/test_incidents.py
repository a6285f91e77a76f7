"""Files of one side: the cases of the documents beside this file."""

from pathlib import Path

import pytest

from finops_gate.detect import route
from tests import cases

CASES = [case for path in sorted(Path(__file__).parent.glob("*.md")) for case in cases.parse(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reading(case):
    cases.check_reading(case, route.read)
