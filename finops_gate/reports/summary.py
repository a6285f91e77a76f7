"""The verdict as the summary of a CI job: the comment's Markdown, with all that a comment has no room for."""

from __future__ import annotations

from finops_gate.model.markdown import Extent, composed
from finops_gate.model.verdict import Verdict
from finops_gate.reports import Format

LIMIT = 900 * 1024
"""Bytes. GitHub refuses the whole summary of a step above 1 MiB."""
EXTENT = Extent(LIMIT, share=100_000, listed=500, settings=100, unbilled=True)


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """As the comment, and what is not billed by name; never longer than LIMIT."""
    return composed(verdict, EXTENT)


FORMAT: Format = Format(render, "text/markdown; charset=utf-8")
