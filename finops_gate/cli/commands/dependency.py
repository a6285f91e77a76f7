"""`finops-gate dependency`: what a new version of a package changes for callers who name no model."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say

if TYPE_CHECKING:
    from finops_gate.model.package import Inspection

UNANSWERED = 2


@click.command("dependency")
@click.argument("package", metavar="ECOSYSTEM:NAME|watch")
@click.argument("before", metavar="[FROM]", default="")
@click.argument("after", metavar="[TO]", default="")
@options.repository
@click.option("--format", "name", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.option("--offline", is_flag=True, help="Only what the cache holds.")
@click.option("--all", "every", is_flag=True, help="With watch: also packages whose names say nothing of models.")
def command(package: str, before: str, after: str, repo: str | None, name: str, offline: bool, every: bool) -> int:
    """Say which default models change between two versions of a package.

    Both versions are fetched from the configured index, checked by hash and read in memory; nothing is installed.
    `watch` looks at the packages that the repository names, and says what the newest versions that their ranges allow
    would change, before anybody takes them.

    \b
    Examples:
      finops-gate dependency pypi:magentic 0.23.0 0.24.0
      finops-gate dependency npm:llamaindex 0.3.15 0.3.16 --format json
      finops-gate dependency watch

    Exit codes: 0 looked into, 2 not: the reason is in the answer.
    """
    from finops_gate.app.inspecting import Inspecting

    how = Inspecting("cached" if offline else "network", options.cache_directory(os.environ), os.environ)
    if package == "watch":
        return _watch(options.place(repo), how, name, every)
    from finops_gate.app.packages import INSPECTED, Packages, inspect

    ecosystem, colon, wanted = package.partition(":")
    if not colon or ecosystem not in INSPECTED or not wanted or not before or not after:
        raise UsageError(
            f"{clean(package, 80)} names no package with two versions", "write pypi:NAME FROM TO or npm:NAME FROM TO"
        )
    packages = Packages(how.cache, how.environment, network=not offline)
    try:
        found = inspect(packages, ecosystem, wanted, before, after)
    finally:
        packages.close()
    say(_json(_plain(found)) if name == "json" else _table(found))
    return UNANSWERED if found.reason else 0


def _watch(place: Any, how: Any, name: str, every: bool) -> int:
    from finops_gate.app.watching import watch

    found = watch(place, how, every=every)
    if name == "json":
        say(_json({"packages": [_plain(one) for one in found.inspections], "current": found.current}))
    else:
        say(_watched(found.inspections, found.current))
    return 0


def _watched(inspections: Sequence[Inspection], current: int) -> str:
    changed = [one for one in inspections if one.changes]
    unread = [one for one in inspections if one.reason]
    lines = [_table(one) for one in (*changed, *unread)]
    quiet = len(inspections) - len(changed) - len(unread)
    lines.append(
        f"{len(changed)} would change a default model, {quiet} would not, {len(unread)} were not inspected, "
        f"{current} are the newest allowed\n"
    )
    return "".join(lines)


def _plain(found: Inspection) -> dict[str, object]:
    return {
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
    }


def _json(plain: dict[str, object]) -> str:
    import json

    return json.dumps(plain, indent=2) + "\n"


def _table(found: Inspection) -> str:
    title = f"{found.ecosystem}:{clean(found.name)} {clean(found.before)} -> {clean(found.after or 'newest')}"
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
