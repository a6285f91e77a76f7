"""Break-evens for a person at a terminal: a chart, what each way costs today, and where they change places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from finops_gate.base.money import dollars, percent, plain
from finops_gate.base.text import aligned, clean
from finops_gate.model.breakeven import Breakeven, Crossing, Way, WayKind
from finops_gate.model.setting import Unknown
from finops_gate.reports.breakeven import Format

COLUMNS, LINES = 60, 14
"""Of the chart."""
MARKS = "ABCDEFGHIJ"
LISTED = 12
"""Crossings; JSON has all."""
_COLORS = ("cyan", "magenta", "green", "yellow", "blue", "red")
_HEADER = ("", "way", "today", "$ / 1M tokens", "at full load", "grade")


def render(found: Sequence[Breakeven], *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """One part for each place. `verbose`: with the prices and the assumptions of every way."""
    drawn = [one for one in found if len(found) == 1 or any(not way.unknown for way in one.ways)]
    parts = ["\n".join(_part(one, color, verbose)) for one in drawn]
    lost = [f"{clean(one.name, 120)}: {clean(one.ways[0].unknown, 200)}" for one in found if one not in drawn]
    if lost:
        parts.append("\n".join(("places of which no cost is known:", *(f"  {line}" for line in lost))))
    return "\n\n".join(parts) + "\n"


def _part(one: Breakeven, color: bool, verbose: bool) -> Iterator[str]:
    yield _headline(one)
    yield f"  prices of {one.as_of}; calls: {_usage(one)}"
    marks = dict(zip((way.name for way in one.ways), MARKS, strict=False))
    drawn = [way for way in one.ways if way.points]
    if drawn:
        yield ""
        yield from _chart(one, drawn, marks, color)
    yield ""
    rows = [(marks.get(way.name, " "), *_row(way)) for way in one.ways]
    yield from (f"  {line}" for line in aligned([_HEADER, *rows]))
    for way in one.ways:
        if way.unknown:
            yield f"  {marks.get(way.name, ' ')}: not known: {clean(way.unknown, 300)}"
    yield ""
    if one.crossings:
        yield from (f"  {_crossed(crossing)}" for crossing in one.crossings[:LISTED])
        if len(one.crossings) > LISTED:
            yield f"  {len(one.crossings) - LISTED} more; --format json has them all"
    elif len([way for way in drawn if way.kind is not WayKind.CEILING]) > 1:
        yield f"  no way becomes cheaper than another up to {_calls(one.most)} calls a month"
    if isinstance(one.quiet, Unknown):
        yield f"  quiet hours: not known: {clean(one.quiet.reason, 200)}"
    elif one.quiet.hours:
        month = "not known" if isinstance(one.quiet.month, Unknown) else dollars(one.quiet.month)
        share = percent(one.quiet.calls * 100, signed=False)
        yield f"  quiet hours: {one.quiet.when} UTC: {share} of calls, {month} a month of what always runs"
    for note in one.notes:
        yield f"  note: {clean(note, 300)}"
    if verbose:
        yield from _evidence(one, marks)


def _headline(one: Breakeven) -> str:
    name = clean(one.name, 80)
    if isinstance(one.calls, Unknown):
        kept = next((way for way in one.ways if way.kind is WayKind.ALWAYS_ON and way.points), None)
        least = f"; {clean(kept.name, 80)} is {dollars(kept.points[0][1])} a month without any" if kept else ""
        return f"{name}: how many calls come is not known{least}"
    cheapest = one.cheapest
    at = f"{name}: at {_calls(one.calls.mid)} calls a month"
    if cheapest is None or isinstance(cheapest.today, Unknown):
        return f"{at} no cost is known"
    return f"{at} {clean(cheapest.name, 80)} is the cheapest: {dollars(cheapest.today)} a month"


def _usage(one: Breakeven) -> str:
    words = [one.usage.grade.word, clean(one.usage.source, 80), one.usage.window]
    if not isinstance(one.tokens, Unknown):
        words.append(f"{_calls(one.tokens[0])} tokens in and {_calls(one.tokens[1])} out a call")
    return ", ".join(word for word in words if word)


def _row(way: Way) -> tuple[str, ...]:
    full = "" if way.per_million_full is None else _money(way.per_million_full)
    grade = "" if way.unknown else way.evidence.grade.word
    return clean(way.name, 60), _money(way.today), _money(way.per_million), full, grade


def _money(amount: Decimal | Unknown) -> str:
    return "not known" if isinstance(amount, Unknown) else dollars(amount)


def _crossed(one: Crossing) -> str:
    how = ", where a further copy starts" if one.step else ""
    above, below = clean(one.above, 60), clean(one.below, 60)
    return f"from {_calls(one.calls)} calls a month ({dollars(one.cost)}{how}) {above} is cheaper than {below}"


def _calls(number: Decimal) -> str:
    """Whole calls from a hundred on."""
    return f"{number.quantize(Decimal(1)):,}" if number >= 100 else plain(round(number, 1) or number)


def _chart(one: Breakeven, drawn: Sequence[Way], marks: dict[str, str], color: bool) -> Iterator[str]:
    """Calls to the right, dollars upwards; a letter for each way, and today's calls as a line."""
    top = _top(one, drawn)
    cells = [[" "] * COLUMNS for _ in range(LINES)]
    if not isinstance(one.calls, Unknown):
        at = _column(one.calls.mid, one.most)
        for line in cells:
            line[at] = "│"
    for way in reversed(drawn):
        for column in range(COLUMNS):
            cost = _at(way, one.most * column / (COLUMNS - 1))
            row = int(cost * (LINES - 1) / top + Decimal("0.5")) if top else 0
            if row < LINES:
                cells[LINES - 1 - row][column] = marks.get(way.name, "*")
    labels = {0: dollars(top), LINES - 1: "$0"}
    size = max(map(len, labels.values()))
    colors = {marks[way.name]: _COLORS[at % len(_COLORS)] for at, way in enumerate(one.ways) if way.name in marks}
    for number, line in enumerate(cells):
        text = "".join(line).rstrip()
        yield f"  {labels.get(number, ''):>{size}} ┤{_colored(text, colors) if color else text}"
    yield f"  {'':>{size}} └{'─' * COLUMNS}"
    end = f"{_calls(one.most)} calls a month"
    below = f"0{'':{COLUMNS - 1 - len(end)}}{end}"
    label = "│ today"
    at = 0 if isinstance(one.calls, Unknown) else max(_column(one.calls.mid, one.most), 1)
    if 0 < at < COLUMNS - len(end) - len(label):
        below = below[:at] + label + below[at + len(label) :]
    yield f"  {'':>{size}}  {below}"


def _top(one: Breakeven, drawn: Sequence[Way]) -> Decimal:
    """High enough for every way today and for every crossing; what rises out of it is cut off."""
    wanted = [way.today for way in drawn if isinstance(way.today, Decimal)]
    wanted += [crossing.cost for crossing in one.crossings]
    wanted += [way.points[0][1] for way in drawn]
    highest = max((way.points[-1][1] for way in drawn), default=Decimal(0))
    return min(max(wanted, default=Decimal(0)) * Decimal("1.4"), highest) or highest


def _at(way: Way, calls: Decimal) -> Decimal:
    """Dollars a month, between the points of the way."""
    before = way.points[0]
    for point in way.points[1:]:
        if point[0] >= calls:
            wide = point[0] - before[0]
            return point[1] if not wide else before[1] + (point[1] - before[1]) * (calls - before[0]) / wide
        before = point
    return way.points[-1][1]


def _column(calls: Decimal, most: Decimal) -> int:
    return min(int(calls * (COLUMNS - 1) / most), COLUMNS - 1)


def _colored(text: str, colors: dict[str, str]) -> str:
    from rich.style import Style

    return "".join(Style(color=colors[mark]).render(mark) if mark in colors else mark for mark in text)


def _evidence(one: Breakeven, marks: dict[str, str]) -> Iterator[str]:
    yield ""
    for line in one.usage.assumptions:
        yield f"  calls: {clean(line, 300)}"
    for way in one.ways:
        for line in (*way.evidence.prices, *way.evidence.assumptions):
            yield f"  {marks.get(way.name, ' ')}: {clean(line, 300)}"


FORMAT: Format = Format(render, "text/plain")
