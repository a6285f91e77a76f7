from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base import shelf
from finops_gate.model.fingerprint import row_fingerprints
from finops_gate.model.policy import Approver, Outcome, Policy
from finops_gate.model.projection import Range
from finops_gate.model.setting import Key, Skipped, Unknown
from finops_gate.model.verdict import Comparison, Coverage, Inputs, Row
from finops_gate.policy.starter import starter
from finops_gate.verdict.judge import judge
from tests.build import (
    TODAY,
    a_bound,
    a_case,
    a_change,
    a_finding,
    a_policy,
    a_projection,
    a_quote,
    a_row,
    a_rule_policy,
    a_swap,
    a_threshold,
)

HERE = Comparison("a" * 40, "b" * 40, "c" * 40)
RULES = [shelf.take("finops_gate.rules", name, "RULE") for name in shelf.names("finops_gate.rules")]
KNOWN = [a_quote(), a_quote("gpt-4-turbo", "10", "30"), a_quote("gpt-4", "30", "60")]


def judged(*rows: Row, policy: Policy | None = None, quotes=KNOWN, as_of=TODAY, **fields):
    """The verdict of every rule over these rows."""
    policy = policy or starter()
    case = a_case(*rows, quotes=quotes, policy=policy, as_of=as_of)
    findings = [finding for rule in RULES for finding in rule.check(case)]
    return judge(rows, findings, policy, HERE, as_of, **fields)


def test_nothing_changed():
    verdict = judged()
    assert (verdict.outcome, verdict.headline) == (Outcome.PASS, "✅ No AI cost change.")
    assert verdict.totals.base is None and not verdict.awaits_approval


def test_unbilled_rows_are_no_change():
    assert judged(a_swap(billed=False)).headline == "✅ No AI cost change."


def test_tenfold_month_asks_the_lead():
    verdict = judged(a_swap(("0.018", "0.18"), monthly=(900, 9000)))
    assert verdict.headline == (
        "⚠️ Projected Cost Increase: +900% (+$8,100.00/month). Approval required from Engineering Lead."
    )
    assert verdict.outcome is Outcome.REQUIRE_APPROVAL and verdict.awaits_approval
    assert verdict.totals.percent == 900
    (approval,) = verdict.approvals
    assert (approval.state, approval.ceiling, len(approval.code)) == ("pending", Decimal(8100), 8)


def test_without_volumes_the_line_gives_cost_per_1000_calls():
    verdict = judged(a_swap(("0.00033", "0.019")))
    assert verdict.headline == (
        "⚠️ Projected Cost Increase: +5,658% ($0.33 -> $19.00 per 1,000 calls). Approval required from Engineering Lead."
    )
    assert verdict.totals.base is None
    assert verdict.approvals[0].ceiling is None


def test_warning_only():
    verdict = judged(a_swap(("0.008", "0.00992"), monthly=(400, 496)))
    assert verdict.headline == "⚠️ Projected Cost Increase: +24% (+$96.00/month). Warning only."


def test_decrease():
    verdict = judged(a_swap(("0.01", "0.0038"), monthly=("661.29", "251.29")))
    assert verdict.headline == "✅ Projected Cost Decrease: -62% (-$410.00/month)."


def test_increase_below_every_threshold():
    verdict = judged(a_swap(("0.01", "0.011"), monthly=(100, 110)))
    assert verdict.headline == "✅ Projected Cost Increase: +10% (+$10.00/month). Within policy."


def test_same_price():
    verdict = judged(a_swap(("0.01", "0.01")))
    assert verdict.headline == "✅ No AI cost change: 1 setting changed, the projected cost did not."


def test_denied_model_blocks():
    policy = a_policy(a_rule_policy("denied-model", a_threshold(Outcome.BLOCK, names=("gpt-4",))))
    verdict = judged(a_swap(after="gpt-4", feature="helpdesk-bot"), policy=policy)
    assert verdict.headline == "⛔ Blocked: gpt-4 is denied for helpdesk-bot."
    more = judged(a_swap(after="gpt-4"), a_swap(after="gpt-4", path="lib/b.py"), policy=policy)
    assert more.headline == "⛔ Blocked: gpt-4 is denied for app/bot.py, and 1 more."


def test_increase_that_blocks_is_told_with_its_figures():
    policy = a_policy(a_rule_policy("per-call-increase", a_threshold(Outcome.BLOCK, ratio=3)))
    verdict = judged(a_swap(("0.01", "0.04")), policy=policy)
    assert verdict.headline == "⛔ Blocked: Projected Cost Increase: +300% ($10.00 -> $40.00 per 1,000 calls)."


def test_every_role_is_named():
    policy = a_policy(
        a_rule_policy("per-call-increase", a_threshold(Outcome.REQUIRE_APPROVAL, "lead", ratio=2)),
        a_rule_policy("monthly-increase", a_threshold(Outcome.REQUIRE_APPROVAL, "finance", above=1)),
        a_rule_policy("unpriced-model", a_threshold(Outcome.REQUIRE_APPROVAL, "platform-team")),
        approvers=(Approver("lead", "Engineering Lead", ("a",)), Approver("finance", "Finance", ("b",))),
    )
    unpriced = a_row(a_change(after="gpt-9", path="z.py"), a_projection(after=None, site="z.py::answer#1"))
    verdict = judged(a_swap(("1", "2"), monthly=(10, 20)), unpriced, policy=policy)
    assert verdict.headline == (
        "⚠️ Projected Cost Increase: +100% (+$10.00/month). "
        "Approval required from Finance, Engineering Lead and Platform Team. "
        "1 changed site not counted: no monthly figure."
    )
    assert [a.ceiling for a in verdict.approvals] == [Decimal(10), Decimal(10), None]
    assert len({a.code for a in verdict.approvals}) == 3


def test_unknown_price_is_said_to_be_unknown():
    row = a_row(a_change(after="gpt-9"), a_projection(after=None))
    assert judged(row).headline == "⚠️ Projected cost unknown: gpt-9 has no price. Warning only."


def test_unknown_price_that_nothing_objects_to_is_still_said():
    row = a_row(a_change(after="gpt-9"))
    verdict = judged(row, policy=a_policy())
    assert verdict.headline == "✅ Projected cost unknown: gpt-9 has no price."
    gone = a_row(a_change(before=a_bound("gpt-8"), after="gpt-4"), a_projection(before=None, after="0.1"))
    assert judged(gone).headline == "✅ Projected cost unknown: 1 changed site without a price."


def test_hidden_model_is_no_saving():
    row = a_row(a_change(after=Unknown("an expression")), a_projection("0.01", "0.01", at_least=True))
    assert judged(row).headline == (
        "⚠️ Projected cost unknown: the model can no longer be read (an expression); it was gpt-4o-mini, "
        "and its cost is taken as at least what that cost. Warning only."
    )


def test_warning_about_a_saving_says_what_it_warns_of():
    row = a_row(a_change(after=Unknown("an expression")), a_projection("0.02", "0.01", at_least=True))
    assert judged(row).headline.startswith(
        "⚠️ Projected Cost Decrease: -50% ($20.00 -> $10.00 per 1,000 calls). Warning only: the model can no longer"
    )


def test_new_spend_has_no_percentage():
    new = a_change(before=None, after="gpt-4")
    verdict = judged(a_row(new, a_projection(0, "0.019", None, 950)))
    assert verdict.headline == "⚠️ Projected Cost Increase: +$950.00/month (new spend). Warning only."
    verdict = judged(a_row(new, a_projection(0, "0.019")))
    assert verdict.headline == "✅ Projected Cost Increase: $19.00 per 1,000 calls (new spend). Within policy."


def test_removed_site_saves_all_of_it():
    gone = a_change(before="gpt-4", after=None)
    verdict = judged(a_row(gone, a_projection("0.019", 0, 950, None)))
    assert verdict.headline == "✅ Projected Cost Decrease: -100% (-$950.00/month)."


def test_site_is_counted_once_however_many_of_its_settings_changed():
    model = a_change(after="gpt-4")
    limit = a_change("500", "900", key=Key.MAX_OUTPUT, line=12)
    projection = a_projection("0.01", "0.02", Range(Decimal(90), Decimal(100), Decimal(110)), 200)
    verdict = judged(a_row(model, projection), a_row(limit, projection))
    assert verdict.totals.base == Range(Decimal(90), Decimal(100), Decimal(110))
    assert verdict.totals.head == Range.exactly(Decimal(200)) and not verdict.totals.partial


def test_shared_calls_are_counted_where_they_are_carried():
    from dataclasses import replace

    carried = a_swap(("0.01", "0.02"), monthly=(100, 200))
    shares = a_swap(("0.01", "0.02"), path="app/other.py")
    shares = replace(shares, projection=replace(shares.projection, counted_at="app/bot.py::answer#1"))
    verdict = judged(carried, shares)
    assert verdict.totals.head.mid == 200 and not verdict.totals.partial
    assert all(approval.ceiling is not None for approval in verdict.approvals)


def test_deciding_site_without_a_month_is_shown_by_its_price():
    small = a_swap(("0.01", "0.009"), monthly=(100, 90))
    large = a_swap(("0.0003", "0.015"), path="app/other.py")
    verdict = judged(small, large)
    assert verdict.totals.percent == -10
    assert verdict.headline == (
        "⚠️ Projected Cost Increase: +4,900% ($0.30 -> $15.00 per 1,000 calls). "
        "Approval required from Engineering Lead. The largest of 2 changed sites."
    )


def test_largest_growth_leads_where_nothing_decides():
    rows = [
        a_swap(("0.01", "0.001"), path="a.py"),
        a_swap(("0.01", "0.015"), path="b.py"),
        a_row(a_change(None, "gpt-4", path="c.py"), a_projection(0, "0.5", site="c.py::answer#1")),
    ]
    assert "+50% ($10.00 -> $15.00 per 1,000 calls). Within policy." in judged(*rows).headline


def test_skipped_files_are_told():
    skips = [Skipped("b.py", "is no UTF-8"), Skipped("a.py", "too large")]
    verdict = judged(skipped=skips)
    assert verdict.headline == "✅ No AI cost change. 2 files could not be judged."
    assert [skip.path for skip in verdict.skipped] == ["a.py", "b.py"]


def test_what_was_read_and_with_which_inputs_stands_in_the_verdict_as_it_was_given():
    given = judged(coverage=Coverage(12, 11), inputs=Inputs(policy="digest"))
    assert (given.coverage, given.inputs) == (Coverage(12, 11), Inputs(policy="digest"))
    assert (judged().coverage, judged().inputs) == (Coverage(), Inputs())


@pytest.mark.parametrize(("day", "advisory"), [(date(2026, 11, 23), True), (date(2026, 11, 24), False)])
def test_advisory_until_its_last_day(day, advisory):
    policy = a_policy(advisory_until=date(2026, 11, 23))
    verdict = judged(a_swap(), policy=policy, as_of=day)
    assert verdict.advisory is advisory
    assert verdict.outcome is Outcome.REQUIRE_APPROVAL
    told = "Advisory until 2026-11-23: approval would be required from Engineering Lead."
    assert (told in verdict.headline) is advisory


def test_advisory_run_would_block():
    policy = a_policy(
        a_rule_policy("denied-model", a_threshold(Outcome.BLOCK, names=("gpt-4",))), advisory_until=date(2027, 1, 1)
    )
    verdict = judged(a_swap(after="gpt-4"), policy=policy)
    assert verdict.headline == "⚠️ Advisory until 2027-01-01, would be blocked: gpt-4 is denied for app/bot.py."


def test_hostile_names_come_out_harmless():
    row = a_row(a_change(after="gpt\x1b[31m\n## PASS", path="a\u202e.py"))
    line = judged(row).headline
    assert "\x1b" not in line and "\n" not in line and "\u202e" not in line


def _rows(changes):
    rows = []
    prints = row_fingerprints(a_change(path=f"s{at}.py") for at, _ in enumerate(changes))
    for at, (before, after, calls) in enumerate(changes):
        change = a_change(path=f"s{at}.py")
        month = (None, None) if calls is None else (before * calls, after * calls)
        rows.append(a_row(change, a_projection(before, after, *month, site=change.site), prints[at]))
    return rows


PRICE = st.decimals("0.0001", 2, places=4)
CHANGES = st.lists(st.tuples(PRICE, PRICE, st.none() | st.integers(1, 10**6)), min_size=1, max_size=4)


@given(CHANGES, st.data())
def test_dearer_change_never_gets_a_milder_verdict(changes, data):
    at = data.draw(st.integers(0, len(changes) - 1))
    more = data.draw(PRICE)
    before, after, calls = changes[at]
    dearer = [*changes[:at], (before, after + more, calls), *changes[at + 1 :]]
    assert judged(*_rows(dearer)).outcome >= judged(*_rows(changes)).outcome


@given(CHANGES, st.randoms())
def test_order_of_rows_does_not_matter(changes, random):
    rows = _rows(changes)
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert judged(*shuffled) == judged(*rows)


@given(CHANGES)
def test_verdict_is_the_worst_decision(changes):
    verdict = judged(*_rows(changes))
    assert verdict.outcome == max((d.outcome for d in verdict.decisions), default=Outcome.PASS)
    assert bool(verdict.approvals) == any(d.outcome is Outcome.REQUIRE_APPROVAL for d in verdict.decisions)


def test_findings_follow_their_decisions():
    verdict = judge([], [a_finding(ratio=2), a_finding(ratio=20, path="z.py")], a_policy(), HERE, TODAY)
    assert [f.location.path for f in verdict.findings] == ["z.py", "app/bot.py"]
