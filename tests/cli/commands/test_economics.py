"""`finops-gate economics`: beside the example of unit economics, what is not known is said."""

import pytest

from finops_gate.cli.main import main
from finops_gate.usage.profile import COLUMNS
from tests.fakes.repository import Repository

HEADER = ",".join(COLUMNS)
MADE = (
    f"{HEADER}\n"
    "(unattributed),,,,openai,gpt-4o,10,,,1000,,,,0,0,100,,,,0,1,25,unknown,litellm,,\n"
    "bot,web,,production,openai,gpt-4o-mini,1000,,,900,,,,100,0,300,,,,0,0.5,75,measured,litellm:tag=bot,,\n"
)


@pytest.fixture
def repository(tmp_path):
    made = Repository(tmp_path / "repository").write({".finops-gate/usage.csv": MADE})
    made.commit()
    return str(made.root)


def run(repository, *words):
    return main(["economics", *words, "--repo", repository, "--as-of", "2026-11-23"])


def test_shares_and_costs(repository, capsys):
    assert run(repository) == 0
    found = capsys.readouterr()
    assert "cost per successful call  $0.15" in found.out
    assert "cache hit rate            10%" in found.out
    assert "allocated share of spending  75%" in found.out
    assert "no .finops-gate/outcomes.csv" in found.err


@pytest.mark.parametrize(("by", "name"), [("team", "web"), ("model", "openai/gpt-4o"), ("tier", "bot / no tier")])
def test_other_slices(repository, by, name, capsys):
    assert run(repository, "--by", by) == 0
    assert name in capsys.readouterr().out


def test_a_feature_that_nobody_counts(repository, capsys):
    assert run(repository, "--feature", "none") == 2
    assert "there are (unattributed), bot" in capsys.readouterr().err
