"""Compiles `pricing/models/*.yaml` into the one file that the package ships; the same sources give the same bytes.

`pricing/facts/cache_minimums.yaml` adds from how many tokens on a model caches, `newest.yaml` the names that always
mean the newest model of a family.

Every line is JSON. The first tells the digest of the sources and the places prices were read; then come, sorted, a
line for each name in lower case (`{"key":"gpt-4o","of":["openai/gpt-4o",...]}`, and `"stem"` for names that also
stand with a snapshot suffix) and a line for each model. A look-up finds its line by its beginning, by halving, and
parses nothing else, which is why the lines are sorted and the order of the keys within a line matters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from finops_gate.base.money import EXACT, plain
from finops_gate.catalog import source
from finops_gate.catalog.source import DIVISORS, FEES, RATES, Document, Model, Period, Rates


def compiled(folder: Path) -> str:
    """The text of the data file. Raises CatalogError for the first thing wrong in the sources."""
    documents, digest = source.read_all(folder)
    facts = folder.parent / "facts"
    minimums = source.read_cache_minimums(facts / "cache_minimums.yaml", documents)
    newest = source.read_newest(facts / "newest.yaml", documents)
    for beside in (facts / name for name in ("cache_minimums.yaml", "newest.yaml")):
        if beside.exists():
            digest = hashlib.sha256(f"{digest} {beside.name}\n".encode() + beside.read_bytes()).hexdigest()
    places: dict[tuple[str, str, str], int] = {}
    names: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    lines = []
    for document in documents:
        for model in document.models:
            record = f"{document.provider}/{model.id}"
            for name in (model.id, *model.aliases, *model.snapshots):
                names.setdefault(name.lower(), set()).add(record)
            for name in model.snapshots:
                stems.setdefault(name.lower(), set()).add(record)
            told = _record(document, model, places)
            least = minimums[document.provider].of(model) if document.provider in minimums else None
            if least is not None:
                told = {**told, "cached_from": least}
            lines.append(_line({"id": record.lower(), "model": model.id, **told}))
    for name, record in newest.items():
        names.setdefault(name.lower(), set()).add(record)
    lines += [_line({"key": name, "of": sorted(names[name])}) for name in names]
    lines += [_line({"stem": name, "of": sorted(stems[name])}) for name in stems]
    checked = [
        source.checked.isoformat() for document in documents for source in document.sources.values() if source.checked
    ]
    head = {
        "schema": "finops-gate/catalog@1",
        "digest": digest,
        "newest": max([*checked, *(read for _, read, _ in places)]),
        "providers": sorted({document.provider for document in documents}),
        "sources": list(places),
    }
    return "\n".join([_line(head), *sorted(lines)]) + "\n"


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def _record(document: Document, model: Model, places: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    """What stands of a model in its line; what is default is left out."""

    def place(name: str) -> int:
        stated = document.sources[name]
        return places.setdefault((stated.url, stated.retrieved.isoformat(), stated.via), len(places))

    prices: list[list[Any]] = []
    for period in model.prices:
        prices += _flat(period, {}, place(period.source))
    for kind, named in (("variant", model.variants), ("region", model.regions)):
        for name, periods in named.items():
            for period in periods:
                prices += _flat(period, {kind: name}, place(period.source))
    tokens = model.tokenizer
    facts = {
        "provider": document.provider,
        "mode": "" if model.mode == "chat" else model.mode,
        "context": model.context_window,
        "output": model.max_output,
        "takes": list(model.takes),
        "gives": list(model.gives),
        "tokenizer": [tokens.encoding, str(tokens.ratio), int(tokens.exact)] if tokens != source.Tokens() else None,
        "status": "" if model.status == "active" else model.status,
        "retires": model.retires_on.isoformat() if model.retires_on else None,
        "retirements": {
            name.lower(): day.isoformat() if day else None for name, day in sorted(model.retirements.items())
        },
        "successor": model.successor,
        "dropped": model.dropped.isoformat() if model.dropped else None,
        "off_peak": model.off_peak_hours,
        "unpriced": model.unpriced,
        "prices": prices,
    }
    return {key: value for key, value in facts.items() if value not in (None, "", [], {})}


def _flat(period: Period, conditions: dict[str, str], place: int) -> Iterable[list[Any]]:
    """One entry a price: meter, amount, start, end, place, conditions."""
    dates = [day.isoformat() if day else None for day in (period.starts, period.ends)]

    def entry(meter: str, amount: str, more: Iterable[tuple[str, str]]) -> list[Any]:
        held = {**conditions, **dict(more)}
        return [meter, amount, *dates, place, *([dict(sorted(held.items()))] if held else [])]

    def rates(of: Rates, more: dict[str, str]) -> Iterable[list[Any]]:
        for key, amount in of.amounts():
            meter, implied = RATES[key]
            amount = EXACT.divide(amount, DIVISORS.get(key, 1))
            yield entry(meter.value, plain(amount), [*more.items(), *implied])

    yield from rates(period, {})
    for tier in period.tiers:
        yield from rates(tier, {"above_input_tokens": str(tier.above_input_tokens)})
    by_token = period.output is not None or period.output_image is not None
    for picture in period.images:
        told = [("kind", "by_token")] if by_token else []
        yield entry("image", plain(picture.price), [("size", picture.size), ("quality", picture.quality), *told])
    for clip in period.clips:
        yield entry("second", plain(clip.price), [("size", clip.size)])
    for key, (meter, implied) in FEES.items():
        amount = getattr(period.fees, key)
        if amount is not None:
            yield entry(meter.value, plain(EXACT.divide(amount, 1000)), implied)
