"""A prompt has grown.

Why it matters:
    The text of a prompt is paid for with each call. A page of instructions more is small in a diff and large in a
    month, and no model or parameter has changed.

Example:
    A system prompt goes from 800 to 1,400 tokens: +75 % of the prompt, with each of 50,000 calls.

What to do:
    Shorten the text, put its unchanging part first so that the provider can cache it, or send examples only where they
    help. `percent` is growth of the prompt in tokens, `above` dollars more a month; a threshold that states both needs
    both, and goes by the percentage alone where nobody counted the calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_gate.base.money import EXACT, dollars, percent, percent_change
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.setting import Key
from finops_gate.model.site import Bound
from finops_gate.model.verdict import Finding, Row
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each prompt that is longer at head than at base, in a site that exists on both sides."""
    for site in touched_sites(case.rows):
        for row in site.rows:
            if row.change.key is not Key.PROMPT or row.change.after is None or site.is_new:
                continue
            before, after, unit = _sizes(row)
            if before is None or after is None or after <= before:
                continue
            grown = percent_change(Decimal(before), Decimal(after))
            more = _more(site)
            message = f"{site.name}: the prompt grew from {before:,} to {after:,} {unit}"
            message += f", {percent(grown)}" if grown is not None else ""
            message += f", {dollars(more, signed=True)} a month" if more is not None else ""
            yield finding("prompt-growth", site, message, rows=(row,), percent=grown, above=more)


def _sizes(row: Row) -> tuple[int | None, int | None, str]:
    """The size of the prompt before and after: tokens where both were counted, else characters."""
    change = row.change
    before = 0 if change.before is None else row.tokens_before
    if before is not None and row.tokens_after is not None:
        return before, row.tokens_after, "tokens"
    return 0 if change.before is None else _length(change.before), _length(change.after), "characters"


def _length(bound: Bound | None) -> int | None:
    return len(bound.value) if bound and isinstance(bound.value, str) else None


def _more(site: Touched) -> Decimal | None:
    """Dollars more a month at the site; all of them, where other settings changed with the prompt."""
    if site.monthly_before is None or site.monthly_after is None:
        return None
    return EXACT.subtract(site.monthly_after.mid, site.monthly_before.mid)


RULE = Rule("prompt-growth", check, ("above", "percent"))
