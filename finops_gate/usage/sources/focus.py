"""FOCUS: cost and usage of any cloud, versions 1.0 to 1.4.

A row is a charge, not a call: it says what was paid (EffectiveCost) against the list price (ListCost), from which the
paid rate follows. Only charges for AI are read. Columns named `x_...` are an exporter's own; a native column for tokens
is not relied on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, Wrong, day_of, dig, money, needed, text, whole
from finops_gate.usage.sources import Source

CATEGORY = "AI and Machine Learning"
_SERVICES = re.compile(r"bedrock|openai|anthropic|claude|vertex ai|gemini|cognitive services|foundry", re.IGNORECASE)
_FEATURE = ("feature", "Feature", "application", "Application", "app")
_TEAM = ("team", "Team", "business_unit", "cost_center", "CostCenter")
_ENVIRONMENT = ("environment", "Environment", "env")
_TIER = ("customer_tier", "tier", "Tier")


def calls(record: Record) -> Iterable[Call]:
    """The paid and the list price of one charge for AI; nothing for any other."""
    if "EffectiveCost" not in record:
        raise Wrong("has no EffectiveCost: a FOCUS export is expected")
    service = text(record, "ServiceName")
    if text(record, "ServiceCategory") != CATEGORY and not _SERVICES.search(service):
        return
    if (text(record, "BillingCurrency") or "USD") != "USD":
        raise Wrong("is not in US dollars, and amounts are not converted")
    tags = {"tags": record.get("Tags")}

    def tag(names: tuple[str, ...]) -> str:
        return next((str(found) for name in names if (found := dig(tags, f"tags.{name}"))), "")

    yield Call(
        day_of(needed(record, "ChargePeriodStart"), utc=True),
        Labels(
            tag=tag(_FEATURE),
            project=text(record, "SubAccountName", "SubAccountId"),
            team=tag(_TEAM),
            service=service,
            tier=tag(_TIER),
            environment=tag(_ENVIRONMENT),
            provider=text(record, "ServiceProviderName", "ProviderName", "PublisherName"),
            model=text(record, "x_AIModel", "SkuMeter", "SkuId"),
        ),
        None,
        None,
        whole(record, "x_InputTokens"),
        whole(record, "x_CachedTokens"),
        None,
        whole(record, "x_OutputTokens"),
        None,
        money(record, "EffectiveCost"),
        money(record, "ListCost"),
    )


SOURCE: Source = Source(
    "focus",
    Cached.UNKNOWN,
    ("tag", "project", "team", "service", "tier", "environment"),
    calls,
    single=False,
)
