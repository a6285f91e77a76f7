"""Scores beside measured spend: what is joined, and that nothing is made up where there is no score."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.cost.economics import units
from finops_gate.cost.scoring import scored_calls, shifts
from finops_gate.model.quality import Score
from finops_gate.model.scored import Scored, Shift, named, told
from finops_gate.model.setting import Key, Unknown
from tests.build import a_change, a_projection, a_quote, a_row, a_usage

MINI = a_quote("gpt-4o-mini", "0.15", "0.6")
BIG = a_quote("gpt-4o", "2.5", "10")
VECTORS = a_quote("text-embedding-3-small", "0.02", None, mode="embedding")
QUOTES = {f"openai|{quote.id}": quote for quote in (MINI, BIG, VECTORS)}


def a_score(model, passed, tasks=200, suite="answers", day=date(2026, 11, 1), features=()):
    return Score(suite, "openai", model, "", tasks, passed, None, day, "quality/answers.yaml:4", features)


SCORES = (a_score("gpt-4o-mini", 150), a_score("gpt-4o", 172))


def joined(*rows, scores=SCORES):
    return scored_calls(rows, QUOTES, scores)


def swapped(change, scores=SCORES, before="0.0003", after="0.005"):
    row = a_row(change, a_projection(before, after, feature="bot"))
    return shifts([row], QUOTES, scores)


def test_score_per_dollar_and_cost_of_a_call_that_passes():
    (found,) = joined((a_usage("bot", "gpt-4o-mini", calls=1000), Decimal("0.30")))
    assert (found.suite, found.each, found.score) == ("answers", Decimal("0.0003"), Decimal("0.75"))
    assert found.per_dollar == 2500 and found.per_success == Decimal("0.0004")


def test_several_models_are_scored_in_proportion_of_their_calls():
    rows = [(a_usage("bot", "gpt-4o-mini", calls=3000), Decimal(1)), (a_usage("bot", "gpt-4o", calls=1000), Decimal(3))]
    (found,) = joined(*rows)
    assert found.score == (3 * Decimal("0.75") + Decimal("0.86")) / 4
    assert found.each == Decimal("0.001")


def test_one_model_without_a_score_leaves_none():
    rows = [(a_usage("bot", "gpt-4o-mini"), Decimal(1)), (a_usage("bot", "gpt-5"), Decimal(3))]
    (found,) = joined(*rows)
    assert (found.score, found.per_dollar, found.per_success) == (None, None, None)
    assert found.missing == ("openai/gpt-5",)


def test_what_is_not_known_of_the_cost_is_not_free():
    for row, month in ((a_usage("bot", "gpt-4o-mini"), None), (a_usage("bot", "gpt-4o-mini", calls=None), Decimal(1))):
        (found,) = joined((row, month))
        assert found.each is None and found.per_dollar is None and found.per_success is None


def test_embeddings_cost_and_need_no_score():
    rows = [(a_usage("bot", "gpt-4o-mini", calls=1000), Decimal(1)), (a_usage("bot", VECTORS.id, calls=9), Decimal(1))]
    (found,) = joined(*rows)
    assert (found.score, found.each) == (Decimal("0.75"), Decimal("0.002"))


def test_a_suite_measures_the_features_that_it_names_and_suites_are_not_averaged():
    scores = (
        *SCORES,
        a_score("gpt-4o-mini", 20, suite="code", features=("other",)),
        a_score("gpt-4o-mini", 60, suite="tone"),
    )
    found = joined((a_usage("bot", "gpt-4o-mini"), Decimal(1)), scores=scores)
    assert [(one.suite, one.score) for one in found] == [("answers", Decimal("0.75")), ("tone", Decimal("0.3"))]
    assert joined((a_usage("bot", "gpt-4o-mini"), Decimal(1)), scores=()) == ()


def test_a_dated_snapshot_is_its_family_and_the_latest_run_counts():
    scores = (a_score("gpt-4o-mini-2024-07-18", 100, day=date(2026, 11, 2)), *SCORES)
    (found,) = joined((a_usage("bot", "gpt-4o-mini"), Decimal(1)), scores=scores)
    assert found.score == Decimal("0.5")


def test_nothing_that_passes_has_no_price_for_a_success():
    assert Scored("answers", Decimal(1), Decimal(0)).per_success is None
    assert Scored("answers", Decimal(0), Decimal(1)).per_dollar is None


@given(st.integers(1, 10**6), st.integers(1, 200))
def test_dearer_calls_and_lower_scores_never_look_better(cents, passed):
    here = Scored("answers", Decimal(cents) / 100, Decimal(passed) / 200)
    dearer = here._replace(each=here.each * 2)
    worse = here._replace(score=here.score / 2)
    assert dearer.per_dollar < here.per_dollar and worse.per_dollar < here.per_dollar
    assert dearer.per_success > here.per_success and worse.per_success > here.per_success


def test_a_swap_has_both_sides():
    (found,) = swapped(a_change("gpt-4o-mini", "gpt-4o", feature="bot"))
    assert (found.before, found.after) == ("openai/gpt-4o-mini", "openai/gpt-4o")
    assert (found.base.per_success, found.head.score) == (Decimal("0.0004"), Decimal("0.86"))
    assert named(found) == "bot, openai/gpt-4o-mini -> openai/gpt-4o"
    assert told(found) == "score 75% -> 86% (answers), per dollar 2,500 -> 172, a passed task $0.000400 -> $0.00581"


def test_a_model_without_a_score_has_no_score_and_keeps_the_other_side():
    (found,) = swapped(a_change("gpt-4o-mini", "gpt-99", feature="bot"), after=None)
    assert found.head == Scored("answers", None, None, ("gpt-99",))
    assert told(found) == (
        "score 75% -> no score (answers), per dollar 2,500 -> not known, a passed task $0.000400 -> not known"
    )


def test_a_new_place_has_no_before_and_one_that_is_gone_no_after():
    (new,) = swapped(a_change(None, "gpt-4o", feature="bot"))
    (gone,) = swapped(a_change("gpt-4o-mini", None, feature="bot"))
    assert (new.before, new.base, new.after) == (None, None, "openai/gpt-4o")
    assert (gone.after, gone.head, gone.before) == (None, None, "openai/gpt-4o-mini")
    assert told(new) == "score 86% (answers), per dollar 172, a passed task $0.00581"


def test_a_parameter_changes_the_cost_of_the_same_score():
    (found,) = swapped(a_change("500", "900", key=Key.MAX_OUTPUT, feature="bot"))
    assert found.base.score == found.head.score and found.head.each > found.base.each


def test_a_model_that_cannot_be_read_any_more_has_no_score():
    (found,) = swapped(a_change("gpt-4o-mini", Unknown("from a secret"), feature="bot"))
    assert found.after == "(unreadable)" and found.head.score is None


def test_places_that_change_alike_are_one_and_what_has_no_feature_is_none():
    rows = [
        a_row(a_change("gpt-4o-mini", "gpt-4o", path=path, feature="bot"), a_projection("1", "2", feature="bot"))
        for path in ("a.py", "b.py")
    ]
    rows = [replace(row, projection=replace(row.projection, site=row.change.site)) for row in rows]
    assert len(shifts(rows, QUOTES, SCORES)) == 1
    alone = a_row(a_change("gpt-4o-mini", "gpt-4o"), a_projection("1", "2"))
    assert shifts([alone], QUOTES, SCORES) == () and shifts(rows, QUOTES, ()) == ()


def test_hostile_names_are_shown_as_escapes():
    performance = Scored("an\x1b[31mswers", Decimal(1), Decimal("0.5"))
    shown = Shift("b\x1bot", "m\x1b", "m\x1b", performance, performance)
    assert "\x1b" not in named(shown) + told(shown)


def test_units_by_feature_and_model_have_their_score():
    rows = (a_usage("bot", "gpt-4o-mini"), a_usage("bot", "gpt-4o"), a_usage("other", "gpt-5"))
    found = {unit.name: unit for unit in units(rows, QUOTES, (), "feature-model", SCORES)}
    assert set(found) == {"bot on openai/gpt-4o-mini", "bot on openai/gpt-4o", "other on openai/gpt-5"}
    (mini,) = found["bot on openai/gpt-4o-mini"].scored
    assert mini.each == found["bot on openai/gpt-4o-mini"].per_call and mini.score == Decimal("0.75")
    assert found["other on openai/gpt-5"].scored[0].missing == ("openai/gpt-5",)
