"""The form of `.finops-gate/prices/*.yaml`: which keys it has and what they hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from finops_gate.base.text import clean
from finops_gate.model.price import Meter
from finops_gate.policy.pieces import Amount, Day, Form, Text, Version, suggestion, wrong

VARIANTS = ("batch", "flex", "priority", "fast", "off_peak")


def _share(value: Decimal) -> Decimal:
    if not 0 < value < 1:
        raise wrong("must be a share between 0 and 1", 'write discount: "0.18" for 18 percent off')
    return value


def _yes(value: Any) -> bool:
    if value != "true":
        raise wrong("must be true", "write off_peak: true, or leave the key out")
    return True


def _variant(value: str) -> str:
    if value not in VARIANTS:
        raise wrong(f"{clean(value, 40)!r} is no way of serving", suggestion(value, VARIANTS))
    return value


def _amounts(value: Any) -> Any:
    if isinstance(value, dict):
        if not value:
            raise wrong("is empty", 'name what is metered, such as {input: "0.12"}')
        for key in value:
            if key not in tuple(Meter):
                raise wrong("is nothing that is metered", suggestion(str(key), tuple(Meter)), str(key))
    return value


_Yes = Annotated[bool, BeforeValidator(_yes), WithJsonSchema({"const": True})]
_Variant = Annotated[Text, AfterValidator(_variant), WithJsonSchema({"enum": list(VARIANTS)})]
_Amounts = Annotated[dict[str, Amount], Field(min_length=1), BeforeValidator(_amounts)]
"""USD per million tokens for token meters, per piece otherwise."""


class RateForm(Form):
    """An agreement on some models of one provider."""

    provider: Text
    models: list[Text] = Field(default=["*"], min_length=1)
    """Patterns: `gpt-4o*`."""
    starts: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    environment: Text | None = None
    """Only for sites of this environment."""
    variant: _Variant | None = None
    """The way of serving that `amounts` are for."""
    discount: Annotated[Amount, AfterValidator(_share)] | None = None
    """Share of every published price that is not paid: `"0.18"`."""
    amounts: _Amounts | None = None
    """Absolute amounts: `{input: "0.12", output: "0.48"}`."""
    off_peak: _Yes | None = None
    """The calls run in the provider's cheap hours only."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> RateForm:
        stated = [key for key in ("discount", "amounts", "off_peak") if getattr(self, key) is not None]
        if not stated:
            raise wrong("states no rate", "give discount, amounts or off_peak")
        if len(stated) > 1:
            raise wrong(f"stands beside {stated[0]}; an entry states one of them", "write two entries", stated[1])
        if self.variant is not None and self.amounts is None:
            raise wrong("goes with amounts only", "a discount holds for every way of serving", "variant")
        if self.starts is not None and self.until is not None and self.starts >= self.until:
            raise wrong(
                f"{self.until} is not after {self.starts}", "the day in until is the first without the rate", "until"
            )
        return self


class PricesForm(Form):
    """One file of a company's own prices."""

    version: Version
    agreement: Text
    """A name that reports show: `acme-2026`."""
    rates: list[RateForm] = Field(default_factory=list)
    deployments: dict[Text, dict[Text, Text]] = Field(default_factory=dict)
    """Provider to the names of deployments to models: `{azure: {chat-prod: gpt-4o}}`."""
    self_hosted: list[Text] = Field(default_factory=list)
    """Patterns of ids that run on machines of the company's own."""


def prices_schema() -> dict[str, Any]:
    """The JSON schema of a file of prices."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PricesForm.model_json_schema(),
        "title": "finops-gate company prices",
    }
