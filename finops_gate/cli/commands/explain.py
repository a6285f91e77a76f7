"""`finops-gate explain`: say what a rule, a model, a machine or a finding of a report is about."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say

if TYPE_CHECKING:
    from datetime import datetime


@click.command("explain")
@click.argument("subject")
@click.option("--report", metavar="FILE", help="Look findings up in this JSON report.")
@click.option("--range", "revisions", metavar="A..B", help="Look findings up in this comparison, as diff takes it.")
@click.option("--staged", is_flag=True, help="Look findings up in HEAD against the index.")
@click.option("--exact", is_flag=True, help="Compare with A itself, as diff --exact.")
@click.option("--provider", default="", help="Who bills the model: openai, azure, bedrock...")
@options.repository
@options.day
def command(
    subject: str,
    report: str | None,
    revisions: str | None,
    staged: bool,
    exact: bool,
    provider: str,
    repo: str | None,
    as_of: datetime | None,
) -> int:
    """Say what a rule, a model, a machine, or a finding or change of a report is about.

    A finding is named by its fingerprint, as a report prints it. It is looked up in --report, or else in the comparison
    that --range, --staged or nothing (the work tree) names.

    \b
    Examples:
      finops-gate explain per-call-increase
      finops-gate explain gpt-4o-mini
      finops-gate explain p5.48xlarge
      finops-gate explain claude-sonnet-4-5 --provider bedrock --as-of 2026-01-31
      finops-gate explain 0f3a5c7e9b1d2f48 --range main..HEAD
      finops-gate explain 0f3a5c7e9b1d2f48 --report report.json
    """
    from finops_gate.app.diff import Request
    from finops_gate.app.explain import explain

    request = Request(
        directory=options.place(repo),
        revisions=revisions,
        exact=exact,
        staged=staged,
        as_of=options.day_of(as_of),
        cache=options.cache_directory(os.environ),
        explicit=repo is not None,
    )
    day = options.day_of(as_of) or options.today()
    page = explain(subject, provider, day, options.place(report), request)
    lines = [clean(page.title, 400)]
    for heading, body in page.sections:
        if body:
            lines += ["", *([f"{heading}:"] if heading else [])]
            lines += [f"{'  ' if heading else ''}{clean(line, 1000)}".rstrip() for line in body]
    if page.history:
        from finops_gate.cli import chart

        blocks = (sys.stdout.encoding or "").lower().startswith("utf")
        lines += ["", "History:", *(f"  {line}" for line in chart.history(page.history, day, blocks))]
    say("\n".join(lines) + "\n")
    return 0


COMMAND: click.Command = command
