"""`finops-gate approve`: write down the approval of a request, signed or to be merged first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from finops_gate.base.money import dollars
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say

if TYPE_CHECKING:
    from datetime import datetime


@click.command("approve")
@click.argument("revisions", required=False, metavar="[A..B]")
@options.repository
@click.option("--exact", is_flag=True, help="Compare with A itself, not with the merge base of A and B.")
@click.option("--code", default="", metavar="CODE", help="The request that is approved, as diff shows it.")
@click.option("--finding", default="", metavar="FINGERPRINT", help="One finding instead of a request.")
@click.option("--reason", required=True, metavar="WORDS", help="Why.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last day on which it holds; without it 180 days from now.",
)
@click.option("--approved-by", default="", metavar="LOGIN", help="Who approves; without it the role's only user.")
@click.option("--role", default="", metavar="ROLE", help="For a finding that asks no role.")
@click.option("--sign-with", "key", default="", metavar="KEY", help="The ssh key to sign with.")
@options.day
def command(
    revisions: str | None,
    repo: str | None,
    exact: bool,
    code: str,
    finding: str,
    reason: str,
    expires: datetime | None,
    approved_by: str,
    role: str,
    key: str,
    as_of: datetime | None,
) -> int:
    """Write the approval of a request into .finops-gate/waivers.yaml: who, why, up to what amount, until when.

    A waiver counts once it stands on the branch that the change goes into. One that is signed with a key which
    .finops-gate/allowed_signers names on that branch counts in the change itself.

    \b
    Examples:
      finops-gate approve main..HEAD --code K7QX2MDA --reason "pilot until March" --expires 2027-03-31
      finops-gate approve main..HEAD --code K7QX2MDA --reason "pilot" --sign-with ~/.ssh/id_ed25519
      finops-gate approve main..HEAD --finding 0f3a9c2b7d1e4f60 --role engineering-lead --reason "known"
    """
    from finops_gate.app.approve import Asked, run
    from finops_gate.app.diff import Request

    request = Request(
        directory=options.place(repo),
        revisions=revisions,
        exact=exact,
        as_of=options.day_of(as_of),
        cache=options.cache_directory(os.environ),
        explicit=repo is not None,
    )
    asked = Asked(code, finding, reason, approved_by, role, options.day_of(expires), os.path.expanduser(key))
    written = run(request, asked)
    for waiver in written.waivers:
        amount = "a month that nobody knows" if waiver.ceiling is None else f"{dollars(waiver.ceiling, True)}/month"
        signed = "signed" if waiver.signature else "counts once it is merged"
        say(f"{waiver.id}: {amount} until {waiver.expires}, by {clean(waiver.approved_by, 80)} ({signed})\n")
    say(f"Wrote {clean(written.path, 400)}. Commit it.\n")
    return 0


COMMAND: click.Command = command
