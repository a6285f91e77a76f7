"""A setting that could be read before can no longer be read.

Why it matters:
    A model that moves out of sight, into an expression or a value that is set elsewhere, still costs money. Taking it
    for a removal would show a saving that nobody makes, and would be the easiest way around a gate. Its cost is kept at
    what it was, as "at least".

Example:
    `model="gpt-4o"` becomes `model=pick_model(user)`.

What to do:
    Let the code name a default that can be read, such as `os.environ.get("CHAT_MODEL", "gpt-4o")`, or say in the pull
    request which models the expression may choose.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.text import clean
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import shown, touched_sites
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Status
from finops_gate.model.verdict import Finding, Row
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each row whose value at head is hidden, or whose model at head cannot be read."""
    for site in touched_sites(case.rows):
        for row in site.rows:
            if _unresolved(row):
                yield finding("unresolved-model", site, f"{site.name}: {_message(row)}", rows=(row,))


def _unresolved(row: Row) -> bool:
    change = row.change
    unreadable = change.after is not None and isinstance(change.after.value, Unknown)
    return change.status is Status.HIDDEN or (change.key is Key.MODEL and unreadable)


def _message(row: Row) -> str:
    before, after = row.change.before, row.change.after
    reason = clean(after.value.reason) if after and isinstance(after.value, Unknown) else ""
    why = f" ({reason})" if reason else ""
    if before is None or isinstance(before.value, Unknown):
        return f"the {row.change.key} cannot be read{why}, so its cost is unknown"
    known = f"it was {shown(before)}, and its cost is taken as at least what that cost"
    return f"the {row.change.key} can no longer be read{why}; {known}"


RULE = Rule("unresolved-model", check)
