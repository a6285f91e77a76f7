"""The verdict as SARIF 2.1.0, for code scanning and for whatever else reads static analysis.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html; the limits are those of GitHub's upload. There
is no `security-severity`: a price is no vulnerability.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from finops_gate.base import shelf
from finops_gate.base.money import plain
from finops_gate.base.text import clean, storable
from finops_gate.model.phrases import count
from finops_gate.model.raised import Level, Raised, raised, sentences
from finops_gate.model.setting import Location
from finops_gate.model.verdict import Verdict
from finops_gate.reports import Format

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
RESULTS = 25_000
"""Results of one run that GitHub takes."""
BYTES = 10_000_000
"""Of the compressed upload that GitHub takes."""
RELATED = 50
"""Places that one result leads to; GitHub shows 100 locations."""
NOTED = 1_000
"""Skipped files that are named one by one."""
TAGS = ("ai", "cost", "finops")
LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
RULES = "finops_gate.rules"

Json = dict[str, Any]


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """One run: the rules with their pages, a result for each finding (dearest first), what could not be judged."""
    return fitting(verdict, BYTES)


def fitting(verdict: Verdict, limit: int) -> str:
    """As many results as fit into `limit` bytes when compressed; the cheapest are left out, and counted."""
    found = raised(verdict)
    kept = found[:RESULTS]
    text = _log(verdict, kept, len(found) - len(kept))
    while len(text) > limit and kept and len(gzip.compress(text.encode(), mtime=0)) > limit:
        kept = kept[: len(kept) // 2]
        text = _log(verdict, kept, len(found) - len(kept))
    return text


def _log(verdict: Verdict, found: Sequence[Raised], left_out: int) -> str:
    rules = sorted({entry.decision.finding.rule for entry in found})
    numbers = {rule: number for number, rule in enumerate(rules)}
    name, _, version = verdict.inputs.tool.partition(" ")
    driver = {
        "name": name or "finops-gate",
        **({"version": version} if version else {}),
        "rules": [_rule(rule) for rule in rules],
    }
    run: Json = {
        "tool": {"driver": driver},
        "automationDetails": {"id": _category(verdict.comparison.below)},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notes(verdict, left_out)}],
        "results": [_result(entry, numbers) for entry in found],
        "properties": {
            "verdict": verdict.outcome.word,
            "headline": clean(verdict.headline, 1000),
            "advisory": verdict.advisory,
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=True) + "\n"


def _category(below: str) -> str:
    """Tells the uploads of one commit apart: without the folder a job's results would replace those of another."""
    return f"finops-gate/{quote(below, safe='/')}/" if below else "finops-gate/"


def _rule(rule: str) -> Json:
    """What the rule's file says of it; of a finding that no rule made, its name."""
    page = shelf.page(RULES, rule)
    words = clean(rule, 80)
    title = page.partition("\n")[0] or f"{words.replace('-', ' ').capitalize()}."
    return {
        "id": words,
        "name": "".join(part.capitalize() for part in re.split(r"[^0-9A-Za-z]+", words)) or "Finding",
        "shortDescription": {"text": message(title)},
        "fullDescription": {"text": message(_section(page) or title)},
        "help": {"text": message(page), "markdown": _markdown(page)} if page else {"text": message(title)},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": list(TAGS)},
    }


def _section(page: str) -> str:
    """Why it matters, in one line."""
    found = re.search(r"(?ms)^Why it matters:\n(.*?)(?=^\S|\Z)", page)
    return " ".join(found[1].split()) if found else ""


def _markdown(page: str) -> str:
    """The page of a rule, which is our own text, with its headings as such."""
    lines = (re.sub(r"^(\S.*):$", r"### \1\n", line) for line in page.splitlines())
    return "\n".join(line.removeprefix("    ") for line in lines)


def _result(entry: Raised, numbers: dict[str, int]) -> Json:
    decision = entry.decision
    finding = decision.finding
    result: Json = {
        "ruleId": clean(finding.rule, 80),
        "ruleIndex": numbers[finding.rule],
        "level": LEVELS[entry.level],
        "message": {"text": message("\n".join(sentences(entry)))},
        "locations": [_location(finding.location)],
        "partialFingerprints": {"finopsGate/v1": clean(finding.fingerprint, 80)},
        # All results of a run carry the list, or none does: an empty one says that nothing suppresses it.
        "suppressions": [_suppression(entry.settled)] if entry.settled else [],
        "properties": _properties(entry),
    }
    related = [
        {"id": number, **_location(place), "message": {"text": text}}
        for number, (place, text) in enumerate(_related(entry), 1)
    ]
    return {**result, "relatedLocations": related} if related else result


def _suppression(settled: str) -> Json:
    return {"kind": "external", "status": "accepted", "justification": settled}


def _properties(entry: Raised) -> Json:
    decision = entry.decision
    known = {
        "outcome": entry.word,
        "because": clean(decision.because),
        "role": decision.role and clean(decision.role, 80),
        "feature": decision.finding.feature and clean(decision.finding.feature, 80),
        "monthlyIncrease": plain(entry.cost) if entry.cost else None,
    }
    return {name: value for name, value in known.items() if value}


def _related(entry: Raised) -> Iterable[tuple[Location, str]]:
    """Where the values come from and whom they feed, each place once."""
    found: dict[Location, str] = {}
    for row in entry.rows:
        bound = row.change.bound
        found.setdefault(bound.setting.location, "what changed")
        for place in bound.via:
            found.setdefault(place, "read through")
        for reach in row.change.reaches:
            found.setdefault(reach.location, "reached by the value")
    found.pop(entry.decision.finding.location, None)
    return list(found.items())[:RELATED]


def _notes(verdict: Verdict, left_out: int) -> list[Json]:
    notes = [
        {
            "level": "warning",
            "message": {"text": message(f"{clean(entry.path, 1000)} could not be judged: {clean(entry.reason)}")},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(entry.path)}}],
        }
        for entry in verdict.skipped[:NOTED]
    ]
    if len(verdict.skipped) > NOTED:
        more = f"{count(len(verdict.skipped) - NOTED, 'more file')} could not be judged; the JSON report names all"
        notes.append({"level": "warning", "message": {"text": more}})
    if left_out:
        more = f"{count(left_out, 'finding')} left out, those that cost least; the JSON report has all"
        notes.append({"level": "warning", "message": {"text": more}})
    return notes


def _location(place: Location) -> Json:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(place.path),
            "region": {"startLine": max(place.line, 1)},
        }
    }


def _artifact(path: str) -> Json:
    """A path of the repository as a relative reference: nothing in it is a scheme, a host, a query or an escape."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, which no path that git knows can hold
        raw = storable(path).encode()
    written = quote(raw, safe="/")
    while written.startswith("/"):  # git knows no such path; two slashes would begin a host
        written = f"%2F{written[1:]}"
    return {"uri": written or ".", "uriBaseId": "%SRCROOT%"}


def message(text: str) -> str:
    """Text that holds no placeholder and no link: braces doubled as the standard says, `[x](y)` taken apart."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


FORMAT: Format = Format(render, "application/sarif+json")
