"""A simulated routing for a person at a terminal."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.money import dollars, plain
from finops_gate.base.text import aligned, clean
from finops_gate.model.projection import Range
from finops_gate.model.routed import Part, Route, Routed
from finops_gate.reports.route import Format


def render(route: Route, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """What it saves, each split, what it rests on, and a line for each share where somebody asked; -v: the prices."""
    rows: list[tuple[str, ...]] = [
        ("split", "share", "calls a month", "goes to", "a call now", "a call then", "a month then")
    ]
    rows += [_row(part) for part in route.routed.parts]
    evidence = route.evidence
    lines = [_headline(route), "", *aligned(rows), ""]
    lines.append(f"{evidence.grade.word}: {clean(evidence.source)}{f', {evidence.window}' if evidence.window else ''}")
    lines += [f"- {clean(line)}" for line in evidence.assumptions]
    lines += [f"- price: {clean(line)}" for line in evidence.prices] if verbose else []
    if route.sweep:
        steps: list[tuple[str, ...]] = [("routed", "a call", "a month", "saving", "of today")]
        steps += [(_share(share * 100), *_step(routed)) for share, routed in route.sweep]
        lines += ["", *aligned(steps)]
        if route.sweep[-1][0] < 1:
            lines.append("more calls of the declared sizes than that cannot be part of what is recorded")
    return "\n".join(lines) + "\n"


def _headline(route: Route) -> str:
    routed = route.routed
    share = _share(routed.percent)
    name = clean(route.feature, 80)
    if routed.saving is None:
        each = routed.saving_per_call * 1000
        return f"{name}: routing saves {dollars(each)} for 1,000 calls ({share}); how many there are is not known"
    saved = routed.saving
    bounds = f" ({dollars(saved.low)} to {dollars(saved.high)})" if saved.low != saved.high else ""
    word = "saves" if saved.mid >= 0 else "costs"
    return f"{name}: routing {word} {dollars(abs(saved.mid))} a month{bounds}, {share} of {_month(routed.monthly_now)}"


def _row(part: Part) -> tuple[str, ...]:
    return (
        clean(part.name, 40),
        _share(part.share * 100),
        "" if part.calls is None else f"{round(part.calls):,}",
        clean(part.target, 80),
        dollars(part.each_now),
        dollars(part.each_then),
        _month(part.monthly_then),
    )


def _step(routed: Routed) -> tuple[str, ...]:
    saving = routed.saving
    saved = dollars(saving.mid) if saving is not None else f"{dollars(routed.saving_per_call * 1000)} / 1,000 calls"
    return dollars(routed.then), _month(routed.monthly_then), saved, _share(routed.percent)


def _share(share: Decimal | None) -> str:
    """Of today's cost; to a tenth, since 99.8 % is not all."""
    return "not known" if share is None else f"{plain(round(share, 1))}%"


def _month(amount: Range | None) -> str:
    return "not known" if amount is None else dollars(amount.mid)


FORMAT: Format = Format(render, "text/plain; charset=utf-8")
