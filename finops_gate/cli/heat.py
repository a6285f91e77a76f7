"""The hours of a week as a map of text: a row a day, a mark an hour, darker where more calls come."""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.model.hours import DAYS, WHOLE, Shape

MARKS = " ░▒▓█"
"""From none at all to the busiest hour; readable without colour."""


def week(shape: Shape) -> Iterator[str]:
    """The map, the share of the busiest and of the quietest hour below it."""
    most = max(shape.parts)
    yield "       " + "".join(f"{hour:<6d}" for hour in range(0, 24, 3))
    for at, day in enumerate(DAYS):
        parts = shape.parts[at * 24 : at * 24 + 24]
        yield f"  {day}  {''.join(_mark(part, most) * 2 for part in parts).rstrip()}".rstrip()
    yield f"  an hour has {_share(min(shape.parts))} to {_share(most)} of the week's calls; {shape.window}"


def _mark(part: int, most: int) -> str:
    """Nothing is blank, and the least that comes is not."""
    return MARKS[-(-part * (len(MARKS) - 1) // most)]


def _share(part: int) -> str:
    return f"{part * 100 / WHOLE:.2f}%"
