"""The pipelines for other forges: valid by their schemas, with command lines that exist, and run on a real change."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from tests.cli.example import a_repository
from tests.command_lines import check, command_lines

ROOT = Path(__file__).parents[2]
GITLAB = ROOT / "examples/gitlab/.gitlab-ci.yml"
BITBUCKET = ROOT / "examples/bitbucket/bitbucket-pipelines.yml"
AZURE = ROOT / "examples/azure/azure-pipelines.yml"
JENKINS = ROOT / "examples/jenkins/Jenkinsfile"
PROGRAMS = Path(sys.executable).parent


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "options", "wrong"),
    [
        (GITLAB, ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"], ("script:", "scripts:")),
        (BITBUCKET, ["vendor.bitbucket-pipelines"], ("depth: full", "depth: shallow")),
        (AZURE, ["vendor.azure-pipelines", "--regex-variant", "nonunicode"], ("script:", "scripts:")),
    ],
    ids=["gitlab", "bitbucket", "azure"],
)
def test_pipeline_is_valid_and_a_wrong_one_would_not_be(path, options, wrong, tmp_path):
    program = [str(PROGRAMS / "check-jsonschema"), "--builtin-schema", *options]
    done = subprocess.run([*program, str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    text = path.read_text(encoding="utf-8")
    assert wrong[0] in text
    (tmp_path / path.name).write_text(text.replace(*wrong), encoding="utf-8")
    assert subprocess.run([*program, str(tmp_path / path.name)], capture_output=True).returncode == 1


@pytest.mark.parametrize("path", [GITLAB, BITBUCKET, AZURE, JENKINS], ids=lambda path: path.parent.name)
def test_every_command_line_is_one_that_the_program_takes(path):
    lines = list(command_lines(_shell(path)))
    assert [words[1] for words in lines] == (["diff", "comment"] if path is not JENKINS else ["diff"])
    for words in lines:
        check(words)


def test_a_command_line_with_an_unknown_option_is_noticed():
    (words,) = command_lines("/tmp/gate/bin/finops-gate diff --outputs json=x || true")
    with pytest.raises(click.NoSuchOption):
        check(words)


@pytest.mark.parametrize("path", [GITLAB, BITBUCKET, AZURE, JENKINS], ids=lambda path: path.parent.name)
def test_the_gate_is_pinned_by_commit_and_its_installer_is_in_that_commit(path):
    pins = set(re.findall(r"FINOPS_GATE_COMMIT\W+([0-9a-f]{40})", path.read_text(encoding="utf-8")))
    assert len(pins) == 1
    if (ROOT / ".git").exists():
        found = subprocess.run(
            ["git", "-C", str(ROOT), "cat-file", "-e", f"{pins.pop()}:scripts/install.sh"], capture_output=True
        )
        shallow = subprocess.run(
            ["git", "-C", str(ROOT), "rev-parse", "--is-shallow-repository"], capture_output=True, text=True
        )
        assert found.returncode == 0 or shallow.stdout.strip() == "true"


class TestTokens:
    """What judges has no token, and what has one checks nothing out."""

    def test_gitlab(self):
        pipeline = read(GITLAB)
        assert "environment" not in pipeline["ai-cost"]
        assert "TOKEN" not in json.dumps({"jobs": [pipeline["ai-cost"], pipeline[".gate"]]})
        note = pipeline["ai-cost-note"]
        assert note["environment"] == {"name": "ai-cost", "action": "access"}
        assert note["variables"] == {"GIT_STRATEGY": "none"}
        assert note["needs"] == ["ai-cost"] and note["rules"][0]["when"] == "always"
        artifacts = pipeline["ai-cost"]["artifacts"]
        assert artifacts["when"] == "always"

    def test_bitbucket(self):
        judge, tell = (entry["step"] for entry in read(BITBUCKET)["pipelines"]["pull-requests"]["**"])
        assert "deployment" not in judge and tell["deployment"] == "ai-cost"
        assert tell["clone"] == {"enabled": False}

    def test_azure(self):
        judge, tell = read(AZURE)["jobs"]
        assert "SYSTEM_ACCESSTOKEN" not in json.dumps(judge)
        assert judge["steps"][0] == {"checkout": "self", "fetchDepth": "0", "persistCredentials": "false"}
        assert tell["steps"][0] == {"checkout": "none"}
        assert tell["steps"][-1]["env"] == {"SYSTEM_ACCESSTOKEN": "$(System.AccessToken)"}

    def test_jenkins(self):
        assert "credentials(" not in JENKINS.read_text(encoding="utf-8")


def test_jenkinsfile_is_one_declarative_pipeline_for_change_requests():
    text = re.sub(r"(?m)^\s*//.*\n", "", JENKINS.read_text(encoding="utf-8"))
    assert text.startswith("pipeline {\n") and text.rstrip().endswith("}")
    outside = re.sub(r"'''.*?'''|'[^'\n]*'", "", text, flags=re.DOTALL)
    assert [outside.count(bracket) for bracket in "{(["] == [outside.count(bracket) for bracket in "})]"]
    assert outside.count("{") == 9
    sections = re.findall(r"(?m)^ *(agent|options|environment|stages|stage|when|steps|post|always)\b", outside)
    assert sections == ["agent", "options", "environment", "stages", "stage", "when", "steps", "post", "always"]
    assert "changeRequest()" in outside
    assert '"' not in outside  # in Groovy's double quotes ${...} would be Groovy's
    told = re.search(r"junit testResults: '([^']+)'", text)
    assert told and f"--output junit={told[1]}" in text


def _shell(path):
    """The shell of a pipeline, without the lines that install the gate."""
    if path is JENKINS:
        text = path.read_text(encoding="utf-8")
        lines = [entry.replace("'''", "") for entry in re.findall(r"sh ('''.*?'''|'[^\n]*')\n", text, flags=re.DOTALL)]
        return "\n".join(line.strip().strip("'") if "\n" not in line else line for line in lines)
    return "\n".join(_scripts(read(path)))


def _scripts(pipeline):
    if isinstance(pipeline, dict) and "pipelines" in pipeline:
        pipeline = pipeline["pipelines"]
    parts = pipeline.values() if isinstance(pipeline, dict) else pipeline if isinstance(pipeline, list) else ()
    for part in parts:
        if isinstance(part, dict) and "script" in part:
            script = part["script"]
            yield from [script] if isinstance(script, str) else script
        else:
            yield from _scripts(part)


@pytest.fixture
def repository(tmp_path):
    """What a runner has: a clone, at the branch, of a remote whose main went on."""
    made = a_repository(tmp_path / "theirs")
    made.checkout("main").write({"README.md": "y\n"}).commit("Later")
    made.checkout("feature")
    copy = made.clone(tmp_path / "r")
    copy.git("update-ref", "-d", "refs/remotes/origin/main")
    return copy


def run(repository, lines, variables):
    """The lines as the runner's shell runs them, with the gate that is installed here."""
    gate = str(PROGRAMS / "finops-gate")
    script = re.sub(r'"?[\w$/]*/gate"?/bin/finops-gate"?|"[^"\n]*/gate/bin/finops-gate"', gate, lines)
    assert gate in script or "finops-gate" not in script
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=repository.root,
        env={**repository._variables(), **variables, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def _judging(path):
    """The lines up to the verdict, without those that install."""
    left_out = ("git clone", "git -C", "sh ", "export ", "rm -rf", "install.sh")
    lines = [line.strip() for line in _shell(path).splitlines()]
    kept = [line for line in lines if line and not line.startswith(left_out)]
    ends = [at for at, line in enumerate(kept) if "finops-gate" in line and " comment " in line]
    return "\n".join(kept[: ends[0]] if ends else kept)


def test_gitlab_judges_against_the_tip_of_the_target(repository):
    variables = {
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": repository.git("rev-parse", "HEAD~1"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": repository.git("rev-parse", "HEAD"),
    }
    code, said = run(repository, _judging(GITLAB), variables)
    assert code == 3, said
    assert f"({repository.git('rev-parse', 'origin/main')[:12]})" in said
    quality = json.loads((repository.root / "ai-cost-quality.json").read_text())
    assert quality and quality[0]["location"]["path"] == "bot.py"
    assert json.loads((repository.root / "ai-cost.json").read_text())["range"]["head"] == variables["CI_COMMIT_SHA"]


def test_bitbucket_keeps_the_exit_code_for_its_last_step(repository):
    theirs = Path(repository.git("remote", "get-url", "origin").removeprefix("file://"))
    tip = subprocess.run(["git", "-C", theirs, "rev-parse", "main"], capture_output=True, text=True).stdout.strip()
    variables = {
        "BITBUCKET_PR_ID": "7",
        "BITBUCKET_PR_DESTINATION_BRANCH": "main",
        "BITBUCKET_PR_DESTINATION_COMMIT": tip[:12],
        "BITBUCKET_COMMIT": repository.git("rev-parse", "HEAD"),
    }
    code, said = run(repository, _judging(BITBUCKET), variables)
    assert code == 0, said
    assert (repository.root / "test-results" / "ai-cost.xml").read_text().startswith("<?xml")
    last = _shell(BITBUCKET).splitlines()[-1]
    assert run(repository, last, {})[0] == 3


def test_azure_judges_the_source_and_not_the_merge(repository):
    repository.git("fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main")
    head = repository.git("rev-parse", "HEAD")
    repository.merge("origin/main")
    variables = {
        "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
        "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
        "SYSTEM_PULLREQUEST_SOURCECOMMITID": head,
        "BUILD_ARTIFACTSTAGINGDIRECTORY": str(repository.root.parent / "staging"),
        "AGENT_TEMPDIRECTORY": str(repository.root.parent),
    }
    code, said = run(repository, _judging(AZURE), variables)
    assert code == 3, said
    report = json.loads((repository.root.parent / "staging/ai-cost/ai-cost.json").read_text())
    assert report["range"]["head"] == head


def test_jenkins_judges_what_is_checked_out(repository):
    variables = {"CHANGE_ID": "7", "CHANGE_TARGET": "main", "WORKSPACE_TMP": str(repository.root.parent)}
    code, said = run(repository, _judging(JENKINS), variables)
    assert code == 3, said
    assert (repository.root / "ai-cost.xml").read_text().startswith("<?xml")
    assert (repository.root / "ai-cost.json").exists()


def test_installer_says_how_it_is_called():
    done = subprocess.run(["sh", str(ROOT / "scripts/install.sh")], capture_output=True, text=True)
    assert done.returncode == 2 and "usage: " in done.stderr


@pytest.mark.packages
def test_installer_makes_a_gate_that_imports_nothing_of_the_workspace(tmp_path):
    place = tmp_path / "a b" / "gate"
    place.parent.mkdir()
    done = subprocess.run(["sh", str(ROOT / "scripts/install.sh"), str(place)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (tmp_path / "click.py").write_text("raise SystemExit('imported')\n")
    done = subprocess.run(
        [place / "bin" / "finops-gate", "price", "gpt-4o-mini"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
