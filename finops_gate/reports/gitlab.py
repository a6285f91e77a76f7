"""The verdict as GitLab's Code Quality report: a JSON list that the merge request's widget reads.

https://docs.gitlab.com/ci/testing/code_quality/ names the fields. The widget tells what is new by the fingerprints of
both branches and shows the first of two that are equal, so none occurs twice.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TypedDict

from finops_gate.base.text import clean, storable
from finops_gate.model.phrases import count
from finops_gate.model.policy import Outcome
from finops_gate.model.raised import Level, Raised, raised, sentences
from finops_gate.model.verdict import Verdict
from finops_gate.reports import Format


class Lines(TypedDict):
    begin: int


class Place(TypedDict):
    path: str
    lines: Lines


class Issue(TypedDict):
    """One entry of the widget."""

    description: str
    check_name: str
    fingerprint: str
    severity: str
    location: Place


SEVERITIES = {Outcome.BLOCK: "blocker", Outcome.REQUIRE_APPROVAL: "major", Outcome.WARN: "minor"}


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Every finding, dearest first, then one entry for the files that could not be judged."""
    seen: Counter[str] = Counter()
    found = [_issue(entry, seen) for entry in raised(verdict)]
    if verdict.skipped:
        first = verdict.skipped[0]
        told = f"{count(len(verdict.skipped), 'file')} could not be judged, first: {clean(first.reason)}"
        found.append(_entry(told, "not-judged", _digest("not-judged", ""), "info", first.path, 1))
    return json.dumps(found, indent=2, ensure_ascii=True) + "\n"


def _issue(entry: Raised, seen: Counter[str]) -> Issue:
    finding = entry.decision.finding
    message, comes_to, *_ = sentences(entry)
    # Only what stands in the way is as severe as its outcome: an advisory run warns, a waived finding informs.
    quieter = {Level.WARNING: "minor", Level.NOTE: "info"}
    severity = quieter.get(entry.level) or SEVERITIES[entry.decision.outcome]
    ordinal = seen[finding.fingerprint]
    seen[finding.fingerprint] += 1
    name = _digest(finding.fingerprint, str(ordinal) if ordinal else "")
    told = f"{message} ({comes_to})"
    return _entry(told, finding.rule, name, severity, finding.location.path, finding.location.line)


def _entry(description: str, rule: str, fingerprint: str, severity: str, path: str, line: int) -> Issue:
    return {
        "description": description,
        "check_name": f"finops-gate/{clean(rule, 80)}",
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": storable(path), "lines": {"begin": max(line, 1)}},
    }


def _digest(name: str, ordinal: str) -> str:
    """Of a fingerprint, which holds no line and no price, so that an unrelated edit makes nothing new."""
    return hashlib.sha256(json.dumps(["v1", name, ordinal]).encode()).hexdigest()[:32]


FORMAT: Format = Format(render, "application/json")
