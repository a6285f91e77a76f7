"""A change adds or extends an ignore in the code.

Why it matters:
    An ignore silences a rule at its line for everybody who comes later. It does not count in the change that adds it,
    but it would in the next one: a budget is easily passed in two steps, the first of which costs nothing.

Example:
    `app/bot.py: ignore[per-call-increase] added: "agreed with finance", until 2027-01-31`

What to do:
    Have the approvers named `governance` look at it, or leave it out and ask for an approval of the change itself. The
    starter policy asks `governance`.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.edits import by_file
from finops_gate.model.governance import EditKind
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each file with an ignore that base does not have."""
    return by_file("added-ignore", case.edits, EditKind.IGNORE)


RULE = Rule("added-ignore", check, ("weakened",))
