"""Which packages moved between two sides of the files that name them."""

from finops_gate.compare.moves import moves, pair_of
from finops_gate.model.package import Pin
from finops_gate.model.setting import Location


def pin(version, name="shop", path="uv.lock", line=1, **more):
    return Pin("pypi", name, version, Location(path, line), **more)


def said(before, after):
    return [(move.name, move.words) for move in moves(before, after)]


def test_order_and_place_in_a_file_are_nothing():
    one, other = pin("1", line=1), pin("2", "kit", line=5)
    assert said({"uv.lock": [one, other]}, {"uv.lock": [other._replace(location=Location("uv.lock", 1)), one]}) == []


def test_a_set_of_versions_of_one_name():
    before, after = [pin("1"), pin("2")], [pin("2"), pin("3")]
    (move,) = moves({"uv.lock": before}, {"uv.lock": after})
    assert move.words == "1 -> 3"
    old, new = pair_of(move)
    assert (old.version, new.version) == ("1", "3")


def test_one_tools_lockfile_in_place_of_anothers_moves_nothing():
    old, new = pin("1", path="poetry.lock"), pin("1", path="uv.lock")
    assert said({"poetry.lock": [old]}, {"uv.lock": [new]}) == []
    assert said({"poetry.lock": [old]}, {"uv.lock": [new._replace(version="2")]}) == [("shop", "1 -> 2")]


def test_a_lockfile_says_more_than_the_range_beside_it():
    ranges = [pin(v, path="pyproject.toml", line=7, locked=False, written=f">={v}") for v in ("1", "2")]
    before = {"pyproject.toml": [ranges[0]], "uv.lock": [pin("1.4")]}
    after = {"pyproject.toml": [ranges[1]], "uv.lock": [pin("2.6")]}
    (move,) = moves(before, after)
    assert move.words == "1.4 -> 2.6"
    assert move.pin.location == Location("pyproject.toml", 7)


def test_two_folders_that_move_alike_are_one_move():
    before = {path: [pin("1", path=path)] for path in ("a/uv.lock", "b/uv.lock")}
    after = {path: [pin("2", path=path)] for path in ("a/uv.lock", "b/uv.lock")}
    assert said(before, after) == [("shop", "1 -> 2")]


def test_what_came_or_went_has_no_pair():
    (gone,) = moves({"uv.lock": [pin("1")]}, {"uv.lock": []})
    assert gone.words == "1 -> none"
    assert pair_of(gone) is None


def test_the_newest_by_its_numbers():
    (move,) = moves({"uv.lock": [pin("1.9"), pin("1.10")]}, {"uv.lock": [pin("2.0"), pin("2.0rc1")]})
    assert [side.version for side in pair_of(move)] == ["1.10", "2.0"]
