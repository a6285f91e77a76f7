"""Cases of advice: one call with what was recorded of it, and models that may stand for its own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from finops_gate.cost.spendings import spendings_of
from finops_gate.model.policy import Feature
from finops_gate.model.price import Meter
from finops_gate.model.quality import Score
from finops_gate.model.usage import TokenProfile
from tests.build import a_case, a_policy, a_price, a_quote, a_site, a_usage

BIG = a_quote("gpt-4o", "2.5", "10", context_window=128_000, max_output=16_384, takes=("text", "image"))
SMALL = a_quote("gpt-4o-mini", "0.15", "0.6", context_window=128_000, max_output=16_384, takes=("text", "image"))
SHORT = TokenProfile(Decimal(20), Decimal(15), Decimal(40), Decimal(60))
LONG = TokenProfile(Decimal(300), Decimal(240), Decimal(760), Decimal(1200))


def batches(quote, input, output):  # noqa: A002
    """The quote with half prices for batches."""
    extra = (
        a_price(quote.subject, Meter.INPUT, input, variant="batch"),
        a_price(quote.subject, Meter.OUTPUT, output, variant="batch"),
    )
    return replace(quote, prices=(*quote.prices, *extra))


def a_score(model, passed, tasks=100, suite="tickets", provider="openai", day=date(2026, 11, 1), cost=None):
    return Score(suite, provider, model, "", tasks, passed, cost, day, ".finops-gate/quality/tickets.yaml:4")


def a_spending(quote=BIG, feature=None, usage=True, output=SHORT, prefix=None, settings=(), **site):
    """The call of `quote` in app/bot.py of the feature bot, as recorded."""
    feature = feature or Feature("bot", paths=("app/**",))
    row = replace(a_usage("bot", quote.id, calls=50_000, provider=quote.provider), output=output)
    site.setdefault("callee", "client.chat.completions.create")
    made = a_site(quote.id, settings, provider=quote.provider, **site)
    key = f"{quote.provider}|{quote.id}"
    policy = a_policy(features=(feature,))
    (found,) = spendings_of(
        (made,), {key: quote}, policy, (row,) if usage else (), lambda *_: None if prefix is None else Decimal(prefix)
    )
    return found


def found(rule, spending, models=(SMALL,), scores=()):
    case = replace(a_case(), spendings=(spending,), models=tuple(models), scores=tuple(scores))
    return list(rule.check(case))
