"""The inventory for programs."""

import json

from finops_gate.reports.inventory.json import FORMAT
from tests.reports.inventory.scenario import an_inventory


def test_inventory_is_the_golden_one(golden):
    golden("goldens/inventory.json", FORMAT.render(an_inventory(), width=0, color=False))


def test_unknown_is_said_with_its_reason_and_prompts_stay_private():
    text = FORMAT.render(an_inventory(), width=0, color=False)
    sites = {site["path"]: site for site in json.loads(text)["sites"]}
    assert sites["app/own.py"]["quote"] == {"model": None, "unknown": "no price is known for house-1"}
    assert sites["app/env.py"]["settings"][0]["unknown"] == "set by the environment"
    assert sites["infra/main.tf"]["quote"] is None
    assert "secret sauce" not in text
    assert text.isascii()
