"""`finops-gate init`: write a policy to start from."""

from __future__ import annotations

import click

from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say


@click.command("init")
@options.repository
@click.option("--force", is_flag=True, help="Replace a policy that is there.")
def command(repo: str | None, force: bool) -> int:
    """Write .finops-gate/policy.yaml: the starter policy, with what each line means.

    \b
    Examples:
      finops-gate init
      finops-gate init --repo ../other
    """
    from finops_gate.app.init import run

    path = run(options.place(repo), force)
    say(
        f"Wrote {clean(str(path), 400)}: the rules that hold without a file, with what each line means.\n"
        "Next: name your features and approvers in it, then finops-gate policy check. It takes effect once it is on\n"
        "the branch that pull requests go into. Measured calls belong into .finops-gate/usage.csv beside it.\n"
    )
    return 0


COMMAND: click.Command = command
