"""What is said of a change that costs nothing: known before a verdict, its nouns and a report are imported."""

from __future__ import annotations

NO_CHANGE = "✅ No AI cost change."
"""The headline of a change that touches nothing that costs."""
