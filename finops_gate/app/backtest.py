"""The projection against what came: past days are hidden from it, stream by stream."""

from __future__ import annotations

from datetime import date

from finops_gate.app.usage import Request, recorded, window
from finops_gate.base.errors import RecordError
from finops_gate.base.frozen import NamedTuple
from finops_gate.cost.backtest import Score, Trial, score, trials


class Tested(NamedTuple):
    """All trials together."""

    score: Score
    trials: tuple[Trial, ...]
    streams: int


def run(request: Request, today: date, *, train: int, horizon: int, step: int) -> Tested:
    """Replays a source. Raises RecordError when its days are too few."""
    streams = recorded(request, today).recorded.streams
    since, last = window(streams, request, today)
    found: list[Trial] = []
    for stream in streams:
        name = "/".join(label for label in stream.labels if label)
        daily = {day.day: day.calls for day in stream.days}
        found += trials(name, daily, since, last, train=train, horizon=horizon, step=step)
    scored = score(found)
    if scored is None:
        days = (last - since).days + 1
        raise RecordError(
            f"{request.source}: {days} days are too few to know {train} and project {horizon}",
            f"finops-gate usage backtest --train {max(days * 2 // 3, 2)} --horizon {max(days // 3, 1)} ...",
        )
    return Tested(scored, tuple(found), len({trial.name for trial in found}))
