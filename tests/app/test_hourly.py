"""Machines by the hour, from a commit to the verdict: what a month costs, and what nobody knows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.fakes.repository import Repository
from tests.gate import Answer, gate, judged

MACHINE = 'resource "aws_instance" "llm" {\n  instance_type = "%s"\n}\n'
MODAL = 'import modal\napp = modal.App("llm")\n\n\n@app.function(gpu="%s")\ndef serve(): ...\n'


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def changed(repository: Repository, path: str, before: str | None, after: str) -> Answer:
    repository.write({"README.md": "x", **({path: before} if before is not None else {})}).commit()
    repository.branch("change").write({path: after}).commit()
    return judged(repository, "--as-of", "2026-11-24")


def test_training_hardware_for_inference_hardware(repository: Repository) -> None:
    answer = changed(repository, "main.tf", MACHINE % "p5.48xlarge", MACHINE % "inf2.48xlarge")
    (row,) = answer.billed
    assert (row["unit"], row["kind"]) == ("hour", "accelerator")
    assert row["per_call"] == {"base": "55.04", "head": "12.98127", "percent": "-76.41"}
    assert row["monthly"]["delta"] == "-30702.8729"
    assert answer.report["verdict"] == "pass"
    assert "-76% (-$30,702.87/month)" in answer.report["headline"]


def test_the_way_back_asks_for_approval(repository: Repository) -> None:
    answer = changed(repository, "main.tf", MACHINE % "inf2.48xlarge", MACHINE % "p5.48xlarge")
    assert answer.report["verdict"] == "require-approval"
    assert {"monthly-increase", "per-call-increase"} <= set(answer.rules)
    messages = {finding["rule"]: finding["message"] for finding in answer.report["findings"]}
    assert "an hour costs 4.23 times as much" in messages["per-call-increase"]


def test_a_new_machine_is_new_spend_by_the_hour(repository: Repository) -> None:
    answer = changed(repository, "main.tf", None, MACHINE % "g5.xlarge")
    (found,) = (finding for finding in answer.report["findings"] if finding["rule"] == "new-spend")
    assert "$1.01 an hour, $734.38 a month" in found["message"]
    assert Decimal(found["measure"]["above"]) == Decimal("734.38")
    assert "per_1k_calls" not in found["measure"]


def test_an_unknown_machine_is_unpriced_and_not_free(repository: Repository) -> None:
    answer = changed(repository, "main.tf", MACHINE % "g5.xlarge", MACHINE % "g9.48xlarge")
    (row,) = answer.billed
    assert row["per_call"]["head"] is None
    assert row["monthly"]["delta"] is None
    (found,) = (finding for finding in answer.report["findings"] if finding["rule"] == "unpriced-model")
    assert "g9.48xlarge has no price by the hour" in found["message"]


def test_what_scales_to_zero_is_compared_by_the_hour(repository: Repository) -> None:
    answer = changed(repository, "app.py", MODAL % "L4", MODAL % "H100")
    assert "$0.80 -> $3.95 an hour" in answer.report["headline"]
    assert answer.billed[0]["monthly"]["head"] is None


def test_several_settings_of_one_machine_share_a_site_and_count_once(repository: Repository) -> None:
    before = 'resource "aws_instance" "llm" {\n  count = 1\n  instance_type = "g5.xlarge"\n}\n'
    answer = changed(repository, "main.tf", before, before.replace("= 1", "= 2").replace("g5", "g6"))
    assert len(answer.billed) == 2
    assert len({row["site"] for row in answer.billed}) == 1
    assert answer.report["totals"]["delta"] == answer.billed[0]["monthly"]["delta"] == "440.628"


def test_the_table_says_per_hour(repository: Repository) -> None:
    changed(repository, "main.tf", MACHINE % "p5.48xlarge", MACHINE % "inf2.48xlarge")
    answer = gate(repository, "diff", "main..HEAD", "--as-of", "2026-11-24")
    assert "per hour      $55.04 -> $12.98 (-76%)" in answer.out


WORKLOAD = """apiVersion: apps/v1
kind: Deployment
metadata: {name: vllm}
spec:
  replicas: 1
  template:
    spec:
      nodeSelector: {cloud.google.com/gke-accelerator: %s}
      containers: [{resources: {limits: {nvidia.com/gpu: 1}}}]
"""
SCALER = """apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: %s}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: %s}
  minReplicas: %d
  maxReplicas: 8
"""


def scaled(repository: Repository, workload: str, floor: int, name: str = "vllm") -> Answer:
    files = {"k8s/vllm.yaml": WORKLOAD % "nvidia-l4", "k8s/hpa.yaml": SCALER % (name, name, 2)}
    repository.write(files).commit()
    repository.branch("change").write(
        {"k8s/vllm.yaml": WORKLOAD % workload, "k8s/hpa.yaml": SCALER % (name, name, floor)}
    ).commit()
    return judged(repository, "--as-of", "2026-11-24")


def test_an_autoscaler_that_changes_alone_is_priced_by_the_workload_in_another_file(repository: Repository) -> None:
    answer = scaled(repository, "nvidia-l4", 5)
    (row,) = answer.billed
    assert (row["path"], row["kind"]) == ("k8s/hpa.yaml", "scale")
    assert (row["monthly"]["base"], row["monthly"]["head"]) == ("1031.97472", "2579.9368")


def test_a_workload_that_changes_alone_keeps_the_floor_of_its_autoscaler(repository: Repository) -> None:
    answer = scaled(repository, "nvidia-tesla-t4", 2)
    (row,) = answer.billed
    assert row["path"] == "k8s/vllm.yaml"
    assert row["monthly"]["base"] == "1031.97472"


def test_an_autoscaler_of_a_workload_without_an_accelerator_is_silent(repository: Repository) -> None:
    assert scaled(repository, "nvidia-l4", 5, "web").billed == []
