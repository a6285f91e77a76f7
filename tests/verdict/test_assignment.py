from __future__ import annotations

import time
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.verdict.assignment import Seats, assigned

PEOPLE = st.frozensets(st.sampled_from("abcd"), max_size=4)
ROLES = st.lists(st.tuples(st.integers(1, 2), st.lists(PEOPLE, min_size=1, max_size=2)), min_size=1, max_size=3).map(
    lambda found: [Seats(f"r{at}", each, tuple(circles)) for at, (each, circles) in enumerate(found)]
)


def most(roles: list[Seats]) -> int:
    """How many roles can be filled at most: every way to give each person one role is tried."""
    best = 0
    for way in product(range(len(roles)), repeat=4):
        mine = [frozenset(p for p, at in zip("abcd", way, strict=True) if at == role) for role in range(len(roles))]
        best = max(best, sum(seats.filled(people) for seats, people in zip(roles, mine, strict=True)))
    return best


@given(ROLES)
def test_as_many_roles_as_possible_are_filled_and_nobody_stands_for_two(roles: list[Seats]) -> None:
    found = assigned(roles, several=False)
    people = [name for names in found.values() for name in names]
    assert len(people) == len(set(people))
    assert all(seats.filled(frozenset(found[seats.role])) for seats in roles if seats.role in found)
    assert len(found) == most(roles)
    assert found == assigned(roles[::-1], several=False)


@given(ROLES)
def test_where_several_are_allowed_each_role_is_looked_at_alone(roles: list[Seats]) -> None:
    found = assigned(roles, several=True)
    assert set(found) == {seats.role for seats in roles if seats.filled(seats.people)}


def seats(role: str, *people: str, each: int = 1) -> Seats:
    """A role with a circle for each group of people: `seats("lead", "ab", "c")`."""
    return Seats(role, each, tuple(frozenset(group) for group in people))


def test_where_there_is_a_choice_the_first_role_is_filled() -> None:
    assert assigned([seats("lead", "a"), seats("finance", "a")], several=False) == {"finance": ("a",)}
    assert assigned([seats("b", "a"), seats("a", "ab", each=2), seats("c", "b")], several=False) == {
        "b": ("a",),
        "c": ("b",),
    }


def test_of_equal_ways_the_first_is_kept() -> None:
    assert assigned([seats("a", "ab"), seats("b", "ab", each=2)], several=False) == {"a": ("a",)}


def test_who_can_stand_for_no_other_role_is_taken_first() -> None:
    found = assigned([seats("finance", "ab"), seats("lead", "ac"), seats("legal", "ad")], several=False)
    assert found == {"finance": ("b",), "lead": ("c",), "legal": ("d",)}


def test_nobody_is_taken_who_is_not_needed() -> None:
    assert assigned([seats("lead", "abc", "abc")], several=False) == {"lead": ("a",)}
    assert assigned([seats("lead", "ab", "cd", each=2)], several=False) == {"lead": ("a", "b", "c", "d")}


def test_role_without_a_circle_is_never_filled() -> None:
    assert assigned([seats("lead")], several=False) == assigned([seats("lead")], several=True) == {}


def test_a_crowd_is_no_denial_of_service() -> None:
    crowd = frozenset(f"p{number}" for number in range(200))
    circles = tuple(crowd - {f"p{number}"} for number in range(12))
    roles = [Seats(f"r{number}", 100, circles) for number in range(8)]
    before = time.process_time()
    assert len(assigned(roles, several=False)) <= 8
    assert time.process_time() - before < 5
