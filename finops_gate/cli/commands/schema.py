"""`finops-gate schema`: print the JSON Schema of a report or of a governing file."""

from __future__ import annotations

import click

from finops_gate.cli.output import say


@click.command("schema")
@click.argument("name", default="report")
def command(name: str) -> int:
    """Print the JSON Schema of `report` or `policy`.

    \b
    Examples:
      finops-gate schema report > report-1.json
      finops-gate schema policy
    """
    import json

    from finops_gate.app.schemas import schema

    say(json.dumps(schema(name), indent=2) + "\n")
    return 0


COMMAND: click.Command = command
