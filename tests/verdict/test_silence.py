"""Who has silenced an advice, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from finops_gate.model.policy import Outcome, Where
from finops_gate.model.setting import Annotation
from finops_gate.model.site import Site
from finops_gate.model.waiver import Waiver
from finops_gate.verdict.silence import silenced
from tests.build import TODAY, a_finding, a_policy, a_rule_policy, a_site, a_threshold

RULE = "oversized-model"
ADVICE = a_finding(RULE, "gpt-4o answers routine questions")
ON = a_policy(a_rule_policy(RULE, a_threshold(Outcome.WARN)))
OFF = a_policy(a_rule_policy(RULE, origin="policy.yaml rules.oversized-model"))
DAY = timedelta(days=1)


def a_place(reason: str = "", path: str = "app/bot.py") -> Site:
    """A site, annotated to ignore the rule where a reason is given."""
    return a_site(path=path, annotation=Annotation(ignores=(RULE,), reason=reason) if reason else None)


def a_waiver(name: str = "small", rule: str = RULE, created: date = TODAY, expires: date = TODAY) -> Waiver:
    return Waiver(name, None, rule, Where(("app/**",)), None, "on trial", "alice", "lead", created, expires)


def why(*sites: Site, policy=ON, waivers: tuple[Waiver, ...] = (), finding=ADVICE) -> str:
    return silenced(finding, sites, policy, waivers, TODAY)


def test_advice_that_nobody_silenced_stands():
    assert why() == why(a_place()) == why(waivers=(a_waiver(rule="cacheable-prefix"),)) == ""


def test_ignore_counts_where_every_place_has_one_and_the_first_is_named():
    assert why(a_place("batch job")) == "ignored at app/bot.py:10: batch job"
    both = why(a_place("batch job"), a_place("so is this", path="app/c.py"))
    assert both == "ignored at app/bot.py:10: batch job"
    assert why(a_place("batch job"), a_place(path="app/c.py")) == ""
    assert why(a_place(path="app/c.py"), a_place("batch job")) == ""


@pytest.mark.parametrize(
    ("created", "expires", "holds"),
    [
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY + DAY, TODAY + 2 * DAY, False),
        (TODAY - 2 * DAY, TODAY - DAY, False),
    ],
)
def test_waiver_silences_from_its_first_day_to_its_last(created, expires, holds):
    told = why(waivers=(a_waiver("other", rule="x"), a_waiver(created=created, expires=expires)))
    assert told == (f"waivers.yaml small, alice: on trial, until {expires}" if holds else "")


def test_rule_that_the_policy_has_off_says_so():
    assert why(policy=OFF) == "policy.yaml rules.oversized-model: off"


def test_what_the_code_says_comes_before_a_waiver_and_a_waiver_before_the_policy():
    assert why(a_place("batch job"), policy=OFF, waivers=(a_waiver(),)).startswith("ignored at")
    assert why(a_place(), policy=OFF, waivers=(a_waiver(),)).startswith("waivers.yaml small")


def test_words_of_the_code_are_made_harmless_and_cut():
    told = why(a_place("a\x1b[31m" + "b" * 500))
    assert "\x1b" not in told and len(told) == 400 and told.endswith("…")
