"""The rows of one machine share its name and its price on both sides, whichever of its settings changed."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.app.changes import changes_between, compare, read
from finops_gate.model.site import Change

POOL = """
resource "aws_eks_node_group" "gpu" {
  instance_types = ["g5.xlarge"]
  scaling_config {
    min_size = 1
    max_size = 4
  }
}
"""
MODAL = """
import modal
app = modal.App("llm")
@app.function(gpu="H100")
def serve(): ...
"""


def rows(before: str, after: str, path: str = "main.tf") -> list[Change]:
    return list(changes_between({path: before.encode()}, {path: after.encode()}))


def floors(change: Change) -> tuple[object, object]:
    assert change.held is not None
    return tuple(side.floor if side is not None else None for side in change.held)  # type: ignore[return-value]


def test_two_settings_of_one_machine_are_two_rows_of_one_site() -> None:
    found = rows(POOL, POOL.replace("g5.xlarge", "g6.xlarge").replace("min_size = 1", "min_size = 2"))
    assert [row.key.value for row in found] == ["instance", "replicas"]
    assert len({row.site for row in found}) == 1
    assert len({row.held for row in found}) == 1
    assert floors(found[0]) == (Decimal(1), Decimal(2))


def test_a_floor_that_came_to_a_machine_is_no_new_machine() -> None:
    (row,) = rows(MODAL, MODAL.replace('"H100"', '"H100", min_containers=1'), "app.py")
    assert floors(row) == (Decimal(0), Decimal(1))
    assert row.before_site is not None


def test_a_machine_that_came_has_no_other_side() -> None:
    found = rows("", POOL)
    assert {row.held.before if row.held else "?" for row in found} == {None}
    assert {floors(row)[1] for row in found} == {Decimal(1)}


def test_a_pool_that_got_another_name_is_the_same_pool() -> None:
    (row,) = rows(POOL, POOL.replace('"gpu"', '"serving"').replace("g5.xlarge", "p5.48xlarge"))
    assert row.held is not None
    assert row.held.before is not None
    assert row.site == "main.tf#resource.aws_eks_node_group.serving"


def test_uncommenting_a_block_is_new_capacity() -> None:
    commented = "\n".join(f"# {line}" for line in POOL.splitlines())
    assert rows(commented, commented.replace("g5", "g6")) == []
    assert {row.status.value for row in rows(commented, POOL)} == {"added"}


def test_on_demand_instead_of_spot_is_a_change() -> None:
    spot = POOL.replace("  scaling_config", '  capacity_type = "SPOT"\n  scaling_config')
    (row,) = rows(spot, spot.replace("SPOT", "ON_DEMAND"))
    assert row.key.value == "purchase"
    assert row.held is not None
    assert [side.purchase.value for side in row.held if side] == ["spot", "on_demand"]


def test_a_variable_is_priced_where_an_unchanged_file_reads_it() -> None:
    variable = 'variable "gpu_type" {\n  default = "g2-standard-4"\n}\n'
    pool = 'resource "google_container_node_pool" "p" {\n  node_count = 3\n  machine_type = var.gpu_type\n}\n'
    asked: list[tuple[str, ...]] = []

    def search(words: object) -> dict[str, bytes]:
        asked.append(tuple(words))  # type: ignore[arg-type]
        return {"pool.tf": pool.encode()}

    before, after = (
        read({"variables.tf": text.encode()}).found
        for text in (variable, variable.replace("standard-4", "standard-48"))
    )
    (row,) = compare(before, after, search, search)
    assert any("var.gpu_type" in words for words in asked)
    assert row.site == "pool.tf#resource.google_container_node_pool.p"
    assert floors(row) == (Decimal(3), Decimal(3))


def test_what_is_no_machine_keeps_its_own_site() -> None:
    (row,) = rows('client.create(model="gpt-4o")\n', 'client.create(model="gpt-4o-mini")\n', "app.py")
    assert row.held is None


def test_a_quota_is_held_by_nothing() -> None:
    quota = 'resource "azurerm_cognitive_deployment" "a" {\n  sku {\n    name = "Standard"\n    capacity = 10\n  }\n}\n'
    assert all(row.held is None for row in rows(quota, quota.replace("10", "90")))


def test_a_machine_that_went_is_gone_on_the_other_side() -> None:
    found = rows(POOL, "")
    assert {row.status.value for row in found} == {"removed"}
    assert all(row.held is not None and row.held.after is None for row in found)
    assert {row.site for row in found} == {"main.tf#resource.aws_eks_node_group.gpu"}


def test_a_number_without_a_machine_is_a_row_of_its_own() -> None:
    (row,) = rows("gpu_replicas: 2\n", "gpu_replicas: 3\n", "settings.yaml")
    assert row.held is None


def test_a_number_beside_another_file_s_machine_is_a_row_of_its_own() -> None:
    before = {"settings.yaml": b"gpu_replicas: 2\n", "main.tf": POOL.encode()}
    after = {"settings.yaml": b"gpu_replicas: 3\n", "main.tf": POOL.replace("g5", "g6").encode()}
    assert [row.held is None for row in changes_between(before, after)] == [False, True]
