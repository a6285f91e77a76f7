"""Which recorded calls are a site's calls."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_gate.cost.workload import Caller, workload_of
from finops_gate.model.policy import Feature
from finops_gate.model.projection import Range
from finops_gate.model.usage import Grade
from tests.build import a_quote, a_usage

HELPDESK = Feature("helpdesk-bot", paths=("app/**",))
MINI = a_quote("gpt-4o-mini")
CALLER = Caller("gpt-4o-mini", "openai", MINI)
QUOTES = {
    "openai|gpt-4o-mini": MINI,
    "openai|gpt-4o-mini-2024-07-18": a_quote("gpt-4o-mini-2024-07-18", model="gpt-4o-mini"),
    "openai|gpt-4o": a_quote("gpt-4o", "2.5", "10"),
    "azure|gpt-4o-mini": a_quote("gpt-4o-mini", provider="azure"),
    "openai|embed": a_quote("embed", "0.02", None, mode="embedding"),
}


def join(*rows, features=(HELPDESK,), caller=CALLER, quotes=QUOTES):
    return workload_of(features, caller, rows, quotes)


def volume(workload):
    return sum(stream.calls.mid for stream in workload.streams if stream.calls)


def test_without_a_feature_nothing_is_known():
    got = join(a_usage(), features=())
    assert (got.streams[0].calls, got.grade, got.source) == (
        None,
        Grade.ASSUMED,
        "no feature of the policy covers this place",
    )


def test_tiers_of_a_feature_are_summed_each_with_its_own_tokens():
    got = join(
        a_usage(tier="free", calls=10, input=100), a_usage(tier="pro", calls=20, input=500, grade=Grade.DECLARED)
    )
    assert volume(got) == 30
    assert [stream.input.mean for stream in got.streams] == [100, 500]
    assert [stream.name for stream in got.streams] == [
        "helpdesk-bot on openai/gpt-4o-mini (free)",
        "helpdesk-bot on openai/gpt-4o-mini (pro)",
    ]
    assert got.grade is Grade.DECLARED  # the least of its inputs


def test_rows_of_other_features_and_models_are_not_the_sites_calls():
    assert volume(join(a_usage(calls=1), a_usage("search", calls=10), a_usage(model="gpt-4o", calls=100))) == 1


def test_a_dated_snapshot_in_the_profile_is_the_family_in_the_code():
    assert volume(join(a_usage(model="gpt-4o-mini-2024-07-18"))) == 50000
    assert volume(join(a_usage(model="gpt-4o-mini-2024-07-18"), quotes={})) == 50000
    assert volume(join(a_usage(model="openai/gpt-4o-mini"), quotes={})) == 50000


def test_a_model_that_no_catalog_knows_joins_by_its_spelling():
    assert volume(join(a_usage(model="gpt-99"), caller=Caller("gpt-99", "openai"))) == 50000
    assert join(a_usage(model="gpt-98"), caller=Caller("gpt-99", "openai")).streams[0].calls is None


def test_the_same_model_at_another_provider_counts_only_where_there_is_no_row_of_its_own():
    both = join(a_usage(calls=1), a_usage(provider="azure", calls=10))
    assert (volume(both), both.assumptions) == (1, ())
    other = join(a_usage(provider="azure", calls=10))
    assert (volume(other), other.assumptions) == (10, ("recorded under azure",))


def test_environments_are_kept_apart():
    rows = (a_usage(environment="production", calls=1), a_usage(environment="staging", calls=10))
    assert volume(join(*rows)) == 11
    assert volume(join(*rows, caller=CALLER._replace(environment="Prod"))) == 1
    assert volume(join(*rows, features=(Feature("helpdesk-bot", environment="staging"),))) == 10
    assert join(*rows, caller=CALLER._replace(environment="dev")).streams[0].calls is None


def test_rows_that_name_no_environment_are_taken_where_no_row_names_it():
    got = join(a_usage(calls=1), a_usage(environment="staging", calls=10), caller=CALLER._replace(environment="prod"))
    assert volume(got) == 1
    assert got.assumptions == ("the recorded calls name no environment; they are taken as prod",)


def test_a_feature_without_usage_on_the_model_says_where_it_has_some():
    got = join(a_usage(model="gpt-4o"))
    assert got.streams[0].calls is None
    assert got.feature == "helpdesk-bot"
    assert got.source == ("no usage of helpdesk-bot on openai/gpt-4o-mini is recorded (there is openai/gpt-4o)")


def test_declared_calls_stand_in_where_nothing_was_measured():
    declared = Feature("helpdesk-bot", calls_per_month=Decimal(2000))
    got = join(features=(declared,))
    assert (volume(got), got.grade, got.source) == (2000, Grade.DECLARED, "policy.yaml calls_per_month")
    assert "as declared in the policy; nothing measured was found for openai/gpt-4o-mini" in got.assumptions[0]
    assert volume(join(a_usage(calls=1), features=(declared,))) == 1


def test_intervals_are_kept_and_missing_bounds_are_the_middle():
    assert join(a_usage(calls=10, low=5, high=20)).streams[0].calls == Range(Decimal(5), Decimal(10), Decimal(20))
    bare = a_usage(calls=10)
    bare = type(bare)(
        **{name: getattr(bare, name) for name in bare.__slots__} | {"calls_low": None, "calls_high": None}
    )
    assert join(bare).streams[0].calls == Range.exactly(Decimal(10))


def test_a_tier_without_calls_makes_the_rest_a_lower_bound():
    got = join(a_usage(tier="free", calls=None), a_usage(tier="pro", calls=20))
    assert got.at_least
    assert "calls of helpdesk-bot on openai/gpt-4o-mini (free) are not recorded" in got.assumptions[0]
    assert not join(a_usage(calls=None)).at_least


def test_a_row_without_a_source_is_named_by_its_line():
    assert join(a_usage(source="", line=7)).source == "usage.csv line 7"


NEW = Caller("gpt-4o", "openai", QUOTES["openai|gpt-4o"], is_new=True)


def test_a_new_call_takes_the_feature_as_its_bound_by_model_then_by_kind_of_model():
    same = join(a_usage(model="gpt-4o", calls=5), a_usage(calls=50), caller=NEW)
    assert (volume(same), same.grade) == (5, Grade.ASSUMED)
    kind = join(a_usage(calls=50), a_usage(model="embed", calls=9000), a_usage(model="unheard", calls=7), caller=NEW)
    assert volume(kind) == 50
    assert kind.streams[0].calls.low == 0


def test_a_new_call_uses_what_was_declared_before_it_assumes_anything():
    declared = Feature("helpdesk-bot", calls_per_month=Decimal(2000))
    assert volume(join(a_usage(calls=50), features=(declared,), caller=NEW)) == 2000


def test_a_new_call_of_an_unpriced_model_assumes_nothing():
    assert join(a_usage(), caller=Caller("gpt-99", "openai", is_new=True)).streams[0].calls is None


def test_a_place_without_a_model_makes_all_calls_of_its_feature():
    got = join(a_usage(calls=1), a_usage(model="gpt-4o", calls=2), caller=Caller(""))
    assert volume(got) == 3
    assert [stream.quote and stream.quote.model for stream in got.streams] == ["gpt-4o-mini", "gpt-4o"]
    assert join(caller=Caller("")).source == "no usage of helpdesk-bot is recorded"


@pytest.mark.parametrize("grade", list(Grade))
def test_the_grade_of_a_row_is_the_grade_of_its_workload(grade):
    assert join(a_usage(grade=grade)).grade is grade
