from __future__ import annotations

from dataclasses import replace

from finops_gate.rules.exceeded_waiver import check
from tests.build import a_case
from tests.rules.waivers import every


def test_tells_of_just_those_waivers_and_where_they_stand():
    (finding,) = check(replace(a_case(), waivers=every()))
    assert finding.rule == "exceeded-waiver" and finding.message == "waiver exceeded is exceeded"
    assert (finding.location.path, finding.location.line) == (".finops-gate/waivers.yaml", 7)
    assert finding.changes == () and len(finding.fingerprint) == 16


def test_without_waivers_it_is_silent():
    assert list(check(a_case())) == []
