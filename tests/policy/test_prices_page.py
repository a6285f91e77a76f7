"""The page about a company's own prices shows a file that is read."""

from __future__ import annotations

import re
from pathlib import Path

from finops_gate.model.price import Meter
from finops_gate.policy.prices import load

PAGE = (Path(__file__).parents[2] / "docs" / "prices.md").read_text("utf-8")


def test_the_example_of_the_page_is_in_order() -> None:
    (example,) = re.findall(r"```yaml\n(.+?)```", PAGE, re.DOTALL)
    own = load([(".finops-gate/prices/acme.yaml", example.encode(), "")])
    assert len(own.rates) == 5
    assert own.deployments
    assert own.self_hosted


def test_the_page_names_everything_that_is_metered() -> None:
    assert {meter.value for meter in Meter} <= set(re.findall(r"`(\w+)`", PAGE))
