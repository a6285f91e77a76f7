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
