"""policy.yaml: what is said of features and of those who approve, and what holds where nothing is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_gate.base.errors import GovernanceError
from finops_gate.model.policy import Approver, Feature
from finops_gate.model.serving import Serving
from tests.policy.test_load import a_load


class TestWhatIsLeftOut:
    def test_feature_that_is_only_named(self):
        assert a_load(b"version: 1\nfeatures: {bot: {}}\n").features == (Feature("bot"),)

    def test_approver_counts_one(self):
        assert a_load(b"version: 1\napprovers: {tech-lead: {users: [a]}}\n").approvers == (
            Approver("tech-lead", "Tech Lead", ("a",)),
        )

    def test_machine_that_serves(self):
        text = b"version: 1\nfeatures: {bot: {serving: {'g6.*': {}, a100: {output_tokens_per_second: 300}}}}\n"
        assert set(a_load(text).features[0].serving) == {
            Serving("g6.*"),
            Serving("a100", output_tokens_per_second=Decimal(300)),
        }


class TestWhatIsDeclaredOfAFeature:
    def test_every_key_of_advice(self):
        text = b"""\
version: 1
features:
  bot:
    budget_per_month: 900
    cost_centre: "4711"
    revenue: subscriptions
    routine: true
    routine_share: "0.6"
    waits: true
    least_score: 1
    serving:
      g6.xlarge: {tokens_per_second: 2400, seconds_per_call: 2, start_seconds: 0, idle_seconds: 300,
                  measured: true, source: "vllm bench"}
"""
        assert a_load(text).features == (
            Feature(
                "bot",
                budget_per_month=Decimal(900),
                cost_centre="4711",
                revenue="subscriptions",
                routine=True,
                routine_share=Decimal("0.6"),
                waits=True,
                least_score=Decimal(1),
                serving=(
                    Serving(
                        "g6.xlarge",
                        tokens_per_second=Decimal(2400),
                        seconds_per_call=Decimal(2),
                        start_seconds=Decimal(0),
                        idle_seconds=Decimal(300),
                        measured=True,
                        source="vllm bench",
                    ),
                ),
            ),
        )

    def test_throughput_is_said_once(self):
        said = "{tokens_per_second: 9, output_tokens_per_second: 3}"
        with pytest.raises(GovernanceError, match="gives throughput twice"):
            a_load(f"version: 1\nfeatures: {{bot: {{serving: {{a: {said}}}}}}}\n".encode())
