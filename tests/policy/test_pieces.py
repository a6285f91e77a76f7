"""What the pieces of governing files take: the reader and the schema that editors use say the same."""

from __future__ import annotations

import jsonschema
import pytest
from pydantic import TypeAdapter, ValidationError

from finops_gate.policy import pieces
from finops_gate.policy.pieces import suggestion


@pytest.mark.parametrize(
    ("piece", "written", "good"),
    [
        ("Count", 0, False),
        ("Count", 1, True),
        ("Count", 100, True),
        ("Count", 101, False),
        ("Days", 0, False),
        ("Days", 1, True),
        ("Days", 3650, True),
        ("Days", 3651, False),
        ("Amount", 0, True),
        ("Amount", 0.5, True),
        ("Amount", -0.5, False),
        ("Amount", "12.5", True),
        ("Amount", "012", False),
        ("Amount", "1e3", False),
        ("Share", 0, True),
        ("Share", -1, False),
        ("Part", 0, True),
        ("Part", "1", True),
        ("Switch", "yes", False),
        ("Day", "2027-01-31", True),
        ("Day", "31.1.2027", False),
    ],
)
def test_reader_and_schema_agree(piece: str, written: object, good: bool) -> None:
    adapter: TypeAdapter[object] = TypeAdapter(getattr(pieces, piece))
    schema = adapter.json_schema()
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert checker.is_valid(written) is good
    try:
        adapter.validate_python(str(written))
    except ValidationError:
        assert not good
    else:
        assert good


@pytest.mark.parametrize(
    ("piece", "written", "words"),
    [
        ("Share", "10.01", "more than ten times as much"),
        ("Part", "1.01", "more than the whole"),
        ("Positive", "0", "must be more than 0"),
        ("Amount", None, "is empty"),
        ("Amount", "", "is empty"),
        ("Amount", [], "must be a number"),
        ("Amount", "1" * 16, "is not a number"),
        ("Amount", "0.1234567890123", "is not a number"),
        ("Switch", "True", "must be true or false"),
        ("Text", "  ", "is empty"),
        ("Text", "a" * 201, "longer than 200 characters"),
        ("Pattern", "a/../b", "no path inside"),
        ("Pattern", "./", "no path inside"),
    ],
)
def test_what_is_out_of_bounds_is_told_in_words(piece: str, written: object, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        TypeAdapter(getattr(pieces, piece)).validate_python(written)


@pytest.mark.parametrize(
    ("piece", "written"),
    [("Share", "10"), ("Part", "1"), ("Positive", "0.01"), ("Text", "a" * 200), ("Pattern", "a..b/.github/*")],
)
def test_what_is_just_within_bounds_is_taken(piece: str, written: str) -> None:
    assert str(TypeAdapter(getattr(pieces, piece)).validate_python(written)) == written


def test_switches_are_true_and_false() -> None:
    switch: TypeAdapter[bool] = TypeAdapter(pieces.Switch)
    assert (switch.validate_python("true"), switch.validate_python("false")) == (True, False)
    schema = switch.json_schema()
    assert jsonschema.Draft202012Validator(schema).is_valid(True)


def test_what_was_probably_meant_is_suggested() -> None:
    assert suggestion("Per_Call", ["per-call", "month"]) == "did you mean 'per-call'?"
    assert suggestion("per-call", ["Per_Call"]) == "did you mean 'Per_Call'?"
    assert suggestion("rules", ["ruler", "rules2"]) == "did you mean 'rules2'?"
    assert suggestion("zzz", ["b", "a"]) == "known here: a, b"
    assert suggestion("zzz", []) == ""


def test_the_schema_explains_each_key() -> None:
    class Own(pieces.Form):
        """A form."""

        name: pieces.Text
        """What it is called."""

    assert Own.model_json_schema()["properties"]["name"]["description"] == "What it is called."
    with pytest.raises(ValidationError, match="frozen"):
        Own(name="a").name = "b"  # type: ignore[misc]
