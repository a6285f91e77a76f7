"""A company's own prices on the way of a pull request: from the target's tip to the evidence of a report."""

from __future__ import annotations

import json

import pytest

from finops_gate.app.scan import run
from finops_gate.cli.main import main
from finops_gate.model.price import Quote
from tests.cli.example import a_repository

OWN = ".finops-gate/prices/acme.yaml"
HALF = "version: 1\nagreement: acme-2026\nrates:\n  - {provider: openai, discount: '0.5'}\n"
FREE = HALF.replace("'0.5'", "'0.999'")
DAY = ["--as-of", "2026-11-24"]


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    return made


def report(capsys, *words) -> dict:
    main(["diff", "main..feature", "--format", "json", *DAY, *words])
    return json.loads(capsys.readouterr().out)


def on_main(repository, text: str) -> None:
    repository.checkout("main").write({OWN: text}).commit("Prices")
    repository.checkout("feature")


def test_the_prices_of_the_target_s_tip_count_and_are_shown_as_negotiated(repository, capsys):
    published = report(capsys)["changes"][0]
    on_main(repository, HALF)
    (row,) = report(capsys)["changes"]
    assert row["per_call"]["base"] == "0.000165"  # half of 1,000 x 0.15/M + 300 x 0.60/M
    assert row["per_call"]["head"] == "0.0095"  # half of 1,000 x 10/M + 300 x 30/M
    assert published["per_call"] == {"base": "0.00033", "head": "0.019", "percent": published["per_call"]["percent"]}
    assert all(f"negotiated: 50% off by acme-2026 ({OWN}:4)" in line for line in row["evidence"]["prices"])


def test_a_branch_cannot_give_itself_a_discount(repository, capsys):
    on_main(repository, HALF)
    repository.write({OWN: FREE}).commit("Cheaper")
    rows = report(capsys)["changes"]
    assert [row["per_call"]["head"] for row in rows if row["kind"] == "model"] == ["0.0095"]


def test_the_files_are_among_the_inputs_with_their_digests(repository, capsys):
    on_main(repository, HALF)
    artefacts = report(capsys)["inputs"]["artefacts"]
    assert artefacts[OWN].startswith("sha256:")


def test_malformed_prices_end_the_run(repository, capsys):
    on_main(repository, HALF.replace("'0.5'", "50"))
    assert main(["diff", "main..feature", *DAY]) == 2
    assert f"{OWN}:4: rates[0].discount: must be a share between 0 and 1" in capsys.readouterr().err


def test_a_discount_for_one_environment_counts_for_its_sites_alone(repository, capsys):
    policy = "version: 1\nfeatures:\n  bot: {paths: [bot.py], environment: production}\n"
    repository.checkout("main").write({".finops-gate/policy.yaml": policy}).commit("Policy")
    on_main(repository, HALF.replace("discount", "environment: production, discount"))
    (row,) = report(capsys)["changes"]
    assert row["per_call"]["head"] == "0.0095"
    on_main(repository, HALF.replace("discount", "environment: staging, discount"))
    (row,) = report(capsys)["changes"]
    assert row["per_call"]["head"] == "0.019"


def test_a_deployment_has_the_price_of_its_model(repository, capsys):
    text = "from openai import AzureOpenAI\n\nclient = AzureOpenAI()\n\n\ndef answer(q):\n"
    text += '    return client.chat.completions.create(model="chat-prod", messages=q)\n'
    repository.write({"bot.py": text}).commit("Azure")
    on_main(repository, HALF + "deployments: {azure: {chat-prod: gpt-4.1}}\n")
    (row,) = report(capsys)["changes"]
    assert (row["head"]["id"], row["head"]["model"]) == ("chat-prod", "gpt-4.1")


def test_scan_prices_with_what_stands_at_the_revision(repository):
    on_main(repository, HALF)
    for revision, negotiated in (("main", "50% off by acme-2026"), ("feature", "")):
        ((_, quote),) = run(repository.root, revision).quotes
        assert isinstance(quote, Quote)
        assert quote.prices[0].negotiated.startswith(negotiated)
        assert bool(quote.prices[0].negotiated) == bool(negotiated)


def test_the_same_report_at_any_hour_of_the_day(repository, capsys, monkeypatch):
    deepseek = 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n\n\ndef f(q):\n'
    deepseek += '    return client.chat.completions.create(model="deepseek-v4-flash", messages=q)\n'
    repository.write({"bot.py": deepseek}).commit("Elsewhere")
    told = []
    for zone in ("UTC", "Asia/Shanghai", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        told.append(report(capsys))
    assert told[0] == told[1] == told[2]
    (row,) = told[0]["changes"]
    # The dear hours: 1,000 tokens, which DeepSeek counts as 1,100, x 0.3/M + 300 x 1.2/M
    assert row["per_call"]["head"] == "0.00069"


@pytest.mark.parametrize(("day", "cost"), [("2026-12-31", "0.001875"), ("2027-01-01", "0.00375")])
def test_a_future_dated_price_counts_from_its_day_and_is_announced_before(tmp_path, monkeypatch, capsys, day, cost):
    made = a_repository(tmp_path / "g", after="gemini-3.6-flash")
    monkeypatch.chdir(made.root)
    main(["diff", "main..feature", "--format", "json", "--as-of", day])
    (row,) = json.loads(capsys.readouterr().out)["changes"]
    assert row["per_call"]["head"] == cost  # 1,000 x 0.75/M + 300 x 3.75/M, and twice that in 2027
    announced = [line for line in row["evidence"]["assumptions"] if line.startswith("announced: ")]
    assert len(announced) == (2 if day < "2027" else 0)
