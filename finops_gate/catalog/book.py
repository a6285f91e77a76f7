"""The compiled catalog: an identifier, a provider and a day in, a Quote out. Reads one packaged file and no clock."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from finops_gate.base.errors import CatalogError
from finops_gate.base.frozen import replace
from finops_gate.base.globs import fits_name
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.catalog import matching, names
from finops_gate.catalog.agreements import agreed, private
from finops_gate.model.price import Meter, ModelStatus, Price, Quote, Quoted, Tokenizer
from finops_gate.model.rates import CompanyPrices
from finops_gate.model.setting import Unknown

DATA = os.path.join(os.path.dirname(__file__), "data", "models.jsonl")
"""The compiled form of `pricing/models/*.yaml`; scripts/compile_catalog.py tells its layout."""

_SIZE = lazy(r"\d+(?:\.\d+)?b(?![a-z])")
NOTICE = timedelta(days=180)
"""How long before its last day a model counts as deprecated: vendors announce about half a year ahead."""


class Catalog:
    """Every model with its prices. Lines are found in the bytes; only those asked for are parsed."""

    def __init__(self, content: bytes, where: str = "the pricing catalog") -> None:
        """`content` is the compiled file. Raises CatalogError when it is none."""
        end = content.find(b"\n")
        try:
            head = json.loads(content[:end])
            self.digest: str = head["digest"]
            self.newest = date.fromisoformat(head["newest"])
            self.providers = frozenset(head.get("providers", ()))
            self._places = tuple((*place[:1], date.fromisoformat(place[1]), place[2]) for place in head["sources"])
        except (ValueError, KeyError, TypeError, IndexError):
            raise CatalogError(f"{where} is damaged", "reinstall the package") from None
        self._content = content
        self._start = end + 1
        self._records: dict[str, dict[str, Any]] = {}
        self._own = CompanyPrices()

    def with_prices(self, own: CompanyPrices) -> Catalog:
        """The same catalog with a company's own prices, deployments and self-hosted models laid over it."""
        other = copy(self)
        other._own = own
        return other

    @classmethod
    def load(cls, path: str = DATA) -> Catalog:
        """The catalog that the package ships. Raises CatalogError when it is missing or damaged."""
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - as above
                return cls(file.read())
        except OSError as error:
            raise CatalogError(
                f"the pricing catalog cannot be read: {error.strerror}", "reinstall the package"
            ) from None

    def quote(self, id: str, provider: str, as_of: date) -> Quoted:  # noqa: A002 - the noun of the whole project
        """All that is known on a day of the model that `id` means, or why it has no price. Never a guess, never zero.

        `provider` is who is said to bill it, in any spelling; empty when nothing says so.
        """
        found = matching.match(id, provider, self)
        if isinstance(found, Unknown):
            return private(id.strip(" "), provider, self._own.rates, as_of) or found
        if isinstance(found, matching.SelfHosted):
            reason = f"runs on own machines ({found.runtime}): paid by the hour, not by the token"
            return Quote(
                id, found.runtime, found.model, (), as_of, matched="self-hosted", self_hosted=True, reason=reason
            )
        record = self._record(found.record)
        prices = tuple(self._prices(record))
        if found.region:
            region = _nearest(found.region, prices)
            if found.region.startswith("us-gov") and not region:
                shown = clean(id, 80)
                return Unknown(
                    f"{shown}: no price is known for GovCloud, which costs about a fifth more than elsewhere"
                )
            prices = tuple(_of_region(prices, region))
        held = tuple(price for price in prices if price.holds(as_of))
        retires = self._retires(record, found.name)
        encoding, ratio, exact = record.get("tokenizer") or ("o200k_base", "1", 0)
        quote = Quote(
            id=id,
            provider=record["provider"],
            model=record["model"],
            prices=held,
            as_of=as_of,
            status=_status(record, retires, as_of),
            retires_on=retires,
            successor=record.get("successor"),
            tokenizer=Tokenizer(encoding, Decimal(ratio), bool(exact)),
            mode=record.get("mode", "chat"),
            context_window=record.get("context"),
            max_output=record.get("output"),
            takes=tuple(record.get("takes", ())),
            gives=tuple(record.get("gives", ())),
            off_peak_hours=record.get("off_peak", ""),
            cache_minimum=record.get("cached_from"),
            matched=", ".join(found.how),
            reason="" if any(not price.conditions for price in held) else _unpriced(record, prices, as_of),
            upcoming=tuple(
                sorted(
                    (price for price in prices if price.starts is not None and price.starts > as_of),
                    key=lambda price: (price.starts or as_of, price.meter, price.conditions),
                )
            ),
        )
        return agreed(quote, self._own.rates, prices) if self._own.rates else quote

    def of_provider(self, provider: str, as_of: date) -> tuple[Quote, ...]:
        """Every model that a provider prices on a day, by name."""
        lines = self._lines(b'{"id":' + _json(f"{provider.lower()}/")[:-1])
        found = (self.quote(record["model"], record["provider"], as_of) for record in map(json.loads, lines))
        return tuple(quote for quote in found if isinstance(quote, Quote) and quote.prices)

    def history(self, quote: Quote) -> tuple[Price, ...]:
        """Every price that the quoted model has had and is going to have, by meter and conditions, oldest first."""
        record = self._line(b'{"id":' + _json(quote.subject.lower()))
        prices = self._prices(record) if record else ()
        return tuple(sorted(prices, key=lambda p: (p.meter, p.conditions, p.starts or date.min)))

    def ids(self) -> Iterator[str]:
        """Every model of the catalog as ``provider/model``, sorted without regard to case."""
        for record in self._records_of_all():
            yield f"{record['provider']}/{record['model']}"

    def _records_of_all(self) -> list[dict[str, Any]]:
        """Every model's line, parsed at once: half the time of one line after the other."""
        first = next(self._lines(b'{"id":'), None)
        if first is None:
            return []
        start = self._content.index(b"\n" + first) + 1
        end = self._content.find(b'\n{"key":', start)
        text = self._content[start : end if end >= 0 else len(self._content)].decode("ascii")
        collecting = gc.isenabled()
        gc.disable()  # a hundred thousand values are made here and none of them is garbage
        try:
            found: list[dict[str, Any]] = json.loads(f"[{text.rstrip().replace(chr(10), ',')}]")
        finally:
            if collecting:
                gc.enable()
        return found

    def named(self, key: str) -> tuple[str, ...]:
        """The records that state this very name (see matching.Index)."""
        line = self._line(b'{"key":' + _json(key))
        return tuple(line["of"]) if line else ()

    def stemmed(self, key: str) -> tuple[str, ...]:
        """The records that state this name with snapshot suffixes."""
        line = self._line(b'{"stem":' + _json(key))
        return tuple(line["of"]) if line else ()

    def deployed(self, provider: str, name: str) -> tuple[str, str] | None:
        """The provider and model behind a deployment's name (in lower case), as the company states it."""
        for owner, deployment, model in self._own.deployments:
            if deployment == name and (not provider or names.provider(owner) == provider):
                return names.provider(owner), model.lower()
        return None

    def own_machine(self, key: str) -> bool:
        """Whether the company says that it runs this model itself."""
        return any(fits_name(pattern, key) for pattern in self._own.self_hosted)

    def near(self, key: str, provider: str) -> str | None:
        """The most similar name that begins alike, preferably of the provider, or None."""
        from difflib import get_close_matches

        if within := self._within(key, provider):
            return within
        begins = json.dumps(key[:3])[:-1].encode()
        lines = [json.loads(line) for line in self._lines(b'{"key":' + begins)]
        at_home = [line for line in lines if any(record.startswith(f"{provider}/") for record in line["of"])]
        for choice in (at_home, lines):
            others = [line["key"] for line in choice if line["key"] != key]
            # A model of another size is no typing error
            alike = [name for name in get_close_matches(key, others, 6, 0.75) if _sizes(name) == _sizes(key)]
            if alike:
                return str(alike[0])
        return None

    def _within(self, key: str, provider: str) -> str | None:
        """The provider's id that ends in this one: ``openai/gpt-oss-120b`` for ``gpt-oss-120b``."""
        ending = b"/" + _json(key)[1:] + b',"of":['
        at = self._content.find(ending)
        while at >= 0 and provider:
            start = self._content.rfind(b"\n", 0, at) + 1
            line = json.loads(self._content[start : self._content.find(b"\n", at)])
            if any(record.startswith(f"{provider}/") for record in line["of"]):
                return str(line.get("key") or line["stem"])
            at = self._content.find(ending, at + 1)
        return None

    def _record(self, record: str) -> dict[str, Any]:
        if record not in self._records:
            line = self._line(b'{"id":' + _json(record.lower()))
            if line is None:
                raise CatalogError(f"the pricing catalog names {record} and does not have it", "reinstall the package")
            self._records[record] = line
        return self._records[record]

    def _line(self, beginning: bytes) -> dict[str, Any] | None:
        """The one line that begins so (up to a comma), parsed."""
        found: dict[str, Any] | None = next((json.loads(line) for line in self._lines(beginning + b",")), None)
        return found

    def _lines(self, beginning: bytes) -> Iterator[bytes]:
        """The lines that begin so. Lines are sorted: the first is found by halving, the others follow it."""
        content = self._content
        low, high = self._start, len(content)
        while low < high:
            middle = content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = content.find(b"\n", middle)
            if content[middle:end] < beginning:
                low = end + 1
            else:
                high = middle
        while content.startswith(beginning, low):
            end = content.find(b"\n", low)
            yield content[low:end]
            low = end + 1

    def _prices(self, record: dict[str, Any]) -> Iterator[Price]:
        subject = f"{record['provider']}/{record['model']}"
        for meter, amount, starts, ends, place, *conditions in record.get("prices", ()):
            url, retrieved, via = self._places[place]
            yield Price(
                subject=subject,
                meter=Meter(meter),
                amount=Decimal(amount),
                starts=date.fromisoformat(starts) if starts else None,
                ends=date.fromisoformat(ends) if ends else None,
                source=f"{url} via {via}" if via else url,
                retrieved=retrieved,
                conditions=tuple(conditions[0].items()) if conditions else (),
            )

    def _retires(self, record: dict[str, Any], name: str) -> date | None:
        """The last day of the name that was written, which may differ from its model's."""
        own = record.get("retirements", {})
        day = own[name] if name in own else record.get("retires")
        return date.fromisoformat(day) if day else None


def _sizes(name: str) -> list[str]:
    """The sizes that a name states: ``70b``."""
    return _SIZE.findall(name)


def _nearest(region: str, prices: tuple[Price, ...]) -> str:
    """The region with a price of its own that a named region lies in: itself, its geography, or none (empty)."""
    named = {value for price in prices for key, value in price.conditions if key == "region"}
    if region in named:
        return region
    wide = "us-gov" if region.startswith("us-gov") else {"ap": "apac"}.get(region[:2], region[:2])
    if wide in named or wide != "us-gov":
        return wide if wide in named else ""
    return max((name for name in named if name.startswith("us-gov")), default="")


def _of_region(prices: tuple[Price, ...], region: str) -> Iterator[Price]:
    """The prices of one region in place of the general ones; of rates that it does not name the general ones hold.

    Batch and the like are known for the general price alone, so a region that costs something else has none of them.
    """
    own = {
        (p.meter, *(c for c in p.conditions if c[0] != "region")) for p in prices if ("region", region) in p.conditions
    }
    for price in prices:
        conditions = tuple(pair for pair in price.conditions if pair[0] != "region")
        if ("region", region) in price.conditions:
            yield replace(price, conditions=conditions)
        elif (
            len(conditions) == len(price.conditions)
            and (price.meter, *conditions) not in own
            and not (own and "variant" in dict(conditions))
        ):
            yield price


def _json(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=True).encode("ascii")


def _status(record: dict[str, Any], retires: date | None, day: date) -> ModelStatus:
    stated = ModelStatus(record.get("status", "active"))
    if stated is ModelStatus.ACTIVE and "dropped" in record:
        stated = ModelStatus.DEPRECATED
    if retires is None:
        return stated
    if retires <= day:
        return ModelStatus.RETIRED
    return ModelStatus.DEPRECATED if stated is ModelStatus.DEPRECATED or retires - NOTICE <= day else ModelStatus.ACTIVE


def _unpriced(record: dict[str, Any], prices: tuple[Price, ...], day: date) -> str:
    if reason := record.get("unpriced", ""):
        return str(reason)
    starts = min((price.starts for price in prices if price.starts and price.starts > day), default=None)
    return f"its first known price starts on {starts}" if starts else f"no price of {day} is known"
