"""What a waiver lets through, and what it does not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from finops_gate.model.policy import Outcome, Where
from finops_gate.model.verdict import Verdict
from finops_gate.model.waiver import Standing, Use, Waiver
from finops_gate.rules.per_call_increase import check
from finops_gate.verdict.judge import judge
from finops_gate.verdict.waivers import used, waived
from tests.build import TODAY, a_case, a_policy, a_rule_policy, a_swap, a_threshold, a_verdict

POLICY = a_policy()


def judged(*rows: Any, policy: Any = POLICY) -> Verdict:
    rows = rows or (a_swap(("0.01", "0.1"), monthly=(100, 1000)),)
    findings = list(check(a_case(*rows, policy=policy)))
    return judge(rows, findings, policy, a_verdict().comparison, TODAY)


def a_waiver(verdict: Verdict, **fields: Any) -> Waiver:
    known = {
        "id": "w1",
        "finding": verdict.findings[0].fingerprint,
        "rule": None,
        "scope": None,
        "ceiling": Decimal(900),
        "reason": "the pilot",
        "approved_by": "alice",
        "role": "engineering-lead",
        "created": TODAY,
        "expires": TODAY + timedelta(days=90),
    }
    return Waiver(**{**known, **fields})


def a_use(verdict: Verdict, **fields: Any) -> Use:
    (use,) = used(verdict, (), [(a_waiver(verdict, **fields), "")])
    return use


def after(verdict: Verdict, *uses: Use, settles: Any = lambda _: "") -> Verdict:
    return waived(verdict, uses, (), POLICY, settles)


def test_what_it_covers_passes_and_asks_nobody() -> None:
    verdict = judged()
    assert verdict.outcome is Outcome.REQUIRE_APPROVAL
    use = a_use(verdict)
    assert use.standing is Standing.HOLDS and use.findings == (verdict.findings[0].fingerprint,)
    passed = after(verdict, use)
    assert passed.outcome is Outcome.PASS and passed.approvals == ()
    assert passed.decisions[0].waived_by == (
        f"waivers.yaml w1, signed in the change itself by alice: the pilot, until {use.waiver.expires}"
    )
    assert passed.headline.startswith("✅")


@pytest.mark.parametrize(
    ("fields", "standing", "words"),
    [
        ({"expires": TODAY}, Standing.ENDING, f"ends on {TODAY}"),
        ({"expires": TODAY + timedelta(days=14)}, Standing.ENDING, "ends on"),
        ({"expires": TODAY + timedelta(days=15)}, Standing.HOLDS, ""),
        ({"expires": TODAY - timedelta(days=1), "created": date(2026, 9, 1)}, Standing.EXPIRED, "ended on"),
        ({"created": TODAY + timedelta(days=1)}, Standing.EXPIRED, "begins on"),
        ({"ceiling": Decimal("899.99")}, Standing.EXCEEDED, "and this is +$900.00"),
        ({"ceiling": None}, Standing.EXCEEDED, "names no amount"),
        ({"finding": "f" * 16}, Standing.UNUSED, "covers nothing"),
        ({"role": "finance"}, Standing.UNUSED, "covers nothing"),
        ({"finding": None, "rule": "per-call-increase", "scope": Where(("app/**",))}, Standing.HOLDS, ""),
        ({"finding": None, "rule": "per-call-increase", "scope": Where(("lib/**",))}, Standing.UNUSED, "nothing"),
        ({"finding": None, "rule": "monthly-increase", "scope": Where(("app/**",))}, Standing.UNUSED, "nothing"),
    ],
)
def test_each_condition(fields: dict[str, Any], standing: Standing, words: str) -> None:
    verdict = judged()
    use = a_use(verdict, **fields)
    assert use.standing is standing and words in use.words
    holds = standing in (Standing.HOLDS, Standing.ENDING)
    assert after(verdict, use).outcome is (Outcome.PASS if holds else Outcome.REQUIRE_APPROVAL)


def test_a_month_that_nobody_knows_is_covered_only_where_no_amount_is_named() -> None:
    verdict = judged(a_swap(("0.01", "0.1")))
    assert a_use(verdict).standing is Standing.EXCEEDED
    assert a_use(verdict, ceiling=None).standing is Standing.HOLDS


def test_all_that_a_rule_waives_together_must_stay_below_the_amount() -> None:
    rows = (a_swap(("0.01", "0.1"), monthly=(100, 600)), a_swap(("0.01", "0.1"), monthly=(100, 600), path="app/two.py"))
    verdict = judged(*rows)
    wide = {"finding": None, "rule": "per-call-increase", "scope": Where(("app/**",))}
    assert a_use(verdict, **wide, ceiling=Decimal(999)).standing is Standing.EXCEEDED
    assert a_use(verdict, **wide, ceiling=Decimal(1000)).standing is Standing.HOLDS


def test_nothing_waives_a_block() -> None:
    policy = a_policy(a_rule_policy("per-call-increase", a_threshold(Outcome.BLOCK, ratio=3)))
    verdict = judged(policy=policy)
    assert a_use(verdict).standing is Standing.UNUSED
    forced = a_use(verdict)._replace(standing=Standing.HOLDS, findings=(verdict.findings[0].fingerprint,))
    assert waived(verdict, [forced], (), policy, lambda _: "").outcome is Outcome.BLOCK


def test_a_warning_is_waived_whatever_the_role() -> None:
    verdict = judged(a_swap(("0.01", "0.03"), monthly=(100, 300)))
    assert verdict.outcome is Outcome.WARN
    assert after(verdict, a_use(verdict, role="finance")).outcome is Outcome.PASS


def test_one_of_the_target_that_concerns_another_change_is_not_told() -> None:
    verdict = judged()
    assert used(verdict, [a_waiver(verdict, finding="e" * 16)], ()) == ()
    assert len(used(verdict, [a_waiver(verdict)], ())) == 1


def test_one_of_the_change_that_is_not_proven_lets_nothing_through() -> None:
    verdict = judged()
    (use,) = used(verdict, (), [(a_waiver(verdict), "is not signed")])
    assert (use.standing, use.words, use.honoured) == (Standing.UNPROVEN, "is not signed", False)
    assert after(verdict, use).outcome is Outcome.REQUIRE_APPROVAL


def test_another_decision_may_be_settled_otherwise() -> None:
    verdict = judged()
    assert after(verdict, settles=lambda _: "because").decisions[0].waived_by == "because"


def test_hostile_words_are_made_harmless() -> None:
    verdict = judged()
    use = a_use(verdict)
    hostile = use._replace(waiver=use.waiver._replace(reason="a\x1b[31mb\u202e"))
    assert (after(verdict, hostile).decisions[0].waived_by or "").isprintable()
