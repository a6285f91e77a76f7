"""`finops-gate baseline`: let old debt pass, so that the gate can begin today."""

from __future__ import annotations

import click

from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import log, say


@click.group("baseline")
def command() -> None:
    """Let old debt pass, so that the gate can begin today.

    \b
    Examples:
      finops-gate baseline write
    """


@command.command("write")
@click.argument("revision", default="HEAD")
@options.repository
def write(revision: str, repo: str | None) -> int:
    """Write .finops-gate/baseline.csv: what the policy objects to in a revision as it is.

    Retired, denied, unpriced and unreadable models that are there today do not hold up a change that only touches their
    site. Another model there, and every growth of cost, is judged as ever. Written again, it gets shorter as old debt
    is paid; an entry that comes is an edit of the gate, and asks its governance.

    \b
    Examples:
      finops-gate baseline write
      finops-gate baseline write v1.2
    """
    from finops_gate.app.baseline import old_debt
    from finops_gate.app.baseline import write as written

    place = options.place(repo)
    entries = old_debt(place, revision, explicit=repo is not None)
    path = written(place, entries)
    count = f"{len(entries)} finding{'' if len(entries) == 1 else 's'}"
    say(f"{clean(str(path))}: {count} accepted\n")
    for entry in entries:
        log(f"{entry.rule} {clean(entry.site)} {clean(entry.subject or '(unreadable)')}")
    return 0


COMMAND: click.Command = command
