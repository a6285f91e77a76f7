"""An ignore in a changed file has no reason, no end, or nothing that it silences.

Why it matters:
    Nobody can say later why it is there and when it may go. One without a reason, with a day that is past or with a
    rule that does not exist silences nothing, and its author believes that it does.

Example:
    `app/bot.py: ignore[per-call-increase] has no end`
    `app/bot.py: ignore[per-cal-increase] names no rule`

What to do:
    Write `finops-gate: ignore[rule] reason="..." until=2027-01-31`, or remove the comment. The starter policy warns.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.edits import by_file
from finops_gate.model.governance import EditKind
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each changed file with such an ignore at head."""
    return by_file("unfounded-ignore", case.edits, EditKind.LOOSE_IGNORE)


RULE = Rule("unfounded-ignore", check, ("weakened",))
