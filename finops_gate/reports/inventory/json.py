"""The inventory for programs."""

from __future__ import annotations

import json
from typing import Any

from finops_gate.base.money import plain
from finops_gate.base.text import storable
from finops_gate.model.entries import written
from finops_gate.model.inventory import Inventory, Paid
from finops_gate.model.price import Price, Quote, Quoted
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Bound, Site
from finops_gate.reports.inventory import Format

SCHEMA = "finops-gate/inventory"
VERSION = "1.0"


def render(inventory: Inventory, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Every site with its settings and the prices of its model, as ASCII JSON."""
    text = json.dumps(
        {
            "schema": SCHEMA,
            "version": VERSION,
            "revision": inventory.revision,
            "as_of": inventory.as_of.isoformat(),
            "sites": [_site(site, inventory.quote(site), inventory.paid(site)) for site in inventory.sites],
            "coverage": {
                "files": inventory.coverage.files,
                "scanned": inventory.coverage.scanned,
                "tests_not_read": inventory.tests,
            },
            "skipped": [
                {"path": storable(entry.path), "reason": storable(entry.reason)} for entry in inventory.skipped
            ],
        },
        indent=2,
        ensure_ascii=True,
    )
    return f"{text}\n"


def _site(site: Site, quote: Quoted | None, paid: Paid | Unknown | None) -> dict[str, Any]:
    first = site.settings[0].setting
    return {
        "site": storable(site.key),
        "kind": site.kind.value,
        "path": storable(first.location.path),
        "line": first.location.line,
        "feature": _optional(site.feature),
        "team": _optional(site.team),
        "environment": _optional(site.environment),
        "mention": site.mention or None,
        "settings": [_setting(bound) for bound in site.settings],
        "quote": _quote(quote),
        "capacity": _capacity(paid),
    }


def _capacity(paid: Paid | Unknown | None) -> dict[str, Any] | None:
    """Dollars: an hour of one copy, a month of 730 hours of what always runs and of the most that may."""
    if paid is None:
        return None
    if isinstance(paid, Unknown):
        return {"hour": None, "unknown": storable(paid.reason)}
    return {
        "hour": plain(paid.hour),
        "month": plain(paid.month),
        "most": None if paid.most is None else plain(paid.most),
        "prices": [storable(price) for price in paid.prices],
        "notes": [storable(note) for note in paid.notes],
        "unknown": None,
    }


def _setting(bound: Bound) -> dict[str, Any]:
    setting = bound.setting
    private = setting.key is Key.PROMPT  # a prompt's text may be long, and private
    unknown = bound.value.reason if isinstance(bound.value, Unknown) else None
    return {
        "key": setting.key.value,
        "name": storable(setting.slot),
        "role": setting.role.value,
        "path": storable(setting.location.path),
        "line": setting.location.line,
        "written": None if private else _optional(written(bound)),
        "value": None if private or isinstance(bound.value, Unknown) else storable(bound.value),
        "unknown": _optional(unknown),
    }


def _quote(quote: Quoted | None) -> dict[str, Any] | None:
    if quote is None:
        return None
    if isinstance(quote, Unknown):
        return {"model": None, "unknown": storable(quote.reason)}
    return {
        "model": storable(quote.model),
        "provider": quote.provider,
        "status": quote.status.value,
        "retires_on": quote.retires_on.isoformat() if quote.retires_on else None,
        "unknown": _optional(quote.reason or None),
        "prices": [_price(quote, price) for price in quote.prices],
    }


def _price(quote: Quote, price: Price) -> dict[str, Any]:
    return {
        "meter": price.meter.value,
        "amount": plain(price.amount),
        "per": "1M tokens" if price.meter.per_million else price.meter.value,
        "conditions": dict(price.conditions),
        "source": price.source,
        "as_of": quote.as_of.isoformat(),
    }


def _optional(text: str | None) -> str | None:
    return None if text is None else storable(text)


FORMAT: Format = Format(render, "application/json")
