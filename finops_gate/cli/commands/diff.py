"""`finops-gate diff`: judge what a range of commits does to AI spending."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.exits import LEVELS, PASS, exit_code
from finops_gate.cli.output import NOWHERE, log, say, terminal, write
from finops_gate.model.quiet import NO_CHANGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from finops_gate.app.inspecting import Inspecting


@click.command("diff")
@click.argument("revisions", required=False, metavar="[A..B]")
@options.repository
@click.option("--exact", is_flag=True, help="Compare with A itself, not with the merge base of A and B.")
@click.option("--staged", is_flag=True, help="Compare HEAD with the index.")
@click.option("--format", "name", type=options.ReportFormat(), default="table", help="The report on standard output.")
@click.option(
    "--output", "outputs", multiple=True, metavar="FORMAT=PATH", help="Also write a report to a file; repeatable."
)
@click.option(
    "--inspect",
    "mode",
    type=click.Choice(("off", "cached", "network")),
    default=lambda: os.environ.get("FINOPS_GATE_INSPECT") or "cached",
    show_default="cached",
    help="Look into packages whose versions moved: not at all, those of the cache, or fetch them.",
)
@options.day
@click.option(
    "--since",
    metavar="REF|DATE",
    help="Add what was merged since a tag or a day (2026-11-01), and judge the sum, too.",
)
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="approval",
    show_default=True,
    help="The mildest outcome with an exit code of its own.",
)
@click.option(
    "--approvals",
    type=click.Choice(("auto", "off")),
    default="off",
    show_default=True,
    help="Ask the forge of this CI job who approved what is asked for.",
)
@click.option("--exit-zero", is_flag=True, help="Advise only: exit 0 whatever the verdict. Errors stay exit 2.")
@options.loudness
def command(
    revisions: str | None,
    repo: str | None,
    exact: bool,
    staged: bool,
    name: str,
    outputs: tuple[str, ...],
    mode: str,
    as_of: datetime | None,
    since: str | None,
    fail_on: str,
    approvals: str,
    exit_zero: bool,
    no_color: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Judge what a change does to AI spending.

    A..B compares B with its merge base with A, as a pull request does. Without a range the work tree is compared with
    its merge base with the default branch; in a job of GitLab, Bitbucket, Azure Pipelines or Jenkins for a change
    request, that is compared. Policy and usage are read from A, so a branch cannot weaken its own gate.

    \b
    Examples:
      finops-gate diff main..HEAD
      finops-gate diff                            the work tree
      finops-gate diff --staged                   what is about to be committed
      finops-gate diff v1.2..v1.3 --exact         two states, whatever their history
      finops-gate diff main..HEAD --format json
      finops-gate diff main..HEAD --output json=report.json --output markdown=comment.md

    Exit codes: 0 pass or approved, 1 block, 2 no answer, 3 approval required, 4 warnings under --fail-on warn.
    """
    from finops_gate.app.diff import Request, find, judge

    targets = _targets(outputs)
    if revisions is None and not staged:
        revisions = _job(os.environ, repo)
    found = find(
        Request(
            directory=options.place(repo),
            revisions=revisions,
            exact=exact,
            staged=staged,
            as_of=options.day_of(as_of),
            cache=options.cache_directory(os.environ),
            explicit=repo is not None,
            inspecting=_inspecting(mode, quiet),
            since=since,
            overrides=_overrides(os.environ, mode=mode, fail_on=fail_on, exit_zero=exit_zero),
        )
    )
    shown = terminal(sys.stdout, os.environ, no_color=no_color)
    plain = name == "table" and not (shown.width or verbose or targets or exit_zero)
    if plain and found.quiet and not found.sides.skipped:
        say(f"{NO_CHANGE}\n")  # the line is the whole table: neither a verdict nor a report is imported
        return PASS

    from finops_gate.app.render import render

    if approvals == "auto":
        from finops_gate.app.approving import judged

        verdict = judged(found)
    else:
        verdict = judge(found)
    enforced = exit_code(verdict, fail_on)
    if exit_zero or fail_on == "none":
        from finops_gate.base.frozen import replace

        verdict = replace(verdict, advisory=True)
    if exit_zero:
        log(f"advisory run: the exit code is 0, without --exit-zero it would be {enforced}")
    for form, path in targets:
        write(path, render(verdict, form, width=NOWHERE.width, color=NOWHERE.color, verbose=verbose), "the report")
    if quiet and name == "table":
        say(f"{clean(verdict.headline, 1000)}\n")
    else:
        say(render(verdict, name, width=shown.width, color=shown.color, verbose=verbose))
    return exit_code(verdict, fail_on)


def _job(environment: Mapping[str, str], repo: str | None) -> str | None:
    """The range of the change request that a CI job is for; None elsewhere."""
    from finops_gate.app.jobs import span, told

    request = told(environment)
    if request is None:
        return None
    found = span(request, options.place(repo), explicit=repo is not None)
    log(found.how)
    return found.revisions


_HARMLESS = frozenset({"FINOPS_GATE_CACHE", "FINOPS_GATE_DEBUG", "FINOPS_GATE_INSPECT", "FINOPS_GATE_TOKEN"})
"""Variables that change no verdict, and one that is told by its effect. What is called a token is not told."""


def _overrides(environment: Mapping[str, str], *, mode: str, fail_on: str, exit_zero: bool) -> tuple[str, ...]:
    """What was set from outside that may make the run milder than the policy alone; the report lists it."""
    options_set = (
        (f"--fail-on {fail_on}", fail_on in ("none", "block")),
        ("--exit-zero", exit_zero),
        ("--inspect off", mode == "off"),
    )
    named = [word for word, is_set in options_set if is_set]
    variables = (name for name in environment if name.startswith("FINOPS_GATE_") and name not in _HARMLESS)
    return (*named, *sorted(clean(name, 80) for name in variables if "TOKEN" not in name))


def _inspecting(mode: str, quiet: bool) -> Inspecting:
    """How packages are looked into; on a terminal one line says which is looked at."""
    from finops_gate.app.inspecting import Inspecting

    shown = sys.stderr.isatty() and not quiet

    def progress(done: int, total: int, name: str) -> None:
        if shown and (done == 0 or done % 10 == 0 or mode == "network"):
            sys.stderr.write(f"\r\x1b[Klooking into packages {done + 1}/{total}: {clean(name, 40)}")
            sys.stderr.write("\r\x1b[K" if done + 1 == total else "")
            sys.stderr.flush()

    return Inspecting(mode, options.cache_directory(os.environ), os.environ, progress)


def _targets(outputs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Formats and paths of --output, checked before anything is read."""
    from finops_gate.app.render import check

    found: dict[str, str] = {}
    for output in outputs:
        form, separator, path = output.partition("=")
        if not separator or not path:
            raise UsageError(
                f"--output {clean(output, 80)} names no file", "write FORMAT=PATH: --output json=report.json"
            )
        if path in found:
            raise UsageError(f"--output names {clean(path, 80)} twice", "give each report a file of its own")
        found[path] = check(form)
    return [(form, path) for path, form in found.items()]


COMMAND: click.Command = command
