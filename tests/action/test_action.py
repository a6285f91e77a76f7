"""action.yml, step by step, on the events of a pull request's life: what the log, the files and the forge then hold."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.action import events
from tests.action.conftest import TOKEN
from tests.action.runner import ROOT, UnknownExpressionError, _evaluated, parsed
from tests.action.scene import POLICY, Scene
from tests.fakes.forge import Fault
from tests.gate import gate


def opened(scene, action="opened", **more):
    return events.pull_request(action, scene.base, scene.head, **more)


def test_opened_pull_request_gets_everything(scene, job, forge):
    found = job("pull_request", opened(scene), scene.merge, whole=True).run(status_context="finops-gate")
    assert found.code == 3, found.log
    assert found.outputs["verdict"] == "require-approval" and found.outputs["exit-code"] == "3"
    assert int(found.outputs["findings"]) > 0 and float(found.outputs["monthly-delta"]) > 0
    assert float(found.outputs["percent-delta"]) > 100
    (pending,) = json.loads(found.outputs["pending-approvals"])
    assert pending["role"] == "engineering-lead" and pending["state"] == "pending" and len(pending["code"]) == 8
    assert json.loads(found.outputs["approved-by"]) == []
    assert found.report["change_request"] == "7" and found.report["as_of"] == "2025-11-24"
    sarif = json.loads(Path(found.outputs["report-sarif"]).read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0" and sarif["runs"][0]["results"]
    assert "Projected Cost Increase" in found.log and "Projected Cost Increase" in found.summary
    assert "::error file=bot.py,line=" in found.log
    (comment,) = forge.marked()
    assert "Projected Cost Increase" in comment["body"] and found.outputs["comment-url"] == comment["html_url"]
    (status,) = forge.statuses
    assert (status["commit"], status["context"], status["state"]) == (scene.head, "finops-gate", "pending")
    assert status["target_url"].endswith("/acme/shop/actions/runs/4711")
    assert [event["requested_reviewer"]["login"] for event in forge.events] == ["lead"]


def test_synchronized_pull_request_keeps_one_comment(scene, job, forge):
    first = job("pull_request", opened(scene), scene.merge)
    first.run()
    forge.comments[0]["body"] += "\nas it was before the push"
    first.payload = opened(scene, "synchronize")
    first.run()
    assert len(forge.marked()) == 1
    assert forge.paths("PATCH") == [f"PATCH /repos/acme/shop/issues/comments/{forge.marked()[0]['id']}"]


def test_two_jobs_have_a_comment_each(scene, job, forge):
    made = job("pull_request", opened(scene), scene.merge)
    made.run(comment_id="helpdesk")
    made.run(comment_id="search")
    assert len(forge.marked()) == 2


def test_approving_review_turns_the_status_green(scene, job, forge):
    forge.review("lead", "APPROVED")
    made = job("pull_request_review", events.review(scene.base, scene.head), scene.merge)
    found = made.run(status_context="finops-gate")
    assert found.code == 0, found.log
    assert found.outputs["verdict"] == "require-approval" and json.loads(found.outputs["approved-by"]) == ["lead"]
    assert json.loads(found.outputs["pending-approvals"]) == []
    assert forge.statuses[-1]["state"] == "success"


@pytest.mark.parametrize(("who", "state"), [("stranger", "APPROVED"), ("author", "APPROVED"), ("lead", "COMMENTED")])
def test_review_that_does_not_count_leaves_it_pending(scene, job, forge, who, state):
    forge.review(who, state)
    found = job("pull_request_review", events.review(scene.base, scene.head), scene.merge).run()
    assert found.code == 3 and json.loads(found.outputs["approved-by"]) == []


def test_review_that_cannot_be_asked_for_is_no_answer_and_no_finding_is_lost(scene, job, forge):
    forge.review("lead", "APPROVED")
    forge.faults.append(Fault("GET /.*/reviews", status=403, times=100))
    found = job("pull_request", opened(scene), scene.merge).run(status_context="finops-gate")
    assert found.code == 2 and found.outputs["verdict"] == "error"
    assert "Projected Cost Increase" in found.log and "Projected Cost Increase" in found.summary
    assert found.report["findings"] and forge.statuses[-1]["state"] == "error"


def test_approval_outlives_a_push_that_costs_nothing_and_no_other(scene, job, forge):
    """The reviewed commit is not in the checkout of depth 2: it is fetched, and judged like the last one."""
    reviewed = scene.origin.git("rev-parse", f"{scene.head}^")
    forge.review("lead", "APPROVED", commit=reviewed)
    assert job("pull_request", opened(scene, "synchronize"), scene.merge).run().code == 0
    forge.reviews.clear()
    forge.review("lead", "APPROVED", commit=scene.fork)
    assert job("pull_request", opened(scene, "synchronize"), scene.merge, depth=3).run().code == 3


@pytest.mark.parametrize("fault", ["POST /.*/comments", "POST /.*/statuses", "POST /.*/requested_reviewers"])
def test_comment_or_status_that_fails_never_changes_the_verdict(scene, job, forge, fault):
    forge.faults.append(Fault(fault, status=403, times=100))
    found = job("pull_request", opened(scene), scene.merge).run(status_context="finops-gate")
    assert found.code == 3 and found.log.count("::warning title=finops-gate::the ") == 1
    assert "Projected Cost Increase" in found.summary and found.outputs["verdict"] == "require-approval"


def test_fork_with_a_token_that_may_only_read(scene, job, forge):
    forge.faults.append(Fault("POST ", status=403, times=100))
    found = job("pull_request", opened(scene, fork=True), scene.merge).run(status_context="finops-gate")
    assert found.code == 3
    assert found.log.count("a pull request from a fork: its token may only read") == 3
    assert "Projected Cost Increase" in found.summary and not forge.comments


def test_fork_is_judged_from_the_base_checkout_alone(scene, job, forge, origin):
    made = job("pull_request_target", opened(scene, fork=True), scene.base, depth=1, whole=True)
    found = made.run(status_context="finops-gate")
    assert found.code == 3 and origin.asked
    assert found.report["range"] == {"base": scene.base, "merge_base": scene.fork, "head": scene.head}
    assert "gpt-4-turbo" not in (made.workspace / "bot.py").read_text()
    assert len(forge.marked()) == 1 and forge.statuses[-1]["commit"] == scene.head


def test_work_tree_is_never_read(scene, job):
    made = job("pull_request", opened(scene), scene.merge)
    first = made.run(comment="never").report
    for path in made.workspace.iterdir():
        if path.name != ".git":
            path.unlink() if path.is_file() else shutil.rmtree(path)
    assert made.run(comment="never").report == first


def test_merge_queue_asks_for_the_approvals_of_its_pull_request(scene, job, forge):
    forge.review("lead", "APPROVED")
    group = events.merge_group(scene.base, scene.merge)
    found = job("merge_group", group, scene.merge, depth=1, whole=True).run(status_context="finops-gate")
    assert found.code == 0, found.log
    assert json.loads(found.outputs["approved-by"]) == ["lead"] and not forge.comments
    assert forge.statuses[-1]["commit"] == scene.merge


def test_push_is_judged_without_a_forge(scene, job, forge):
    found = job("push", events.push(scene.base, scene.merge), scene.merge, token="", whole=True).run(fail_on="none")
    assert found.code == 0 and found.outputs["verdict"] == "require-approval"
    assert forge.asked == []


@pytest.mark.parametrize(
    ("name", "payload"), [("workflow_dispatch", events.dispatch()), ("schedule", events.schedule())]
)
def test_events_without_a_range_take_the_one_that_is_named(scene, job, name, payload):
    made = job(name, payload, scene.base, depth=0)
    found = made.run()
    assert found.code == 2 and found.outputs["verdict"] == "error"
    assert "give base" in found.log and "could not answer" in found.summary
    assert made.run(base="origin/main", head=scene.head, comment="always").code == 3


def test_unknown_event_is_an_error_that_names_those_that_are_known(scene, job):
    found = job("issue_comment", {"comment": {}}, scene.base).run()
    assert found.code == 2 and "pull_request_target" in found.log
    assert found.outputs["verdict"] == "error" and found.outputs["exit-code"] == "2"


def test_checkout_that_is_too_shallow_is_never_no_change(scene, job, origin):
    origin.refuses = True
    found = job("pull_request", opened(scene), scene.merge, depth=1, token="").run()
    assert found.code == 2 and "fetch-depth: 2" in found.log and "No AI cost change" not in found.log


def test_quiet_change_is_quiet(tmp_path_factory, job, forge):
    quiet = Scene(tmp_path_factory.mktemp("quiet"), swap="gpt-4o-mini")
    forge.head, forge.base = quiet.head, quiet.base
    made = job("pull_request", opened(quiet), quiet.merge, of=quiet)
    found = made.run()
    assert found.code == 0 and "No AI cost change" in found.log and not forge.comments
    assert found.outputs["verdict"] == "pass" and found.outputs["findings"] == "0"
    made.run(comment="always")
    assert len(forge.marked()) == 1


def test_change_that_passes_is_commented_on_when_asked(tmp_path_factory, job, forge):
    """gpt-4o-mini to gpt-4.1-nano: cheaper, and so no finding."""
    cheaper = Scene(tmp_path_factory.mktemp("cheaper"), swap="gpt-4.1-nano")
    forge.head, forge.base = cheaper.head, cheaper.base
    made = job("pull_request", opened(cheaper), cheaper.merge, of=cheaper)
    assert made.run().outputs["verdict"] == "pass" and not forge.comments
    assert made.run(comment="never").code == 0 and not forge.comments
    assert made.run(comment="on-change").outputs["comment-url"] == forge.marked()[0]["html_url"]


def test_run_without_a_range_turns_the_status_to_error(scene, job, forge, origin):
    origin.refuses = True
    forge.faults.append(Fault("GET /.*/compare/", status=404, times=100))
    made = job("pull_request", opened(scene), scene.merge, depth=1)
    assert made.run(status_context="finops-gate").code == 2
    assert [status["state"] for status in forge.statuses] == ["error"]
    forge.faults += [Fault("POST /.*/statuses", status=403), Fault("GET /.*/compare/", status=404, times=100)]
    found = made.run(status_context="finops-gate")
    assert found.code == 2 and "::warning title=finops-gate::the commit status could not be written" in found.log


def test_team_whose_members_nobody_may_see_is_no_answer(tmp_path_factory, job, forge):
    teams = POLICY.replace("users: [lead]", "teams: [acme/leads]")
    made = Scene(tmp_path_factory.mktemp("teams"), policy=teams)
    forge.head, forge.base = made.head, made.base
    forge.commits = [forge.commit(made.head, "author")]
    forge.review("lead", "APPROVED")
    run = job("pull_request_review", events.review(made.base, made.head), made.merge, of=made)
    found = run.run(status_context="finops-gate")
    assert found.code == 2 and "nobody knows what was approved" in found.log and "team-token" in found.log
    assert found.outputs["verdict"] == "error" and forge.statuses[-1]["state"] == "error"
    forge.teams["acme/leads"] = ["lead"]
    assert run.run().code == 0
    assert [event["requested_team"]["slug"] for event in forge.events] in ([], ["leads"])


def test_blocked_change_is_a_failure(tmp_path_factory, job, forge):
    made = Scene(
        tmp_path_factory.mktemp("blocked"), policy=POLICY + "rules:\n  denied-model: {block: {models: [gpt-4-turbo]}}\n"
    )
    forge.head, forge.base = made.head, made.base
    found = job("pull_request", opened(made), made.merge, of=made).run(status_context="finops-gate")
    assert found.code == 1 and found.outputs["verdict"] == "block" and forge.statuses[-1]["state"] == "failure"


def test_pull_request_without_a_token_says_that_nothing_was_said(scene, job):
    found = job("pull_request", opened(scene), scene.merge, token="").run()
    assert found.code == 3 and "there is no token" in found.log and "Projected Cost Increase" in found.summary


def test_what_was_dear_and_is_no_more_is_told_in_the_same_comment(scene, tmp_path_factory, job, forge):
    job("pull_request", opened(scene), scene.merge).run()
    quiet = Scene(tmp_path_factory.mktemp("quiet"), swap="gpt-4o-mini")
    forge.head, forge.base = quiet.head, quiet.base
    job("pull_request", opened(quiet, "synchronize"), quiet.merge, of=quiet).run()
    (comment,) = forge.marked()
    assert "No AI cost change" in comment["body"]


def test_tokens_are_masked_and_nowhere_else(scene, job):
    found = job("pull_request", opened(scene), scene.merge, depth=1, whole=True).run(team_token="ghs_team_token_42")
    assert found.log.startswith(f"::add-mask::{TOKEN}\n") or f"::add-mask::{TOKEN}\n" in found.log
    rest = found.log.replace(f"::add-mask::{TOKEN}\n", "").replace("::add-mask::ghs_team_token_42\n", "")
    for text in (rest, found.summary, json.dumps(found.report), json.dumps(found.outputs)):
        assert TOKEN not in text and "ghs_team_token_42" not in text


def test_inputs_of_a_stranger_are_data(scene, job, tmp_path):
    title = 'x"; touch pwned; $(touch pwned) `touch pwned`\n::error::planted\n::set-output name=verdict::pass'
    made = job("pull_request", opened(scene, title=title), scene.merge, whole=True)
    found = made.run(base="$(touch pwned)", comment_id="$(touch pwned)`\n::error::planted")
    assert found.code == 2 and "\n::error::planted" not in found.log
    assert not list(tmp_path.rglob("pwned")) and not list(made.workspace.rglob("pwned"))


def test_report_in_another_format_obeys_nothing(scene, job):
    found = job("pull_request", opened(scene), scene.merge).run(format="table", annotations="false", comment="never")
    _, _, rest = found.log.partition("::stop-commands::")
    word, _, rest = rest.partition("\n")
    report, end, _ = rest.partition(f"::{word}::\n")
    assert len(word) == 32 and end and "Approval required" in report and "::error" not in found.log


def test_reports_are_written_where_the_workflow_says(scene, job):
    made = job("pull_request", opened(scene), scene.merge)
    found = made.run(json_file="out/report.json", sarif_file="gate.sarif", summary="false", annotations="false")
    assert found.outputs["report-json"] == str(made.workspace / "out" / "report.json")
    assert (made.workspace / "gate.sarif").exists() and found.summary == ""


@pytest.mark.parametrize(
    "named", ["link/report.json", "report.json", "../report.json", ".git/config", "/etc/report.json"]
)
def test_reports_follow_no_link_of_the_pull_request(scene, job, tmp_path, named):
    made = job("pull_request", opened(scene), scene.merge)
    outside = tmp_path / "outside"
    outside.mkdir()
    (made.workspace / "link").symlink_to(outside)
    (made.workspace / "report.json").symlink_to(outside / "planted")
    before = (made.workspace / ".git" / "config").read_bytes()
    found = made.run(json_file=named)
    assert found.code == 2 and found.outputs["verdict"] == "error"
    assert not list(outside.iterdir()) and (made.workspace / ".git" / "config").read_bytes() == before


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"fail_on": "sometimes"}, "fail-on"),
        ({"comment": "maybe"}, "comment"),
        ({"annotations": "perhaps"}, "annotations"),
        ({"format": "docx"}, "there is no format"),
        ({"args": '["--exact", 7]'}, "neither a JSON array"),
        ({"args": "--no-such-option"}, "no-such-option"),
        ({"config": "policy.yaml"}, "not below .finops-gate/"),
        ({"usage": ".finops-gate/../usage.csv"}, "not below .finops-gate/"),
        ({"working_directory": "../elsewhere"}, "not below the workspace"),
        ({"policy_ref": "no-such-branch"}, "no-such-branch"),
    ],
)
def test_input_that_cannot_be_is_an_error(scene, job, inputs, said):
    found = job("pull_request", opened(scene), scene.merge).run(**inputs)
    assert found.code == 2 and said in found.log and found.outputs["verdict"] == "error"


def test_further_options_are_words_and_no_shell(scene, job):
    made = job("pull_request", opened(scene), scene.merge)
    assert made.run(args='["--exit-zero", "--as-of", "2026-01-06"]').report["as_of"] == "2026-01-06"
    found = made.run(args="--exit-zero\n--inspect=off\n")
    assert found.code == 0 and found.report["advisory"] and found.outputs["verdict"] == "require-approval"
    assert found.report["governance"]["overrides"] == ["--exit-zero", "--inspect off"]


def test_project_of_a_monorepo_has_its_folder_policy_and_usage(tmp_path_factory, job, forge):
    calls = {"services/a/bot.py": "x\n", "README.md": "y\n"}
    made = Scene(tmp_path_factory.mktemp("mono"), files=calls)
    forge.head, forge.base = made.head, made.base
    run = job("pull_request", opened(made), made.merge, of=made)
    assert run.run(working_directory="services/a", comment="never").outputs["verdict"] == "pass"
    assert run.run(working_directory="services/b", comment="never").report["coverage"]["scanned"] == 0
    assert run.run(comment="never").outputs["verdict"] == "require-approval"


def test_project_of_a_monorepo_sees_what_is_done_to_the_gate_elsewhere(tmp_path_factory, job, forge):
    workflow = ".github/workflows/cost.yml"
    gate = "on: pull_request\njobs: {cost: {runs-on: x, steps: [{uses: acme/finops-gate@v1}]}}\n"
    made = Scene(tmp_path_factory.mktemp("mono"), files={workflow: "on: push\njobs: {}\n"}, before={workflow: gate})
    forge.head, forge.base = made.head, made.base
    found = job("pull_request", opened(made), made.merge, of=made).run(working_directory="services/a", comment="never")
    assert [finding["rule"] for finding in found.report["findings"]] == ["altered-gate"]


def test_policy_may_stand_elsewhere_below_the_governing_folder_and_at_another_commit(scene, job):
    made = job("pull_request", opened(scene), scene.merge, depth=0)
    usual = made.run(comment="never").report["inputs"]
    odd = made.run(config=".finops-gate/none.yaml", usage=".finops-gate/none.csv", comment="never").report["inputs"]
    assert odd["policy"] != usual["policy"] and odd["usage"] == ""
    named = made.run(policy_ref=scene.fork, comment="never").report
    assert named["range"]["base"] == scene.fork and named["inputs"] == usual
    assert named["governance"]["overrides"] == [f"policy-ref {scene.fork}"]


def test_workspace_takes_no_part_in_the_run(tmp_path_factory, job, forge):
    """Modules, settings and variables that Python, pip, uv or a shell would pick up where they run."""
    mark = tmp_path_factory.mktemp("marks") / "ran"
    evil = f"open({str(mark)!r}, 'a').write(__name__)\nraise SystemExit(0)\n"
    planted = {
        **{
            f"{name}.py": evil
            for name in ("yaml", "sitecustomize", "usercustomize", "click", "httpx", "json", "pip", "venv")
        },
        "finops_gate/__init__.py": evil,
        "finops_gate/cli/action.py": evil,
        "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
        ".env": f"PYTHONSTARTUP={mark}\n",
        "pyproject.toml": '[tool.uv]\nindex-url = "http://127.0.0.1:9/"\n',
        "uv.toml": 'index-url = "http://127.0.0.1:9/"\n',
        "pyvenv.cfg": "home = /nowhere\n",
        "bash": "#!/bin/sh\nexit 0\n",
    }
    hostile = Scene(tmp_path_factory.mktemp("hostile"), files=planted)
    forge.head, forge.base = hostile.head, hostile.base
    made = job("pull_request", opened(hostile), hostile.merge, of=hostile, whole=True)
    here = str(made.workspace)
    made.environment = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_CONFIG_FILE": f"{here}/pip.conf",
        "PYTHONPATH": here,
        "PYTHONSTARTUP": f"{here}/yaml.py",
        "PYTHONUSERBASE": here,
        "UV_INDEX_URL": "http://127.0.0.1:9/",
    }
    found = made.run()
    assert found.code == 3, found.log
    assert not mark.exists()


def test_same_change_is_the_same_on_the_command_line_in_the_hook_and_in_the_action(scene, job, monkeypatch, capsys):
    from finops_gate.cli.hook import main as hook

    made = job("pull_request", opened(scene), scene.merge, whole=True)
    action = made.run(args="--as-of=2026-01-06", approvals="off", comment="never").report
    scene.origin.checkout("main")
    line = gate(scene.origin, "diff", "main..feature", "--format", "json", "--as-of", "2026-01-06").report
    copy = scene.origin.clone(made.folder / "copy")
    copy.git("checkout", "-q", scene.fork)
    copy.git("read-tree", "-m", "-u", "HEAD", "origin/feature")
    monkeypatch.chdir(copy.root)
    hook(["--format", "json", "--as-of", "2026-01-06"])
    staged = json.loads(capsys.readouterr().out)
    for field in ("verdict", "changes", "findings", "decisions", "totals", "headline"):
        assert json.dumps(action[field]) == json.dumps(line[field]) == json.dumps(staged[field]), field


def test_runner_refuses_what_it_does_not_know():
    context = {"github": {}, "inputs": {}, "steps": {}}
    for expression in ("secrets.X", "inputs.none", "github.none", "inputs.a || inputs.b", "steps.a.outcome"):
        with pytest.raises(UnknownExpressionError):
            _evaluated(f"${{{{ {expression} }}}}", context)
    with pytest.raises(ValueError, match="does not end"):
        parsed("a<<END\nb\n")


def test_every_input_is_used_and_every_output_is_set(scene, job):
    import yaml

    described = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = described["runs"]["steps"]
    used = json.dumps([step["env"] for step in steps])
    assert all(f"inputs.{name} " in used for name in described["inputs"])
    assert all(not step.get("uses") for step in steps)
    found = job("pull_request", opened(scene), scene.merge).run()
    assert found.outputs.keys() == described["outputs"].keys()
    assert all(found.outputs[name] != "" for name in found.outputs)


def test_action_needs_a_runner():
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-I", "-m", "finops_gate.cli.action"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and "GITHUB_WORKSPACE names no folder" in done.stderr
