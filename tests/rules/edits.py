"""Cases with edits of the gate itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finops_gate.model.governance import Edit, EditKind
from tests.build import a_case


def an_edit(kind, words="something", path=".finops-gate/policy.yaml", line=1, weakens=True, effect=""):
    return Edit(kind, path, line, words, weakens, effect)


def found(rule, *edits):
    return list(rule.check(replace(a_case(), edits=edits)))


def check_rule_of_edits(rule, kind):
    """What holds for every rule about the gate itself: one finding a file, its own kind only, weakenings counted."""
    other = next(one for one in EditKind if one is not kind)
    findings = found(
        rule,
        an_edit(kind, "harmless", weakens=False, line=3),
        an_edit(kind, "500 -> 5000", line=7, effect=" would cut it"),
        an_edit(kind, "elsewhere", path="b.yaml", line=0, weakens=False),
        an_edit(other, "not mine"),
    )
    assert [finding.message for finding in findings] == [
        ".finops-gate/policy.yaml: 500 -> 5000 would cut it; harmless",
        "b.yaml: elsewhere",
    ]
    assert [dict(finding.measure) for finding in findings] == [{"weakened": Decimal(1)}, {"weakened": Decimal(0)}]
    assert [(finding.location.path, finding.location.line) for finding in findings] == [
        (".finops-gate/policy.yaml", 7),
        ("b.yaml", 1),
    ]
    assert all(finding.rule == rule.id and not finding.changes for finding in findings)
    assert "weakened" in rule.measures
    assert found(rule, an_edit(other)) == []
