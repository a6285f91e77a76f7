"""Which versions a range allows."""

import pytest

from finops_gate.compare.ranges import allows, newest, numbers


@pytest.mark.parametrize(
    ("written", "inside", "outside"),
    [
        ("^1.2.3", "1.9.0", "2.0.0"),
        ("^1.2.3", "1.2.3", "1.2.2"),
        ("^0.2.3", "0.2.9", "0.3.0"),
        ("^0.0.3", "0.0.3", "0.0.4"),
        ("~1.2.3", "1.2.9", "1.3.0"),
        ("~1", "1.9", "2.0"),
        ("~=1.4", "1.9", "2.0"),
        ("~=1.4.2", "1.4.9", "1.5.0"),
        ("~> 7.0", "7.9", "8.0"),
        (">=1.2,<2", "1.2", "2.0"),
        (">1 <=3", "3.0", "3.0.1"),
        ("1.2.x", "1.2.9", "1.3.0"),
        ("==1.*", "1.9", "2.0"),
        ("!=1.5", "1.4", "1.5"),
        ("!=1.5.*", "1.4", "1.5.2"),
        ("1.2.3", "1.2.3", "1.2.4"),
        ("1.0 - 2.0", "1.5", "2.1"),
        ("^1 || ^3", "3.1", "2.0"),
    ],
)
def test_inside_and_outside(written, inside, outside):
    assert allows(written, inside)
    assert not allows(written, outside)


def test_the_newest_final_version():
    versions = ["1.0", "1.10.0", "1.9", "2.0rc1", "2.0.0-beta.1", "3.0"]
    assert newest(versions, "^1") == "1.10.0"
    assert newest(versions, "*") == newest(versions, "") == "3.0"
    assert newest(versions, ">9") is None
    assert numbers("v1.2.0") == (1, 2)
