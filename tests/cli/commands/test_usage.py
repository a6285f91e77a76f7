"""`finops-gate usage`: from records to usage.csv, and what is said when it cannot be."""

import gzip
import json

import pytest

from finops_gate.cli.main import main
from tests.fakes.repository import Repository

POLICY = """\
version: 1
features:
  bot: {paths: ["bot/**"], usage: {tag: helpdesk}, team: support, environment: production}
  idle: {paths: ["idle/**"], usage: {tag: idle}}
"""


@pytest.fixture
def repository(tmp_path):
    made = Repository(tmp_path / "repository").write({".finops-gate/policy.yaml": POLICY})
    made.commit()
    return made.root


def a_log(day, tag="helpdesk", **fields):
    return {
        "startTime": f"2026-10-{day:02}T10:00:00Z",
        "model": "gpt-4o-mini",
        "custom_llm_provider": "openai",
        "prompt_tokens": 900,
        "completion_tokens": 300,
        "spend": 0.0003,
        "request_tags": [tag],
        "status": "success",
        "metadata": {},
        **fields,
    }


def logs(path, days=28, tag="helpdesk"):
    path.write_text("".join(json.dumps(a_log(day, tag)) + "\n" for day in range(1, days + 1) for _ in range(10)))
    return str(path)


def run(repository, *words, until="2026-11-01"):
    return main(["usage", *words, "--repo", str(repository), "--until", until])


def test_sync_writes_a_small_sorted_profile_that_the_gate_reads(repository, tmp_path, capsys):
    from finops_gate.usage.profile import read

    assert run(repository, "sync", "litellm", logs(tmp_path / "logs.jsonl")) == 0
    assert "1 rows" in capsys.readouterr().out
    text = (repository / ".finops-gate" / "usage.csv").read_bytes()
    (row,) = read(text, "usage.csv")
    assert (row.feature, row.team, row.environment, row.calls) == ("bot", "support", "production", 300)
    assert (row.input.mean, row.output.mean, row.success_share) == (900, 300, 1)
    assert (row.grade.word, row.source, row.window) == (
        "measured",
        "litellm:tag=helpdesk",
        "2026-10-01..2026-10-28",
    )
    assert str(row.paid_per_month.normalize()) == "0.09"
    manifest = json.loads((repository / ".finops-gate" / "usage-manifest.json").read_text())
    assert (manifest["source"], manifest["records"], manifest["allocated_share"]) == ("litellm", 280, "1")
    assert manifest["rows"][0]["attribution"] == ["tag=helpdesk"]
    assert run(repository, "sync", "litellm", logs(tmp_path / "logs.jsonl")) == 0
    assert (repository / ".finops-gate" / "usage.csv").read_bytes() == text


def test_show_draws_volumes_tokens_and_trend(repository, tmp_path, capsys):
    run(repository, "sync", "litellm", logs(tmp_path / "logs.jsonl"))
    capsys.readouterr()
    assert main(["usage", "show", "--repo", str(repository)]) == 0
    out = capsys.readouterr().out
    assert "calls   300 a month (80%: 300 to 300)" in out
    assert "input   mean 900  p50 900" in out
    assert "trend   ████" in out and "high confidence" in out


def test_show_without_a_profile(repository, capsys):
    assert main(["usage", "show", "--repo", str(repository)]) == 2
    assert "usage sync" in capsys.readouterr().err


def test_check_says_what_is_doubtful(repository, tmp_path, capsys):
    path = tmp_path / "logs.jsonl"
    logs(path, tag="other")
    with path.open("a") as lines:
        lines.write(json.dumps(a_log(28, prompt_tokens=-5)) + "\n")
    assert run(repository, "check", "litellm", str(path)) == 2
    out = capsys.readouterr().out
    assert "281: prompt_tokens -5 is negative" in out
    assert "unattributed   openai/gpt-4o-mini: no label" in out
    assert "without usage  bot: the policy knows it" in out


def test_backtest_reports_coverage_and_error(repository, tmp_path, capsys):
    path = logs(tmp_path / "logs.jsonl")
    assert run(repository, "backtest", "litellm", path, "--train", "14", "--horizon", "7") == 0
    out = capsys.readouterr().out
    assert "interval coverage  100% (nominal 80%)" in out
    assert run(repository, "backtest", "litellm", path) == 2
    assert "too few" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sync", "nowhere"), "there is no source 'nowhere'"),
        (("sync", "litellm"), "has no service to ask"),
        (("sync", "openai"), "OPENAI_ADMIN_KEY is not set"),
        (("sync", "table"), "name the files of the table"),
        (("sync", "litellm", "gone.jsonl"), "no records at gone.jsonl"),
        (("sync", "openai", "--engine", "nowhere"), "is no engine"),
        (("sync", "litellm", "--engine", "postgresql://gate@127.0.0.1:1/x"), "127.0.0.1"),
        (("sync", "table", "x.csv", "--map", "day"), "names nothing"),
    ],
)
def test_what_cannot_be_is_2_and_writes_nothing(repository, words, said, capsys, monkeypatch):
    monkeypatch.delenv("OPENAI_ADMIN_KEY", raising=False)
    assert run(repository, *words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert not (repository / ".finops-gate" / "usage.csv").exists()


def test_damaged_records_write_nothing(repository, tmp_path, capsys):
    path = tmp_path / "logs.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n' * 500)[:-9])
    assert run(repository, "sync", "litellm", str(path)) == 2
    assert len(capsys.readouterr().err.splitlines()) <= 2
    table = tmp_path / "calls.csv"
    table.write_text("ts,input\n2026-10-01 10:00:00,5\n")
    assert run(repository, "sync", "table", str(table), "--map", "day=ts", "--map", "input=input") == 2
    assert "have no zone" in capsys.readouterr().err
    assert not (repository / ".finops-gate" / "usage.csv").exists()


def test_dry_run_prints_and_writes_nothing(repository, tmp_path, capsys):
    assert run(repository, "sync", "litellm", logs(tmp_path / "logs.jsonl", days=3), "--dry-run") == 0
    out = capsys.readouterr().out
    assert out.startswith("feature,team,tier") and ",assumed," in out
    assert not (repository / ".finops-gate" / "usage.csv").exists()


def test_records_of_days_to_come_are_no_profile(repository, tmp_path, capsys):
    assert run(repository, "sync", "litellm", logs(tmp_path / "logs.jsonl"), until="2026-10-01") == 2
    assert "no call is recorded in a complete day" in capsys.readouterr().err
