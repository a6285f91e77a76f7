"""Which people stand for which roles, where nobody may stand for two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from finops_gate.base.frozen import NamedTuple

MOST_TRIES = 20_000
"""Combinations that are tried. With more the roles that are left over stay open, which is the safe side."""


class Seats(NamedTuple):
    """The seats of one role: each circle wants `each` different people."""

    role: str
    each: int
    circles: tuple[frozenset[str], ...]
    """The people of each circle whose approval counts."""

    @property
    def people(self) -> frozenset[str]:
        return frozenset().union(*self.circles)

    def filled(self, people: frozenset[str]) -> bool:
        """True when these people are enough for every circle."""
        return bool(self.circles) and all(len(circle & people) >= self.each for circle in self.circles)


def assigned(roles: Sequence[Seats], *, several: bool) -> Mapping[str, tuple[str, ...]]:
    """The people of each role that is filled; a role that cannot be is left out. `several`: one person may have two.

    As many roles as possible are filled, the first ones where there is a choice.
    """
    if several:
        return {seats.role: tuple(sorted(seats.people)) for seats in roles if seats.filled(seats.people)}
    return _Search(sorted(roles)).best()


class _Search:
    def __init__(self, roles: Sequence[Seats]) -> None:
        self.roles = [seats for seats in roles if seats.filled(seats.people)]
        self.tries = iter(range(MOST_TRIES))
        self.found: dict[str, tuple[str, ...]] = {}

    def best(self) -> dict[str, tuple[str, ...]]:
        self._try(0, frozenset(), {})
        return self.found

    def _try(self, at: int, taken: frozenset[str], so_far: dict[str, tuple[str, ...]]) -> None:
        if len(so_far) > len(self.found):
            self.found = so_far
        possible = len(so_far) + len(self.roles) - at
        if possible <= len(self.found):
            return
        seats = self.roles[at]
        for people in self._fillings(seats, seats.people - taken):
            self._try(at + 1, taken | people, {**so_far, seats.role: tuple(sorted(people))})
            if len(self.found) == len(self.roles):
                return
        self._try(at + 1, taken, so_far)

    def _fillings(self, seats: Seats, free: frozenset[str]) -> Iterator[frozenset[str]]:
        """The smallest sets of free people that fill the seats, those first who can stand for no other role."""
        if not seats.filled(free):
            return
        wanted = [other.people for other in self.roles if other.role != seats.role]
        ordered = sorted(free, key=lambda name: (sum(name in people for people in wanted), name))
        for size in range(seats.each, seats.each * len(seats.circles) + 1):
            for _, chosen in zip(self.tries, combinations(ordered, size), strict=False):
                if seats.filled(frozenset(chosen)):
                    yield frozenset(chosen)
