"""The rules that look at models by name, status and readability: one rule's tests run that rule alone."""

from __future__ import annotations

from datetime import date

import pytest

from finops_gate.model.policy import Outcome, Scope, Where
from finops_gate.model.price import ModelStatus
from finops_gate.model.setting import Key, Unknown
from finops_gate.rules import denied_model, retired_model, unpriced_model, unresolved_model
from tests.build import a_case, a_change, a_policy, a_quote, a_row, a_rule_policy, a_swap, a_threshold

PRICED = [a_quote(), a_quote("gpt-4-turbo", "10", "30")]


def found(module, *rows, quotes=PRICED, policy=None):
    return list(module.RULE.check(a_case(*rows, quotes=quotes, policy=policy)))


class TestUnpricedModel:
    def test_reason_of_the_catalog_is_passed_on(self):
        quotes = {"openai|gpt-4-trubo": Unknown("no catalog knows it; did you mean gpt-4-turbo?")}
        (finding,) = found(unpriced_model, a_swap(after="gpt-4-trubo"), quotes=quotes)
        assert finding.message == (
            "app/bot.py: gpt-4-trubo has no price, so its cost is unknown: "
            "no catalog knows it; did you mean gpt-4-turbo?"
        )
        assert finding.names == ("gpt-4-trubo",)

    @pytest.mark.parametrize(
        ("quotes", "reported"),
        [
            (PRICED, False),
            ([a_quote("gpt-4-turbo", None, None)], True),
            ([a_quote("gpt-4-turbo", None, None, reason="private preview")], True),
            ([a_quote("gpt-4-turbo", None, None, self_hosted=True)], False),
            ({"openai|gpt-4-turbo": Unknown("")}, True),
            ([], True),
        ],
    )
    def test_priced_or_hosted_by_ourselves_or_not(self, quotes, reported):
        assert bool(found(unpriced_model, a_swap(), quotes=quotes)) is reported

    def test_parameter_of_a_call_to_an_unpriced_model(self):
        row = a_row(a_change("1", "2", key=Key.MAX_OUTPUT, model="gpt-9"))
        (finding,) = found(unpriced_model, row, quotes={"openai|gpt-9": Unknown("new")})
        assert finding.changes == (row.fingerprint,)
        assert not found(unpriced_model, row, quotes=[])

    def test_silent_where_there_is_no_readable_model_at_head(self):
        assert not found(unpriced_model, a_swap(after=None), quotes=[])
        assert not found(unpriced_model, a_swap(after=Unknown("?")), quotes=[])
        assert not found(unpriced_model, a_swap(billed=False), quotes=[])

    def test_reason_is_made_harmless(self):
        quotes = {"openai|gpt-4-turbo": Unknown("\x1b[31m")}
        assert "\x1b" not in found(unpriced_model, a_swap(), quotes=quotes)[0].message


class TestRetiredModel:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"status": ModelStatus.RETIRED}, "is retired"),
            ({"status": ModelStatus.RETIRED, "retires_on": date(2026, 1, 5)}, "is retired since 2026-01-05"),
            ({"retires_on": date(2026, 11, 23)}, "is retired since 2026-11-23"),
            ({"retires_on": date(2026, 11, 24)}, "retires on 2026-11-24, in 1 day"),
            ({"status": ModelStatus.DEPRECATED, "retires_on": date(2027, 2, 21)}, "retires on 2027-02-21, in 90 days"),
            ({"retires_on": date(2027, 2, 22)}, None),
            ({"status": ModelStatus.DEPRECATED}, None),
            ({}, None),
        ],
    )
    def test_retired_or_soon(self, fields, words):
        findings = found(retired_model, a_swap(), quotes=[a_quote("gpt-4-turbo", **fields)])
        assert [finding.message for finding in findings] == ([f"app/bot.py: gpt-4-turbo {words}"] if words else [])

    def test_successor_is_the_advice(self):
        quotes = [a_quote("gpt-4-turbo", status=ModelStatus.RETIRED, successor="gpt-4.1")]
        (finding,) = found(retired_model, a_swap(), quotes=quotes)
        assert finding.advice == "use gpt-4.1"
        assert finding.message.endswith("is retired; its successor is gpt-4.1")

    def test_only_what_the_change_brings_in(self):
        quotes = [a_quote(status=ModelStatus.RETIRED)]
        assert not found(retired_model, a_swap(), a_swap(after=None), quotes=quotes)
        assert not found(retired_model, a_row(a_change("1", "2", key=Key.MAX_OUTPUT)), quotes=quotes)
        assert not found(retired_model, a_swap(), quotes={"openai|gpt-4-turbo": Unknown("?")})


class TestDeniedModel:
    def policy(self, *names, scoped=()):
        scope = a_rule_policy("denied-model", a_threshold(Outcome.BLOCK, names=tuple(scoped)))
        return a_policy(
            a_rule_policy("denied-model", a_threshold(Outcome.BLOCK, names=names)),
            a_rule_policy("unpriced-model", a_threshold(Outcome.WARN)),
            scopes=(Scope(Where(paths=("x/**",)), (scope,)),),
        )

    @pytest.mark.parametrize(
        ("pattern", "fits"),
        [("gpt-4-turbo", True), ("GPT-4*", True), ("openai/*", True), ("gpt-4", False), ("gpt-4o-mini", False)],
    )
    def test_patterns(self, pattern, fits):
        assert bool(found(denied_model, a_swap(), policy=self.policy(pattern))) is fits

    def test_alias_is_seen_through(self):
        quotes = [a_quote("prod", provider="openai", model="gpt-4-32k")]
        row = a_row(a_change(after="prod"), head_model=None)
        (finding,) = found(denied_model, row, quotes=quotes, policy=self.policy("gpt-4-32k"))
        assert finding.names == ("prod", "gpt-4-32k", "openai/gpt-4-32k")

    def test_names_of_the_row_stand_in_for_a_quote(self):
        row = a_row(a_change(after="prod"), head_model="azure/gpt-4")
        assert found(denied_model, row, quotes=[], policy=self.policy("gpt-4"))

    def test_patterns_of_scopes_count_too(self):
        assert found(denied_model, a_swap(), policy=self.policy("none", scoped=("gpt-4-turbo",)))

    def test_silent_without_patterns_or_models(self):
        assert not found(denied_model, a_swap())
        everything = self.policy("*")
        assert not found(denied_model, a_swap(after=None), policy=everything)
        assert not found(denied_model, a_swap(after=Unknown("?")), policy=everything)
        assert not found(denied_model, a_row(a_change("1", "2", key=Key.MAX_OUTPUT)), policy=everything)


class TestUnresolvedModel:
    def test_hidden_model_keeps_its_base_price(self):
        (finding,) = found(unresolved_model, a_swap(after=Unknown("pick_model(user)")))
        assert finding.message == (
            "app/bot.py: the model can no longer be read (pick_model(user)); it was gpt-4o-mini, "
            "and its cost is taken as at least what that cost"
        )

    def test_hidden_parameter(self):
        (finding,) = found(unresolved_model, a_row(a_change("500", Unknown(""), key=Key.MAX_OUTPUT)))
        assert finding.message.startswith("app/bot.py: the max-output can no longer be read; it was 500")

    def test_new_model_that_cannot_be_read(self):
        (finding,) = found(unresolved_model, a_swap(before=None, after=Unknown("input")))
        assert finding.message == "app/bot.py: the model cannot be read (input), so its cost is unknown"

    def test_never_readable(self):
        (finding,) = found(unresolved_model, a_swap(before=Unknown("a"), after=Unknown("b")))
        assert finding.message.endswith("the model cannot be read (b), so its cost is unknown")

    def test_silent_otherwise(self):
        readable = a_row(a_change(Unknown("x"), "2", key=Key.MAX_OUTPUT))
        added = a_row(a_change(None, Unknown("x"), key=Key.MAX_OUTPUT))
        assert not found(unresolved_model, a_swap(), a_swap(after=None), readable, added)
