"""The catalog as people write it: `pricing/models/*.yaml`, read and checked at build time only.

Every token price is in USD per million tokens, every other price in USD per piece; fees are in USD per thousand, as
the price pages state them. Prices are quoted decimal strings, never floats. A period is `[from, until)`; no `from`
means since launch or not known, no `until` means until followed by another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from finops_gate.base.errors import CatalogError
from finops_gate.model.price import Meter

SCHEMA = "finops-gate/prices@1"

RATES: dict[str, tuple[Meter, tuple[tuple[str, str], ...]]] = {
    "input": (Meter.INPUT, ()),
    "output": (Meter.OUTPUT, ()),
    "cache_read": (Meter.CACHE_READ, ()),
    "cache_write": (Meter.CACHE_WRITE, ()),
    "cache_write_1h": (Meter.CACHE_WRITE_1H, ()),
    "cache_write_12h": (Meter.CACHE_WRITE, (("kind", "12h"),)),
    "reasoning": (Meter.REASONING, ()),
    "input_audio": (Meter.INPUT_AUDIO, ()),
    "output_audio": (Meter.OUTPUT_AUDIO, ()),
    "input_image": (Meter.INPUT_IMAGE, ()),
    "output_image": (Meter.OUTPUT_IMAGE, ()),
    "cache_read_audio": (Meter.CACHE_READ, (("modality", "audio"),)),
    "cache_read_image": (Meter.CACHE_READ, (("modality", "image"),)),
    "input_video": (Meter.INPUT, (("modality", "video"),)),
    "output_video": (Meter.OUTPUT, (("modality", "video"),)),
    "citation": (Meter.OUTPUT, (("kind", "citation"),)),
    "image": (Meter.IMAGE, ()),
    "input_picture": (Meter.IMAGE, (("kind", "input"),)),
    "request": (Meter.REQUEST, ()),
    "second": (Meter.SECOND, ()),
    "hour": (Meter.SECOND, ()),
    "input_video_second": (Meter.SECOND, (("modality", "video"),)),
    "input_audio_second": (Meter.SECOND, (("modality", "audio"),)),
    "character": (Meter.CHARACTER, ()),
    "page": (Meter.PAGE, ()),
    "page_annotated": (Meter.PAGE, (("kind", "annotated"),)),
}
"""Key of a rate in the YAML: what it meters, and the conditions that the key itself implies."""

DIVISORS = {"hour": 3600}
"""Keys stated for more than one piece: an hour of sound is metered by the second."""

FEES: dict[str, tuple[Meter, tuple[tuple[str, str], ...]]] = {
    "web_search_per_1k": (Meter.SEARCH, ()),
    "file_search_per_1k": (Meter.SEARCH, (("tool", "file_search"),)),
    "request_per_1k": (Meter.REQUEST, ()),
    "message_per_1k": (Meter.REQUEST, (("kind", "text_message"),)),
    "maps_per_1k": (Meter.SEARCH, (("tool", "maps"),)),
}
"""Key of a fee in the YAML, stated per thousand."""


def _money(value: object) -> Decimal:
    """A quoted decimal. A float has already lost the price; a negative price is no price."""
    if not isinstance(value, str) or not value.replace(".", "", 1).isascii() or not value.replace(".", "", 1).isdigit():
        raise ValueError('must be a quoted decimal such as "0.15"')
    return Decimal(value)


Money = Annotated[Decimal, BeforeValidator(_money)]
ModelId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Mode = Literal[
    "chat",
    "embedding",
    "rerank",
    "image",
    "tts",
    "stt",
    "moderation",
    "realtime",
    "video",
    "ocr",
    "search",
    "completion",
]


Modality = Literal["text", "image", "audio", "video", "pdf"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_Shape = TypeVar("_Shape", bound=_Strict)


class Rates(_Strict):
    """Amounts by what they meter; see RATES."""

    input: Money | None = None
    output: Money | None = None
    cache_read: Money | None = None
    cache_write: Money | None = None
    cache_write_1h: Money | None = None
    cache_write_12h: Money | None = None
    reasoning: Money | None = None
    input_audio: Money | None = None
    output_audio: Money | None = None
    input_image: Money | None = None
    output_image: Money | None = None
    cache_read_audio: Money | None = None
    cache_read_image: Money | None = None
    input_video: Money | None = None
    output_video: Money | None = None
    citation: Money | None = None
    image: Money | None = None
    input_picture: Money | None = None
    request: Money | None = None
    second: Money | None = None
    hour: Money | None = None
    input_video_second: Money | None = None
    input_audio_second: Money | None = None
    character: Money | None = None
    page: Money | None = None
    page_annotated: Money | None = None

    def amounts(self) -> Iterator[tuple[str, Decimal]]:
        for key in RATES:
            amount = getattr(self, key)
            if amount is not None:
                yield key, amount


class Tier(Rates):
    """Rates of a whole request once its input is longer than this."""

    above_input_tokens: int = Field(gt=0)


class Picture(_Strict):
    """The price of one generated image of a size and quality."""

    size: str
    quality: str = "standard"
    price: Money


class Clip(_Strict):
    """The price of a second of generated video of a resolution."""

    size: str
    price: Money


class Fees(_Strict):
    """Tool fees in USD per thousand; see FEES."""

    web_search_per_1k: Money | None = None
    file_search_per_1k: Money | None = None
    request_per_1k: Money | None = None
    message_per_1k: Money | None = None
    maps_per_1k: Money | None = None


class Period(Rates):
    """Rates of one period `[from, until)`."""

    starts: date | None = Field(default=None, alias="from")
    ends: date | None = Field(default=None, alias="until")
    source: str
    tiers: tuple[Tier, ...] = ()
    images: tuple[Picture, ...] = ()
    """Of a model that is billed by the token, what a picture comes to: shown, and not added to the tokens."""
    clips: tuple[Clip, ...] = ()
    fees: Fees = Fees()
    gap: str = ""
    """Why no price is known between this period and the one before it."""
    note: str = ""


class Tokens(_Strict):
    """How the model counts: see model.price.Tokenizer."""

    encoding: Literal["o200k_base", "cl100k_base"] = "o200k_base"
    ratio: Money = Decimal("1.00")
    exact: bool = False


class Model(_Strict):
    """One model of a provider."""

    id: ModelId
    aliases: tuple[ModelId, ...] = ()
    """Other exact ids at the same price."""
    snapshots: tuple[ModelId, ...] = ()
    """Ids that also stand with a dated or numbered snapshot suffix (`-20241022`, `-2024-10-22`, `@20241022`, `-001`,
    `-preview-05-06`, `-latest`) at the same price. Never a bare prefix: `-banana` is no snapshot."""
    mode: Mode = "chat"
    context_window: int | None = Field(default=None, gt=0)
    max_output: int | None = Field(default=None, gt=0)
    takes: tuple[Modality, ...] = ()
    gives: tuple[Modality, ...] = ()
    """What goes in and comes out, where known."""
    tokenizer: Tokens = Tokens()
    status: Literal["active", "deprecated", "retired"] = "active"
    retires_on: date | None = None
    retirements: dict[ModelId, date | None] = Field(default_factory=dict)
    """Aliases that retire on another day than the id (null: no day is known)."""
    successor: ModelId | None = None
    dropped: date | None = None
    """The day by which the tables that it was read from had ceased to list it; its last known prices are kept."""
    off_peak_hours: str = ""
    """When the variant `off_peak` holds, in UTC: ``00:00-01:00, 04:00-06:00``."""
    prices: tuple[Period, ...] = ()
    variants: dict[Word, tuple[Period, ...]] = Field(default_factory=dict)
    """Other ways to be served: batch, flex, priority, fast, off_peak. A rate left out is that of `prices`."""
    regions: dict[Word, tuple[Period, ...]] = Field(default_factory=dict)
    unpriced: str = ""
    """Why there are no prices."""
    note: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Model:
        if bool(self.prices) == bool(self.unpriced):
            raise ValueError("needs either prices or unpriced (the reason why there are none)")
        for name, periods in (("prices", self.prices), *self.variants.items(), *self.regions.items()):
            _in_order(name, periods)
        strange = set(self.retirements) - set(self.aliases) - set(self.snapshots)
        if strange:
            raise ValueError(f"retirements names {min(strange)}, which is no alias")
        return self


def _in_order(name: str, periods: tuple[Period, ...]) -> None:
    """Raises ValueError where two periods overlap, leave a gap, stand out of order, or one is empty."""
    for period in periods:
        if period.starts and period.ends and period.starts >= period.ends:
            raise ValueError(f"{name}: the period from {period.starts} ends before it starts")
    for before, after in pairwise(periods):
        if before.ends is None or after.starts is None or after.starts < before.ends:
            raise ValueError(f"{name}: the period from {after.starts} overlaps the one before it")
        if before.ends < after.starts and not after.gap:
            raise ValueError(
                f"{name}: no period holds from {before.ends} to {after.starts}; state why in the later one's gap"
            )


class Source(_Strict):
    """Where prices were read."""

    url: str
    retrieved: date
    via: str = ""
    """The package that transcribed the page; empty: read by a person."""
    checked: date | None = None
    """The last day on which the same prices were read there again."""


class Document(_Strict):
    """One file of `pricing/models/`."""

    schema_: Literal["finops-gate/prices@1"] = Field(alias="schema")
    provider: Word
    unit: Literal["usd_per_mtok"]
    sources: dict[Word, Source]
    models: tuple[Model, ...]

    @model_validator(mode="after")
    def _sourced(self) -> Document:
        for model in self.models:
            for periods in (model.prices, *model.variants.values(), *model.regions.values()):
                for period in periods:
                    if period.source not in self.sources:
                        raise ValueError(f"models[{model.id}]: source {period.source} is not among the sources")
        return self


class CacheMinimums(_Strict):
    """The shortest prompts that a provider caches, and where that was read."""

    url: str
    retrieved: date
    tokens: dict[ModelId, Annotated[int, Field(gt=0)]]
    """By id; one that ends in ``*`` is a beginning. The first that fits counts."""

    def of(self, model: Model) -> int | None:
        """Tokens, for a model that has a price for what is read from the cache."""
        if all(period.cache_read is None for period in model.prices):
            return None
        fitting = (tokens for name, tokens in self.tokens.items() if _fits(model.id, name))
        return next(fitting, None)


def _fits(model: str, name: str) -> bool:
    return model.startswith(name[:-1]) if name.endswith("*") else model == name


class _Minimums(_Strict):
    schema_: Literal["finops-gate/cache-minimums@1"] = Field(alias="schema")
    providers: dict[Word, CacheMinimums]


def read_cache_minimums(path: Path, documents: tuple[Document, ...]) -> dict[str, CacheMinimums]:
    """By provider; none without the file. Raises CatalogError, also for an id that means no model."""
    facts = _facts(path, _Minimums)
    found = facts.providers if facts is not None else {}
    for provider, minimums in found.items():
        ids = [model.id for document in documents if document.provider == provider for model in document.models]
        for name in minimums.tokens:
            if not any(_fits(model, name) for model in ids):
                raise CatalogError(f"{path.name}: {provider}: {name} is no model of the catalog")
    return found


class Newest(_Strict):
    """Names that mean the newest model of a family, and where that was read."""

    url: str
    retrieved: date
    families: dict[ModelId, ModelId]
    """What the ids of the family begin with, by name."""


class _Newest(_Strict):
    schema_: Literal["finops-gate/newest@1"] = Field(alias="schema")
    providers: dict[Word, Newest]


def read_newest(path: Path, documents: tuple[Document, ...]) -> dict[str, str]:
    """The record (``anthropic/claude-opus-5-5``) that such a name means; none without the file.

    Raises CatalogError, also for a family without a model.
    """
    found = _facts(path, _Newest)
    if found is None:
        return {}
    meant = {}
    for provider, newest in found.providers.items():
        models = [model for document in documents if document.provider == provider for model in document.models]
        for name, family in newest.families.items():
            versions = [
                (tuple(map(int, version[1].split("-"))), model.id)
                for model in models
                if model.status != "retired"
                and (version := re.fullmatch(rf"{re.escape(family)}-(\d{{1,2}}(?:-\d{{1,2}})*)", model.id))
            ]
            if not versions:
                raise CatalogError(f"{path.name}: {provider}: no model of the catalog begins with {family}")
            meant[name] = f"{provider}/{max(versions)[1]}"
    return meant


def _facts(path: Path, shape: type[_Shape]) -> _Shape | None:
    """What people wrote beside the models; None without the file. Raises CatalogError with the key that is wrong."""
    if not path.exists():
        return None
    try:
        return shape.model_validate(load_yaml(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise CatalogError(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def read(path: Path) -> Document:
    """One file, checked. Raises CatalogError with the file and the key of the first thing wrong."""
    raw = load_yaml(path)
    try:
        return Document.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = _key(raw, first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise CatalogError(f"{path.name}: {key}: {message}" if key else f"{path.name}: {message}") from None


def read_all(folder: Path) -> tuple[tuple[Document, ...], str]:
    """Every file of the folder, by name, and the sha256 of them all. Also refuses an id that is stated twice."""
    digest = hashlib.sha256()
    documents = []
    owners: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.name} {hashlib.sha256(content).hexdigest()}\n".encode())
        document = read(path)
        for model in document.models:
            for name in {text.lower() for text in (model.id, *model.aliases, *model.snapshots)}:
                other = owners.setdefault((document.provider, name), f"{path.name}: models[{model.id}]")
                if other != f"{path.name}: models[{model.id}]":
                    raise CatalogError(f"{path.name}: models[{model.id}]: {name} is already stated in {other}")
        documents.append(document)
    return tuple(documents), digest.hexdigest()


def load_yaml(path: Path) -> Any:
    """What a YAML file says. Raises CatalogError for one that is no YAML, or states a key twice."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """Refuses a key stated twice, of which plain YAML silently keeps the last."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen = set()
            for key, _ in node.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise CatalogError(f"{path.name}:{line}: {key.value}: stated twice in one mapping")
                seen.add(key.value)
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(path.read_text("utf-8"), Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise CatalogError(f"{path.name}{line}: is no YAML: {getattr(error, 'problem', error)}") from None


def _key(raw: Any, location: tuple[int | str, ...]) -> str:
    """``models[gpt-4o].prices[0].input``: list positions of models are shown by their id."""
    text = ""
    here = raw
    for part in location:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(part, int):
            name = here.get("id", part) if text == "models" and isinstance(here, dict) else part
            text += f"[{name}]"
        else:
            text += f".{part}" if text else part
    return text
