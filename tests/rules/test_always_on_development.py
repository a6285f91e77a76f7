"""Accelerators that run day and night where developers work; from a commit to what the rule says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.repository import Repository
from tests.gate import POLICY, judged

MACHINE = 'resource "aws_instance" "llm" {\n  instance_type = "%s"\n}\n'
MODAL = 'import modal\napp = modal.App("llm")\n\n\n@app.function(gpu="L4", min_containers=%d)\ndef serve(): ...\n'


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def found(
    repository: Repository, path: str, text: str = MACHINE % "g5.2xlarge", policy: str = ""
) -> list[dict[str, Any]]:
    repository.write({"README.md": "x", **({POLICY: policy} if policy else {})}).commit()
    repository.branch("change").write({path: text}).commit()
    report = judged(repository, "--as-of", "2026-11-24").report
    return [one for one in report["findings"] if one["rule"] == "always-on-development"]


def test_nights_and_weekends_are_priced(repository: Repository) -> None:
    (one,) = found(repository, "environments/staging/main.tf")
    # $1.212 an hour: $884.76 a month, of which 60 of 168 hours are worked
    assert one["message"].endswith(
        "runs day and night in staging: $884.76 a month; twelve hours on five days would cost $315.99"
    )
    assert round(float(one["measure"]["above"]), 2) == 568.77
    assert round(float(one["measure"]["percent"]), 1) == 64.3


@pytest.mark.parametrize("path", ["envs/dev/main.tf", "charts/llm/values-staging.yaml", "infra/qa-gpu.tf"])
def test_the_environment_is_read_from_folders_and_files(repository: Repository, path: str) -> None:
    values = "replicaCount: 1\nnodeSelector:\n  node.kubernetes.io/instance-type: g5.2xlarge\n"
    values += 'resources:\n  limits:\n    nvidia.com/gpu: "1"\n'
    assert found(repository, path, values if path.endswith("yaml") else MACHINE % "g5.2xlarge")


@pytest.mark.parametrize("path", ["envs/prod/main.tf", "main.tf", "prod/staging-copy/main.tf", "devices/main.tf"])
def test_production_and_what_nobody_names_is_silent(repository: Repository, path: str) -> None:
    assert found(repository, path) == []


def test_what_the_policy_states_outranks_the_folder(repository: Repository) -> None:
    policy = "version: 1\nfeatures:\n  bot: {paths: ['envs/**'], environment: %s}\n"
    assert found(repository, "envs/dev/main.tf", policy=policy % "production") == []


def test_a_stated_environment_needs_no_folder(repository: Repository) -> None:
    policy = "version: 1\nfeatures:\n  bot: {paths: ['infra/**'], environment: staging}\n"
    (one,) = found(repository, "infra/main.tf", policy=policy)
    assert one["message"].startswith("bot: runs day and night in staging")


def test_what_scales_to_zero_is_what_is_asked_for(repository: Repository) -> None:
    assert found(repository, "dev/app.py", MODAL % 0) == []


def test_a_warm_container_is_not(repository: Repository) -> None:
    assert found(repository, "dev/app.py", MODAL % 1)
