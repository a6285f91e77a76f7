"""The verdict as JUnit XML, which Jenkins, Azure Pipelines, GitLab and Bitbucket read.

The verdict is the first case, so that the suite is never empty: a reader takes a report without cases for a failed one.
What stands in the way is a failure; a warning, a waived or approved finding and a file that could not be judged are
skipped cases, since the form knows nothing between passed and failed that readers show.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from finops_gate.base.text import clean
from finops_gate.model.policy import Outcome
from finops_gate.model.raised import Level, Raised, raised, sentences
from finops_gate.model.verdict import Verdict
from finops_gate.reports import Format

NAME = "finops-gate"
_PATH = 4096


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """One suite: the verdict, each finding (dearest first), each file that could not be judged."""
    found = raised(verdict)
    suite = Element("testsuite", name=NAME)
    cases = [_verdict(verdict, found), *map(_finding, found), *map(_skipped, verdict.skipped)]
    suite.extend(cases)
    counted = {
        "tests": len(cases),
        "failures": _count(cases, "failure"),
        "errors": 0,
        "skipped": _count(cases, "skipped"),
    }
    for name, number in counted.items():
        suite.set(name, str(number))
    suite.set("time", "0.000")
    suite.set("timestamp", f"{verdict.as_of.isoformat()}T00:00:00")
    suites = Element("testsuites", {name: str(counted[name]) for name in ("tests", "failures", "errors")}, name=NAME)
    suites.append(suite)
    ElementTree.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(suites, encoding="unicode")}\n'


def _verdict(verdict: Verdict, found: Iterable[Raised]) -> Element:
    case = _case("verdict", "verdict")
    headline = clean(verdict.headline, 1000)
    if any(entry.level is Level.ERROR for entry in found):
        _tell(SubElement(case, "failure"), verdict.outcome.word, headline, (headline,))
    else:
        told = SubElement(case, "system-out")
        advice = verdict.advisory and verdict.outcome is not Outcome.PASS
        told.text = f"{headline}{' Advisory: nothing is enforced.' if advice else ''}"
    return case


def _finding(entry: Raised) -> Element:
    finding = entry.decision.finding
    path = clean(finding.location.path, _PATH)
    case = _case(path, f"{clean(finding.rule, 80)} {path}:{finding.location.line} {clean(finding.fingerprint, 80)}")
    form = "failure" if entry.level is Level.ERROR else "skipped"
    message, comes_to, *others = sentences(entry)
    _tell(SubElement(case, form), entry.word, message, (comes_to, *others))
    return case


def _skipped(entry: tuple[str, str]) -> Element:
    path, reason = clean(entry[0], _PATH), clean(entry[1])
    case = _case(path, f"not judged {path}")
    _tell(SubElement(case, "skipped"), "not-judged", reason, ())
    return case


def _case(classname: str, name: str) -> Element:
    return Element("testcase", classname=classname, name=name, time="0.000")


def _tell(element: Element, kind: str, message: str, lines: Iterable[str]) -> None:
    """clean() has left no character that XML forbids; the tree escapes the others."""
    element.set("type", kind)
    element.set("message", message)
    element.text = "\n".join(lines) or None


def _count(cases: Iterable[Element], form: str) -> int:
    return sum(1 for case in cases if case.find(form) is not None)


FORMAT: Format = Format(render, "application/xml")
