"""The ledger holds for any history of estimates: the parts are the whole, and no order of files matters."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.money import ZERO
from finops_gate.cost.ledger import ledger
from finops_gate.model.ledger import Estimate, Split

AMOUNTS = st.decimals(-10_000, 10_000, places=2)


@st.composite
def estimates(draw: st.DrawFn) -> list[Estimate]:
    found = []
    for at in range(draw(st.integers(1, 8))):
        splits = tuple(Split(draw(st.sampled_from("abc")), draw(AMOUNTS)) for _ in range(draw(st.integers(0, 4))))
        delta = draw(st.sampled_from([sum((split.delta for split in splits), ZERO), draw(AMOUNTS), None]))
        number, day = draw(st.sampled_from("123")), date(2026, 11, 1) + timedelta(days=draw(st.integers(0, 9)))
        found.append(Estimate("acme/shop", number, day, ((0, at, ""),), "warn", delta, splits))
    return found


@given(estimates())
def test_the_parts_of_the_teams_are_the_whole(runs: list[Estimate]) -> None:
    found = ledger(runs, lambda _, number: number != "3")
    for name in ("prevented", "saved", "added"):
        whole = getattr(found, name)
        assert sum((getattr(share, name) for share in found.teams), ZERO) == whole >= 0


@given(estimates(), st.randoms())
def test_the_order_of_the_files_changes_nothing(runs: list[Estimate], random) -> None:
    mixed = random.sample(runs, len(runs))
    assert ledger(mixed, lambda *_: True) == ledger(runs, lambda *_: True)


@given(estimates())
def test_no_request_prevents_more_than_it_ever_asked_for(runs: list[Estimate]) -> None:
    for entry in ledger(runs, lambda *_: True).entries:
        assert entry.prevented <= max(entry.highest, Decimal(0))
        assert not (entry.saved and entry.added)
