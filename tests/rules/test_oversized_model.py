"""A large model for routine work; run alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finops_gate.model.policy import Feature
from finops_gate.model.price import ModelStatus
from finops_gate.model.setting import Key
from finops_gate.model.site import SiteKind
from finops_gate.model.usage import Grade
from finops_gate.rules.oversized_model import RULE
from tests.build import a_bound, a_quote
from tests.rules.advising import BIG, LONG, SMALL, a_score, a_spending, found

ROUTINE = Feature("bot", paths=("app/**",), routine=True)


def test_short_answers_name_a_smaller_model_with_both_prices():
    (finding,) = found(RULE, a_spending())
    advice = finding.suggests
    assert (advice.now, advice.instead) == ("openai/gpt-4o", "openai/gpt-4o-mini")
    # 900 tokens in and 20 out, 50,000 times
    assert advice.each_now == Decimal("0.00245") and advice.each_then == Decimal("0.000147")
    assert advice.saving.mid == Decimal("115.15")
    assert dict(finding.measure) == {"above": Decimal("115.15"), "percent": Decimal(94)}
    assert finding.message == (
        "bot: gpt-4o does routine work (95 of 100 answers have at most 40 tokens); gpt-4o-mini may do it"
    )
    assert "no score: the team has measured nothing of it on this work" in advice.assumptions
    assert advice.grade is Grade.DECLARED


def test_silent_without_evidence_of_routine_work():
    assert not found(RULE, a_spending(output=LONG))
    assert not found(RULE, a_spending(usage=False))
    assert not found(RULE, a_spending(kind=SiteKind.EMBEDDING))


def test_declared_routine_is_enough_and_without_volumes_there_is_no_month():
    (finding,) = found(RULE, a_spending(usage=False, feature=ROUTINE))
    assert finding.suggests.saving is None and finding.suggests.saving_per_1k > 0
    assert "above" not in dict(finding.measure)


@pytest.mark.parametrize(
    "other",
    [
        a_quote("gpt-4o-mini", "1.5", "6"),
        replace(SMALL, takes=("text",)),
        replace(SMALL, context_window=900),
        replace(SMALL, status=ModelStatus.DEPRECATED),
        replace(SMALL, retires_on=date(2027, 1, 1)),
        replace(SMALL, mode="embedding"),
        replace(SMALL, model="gpt-4o-mini-audio"),
        replace(SMALL, provider="groq"),
        replace(SMALL, reason="no price"),
        replace(SMALL, prices=()),
        BIG,
    ],
)
def test_silent_where_no_model_fits_and_is_at_most_half(other):
    assert not found(RULE, a_spending(), [other])


def test_a_team_s_scores_choose_and_refuse():
    nano = replace(a_quote("gpt-4.1-nano", "0.1", "0.4"), takes=("text", "image"))
    scores = [a_score("gpt-4o-2024-08-06", 90), a_score("gpt-4o-mini", 91), a_score("gpt-4.1-nano", 60)]
    (finding,) = found(RULE, a_spending(), [nano, SMALL], scores)
    assert finding.suggests.instead == "openai/gpt-4o-mini" and finding.grade is Grade.MEASURED
    assert "tickets: 91% of tasks, 90% is asked" in finding.suggests.assumptions
    assert not found(RULE, a_spending(), [SMALL], [a_score("gpt-4o", 90), a_score("gpt-4o-mini", 89)])


def test_least_score_of_the_feature_is_what_is_asked():
    lenient = Feature("bot", paths=("app/**",), least_score=Decimal("0.8"))
    scores = [a_score("gpt-4o", 90), a_score("gpt-4o-mini", 85)]
    (finding,) = found(RULE, a_spending(feature=lenient), [SMALL], scores)
    assert "tickets: 85% of tasks, 80% is asked" in finding.suggests.assumptions


def test_the_latest_run_counts():
    scores = [a_score("gpt-4o", 90), a_score("gpt-4o-mini", 95), a_score("gpt-4o-mini", 70, day=date(2026, 11, 9))]
    assert not found(RULE, a_spending(), [SMALL], scores)


def test_another_provider_only_where_the_team_has_measured_it():
    other = replace(a_quote("llama-3.1-8b", "0.05", "0.08", provider="groq"), takes=("text", "image"))
    assert not found(RULE, a_spending(), [other])
    scores = [a_score("gpt-4o", 90), a_score("llama-3.1-8b", 92, provider="groq")]
    (finding,) = found(RULE, a_spending(), [other], scores)
    assert finding.suggests.instead == "groq/llama-3.1-8b"


def test_models_of_the_same_line_come_first_then_the_cheapest():
    nano = replace(a_quote("gpt-4.1-nano", "0.1", "0.4"), takes=("text", "image"))
    assert found(RULE, a_spending(), [nano, SMALL])[0].suggests.instead == "openai/gpt-4o-mini"


def test_hostile_names_are_harmless():
    odd = a_spending(feature=Feature("bot\x1b[31m", paths=("app/**",), routine=True), usage=False)
    assert "\x1b" not in found(RULE, odd)[0].message


def test_a_limit_of_output_counts():
    limited = a_spending(settings=(a_bound("10", key=Key.MAX_OUTPUT),))
    assert found(RULE, limited)[0].suggests.each_now == Decimal("0.00235")
