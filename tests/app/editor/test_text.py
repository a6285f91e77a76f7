"""Positions are counted as editors count them."""

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.app.editor.text import Position, Span, Text

SOURCE = "a🙂b\r\nsecond\rthird\nlast"


def test_columns_are_utf16_units_and_every_line_end_counts():
    text = Text(SOURCE)
    assert text.position(SOURCE.index("b")) == Position(0, 3)
    assert text.offset(Position(0, 3)) == SOURCE.index("b")
    assert text.offset(Position(2, 0)) == SOURCE.index("third")
    assert text.position(SOURCE.index("last")) == Position(3, 0)


def test_positions_behind_an_end_are_that_end():
    text = Text(SOURCE)
    assert text.offset(Position(0, 99)) == SOURCE.index("\r\n")
    assert text.offset(Position(1, 99)) == SOURCE.index("\rthird")
    assert text.offset(Position(99, 0)) == len(SOURCE)


def test_lines_of_a_detector_are_found_behind_lone_carriage_returns():
    text = Text(SOURCE)
    assert text.end_of(2) == Position(2, 5)
    assert text.counted(Position(2, 1)) == 2
    assert text.span(3, "as") == Span(Position(3, 1), Position(3, 3))
    assert text.span(99) == Span(Position(3, 0), Position(3, 4))


def test_a_lone_surrogate_becomes_a_question_mark():
    assert Text("a\ud800b").encoded == b"a?b"


@given(st.text(alphabet="a🙂é\r\n\u2028\x0c", max_size=30), st.data())
def test_an_edit_replaces_exactly_its_piece(source, data):
    text = Text(source)
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    if any(source[at - 1 : at + 1] == "\r\n" for at in (start, end)):
        return  # no editor points between the two
    edited = text.edited(Span(text.position(start), text.position(end)), "x")
    assert edited.source == source[:start] + "x" + source[end:]


def test_without_a_span_the_whole_text_is_another():
    assert Text("a").edited(None, "b").source == "b"
