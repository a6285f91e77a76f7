"""`finops-gate dependency`: what a new version of a package changes for callers who name no model."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say

if TYPE_CHECKING:
    from finops_gate.model.package import Inspection


@click.command("dependency")
@click.argument("package", metavar="ECOSYSTEM:NAME")
@click.argument("before", metavar="FROM")
@click.argument("after", metavar="TO")
@click.option("--format", "name", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.option("--offline", is_flag=True, help="Only what the cache holds.")
def command(package: str, before: str, after: str, name: str, offline: bool) -> int:
    """Say which default models change between two versions of a package.

    \b
    Examples:
      finops-gate dependency pypi:magentic 0.23.0 0.24.0
    """
    from finops_gate.app.packages import INSPECTED, Packages, inspect

    ecosystem, colon, wanted = package.partition(":")
    if not colon or ecosystem not in INSPECTED or not wanted:
        raise UsageError(f"{clean(package, 80)} names no package", "write pypi:NAME or npm:NAME")
    packages = Packages(options.cache_directory(os.environ), os.environ, network=not offline)
    try:
        found = inspect(packages, ecosystem, wanted, before, after)
    finally:
        packages.close()
    say(_json(found) if name == "json" else _table(found))
    return 0 if found.state.value == "inspected" else 2


def _json(found: Inspection) -> str:
    import json

    return (
        json.dumps(
            {
                "package": f"{found.ecosystem}:{found.name}",
                "from": found.before,
                "to": found.after,
                "status": found.state.value,
                "reason": found.reason,
                "changes": [
                    {
                        "file": change.file,
                        "symbol": change.symbol,
                        "old": change.old,
                        "new": change.new,
                        "line_from": change.line_old,
                        "line_to": change.line_new,
                        "role": change.role.value,
                    }
                    for change in found.changes
                ],
                "artefacts": dict(found.artefacts),
            },
            indent=2,
        )
        + "\n"
    )


def _table(found: Inspection) -> str:
    title = f"{found.ecosystem}:{clean(found.name)} {clean(found.before)} -> {clean(found.after)}"
    if found.reason:
        return f"{title}: not inspected: {clean(found.reason)}\n"
    if not found.changes:
        return f"{title}: no default model changes\n"
    lines = [f"{title}: {len(found.changes)} default model{'s' if len(found.changes) > 1 else ''} changed", ""]
    for change in found.changes:
        lines.append(f"  {clean(change.old)} -> {clean(change.new)}")
        lines.append(f"    {clean(change.symbol)}  ({clean(change.file)}:{change.line_new})")
    return "\n".join(lines) + "\n"


COMMAND: click.Command = command
