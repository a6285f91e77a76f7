"""The verdict as a comment on a change request, in GitHub's and GitLab's Markdown."""

from __future__ import annotations

from finops_gate.model.markdown import Extent, composed
from finops_gate.model.verdict import Verdict
from finops_gate.reports import Format

LIMIT = 60_000
"""Bytes of one comment. GitHub refuses more than 65,536 characters."""
EXTENT = Extent(LIMIT, share=8_000, listed=20, settings=5, unbilled=False)


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Heading, table of sites, approvals, evidence folded away; never longer than LIMIT."""
    return composed(verdict, EXTENT)


FORMAT: Format = Format(render, "text/markdown; charset=utf-8")
