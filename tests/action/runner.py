"""Runs action.yml step by step as GitHub's runner does, as far as the file goes: what it does not know, it refuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_STEP = {"id", "name", "shell", "env", "run", "if", "working-directory"}
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")


class UnknownExpressionError(Exception):
    """An expression, or a key, that this runner has not learnt."""


@dataclass
class Result:
    """What came of a run."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(Path(self.outputs["report-json"]).read_text(encoding="utf-8"))
        return found


@dataclass
class Job:
    """One job of a workflow, in its workspace."""

    workspace: Path
    folder: Path
    """Where the runner keeps its files; made when it is not there."""
    event: str
    payload: Mapping[str, Any]
    sha: str = ""
    server: str = "https://github.example"
    api: str = ""
    token: str = ""
    repository: str = "acme/shop"
    environment: dict[str, str] = field(default_factory=dict)
    """What earlier steps or the workflow have set."""
    action: Path = ROOT
    inside: bool = False
    """Runs the gate in this process: what it does is the same, and is seen by the measure of coverage."""

    def run(self, **inputs: str) -> Result:
        """Every step in its order, until one fails. `fail_on="none"` is the input fail-on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / "temp"
        temporary.mkdir(exist_ok=True)
        event = self.folder / "event.json"
        event.write_text(json.dumps(self.payload), encoding="utf-8")
        described = yaml.safe_load((self.action / "action.yml").read_text(encoding="utf-8"))
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        given = {"python": sys.executable, "install": "false", **given}
        unknown = given.keys() - described["inputs"].keys()
        assert not unknown, f"action.yml has no input {unknown}"
        github = {
            "token": self.token,
            "action_path": str(self.action),
            "workspace": str(self.workspace),
            "event_name": self.event,
            "sha": self.sha,
        }
        context = {"github": github, "inputs": {}, "steps": {}}
        for name, entry in described["inputs"].items():
            context["inputs"][name] = given.get(name, _evaluated(str(entry.get("default", "")), context))
        variables = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            **{f"GITHUB_{name.upper()}": value for name, value in github.items() if name != "token"},
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": self.repository,
            "GITHUB_SERVER_URL": self.server,
            "GITHUB_API_URL": self.api or f"{self.server}/api/v3",
            "GITHUB_RUN_ID": "4711",
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            "RUNNER_TEMP": str(temporary),
            "RUNNER_TOOL_CACHE": str(self.folder / "tools"),
            **self.environment,
        }
        code, log, summary = 0, "", ""
        assert described["runs"]["using"] == "composite"
        for number, step in enumerate(described["runs"]["steps"]):
            if code or not _holds(step.get("if", "success()"), code):
                continue
            code, said, outputs, added = self._step(number, step, context, variables)
            log, summary = log + said, summary + added
            context["steps"][step["id"]] = {"outputs": outputs}
        outputs = {name: _evaluated(entry["value"], context) for name, entry in described["outputs"].items()}
        return Result(code, log, outputs, summary)

    def _step(
        self, number: int, step: Mapping[str, Any], context: Mapping[str, Any], variables: dict[str, str]
    ) -> tuple[int, str, dict[str, str], str]:
        if step.keys() - _STEP:
            raise UnknownExpressionError(f"keys of a step: {step.keys() - _STEP}")
        assert step["shell"] == "bash", "a composite step names its shell"
        assert "${{" not in step["run"], "an expression in a script is an injection"
        files = {}
        for kind in ("OUTPUT", "ENV", "PATH", "STEP_SUMMARY"):
            files[kind] = self.folder / f"{kind.lower()}-{number}"
            files[kind].write_text("", encoding="utf-8")
        script = self.folder / f"step-{number}.sh"
        script.write_text(step["run"], encoding="utf-8")
        own = {name: _evaluated(str(value), context) for name, value in step.get("env", {}).items()}
        known = {**variables, **{f"GITHUB_{kind}": str(path) for kind, path in files.items()}, **own}
        if self.inside and step["run"].endswith(" run"):
            code, said = _inside(known)
            summary = files["STEP_SUMMARY"].read_text(encoding="utf-8")
            return code, said, parsed(files["OUTPUT"].read_text(encoding="utf-8")), summary
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env=known,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="surrogateescape",
            timeout=300,
        )
        assert not files["ENV"].read_text() and not files["PATH"].read_text(), "nothing is left to later steps"
        summary = files["STEP_SUMMARY"].read_text(encoding="utf-8")
        return done.returncode, done.stdout, parsed(files["OUTPUT"].read_text(encoding="utf-8")), summary


def _inside(variables: Mapping[str, str]) -> tuple[int, str]:
    from finops_gate.cli.action import main

    before = dict(os.environ)
    said = StringIO()
    os.environ.clear()
    os.environ.update(variables)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            code = main()
    finally:
        os.environ.clear()
        os.environ.update(before)
    return code, said.getvalue()


def parsed(text: str) -> dict[str, str]:
    """The outputs of a step's file: ``name=value``, or a name and lines up to a word."""
    found = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, separator, value = line.partition("=")
        if "<<" in line and (not separator or line.index("<<") < line.index("=")):
            name, _, word = line.partition("<<")
            kept = []
            for inner in lines:
                if inner == word:
                    break
                kept.append(inner)
            else:
                raise ValueError(f"output {name} does not end")
            value = "\n".join(kept)
        elif not separator:
            raise ValueError(f"no output: {line}")
        found[name] = value
    return found


def _evaluated(text: str, context: Mapping[str, Any]) -> str:
    return _EXPRESSION.sub(lambda found: _value(found[1], context), text)


def _value(expression: str, context: Mapping[str, Any]) -> str:
    if re.fullmatch(r"inputs\.[a-z-]+|github\.[a-z_]+", expression):
        room, name = expression.split(".")
        if name not in context[room]:
            raise UnknownExpressionError(expression)
        return str(context[room][name])
    output = re.fullmatch(r"steps\.([a-z-]+)\.outputs\.([a-z-]+)", expression)
    if output:
        return str(context["steps"].get(output[1], {"outputs": {}})["outputs"].get(output[2], ""))
    raise UnknownExpressionError(expression)


def _holds(condition: str, code: int) -> bool:
    known = {"success()": code == 0, "always()": True, "failure()": code != 0}
    if condition not in known:
        raise UnknownExpressionError(condition)
    return known[condition]
