"""What several settings of one place say together: which floor holds, how it is bought, whose machine it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_gate.app.changes import read
from finops_gate.model.capacity import Capacity, Purchase
from finops_gate.model.setting import Unknown
from finops_gate.resolve.capacities import capacities
from finops_gate.resolve.names import resolve


def the(text: str, path: str = "main.tf", **more: str) -> Capacity:
    """The only capacity of some files."""
    files = {path: text, **{name.replace("_", "."): content for name, content in more.items()}}
    found = read({name: content.encode() for name, content in files.items()}).found
    (capacity,) = {one.site: one for one in capacities(resolve(found).bounds).values()}.values()
    return capacity


def pool(*lines: str) -> str:
    return "\n".join(['resource "google_container_node_pool" "gpu" {', '  machine_type = "g2-standard-4"', *lines, "}"])


@pytest.mark.parametrize(
    ("lines", "floor"),
    [
        ((), 1),
        (("  node_count = 4",), 4),
        (("  initial_node_count = 3",), 3),
        (("  initial_node_count = 3", "  min_node_count = 0"), 0),
        (("  node_count = 2", "  min_node_count = 1"), 1),
        (("  min_size = 0", "  desired_size = 2"), 2),
        (("  min_size = 3", "  desired_size = 2"), 3),
        (("  desired_size = 2",), 2),
        (("  count = 2", "  node_count = 3"), 6),
        (("  count = 0",), 0),
    ],
)
def test_the_floor_that_several_numbers_make(lines: tuple[str, ...], floor: int) -> None:
    assert the(pool(*lines)).floor == Decimal(floor)


def test_a_floor_that_nothing_explains_is_unknown() -> None:
    assert the(pool("  node_count = var.nodes")).floor == Unknown("read from var.nodes")


def test_a_floor_in_a_variable_is_read() -> None:
    text = 'variable "gpu_node_count" {\n  default = 5\n}\n'
    assert the(pool("  node_count = var.gpu_node_count"), vars_tf=text).floor == 5


def test_a_ceiling_that_nothing_explains_is_unknown_too() -> None:
    assert isinstance(the(pool("  max_node_count = var.most")).ceiling, Unknown)


@pytest.mark.parametrize(
    ("line", "purchase"),
    [
        ("  spot = true", Purchase.SPOT),
        ("  spot = false", Purchase.ON_DEMAND),
        ("  preemptible = true", Purchase.SPOT),
        ('  spot_price = "1.2"', Purchase.SPOT),
        ('  capacity_type = "CAPACITY_BLOCK"', Purchase.RESERVED),
        ('  capacity_type = "ON_DEMAND"', Purchase.ON_DEMAND),
        ('  priority = "high"', Purchase.ON_DEMAND),
    ],
)
def test_how_it_is_bought(line: str, purchase: Purchase) -> None:
    assert the(pool(line)).purchase is purchase


def test_a_switch_that_cannot_be_read_is_taken_as_on_demand_and_said_so() -> None:
    found = the(pool("  spot = var.use_spot"))
    assert found.purchase is Purchase.ON_DEMAND
    assert any("not readable (read from var.use_spot)" in line for line in found.assumptions)


def test_a_region_of_the_provider_holds_for_all_of_the_file() -> None:
    text = (
        'provider "aws" {\n  region = "eu-west-1"\n}\nresource "aws_instance" "a" {\n  instance_type = "g5.xlarge"\n}\n'
    )
    assert the(text).region == "eu-west-1"


def test_each_copy_of_a_leader_and_its_workers_is_as_many_pods_as_it_says() -> None:
    pod = "spec: {containers: [{name: vllm, resources: {limits: {nvidia.com/gpu: 8}}}]}"
    text = (
        "apiVersion: leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet\nmetadata: {name: vllm}\nspec:\n  replicas: 2\n"
        f"  leaderWorkerTemplate:\n    size: 4\n    leaderTemplate: {{{pod}}}\n    workerTemplate: {{{pod}}}\n"
    )
    capacity = the(text, "lws.yaml")
    assert (capacity.floor, capacity.accelerators) == (8, 8)


def test_two_machines_of_a_plain_file_keep_their_own_numbers() -> None:
    text = "chat:\n  instance_type: g5.xlarge\n  replicas: 2\nembed:\n  instance_type: g6.xlarge\n  replicas: 7\n"
    found = capacities(resolve(read({"deploy.yaml": text.encode()}).found).bounds).values()
    assert {(one.machine, one.floor) for one in found} == {("g5.xlarge", Decimal(2)), ("g6.xlarge", Decimal(7))}


def test_repeated_blocks_have_names_of_their_own() -> None:
    block = '  production_variants {\n    instance_type = "ml.g5.xlarge"\n  }\n'
    text = f'resource "aws_sagemaker_endpoint_configuration" "a" {{\n{block}{block}}}\n'
    found = {one.site for one in capacities(resolve(read({"m.tf": text.encode()}).found).bounds).values()}
    assert len(found) == 2


def test_a_file_that_points_in_circles_is_read() -> None:
    blocks = "".join(
        f'resource "aws_lb" "g{n}" {{\n  min_size = 1\n  a = aws_lb.g{(n + 1) % 9}.id\n}}\n' for n in range(9)
    )
    assert the(blocks + pool()).floor == 1
