"""The price of one call: which price of a meter applies, and when there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finops_gate.cost.parameters import Parameters
from finops_gate.cost.tariff import Quantity, bill, describe
from finops_gate.model.price import Meter
from finops_gate.model.setting import Unknown
from tests.build import a_price, a_quote

CALL = Quantity(Decimal(1000), output=Decimal(300))


def a_piece(meter, amount, mode="chat", **fields):
    return a_quote("m", None, None, mode=mode, extra=[a_price("openai/m", meter, amount)], **fields)


def cost(quote, quantity=CALL, **settings):
    got = bill(quote, quantity, Parameters(**settings))
    return got.reason if isinstance(got, Unknown) else got.cost


def test_a_model_without_prices_is_unknown_and_never_free():
    assert cost(a_quote("m", None, None)) == "openai/m is known, and no price of it is"
    assert cost(a_quote("m", None, None, reason="priced by contract")) == "priced by contract"


def test_a_model_on_own_machines_is_not_paid_by_the_call():
    assert "by the hour" in cost(a_quote("m", "0", "0", self_hosted=True))


def test_half_a_price_is_no_price():
    assert cost(a_quote("m", None, "0.60")) == "openai/m has no price for input"
    assert cost(a_quote("m", "0.15", None)) == "openai/m has no price for output"
    assert cost(a_quote("m", "0.15", None), Quantity(Decimal(1000))) == Decimal("0.00015")


def test_a_price_of_zero_is_a_price():
    assert cost(a_quote("m", "0", "0")) == 0


def test_an_embedding_model_needs_no_price_for_output():
    assert cost(a_quote("m", "0.02", None, mode="embedding")) == Decimal("0.00002")


def test_cached_input_is_read_and_written_at_its_own_price():
    quote = a_quote(
        "m",
        "3",
        "15",
        extra=[a_price("openai/m", Meter.CACHE_READ, "0.30"), a_price("openai/m", Meter.CACHE_WRITE, "3.75")],
    )
    use = Quantity(Decimal(100), Decimal(1000), Decimal(200))
    # 100 x 3/M + 1,000 x 0.30/M + 200 x 3.75/M
    assert cost(quote, use) == Decimal("0.00135")


def test_reasoning_has_its_own_price_where_there_is_one():
    use = Quantity(Decimal(0), output=Decimal(300), reasoning=Decimal(200))
    quote = a_quote("m", "1", "2", extra=[a_price("openai/m", Meter.REASONING, "5")])
    assert cost(quote, use) == Decimal("0.0012")  # 100 x 2/M + 200 x 5/M
    assert cost(a_quote("m", "1", "2"), use) == Decimal("0.0006")


def test_a_fee_for_the_request_comes_on_top_of_tokens():
    quote = a_quote("m", "1", "1", extra=[a_price("openai/m", Meter.REQUEST, "0.005")])
    assert cost(quote) == Decimal("0.0063")


def test_what_is_billed_by_the_piece():
    assert cost(a_piece(Meter.IMAGE, "0.04", "image"), choices=Decimal(3)) == Decimal("0.12")
    assert cost(a_piece(Meter.SECOND, "0.0001", "stt")) == Decimal("0.006")
    assert cost(a_piece(Meter.CHARACTER, "0.000015", "tts")) == Decimal("0.015")
    assert cost(a_piece(Meter.PAGE, "0.001", "ocr")) == Decimal("0.001")


def test_an_image_price_of_a_chat_model_is_not_added_to_each_call():
    quote = a_quote("m", "1", "1", extra=[a_price("openai/m", Meter.IMAGE, "0.04")])
    assert cost(quote) == Decimal("0.0013")


def test_output_that_is_no_text_is_paid_at_its_own_price():
    picture = a_quote("m", "5", None, mode="image", extra=[a_price("openai/m", Meter.OUTPUT_IMAGE, "40")])
    assert cost(picture) == Decimal("0.017")
    drawn = a_quote("m", "5", None, mode="image", extra=[a_price("openai/m", Meter.IMAGE, "0.04")])
    assert cost(drawn) == Decimal("0.045")


def pictures():
    sizes = [("1024x1024", "standard", "0.04"), ("1024x1024", "hd", "0.08"), ("1792x1024", "hd", "0.12")]
    prices = [a_price("openai/m", Meter.IMAGE, amount, size=size, quality=quality) for size, quality, amount in sizes]
    return a_quote("m", None, None, mode="image", extra=prices)


@pytest.mark.parametrize(
    ("settings", "amount"),
    [
        ({"1024x1024"}, "0.04"),
        ({"1024x1024", "standard"}, "0.04"),
        ({"1024x1024", "hd"}, "0.08"),
        ({"1792x1024", "hd"}, "0.12"),
        (set(), "0.12"),
        ({"1792x1024"}, "0.12"),
    ],
)
def test_an_image_costs_by_size_and_quality_and_the_most_when_they_are_not_known(settings, amount):
    assert cost(pictures(), picture=frozenset(settings)) == Decimal(amount)


def test_taking_the_highest_price_is_said():
    got = bill(pictures(), CALL, Parameters())
    assert got.notes == ("openai/m: which image price applies is not readable; the highest is used",)


def test_prices_of_a_region_alone_give_the_highest_and_say_so():
    prices = [
        a_price("openai/m", meter, amount, region=region)
        for meter, region, amount in (
            (Meter.INPUT, "us", "1"),
            (Meter.INPUT, "eu", "2"),
            (Meter.OUTPUT, "us", "1"),
            (Meter.OUTPUT, "eu", "2"),
        )
    ]
    assert cost(a_quote("m", None, None, extra=prices)) == Decimal("0.0026")


def test_prices_of_other_kinds_of_input_are_not_mistaken_for_the_price_of_text():
    video = [a_price("openai/m", Meter.INPUT, "9", modality="video")]
    assert cost(a_quote("m", None, "1", extra=video)) == "openai/m has no price for input"


def test_a_tier_applies_above_its_threshold_and_not_at_it():
    quote = a_quote("m", "1", "1", extra=[a_price("openai/m", Meter.INPUT, "2", above_input_tokens="200")])
    assert cost(quote, Quantity(Decimal(200))) == Decimal("0.0002")
    assert cost(quote, Quantity(Decimal(201))) == Decimal("0.000402")
    assert cost(quote, Quantity(Decimal(100), longest=Decimal(201))) == Decimal("0.0002")


def test_a_tier_alone_says_nothing_of_shorter_calls():
    quote = a_quote("m", None, "1", extra=[a_price("openai/m", Meter.INPUT, "2", above_input_tokens="200")])
    assert cost(quote, Quantity(Decimal(100))) == "openai/m has no price for input"


def test_a_variants_tier_beats_the_standard_tier():
    quote = a_quote(
        "m",
        "4",
        "1",
        extra=[
            a_price("openai/m", Meter.INPUT, "8", above_input_tokens="200"),
            a_price("openai/m", Meter.INPUT, "2", variant="batch"),
            a_price("openai/m", Meter.INPUT, "3", variant="batch", above_input_tokens="200"),
        ],
    )
    assert cost(quote, Quantity(Decimal(1000)), variant="batch") == Decimal("0.003")
    assert cost(quote, Quantity(Decimal(100)), variant="batch") == Decimal("0.0002")


def test_a_meter_that_the_variant_does_not_price_keeps_its_standard_price():
    quote = a_quote("m", "4", "8", extra=[a_price("openai/m", Meter.INPUT, "2", variant="batch")])
    assert cost(quote, variant="batch") == Decimal("0.0044")  # 1,000 x 2/M + 300 x 8/M


def test_a_price_is_described_with_conditions_dates_and_source():
    price = a_price(amount="0.075", starts=date(2026, 10, 14), ends=date(2027, 1, 1), variant="batch")
    assert describe(price) == (
        "openai/gpt-4o-mini input $0.075/M tokens, variant batch, since 2026-10-14, until 2027-01-01 "
        "(https://openai.com/pricing, read 2026-11-01)"
    )
    plain = replace(a_price("x/y", Meter.IMAGE, "0.04"), retrieved=None)
    assert describe(plain) == "x/y image $0.04/image (https://openai.com/pricing)"


def test_a_negotiated_price_is_shown_as_such():
    price = replace(a_price("openai/m", Meter.INPUT, "0.12"), negotiated="acme-2026 (.finops-gate/prices/acme.yaml:4)")
    assert ", negotiated: acme-2026 (.finops-gate/prices/acme.yaml:4) (https://" in describe(price)


def test_a_price_for_one_environment_counts_there_alone():
    quote = a_quote(
        "m",
        "1",
        None,
        mode="embedding",
        extra=[
            a_price("openai/m", Meter.INPUT, "0.5", environment="production"),
            a_price("openai/m", Meter.INPUT, "3", above_input_tokens="200000"),
        ],
    )
    use = Quantity(Decimal(1_000_000) / 10)
    assert cost(quote, use) == Decimal("0.1")
    assert cost(quote, use, environment="production") == Decimal("0.05")
    assert cost(quote, use, environment="staging") == Decimal("0.1")
    # what was not agreed for long inputs costs what is published for them
    assert cost(quote, Quantity(Decimal(1_000_000)), environment="production") == 3
