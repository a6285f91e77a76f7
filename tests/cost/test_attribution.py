"""Which feature a site belongs to."""

from __future__ import annotations

import pytest

from finops_gate.cost.attribution import feature_of, feature_of_path
from finops_gate.model.policy import Feature
from finops_gate.model.setting import Key
from tests.build import a_bound, a_site

SITE = a_site("gpt-4o-mini", path="services/helpdesk/bot.py", scope="HelpdeskBot.answer", slot="model")


def name(*features, site=SITE, model=""):
    found = feature_of(site, features, model)
    return found and found.name


def test_without_a_fitting_feature_there_is_none():
    assert name() is None
    assert name(Feature("other", paths=("web/**",))) is None


def test_a_feature_that_says_nowhere_is_not_everywhere():
    assert name(Feature("helpdesk-bot")) is None


def test_the_longest_path_before_a_wildcard_wins():
    assert (
        name(
            Feature("all", paths=("services/**/everything/in/here/*.py", "services/**")),
            Feature("helpdesk", paths=("services/helpdesk/**",)),
        )
        == "helpdesk"
    )


def test_a_symbol_wins_over_any_path():
    exact = Feature("path", paths=("services/helpdesk/bot.py",))
    assert name(exact, Feature("symbol", symbols=("HelpdeskBot",))) == "symbol"
    assert name(exact, Feature("symbol", symbols=("HelpdeskBot.*",))) == "symbol"
    assert name(exact, Feature("symbol", symbols=("HelpdeskBot.answer.model",))) == "symbol"
    assert name(exact, Feature("symbol", symbols=("Bot", "answer"))) == "path"


def test_the_longer_symbol_wins():
    assert name(Feature("class", symbols=("HelpdeskBot",)), Feature("method", symbols=("HelpdeskBot.answer",))) == (
        "method"
    )


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"paths": ("web/**",), "symbols": ("HelpdeskBot",)}, None),
        ({"paths": ("services/**",), "symbols": ("Other",)}, None),
        ({"paths": ("services/**",), "models": ("claude-*",)}, None),
        ({"paths": ("services/**",), "models": ("GPT-4o-*",)}, "f"),
        ({"paths": ("services/**",), "models": ("openai/gpt-4o-mini",)}, "f"),
        ({"models": ("gpt-4o-mini",)}, "f"),
    ],
)
def test_every_stated_condition_must_hold(conditions, expected):
    assert name(Feature("f", **conditions), model="openai/gpt-4o-mini") == expected


def test_of_two_that_fit_alike_the_one_named_first_wins():
    assert name(Feature("b", paths=("services/**",)), Feature("a", paths=("services/**",))) == "b"


def test_an_annotation_wins_even_when_the_policy_does_not_know_the_feature():
    annotated = SITE._replace(feature="checkout")
    assert name(Feature("helpdesk", paths=("services/**",)), site=annotated) == "checkout"
    team = Feature("checkout", paths=("checkout/**",), team="shop")
    assert feature_of(annotated, [team]) is team


def test_prompts_of_a_feature_are_paths_of_its_prompt_files_alone():
    feature = Feature("helpdesk", paths=("services/**",), prompts=("prompts/*.txt",))
    prompt = a_site(None, [a_bound("be brief", key=Key.PROMPT, path="prompts/system.txt")])
    model = a_site("gpt-4o", path="prompts/system.txt")
    assert name(feature, site=prompt) == "helpdesk"
    assert name(feature, site=model) is None


def test_a_place_of_which_only_the_path_is_known():
    symbol = Feature("symbol", paths=("services/helpdesk/**",), symbols=("HelpdeskBot",))
    path = Feature("path", paths=("services/**",))
    assert feature_of_path("services/helpdesk/bot.py", [symbol, path]) is path
    assert feature_of_path("web/bot.py", [symbol, path]) is None
