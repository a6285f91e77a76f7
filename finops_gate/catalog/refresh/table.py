"""The distilled litellm table as facts about models: rates in our units, limits, days, regions, pictures.

A single current price without dates. A price of zero there is a free tier or not known, nobody can tell which: it is
no price here. Rows of one region, data zone or picture size are facts about the model that they are a row of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Context, Decimal
from typing import Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, plain
from finops_gate.catalog.refresh.wheel import VARIANTS

Row = dict[str, Any]

# litellm_provider: our provider, and the prefixes that its keys carry. The others keep their name, with hyphens.
PROVIDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "text-completion-openai": ("openai", ()),
    "chatgpt": ("openai", ("chatgpt/",)),
    "azure": ("azure", ("azure/global-standard/", "azure/global/", "azure/")),
    "azure_text": ("azure", ("azure/",)),
    "azure_ai": ("azure", ("azure_ai/",)),
    "bedrock": ("bedrock", ("bedrock/",)),
    "bedrock_converse": ("bedrock", ("bedrock/",)),
    "bedrock_mantle": ("bedrock", ("bedrock_mantle/",)),
    "gemini": ("google", ("gemini/",)),
    "palm": ("google", ("palm/",)),
    "codestral": ("mistral", ("codestral/",)),
    "text-completion-codestral": ("mistral", ("text-completion-codestral/",)),
    "text-completion-inception": ("inception", ("text-completion-inception/",)),
    "cohere_chat": ("cohere", ()),
    "together_ai": ("together", ("together_ai/",)),
    "fireworks_ai": ("fireworks", ("fireworks_ai/",)),
    "fireworks_ai-embedding-models": ("fireworks", ("fireworks_ai/",)),
    "jina_ai": ("jina", ("jina_ai/",)),
    "meta_llama": ("meta", ("meta_llama/",)),
    "amazon_nova": ("amazon-nova", ("amazon-nova/", "amazon_nova/")),
}
_LEFT_OUT = {"chatgpt", "transcribe", "eu_jev", "strands_decider", "agentcore", "microsoft_365_copilot", "gigachat"}
"""Subscriptions, services that are no models, and prices in other currencies."""
_MODES = {
    "audio_transcription": "stt",
    "audio_speech": "tts",
    "image_generation": "image",
    "image_edit": "image",
    "video_generation": "video",
    "embedding": "embedding",
    "rerank": "rerank",
    "moderation": "moderation",
    "realtime": "realtime",
    "ocr": "ocr",
    "search": "search",
    "completion": "completion",
    "chat": "chat",
    "responses": "chat",
    "evaluation": "chat",
    "decisions": "chat",
    "extraction": "ocr",
    None: "chat",
}
_TOKENS = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "cache_creation_input_token_cost_above_12hr": "cache_write_12h",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "input_audio",
    "output_cost_per_audio_token": "output_audio",
    "input_cost_per_image_token": "input_image",
    "output_cost_per_image_token": "output_image",
    "cache_read_input_audio_token_cost": "cache_read_audio",
    "cache_read_input_image_token_cost": "cache_read_image",
    "input_cost_per_video_token": "input_video",
    "output_cost_per_video_token": "output_video",
    "citation_cost_per_token": "citation",
}
_PIECES = {
    "output_cost_per_image": "image",
    "input_cost_per_image": "input_picture",
    "input_cost_per_second": "second",
    "output_cost_per_second": "second",
    "output_cost_per_video_per_second": "second",
    "input_cost_per_video_per_second": "input_video_second",
    "input_cost_per_audio_per_second": "input_audio_second",
    "input_cost_per_character": "character",
    "input_cost_per_query": "request",
    "input_cost_per_request": "request",
    "ocr_cost_per_page": "page",
    "annotation_cost_per_page": "page_annotated",
}
_RATE = re.compile(rf"(.+?)(?:_above_(\d+)k_tokens)?(?:_({VARIANTS}))?")
ORDER = [*_TOKENS.values(), *dict.fromkeys(_PIECES.values())]
_PICTURE = re.compile(
    r"(?:(?P<quality>standard|hd|low|medium|high|auto)/)?(?P<wide>\d+)-x-(?P<high>\d+)/(?:(?P<steps>(?:\d+|max)-steps)/)?"
    r"(?P<rest>.+)"
)
_BEDROCK_REGION = re.compile(r"(?P<region>[a-z]{2}(?:-gov)?-[a-z]+-\d)/(?P<rest>.+)")
_PROFILE = re.compile(r"(?P<region>us-gov|us|eu|apac|jp|au|ca|in)\.(?P<rest>[a-z0-9]+\..+)")
_ROUNDED = Context(prec=4)
"""The table states a price by the pixel to six figures, so that of a picture is sure to four."""


class Fact(NamedTuple):
    """What litellm knows of one id of one provider."""

    provider: str
    id: str
    """Without region and route."""
    name: str
    """As the table lists it, without its provider."""
    region: str
    """The region of Bedrock that the row is about, ``vertex`` for Vertex's price of a Google model; empty: any."""
    mode: str
    context_window: int | None
    max_output: int | None
    retires_on: date | None
    url: str
    rates: Row
    variants: dict[str, Row]
    multipliers: tuple[tuple[str, str], ...] = ()
    """Region, and the factor by which every rate is dearer there."""
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    pictures: tuple[Row, ...] = ()
    """Prices of picture sizes, where the row is about nothing else."""


def facts(rows: Iterable[Row]) -> list[Fact]:
    """The facts of a table; of two for one id in one place the first counts."""
    ordered = sorted(
        rows,
        # Google's own API before Vertex, bare keys before prefixed ones.
        key=lambda row: (row["litellm_provider"].startswith("vertex_ai"), row["key"].count("/"), row["key"]),
    )
    found: dict[tuple[str, str, str], Fact] = {}
    for row in ordered:
        fact = _fact(row)
        if fact is None:
            continue
        place = (fact.provider, fact.id.lower(), fact.region)
        held = found.setdefault(place, fact)
        if fact.pictures and held is not fact:
            found[place] = held._replace(pictures=_merged(held.pictures, fact.pictures))
        elif held.pictures and not held.rates and not fact.pictures:
            found[place] = fact._replace(pictures=held.pictures)
    return list(found.values())


def _merged(held: tuple[Row, ...], more: tuple[Row, ...]) -> tuple[Row, ...]:
    by_place = {(row["size"], row.get("quality", "standard")): row for row in (*more, *held)}
    return tuple(by_place[place] for place in sorted(by_place))


def _fact(row: Row) -> Fact | None:
    theirs = row["litellm_provider"]
    mode = _MODES.get(row.get("mode"))
    if mode is None or theirs in _LEFT_OUT:
        return None
    provider, identity, region = _place(theirs, row["key"])
    picture = None
    if found := _PICTURE.fullmatch(row["key"]):
        picture = found
        provider, identity, region = _place(theirs, found["rest"])
    elif found := _PICTURE.fullmatch(identity):
        picture, identity = found, found["rest"]
    if not _is_model(provider, identity):
        return None
    rates, variants = _rates(row)
    source = row.get("source", "https://github.com/BerriAI/litellm")
    if not source.startswith("https://"):  # a remark, so far always that the price is the base model's, for want of one
        rates, variants = {}, {}
    pictures = _pictures(picture, row, rates) if picture else ()
    if picture and not pictures:
        return None
    known = provider in KNOWN or bool(rates)
    if not known and not picture:
        return None
    takes, gives = _modalities(row, mode)
    return Fact(
        provider=provider,
        id=identity,
        name=_place(theirs, row["key"], whole=True)[1],
        region=region,
        mode=mode,
        context_window=_count(row.get("max_input_tokens")),
        max_output=_count(row.get("max_output_tokens")) if mode == "chat" else None,
        retires_on=_day(row.get("deprecation_date")),
        url=source.split()[0],
        rates={} if pictures else rates,
        variants={} if pictures else variants,
        multipliers=_multipliers(row),
        takes=takes,
        gives=gives,
        pictures=pictures,
    )


KNOWN = frozenset(
    """openai azure bedrock google anthropic mistral deepseek groq xai cohere together fireworks perplexity moonshot
    cerebras novita voyage ai21 deepinfra sambanova databricks replicate cloudflare nebius hyperbolic zai minimax
    dashscope elevenlabs deepgram assemblyai stability black-forest-labs watsonx jina meta amazon-nova""".split()
)
"""Providers of whom a model is listed even when the table has no price of it; of the others only what has one."""


def _place(theirs: str, key: str, whole: bool = False) -> tuple[str, str, str]:
    """Our provider, the id, and the region that a row is about. `whole`: the region stays in the id."""
    default = ("google", ("vertex_ai/",)) if theirs.startswith("vertex_ai") else (_ours(theirs), (f"{theirs}/",))
    provider, prefixes = PROVIDERS.get(theirs, default)
    identity, region = key, ""
    for prefix in prefixes:
        if identity.startswith(prefix):
            identity = identity.removeprefix(prefix)
            break
    if whole:
        return provider, identity, ""
    if provider == "bedrock":
        for pattern in (_BEDROCK_REGION, _PROFILE):
            if found := pattern.fullmatch(identity):
                identity, region = found["rest"], region or found["region"]
    elif theirs.startswith("vertex_ai"):
        identity, region = identity.removeprefix("google/"), "vertex"
    return provider, identity, region


def _ours(theirs: str) -> str:
    return theirs.lower().replace("_", "-")


def _is_model(provider: str, identity: str) -> bool:
    """Not a size class of hosts, nor a row of a place that is not read here."""
    inside = identity.count("/")
    if " " in identity or "*" in identity or re.search(r"\d+b-to-|-default$|up-to-\d|above-\d+b", identity):
        return False
    if provider == "azure" and inside and not re.match(r"(eu|us|apac|us-gov)/[^/]+$", identity):
        return identity.startswith(("doc-intelligence/", "speech/"))
    if provider == "google" and inside:
        return bool(re.match(r"[a-z0-9-]+/[^/]+(-maas)?(@[\w-]+)?$", identity)) and not identity.startswith("gemini")
    return not (provider in ("openai", "bedrock", "anthropic", "cohere", "mistral", "xai", "deepseek") and inside)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def _count(text: str | None) -> int | None:
    return int(Decimal(text)) or None if text and Decimal(text) == int(Decimal(text)) else None


def _modalities(row: Row, mode: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the model takes and gives, where the table says more than its mode does."""
    takes = list(row.get("supported_modalities") or ())
    flags = (("vision", "image"), ("audio_input", "audio"), ("video_input", "video"), ("pdf_input", "pdf"))
    told = [kind for flag, kind in flags if row.get(f"supports_{flag}")]
    takes = [*takes, *told] if takes else ["text", *told] if told and mode == "chat" else told
    gives = list(row.get("supported_output_modalities") or ())
    if row.get("supports_audio_output") and mode in ("chat", "realtime"):
        gives = [*(gives or ["text"]), "audio"]
    known = ("text", "image", "audio", "video", "pdf")
    return tuple(kind for kind in known if kind in takes), tuple(kind for kind in known if kind in gives)


def _multipliers(row: Row) -> tuple[tuple[str, str], ...]:
    found = {}
    for name, region in (("processing_uplift_multiplier_eu", "eu"), ("processing_uplift_multiplier_us", "us")):
        if value := row.get(f"regional_{name}"):
            found[region] = value
    if value := row.get("regional_endpoint_uplift_multiplier"):
        found["regional"] = value
    return tuple((region, value) for region, value in found.items() if Decimal(value) != 1)


def _pictures(found: re.Match[str], row: Row, rates: Row) -> tuple[Row, ...]:
    """The price of one picture of this size: stated, or by the pixel."""
    amount = rates.get("image") or rates.get("input_picture")
    for key in ("output_cost_per_pixel", "input_cost_per_pixel"):
        if amount is None and Decimal(row.get(key, "0")):
            pixels = int(found["wide"]) * int(found["high"])
            amount = plain(_ROUNDED.multiply(Decimal(row[key]), Decimal(pixels)))
    if amount is None:
        return ()
    quality = found["quality"] or found["steps"]
    stated = {"quality": quality} if quality and quality != "standard" else {}
    return ({"size": f"{found['wide']}x{found['high']}", **stated, "price": amount},)


def _rates(row: Row) -> tuple[Row, dict[str, Row]]:
    """The base rates with tiers and fees, and those of batch, flex, priority and the like."""
    by_variant: dict[str, dict[int, dict[str, str]]] = {}
    for key, text in row.items():
        if "cost" not in key or not isinstance(text, str):
            continue
        found = _RATE.fullmatch(key)
        assert found is not None  # the pattern takes anything
        name, above, variant = found.groups()
        ours, scale = (_TOKENS[name], 1_000_000) if name in _TOKENS else (_PIECES.get(name, ""), 1)
        amount = EXACT.multiply(Decimal(text), Decimal(scale))
        if not ours or amount == 0:
            continue
        by_token = bool(Decimal(row.get("input_cost_per_token", "0")))
        if by_token and ours in ("second", "input_picture") and name.startswith("input"):
            continue  # of a model billed by the token, the seconds and the pictures are the same money again
        slot = by_variant.setdefault((variant or "").replace("batches", "batch"), {})
        slot.setdefault(int(above or 0) * 1000, {}).setdefault(ours, plain(amount))
    base_tiers = by_variant.setdefault("", {})
    for start, rates in _ranges(row):
        for ours, rate in rates.items():
            base_tiers.setdefault(start, {}).setdefault(ours, rate)
    if off_peak := row.get("off_peak_pricing"):
        by_variant["off_peak"] = {0: dict(_token_rates(off_peak))}
    shaped = {name: _with_tiers(tiers) for name, tiers in sorted(by_variant.items())}
    base = shaped.pop("", {})
    sizes = list(_sizes(row))
    if sizes:
        key = "clips" if any("price_second" in size for size in sizes) else "images"
        base[key] = [{"size": size["size"], "price": size.get("price_second") or size["price"]} for size in sizes]
        if key == "clips" and "second" not in base:
            base["second"] = max((size["price"] for size in base[key]), key=Decimal)
    if base and (fees := _fees(row)):
        base["fees"] = fees
    return base, {name: rates for name, rates in shaped.items() if rates}


def _fees(row: Row) -> dict[str, str]:
    found = {}
    search = (row.get("search_context_cost_per_query") or {}).get("search_context_size_medium")
    for name, text in (
        ("web_search_per_1k", search),
        ("maps_per_1k", row.get("google_maps_grounding_cost_per_query")),
        ("message_per_1k", row.get("input_cost_per_text_message")),
    ):
        if text and Decimal(text):
            found[name] = plain(EXACT.multiply(Decimal(text), Decimal(1000)))
    return found


def _sizes(row: Row) -> Iterator[Row]:
    """Prices by resolution: ``output_cost_per_second_720p``, ``output_cost_per_image_2K``."""
    for key, text in sorted(row.items()):
        if found := re.fullmatch(r"output_cost_per_second_(\d+[pk])", key):
            yield {"size": found[1], "price_second": text}
        elif (found := re.fullmatch(r"output_cost_per_image_(\d[\w.]*)", key)) and Decimal(text):
            yield {"size": found[1], "price": text}


def _token_rates(stated: Row) -> Iterator[tuple[str, str]]:
    for key, text in stated.items():
        if key in _TOKENS and isinstance(text, str) and Decimal(text):
            yield _TOKENS[key], plain(EXACT.multiply(Decimal(text), Decimal(1_000_000)))


def _ranges(row: Row) -> Iterator[tuple[int, dict[str, str]]]:
    """`tiered_pricing`: the first range is the base, each later one a tier above its beginning."""
    for stated in row.get("tiered_pricing") or ():
        start = int(Decimal(str((stated.get("range") or ["0"])[0])))
        yield start, dict(_token_rates(stated))


def _with_tiers(tiers: dict[int, dict[str, str]]) -> Row:
    base = tiers.get(0, {})
    rates: Row = {key: base[key] for key in ORDER if key in base}
    above = [
        {"above_input_tokens": start, **{key: tiers[start][key] for key in ORDER if key in tiers[start]}}
        for start in sorted(tiers)
        if start and tiers[start]
    ]
    if above and rates:
        rates["tiers"] = above
    return rates
