"""`finops-gate init`: write a policy to start from, or git hooks."""

from __future__ import annotations

import os

import click

from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.exits import NO_ANSWER, PASS
from finops_gate.cli.output import log, say


@click.command("init")
@options.repository
@click.option("--hooks", is_flag=True, help="Write a commit and a push hook instead, which need no framework.")
@click.option("--force", is_flag=True, help="Replace what is there.")
def command(repo: str | None, hooks: bool, force: bool) -> int:
    """Write .finops-gate/policy.yaml: the starter policy, with what each line means.

    With --hooks it writes git hooks: one judges what is about to be committed, as it is staged, the other what is
    about to be pushed. They go where core.hooksPath says. A hook of somebody else stays as it is unless --force is
    given; then the line to add to it is shown, and the exit code is 2.

    \b
    Examples:
      finops-gate init
      finops-gate init --repo ../other
      finops-gate init --hooks
    """
    if hooks:
        return _hooks(repo, force)
    from finops_gate.app.init import run

    path = run(options.place(repo), force)
    say(
        f"Wrote {clean(str(path), 400)}: the rules that hold without a file, with what each line means.\n"
        "Next: name your features and approvers in it, then finops-gate policy check. It takes effect once it is on\n"
        "the branch that pull requests go into. Measured calls belong into .finops-gate/usage.csv beside it.\n"
    )
    return PASS


def _hooks(repo: str | None, force: bool) -> int:
    from finops_gate.app.hooks import install

    written = install(options.place(repo), os.environ, force)
    for path in written.paths:
        say(f"Wrote {clean(path, 400)}\n")
    for note in written.notes:
        log(f"note: {note}")
    for path, line in written.taken:
        log(f"error: {clean(path, 400)} is somebody else's and stays as it is")
        log(f"hint: add this line to it, or give --force: {clean(line, 1000)}")
    return NO_ANSWER if written.taken else PASS


COMMAND: click.Command = command
