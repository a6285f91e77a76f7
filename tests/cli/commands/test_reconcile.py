"""`finops-gate reconcile`: list prices against paid, and reports that are none."""

import pytest

from finops_gate.cli.main import main
from tests.cli.commands.test_economics import HEADER, MADE
from tests.fakes.repository import Repository

DAY = ["--as-of", "2026-11-23"]


@pytest.fixture
def repository(tmp_path):
    made = Repository(tmp_path / "repository").write({".finops-gate/usage.csv": MADE})
    made.commit()
    return made


def test_list_prices_against_what_was_paid(repository, capsys):
    assert main(["reconcile", "--repo", str(repository.root), *DAY]) == 0
    # 1,000 calls x (900 x 0.15 + 100 x 0.075 + 300 x 0.60) / 1M = $0.3225
    assert "bot: projected $0.32 a month, paid $75.00, factor 232.558  look at this" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["{}", "no json", '{"changes": [{"site": 1, "billed": true}]}'])
def test_a_file_that_is_no_report(repository, content, tmp_path, capsys):
    path = tmp_path / "report.json"
    path.write_text(content)
    assert main(["reconcile", str(path), "--repo", str(repository.root), *DAY]) == 2
    assert "is no report" in capsys.readouterr().err


def test_nothing_to_compare(repository, tmp_path, capsys):
    repository.write({".finops-gate/usage.csv": f"{HEADER}\n"})
    assert main(["reconcile", "--repo", str(repository.root), *DAY]) == 2
    assert main(["reconcile", str(tmp_path / "gone"), "--repo", str(repository.root), *DAY]) == 2
    assert "cannot be read" in capsys.readouterr().err
