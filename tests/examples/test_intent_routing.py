"""The example of intent routing: what its README shows is what the commands print, and the arithmetic is right."""

import json
import re
import shlex
import shutil
from contextlib import redirect_stdout
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from finops_gate.cli.main import main
from tests.fakes.repository import Repository

EXAMPLE = Path(__file__).parents[2] / "examples" / "intent-routing"
README = (EXAMPLE / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"(?m)^```\n\$ finops-gate ([^\n]+)\n(.*?)^```", README, flags=re.DOTALL)
CALLS = 50_000


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    made = Repository(tmp_path_factory.mktemp("example") / "repository")
    shutil.copytree(EXAMPLE / "app", made.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
    made.commit("One flagship for everything")
    return str(made.root)


def run(repository, *words):
    command, *others = words
    out = StringIO()
    with redirect_stdout(out):
        assert main([command, "--repo", repository, *others]) == 0
    return out.getvalue()


def swept(repository, *words):
    text = run(repository, "route", "--feature", "helpdesk-bot", "--format", "json", "--sweep", *words)
    return json.loads(text)


@pytest.mark.parametrize(("line", "shown"), SHOWN, ids=[line[:60] for line, _ in SHOWN])
def test_what_the_readme_shows_is_printed(repository, line, shown):
    printed = run(repository, *shlex.split(line)).splitlines()
    for wanted in shown.splitlines():
        assert wanted == "..." or wanted in printed


def test_readme_shows_something():
    assert len(SHOWN) >= 3


def test_saving_is_computed_for_every_share(repository):
    """50,000 queries at $0.04; each percent of them at $0.0001 saves 500 times $0.0399."""
    steps = swept(repository, "--split", "reset=100%:$0.0001")["sweep"]
    assert [Decimal(step["share"]) for step in steps] == [Decimal(share) / 100 for share in range(101)]
    for step in steps:
        share = Decimal(step["share"])
        assert Decimal(step["saving"]["mid"]) == CALLS * share * (Decimal("0.04") - Decimal("0.0001"))
        month = CALLS * (share * Decimal("0.0001") + (1 - share) * Decimal("0.04"))
        assert Decimal(step["monthly_then"]["mid"]) == month
    assert steps[0]["saving"]["mid"] == "0" and steps[100]["monthly_then"]["mid"] == "5"


def test_saving_carries_the_interval_of_the_calls(repository):
    saving = swept(repository, "--split", "reset=40%:$0.0001")["saving"]
    assert [Decimal(saving[end]) for end in ("low", "mid", "high")] == [
        calls * Decimal("0.4") * Decimal("0.0399") for calls in (46_100, 50_000, 53_900)
    ]
