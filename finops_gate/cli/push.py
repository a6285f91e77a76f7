"""`finops-gate-push`, for a push hook: judges what is pushed, before it is."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.exits import APPROVAL, BLOCK, NO_ANSWER, PASS, WARN
from finops_gate.cli.main import INTERRUPTED
from finops_gate.cli.main import main as gate
from finops_gate.cli.output import log

if TYPE_CHECKING:
    from collections.abc import Sequence

WORST = (INTERRUPTED, NO_ANSWER, BLOCK, APPROVAL, WARN, PASS)
"""Exit codes, that of the worst outcome first: several references make one answer."""


@click.command("finops-gate-push")
@click.argument("remote", required=False, default="")
@click.argument("url", required=False, expose_value=False)
@options.repository
@click.option("--target", default="", metavar="REV", help="Where change requests go; the remote's default branch.")
@click.option("--strict", is_flag=True, help="Hold a push back that needs an approval, too.")
@click.option("--format", "name", default="table", metavar="FORMAT", help="The report: a format of finops-gate diff.")
@click.option("--inspect", "mode", type=click.Choice(("off", "cached", "network")), help="Look into packages so.")
@options.day
@options.loudness
def command(
    remote: str,
    repo: str | None,
    target: str,
    strict: bool,
    name: str,
    mode: str | None,
    as_of: object,
    no_color: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Judge what a push brings, as the change request of each branch would be.

    What git writes to its pre-push hook is read from standard input, what pre-commit says from PRE_COMMIT_* variables;
    at a terminal it is HEAD that would be pushed. REMOTE and URL are what git calls the hook with.

    Approvals are given on pull requests, so one that is required is shown and lets the push pass; with --strict it
    does not.

    \b
    Examples:
      finops-gate-push                      what would a push of HEAD bring?
      finops-gate-push --target origin/develop
      finops-gate-push --strict -- "$@"     in .git/hooks/pre-push

    Exit codes: 0 pass, 1 block, 2 no answer, 3 approval required under --strict.
    """
    from finops_gate.app.push import spans, told

    push = told(os.environ, remote, _lines(called=bool(remote)))
    found = spans(options.place(repo), push, target, explicit=repo is not None)
    shared = ["--fail-on", "approval" if strict else "block", "--format", name]
    shared += ["--repo", repo] if repo is not None else []
    shared += ["--inspect", mode] if mode else []
    shared += ["--as-of", f"{as_of:%Y-%m-%d}"] if as_of is not None else []
    shared += [word for word, is_set in (("--no-color", no_color), ("-q", quiet), ("-v", verbose)) if is_set]
    codes = {PASS}
    for span in found:
        if len(found) > 1 or verbose:
            log(f"{clean(span.ref, 200)}, compared with {span.against}:")
        codes.add(gate(["diff", span.revisions, *shared]))
    return next(code for code in WORST if code in codes)


def _lines(*, called: bool) -> list[str] | None:
    """What git says is pushed; None where nobody says it. `called`: by git, which may have nothing to push."""
    if sys.stdin is None or sys.stdin.isatty():
        return None
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="surrogateescape")  # the names of branches are bytes
    lines = sys.stdin.read().splitlines()
    return lines if lines or called else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Judges a push; returns the exit code."""
    return gate(arguments, command)


if __name__ == "__main__":
    sys.exit(main())
