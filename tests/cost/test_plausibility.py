"""What is doubtful about records that can all be read."""

from datetime import date, timedelta

from finops_gate.cost.plausibility import doubts
from finops_gate.model.recorded import Cached, Day, Labels, Stream

TODAY = date(2026, 11, 23)


def stream(tag="a", day=TODAY, **sums):
    return Stream(Labels(tag=tag, model="m"), (Day(day, **{"rows": 1, "counted": 1, "calls": 5, **sums}),))


def said(*streams, cached=Cached.INCLUDED):
    return [doubt.what for doubt in doubts(streams, cached, TODAY)]


def test_calm_records_raise_no_doubt():
    assert said(stream(), stream(tag="b", calls=6)) == []


def test_each_doubt():
    assert said() == ["stale"]
    assert said(stream(day=TODAY - timedelta(days=9))) == ["stale"]
    assert said(stream(day=TODAY + timedelta(days=1))) == ["future"]
    assert said(stream(), stream(tag="b")) == ["double-counted"]
    assert said(stream(input=-1)) == ["negative"]
    assert said(stream(successful=6)) == ["failures"]
    assert said(stream(reasoned=1, reasoning=5, output=4)) == ["reasoning"]
    assert said(stream(calls=0, paid=5)) == ["uncounted"]
    assert said(stream(cache_read=5), cached=Cached.UNKNOWN) == ["cached"]
    assert said(stream(), cached=Cached.UNKNOWN) == []
    assert said(stream(tag='["a"]'), stream(tag='["b"]')) == []
