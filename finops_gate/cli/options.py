"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    Kind = click.ParamType[str]
else:  # the oldest click that we run with does not know it as generic
    Kind = click.ParamType

Command = TypeVar("Command", bound=Callable[..., Any])


class ReportFormat(Kind):
    """A format of a shelf of reports; its names are read only when somebody asks for them."""

    name = "format"

    def __init__(self, package: str = "finops_gate.reports") -> None:
        self.package = package

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        from finops_gate.app.render import check

        return check(str(value), self.package)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002
        from finops_gate.app.render import formats

        return f"[{'|'.join(formats(self.package))}]"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[click.shell_completion.CompletionItem]:
        from click.shell_completion import CompletionItem

        from finops_gate.app.render import formats

        return [CompletionItem(name) for name in formats(self.package) if name.startswith(incomplete)]


def repository(function: Command) -> Command:
    """``--repo DIR``."""
    return click.option(
        "--repo", metavar="DIR", help="The repository, also a bare one; without it that of the current directory."
    )(function)


def day(function: Command) -> Command:
    """``--as-of DATE``."""
    return click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help="Use the prices of this day (2026-11-23).",
    )(function)


def loudness(function: Command) -> Command:
    """``--no-color``, ``-q`` and ``-v``."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Also what is not billed, and all evidence."),
        click.option("-q", "--quiet", is_flag=True, help="Only the first line."),
        click.option("--no-color", is_flag=True, help="No colour; NO_COLOR=1 does the same."),
    ):
        function = option(function)
    return function


def printed(package: str) -> Callable[[Command], Command]:
    """``--format``, of the shelf of formats of a package."""
    return click.option("--format", "name", type=ReportFormat(package), default="table", help="How it is printed.")


def day_of(moment: datetime | None) -> date | None:
    """The day of an option."""
    return moment.date() if moment is not None else None


def today() -> date:
    """The day of the clock, in UTC. Only for questions whose answer is no verdict."""
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def place(name: str | None) -> Path | None:
    """A path that a person named."""
    if name is None:
        return None
    from pathlib import Path

    return Path(name)


def cache_directory(environment: Mapping[str, str]) -> str | None:
    """Where validated policies are kept: FINOPS_GATE_CACHE (empty: nowhere), else below the user's cache directory."""
    chosen = environment.get("FINOPS_GATE_CACHE")
    if chosen is not None:
        return chosen or None
    shared = environment.get("XDG_CACHE_HOME", "")
    if os.path.isabs(shared):
        return os.path.join(shared, "finops-gate")
    home = environment.get("HOME", "")
    return os.path.join(home, ".cache", "finops-gate") if os.path.isabs(home) else None


def reports_at(patterns: Iterable[str]) -> list[Path]:
    """The files that patterns name; a folder names all JSON files below it. Links are not followed.

    Raises UsageError where one of the patterns names no file: what was not read would count as nothing.
    """
    from glob import iglob
    from pathlib import Path

    found: set[Path] = set()
    for pattern in patterns:
        names = [pattern] if os.path.exists(pattern) else iglob(pattern, recursive=True)
        below = [file for path in map(Path, names) for file in (path.rglob("*.json") if path.is_dir() else [path])]
        files = {path for path in below if path.is_file() and not path.is_symlink()}
        if not files:
            globs = any(character in pattern for character in "*?[")
            what = "pattern matches" if globs else "folder holds" if os.path.isdir(pattern) else "path names"
            kind = "JSON file" if os.path.isdir(pattern) else "file"
            raise UsageError(f"{clean(pattern, 200)}: this {what} no {kind}", "--from 'reports/**/*.json'")
        found |= files
    return sorted(found)
