"""A company's own prices over the published ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.catalog.book import Catalog
from finops_gate.model.price import Meter, Quote
from finops_gate.model.rates import CompanyPrices, Rate
from finops_gate.model.setting import Unknown

DAY = date(2026, 11, 24)
PUBLISHED = Catalog.load()
WHERE = ".finops-gate/prices/acme.yaml:4"


def rate(provider: str = "openai", *models: str, **stated: object) -> Rate:
    return Rate("acme-2026", WHERE, provider, models or ("*",), **stated)  # type: ignore[arg-type]


def quoted(written: str, *rates: Rate, provider: str = "", day: date = DAY, **own: object) -> Quote:
    catalog = PUBLISHED.with_prices(CompanyPrices(rates, **own))  # type: ignore[arg-type]
    found = catalog.quote(written, provider, day)
    assert isinstance(found, Quote), found
    return found


def amount(quote: Quote, meter: Meter = Meter.INPUT, **conditions: str) -> str:
    price = quote.price(meter, **conditions)
    assert price is not None
    return str(price.amount.normalize())


def test_a_discount_is_taken_off_every_published_price() -> None:
    quote = quoted("gpt-4o-mini", rate(discount=Decimal("0.18")))
    assert amount(quote) == "0.123"
    assert amount(quote, Meter.OUTPUT) == "0.492"
    assert amount(quote, Meter.INPUT, variant="batch") == "0.0615"
    price = quote.price(Meter.INPUT)
    assert price is not None
    assert price.negotiated == f"18% off by acme-2026 ({WHERE})"
    assert price.source.startswith("https://")


def test_an_absolute_amount_replaces_the_price_that_it_names_and_no_other() -> None:
    quote = quoted("gpt-4o-mini", rate(amounts=((Meter.INPUT, Decimal("0.12")),)))
    assert amount(quote) == "0.12"
    assert amount(quote, Meter.OUTPUT) == "0.6"
    price = quote.price(Meter.OUTPUT)
    assert price is not None
    assert price.negotiated == ""


def test_an_amount_of_a_way_of_serving_is_that_ways_alone() -> None:
    quote = quoted("gpt-4o-mini", rate(variant="batch", amounts=((Meter.INPUT, Decimal("0.05")),)))
    assert amount(quote) == "0.15"
    assert amount(quote, Meter.INPUT, variant="batch") == "0.05"


def test_of_two_rates_for_one_price_the_later_counts() -> None:
    first, second = rate(discount=Decimal("0.1")), rate("openai", "gpt-4o-mini", discount=Decimal("0.5"))
    assert amount(quoted("gpt-4o-mini", first, second)) == "0.075"
    assert amount(quoted("gpt-4o-mini", second, first)) == "0.135"
    assert amount(quoted("gpt-4.1", first, second)) == "1.8"


def test_a_rate_holds_for_its_provider_its_models_and_its_period() -> None:
    half = Decimal("0.5")
    assert amount(quoted("gpt-4o-mini", rate("azure", discount=half))) == "0.15"
    assert amount(quoted("gpt-4o-mini", rate("azure", discount=half), provider="azure")) == "0.075"
    assert amount(quoted("gpt-4o-mini", rate("azure_openai", discount=half), provider="azure")) == "0.075"
    assert amount(quoted("gpt-4o-mini", rate("openai", "gpt-4.1*", discount=half))) == "0.15"
    assert amount(quoted("gpt-4o-2024-08-06", rate("openai", "*-2024-08-06", discount=half))) == "1.25"
    ended = rate(discount=half, ends=DAY)
    assert amount(quoted("gpt-4o-mini", ended)) == "0.15"
    assert amount(quoted("gpt-4o-mini", ended, day=date(2026, 11, 23))) == "0.075"


def test_prices_of_one_environment_stand_beside_those_of_all() -> None:
    quote = quoted("gpt-4o-mini", rate(discount=Decimal("0.5"), environment="production"))
    assert amount(quote) == "0.15"
    assert amount(quote, Meter.INPUT, environment="production") == "0.075"


def test_the_end_of_an_agreement_and_one_to_come_are_announced() -> None:
    ending = quoted("gpt-4o-mini", rate(discount=Decimal("0.5"), ends=date(2027, 1, 1)))
    back = [price for price in ending.upcoming if price.meter is Meter.INPUT and not price.conditions]
    assert [(str(p.amount), p.starts, p.negotiated) for p in back] == [("0.15", date(2027, 1, 1), "")]
    coming = quoted("gpt-4o-mini", rate(discount=Decimal("0.5"), starts=date(2027, 1, 1)))
    assert amount(coming) == "0.15"
    first = [price for price in coming.upcoming if price.meter is Meter.INPUT and not price.conditions]
    assert [(str(p.amount.normalize()), p.starts) for p in first] == [("0.075", date(2027, 1, 1))]
    assert first[0].negotiated


def test_an_announced_price_is_discounted_while_the_agreement_runs() -> None:
    half = Decimal("0.5")
    running = quoted("gemini-3.6-flash", rate("google", discount=half))
    coming = [price for price in running.upcoming if price.meter is Meter.INPUT and not price.conditions]
    assert [str(price.amount.normalize()) for price in coming] == ["0.75"]
    assert amount(quoted("gemini-3.6-flash", rate("google", discount=half), day=date(2027, 1, 1))) == "0.75"


def test_cheap_hours_count_where_the_company_says_that_it_keeps_them() -> None:
    published = quoted("deepseek-v4-flash", provider="deepseek")
    assert amount(published, Meter.OUTPUT) == "1.2"
    assert published.off_peak_hours == "00:00-01:00, 04:00-06:00, 10:00-24:00"
    kept = quoted("deepseek-v4-flash", rate("deepseek", off_peak=True), provider="deepseek")
    assert amount(kept, Meter.OUTPUT) == "0.6"
    price = kept.price(Meter.OUTPUT)
    assert price is not None
    assert price.negotiated == f"off-peak hours by acme-2026 ({WHERE})"


def test_a_deployment_is_the_model_behind_it() -> None:
    own = (("azure", "chat-prod", "gpt-4o-2024-08-06"),)
    for written, provider in (("azure/chat-prod", ""), ("Chat-Prod", "azure"), ("chat-prod", "")):
        quote = quoted(written, provider=provider, deployments=own)
        assert quote.subject == "azure/gpt-4o-2024-08-06"
        assert "deployment chat-prod" in quote.matched
    missing = PUBLISHED.with_prices(CompanyPrices(deployments=(("azure", "x", "no-such"),))).quote("x", "azure", DAY)
    assert isinstance(missing, Unknown)


def test_a_rate_may_speak_of_a_deployment_as_it_is_written() -> None:
    own = (("azure", "chat-prod", "gpt-4o-2024-08-06"),)
    quote = quoted("chat-prod", rate("azure", "chat-prod", discount=Decimal("0.5")), provider="azure", deployments=own)
    assert amount(quote) == "1.25"


def test_what_a_company_runs_itself_has_no_token_price() -> None:
    quote = quoted("meta-llama/Llama-3.1-70B-Instruct", self_hosted=("meta-llama/*",))
    assert quote.self_hosted
    assert "paid by the hour" in quote.reason


def test_a_model_that_only_the_company_knows_has_the_price_that_it_states() -> None:
    stated = rate("acme", "acme-llm", amounts=((Meter.INPUT, Decimal(1)), (Meter.OUTPUT, Decimal(2))))
    quote = quoted("acme-llm", stated)
    assert quote.subject == "acme/acme-llm"
    assert quote.matched == "the company's own prices"
    assert (amount(quote), amount(quote, Meter.OUTPUT)) == ("1", "2")
    assert quote.reason == ""
    other = PUBLISHED.with_prices(CompanyPrices((stated,)))
    assert isinstance(other.quote("acme-llm", "openai", DAY), Unknown)
    assert isinstance(other.quote("acme-other", "", DAY), Unknown)
    anything = CompanyPrices((rate("acme", "*", amounts=((Meter.INPUT, Decimal(1)),)),))
    assert isinstance(PUBLISHED.with_prices(anything).quote("no-such-model", "", DAY), Unknown)


def test_the_published_catalog_is_not_touched() -> None:
    quoted("gpt-4o-mini", rate(discount=Decimal("0.5")))
    assert amount(quoted("gpt-4o-mini")) == "0.15"
