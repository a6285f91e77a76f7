"""A verdict by site, in the order people read it."""

from decimal import Decimal

from finops_gate.model.entries import difference, due, entries, monthly_delta, per_call_percent, spoken, written
from finops_gate.model.policy import Outcome
from finops_gate.model.projection import Range
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.verdict import Decision
from tests.build import a_bound, a_finding, a_projection, a_range, a_row, a_swap, a_verdict


def test_rows_of_a_site_stand_together_with_the_model_first():
    model = a_swap(line=20)
    tokens = a_row(key=Key.MAX_OUTPUT, before="1", after="2", line=3)
    (entry,) = entries(a_verdict(rows=(tokens, model))).sites
    assert [row.change.key for row in entry.rows] == [Key.MODEL, Key.MAX_OUTPUT]
    assert entry.projection is model.projection


def test_worst_stands_first_then_the_largest_increase_then_the_path():
    rows = [
        a_swap(path=path, site=path, monthly=(0, month))
        for path, month in (("a.py", 1), ("b.py", 9), ("c.py", None), ("d.py", 0))
    ]
    finding = a_finding(changes=(rows[3].fingerprint,))
    told = entries(a_verdict(rows=tuple(rows), decisions=(Decision(finding, Outcome.WARN, "x"),)))
    assert [entry.site for entry in told.sites] == ["d.py", "b.py", "a.py", "c.py"]
    assert [entry.outcome for entry in told.sites] == [Outcome.WARN, Outcome.PASS, Outcome.PASS, Outcome.PASS]


def test_decision_on_several_sites_is_told_once_and_one_on_none_stands_apart():
    rows = [a_swap(path=path, site=path) for path in ("a.py", "b.py")]
    several = Decision(a_finding(changes=tuple(row.fingerprint for row in rows)), Outcome.WARN, "x")
    none = Decision(a_finding("other", changes=()), Outcome.BLOCK, "y")
    told = entries(a_verdict(rows=tuple(rows), decisions=(several, none)))
    assert [entry.decisions for entry in told.sites] == [(several,), ()]
    assert told.general == (none,)


def test_waived_decision_makes_nothing_worse_and_pass_is_not_due():
    row = a_swap()
    waived = Decision(a_finding(changes=(row.fingerprint,)), Outcome.BLOCK, "x", waived_by="alice")
    passed = Decision(a_finding("b", changes=(row.fingerprint,)), Outcome.PASS, "x")
    (entry,) = entries(a_verdict(rows=(row,), decisions=(waived, passed))).sites
    assert entry.outcome is Outcome.PASS
    assert due(entry.decisions) == (waived,)


def test_what_is_not_billed_stands_apart():
    row = a_row(billed=False)
    told = entries(a_verdict(rows=(row,)))
    assert (told.sites, told.unbilled) == ((), (row,))


def test_ends_of_a_difference_belong_together_and_stay_in_order():
    before, after = a_range(100, 90, 110), a_range(50, 45, 55)
    assert difference(before, after) == Range(Decimal(-55), Decimal(-50), Decimal(-45))
    assert difference(None, after) is None
    assert monthly_delta(None) is None
    assert monthly_delta(a_projection(monthly_before=1, monthly_after=3)) == Range.exactly(Decimal(2))


def test_percent_is_unknown_where_a_side_is_or_nothing_was_paid():
    assert per_call_percent(a_projection(1, 2)) == 100
    for projection in (None, a_projection(None, 2), a_projection(1, None), a_projection(0, 2)):
        assert per_call_percent(projection) is None


def test_value_is_told_as_written_and_in_effect():
    unread = Unknown("an expression")
    constant = a_bound("gpt-4o", written=unread, refers=("DEFAULT_MODEL",))
    variable = a_bound("gpt-4o", written=unread, refers=("env:MODEL",))
    hidden = a_bound(Unknown("the environment"), written=unread, refers=("env:MODEL",))
    assert [written(bound) for bound in (a_bound(), constant, variable, hidden)] == [
        "gpt-4o-mini",
        "DEFAULT_MODEL",
        "gpt-4o",
        None,
    ]
    assert [spoken(bound) for bound in (a_bound(), constant, variable, hidden)] == [
        "gpt-4o-mini",
        "DEFAULT_MODEL (gpt-4o)",
        "gpt-4o",
        "unreadable (the environment)",
    ]
