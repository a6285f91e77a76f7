"""One provider of the installed genai-prices package, as rows of the catalog's YAML.

Three readings need a word:
- *Dates.* Its conditional prices are tried from the last to the first; start dates become periods `[from, until)`.
- *Time of day.* The dearest hours price the newest period (per rate), what the other hours cost is the variant
  `off_peak`. A verdict may not depend on the hour at which it is asked.
- *Matching.* Its prefix and substring clauses match anything that begins alike (`claude-3-5-sonnet-banana`), so they
  become `snapshots`: the id itself, or the id with a snapshot suffix. Exact clauses become aliases, regular
  expressions that say "id plus a date" become snapshots, other expressions are dropped. A name is kept only where
  genai-prices itself gives this model for it.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

from genai_prices import types as genai

from finops_gate.base.money import EXACT, plain
from finops_gate.catalog.refresh.wheel import unsmeared

Row = dict[str, Any]

# Price key of genai-prices: our key, and what one of its units is divided by to give ours.
RATES: dict[str, tuple[str, int]] = {
    "input_mtok": ("input", 1),
    "output_mtok": ("output", 1),
    "cache_read_mtok": ("cache_read", 1),
    "cache_write_mtok": ("cache_write", 1),
    "cache_write_1h_mtok": ("cache_write_1h", 1),
    "output_reasoning_mtok": ("reasoning", 1),
    "input_audio_mtok": ("input_audio", 1),
    "output_audio_mtok": ("output_audio", 1),
    "input_image_mtok": ("input_image", 1),
    "output_image_mtok": ("output_image", 1),
    "cache_audio_read_mtok": ("cache_read_audio", 1),
    "cache_image_read_mtok": ("cache_read_image", 1),
    "input_video_mtok": ("input_video", 1),
    "output_video_mtok": ("output_video", 1),
    "output_citation_mtok": ("citation", 1),
    "audio_hours": ("hour", 1),
    "input_audio_hours": ("hour", 1),
    "input_mchars": ("character", 1_000_000),
    "input_document_kpages": ("page", 1_000),
    "input_annotated_document_kpages": ("page_annotated", 1_000),
}
FEES = {
    "web_searches_kcount": "web_search_per_1k",
    "storage_searches_kcount": "file_search_per_1k",
    "requests_kcount": "request_per_1k",
    "input_text_messages_kcount": "message_per_1k",
}
_VARIANTS = {"batch", "flex", "priority", "fast"}
_DATED = re.compile(
    r"\^(?P<stem>(?:[a-z0-9/-]|\\\.)+?)(?:-\\d\{8\}|\[-@\]\\d\{8\}|-\\d\{4\}-\\d\{2\}-\\d\{2\}|-\\d)\$?"
)
_REGION = re.compile(r"^/?(?:us|eu|apac|jp|au|ca|in|us-gov|regional)\.")
_VERSION = re.compile(r"-v\d+(?::\d+)?$")


def models(provider: genai.Provider, source: str) -> list[Row]:
    """Every model of the provider, in its order. `source` is the name under which the rows cite the package."""
    rows = []
    taken: set[str] = set()
    for model in provider.models:
        identity = model.id.removeprefix("regional.") if provider.id == "aws" else model.id
        if identity.endswith((".ft-", "turbo-")):  # a prefix, dressed as an id: `gpt-4o-mini-2024-07-18.ft-`
            identity = _stem(identity.removesuffix(".ft-").removesuffix("-"))
            identity = identity if identity.startswith("ft:") else f"ft:{identity}"
        if identity.lower() in taken:
            continue
        exact, found = _names(provider, model)
        stems = sorted(found - taken)
        aliases = sorted(exact - taken - set(stems) - {identity.lower()})
        taken |= {identity.lower(), *aliases, *stems}
        rows.append(
            {
                "id": identity,
                "aliases": aliases,
                "snapshots": stems,
                "context_window": model.context_window,
                "status": "deprecated" if model.deprecated else None,
                "off_peak_hours": None,
                **prices(model, source),
            }
        )
    # An id that an earlier model of the table also answers to: the id wins.
    identities = {row["id"].lower() for row in rows}
    for row in rows:
        for key in ("aliases", "snapshots"):
            row[key] = [name for name in row[key] if name not in identities or name == row["id"].lower()]
    return rows


def _names(provider: genai.Provider, model: genai.ModelInfo) -> tuple[set[str], set[str]]:
    """The exact names and the stems of snapshots for which genai-prices gives this very model."""
    exact: set[str] = set()
    stems: set[str] = set()
    for clause in _leaves(model.match):
        match clause:
            case genai.ClauseEquals(equals=text):
                exact.add(text.lower())
            case genai.ClauseStartsWith(starts_with=text):
                stems.add(_stem(text.lower()))
                if model.id.lower().startswith(text.lower()) and not model.id.endswith(("latest", "-")):
                    stems.add(model.id.lower())
            case genai.ClauseContains(contains=text) | genai.ClauseEndsWith(ends_with=text):
                stem = _REGION.sub("", _stem(text.lower().lstrip("/")))
                stems.add(_VERSION.sub("", stem) if provider.id == "aws" else stem)
            case genai.ClauseRegex(regex=pattern) if found := _DATED.fullmatch(pattern):
                stems.add(found["stem"].replace("\\.", "."))
            case _:
                pass
    if provider.id == "aws":  # a name with a region in it is the model's price of that region, told apart elsewhere
        exact = {name for name in exact if not _REGION.match(name)}
        stems = {stem for stem in stems if not _REGION.match(stem)}
    fine_tuned = model.id.startswith("ft:")
    stems = {stem for stem in stems if stem.startswith("ft:") == fine_tuned and len(stem) > 3}
    return {name for name in exact if _plainly(name) and provider.find_model(name) is model}, {
        stem for stem in stems if _plainly(stem) and _gives(provider, stem, model)
    }


def _gives(provider: genai.Provider, stem: str, model: genai.ModelInfo) -> bool:
    found = provider.find_model(stem) or provider.find_model(f"{stem}-20991231") or provider.find_model(f"{stem}-2024-")
    return found is model or (found is None and stem.startswith("ft:")) or provider.id == "aws"


def _leaves(clause: Any) -> list[Any]:
    if isinstance(clause, genai.ClauseOr):
        return [leaf for inner in clause.or_ for leaf in _leaves(inner)]
    if isinstance(clause, genai.ClauseAnd):
        return [leaf for inner in clause.and_ for leaf in _leaves(inner)]
    return [clause]


def _stem(prefix: str) -> str:
    """The id that a prefix means: ``claude-sonnet-4-2025`` and ``claude-sonnet-4@`` are ``claude-sonnet-4``."""
    text = re.sub(r"-20\d\d-?$", "", prefix)
    return text.rstrip("-@")


def _plainly(name: str) -> bool:
    return re.fullmatch(r"[\x21-\x7e]{1,200}", name) is not None and "[" not in name


def prices(model: genai.ModelInfo, source: str) -> Row:
    entries = model.prices if isinstance(model.prices, list) else [genai.ConditionalPrice(prices=model.prices)]
    dated: dict[date | None, genai.ModelPrice] = {}
    hourly: list[tuple[genai.TimeOfDateConstraint, genai.ModelPrice]] = []
    for entry in entries:
        if isinstance(entry.constraint, genai.TimeOfDateConstraint):
            hourly.append((entry.constraint, entry.prices))
        else:
            dated[entry.constraint.start_date if entry.constraint else None] = entry.prices
    periods = _periods([(start, _rates(price)) for start, price in dated.items()], source)
    variants, regions = _variants(model, source)
    if hourly and periods:
        last = periods[-1]
        off_peak = {key: value for key, value in last.items() if key not in ("fees", "tiers")}
        for _, dearer in hourly:
            for key, value in _rates(dearer).items():
                if key not in last or (isinstance(value, str) and Decimal(value) > Decimal(last[key])):
                    last[key] = value
        hours = sorted({f"{span.start_time:%H:%M}-{span.end_time:%H:%M}" for span, _ in hourly})
        last["note"] = f"Price of the peak hours (UTC {', '.join(hours)}); the other hours are the variant off_peak."
        variants["off_peak"] = [off_peak]
        cheap = _outside([(span.start_time, span.end_time) for span, _ in hourly])
        return {"prices": periods, "variants": variants, "regions": regions, "off_peak_hours": cheap}
    if not any(set(period) - {"from", "until", "source"} for period in periods):
        free = any(name.endswith(":free") for name in (model.id, *(_names_of(model))))
        reason = "free of charge here, within the host's limits" if free else "genai-prices lists no price"
        return {"unpriced": reason}
    return {"prices": periods, "variants": variants, "regions": regions}


def _outside(dear: list[tuple[time, time]]) -> str:
    """The hours of a day outside the dear ones, in UTC: ``00:00-01:00, 04:00-06:00, 10:00-24:00``."""
    at = "00:00"
    found = []
    for start, end in sorted((f"{start:%H:%M}", f"{end:%H:%M}") for start, end in dear):
        if at < start:
            found.append(f"{at}-{start}")
        at = max(at, end)
    if at < "24:00" and at != "00:00":
        found.append(f"{at}-24:00")
    return ", ".join(found)


def _names_of(model: genai.ModelInfo) -> list[str]:
    return [leaf.equals for leaf in _leaves(model.match) if isinstance(leaf, genai.ClauseEquals)]


def _variants(model: genai.ModelInfo, source: str) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    variants: dict[str, list[tuple[date | None, Row]]] = {}
    regions: dict[str, list[tuple[date | None, Row]]] = {}
    for variant in model.price_variants or []:
        rates = _rates(variant.prices)
        start = variant.constraint.start_date if isinstance(variant.constraint, genai.StartDateConstraint) else None
        (key, value), *more = variant.when.items()
        if not rates or more:
            continue
        if value in _VARIANTS and key in ("service_tier", "processing", "speed"):
            variants.setdefault(value, []).append((start, rates))
        elif key == "route":
            regions.setdefault(value.rpartition("/")[2], []).append((start, rates))
    return (
        {name: _periods(variants[name], source) for name in sorted(variants)},
        {name: _periods(regions[name], source) for name in sorted(regions)},
    )


def _periods(starts: list[tuple[date | None, Row]], source: str) -> list[Row]:
    """Periods that end where the next one starts; of two with one start the first counts, as in genai-prices."""
    ordered: dict[date | None, Row] = {}
    for start, rates in sorted(starts, key=lambda pair: pair[0] or date.min):
        ordered.setdefault(start, rates)
    days = list(ordered)
    rows = []
    for day, end in zip(days, [*days[1:], None], strict=True):
        dates = {key: value for key, value in (("from", day), ("until", end)) if value}
        rows.append({**dates, "source": source, **ordered[day]})
    return rows


def _rates(price: genai.ModelPrice) -> Row:
    """The rates, tiers and fees of one price, in the order of the schema."""
    found = {key: value for key, value in vars(price).items() if value is not None}
    row: Row = {}
    tiers: dict[int, Row] = {}
    for theirs, (ours, divisor) in RATES.items():
        value = found.get(theirs)
        if isinstance(value, genai.TieredPrices):
            row[ours] = _amount(value.base, divisor)
            for tier in value.tiers:
                tiers.setdefault(tier.start, {})[ours] = _amount(tier.price, divisor)
        elif value is not None:
            row[ours] = _amount(value, divisor)
    fees = {ours: _amount(found[theirs], 1) for theirs, ours in FEES.items() if theirs in found}
    if tiers:
        row["tiers"] = [{"above_input_tokens": start, **tiers[start]} for start in sorted(tiers)]
    if fees:
        row["fees"] = fees
    return row


def _amount(value: Decimal, divisor: int) -> str:
    return plain(EXACT.divide(Decimal(unsmeared(value)), divisor))
