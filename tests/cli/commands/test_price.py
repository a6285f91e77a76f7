"""`finops-gate price`: arithmetic that a person can follow."""

import pytest

from finops_gate.cli.main import main

DAY = ["--as-of", "2026-11-23"]


def test_price_is_tokens_times_list_price_with_its_source(capsys):
    assert main(["price", "gpt-4-turbo", "--input", "900", "--output", "300", "--calls", "50_000", *DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "openai/gpt-4-turbo on 2026-11-23"
    assert lines[2].startswith("  input        900 x $10 / 1,000,000    https://")
    assert lines[3].startswith("  output       300 x $30 / 1,000,000    https://")
    # 900 x 10 / 1M + 300 x 30 / 1M = 0.009 + 0.009
    assert lines[5] == "  one call     $0.0180"
    assert lines[6] == "  50,000 calls  $900.00"


def test_model_without_a_price_is_2_and_not_zero(capsys):
    assert main(["price", "no-such-model-9", *DAY]) == 2
    assert "has no price" in capsys.readouterr().err


def test_model_of_own_machines_has_no_price_by_the_token(capsys):
    assert main(["price", "ollama/llama3", *DAY]) == 2
    assert "has no price: " in capsys.readouterr().err


@pytest.mark.parametrize("number", ["many", "-1", "nan", "inf", "1e99", ""])
def test_number_that_is_none_is_told(number, capsys):
    assert main(["price", "gpt-4-turbo", f"--input={number}", *DAY]) == 2
    assert "hint: write --input 1000" in capsys.readouterr().err


def test_a_machine_is_priced_by_the_hour_and_the_month(capsys):
    assert main(["price", "p5.48xlarge", *DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "aws/p5.48xlarge on 2026-11-23: 8 x NVIDIA H100, 640 GB"
    assert lines[2].startswith("  on demand  $55.04 / hour  us-east-1 since 2025-06-23  (https://")
    assert lines[3].strip() == "730 h x $55.04 = $40,179.20"
    assert lines[4].strip() == "$6.88 an hour for each accelerator"
    assert lines[5] == "  a month has 730 hours: 8,760 / 12"
    assert main(["price", "p5.48xlarge", "--as-of", "2025-06-22", "--hours", "10"]) == 0
    assert "10 h x $98.32 = $983.20" in capsys.readouterr().out


def test_an_estimate_is_marked_as_one(capsys):
    assert main(["price", "ml.p5.48xlarge", *DAY]) == 0
    assert "estimated, not published: EC2 x 1.15\n" in capsys.readouterr().out


def test_what_is_billed_by_the_second_is_reckoned_by_the_hour(capsys):
    assert main(["price", "modal/H100", "--hours", "1", *DAY]) == 0
    printed = capsys.readouterr().out
    assert "on demand  $0.001097 / second  any" in printed
    assert "1 h x $3.9492 = $3.95" in printed


def test_a_machine_before_its_first_price_has_none(capsys):
    assert main(["price", "p5.4xlarge", "--as-of", "2025-01-01"]) == 0
    assert "no price of 2025-01-01 is known" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["p5.47xlarge", "ml.p5.47xlarge", "H100", "standard_nc7s_v9"])
def test_what_is_written_like_a_machine_and_is_none_is_2(name, capsys):
    assert main(["price", name, *DAY]) == 2
    assert "machine" in capsys.readouterr().err
