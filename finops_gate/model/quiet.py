"""What is said of a change that costs nothing: known before a verdict, its nouns and a report are imported."""

from __future__ import annotations

NO_CHANGE = "✅ No AI cost change."
"""The headline of a change that touches nothing that costs."""


def no_change(unread: int) -> str:
    """The same headline, which also tells of files that could not be judged."""
    return f"{NO_CHANGE} {unread} file{'' if unread == 1 else 's'} could not be judged." if unread else NO_CHANGE
