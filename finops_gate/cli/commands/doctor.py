"""`finops-gate doctor`: check that the gate would work here."""

from __future__ import annotations

import click

from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say


@click.command("doctor")
@options.repository
def command(repo: str | None) -> int:
    """Check Python, git, the repository, the age of the prices, the policy and the usage file.

    Exit 2 when something would keep the gate from answering.

    \b
    Examples:
      finops-gate doctor
      finops-gate doctor --repo ../other
    """
    from finops_gate.app.doctor import State, run

    checks = run(options.place(repo), options.today())
    lines = []
    for check in checks:
        lines.append(f"{check.state.value:<5} {check.name:<11} {clean(check.found, 400)}")
        if check.todo:
            lines.append(f"{'':<18}{clean(check.todo, 400)}")
    say("\n".join(lines) + "\n")
    return 2 if any(check.state is State.FAIL for check in checks) else 0


COMMAND: click.Command = command
