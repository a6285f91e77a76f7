"""Hardware that is made for training, kept to serve; from a commit to what the rule says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.repository import Repository
from tests.gate import POLICY, judged

MACHINE = 'resource "aws_instance" "llm" {\n  instance_type = "%s"\n}\n'


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def found(repository: Repository, before: str, after: str, policy: str = "") -> tuple[list[dict[str, Any]], str]:
    files = {"main.tf": MACHINE % before, **({POLICY: policy} if policy else {})}
    repository.write(files).commit()
    repository.branch("change").write({"main.tf": MACHINE % after}).commit()
    report = judged(repository, "--as-of", "2026-11-24").report
    return [one for one in report["findings"] if one["rule"] == "training-hardware-for-inference"], report["verdict"]


def test_the_class_that_serves_is_named_with_both_prices_and_the_saving(repository: Repository) -> None:
    (one,), _ = found(repository, "g5.xlarge", "p5.48xlarge")
    assert "p5.48xlarge is made for training" in one["message"]
    assert "instead of $55.04 an hour (-" in one["message"]
    assert one["advice"].startswith("serve from ")
    assert float(one["measure"]["above"]) > 10_000
    told = one["suggests"]
    assert (told["now"], told["each_now"], told["unit"]) == ("aws/p5.48xlarge", "55.04", "hour")
    assert float(told["each_then"]) < 14
    assert (told["grade"], told["confidence"]) == ("assumed", "low")
    assert float(told["saving"]["mid"]) == float(one["measure"]["above"])


def test_hardware_that_serves_is_silent(repository: Repository) -> None:
    assert found(repository, "p5.48xlarge", "inf2.48xlarge")[0] == []


def test_it_decides_nothing_unless_the_policy_says_so(repository: Repository) -> None:
    quiet = "version: 1\nrules:\n  per-call-increase: off\n  monthly-increase: off\n  new-spend: off\n"
    (_,), verdict = found(repository, "g5.xlarge", "p5.48xlarge", quiet)
    assert verdict == "pass"


def test_a_policy_may_ask(repository: Repository) -> None:
    asks = "version: 1\nrules:\n  per-call-increase: off\n  monthly-increase: off\n"
    asks += '  training-hardware-for-inference: {block: {above: "5000"}}\n'
    (_,), verdict = found(repository, "g5.xlarge", "p5.48xlarge", asks)
    assert verdict == "block"


def test_a_machine_without_a_rate_is_not_compared(repository: Repository) -> None:
    assert found(repository, "g5.xlarge", "p9.48xlarge")[0] == []


POD = """apiVersion: {api}
kind: {kind}
metadata: {{name: {name}}}
spec:
  replicas: 1
  template:
    spec:
      nodeSelector: {{node.kubernetes.io/instance-type: {machine}}}
      containers:
        - name: main
          image: registry.example.com/llm:1
          command: [{command}]
          resources: {{limits: {{nvidia.com/gpu: "8"}}}}
"""


def of_a_pod(repository: Repository, kind: str, name: str = "llm", command: str = "python") -> list[dict[str, Any]]:
    api = "batch/v1" if kind == "Job" else "kubeflow.org/v1" if kind == "PyTorchJob" else "apps/v1"
    sides = [
        POD.format(api=api, kind=kind, name=name, command=command, machine=machine)
        for machine in ("g5.48xlarge", "p5.48xlarge")
    ]
    repository.write({"k8s/llm.yaml": sides[0]}).commit()
    repository.branch("change").write({"k8s/llm.yaml": sides[1]}).commit()
    report = judged(repository, "--as-of", "2026-11-24").report
    return [one for one in report["findings"] if one["rule"] == "training-hardware-for-inference"]


@pytest.mark.parametrize(
    ("kind", "name", "command", "speaks"),
    [
        ("Deployment", "llm", "python", True),
        ("Deployment", "llm", "torchrun", False),
        ("Deployment", "trainer-ui", "python", True),
        ("StatefulSet", "llm", "vllm", True),
        ("Job", "llm", "python", False),
        ("PyTorchJob", "llm", "torchrun", False),
        ("Job", "llm", "vllm", True),
    ],
)
def test_what_trains_is_left_alone(repository: Repository, kind: str, name: str, command: str, speaks: bool) -> None:
    assert bool(of_a_pod(repository, kind, name, command)) is speaks


@pytest.mark.parametrize(
    ("code", "speaks"),
    [
        ('model.deploy(initial_instance_count=1, instance_type="%s")\n', True),
        ('PyTorch(entry_point="main.py", instance_count=1, instance_type="%s").fit()\n', False),
        ('Estimator(image_uri=image, instance_count=1, instance_type="%s").fit()\n', False),
    ],
)
def test_a_call_that_trains_is_left_alone(repository: Repository, code: str, speaks: bool) -> None:
    repository.write({"ml/run.py": code % "ml.g5.xlarge"}).commit()
    repository.branch("change").write({"ml/run.py": code % "ml.p4d.24xlarge"}).commit()
    report = judged(repository, "--as-of", "2026-11-24").report
    assert any(one["rule"] == "training-hardware-for-inference" for one in report["findings"]) is speaks
