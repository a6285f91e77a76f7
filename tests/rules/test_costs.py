"""The rules that measure money: one rule's tests run that rule alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finops_gate.model.policy import Outcome, Scope, Where
from finops_gate.model.projection import Range
from finops_gate.model.setting import Key
from finops_gate.rules import monthly_increase, new_spend, per_call_increase, prompt_growth
from tests.build import (
    a_bound,
    a_case,
    a_change,
    a_policy,
    a_projection,
    a_row,
    a_rule_policy,
    a_swap,
    a_threshold,
)


def found(module, *rows, policy=None):
    return list(module.RULE.check(a_case(*rows, policy=policy)))


def measures(module, *rows, policy=None):
    return [dict(finding.measure) for finding in found(module, *rows, policy=policy)]


class TestPerCallIncrease:
    def test_ratio_is_exact(self):
        (finding,) = found(per_call_increase, a_swap(("0.00033", "0.019"), feature="helpdesk-bot"))
        assert finding.measure[0][1] > Decimal("57.5757575757")
        assert finding.message == (
            "helpdesk-bot: a call costs 57.5 times as much (gpt-4o-mini -> gpt-4-turbo): "
            "$0.33 -> $19.00 per 1,000 calls, +5,658%"
        )
        assert (finding.location.path, finding.location.line) == ("app/bot.py", 10)
        assert finding.feature == "helpdesk-bot"

    def test_tenfold_is_ten(self):
        assert measures(per_call_increase, a_swap(("0.0003", "0.003"))) == [{"ratio": Decimal(10)}]

    def test_same_model_at_other_parameters(self):
        change = a_change("500", "12_000", key=Key.MAX_OUTPUT)
        (finding,) = found(per_call_increase, a_row(change, a_projection("0.01", "0.0125")))
        assert "1.25 times as much (max-output 500 -> 12_000)" in finding.message

    def test_rows_of_one_site_are_one_finding_led_by_the_model(self):
        projection = a_projection("0.01", "0.02")
        limit = a_row(a_change("1", "2", key=Key.MAX_OUTPUT, line=2), projection)
        model = a_row(a_change(line=9), projection)
        (finding,) = found(per_call_increase, limit, model)
        assert finding.location.line == 9
        assert finding.changes == tuple(sorted([limit.fingerprint, model.fingerprint]))
        assert "(gpt-4o-mini -> gpt-4-turbo and 1 more change)" in finding.message

    def test_free_before_has_no_ratio(self):
        (finding,) = found(per_call_increase, a_swap((0, "0.003")))
        assert finding.measure == () and "cost nothing before" in finding.message

    def test_lower_bound_is_said(self):
        row = a_row(a_change(), a_projection("0.01", "0.02", at_least=True))
        assert "costs at least 2 times as much" in found(per_call_increase, row)[0].message

    def test_nothing_to_compare(self):
        assert not found(per_call_increase, a_swap(("0.01", "0.01")))
        assert not found(per_call_increase, a_swap(("0.01", "0.001")))
        assert not found(per_call_increase, a_swap((None, "0.001")))
        assert not found(per_call_increase, a_swap(("0.01", None)))
        assert not found(per_call_increase, a_row())
        assert not found(per_call_increase, a_swap(billed=False))
        assert not found(per_call_increase, a_row(a_change(before=None), a_projection(0, "0.1")))

    def test_move_names_both_paths(self):
        change = a_change(before=a_bound("gpt-4o-mini", path="old.py"), after=a_bound("gpt-4", path="research/new.py"))
        (finding,) = found(per_call_increase, a_row(change, a_projection()))
        assert finding.paths == ("old.py", "research/new.py")


class TestMonthlyIncrease:
    def test_sites_of_a_feature_are_added_up(self):
        rows = [
            a_swap(monthly=(100, 150), path="a.py", feature="bot"),
            a_swap(monthly=(100, 90), path="b.py", feature="bot"),
            a_swap(monthly=(1, 2), path="c.py"),
        ]
        findings = found(monthly_increase, *rows)
        assert [dict(f.measure) for f in findings] == [
            {"above": Decimal(1), "percent": Decimal(100)},
            {"above": Decimal(40), "percent": Decimal(20)},
        ]
        assert findings[1].message == "bot: $200.00 -> $240.00 a month, +$40.00, +20% (2 sites)"
        assert findings[1].paths == ("a.py", "b.py")

    def test_site_counts_once(self):
        projection = a_projection("0.01", "0.02", 100, 200)
        rows = [a_row(a_change(), projection), a_row(a_change("1", "2", key=Key.MAX_OUTPUT), projection)]
        assert measures(monthly_increase, *rows) == [{"above": Decimal(100), "percent": Decimal(100)}]

    def test_new_site_has_no_percentage(self):
        new = a_row(a_change(before=None), a_projection(0, "0.1", None, 950))
        assert measures(monthly_increase, new) == [{"above": Decimal(950)}]
        assert found(monthly_increase, new)[0].message == (
            "app/bot.py: $0.00 -> $950.00 a month, +$950.00 (gpt-4-turbo)"
        )

    def test_sites_that_policy_treats_differently_stay_apart(self):
        policy = a_policy(
            a_rule_policy(
                "monthly-increase", a_threshold(Outcome.WARN, above=1), exceptions=(Where(paths=("research/**",)),)
            ),
            scopes=(
                Scope(Where(paths=("labs/**",)), (a_rule_policy("monthly-increase", a_threshold(above=9)),)),
                Scope(Where(paths=("x/**",)), (a_rule_policy("new-spend", a_threshold(above=9)),)),
            ),
        )
        rows = [
            a_swap(monthly=(1, 2), path=f"{p}/a.py", feature="bot") for p in ("app", "lib", "research", "labs", "x")
        ]
        assert sorted(f.paths for f in found(monthly_increase, *rows, policy=policy)) == [
            ("app/a.py", "lib/a.py", "x/a.py"),
            ("labs/a.py",),
            ("research/a.py",),
        ]

    def test_middle_of_the_range_counts(self):
        wide = Range(Decimal(1), Decimal(20), Decimal(900))
        row = a_row(a_change(), a_projection("1", "2", 10, wide, at_least=True))
        assert measures(monthly_increase, row) == [{"above": Decimal(10), "percent": Decimal(100)}]
        assert "at least $10.00" in found(monthly_increase, row)[0].message

    def test_silent_without_volume_or_growth(self):
        assert not found(monthly_increase, a_swap(), a_swap(monthly=(5, 5), path="b.py"))
        assert not found(monthly_increase, a_row(a_change(after=None), a_projection("0.1", 0, 950, None)))


class TestNewSpend:
    def test_measures_month_and_thousand_calls(self):
        new = a_row(a_change(before=None), a_projection(0, "0.019", None, 950))
        (finding,) = found(new_spend, new)
        assert dict(finding.measure) == {"above": Decimal(950), "per_1k_calls": Decimal(19)}
        assert finding.message == (
            "app/bot.py: a site that uses gpt-4-turbo is new: $19.00 per 1,000 calls, $950.00 a month"
        )

    def test_unknown_cost_is_said(self):
        (finding,) = found(new_spend, a_row(a_change(before=None)))
        assert finding.measure == () and finding.message.endswith("its cost is unknown")

    def test_site_without_a_model(self):
        change = replace_site(a_change(None, "g5.xlarge", key=Key.INSTANCE))
        assert "instance g5.xlarge is new" in found(new_spend, a_row(change))[0].message

    def test_setting_added_to_a_known_site_is_not_new(self):
        change = a_change(None, "500", key=Key.MAX_OUTPUT)
        change = change._replace(before_site=change.after_site)
        assert not found(new_spend, a_row(change, a_projection()), a_swap(path="b.py"))


def replace_site(change):
    """The change in a site that has no model."""
    return change._replace(after_site=change.after_site._replace(settings=change.after_site.settings[1:]))


class TestPromptGrowth:
    def prompt(self, before="a" * 80, after="b" * 140, tokens=(800, 1400), monthly=(None, None), **fields):
        change = a_change(before, after, key=Key.PROMPT, **fields)
        row = a_row(change, a_projection("0.01", "0.012", *monthly))
        return replace(row, tokens_before=tokens[0], tokens_after=tokens[1])

    def test_measures_tokens_and_dollars(self):
        (finding,) = found(prompt_growth, self.prompt(monthly=(100, 120), feature="bot"))
        assert dict(finding.measure) == {"percent": Decimal(75), "above": Decimal(20)}
        assert finding.message == "bot: the prompt grew from 800 to 1,400 tokens, +75%, +$20.00 a month"

    def test_characters_stand_in_for_tokens_that_were_not_counted(self):
        (finding,) = found(prompt_growth, self.prompt(tokens=(None, None)))
        assert dict(finding.measure) == {"percent": Decimal(75)}
        assert finding.message == "app/bot.py: the prompt grew from 80 to 140 characters, +75%"

    def test_prompt_added_to_a_known_call_grew_from_nothing(self):
        row = self.prompt(before=None, tokens=(None, 1400))
        known = row.change._replace(before_site=row.change.after_site)
        (finding,) = found(prompt_growth, replace(row, change=known))
        assert finding.measure == () and "from 0 to 1,400 tokens" in finding.message
        uncounted = replace(row, change=known, tokens_after=None)
        assert "from 0 to 140 characters" in found(prompt_growth, uncounted)[0].message

    def test_silent_when_not_longer_new_or_gone(self):
        assert not found(prompt_growth, self.prompt(tokens=(800, 800)))
        assert not found(prompt_growth, self.prompt(before=None, tokens=(None, 10)))
        assert not found(prompt_growth, self.prompt(after=None))
        assert not found(prompt_growth, a_swap())
