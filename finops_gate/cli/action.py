"""The run of the GitHub Action: inputs from the environment, everything that a job shows, the verdict as exit code.

The report is printed and the summary written before anything is said to the forge, so no fault of it loses a finding.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finops_gate.base.errors import GateError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.cli import options, runner
from finops_gate.cli.exits import LEVELS, exit_code
from finops_gate.cli.main import ERROR
from finops_gate.cli.main import main as gate
from finops_gate.cli.output import log, say

if TYPE_CHECKING:
    from datetime import datetime

    from finops_gate.app.action import Asked, Connection, Judgement, Said
    from finops_gate.app.events import Event

PAYLOAD_LIMIT = 64 * 1024 * 1024
GOVERNING = ".finops-gate/"
COMMENTS = ("auto", "always", "on-change", "never")
"""When a comment is created: for a finding, whatever was found, for any change of AI cost, never."""
SECRETS = ("FINOPS_GATE_TOKEN", "FINOPS_GATE_TEAM_TOKEN", "GITHUB_TOKEN")
OWN = (*SECRETS, "FINOPS_GATE_PYTHON", "FINOPS_GATE_CACHE", "FINOPS_GATE_DEBUG")
"""Variables that make nothing milder."""


class Wanted(NamedTuple):
    """What the workflow wants to have shown, and where."""

    format: str
    fail_on: str
    verbose: bool
    comment: str
    identity: str
    context: str
    annotations: bool
    summary: bool
    sarif: Path
    json: Path


def choice(name: str, *of: str, default: str) -> Callable[[options.Command], options.Command]:
    """An input with a few words to choose from; the default lives here, not in action.yml."""
    return click.option(f"--{name}", type=click.Choice(of), envvar=_variable(name), default=default)


def word(name: str) -> Callable[[options.Command], options.Command]:
    """An input that is free text; empty where the workflow does not give it."""
    return click.option(f"--{name}", envvar=_variable(name), default="")


def switch(name: str) -> Callable[[options.Command], options.Command]:
    """An input that is true unless the workflow says false."""
    return click.option(f"--{name}", type=click.BOOL, envvar=_variable(name), default=True)


def _variable(name: str) -> str:
    return f"INPUT_{name.upper().replace('-', '_')}"


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@word("base")
@word("head")
@word("policy-ref")
@word("config")
@word("usage")
@word("working-directory")
@choice("fail-on", *LEVELS, default="approval")
@click.option("--format", "name", type=options.ReportFormat(), envvar=_variable("format"))
@choice("comment", *COMMENTS, default="auto")
@click.option("--comment-id", envvar=_variable("comment-id"), default="default")
@switch("annotations")
@switch("summary")
@word("sarif-file")
@word("json-file")
@word("status-context")
@choice("approvals", "auto", "off", default="auto")
@click.option("--exact", is_flag=True, help="Compare base itself with head.")
@click.option("--inspect", "mode", type=click.Choice(("off", "cached", "network")), default="network")
@click.option("--since", metavar="REF|DATE", help="Add what was merged since a tag or a day, and judge the sum, too.")
@options.day
@click.option("--exit-zero", is_flag=True, help="Advise only: exit 0 whatever the verdict. Errors stay exit 2.")
@click.option("-v", "--verbose", is_flag=True, help="Also what is not billed, and all evidence.")
def command(**given: Any) -> int:
    """Judge what the event of this job changes. Inputs come from the workflow as INPUT_* variables."""
    from finops_gate.app import action

    environment = os.environ
    workspace, temporary = _folder(environment, "GITHUB_WORKSPACE"), _folder(environment, "RUNNER_TEMP")
    own = Path(tempfile.mkdtemp(prefix="finops-gate-", dir=temporary))
    directory, below = _place(workspace, given["working_directory"])
    wanted = Wanted(
        format=given["name"] or ("github" if given["annotations"] else "table"),
        fail_on=given["fail_on"],
        verbose=given["verbose"],
        comment=given["comment"],
        identity=given["comment_id"],
        context=given["status_context"],
        annotations=given["annotations"],
        summary=given["summary"],
        sarif=runner.report_file(given["sarif_file"], workspace, temporary, own / "report.sarif"),
        json=runner.report_file(given["json_file"], workspace, temporary, own / "report.json"),
    )
    event: Event | None = None
    forge: Connection = None
    try:
        event = action.event_of(environment, _payload(environment))
        forge = action.forge_of(environment)
        asked = _asked(given, below, environment)
        judgement = action.judged(event, asked, directory, own / "clone", environment, forge)
        return _show(judgement, wanted, environment, advisory=given["exit_zero"])
    except GateError as error:
        for warning in action.failed(event, forge, error, wanted.context, _link(environment)):
            say(runner.command("warning", warning, title="finops-gate"))
        if wanted.summary:
            runner.summary(environment, f"⛔ finops-gate could not answer: {_code(error.message)}\n")
        raise


def _show(judgement: Judgement, wanted: Wanted, environment: Mapping[str, str], *, advisory: bool) -> int:
    from finops_gate.app import action
    from finops_gate.app.render import render
    from finops_gate.base.frozen import replace

    verdict, unanswered = judgement.verdict, judgement.unanswered
    if advisory:
        verdict = replace(verdict, advisory=True)
        judgement = judgement._replace(verdict=verdict)
    code = exit_code(verdict, wanted.fail_on)
    if unanswered is not None:
        code = ERROR  # neither the day nor the approvals are known: nothing passes on that

    def told(form: str) -> str:
        return render(verdict, form, width=0, color=False, verbose=wanted.verbose)

    # First what a person sees whatever else fails.
    shown = told(wanted.format)
    say(shown if wanted.format == "github" else runner.fenced(shown))
    if wanted.annotations and wanted.format != "github":
        say(told("github"))
    if wanted.summary:
        runner.summary(environment, told("summary"))
    report = told("json")
    runner.write(wanted.json, report)
    runner.write(wanted.sarif, told("sarif"))
    log(f"compared {judgement.span.revisions}: {judgement.span.how}")
    said = action.publish(
        judgement,
        told("markdown"),
        code,
        comment=wanted.comment,
        identity=wanted.identity,
        context=wanted.context,
        link=_link(environment),
    )
    for warning in said.warnings:
        say(runner.command("warning", clean(warning, 1000), title="finops-gate"))
    runner.outputs(environment, _outputs(json.loads(report), code, said, wanted))
    if code == ERROR:
        whys = [why for entry in verdict.approvals if entry.state == "unknown" for why in entry.why]
        reason = unanswered.message if unanswered is not None else "; ".join(dict.fromkeys(whys))
        log(f"error: nobody knows what was approved: {clean(reason, 1000)}")
        log("hint: run the job again; the token needs pull-requests: read, and teams need a team-token")
    return code


def _outputs(report: Mapping[str, Any], code: int, said: Said, wanted: Wanted) -> dict[str, str]:
    approvals = report["approvals"]
    pending = [entry for entry in approvals if entry["state"] != "granted"]
    approved = sorted({name for entry in approvals if entry["state"] == "granted" for name in entry["by"]})
    return {
        "verdict": "error" if code == ERROR else report["verdict"],
        "exit-code": str(code),
        "findings": str(len(report["findings"])),
        "monthly-delta": report["totals"]["delta"] or "",
        "percent-delta": report["totals"]["percent"] or "",
        "approved-by": json.dumps(approved),
        "pending-approvals": json.dumps(pending),
        "comment-url": said.comment,
        "report-json": str(wanted.json),
        "report-sarif": str(wanted.sarif),
    }


def _asked(given: Mapping[str, Any], below: str, environment: Mapping[str, str]) -> Asked:
    from finops_gate.app.action import Asked
    from finops_gate.app.inspecting import Inspecting

    moment: datetime | None = given["as_of"]
    cache = options.cache_directory(environment)
    return Asked(
        base=given["base"],
        head=given["head"],
        exact=given["exact"],
        below=below,
        policy=_governing("config", given["config"]),
        usage=_governing("usage", given["usage"]),
        governed_by=given["policy_ref"] if given["policy_ref"] not in ("", "base") else None,
        approvals=given["approvals"] == "auto",
        as_of=options.day_of(moment),
        since=given["since"],
        overrides=_overrides(given, environment),
        inspecting=Inspecting(given["mode"], cache, environment),
        cache=cache,
    )


def _overrides(given: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[str, ...]:
    """What the workflow sets that may make the run milder than the policy alone; the report lists it."""
    chosen = (
        (f"fail-on {given['fail_on']}", given["fail_on"] in ("none", "block")),
        ("--exit-zero", given["exit_zero"]),
        ("--inspect off", given["mode"] == "off"),
        (f"policy-ref {clean(given['policy_ref'], 80)}", given["policy_ref"] not in ("", "base")),
        (f"working-directory {clean(given['working_directory'], 80)}", given["working_directory"] not in ("", ".")),
    )
    variables = (name for name in environment if name.startswith("FINOPS_GATE_") and name not in OWN)
    return (*(word for word, is_set in chosen if is_set), *sorted(clean(name, 80) for name in variables))


def _governing(name: str, path: str) -> str:
    """A governing file stands in the governing folder, where a change to it is noticed."""
    if path and (not path.startswith(GOVERNING) or ".." in path.split("/")):
        raise UsageError(f"{name} names {clean(path)}, which is not below {GOVERNING}", f"move it to {GOVERNING}")
    return path


def _folder(environment: Mapping[str, str], name: str) -> Path:
    found = environment.get(name, "")
    if not os.path.isabs(found) or not os.path.isdir(found):
        raise UsageError(f"{name} names no folder", "this is the run of the GitHub Action; elsewhere: finops-gate diff")
    return Path(found)


def _place(workspace: Path, named: str) -> tuple[Path, str]:
    """The repository, and the folder of it that counts: a checkout of its own, or a folder of the one checkout."""
    folder = named.removeprefix("./").strip("/")
    if folder in ("", "."):
        return workspace, ""
    if os.path.isabs(named) or ".." in folder.split("/"):
        raise UsageError(f"working-directory {clean(named)} is not below the workspace", "name a folder of it")
    own = workspace / folder
    if os.path.lexists(own / ".git") and own.resolve() == workspace.resolve() / folder:
        return own, ""
    return workspace, folder


def _payload(environment: Mapping[str, str]) -> bytes:
    path = environment.get("GITHUB_EVENT_PATH", "")
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(PAYLOAD_LIMIT)
    except OSError:
        raise UsageError("the payload of the event cannot be read", "GITHUB_EVENT_PATH names its file") from None


def _link(environment: Mapping[str, str]) -> str:
    """The page of this run."""
    server, name, number = (environment.get(f"GITHUB_{key}", "") for key in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    return f"{server.rstrip('/')}/{name}/actions/runs/{number}" if server and name and number.isdigit() else ""


def _code(text: str) -> str:
    """Text in Markdown that is shown as it is."""
    from html import escape

    return f"<code>{escape(clean(text, 2000)).replace('`', '&#96;')}</code>"


def words(text: str) -> list[str]:
    """The input `args`: a JSON array, or one argument a line. No shell reads it. Raises UsageError."""
    if not text.strip().startswith("["):
        return [line.strip() for line in text.splitlines() if line.strip()]
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        raise UsageError("args is neither a JSON array of texts nor one argument a line", 'args: ["--exact"]')
    return found


@click.command()
def _refused() -> int:
    """Says what is wrong with `args`."""
    words(os.environ.get("INPUT_ARGS", ""))
    return ERROR


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the Action. Whatever happens, the outputs say what came of it, and the exit code is the verdict's."""
    for name in SECRETS:
        if os.environ.get(name):
            say(runner.command("add-mask", os.environ[name]))
    try:
        given = words(os.environ.get("INPUT_ARGS", "")) if arguments is None else list(arguments)
    except UsageError:
        code = gate([], _refused)
    else:
        code = gate(given, command)
    if code not in (0, 1, 3, 4):
        log("the gate could not answer; see the error above")
        try:
            runner.outputs(os.environ, {"verdict": "error", "exit-code": str(ERROR)})
        except GateError as error:
            log(f"error: {clean(error.message, 1000)}")
        return ERROR
    return code


if __name__ == "__main__":
    sys.exit(main())
