"""What both tables say today, as rows of the catalog's YAML: genai-prices first, litellm for what it lacks.

What people have decided where the two differ (`decisions.yaml`) is carried out here. Ids that stand in
`<provider>.manual.yaml` are left out, so that each id stands in one place and people's word wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, plain
from finops_gate.catalog.matching import stems_of
from finops_gate.catalog.refresh.decisions import Decisions
from finops_gate.catalog.refresh.table import ORDER, Fact

Row = dict[str, Any]
Cite = Callable[[str], str]
"""A page's address in, the name under which the file cites it out."""

_EXACT_O200K = re.compile(
    r"(ft:)?(gpt-4o|chatgpt-4o|gpt-4\.[15]|gpt-[5-9]|gpt-oss|gpt-audio|gpt-realtime|gpt-chat|o[134](-|$)|codex|computer-use)"
)
_EXACT_CL100K = re.compile(r"(ft:)?(gpt-4(?![o.])|gpt-3\.?5|text-embedding-(3|ada-002)|babbage-002|davinci-002)")
_NEW_CLAUDE = re.compile(r"claude-(opus-4[-.][7-9]|(opus|sonnet|haiku|fable|mythos)-[5-9]|[5-9]([-.]\d)?-)")
_COMPARED = ("input", "output", "cache_read", "cache_write", "image", "second", "character")


class Known(NamedTuple):
    """What is known of one provider besides its rows."""

    provider: str
    facts: Sequence[Fact]
    decisions: Decisions
    cite: Cite


def completed(models: list[Row], known: Known) -> list[Row]:
    """The genai rows with litellm's limits, days and regions, then the models that only litellm has, sorted by id."""
    facts = [fact for fact in known.facts if not fact.region]
    _decide(models, facts, known)
    by_id = {fact.id.lower(): fact for fact in facts}
    names = {name.lower() for row in models for name in (row["id"], *row["aliases"], *row["snapshots"])}
    for row in models:
        _adopt(row, facts, names)
    done = [_enriched(known.provider, row, by_id) for row in models]
    done += [
        _own(known.provider, fact, fact.id, known.cite)
        for fact in sorted(facts, key=lambda fact: fact.id.lower())
        if fact.id.lower() not in names and not _said_already(known.provider, fact, names)
    ]
    _place_regions(done, known)
    _show_pictures(done, facts, known.cite)
    _name_undated_fine_tunes(done, names)
    return sorted(done, key=lambda row: str(row["id"]).lower())


def _decide(models: list[Row], facts: Iterable[Fact], known: Known) -> None:
    """Carries out the decisions for litellm: its rates for the id, which no longer is an alias of another's."""
    by_name = {name: row for row in models for name in (*row["aliases"], *row["snapshots"], row["id"].lower())}
    for fact in facts:
        decision = known.decisions.on(known.provider, (fact.id, fact.name))
        row = by_name.get(fact.id.lower())
        if decision is None or decision.takes != "litellm" or row is None or not fact.rates:
            continue
        if row["id"].lower() == fact.id.lower() and row.get("prices"):
            last = row["prices"][-1]
            kept = {key: value for key, value in last.items() if key in ("from", "until")}
            row["prices"][-1] = {**kept, "source": known.cite(fact.url), **fact.rates, "note": decision.reason}
        else:
            for key in ("aliases", "snapshots"):
                row[key] = [name for name in row[key] if name != fact.id.lower()]


def _adopt(row: Row, facts: Iterable[Fact], names: set[str]) -> None:
    """Makes aliases of the snapshots that litellm lists at the row's own price, so that their days are kept."""
    stems = {name.lower() for name in row["snapshots"]}
    current = row["prices"][-1] if row.get("prices") else {}
    for fact in facts:
        key = fact.id.lower()
        same = all(fact.rates.get(rate) == current.get(rate) for rate in ("input", "output"))
        if same and key not in names and stems & set(stems_of(key)):
            row["aliases"] = sorted([*row["aliases"], key])
            names.add(key)


def _said_already(provider: str, fact: Fact, names: set[str]) -> bool:
    """Whether a Bedrock or Vertex spelling adds nothing to a row that is there."""
    key = fact.id.lower()
    if provider == "google":
        stem = key.partition("@")[0]
        return "@" in key and (stem in names or f"{stem}-{key.partition('@')[2]}" in names)
    if provider != "bedrock":
        return False
    said = {_bedrock_stem(name) for name in names}
    return _bedrock_stem(key) in said or bool(said & set(stems_of(_bedrock_stem(key))))


def _bedrock_stem(name: str) -> str:
    """The id without minor version and context; a first version is the same as none, a second is another model."""
    return re.sub(r"(-v1)?(:\d+)?(:\d+k)?$", "", name.lower())


def _enriched(provider: str, row: Row, by_id: dict[str, Fact]) -> Row:
    own = by_id.get(row["id"].lower())
    dated = {name: by_id[name].retires_on for name in (*row["aliases"], *row["snapshots"]) if name in by_id}
    if own is None and row["id"].lower() not in dated:
        # The row's id is only genai-prices' name for it: the fact of an alias that carries no date of its own counts.
        own = next((by_id[name] for name in row["aliases"] if name in by_id and not re.search(r"\d{4,}", name)), None)
    context = row["context_window"] or (own.context_window if own else None)
    day = own.retires_on if own else None
    others = {name: when for name, when in sorted(dated.items()) if when != day and name != row["id"].lower()}
    return {
        "id": row["id"],
        "aliases": row["aliases"],
        "snapshots": row["snapshots"],
        "mode": _mode(own.mode if own else None, row),
        "context_window": context,
        "max_output": own.max_output if own else None,
        "takes": list(own.takes) if own else [],
        "gives": list(own.gives) if own else [],
        "tokenizer": tokenizer(provider, row["id"]),
        "status": row["status"],
        "retires_on": day,
        "retirements": others,
        "off_peak_hours": row.get("off_peak_hours"),
        **{key: row[key] for key in ("prices", "variants", "regions", "unpriced") if row.get(key)},
    }


def _own(provider: str, fact: Fact, identity: str, cite: Cite) -> Row:
    row: Row = {
        "id": identity,
        "aliases": [],
        "snapshots": [],
        "mode": fact.mode if fact.mode != "chat" else None,
        "context_window": fact.context_window,
        "max_output": fact.max_output,
        "takes": list(fact.takes),
        "gives": list(fact.gives),
        "tokenizer": tokenizer(provider, identity),
        "status": None,
        "retires_on": fact.retires_on,
    }
    rates = fact.rates
    if not rates and fact.pictures:
        ordinary = [picture for picture in fact.pictures if "quality" not in picture] or list(fact.pictures)
        rates = {"image": min((picture["price"] for picture in ordinary), key=Decimal)}
    if not rates:
        return {**row, "unpriced": "litellm lists no price of its own, or zero, which may be a free tier or not known"}
    source = cite(fact.url)
    row["prices"] = [{"source": source, **rates}]
    row["variants"] = {name: [{"source": source, **rates}] for name, rates in fact.variants.items()}
    return row


def _place_regions(rows: list[Row], known: Known) -> None:
    """Puts the rows of one region with the model they are about; what no model is known for becomes one itself."""
    by_name: dict[str, Row] = {}
    for row in rows:
        for name in (row["id"], *row["aliases"], *row["snapshots"]):
            by_name.setdefault(_bedrock_stem(name) if known.provider == "bedrock" else name.lower(), row)
    for fact in sorted(known.facts, key=lambda fact: (fact.id.lower(), fact.region)):
        found: Row | None = None
        if fact.region:
            key = fact.id.lower()
            spelled = (
                (_bedrock_stem(key),) if known.provider == "bedrock" else (key, *stems_of(key), key.partition("@")[0])
            )
            found = next((by_name[name] for name in spelled if name in by_name), None)
            if found is None:
                identity = fact.name if known.provider == "bedrock" and "/" not in fact.name else fact.id
                found = _own(known.provider, fact, identity, known.cite)
                rows.append(found)
                by_name[_bedrock_stem(identity) if known.provider == "bedrock" else identity.lower()] = found
            else:
                if fact.rates and _differs(found, fact):
                    _enter(found, fact.region, {"source": known.cite(fact.url), **fact.rates})
                if (
                    key not in by_name
                    and known.provider != "bedrock"
                    and not set(stems_of(key)) & set(found["snapshots"])
                ):
                    found["aliases"] = sorted([*found["aliases"], key])
                    by_name[key] = found
        if fact.multipliers:
            row_of = found or by_name.get(_bedrock_stem(fact.id) if known.provider == "bedrock" else fact.id.lower())
            if row_of is not None and row_of.get("prices"):
                for region, factor in fact.multipliers:
                    _enter(row_of, region, {"source": known.cite(fact.url), **_times(row_of["prices"][-1], factor)})


def _enter(row: Row, region: str, period: Row) -> None:
    regions = row.setdefault("regions", {})
    regions.setdefault(region, [period])
    row["regions"] = dict(sorted(regions.items()))


def _differs(row: Row, fact: Fact) -> bool:
    """Whether a region costs something else; GovCloud always counts, since a price has to be known for it."""
    base = row["prices"][-1] if row.get("prices") else {}
    both = [key for key in _COMPARED if key in base and key in fact.rates]
    return fact.region.startswith("us-gov") or any(Decimal(base[key]) != Decimal(fact.rates[key]) for key in both)


def _times(period: Row, factor: str) -> Row:
    """The token rates of a period, each dearer by a factor."""

    def dearer(rates: Row) -> Row:
        return {
            key: plain(EXACT.multiply(Decimal(value), Decimal(factor)))
            for key, value in rates.items()
            if key in ORDER and isinstance(value, str)
        }

    tiers = [
        {"above_input_tokens": tier["above_input_tokens"], **dearer(tier)}
        for tier in period.get("tiers", ())
        if isinstance(tier, dict)
    ]
    return {**dearer(period), **({"tiers": tiers} if tiers else {})}


def _show_pictures(rows: list[Row], facts: Iterable[Fact], cite: Cite) -> None:
    """Prices by size and quality of a picture, with the model that draws it."""
    by_name = {name.lower(): row for row in rows for name in (*row["aliases"], *row["snapshots"], row["id"])}
    for fact in facts:
        row = by_name.get(fact.id.lower())
        if not fact.pictures or row is None:
            continue
        if row.get("unpriced"):
            own = _own("", fact, fact.id, cite)
            del row["unpriced"]
            row["prices"] = own["prices"]
        if "images" not in row["prices"][-1]:
            row["prices"][-1]["images"] = list(fact.pictures)
            row["mode"] = row.get("mode") or "image"


def _name_undated_fine_tunes(rows: list[Row], names: set[str]) -> None:
    """An undated fine-tune bills as its family's newest dated row."""
    families: dict[str, list[Row]] = {}
    for row in rows:
        if row["id"].startswith("ft:") and (stem := re.sub(r"-20\d\d-\d\d-\d\d$", "", row["id"])) != row["id"]:
            families.setdefault(stem, []).append(row)
    taken = names | {row["id"].lower() for row in rows}
    for stem, family in families.items():
        if stem not in taken:
            newest = max(family, key=lambda row: str(row["id"]))
            newest["aliases"] = [*newest["aliases"], stem]


def dropped(models: list[Row], known: Known, day: date, release: str) -> list[Row]:
    """Rows of models that only older releases of the tables list, with the last price that was known."""
    names = {name.lower() for row in models for name in (row["id"], *row["aliases"], *row["snapshots"])}
    stems = {_bedrock_stem(name) for name in names} if known.provider == "bedrock" else names
    snapshots = {name.lower() for row in models for name in row["snapshots"]}
    found: list[Row] = []
    for fact in sorted(known.facts, key=lambda fact: (bool(fact.region), fact.id.lower())):
        identity = fact.id
        key = _bedrock_stem(identity) if known.provider == "bedrock" else identity.lower()
        if key in stems or set(stems_of(key)) & snapshots or fact.mode == "search":
            continue
        if known.provider == "google" and "@" in key and key.partition("@")[0] in stems:
            for row in models:  # a version of a model that is recovered already
                if row["id"].lower() == key.partition("@")[0] and row.get("dropped"):
                    row["aliases"] = sorted({*row["aliases"], identity})
            continue
        if not _has_price(fact):
            continue
        row = _own(known.provider, fact, identity, known.cite)
        row["dropped"] = day
        row["prices"][-1]["note"] = f"The last price that was listed, in {release}."
        _show_pictures([row], [fact], known.cite)
        stems.add(key)
        found.append(row)
    return found


def _has_price(fact: Fact) -> bool:
    return bool(fact.rates or fact.pictures)


def retire(models: list[Row], days: dict[str, date], provider: str) -> list[str]:
    """Enters the days that people have found, where the table has none. Returns ids that are no model of it."""
    left = dict(days)
    for row in models:
        own = left.pop(row["id"].lower(), None)
        row["retires_on"] = row["retires_on"] or own
        for name in row["aliases"]:
            if name in left:
                day = left.pop(name)
                row["retirements"] = dict(sorted({**(row.get("retirements") or {}), name: day}.items()))
    return [f"{provider}/{name}" for name in sorted(left)]


def succeed(models: list[Row], successors: dict[str, str]) -> None:
    """Enters who the vendor names as successor."""
    for row in models:
        named = next(
            (successors[name.lower()] for name in (row["id"], *row["aliases"]) if name.lower() in successors), None
        )
        if named:
            row["successor"] = named


def without(models: list[Row], stated: set[str]) -> list[Row]:
    """The rows less what people have stated by hand."""
    kept = []
    for row in models:
        if row["id"].lower() in stated:
            continue
        for key in ("aliases", "snapshots"):
            row[key] = sorted({name for name in row.get(key) or [] if name.lower() not in stated})
        names = {*row["aliases"], *row["snapshots"]}
        row["retirements"] = {name: day for name, day in (row.get("retirements") or {}).items() if name in names}
        kept.append(row)
    return kept


def _mode(stated: str | None, row: Row) -> str | None:
    """What kind of model: litellm's word, else by the name and by what it bills; None: chat."""
    name = row["id"].lower()
    if stated:
        return None if stated == "chat" else stated
    table = (
        ("embed", "embedding"),
        ("rerank", "rerank"),
        ("moderation", "moderation"),
        ("ocr", "ocr"),
        ("realtime", "realtime"),
        ("transcribe", "stt"),
        ("whisper", "stt"),
        ("tts", "tts"),
        ("gpt-image", "image"),
        ("titan-text", None),
    )
    return next((mode for part, mode in table if part in name), None)


def tokenizer(provider: str, identity: str) -> Row | None:
    """How a model counts; None: the default, o200k_base at ratio 1, not exact.

    Exact for OpenAI's own models. Claude publishes no tokenizer: its old vocabulary makes 1.17 times the tokens of
    o200k_base on code, and from Opus 4.7 and generation 5 on the vendor states about 30 % more than before, so 1.15
    and 1.50. DeepSeek's published tokenizer measured 1.10.
    """
    name = identity.lower().rpartition("/")[2]
    name = re.sub(r"^((us|eu|apac|jp|au|ca|in|global|us-gov|regional)\.)?(anthropic|openai|deepseek)\.", "", name)
    if _EXACT_O200K.match(name):
        return {"encoding": "o200k_base", "ratio": "1.00", "exact": True}
    if _EXACT_CL100K.match(name):
        return {"encoding": "cl100k_base", "ratio": "1.00", "exact": True}
    if "claude" in name:
        ratio = "1.50" if _NEW_CLAUDE.search(name) else "1.15"
        return {"encoding": "o200k_base", "ratio": ratio, "exact": False}
    if name.startswith("deepseek") or provider == "deepseek":
        return {"encoding": "o200k_base", "ratio": "1.10", "exact": False}
    return None
