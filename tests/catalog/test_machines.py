"""Prices of machines of a day, from the shipped list and from small ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.errors import CatalogError
from finops_gate.base.text import clean
from finops_gate.catalog import machine_compiling, machine_source
from finops_gate.catalog.machines import DATA, Machines
from finops_gate.model.machine import HOURS_PER_MONTH, Machine, hourly, monthly
from finops_gate.model.price import Meter
from finops_gate.model.setting import Unknown
from scripts import generate_accelerators
from scripts.compile_catalog import PRICING

MACHINES = Machines.load()
DAY = date(2026, 11, 24)


def found(name: str, cloud: str = "", day: date = DAY) -> Machine:
    machine = MACHINES.quote(name, cloud, day)
    assert isinstance(machine, Machine), machine
    return machine


def reason(name: str, cloud: str = "") -> str:
    machine = MACHINES.quote(name, cloud, DAY)
    assert isinstance(machine, Unknown), machine
    return machine.reason


def amount(machine: Machine, purchase: str = "on_demand") -> str:
    price = machine.price(purchase)
    assert price is not None
    return str(price.amount)


def test_the_compiled_list_and_the_files_are_what_their_sources_say() -> None:
    assert Path(DATA).read_text("utf-8") == machine_compiling.compiled(PRICING / "accelerators")
    for name, text in generate_accelerators.files().items():
        assert (PRICING / "accelerators" / name).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("day", "price"),
    [("2025-06-01", "98.32"), ("2025-06-22", "98.32"), ("2025-06-23", "55.04"), ("2026-11-24", "55.04")],
)
def test_a_machine_costs_what_it_cost_on_the_day(day: str, price: str) -> None:
    machine = found("p5.48xlarge", day=date.fromisoformat(day))
    assert amount(machine) == price
    assert (machine.subject, machine.accelerator, machine.count) == ("aws/p5.48xlarge", "NVIDIA H100", 8)
    assert machine.memory_gb == 640
    assert machine.estimate == ""


def test_the_history_is_every_price_oldest_first() -> None:
    prices = MACHINES.history(found("p5.48xlarge"))
    assert [(str(price.amount), price.starts) for price in prices] == [
        ("98.32", None),
        ("55.04", date(2025, 6, 23)),
    ]
    assert found("p5.48xlarge", day=date(2025, 6, 1)).upcoming == prices[1:]


def test_a_month_has_730_hours() -> None:
    price = found("p5.48xlarge").price()
    assert price is not None
    assert HOURS_PER_MONTH == 730
    assert monthly(price) == Decimal("40179.20")


def test_spot_and_on_demand_are_two_prices() -> None:
    machine = found("a3-highgpu-8g", "gke")
    assert (amount(machine), amount(machine, "spot")) == ("88.49", "50.609541")
    assert machine.price("spot", region="us-east4") is None


def test_sagemaker_follows_ec2_by_the_measured_ratio_and_says_so() -> None:
    before, after = found("ml.p5.48xlarge", day=date(2025, 6, 1)), found("ml.p5.48xlarge")
    assert (amount(before), amount(after)) == ("113.068", "63.296")
    assert after.estimate == "EC2 x 1.15"
    assert found("ml.g6e.xlarge").estimate == "EC2 x 1.25, the ratio of g6"
    measured = found("ml.g5.xlarge", "sagemaker")
    assert (amount(measured), measured.estimate) == ("1.4084", "")


def test_what_is_billed_by_the_second_is_known_by_the_second() -> None:
    price = found("modal/H100").price()
    assert price is not None
    assert price.meter is Meter.SECOND
    assert (str(price.amount), str(hourly(price))) == ("0.001097", "3.949200")


@pytest.mark.parametrize(
    ("written", "cloud", "subject"),
    [
        ("P5.48XLARGE", "", "aws/p5.48xlarge"),
        (" p5.48xlarge ", "ec2", "aws/p5.48xlarge"),
        ("aws/p5.48xlarge", "", "aws/p5.48xlarge"),
        ("standard_nd96isr_h100_v5", "", "azure/Standard_ND96isr_H100_v5"),
        ("Standard_NC6s_v3", "aks", "azure/Standard_NC6s_v3"),
        ("g2-standard-4", "", "gcp/g2-standard-4"),
        ("A100", "modal", "modal/A100-40GB"),
        ("L4", "cloud_run", "cloud-run/nvidia-l4"),
        ("lambda_labs/gpu_8x_h100_sxm5", "", "lambda/gpu_8x_h100_sxm5"),
    ],
)
def test_a_name_means_one_machine(written: str, cloud: str, subject: str) -> None:
    assert found(written, cloud).subject == subject


def test_parts_of_an_accelerator_are_parts() -> None:
    assert found("Standard_NV6ads_A10_v5").count == Decimal("0.1667")
    assert found("g4-standard-24").count == Decimal("0.5")
    assert found("Standard_NC128ds_xl_RTXPRO6000BSE_v6").count is None


def test_what_is_no_machine_says_so() -> None:
    assert reason("p5.47xlarge") == (
        "p5.47xlarge is no machine with an accelerator whose price is known; did you mean p5.4xlarge?"
    )
    assert reason("H100") == "H100 is a machine of several clouds (modal, runpod): say of which"
    assert reason("m5.large", "gcp") == "m5.large is no machine with an accelerator whose price is known"
    assert reason("p5\x1b[31m").startswith("p5\\x1b[31m is no machine")


@given(st.text(max_size=40), st.sampled_from(["", "aws", "gcp", "x"]))
def test_any_text_has_an_answer(written: str, cloud: str) -> None:
    machine = MACHINES.quote(written, cloud, DAY)
    if isinstance(machine, Unknown):
        assert clean(machine.reason, 1000) == machine.reason


def test_every_machine_is_found_by_its_own_name_with_prices_that_do_not_overlap() -> None:
    types = list(MACHINES.types())
    assert len(types) > 240
    for subject in types:
        machine = found(subject)
        assert machine.subject == subject
        places: dict[object, date | None] = {}
        for price in MACHINES.history(machine):
            assert price.amount > 0
            if price.conditions in places:
                assert places[price.conditions] == price.starts, subject
            places[price.conditions] = price.ends


HEAD = """
schema: finops-gate/accelerators@1
cloud: acme
unit: usd_per_hour
hours_per_month: 730
sources: {s: {url: "https://acme.example", retrieved: 2026-11-20}}
machines:
"""
ONE = "  - {{{}, prices: [{{region: r, source: s, hour: '1'}}]}}\n"
TWO = "  - {{id: a, prices: [{{region: r, source: s, {}}}, {{region: r, source: s, hour: '2', {}}}]}}\n"


@pytest.mark.parametrize(
    ("machines", "said"),
    [
        ("  - {id: a, prices: []}\n", "x.yaml: machines.0.prices: "),
        ("  - {id: a, prices: [{region: r, source: s}]}\n", "x.yaml: machines.0.prices.0: needs either hour or second"),
        (
            "  - {id: a, prices: [{region: r, source: s, hour: 1.5}]}\n",
            "x.yaml: machines.0.prices.0.hour: must be a quoted",
        ),
        (
            "  - {id: a, prices: [{region: r, source: t, hour: '1'}]}\n",
            "x.yaml: machines[a]: source t is not among the sources",
        ),
        (
            "  - {id: a, prices: [{region: r, source: s, hour: '1', from: 2026-02-01, until: 2026-01-01}]}\n",
            "x.yaml: machines.0.prices.0: the period from 2026-02-01 ends before it starts",
        ),
        (
            TWO.format("hour: '1'", "from: 2026-01-01"),
            "x.yaml: machines.0: r on_demand: the period from 2026-01-01 overl",
        ),
        (
            TWO.format("hour: '1', until: 2026-01-01", "from: 2026-01-02"),
            "x.yaml: machines.0: r on_demand: no period holds from 2026-01-01 to 2026-01-02",
        ),
        (ONE.format("id: a") + ONE.format("id: b, aliases: [A]"), "x.yaml: machines[b]: A is stated twice"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(tmp_path: Path, machines: str, said: str) -> None:
    (tmp_path / "x.yaml").write_text(HEAD.strip() + "\n" + machines, "utf-8")
    with pytest.raises(CatalogError) as caught:
        machine_source.read_all(tmp_path)
    assert caught.value.message.startswith(said), caught.value.message


def test_a_machine_of_two_regions_costs_the_dearer_where_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        HEAD.strip()
        + "\n  - {id: a, prices: [{region: r, source: s, hour: '1'}, {region: q, source: s, hour: '2'}]}\n",
        "utf-8",
    )
    machine = Machines(machine_compiling.compiled(tmp_path).encode()).quote("a", "", DAY)
    assert isinstance(machine, Machine)
    assert amount(machine) == "2"
    cheaper = machine.price(region="r")
    assert cheaper is not None
    assert str(cheaper.amount) == "1"


def test_a_missing_or_damaged_list_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        Machines.load(tmp_path / "machines.jsonl")
    for content in (b"", b"{}\n", b"no\n", b'{"digest":"x","sources":[["u","x"]]}\n'):
        with pytest.raises(CatalogError, match="damaged"):
            Machines(content)
