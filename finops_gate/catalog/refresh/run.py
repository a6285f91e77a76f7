"""`catalog refresh`: reads both tables, appends what is new to `pricing/models/`, and tells what it did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from finops_gate.base.errors import CatalogError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.catalog.refresh import decisions as reviewed
from finops_gate.catalog.refresh import differences, genai, merge, rows, table, wheel, writing
from finops_gate.catalog.source import load_yaml
from finops_gate.model.upkeep import Note, Refreshed

Row = dict[str, Any]
HEAD = """Written by `finops-gate catalog refresh`, which only appends.
What people know better goes to {provider}.manual.yaml, which wins.
Token prices in USD per million tokens, other prices in USD a piece, fees in USD per thousand; quoted decimals.
A period is [from, until); one without `from` holds since launch or since nobody knows when."""
PACKAGES = ("genai-prices", "litellm")


class Fresh(NamedTuple):
    """What the tables say of one provider today."""

    models: list[Row]
    sources: dict[str, Row]


def refresh(pricing: Path, litellm: Path | None, day: date, *, write: bool = True) -> Refreshed:
    """Appends what the installed genai-prices and a litellm wheel say today.

    `litellm` None: the table that was read last (`facts/litellm.jsonl`). Raises CatalogError or UsageError.
    """
    if not (pricing / "sources.yaml").exists():
        raise UsageError(f"{pricing} holds no sources.yaml, so it is no pricing folder", "name it: --pricing pricing")
    read = wheel.read(litellm) if litellm else wheel.distilled(pricing / "facts" / "litellm.jsonl")
    versions = {"genai-prices": version("genai-prices"), "litellm": read.version}
    readings = Readings(pricing / "sources.yaml")
    days = {package: readings.day(package, versions[package], day) for package in PACKAGES}
    decided = reviewed.read(pricing / "decisions.yaml")
    today = max(days.values())
    told = merge.Changes.none()
    texts: dict[str, str] = {"sources.yaml": readings.text()}
    if litellm:
        texts["facts/litellm.jsonl"] = read.text()
    for provider, fresh in tables(pricing, read, versions, days, told.person).items():
        path = pricing / "models" / f"{provider}.yaml"
        held = load_yaml(path) if path.exists() else {"models": [], "sources": {}}
        sources = merge.Sources(held["sources"])
        stated = rows.without([dict(row) for row in held["models"]], _manual(pricing, provider))
        merger = merge.Merger(provider, stated, sources, fresh.sources, today)
        models = merger.merge(fresh.models, frozenset(PACKAGES))
        for ours, theirs in zip(told, merger.changes, strict=True):
            ours.extend(theirs)
        listed = {period["source"] for row in models if not row.get("dropped") for period in merge.periods_of(row)}
        checked = {
            name: _checked(source, versions, days) if name in listed else source
            for name, source in sources.held.items()
        }
        if models:
            texts[f"models/{provider}.yaml"] = writing.document(
                provider, HEAD.format(provider=provider), checked, models
            )
    changed = [name for name, text in sorted(texts.items()) if not _is(pricing / name, text)]
    if write:
        for name in changed:
            (pricing / name).parent.mkdir(parents=True, exist_ok=True)
            (pricing / name).write_text(texts[name], "utf-8", newline="\n")
    return Refreshed(
        read=tuple(f"{package} {versions[package]}, read {days[package]}" for package in PACKAGES),
        files=tuple(changed),
        added=_notes(told.added),
        changed=_notes(told.changed),
        facts=_notes(told.facts),
        dropped=_notes(told.dropped),
        differing=tuple(_undecided(read, decided, today)),
        person=_notes(told.person),
    )


def tables(
    pricing: Path, read: wheel.Table, versions: dict[str, str], days: dict[str, date], person: list[merge.Told]
) -> dict[str, Fresh]:
    """What both tables, the decisions and the days found by people make of each provider."""
    decided = reviewed.read(pricing / "decisions.yaml")
    by_hand = load_yaml(pricing / "facts" / "retirements.yaml")["providers"]
    facts: dict[str, list[table.Fact]] = {}
    for fact in table.facts(read.rows):
        facts.setdefault(fact.provider, []).append(fact)
    fresh: dict[str, Fresh] = {}
    ours = {differences.OURS.get(name, name.replace("_", "-")): theirs for name, theirs in differences.by_id().items()}
    for provider in sorted({*ours, *facts}):
        theirs = ours.get(provider)
        url = (theirs.pricing_urls if theirs else None) or ["https://github.com/pydantic/genai-prices"]
        sources = {"s1": _source(url[0], "genai-prices", versions, days)} if theirs else {}
        cite = partial(_cite, sources, versions, days)
        known = rows.Known(provider, facts.get(provider, []), decided, cite)
        models = rows.completed(genai.models(theirs, "s1") if theirs else [], known)
        stated = by_hand.get(provider, {})
        lost = rows.retire(models, stated.get("days", {}), provider)
        rows.succeed(models, stated.get("successors", {}))
        models = rows.without(models, _manual(pricing, provider))
        held = _held(pricing, provider) if lost else set()
        person += [
            merge.Told(name, "stands in facts/retirements.yaml and is no model of the tables")
            for name in lost
            if name.partition("/")[2] not in held
        ]
        for model in models:
            if model["retires_on"] and model["retires_on"] <= max(days.values()):
                model["status"] = "retired"
        if models:
            fresh[provider] = Fresh(models, sources)
    return fresh


class Readings:
    """`sources.yaml`: which release of each table was read, and on which day; a list that only grows."""

    def __init__(self, path: Path) -> None:
        stated = load_yaml(path)
        self.held: dict[str, list[Row]] = {package: list(stated.get(package, ())) for package in PACKAGES}
        self.head = "".join(line for line in path.read_text("utf-8").splitlines(keepends=True) if line.startswith("#"))

    def day(self, package: str, release: str, today: date) -> date:
        """The day a release was first read; today for one that was not, which is thereby entered."""
        for reading in self.held[package]:
            if reading["version"] == release:
                day: date = reading["retrieved"]
                return day
        if any(reading["retrieved"] > today for reading in self.held[package]):
            raise UsageError(f"{package} was read after {today} already", "name a later day: --as-of")
        self.held[package].append({"version": release, "retrieved": today})
        return today

    def text(self) -> str:
        lines = [self.head + "schema: finops-gate/sources@1"]
        for package in PACKAGES:
            lines.append(f"{package}:")
            lines += [f"  - {writing.flow(reading)}" for reading in self.held[package]]
        return "\n".join(lines) + "\n"


def _source(url: str, package: str, versions: dict[str, str], days: dict[str, date]) -> Row:
    return {"url": url, "retrieved": days[package], "via": f"{package}=={versions[package]}"}


def _cite(sources: dict[str, Row], versions: dict[str, str], days: dict[str, date], url: str) -> str:
    """The name of a litellm source among the file's sources, added when it is new."""
    wanted = _source(url, "litellm", versions, days)
    for name, source in sources.items():
        if source == wanted:
            return name
    name = f"s{len(sources) + 2 if 's1' not in sources else len(sources) + 1}"
    sources[name] = wanted
    return name


def _checked(source: Row, versions: dict[str, str], days: dict[str, date]) -> Row:
    """The source with the day on which its open prices were compared again, where that is a later one."""
    package, _, release = str(source.get("via", "")).partition("==")
    if package not in days or release == versions[package] or days[package] <= source["retrieved"]:
        return source
    return {**source, "checked": days[package]}


def _manual(pricing: Path, provider: str) -> set[str]:
    """Ids and aliases that people have stated for the provider."""
    path = pricing / "models" / f"{provider}.manual.yaml"
    stated = load_yaml(path)["models"] if path.exists() else ()
    return {name.lower() for model in stated for name in merge.names_of(model)}


def _held(pricing: Path, provider: str) -> set[str]:
    path = pricing / "models" / f"{provider}.yaml"
    stated = load_yaml(path)["models"] if path.exists() else ()
    return {name.lower() for model in stated for name in merge.names_of(model)} | _manual(pricing, provider)


def _undecided(read: wheel.Table, decided: reviewed.Decisions, day: date) -> Iterable[Note]:
    for pair in differences.pairs(read.rows, day):
        bare = pair.key.removeprefix(f"{pair.hint}/")
        if pair.agrees or decided.on(pair.provider, (pair.key, bare)):
            continue
        said = ", ".join(
            f"{key} {pair.genai[key]} and {pair.litellm[key]}"
            for key in differences.DECISIVE
            if key in pair.genai and key in pair.litellm and pair.genai[key] != pair.litellm[key]
        )
        yield Note(f"{pair.provider}/{bare}", f"genai-prices and litellm say {said}")


def _notes(told: Iterable[merge.Told]) -> tuple[Note, ...]:
    return tuple(sorted({Note(*line) for line in told}, key=lambda note: (note.subject, note.text)))


def _is(path: Path, text: str) -> bool:
    try:
        return path.read_text("utf-8") == text
    except OSError:
        return False
    except ValueError:
        raise CatalogError(f"{path.name} is no UTF-8") from None
