"""Hardware for training, and what serves for less."""

from datetime import date
from decimal import Decimal

import pytest

from finops_gate.catalog.machines import Machines
from finops_gate.cost.hardware import CLASSES, cheaper, is_for_training
from finops_gate.model.machine import hourly

DAY = date(2026, 11, 24)
MACHINES = Machines.load()


def found(name, cloud):
    machine = MACHINES.quote(name, cloud, DAY)
    offered = [other for chip in CLASSES for other in MACHINES.with_chip(chip, cloud, DAY)]
    return cheaper(machine, hourly(machine.price()), offered)


@pytest.mark.parametrize(
    ("name", "cloud", "training"),
    [
        ("p5.48xlarge", "aws", True), ("p4d.24xlarge", "aws", True), ("p6-b200.48xlarge", "aws", True),
        ("Standard_NC24ads_A100_v4", "azure", True), ("H200", "modal", True), ("g6.xlarge", "aws", False),
        ("g5.xlarge", "aws", False), ("inf2.xlarge", "aws", False), ("trn1.32xlarge", "aws", False),
        ("T4", "modal", False), ("L40S", "modal", False),
    ],
)  # fmt: skip
def test_what_is_made_for_training(name, cloud, training):
    assert is_for_training(MACHINES.quote(name, cloud, DAY)) is training


def test_eight_h100_become_inferentia_at_the_dated_prices():
    best, *others = found("p5.48xlarge", "aws")
    assert (best.machine.type, best.hour, best.fits) == ("inf2.48xlarge", Decimal("12.98127"), False)
    assert best.less.quantize(Decimal("0.1")) == Decimal("76.4")
    assert best.times.quantize(Decimal("0.01")) == Decimal("4.24")
    assert [(one.machine.type, int(one.less)) for one in others] == [("g6.48xlarge", 75), ("trn1.32xlarge", 60)]


def test_one_h100_becomes_the_cheapest_of_a_class_that_has_its_memory():
    assert [(one.machine.type, one.fits) for one in found("p5.4xlarge", "aws")] == [
        ("g6.12xlarge", True),
        ("inf2.24xlarge", True),
    ]


def test_what_is_not_cheaper_is_no_alternative():
    assert found("inf2.xlarge", "aws") == ()
    assert found("L4", "modal") == ()
