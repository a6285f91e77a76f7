"""Saved reports and histories as flat rows that can be added up. A file that cannot be counted says why."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO
from finops_gate.base.text import clean
from finops_gate.model.ledger import UNATTRIBUTED, Performance
from finops_gate.model.performance import performance_of
from finops_gate.model.report import ApprovalField, ChangeField, Report, SideField
from finops_gate.model.setting import Skipped
from finops_gate.reports.saved.reading import read

LARGEST = 8 << 20
"""Bytes of a file that is counted: a report of 5,000 findings has 6 MiB, and many are read in a row."""
HISTORY = "finops-gate/history"
UNDIVIDED = "(not divided)"
"""What a report's total has beyond the sum of its sites."""
NAME = 160
"""Characters of a name that are kept."""
_MOST = Decimal(10) ** 15
_YEARS = range(2015, 2101)
_PIECES = re.compile(r"\d+|\D+")
_SMALLEST = Decimal("0.005")


class Place(NamedTuple):
    """One site that a run saw change."""

    team: str
    feature: str
    model: str
    delta: Decimal
    """Of a month; zero where nobody knows it."""
    counts: bool
    """False for what is no site but the rest of a total."""


class Run(NamedTuple):
    """One report."""

    path: str
    repository: str
    request: str
    """The change request; a push without one is named by its commit."""
    day: date
    state: str
    """The verdict; ``approved`` where all that was asked for is granted."""
    delta: Decimal | None
    currency: str
    headline: str
    places: tuple[Place, ...]
    performance: tuple[Performance, ...] = ()
    """What its features cost and achieve, by repository and feature."""


class Level(NamedTuple):
    """A saved history: what a month costs from each day on."""

    path: str
    repository: str
    day: date
    currency: str
    points: tuple[tuple[date, Decimal], ...]


class Gathered(NamedTuple):
    """All that could be read, in the order in which it happened."""

    runs: tuple[Run, ...]
    levels: tuple[Level, ...]
    skipped: tuple[Skipped, ...]


def gather(paths: Iterable[Path]) -> Gathered:
    """Reads every file, one after the other; the same content counts once. Runs of a day go by their files' numbers."""
    runs: list[Run] = []
    levels: list[Level] = []
    skipped: list[Skipped] = []
    seen: dict[bytes, str] = {}
    for path in sorted(paths, key=lambda path: _order(str(path))):
        name = str(path)
        try:
            text = _text(path)
            first = seen.setdefault(hashlib.sha256(text).digest(), name)
            if first != name:
                raise UsageError(f"the same content as {clean(first)}")
            if _is_history(text):
                levels.append(level(name, text))
            else:
                runs.append(flat(name, read(text)))
        except UsageError as error:
            skipped.append(Skipped(clean(name, 300), error.message))
    runs.sort(key=lambda run: run.day)
    return Gathered(tuple(runs), tuple(levels), tuple(skipped))


def flat(path: str, report: Report) -> Run:
    """A report as one run. Raises UsageError for a day or an amount that is none."""
    delta = _optional(report["totals"]["delta"])
    places = tuple(_places(report["changes"]))
    rest = ZERO if delta is None else EXACT.subtract(delta, sum((place.delta for place in places), ZERO))
    if abs(rest) >= _SMALLEST:
        places = (*places, Place(UNDIVIDED, UNDIVIDED, UNDIVIDED, rest, False))
    return Run(
        path,
        clean(report["repository"] or "(no repository)", NAME),
        clean(report["change_request"] or report["range"]["head"][:12], 60),
        _day(report["as_of"]),
        _state(report["verdict"], report["approvals"]),
        delta,
        clean(report["currency"], 8),
        clean(report["headline"], 300),
        places,
        tuple(_performance(report)),
    )


def _performance(report: Report) -> Iterator[Performance]:
    """Teams are named as places are; features of one name in two repositories are two."""
    try:
        for one in performance_of(report):
            team = clean(one.team if one.team != UNATTRIBUTED else "(no team)", NAME)
            yield one._replace(team=team, feature=f"{report['repository']} {one.feature}")
    except ValueError as error:
        raise UsageError(clean(str(error), 80)) from None


def level(path: str, text: bytes) -> Level:
    """A saved history. Raises UsageError for what is none, or one without a monthly figure."""
    try:
        found: Any = json.loads(text)
        if found["schema"] != HISTORY or str(found["version"]).partition(".")[0] != "1":
            raise UsageError("this is no history of ours, or of another version")
        if found["total"] is None:
            raise UsageError("the history has no monthly figures: no call volumes were recorded")
        points = tuple((_day(point["day"]), _amount(point["monthly"])) for point in found["total"]["points"])
        repository, currency = found["repository"] or "(no repository)", found["currency"]
        if not points or not isinstance(repository, str) or not isinstance(currency, str):
            raise TypeError
        return Level(path, clean(repository, NAME), _day(found["as_of"]), clean(currency, 8), tuple(sorted(points)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError("the history cannot be read") from None


def _is_history(text: bytes) -> bool:
    if HISTORY.encode() not in text:
        return False
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("schema") == HISTORY


def _text(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UsageError(f"larger than {LARGEST >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}") from None


def _places(changes: Iterable[ChangeField]) -> Iterator[Place]:
    """Each site once: its rows share one projection. A model's row tells the site's model."""
    sites: dict[str, ChangeField] = {}
    for change in changes:
        if change["billed"] and (change["site"] not in sites or change["kind"] == "model"):
            sites[change["site"]] = change
    for _, change in sorted(sites.items()):
        delta = _optional(change["monthly"]["delta"])
        yield Place(
            clean(change["team"] or "(no team)", NAME),
            clean(change["feature"] or "(no feature)", NAME),
            clean(_model(change["head"] or change["base"]), NAME),
            ZERO if delta is None else delta,
            True,
        )


def _model(side: SideField | None) -> str:
    if side is None:
        return "(no model)"
    name = side["model"] or side["id"]
    if not name:
        return "(no model)"
    return f"{side['provider']}/{name}" if side["provider"] else name


def _state(verdict: str, approvals: Iterable[ApprovalField]) -> str:
    states = {approval["state"] for approval in approvals}
    return "approved" if verdict == "require-approval" and states == {"granted"} else verdict


def _day(text: object) -> date:
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        raise UsageError(f"{clean(str(text), 20)!r} is no day") from None
    if found.year not in _YEARS:
        raise UsageError(f"{found} is no day on which a report was made")
    return found


def _optional(text: str | None) -> Decimal | None:
    return None if text is None else _amount(text)


def _amount(text: object) -> Decimal:
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        raise UsageError(f"{clean(str(text), 40)!r} is no amount") from None
    if not amount.is_finite() or abs(amount) >= _MOST:
        raise UsageError(f"{clean(str(text), 40)!r} is no amount of money")
    return amount


def _order(path: str) -> list[tuple[int, int, str]]:
    """The parts of a name, so that run-9 comes before run-10."""
    pieces = _PIECES.findall(path)
    return [
        (0, int(piece), "") if piece.isascii() and piece.isdigit() and len(piece) < 19 else (1, 0, piece)
        for piece in pieces
    ]
