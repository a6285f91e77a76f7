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


def test_sync_keeps_when_the_calls_come_and_show_draws_it(repository, tmp_path, capsys):
    from finops_gate.app.governing import digest
    from finops_gate.usage.hours import read

    run(repository, "sync", "litellm", logs(tmp_path / "logs.jsonl"))
    text = (repository / ".finops-gate" / "hours.csv").read_bytes()
    (shape,) = read(text, "hours.csv")
    assert [hour for hour, part in enumerate(shape.parts) if part] == [day * 24 + 10 for day in range(7)]
    manifest = json.loads((repository / ".finops-gate" / "usage-manifest.json").read_text())
    assert (manifest["hours"], manifest["without_hours"]) == (digest(text), {})
    capsys.readouterr()
    assert main(["usage", "show", "--repo", str(repository)]) == 0
    out = capsys.readouterr().out
    assert "bot, by hour of the week (UTC)\n" in out
    assert f"\n  sun  {' ' * 20}██\n" in out


def test_hours_of_another_day_than_those_that_count_are_left_out(repository, tmp_path, capsys):
    run(repository, "sync", "litellm", logs(tmp_path / "logs.jsonl"), "--from", "2026-10-06", until="2026-10-13")
    from finops_gate.usage.hours import read

    (shape,) = read((repository / ".finops-gate" / "hours.csv").read_bytes(), "hours.csv")
    assert (str(shape.starts), str(shape.ends)) == ("2026-10-06", "2026-10-12")


def test_a_table_of_days_has_no_shape_and_the_reason_is_told(repository, tmp_path, capsys):
    table = tmp_path / "calls.csv"
    rows = "".join(f"2026-10-{day:02},bot,openai,gpt-4o-mini,100\n" for day in range(1, 29))
    table.write_text(f"day,feature,provider,model,calls\n{rows}")
    assert run(repository, "sync", "table", str(table)) == 0
    assert "bot: when its calls come is not known: table does not say at which hour" in capsys.readouterr().err
    assert len((repository / ".finops-gate" / "hours.csv").read_text().splitlines()) == 1
    assert main(["usage", "show", "--repo", str(repository)]) == 0
    assert "bot: when its calls come is not known: table does not say" in capsys.readouterr().out


@pytest.mark.parametrize(("zone", "rows"), [("UTC", 8), ("Europe/Berlin", 1)])
def test_hours_of_moments_count_where_they_are_those_of_utc(repository, tmp_path, zone, rows):
    table = tmp_path / "calls.csv"
    moments = "".join(f"2026-10-{day:02} 09:30:00,bot,openai,gpt-4o-mini\n" for day in range(1, 29))
    table.write_text(f"day,feature,provider,model\n{moments}")
    assert run(repository, "sync", "table", str(table), "--timezone", zone) == 0
    assert len((repository / ".finops-gate" / "hours.csv").read_text().splitlines()) == rows


def test_moments_that_are_numbers_have_hours_too(repository, tmp_path):
    from finops_gate.usage.hours import read

    table = tmp_path / "calls.csv"
    start = 1_790_812_800  # 2026-10-01 in UTC
    moments = "".join(f"{start + day * 86_400 + 9 * 3600},bot,openai,gpt-4o-mini\n" for day in range(28))
    table.write_text(f"day,feature,provider,model\n{moments}")
    assert run(repository, "sync", "table", str(table), "--time-unit", "s") == 0
    (shape,) = read((repository / ".finops-gate" / "hours.csv").read_bytes(), "hours.csv")
    assert {hour % 24 for hour, part in enumerate(shape.parts) if part} == {9}


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
