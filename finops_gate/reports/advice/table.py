"""Advice for a person at a terminal: a block for each, the largest saving first."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from finops_gate.base.text import clean
from finops_gate.model.advice import Advice
from finops_gate.model.counsel import Counsel
from finops_gate.model.phrases import count
from finops_gate.model.proposals import compared, headline, saved
from finops_gate.reports.advice import Format

SHOWN = 10
_INDENT = "     "


def render(counsel: Counsel, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """The best that all together save, then each with both prices and what it rests on; -v adds the prices' sources."""
    lines = [headline(counsel)]
    for number, advice in enumerate(counsel.standing, 1):
        lines += ["", *_block(number, advice, width, verbose)]
    silenced = [entry for entry in counsel.entries if entry.silenced]
    if silenced:
        lines += ["", f"{len(silenced)} silenced:"]
        for entry in silenced:
            place = entry.advice.location
            lines.append(f"  {entry.advice.rule}, {clean(place.path)}:{place.line}: {clean(entry.silenced)}")
    if counsel.unpriced:
        lines += ["", f"{count(len(counsel.unpriced), 'place')} without a price, of which nothing is said:"]
        shown = counsel.unpriced if verbose else counsel.unpriced[:SHOWN]
        lines += [f"  {clean(one.location.path)}:{one.location.line}: {clean(one.reason)}" for one in shown]
        lines += _more(len(counsel.unpriced) - len(shown))
    if counsel.nowhere:
        lines += ["", "recorded calls that no place in the code makes, of which nothing is said:"]
        shown_names = counsel.nowhere if verbose else counsel.nowhere[:SHOWN]
        lines += [f"  {clean(name)}" for name in shown_names]
        lines += _more(len(counsel.nowhere) - len(shown_names))
    if counsel.skipped:
        lines += ["", f"{count(len(counsel.skipped), 'file')} could not be read; finops-gate scan -v lists them"]
    return "\n".join(lines) + "\n"


def _block(number: int, advice: Advice, width: int, verbose: bool) -> Iterator[str]:
    place = advice.location
    where = f"{advice.rule}, {clean(place.path)}:{place.line}"
    yield f"{number:3}. {saved(advice)} ({advice.confidence} confidence)  {where}"
    assumed = [f"- {clean(line)}" for line in advice.assumptions]
    prices = [f"- price: {clean(line)}" for line in advice.prices] if verbose else []
    also = [f"- also {clean(other.path)}:{other.line}" for other in advice.also] if verbose else []
    for line in (clean(advice.message), compared(advice), *assumed, *also, *prices):
        folded = wrap(line, max(width - len(_INDENT), 40)) if width else [line]
        for at, part in enumerate(folded):
            yield f"{_INDENT}{'  ' if at and line.startswith('- ') else ''}{part}"


def _more(number: int) -> list[str]:
    return [f"  {number:,} more; -v lists them all"] if number else []


FORMAT: Format = Format(render, "text/plain; charset=utf-8")
