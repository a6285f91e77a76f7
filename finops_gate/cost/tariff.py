"""What one call costs at the published prices of a model: meters times prices; no price is never a price of zero."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import MILLION, ZERO, plain
from finops_gate.cost.parameters import ONE, Parameters
from finops_gate.model.price import Meter, Price, Quote
from finops_gate.model.setting import Unknown

SECONDS = Decimal(60)
CHARACTERS = Decimal(1000)
"""Assumed of a call that is billed by length of sound or text: the profile of recorded calls has no such column."""

_MUTE = frozenset({"embedding", "rerank", "moderation"})
"""Modes whose answers are not billed."""

_PIECE = {Meter.HOUR: Decimal(3600)}
"""Seconds in what a price is for."""


class Quantity(NamedTuple):
    """What one call uses, in tokens of the model that is called."""

    input: Decimal
    """Uncached input."""
    cache_read: Decimal = ZERO
    cache_write: Decimal = ZERO
    output: Decimal = ZERO
    """Includes reasoning."""
    reasoning: Decimal = ZERO
    longest: Decimal = ZERO
    """Input tokens by which a price tier is chosen, where they are more than this call's own."""

    @property
    def sent(self) -> Decimal:
        """All input tokens, by which long-context tiers go."""
        return max(self.input + self.cache_read + self.cache_write, self.longest)


class Bill(NamedTuple):
    """The price of one call."""

    cost: Decimal
    prices: tuple[Price, ...]
    notes: tuple[str, ...]
    metered: frozenset[Meter]
    """What was multiplied by a price: says which assumptions matter."""


def bill(quote: Quote, quantity: Quantity, settings: Parameters) -> Bill | Unknown:
    """The price of one call, or why there is none."""
    if quote.self_hosted:
        return Unknown(f"{quote.subject} is paid by the hour of its machine, not by the call")
    if not quote.prices:
        return Unknown(quote.reason or f"{quote.subject} is known, and no price of it is")
    reader = _Reader(quote, quantity.sent, settings)
    total = ZERO
    text = reader.find(Meter.INPUT)
    if text is not None:
        parts = _token_parts(reader, quantity, text)
        if isinstance(parts, Unknown):
            return parts
        total = sum((price.amount * amount for price, amount in parts), ZERO) / MILLION
        reader.used.extend(price for price, _ in parts)
    pieces = _pieces(reader, settings.choices, text is not None)
    if not pieces and text is None:
        return Unknown(f"{quote.subject} has no price for input")
    total += sum((price.amount * amount / _PIECE.get(price.meter, ONE) for price, amount in pieces), ZERO)
    reader.used.extend(price for price, _ in pieces)
    meters = frozenset(price.meter for price in reader.used)
    return Bill(total, tuple(dict.fromkeys(reader.used)), tuple(dict.fromkeys(reader.notes)), meters)


def describe(price: Price) -> str:
    """One line of evidence: subject, meter, amount, conditions, dates and source."""
    unit = "M tokens" if price.meter.per_million else price.meter.value
    words = [f"{price.subject} {price.meter.value.replace('_', ' ')} ${plain(price.amount)}/{unit}"]
    words += [f"{name.replace('_', ' ')} {value}" for name, value in price.conditions]
    words += [f"since {price.starts}"] if price.starts else []
    words += [f"until {price.ends}"] if price.ends else []
    if price.negotiated:
        words.append(f"negotiated: {price.negotiated}")
    read = f", read {price.retrieved}" if price.retrieved else ""
    return f"{', '.join(words)} ({price.source}{read})"


class _Reader:
    """Finds the price of a meter under the settings of a call, and keeps what was used and said on the way."""

    def __init__(self, quote: Quote, sent: Decimal, settings: Parameters) -> None:
        self.quote = quote
        self.sent = sent
        self.settings = settings
        self.used: list[Price] = []
        self.notes: list[str] = []
        self.variant = self._served()

    def find(self, meter: Meter) -> Price | None:
        """The price that applies; where only a condition that cannot be read here decides, the highest."""
        offered = [price for price in self.quote.prices if price.meter is meter]
        fitting = [price for price in offered if self._holds(price)]
        if not fitting:
            open_ended = [
                price
                for price in offered
                if not {"variant", "modality", "kind", "tool", "environment"} & dict(price.conditions).keys()
            ]
            reachable = [price for price in open_ended if self._tier(price) <= self.sent]
            if not reachable:
                return None
            self.notes.append(
                f"{self.quote.subject}: which {meter.value} price applies is not readable; the highest is used"
            )
            return max(reachable, key=lambda price: price.amount)
        return max(
            fitting,
            key=lambda price: (
                self._names_variant(price),
                self._tier(price),
                "environment" in dict(price.conditions),
                len(price.conditions),
            ),
        )

    def _served(self) -> str:
        wanted = self.settings.variant
        offered = {dict(price.conditions).get("variant", "") for price in self.quote.prices}
        if wanted in offered or not wanted:
            return wanted
        self.notes.append(f"no {wanted} price of {self.quote.subject} is known; its standard price is used")
        return ""

    def _holds(self, price: Price) -> bool:
        for name, value in price.conditions:
            if name == "above_input_tokens":
                if self.sent <= Decimal(value):
                    return False
            elif name == "variant":
                if value != self.variant:
                    return False
            elif name == "environment":
                if value != self.settings.environment:
                    return False
            elif name not in ("size", "quality") or not self._pictured(name, value):
                return False
        return True

    def _pictured(self, name: str, value: str) -> bool:
        if value.casefold() in self.settings.picture:
            return True
        if name != "quality" or value != "standard":
            return False
        # Standard quality is what applies when no other quality that has a price is asked for.
        offered = {dict(price.conditions).get("quality", "").casefold() for price in self.quote.prices}
        return not offered & self.settings.picture

    def _names_variant(self, price: Price) -> bool:
        return bool(self.variant) and dict(price.conditions).get("variant") == self.variant

    @staticmethod
    def _tier(price: Price) -> Decimal:
        return Decimal(dict(price.conditions).get("above_input_tokens", "-1"))


def _token_parts(reader: _Reader, quantity: Quantity, text: Price) -> Sequence[tuple[Price, Decimal]] | Unknown:
    subject = reader.quote.subject
    parts = [(text, quantity.input)]
    for meter, amount in ((Meter.CACHE_READ, quantity.cache_read), (Meter.CACHE_WRITE, quantity.cache_write)):
        if amount:
            price = reader.find(meter)
            if price is None:
                reader.notes.append(f"no {meter.value} price of {subject} is known; its input price is used")
            parts.append((price or text, amount))
    if reader.quote.mode in _MUTE or not quantity.output:
        return parts
    answer = reader.find(Meter.OUTPUT) or reader.find(Meter.OUTPUT_IMAGE) or reader.find(Meter.OUTPUT_AUDIO)
    if answer is None:
        by_piece = any(reader.find(meter) for meter in (Meter.IMAGE, Meter.SECOND, Meter.CHARACTER))
        return parts if by_piece else Unknown(f"{subject} has no price for output")
    thought = reader.find(Meter.REASONING) if quantity.reasoning else None
    if thought is None:
        return [*parts, (answer, quantity.output)]
    return [*parts, (answer, quantity.output - quantity.reasoning), (thought, quantity.reasoning)]


def _pieces(reader: _Reader, choices: Decimal, has_tokens: bool) -> Sequence[tuple[Price, Decimal]]:
    """What is billed by the piece: a fee for the request, images, and sound or text by length where tokens are not."""
    found = []
    for meter, amount, always in (
        (Meter.REQUEST, ONE, True),
        (Meter.IMAGE, choices, reader.quote.mode == "image" or not has_tokens),
        (Meter.SECOND, SECONDS, not has_tokens),
        # An hour of sound; the hours of a machine are no price of a call.
        (Meter.HOUR, SECONDS, not has_tokens and reader.quote.mode == "stt"),
        (Meter.CHARACTER, CHARACTERS, not has_tokens),
        (Meter.PAGE, ONE, not has_tokens),
    ):
        price = reader.find(meter) if always else None
        if price is not None:
            found.append((price, amount))
    return found
