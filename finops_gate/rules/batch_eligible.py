"""Calls whose answers may wait are paid at the price of an answer at once.

Why it matters:
    OpenAI, Anthropic and Google serve batches within a day at half the price, with the same models and answers.

Example:
    A nightly job summarises 200,000 tickets with `gpt-4o-mini`, one call after the other.

What to do:
    Send them through the provider's batch interface. The rule speaks where the feature in policy.yaml says
    `waits: true`, or the call stands in a folder of jobs (`batch`, `cron`, `nightly`, `offline`, `backfill`), and the
    catalog knows a batch price. `above` is dollars a month that it would save, `percent` the part of a call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.cost.advising import Spending, advice, instead, setting
from finops_gate.cost.parameters import parameters
from finops_gate.model.price import Meter
from finops_gate.model.setting import Key
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule

_JOBS = lazy(r"(?:^|[/_.-])(batch|cron|cronjobs?|nightly|offline|backfills?)(?=$|[/_.-])", re.IGNORECASE)


def check(case: Case) -> Iterator[Finding]:
    """One finding for each call at the standard price that may wait, where batches are cheaper."""
    for spending in case.spendings:
        why = waits(spending)
        if not why or parameters(spending.site).variant:
            continue
        if spending.quote.price(Meter.INPUT, variant="batch") is None:
            continue
        priced = instead(spending, settings=(setting(spending, Key.BATCH, "true"),))
        now, then = priced.per_call_before, priced.per_call_after
        if now is None or then is None or then >= now:
            continue
        model = clean(spending.quote.model, 60)
        message = f"{spending.name}: its answers may wait ({why}); {model} in batches costs less"
        rests = (why, "answers come within a day instead of at once")
        most = Grade.DECLARED if spending.feature and spending.feature.waits else Grade.ASSUMED
        yield advice("batch-eligible", spending, f"{spending.quote.subject} in batches", priced, message, rests, most)


def waits(spending: Spending) -> str:
    """Why its answers may come later; empty where nothing says so."""
    if spending.feature and spending.feature.waits:
        return "declared in the policy"
    found = _JOBS.search(spending.site.path)
    return f"its path says {clean(found[1].lower(), 20)}" if found else ""


RULE = Rule("batch-eligible", check, ("above", "percent"), advises=True)
