"""`finops-gate comment`: post a saved report on a pull request or merge request."""

from __future__ import annotations

import os

import click

from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import log, say


class ForgeName(options.Kind):
    """A forge of the shelf; their names are read only when somebody asks for them."""

    name = "forge"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from finops_gate.app.comment import forges

        if value not in forges():
            self.fail(f"There is no forge {clean(value, 40)!r}. There are {', '.join(forges())}.", param, ctx)
        return value


@click.command("comment")
@click.argument("forge", type=ForgeName(), metavar="github|gitlab|bitbucket|azure")
@click.option("--report", required=True, metavar="FILE", help="What finops-gate diff --format json has said.")
@click.option("--comment-id", default="default", metavar="NAME", help="Tells the comments of several jobs apart.")
@click.option("--number", default="", metavar="N", help="The change request; without it the one of the CI job.")
@click.option("--status-context", default="", metavar="NAME", help="Set a commit status of this name too.")
@click.option("--dry-run", is_flag=True, help="Show the comment and ask nobody anything.")
def command(forge: str, report: str, comment_id: str, number: str, status_context: str, dry_run: bool) -> int:
    """Post a saved report as a comment, or bring the comment that is there up to date.

    The job that judges then needs no right to write. The report is told, not believed: everything in it is escaped,
    and it is posted only while the change request ends in the report's commit. A status is as good as the job that
    wrote the report; for forks judge again instead of trusting theirs.

    The token comes from the environment: FINOPS_GATE_TOKEN, or GITHUB_TOKEN, GITLAB_TOKEN, BITBUCKET_TOKEN,
    AZURE_DEVOPS_TOKEN or SYSTEM_ACCESSTOKEN. It is sent to the forge's own host only.

    \b
    Examples:
      finops-gate comment github --report report.json
      finops-gate comment gitlab --report report.json --comment-id services/helpdesk
      finops-gate comment azure --report report.json --status-context finops-gate
      finops-gate comment bitbucket --report report.json --dry-run

    Exit codes: 0 told, or nothing to tell, 2 not told: the reason is on standard error.
    """
    from pathlib import Path

    from finops_gate.app.comment import Wanted, comment

    wanted = Wanted(forge, Path(report), comment_id, number, status_context, dry_run)
    spoken = comment(wanted, os.environ)
    if dry_run:
        say(spoken.text)
    elif spoken.moved:
        log("The change request ends in another commit by now; its own run speaks.")
    else:
        say(f"{clean(spoken.link, 400)}\n" if spoken.link else "")
        log("The change request is up to date." + (f" Status: {spoken.state}." if spoken.state else ""))
    return 0


COMMAND: click.Command = command
