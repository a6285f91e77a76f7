"""`finops-gate catalog`: what ids mean, and the upkeep of prices."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from finops_gate.cli.main import main
from tests.fakes.repository import Repository

DAY = ["--as-of", "2026-11-24"]
ROOT = Path(__file__).parents[3]
OWN = ".finops-gate/prices/acme.yaml"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No repository, and so no company's prices, around a command."""
    monkeypatch.chdir(tmp_path)


def typed(monkeypatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text), "utf-8"))


def rows(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_resolve_answers_each_id_in_order(capsys):
    assert main(["catalog", "resolve", *DAY, "gpt-4o-mini", "gpt-4o-mimi", "text-davinci-003", "ollama/llama3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("gpt-4o-mini  openai/gpt-4o-mini  input $0.15/M, output $0.6/M, cache read $0.075/M")
    assert lines[1] == "gpt-4o-mimi  unpriced: no price is known for gpt-4o-mimi; did you mean gpt-4o-mini?"
    assert lines[2].startswith("text-davinci-003  openai/text-davinci-003, retired  input $20/M, output $20/M")
    assert lines[3].startswith("ollama/llama3  ollama/llama3  unpriced: runs on own machines (ollama)")


def test_json_has_a_line_an_id_with_everything_that_is_known(capsys):
    assert main(["catalog", "resolve", "--format", "json", *DAY, "openai:gpt-4o-2024-08-06"]) == 0
    (row,) = rows(capsys)
    assert row["id"] == "openai:gpt-4o-2024-08-06"
    assert (row["provider"], row["model"], row["priced"]) == ("openai", "gpt-4o", True)
    assert row["prices"]["input"] == "2.5"
    assert row["prices"]["output"] == "10"
    assert row["matched"] == "prefix openai:, alias"
    assert row["reason"] is None
    first = row["price_list"][0]
    assert (first["meter"], first["amount"], first["unit"]) == ("input", "2.5", "USD/1M tokens")
    assert first["source"].startswith("https://")
    assert first["read"] == "2026-11-23"
    assert row["as_of"] == "2026-11-24"


def test_every_line_of_standard_input_has_one_answer(capsys, monkeypatch):
    typed(monkeypatch, b"gpt-4o\n\ngpt-4o\x1b[31m\nclaude-3-5-haiku\tfamily\tbedrock\r\nchat-prod\tazure\n\xff\n")
    assert main(["catalog", "resolve", "--format", "json", *DAY]) == 0
    found = rows(capsys)
    assert [row["id"] for row in found] == ["gpt-4o", "", "gpt-4o\x1b[31m", "claude-3-5-haiku", "chat-prod", "\ufffd"]
    assert [row["priced"] for row in found] == [True, False, False, False, False, False]
    assert found[1]["reason"] == "the model id is empty"
    assert found[2]["reason"] == "gpt-4o\\x1b[31m is no model id"
    assert "at bedrock" in found[3]["reason"]
    assert "has to be mapped to a model" in found[4]["reason"]
    assert found[0]["provider"] == "openai"
    assert found[1]["provider"] is None


def test_nothing_on_standard_input_is_one_empty_line(capsys, monkeypatch):
    typed(monkeypatch, b"")
    assert main(["catalog", "resolve", *DAY]) == 0
    assert capsys.readouterr().out == "  unpriced: the model id is empty\n"


def test_the_day_decides_the_price(capsys):
    for day, price in (("2025-06-01", "10"), ("2025-06-20", "2")):
        assert main(["catalog", "resolve", "--format", "json", "--as-of", day, "o3"]) == 0
        assert rows(capsys)[0]["prices"]["input"] == price


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = Repository(tmp_path / "r")
    text = "version: 1\nagreement: acme-2026\nrates:\n  - {provider: azure, discount: '0.5'}\n"
    text += "deployments: {azure: {chat-prod: gpt-4o-2024-08-06}}\n"
    made.write({OWN: text}).commit("Prices")
    return made


def test_a_company_s_own_prices_and_deployments_count_in_its_repository(repository, capsys, monkeypatch):
    assert (
        main(["catalog", "resolve", "--format", "json", *DAY, "--repo", str(repository.root), "azure/chat-prod"]) == 0
    )
    (row,) = rows(capsys)
    assert (row["model"], row["prices"]["input"]) == ("gpt-4o-2024-08-06", "1.25")
    assert row["price_list"][0]["negotiated"].startswith("50% off by acme-2026 (.finops-gate/prices/acme.yaml:4")
    monkeypatch.chdir(repository.root)
    assert main(["catalog", "resolve", *DAY, "azure/chat-prod"]) == 0
    assert "input $1.25/M negotiated" in capsys.readouterr().out
    assert main(["price", "azure/chat-prod", *DAY, "--input", "1000", "--output", "0"]) == 0
    assert "negotiated: 50% off by acme-2026" in capsys.readouterr().out
    assert main(["explain", "azure/chat-prod", *DAY]) == 0
    assert "negotiated: 50% off by acme-2026" in capsys.readouterr().out
    runs = "scores: [{provider: azure, model: gpt-4o, tasks: 10, passed: 7, date: 2026-11-01}]\n"
    repository.write({".finops-gate/quality/own.yaml": "version: 1\nsuite: answers\n" + runs})
    assert main(["policy", "check"]) == 0
    printed = capsys.readouterr().out
    assert "prices: .finops-gate/prices/acme.yaml: in order" in printed
    assert "  azure *: 50% off (acme-2026)" in printed
    assert "  azure deployment chat-prod: gpt-4o-2024-08-06" in printed
    assert "scores: answers: 1 runs\n" in printed


def test_malformed_prices_are_2_with_file_line_and_key(repository, capsys):
    repository.write({OWN: "version: 1\nagreement: a\nrates: [{provider: x, discount: 18}]\n"})
    assert main(["catalog", "resolve", *DAY, "--repo", str(repository.root), "gpt-4o"]) == 2
    printed = capsys.readouterr().err
    assert "error: .finops-gate/prices/acme.yaml:3: rates[0].discount: must be a share between 0 and 1" in printed


def test_a_directory_that_is_no_repository_is_2_where_it_was_named(tmp_path, capsys):
    assert main(["catalog", "resolve", *DAY, "--repo", str(tmp_path), "gpt-4o"]) == 2


def test_show_lists_the_models_of_a_provider(capsys):
    assert main(["catalog", "show", "voyageai", *DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 15
    assert all(line.startswith("voyage/") for line in lines)
    assert main(["catalog", "show", "nobody", *DAY]) == 2
    assert "nothing is known of the provider nobody" in capsys.readouterr().err


def test_check_is_0_in_order_and_2_where_something_is_wrong(tmp_path, capsys):
    shutil.copytree(ROOT / "pricing", tmp_path / "pricing")
    assert main(["catalog", "check", *DAY]) == 0
    assert capsys.readouterr().out == "the prices are in order\n"
    (tmp_path / "pricing" / "quality" / "own.yaml").write_text("version: 1\nsuite: x\nscores: []\n", "utf-8")
    assert main(["catalog", "check", "--as-of", "2099-01-31"]) == 2
    printed = capsys.readouterr()
    assert "sources.yaml: litellm was last read on " in printed.out
    assert "own.yaml: 3: scores: is an empty list\n" in printed.out
    assert "hint: finops-gate catalog refresh" in printed.err
    assert main(["catalog", "check", "--pricing", str(tmp_path / "nowhere")]) == 2
    assert "is no pricing folder" in capsys.readouterr().err


def test_refresh_tells_what_it_read_and_that_nothing_is_new(capsys):
    assert main(["catalog", "refresh", "--pricing", str(ROOT / "pricing"), "--dry-run", *DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("read: genai-prices 0.")
    assert lines[-1] == "would change: no file"
    assert "needs a person: 0" in lines


def test_refresh_lists_the_first_of_many_and_all_of_them_when_asked(tmp_path, capsys):
    shutil.copytree(ROOT / "pricing", tmp_path / "pricing")
    (tmp_path / "pricing" / "models" / "voyage.yaml").unlink()
    assert main(["catalog", "refresh", *DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    (number,) = [int(line.partition(": ")[2]) for line in lines if line.startswith("new: ")]
    assert number > 20
    assert f"  and {number - 20} more (-v)" in lines
    assert "changed: models/voyage.yaml" in lines
    assert lines[-1] == "read the difference, then: make gen && finops-gate catalog check"


def test_refresh_without_its_extra_says_how_to_get_it(monkeypatch, capsys):
    for name in [name for name in sys.modules if name.startswith(("genai_prices", "finops_gate.catalog.refresh"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    assert main(["catalog", "refresh", "--pricing", str(ROOT / "pricing"), "--dry-run", *DAY]) == 2
    assert "hint: pip install 'finops-gate[refresh]'" in capsys.readouterr().err
