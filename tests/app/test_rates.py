"""What capacities run on: at the list price, or at the rate that the company states."""

from datetime import date
from decimal import Decimal

import pytest

from finops_gate.app.rates import alternatives, rates
from finops_gate.catalog.hourly import agreed
from finops_gate.catalog.machines import Machines
from finops_gate.cost.capacity import asked, cost_of
from finops_gate.model.capacity import Capacity
from finops_gate.model.machine import Machine, hourly
from finops_gate.model.price import Meter
from finops_gate.model.rates import CompanyPrices, Rate
from finops_gate.model.setting import Unknown

DAY = date(2026, 11, 24)
THROUGHPUT = Capacity("main.tf#pt", machine="arn:aws:bedrock:us-east-1::foundation-model/x", cloud="bedrock")


def a_rate(provider="aws", models=("p5.48xlarge",), **fields):
    fields.setdefault("amounts", ((Meter.HOUR, Decimal("38.5")),))
    return Rate("acme-2026", ".finops-gate/prices/acme.yaml:3", provider, models, **fields)


def at(*stated, written="p5.48xlarge", cloud="aws"):
    return agreed(Machines.load().quote(written, cloud, DAY), written, cloud, stated, DAY)


def test_an_amount_stands_in_place_of_the_list_price_in_every_region():
    found = at(a_rate())
    assert isinstance(found, Machine)
    price = found.price(region="eu-west-1") or found.price()
    assert (price.amount, price.negotiated) == (Decimal("38.5"), "acme-2026 (.finops-gate/prices/acme.yaml:3)")


def test_a_discount_is_taken_off_and_a_second_is_one():
    found = at(a_rate(models=("p5.*",), discount=Decimal("0.25"), amounts=()))
    assert found.price().amount == Decimal("41.28")
    assert found.price().negotiated.startswith("25% off by acme-2026")
    found = at(a_rate("modal", ("H100",), amounts=((Meter.SECOND, Decimal("0.001")),)), written="H100", cloud="modal")
    assert hourly(found.price()) == Decimal("3.6")


def test_the_later_of_two_counts():
    assert at(a_rate(), a_rate(amounts=((Meter.HOUR, Decimal(7)),))).price().amount == 7


@pytest.mark.parametrize(
    "rate",
    [
        a_rate("gcp"),
        a_rate(models=("p4d.*",)),
        a_rate(ends=date(2026, 11, 1)),
        a_rate(environment="staging"),
        a_rate(amounts=((Meter.INPUT, Decimal(1)),)),
    ],
)
def test_what_is_about_something_else_changes_nothing(rate):
    assert at(rate) == at()


def test_throughput_that_no_list_knows_has_the_rate_that_the_company_states():
    unknown = rates([THROUGHPUT], DAY)
    assert isinstance(unknown[asked(THROUGHPUT)], Unknown)
    stated = CompanyPrices((a_rate("bedrock", ("*foundation-model/x",), amounts=((Meter.HOUR, Decimal("39.6")),)),))
    cost = cost_of(THROUGHPUT, rates([THROUGHPUT], DAY, stated))
    assert cost.floor == Decimal("39.6") * 730
    assert "negotiated: acme-2026" in cost.prices[0]
    off = CompanyPrices((a_rate("bedrock", ("*",), discount=Decimal("0.5"), amounts=()),))
    assert isinstance(rates([THROUGHPUT], DAY, off)[asked(THROUGHPUT)], Unknown)


def test_what_may_stand_for_training_hardware_is_looked_up_only_where_some_is():
    training, serving = (Capacity("m", machine=name, cloud="aws") for name in ("p5.48xlarge", "g6.xlarge"))
    assert alternatives(rates([serving], DAY), DAY) == {}
    found = alternatives(rates([training], DAY), DAY)
    assert {machine.accelerator for machine in found["aws"]} == {"NVIDIA L4", "AWS Inferentia2", "AWS Trainium"}
    stated = CompanyPrices((a_rate(models=("inf2.48xlarge",)),))
    at_rate = {machine.type: machine for machine in alternatives(rates([training], DAY), DAY, stated)["aws"]}
    assert at_rate["inf2.48xlarge"].price().amount == Decimal("38.5")
