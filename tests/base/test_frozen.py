"""Frozen values behave as those of the standard library do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import NamedTuple, get_type_hints

import pytest

from finops_gate.base import frozen


@frozen.dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 2
    name: str | None = None

    @property
    def far(self) -> bool:
        return self.x > 10


@dataclasses.dataclass(frozen=True, slots=True)
class Original:
    x: int
    y: int = 2
    name: str | None = None


@frozen.dataclass(frozen=True, slots=True)
class One:
    only: tuple[int, ...]


@frozen.dataclass(frozen=True, slots=True)
class Empty:
    pass


@frozen.dataclass(frozen=True, slots=True)
class Special:
    x: int

    def __repr__(self) -> str:
        return "special"


def test_values_are_made_by_place_and_by_name():
    assert (Point(1).x, Point(1).y, Point(1).name) == (1, 2, None)
    assert Point(1, name="a", y=3) == Point(1, 3, "a")
    assert Point(11).far
    assert Empty() == Empty()


@pytest.mark.parametrize(
    ("given", "named"), [((), {}), ((1, 2, "a", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((1,), {"self": 1})]
)
def test_wrong_arguments_are_refused_in_the_same_words(given, named):
    with pytest.raises(TypeError) as ours:
        Point(*given, **named)
    with pytest.raises(TypeError) as theirs:
        Original(*given, **named)
    assert str(ours.value).replace("Point", "Original") == str(theirs.value)


def test_equal_values_of_one_class_are_equal_and_hash_alike():
    assert Point(1) == Point(1, 2)
    assert Point(1) != Point(2)
    assert Point(1) != Original(1)
    assert Point(1) != (1, 2, None)
    assert len({Point(1), Point(1, 2), Point(1, 3)}) == 2
    assert One((1,)) == One((1,)) != One((2,))
    assert hash(One((1,))) == hash(One((1,)))
    with pytest.raises(TypeError):
        hash(Point([]))


def test_shown_as_it_is_written():
    assert repr(Point(1, name="a")) == repr(Original(1, name="a")).replace("Original", "Point")
    assert repr(Empty()) == "Empty()"
    assert repr(Special(1)) == "special"


def test_nothing_changes_a_value():
    point = Point(1)
    for change in (lambda: setattr(point, "x", 2), lambda: setattr(point, "new", 2), lambda: delattr(point, "x")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    assert not hasattr(point, "__dict__")


def test_the_standard_library_knows_it():
    assert dataclasses.is_dataclass(Point)
    assert [(f.name, f.default) for f in dataclasses.fields(Point)] == [
        (f.name, f.default) for f in dataclasses.fields(Original)
    ]
    assert dataclasses.replace(Point(1), y=5) == Point(1, 5)
    assert dataclasses.asdict(Point(1)) == dataclasses.asdict(Original(1))
    assert get_type_hints(Point) == get_type_hints(Original)
    with pytest.raises(TypeError):
        dataclasses.replace(Point(1), z=1)


def test_copies_and_pickles_are_equal():
    for value in (Point(1, 2, "a"), One((1, 2)), Empty()):
        assert copy.deepcopy(value) == value
        assert pickle.loads(pickle.dumps(value)) == value


def test_the_parts_match_in_order():
    match Point(1, 2, "a"):
        case Point(x, y, name):
            assert (x, y, name) == (1, 2, "a")
    assert Point.__doc__ == "A place."
    assert Point.__module__ == __name__


@pytest.mark.parametrize("default", [[], {}, dataclasses.field(default_factory=list)])
def test_a_default_that_could_change_is_refused(default):
    with pytest.raises(TypeError, match="nobody can change"):
        frozen.dataclass(frozen=True, slots=True)(type("X", (), {"__annotations__": {"x": "list"}, "x": default}))


class Place(frozen.NamedTuple):
    """Somewhere."""

    x: int
    y: int | None = None
    names: tuple[str, ...] = ()

    @property
    def far(self) -> bool:
        return self.x > 10


class Standard(NamedTuple):
    x: int
    y: int | None = None
    names: tuple[str, ...] = ()


def test_a_named_tuple_is_a_tuple_with_names():
    place = Place(11, names=("a",))
    assert place == (11, None, ("a",)) == Standard(11, names=("a",))
    assert (place.x, place.y, place.far) == (11, None, True)
    x, y, names = place
    assert (x, y, names) == tuple(place)
    assert hash(place) == hash(tuple(place))
    assert repr(place) == "Place(x=11, y=None, names=('a',))"
    assert place._replace(y=2) == Place(11, 2, ("a",))
    assert place._asdict() == {"x": 11, "y": None, "names": ("a",)}
    assert Place._make([1, 2, ()]) == Place(1, 2)
    assert Place._fields == Standard._fields
    assert Place._field_defaults == Standard._field_defaults
    assert get_type_hints(Place) == get_type_hints(Standard)


def test_a_named_tuple_is_copied_pickled_and_matched():
    place = Place(1, 2)
    assert copy.copy(place) == copy.deepcopy(place) == pickle.loads(pickle.dumps(place)) == place
    assert type(pickle.loads(pickle.dumps(place))) is Place
    match place:
        case Place(x, y):
            assert (x, y) == (1, 2)


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, 2, (), 4), {}), ((1,), {"x": 2}), ((1,), {"unknown": 2})])
def test_a_named_tuple_refuses_wrong_arguments_in_the_same_words(given, named):
    with pytest.raises(TypeError) as ours:
        Place(*given, **named)
    with pytest.raises(TypeError) as theirs:
        Standard(*given, **named)
    assert str(ours.value).partition("()")[2] == str(theirs.value).partition("()")[2]


def test_a_named_tuple_cannot_be_changed():
    with pytest.raises(AttributeError):
        Place(1).x = 2
    with pytest.raises(AttributeError):
        Place(1).z = 2
    with pytest.raises(ValueError, match="z"):
        Place(1)._replace(z=2)
    with pytest.raises(TypeError):
        Place._make([1])


def test_a_default_before_a_field_without_one_is_refused():
    with pytest.raises(TypeError, match="Wrong"):

        class Wrong(frozen.NamedTuple):
            x: int = 1
            y: int


def test_the_thousandth_value_is_made_as_the_first_was():
    class Often(frozen.NamedTuple):
        first: int
        second: str = "x"

    @frozen.dataclass(frozen=True, slots=True)
    class Frozen:
        first: int
        second: str = "x"

    for kind in (Often, Frozen):
        for _ in range(1000):
            made = kind(1)
            assert made == kind(first=1, second="x") == kind(1, second="x")
            for wrong in ({}, {"first": 1, "third": 2}):
                with pytest.raises(TypeError):
                    kind(**wrong)
            with pytest.raises(TypeError):
                kind(1, "x", 2)
            with pytest.raises(TypeError):
                kind(1, first=1)
