"""A package moved, and nobody could look whether it changes the model that code gets which names none.

Why it matters:
    Not looking is not the same as finding nothing. A version that is not in the cache, an index that does not answer, a
    hash that does not fit or an ecosystem whose packages are not read may hide the change that costs ten times as much.

Example:
    `haystack-ai` goes from 2.5.1 to 2.6.0 and the run was not to use the network.

What to do:
    Run with `--inspect network` where the index can be reached, as the Action does, or look yourself with
    `finops-gate dependency pypi:NAME FROM TO`. Policy decides whether that asks for an approval.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.text import clean
from finops_gate.model.fingerprint import finding_fingerprint
from finops_gate.model.package import Moved, State
from finops_gate.model.setting import Location
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each package that moved and was not inspected; what reaches no model is not among them."""
    for moved in case.packages:
        if moved.inspection.state is State.NOT_INSPECTED and moved.related:
            yield _finding(moved)
    for skipped in case.skipped:
        if skipped.reason.startswith(UNREAD):
            yield Finding(
                "uninspected-dependency",
                finding_fingerprint("uninspected-dependency", (skipped.path,)),
                (),
                f"{clean(skipped.path, 120)}: {clean(skipped.reason, 160)}",
                Location(skipped.path, 1),
            )


UNREAD = "its versions were not read"
"""How the reason of a manifest begins that could not be read."""


def _finding(moved: Moved) -> Finding:
    move, found = moved.move, moved.inspection
    name = f"{move.ecosystem}:{clean(move.name, 80)}"
    message = f"{name} {clean(move.words, 80)} was not inspected: {clean(found.reason, 160)}"
    return Finding(
        "uninspected-dependency",
        finding_fingerprint("uninspected-dependency", (f"{move.ecosystem}:{move.name}", found.before, found.after)),
        (),
        message,
        move.pin.location,
        names=(move.name,),
    )


RULE = Rule("uninspected-dependency", check)
