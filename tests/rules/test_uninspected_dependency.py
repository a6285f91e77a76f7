"""A package that nobody could look into; run alone."""

from __future__ import annotations

from dataclasses import replace

from finops_gate.model.package import Inspection, Move, Moved, Pin, State
from finops_gate.model.setting import Location, Skipped
from finops_gate.rules.uninspected_dependency import RULE
from tests.build import a_case


def moved(state=State.NOT_INSPECTED, related=True):
    pins = [Pin("pypi", "shop", version, Location("uv.lock", 3)) for version in ("1.0", "1.1")]
    inspection = Inspection("pypi", "shop", "1.0", "1.1", state, "the answer broke off")
    return Moved(Move("pypi", "shop", (pins[0],), (pins[1],)), inspection, related=related)


def found(*packages, skipped=()):
    return list(RULE.check(replace(a_case(), packages=packages, skipped=skipped)))


def test_each_package_is_named_with_its_reason():
    (finding,) = found(moved())
    assert finding.message == "pypi:shop 1.0 -> 1.1 was not inspected: the answer broke off"
    assert (finding.location, finding.names) == (Location("uv.lock", 3), ("shop",))


def test_what_was_inspected_or_reaches_no_model_is_no_finding():
    assert found(moved(State.INSPECTED), moved(related=False)) == []


def test_a_manifest_that_cannot_be_read():
    skipped = (Skipped("uv.lock", "its versions were not read: it is no TOML"), Skipped("a.py", "binary"))
    (finding,) = found(skipped=skipped)
    assert finding.message == "uv.lock: its versions were not read: it is no TOML"
