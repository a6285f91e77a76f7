"""Recorded calls to `.finops-gate/usage.csv`: read, attributed, projected, written when all is in order."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finops_gate.app.governing import FOLDER, HOURS, POLICY, USAGE, digest, policy_of, profiles_of, rules, shapes_of
from finops_gate.base import shelf
from finops_gate.base.errors import OutputError, RecordError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.cost.plausibility import Doubt, doubts
from finops_gate.cost.profiling import Group, Made, grouped, made, paid_rates
from finops_gate.cost.shapes import shape_of
from finops_gate.model.hours import Shape
from finops_gate.model.policy import Feature
from finops_gate.model.recorded import Stream
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import UNATTRIBUTED, UsageProfile

if TYPE_CHECKING:
    from finops_gate.usage.aggregate import Span
    from finops_gate.usage.collect import Problem
    from finops_gate.usage.columns import Columns
    from finops_gate.usage.distribution import Recorded
    from finops_gate.usage.sources import Source

MANIFEST = f"{FOLDER}/usage-manifest.json"
SOURCES = "finops_gate.usage.sources"
BACK = 60
"""Days that a service is asked for, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Request:
    """Where calls are recorded, and which of them are meant."""

    source: str
    places: tuple[str, ...] = ()
    """Files, folders and globs; none: the source's own service, or the table of an engine."""
    engine: str = ""
    """The URL of an engine that holds the records."""
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    cached: str = "unknown"
    zone: str = ""
    unit: str = ""
    address: str = ""
    """Replaces the address of the source's service."""
    since: date | None = None
    until: date | None = None
    """The day after the last that counts; None: today, which is not complete."""
    directory: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    pause: float = 1.0
    """Seconds before a service is asked again."""


class Found(NamedTuple):
    """What a source recorded, and which records were left out because they cannot be true."""

    source: Source
    recorded: Recorded
    inputs: str
    """The digest of the files that were read; empty for services and engines."""
    problems: tuple[Problem, ...]


class Synced(NamedTuple):
    """The profile of a source, ready to be written."""

    made: tuple[Made, ...]
    text: str
    """usage.csv."""
    hours: str
    """hours.csv."""
    manifest: str
    features: tuple[Feature, ...]
    shapeless: tuple[tuple[str, str], ...] = ()
    """Features whose hours nobody knows, each with the reason."""

    @property
    def profiles(self) -> tuple[UsageProfile, ...]:
        return tuple(entry.profile for entry in self.made)


def sources() -> tuple[str, ...]:
    """The names of the sources there are."""
    return shelf.names(SOURCES)


def source_of(name: str) -> Source:
    """A source by its name. Raises UsageError."""
    from finops_gate.usage.sources import Source

    if name not in sources():
        raise UsageError(f"there is no source {clean(name, 40)!r}", f"choose one of {', '.join(sources())}")
    found = shelf.take(SOURCES, name, "SOURCE")
    assert isinstance(found, Source)
    return found


def recorded(request: Request, today: date, *, tolerant: bool = False, span: Span | None = None) -> Found:
    """Reads a source. With `tolerant`, records that cannot be true are noted instead of ending the run.

    `span`: the days whose calls are counted by hour of the week, too.
    """
    source = source_of(request.source)
    problems: list[Problem] = []
    if request.engine:
        from finops_gate.usage import collect, columns, engines

        with engines.connect(request.engine) as engine:
            if source.name == "table":
                found = columns.summed(engine, engine.table(request.table), _columns(request), span)
            else:
                found = collect.held(source, engine, request.table, span)
        return Found(source, found, "", ())
    from finops_gate.usage.files import digest as digest_of
    from finops_gate.usage.files import find

    files = find(request.places) if request.places else ()
    if source.calls is None:
        from finops_gate.usage import columns, engines

        if not files:
            raise UsageError("name the files of the table", "finops-gate usage sync table calls.parquet")
        with engines.duckdb() as engine:
            found = columns.read(engine, files, _columns(request), span)
        return Found(source, found, digest_of(files), ())
    from finops_gate.usage.collect import read, summed

    calls = read(source, _documents(request, source, files, today), problems if tolerant else None)
    return Found(source, summed(source, calls, span), digest_of(files) if files else "", tuple(problems))


def sync(request: Request, today: date) -> Synced:
    """The profile and its manifest. Writes nothing."""
    found = recorded(request, today, span=(request.since, min(request.until or today, today)))
    streams = found.recorded.streams
    features = features_of(request.directory)
    since, last = window(streams, request, today)
    groups = grouped(streams, features)
    owner = [-1] * len(streams)
    for at, group in enumerate(groups):
        for stream in group.streams:
            owner[stream] = at
    known = found.recorded.percentiles(owner)
    rows = []
    for at, group in enumerate(groups):
        percentiles = {kind: known[at, kind] for kind in ("input", "output") if (at, kind) in known}
        entry = made(group, streams, features, percentiles, found.source.name, since, last)
        if entry is not None:
            rows.append(entry)
    if not rows:
        raise RecordError(f"{found.source.name}: no call is recorded in a complete day before {last + timedelta(1)}")
    from finops_gate.usage import hours
    from finops_gate.usage.profile import read, write

    text = write(entry.profile for entry in rows)
    shapes, shapeless = _shapes(found, groups, since, last)
    shares = hours.write(shapes)
    # What we write we read: a profile that diff would refuse is never written.
    read(text.encode(), USAGE)
    hours.read(shares.encode(), HOURS)
    manifest = _manifest(found, rows, text, shares, shapeless, since, last)
    return Synced(tuple(rows), text, shares, manifest, features, shapeless)


def _shapes(
    found: Found, groups: Sequence[Group], since: date, last: date
) -> tuple[tuple[Shape, ...], tuple[tuple[str, str], ...]]:
    """When the calls of each feature come, over its tiers, environments and models; and of which nobody knows it."""
    members: dict[str, list[int]] = {}
    for group in groups:
        members.setdefault(group.key.feature, []).extend(group.streams)
    shapes, shapeless = [], []
    for feature in sorted(members):
        known = [found.recorded.hours[stream] for stream in members[feature]] if found.recorded.hours else []
        began = [day.day for stream in members[feature] for day in found.recorded.streams[stream].days]
        first = max(since, min(began, default=since))
        shape = shape_of(feature, [sum(calls) for calls in zip(*known, strict=True)], found.source.name, first, last)
        if isinstance(shape, Unknown):
            shapeless.append((feature, shape.reason))
        else:
            shapes.append(shape)
    return tuple(shapes), tuple(shapeless)


def write(synced: Synced, directory: Path | None) -> Path:
    """Writes usage.csv, hours.csv and their manifest, each in one step. Returns where. Raises OutputError."""
    root = root_of(directory)
    for name, text in ((USAGE, synced.text), (HOURS, synced.hours), (MANIFEST, synced.manifest)):
        path = root / name
        beside = path.with_name(f".{path.name}.new")
        try:
            path.parent.mkdir(exist_ok=True)
            beside.write_bytes(text.encode())
            os.replace(beside, path)
        except OSError as error:
            raise OutputError(f"{clean(str(path))} cannot be written: {error.strerror}") from None
    return root / USAGE


def checked(request: Request, today: date) -> tuple[tuple[Doubt, ...], Found]:
    """Everything that is stale, unattributed or implausible about a source, and about what the policy makes of it."""
    found = recorded(request, today, tolerant=True)
    features = features_of(request.directory)
    streams = found.recorded.streams
    doubtful = list(doubts(streams, found.source.cached, today))
    doubtful += [Doubt("wrong", f"{clean(p.path)}:{p.line}: {clean(p.why)}") for p in found.problems]
    groups = grouped(streams, features)
    for group in groups:
        if group.key.feature == UNATTRIBUTED:
            why = sorted({told.step for told in group.told})[0]
            doubtful.append(Doubt("unattributed", f"{group.key.provider}/{group.key.model}: {why}"))
    seen = {group.key.feature for group in groups}
    for feature in features:
        if feature.name not in seen:
            doubtful.append(Doubt("without usage", f"{clean(feature.name)}: the policy knows it, no call is its"))
    return tuple(sorted(doubtful)), found


def current(directory: Path | None) -> tuple[tuple[UsageProfile, ...], Mapping[str, Any]]:
    """The profile in the work tree, and its manifest, which may be missing. Raises UsageError without a profile."""
    root = root_of(directory)
    path = root / USAGE
    if not path.exists():
        raise UsageError(f"there is no {USAGE}", "finops-gate usage sync SOURCE writes it")
    manifest = root / MANIFEST
    known = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    return profiles_of(path.read_bytes()), known


def shapes_here(directory: Path | None) -> tuple[Shape, ...]:
    """When the calls come, as hours.csv in the work tree says it; nothing without one. Raises GovernanceError."""
    path = root_of(directory) / HOURS
    return shapes_of(path.read_bytes() if path.exists() else None)


def features_of(directory: Path | None) -> tuple[Feature, ...]:
    """The features of the policy in the work tree; none without a repository or a policy."""
    path = root_of(directory) / POLICY
    return policy_of(path.read_bytes(), rules(), None).features if path.exists() else ()


def root_of(directory: Path | None) -> Path:
    """The top of the work tree. Raises UsageError for a bare repository."""
    from finops_gate.repo.discover import discover

    place = discover(directory, explicit=directory is not None)
    if place.bare:
        raise UsageError("a bare repository has no files to write a profile to", "run it in a clone")
    return Path(place.root)


def window(streams: Sequence[Stream], request: Request, today: date) -> tuple[date, date]:
    """The first and the last day that count: the last is complete, and records had come in by then."""
    days = [day.day for stream in streams for day in stream.days]
    if not days:
        raise RecordError(f"{request.source}: nothing is recorded there")
    end = min(request.until or today, today)
    last = min(max((day for day in days if day < end), default=end - timedelta(days=1)), end - timedelta(days=1))
    return max(min(days), request.since or min(days)), last


def _documents(request: Request, source: Source, files: Sequence[Path], today: date) -> Iterable[Any]:
    from finops_gate.usage import files as reading

    if files:
        for path in files:
            yield from reading.documents(path)
        return
    if source.service is None:
        raise UsageError(f"{source.name} has no service to ask", "name files, or an engine: --engine postgresql://...")
    from finops_gate.usage import services

    end = request.until or today
    start = request.since or end - timedelta(days=BACK)
    yield from services.documents(source.service, request.environment, start, end, request.address, request.pause)


def _columns(request: Request) -> Columns:
    from finops_gate.model.recorded import Cached
    from finops_gate.usage.columns import Columns

    return Columns(request.columns, request.fixed, Cached(request.cached), request.zone, request.unit)


def _manifest(
    found: Found,
    rows: Sequence[Made],
    text: str,
    hours: str,
    shapeless: Sequence[tuple[str, str]],
    since: date,
    last: date,
) -> str:
    streams = found.recorded.streams
    total = sum(day.rows for stream in streams for day in stream.days)
    entries = [
        {
            "feature": entry.profile.feature,
            "tier": entry.profile.tier,
            "environment": entry.profile.environment,
            "provider": entry.profile.provider,
            "model": entry.profile.model,
            "attribution": list(entry.steps),
            "confidence": entry.forecast.confidence,
            "days": entry.forecast.days,
            "notes": list(entry.forecast.notes),
            "daily": _series(entry, streams),
        }
        for entry in rows
    ]
    paid = [entry.profile.paid_per_month or Decimal(0) for entry in rows]
    owned = sum(
        (amount for amount, entry in zip(paid, rows, strict=True) if entry.profile.feature != UNATTRIBUTED), Decimal(0)
    )
    share = plain((owned / sum(paid)).quantize(Decimal("0.0001"))) if sum(paid) else None
    content = {
        "source": found.source.name,
        "cached_input": found.source.cached.value,
        "window": {"from": str(since), "to": str(last)},
        "records": total,
        "inputs": found.inputs or None,
        "profile": digest(text.encode()),
        "hours": digest(hours.encode()),
        "without_hours": dict(shapeless),
        "allocated_share": share,
        "paid_over_list": {name: plain(rate) for name, rate in paid_rates(streams).items()},
        "rows": entries,
    }
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def _series(entry: Made, streams: Sequence[Stream]) -> list[int]:
    """Calls of each day of the window: what the trend is drawn from."""
    starts, ends = entry.forecast.starts, entry.forecast.ends
    assert starts is not None and ends is not None  # a row has a window
    found = [0] * ((ends - starts).days + 1)
    for at in entry.streams:
        for day in streams[at].days:
            if starts <= day.day <= ends:
                found[(day.day - starts).days] += day.calls
    return found
