"""`finops-gate breakeven`: from a tree, its policy and its recorded calls to curves and where they cross."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from finops_gate.app.schemas import schema
from finops_gate.cli.main import main
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, gate, usage

DAY = ("--as-of", "2026-11-24")
TERRAFORM = 'resource "aws_instance" "llm" {\n  count = 2\n  instance_type = "g6.xlarge"\n}\n'
RULES = """version: 1
features:
  bot:
    paths: [infra/**]
    serving:
      g6.xlarge:
        tokens_per_second: 2400
        measured: true
        source: vllm bench serve
        start_seconds: 90
        idle_seconds: 300
"""
CALLS = usage(
    {"feature": "bot", "model": "gpt-4o-mini", "calls_per_month": 50_000, "calls_low": 46_000, "calls_high": 54_000,
     "input_mean": 900, "output_mean": 300, "window_from": "2026-10-26", "window_to": "2026-11-22"}
)  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.write({"infra/main.tf": TERRAFORM, POLICY: RULES, USAGE: CALLS}).commit()
    return made


def found(repository: Repository, *words: str) -> dict[str, Any]:
    answer = gate(repository, "breakeven", "--format", "json", *DAY, *words)
    assert answer.code == 0, answer.err
    Draft202012Validator(schema("breakeven")).validate(answer.report)
    (one,) = answer.report["breakevens"]
    return dict(one)


def test_what_stands_in_the_tree_is_compared_with_the_api_that_the_feature_calls(repository: Repository) -> None:
    one = found(repository, "--feature", "bot")
    ways = {way["name"]: way for way in one["ways"]}
    assert list(ways) == [
        "2 x aws/g6.xlarge", "aws/g6.xlarge, scaled to zero", "1 x cloud-run/nvidia-l4", "openai/gpt-4o-mini",
    ]  # fmt: skip
    assert one["calls"] == {"low": "46000", "mid": "50000", "high": "54000", "unknown": None}
    assert one["usage"]["grade"] == "measured" and one["usage"]["window"] == "2026-10-26..2026-11-22"
    # 900 tokens at $0.15 and 300 at $0.60 a million, 50,000 times
    assert ways["openai/gpt-4o-mini"]["today"]["amount"] == "15.75"
    assert ways["2 x aws/g6.xlarge"]["today"]["amount"] == "1175.008"
    assert one["cheapest"] == "openai/gpt-4o-mini"
    pays = next(c for c in one["crossings"] if (c["above"], c["below"]) == ("2 x aws/g6.xlarge", "openai/gpt-4o-mini"))
    # where $0.000315 a call make $1,175.008
    assert round(float(pays["calls"]), 2) == round(1175.008 / 0.000315, 2)
    assert any("vllm bench serve" in line for line in ways["2 x aws/g6.xlarge"]["evidence"]["assumptions"])
    assert any("read 2026-07-20" in line for line in ways["2 x aws/g6.xlarge"]["evidence"]["prices"])


def test_a_throughput_that_nobody_declared_is_unknown_with_the_reason(repository: Repository) -> None:
    repository.write({POLICY: "version: 1\nfeatures:\n  bot: {paths: [infra/**]}\n"}).commit()
    first = found(repository)["ways"][0]
    assert first["per_million_tokens_full"]["amount"] is None
    assert "throughput is not declared: features.NAME.serving" in first["per_million_tokens_full"]["unknown"]
    assert first["today"]["amount"] == "1175.008"


def test_a_machine_that_stands_nowhere_can_be_asked_about(repository: Repository) -> None:
    one = found(repository, "--feature", "bot", "--machine", "aws/g6e.xlarge", "--per-second", "modal/l4")
    assert one["site"] is None
    names = [way["name"] for way in one["ways"]]
    assert names == ["1 x aws/g6e.xlarge", "aws/g6e.xlarge, scaled to zero", "1 x modal/L4", "openai/gpt-4o-mini"]


def test_outside_of_a_repository_everything_is_given(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["--machine", "aws/g6.xlarge", "--api", "openai/gpt-4o-mini", "--calls", "50_000", "--input", "900"]
    words += ["--output", "300", "--tokens-per-second", "2400", "--start", "60", "--idle", "300", *DAY]
    assert main(["breakeven", *words]) == 0
    out = capsys.readouterr().out
    assert out.startswith("aws/g6.xlarge: at 50,000 calls a month openai/gpt-4o-mini is the cheapest: $15.75 a month\n")
    assert "│ today" in out and "from 1,865,092 calls a month ($587.50) 1 x aws/g6.xlarge is cheaper than" in out
    assert main(["breakeven", "-q", *words]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_evidence_is_told_when_asked(repository: Repository) -> None:
    assert "vllm bench serve" not in gate(repository, "breakeven", *DAY).out
    assert (
        "A: 2400 tokens a second at full load, measured (vllm bench serve)"
        in gate(repository, "breakeven", "-v", *DAY).out
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--feature", "nobody"), "nobody is no feature of the policy or of usage.csv"),
        (("--site", "elsewhere"), "nothing in this tree is paid by the hour"),
        (("--machine", "p9.48xlarge"), "no machine with an accelerator"),
        (("--api", "no-such-model"), "no-such-model has no price"),
        (("--per-second", "modal/l99"), "l99"),
        (("--calls", "-3"), "is no number above zero"),
    ],
)
def test_what_cannot_be_compared_is_an_error_that_says_why(
    repository: Repository, words: tuple[str, ...], said: str
) -> None:
    answer = gate(repository, "breakeven", *words)
    assert answer.code == 2 and said in answer.err


def test_hostile_names_are_harmless(repository: Repository) -> None:
    name = "b\x1b[31mot"
    repository.write({POLICY: "version: 1\nfeatures:\n  x: {paths: [infra/**]}\n"}).commit()
    repository.write({f"infra/{name}.tf": TERRAFORM, "infra/main.tf": "\n"}).commit()
    answer = gate(repository, "breakeven", *DAY)
    assert "\x1b" not in answer.out


def test_json_is_the_same_twice(repository: Repository) -> None:
    assert json.dumps(found(repository)) == json.dumps(found(repository))


def test_a_revision_is_read_with_its_own_governing_files_also_of_a_bare_repository(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository.write({"infra/main.tf": TERRAFORM.replace("count = 2", "count = 3")}).commit()
    assert found(repository)["ways"][0]["name"] == "3 x aws/g6.xlarge"
    assert found(repository, "HEAD~1")["ways"][0]["name"] == "2 x aws/g6.xlarge"
    bare = tmp_path_factory.mktemp("bare")
    repository.git("clone", "-q", "--bare", str(repository.root), str(bare / "x.git"))
    assert main(["breakeven", "--repo", str(bare / "x.git"), *DAY]) == 0


def test_places_of_which_nothing_is_known_are_listed_in_short(repository: Repository) -> None:
    files = {"a.tf": TERRAFORM.replace("g6.xlarge", "p9.48xlarge"), "b.tf": TERRAFORM}
    repository.write(files).commit()
    out = gate(repository, "breakeven", *DAY).out
    assert "how many calls come is not known; 2 x aws/g6.xlarge is $1,175.01 a month without any" in out
    assert out.endswith(
        "places of which no cost is known:\n  a.tf#resource.aws_instance.llm: p9.48xlarge is no machine with an "
        "accelerator whose price is known; did you mean p5.48xlarge?\n"
    )
