"""What is gone with the contents of its file is hidden, and keeps the price of base as the least."""

from finops_gate.compare.unread import covered, hidden
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Status
from tests.build import a_change


def test_removed_model_of_a_file_that_cannot_be_read_is_hidden():
    (row,) = hidden([a_change(after=None)], {"app/bot.py": "over 1 MiB"})
    assert row.status is Status.HIDDEN
    assert row.before.value == "gpt-4o-mini"
    assert row.after.value == Unknown("its file: over 1 MiB")
    assert row.after_site.bound(Key.MODEL) == row.after
    assert row.before_site.bound(Key.MODEL).value == "gpt-4o-mini"


def test_other_rows_stay_as_they_are():
    rows = (a_change(after=None), a_change(), a_change(before=None))
    assert hidden(rows, {"elsewhere.py": "over 1 MiB"}) == rows
    assert hidden(rows[1:], {"app/bot.py": "over 1 MiB"}) == rows[1:]


def test_a_line_that_became_a_comment_was_taken_for_one_that_sets_something_unreadable():
    before = "KEY=x\nmodel=gpt-4o-mini\n"
    row = a_change(after=None)
    at = row.before.setting.location.path
    (gone,) = covered([row], {at: before}, {at: "KEY=x\n#model=gpt-4o-mini\n"}, {})
    assert gone == row
    (kept,) = covered([row], {at: before}, {at: "KEY=x\nmodel=$CHOSEN\n"}, {})
    assert kept.status is Status.HIDDEN
