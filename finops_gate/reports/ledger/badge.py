"""The ledger as a badge for a README: an SVG without script, font or address of its own."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from finops_gate.base.money import dollars
from finops_gate.model.ledger import Ledger
from finops_gate.reports.ledger import Format

LABEL = "AI cost avoided"
_CHARACTER = 7
"""Pixels that a character of the 11 pixel font takes at most."""


def render(ledger: Ledger, *, width: int, color: bool, link: str = "") -> str:  # noqa: ARG001
    """What was prevented and saved, a month. Grey where nobody told what was merged."""
    amount = ledger.prevented + ledger.saved
    text = f"{short(amount)}/month" if ledger.told else "unknown"
    left, right = (len(LABEL) + 2) * _CHARACTER, (len(text) + 2) * _CHARACTER
    tone = "#2e7d32" if ledger.told else "#616161"
    whole = left + right
    said = escape(f"{LABEL}: {text}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{said}">\n'
        f"<title>{said}</title>\n"
        f'<rect width="{left}" height="20" fill="#424242"/>\n'
        f'<rect x="{left}" width="{right}" height="20" fill="{tone}"/>\n'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\n'
        f'<text x="{left / 2:g}" y="14">{escape(LABEL)}</text>\n'
        f'<text x="{left + right / 2:g}" y="14">{escape(text)}</text>\n'
        "</g>\n</svg>\n"
    )


def short(amount: Decimal) -> str:
    """``$12.3k``; to the dollar below a thousand."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if amount >= size:
            return f"${amount / size:,.1f}{unit}"
    return dollars(amount.quantize(Decimal(1))).removesuffix(".00")


FORMAT: Format = Format(render, "image/svg+xml")
