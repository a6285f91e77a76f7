"""The first policy of a repository: the starter policy, written out with what each line means."""

from __future__ import annotations

from pathlib import Path

from finops_gate.app.governing import POLICY
from finops_gate.base.errors import OutputError, UsageError
from finops_gate.base.text import clean

STARTER = """\
# What this organisation has decided about its AI spending. finops-gate reads this file from the branch that a pull
# request goes into, so that no pull request can weaken its own gate.
# Check a change to it with: finops-gate policy check
version: 1
currency: USD
mode: enforce                       # or, while a team gets used to it: {advisory: 2027-01-31}

# A feature is a part of the product with its own call volumes. Its row in .finops-gate/usage.csv gives months instead
# of prices per call.
features: {}
#  helpdesk-bot:
#    paths: ["services/helpdesk/**"]
#    usage: {tag: helpdesk}
#    team: support-platform
#    environment: production

# Who may approve. Without an entry a role falls to the owners that CODEOWNERS names for the path.
approvers: {}
#  engineering-lead:
#    name: Engineering Lead
#    users: [alice]
#    teams: [acme/eng-leads]

# Each rule says from where on it warns, asks for an approval or blocks; the worst that applies decides.
# Explain one with: finops-gate explain per-call-increase
rules:
  per-call-increase:
    warn: {ratio: "2"}              # twice as much per call as before, or more
    require-approval: {ratio: "10", from: engineering-lead}
  monthly-increase:
    warn: {above: "50"}             # more than 50 dollars a month above before
    require-approval: {above: "1000", from: engineering-lead}
  prompt-growth:
    warn: {percent: "25"}
  unpriced-model:
    warn: {}
  unresolved-model:
    warn: {}
  retired-model:
    warn: {}
#  denied-model:
#    block: {models: ["gpt-4", "claude-opus-*"]}
#    except: [{paths: ["research/**"]}]
"""


def run(directory: Path | None, force: bool) -> Path:
    """Writes the policy at the top of the repository; returns where. Raises UsageError where one is already."""
    from finops_gate.repo.discover import discover

    place = discover(directory, explicit=directory is not None)
    if place.bare:
        raise UsageError("a bare repository has no files to add a policy to", "run it in a clone")
    path = Path(place.root, POLICY)
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(STARTER)
    except FileExistsError:
        raise UsageError(f"{POLICY} exists already", "finops-gate policy check reads it; --force replaces it") from None
    except OSError as error:
        raise OutputError(f"{clean(str(path))} cannot be written: {error.strerror}") from None
    return path
