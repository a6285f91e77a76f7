from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from finops_gate.model.governance import Governance, Reading, Since
from finops_gate.model.policy import Outcome
from finops_gate.model.setting import Skipped
from finops_gate.model.verdict import Approval, Decision, Totals
from finops_gate.verdict.headline import headline
from tests.build import a_change, a_finding, a_projection, a_range, a_row, a_swap, a_verdict


def verdict(*approvals: Approval, **fields):
    finding = a_finding(ratio=10)
    return a_verdict(
        Outcome.REQUIRE_APPROVAL,
        rows=(a_swap(("0.018", "0.18"), monthly=(900, 9000)),),
        decisions=(Decision(finding, Outcome.REQUIRE_APPROVAL, "policy.yaml", "lead"),),
        totals=Totals(a_range(900), a_range(9000), None),
        approvals=approvals,
        **fields,
    )


INCREASE = "Projected Cost Increase: +900% (+$8,100.00/month)"


@pytest.mark.parametrize(
    ("states", "line"),
    [
        (("pending",), f"⚠️ {INCREASE}. Approval required from A."),
        (("granted",), f"✅ {INCREASE}. Approved by A."),
        (("granted", "granted"), f"✅ {INCREASE}. Approved by A and B."),
        (("granted", "pending"), f"⚠️ {INCREASE}. Approval required from B."),
        (("denied", "pending"), f"⛔ {INCREASE}. Approval denied by A."),
        (("unknown",), f"⚠️ {INCREASE}. Approval required from A; nobody could tell whether A approved."),
        (
            ("pending", "unknown", "granted"),
            f"⚠️ {INCREASE}. Approval required from A and B; nobody could tell whether B approved.",
        ),
        ((), f"⚠️ {INCREASE}. Approval required from a maintainer."),
    ],
)
def test_headline_follows_the_approvals(states, line):
    approvals = [Approval(name.lower(), name, state) for name, state in zip("ABC", states, strict=False)]
    assert headline(verdict(*approvals)) == line


def test_advisory_without_a_day():
    line = headline(verdict(Approval("lead", "Lead", "pending"), advisory=True))
    assert line == f"⚠️ {INCREASE}. Advisory: approval would be required from Lead."


def line(*rows, outcome=Outcome.PASS, finding=None, totals=None, **fields):
    """The headline over these rows, where one finding decides."""
    decisions = () if finding is None else (Decision(finding, outcome, "policy.yaml"),)
    return headline(a_verdict(outcome, rows=rows, decisions=decisions, totals=totals, **fields))


SWAP = a_swap(("0.018", "0.18"), monthly=(900, 9000))
MONTHS = Totals(a_range(900), a_range(9000), None)


@pytest.mark.parametrize(
    ("totals", "told"),
    [
        (Totals(None, None, None, Decimal(1), Decimal(2)), "Increase: +100% ($1.00 -> $2.00 per 1,000 calls)"),
        (Totals(None, None, None, Decimal(0), Decimal(2)), "Increase: $2.00 per 1,000 calls (new spend)"),
        (Totals(None, None, None, Decimal(2), Decimal(0)), "Decrease: -100% ($2.00 -> $0.00 per 1,000 calls)"),
        (
            Totals(None, None, None, per_hour_before=Decimal(4), per_hour_after=Decimal(1)),
            "Decrease: -75% ($4.00 -> $1.00 an hour)",
        ),
        (
            Totals(None, None, None, per_hour_before=Decimal(0), per_hour_after=Decimal(3)),
            "Increase: $3.00 an hour (new spend)",
        ),
        (Totals(a_range(0), a_range(5), None), "Increase: +$5.00/month (new spend)"),
        (Totals(a_range(5), a_range(4), None), "Decrease: -20% (-$1.00/month)"),
    ],
)
def test_what_the_cost_does_is_told_by_the_figures_that_there_are(totals, told):
    within = ". Within policy" if "Increase" in told else ""
    assert line(SWAP, totals=totals) == f"✅ Projected Cost {told}{within}."


@pytest.mark.parametrize("side", ["per_1k_before", "per_1k_after", "per_hour_before", "per_hour_after"])
def test_one_side_alone_is_no_figure(side):
    assert line(SWAP, totals=Totals(None, None, None, **{side: Decimal(1)})).startswith(
        "✅ No AI cost change: 1 setting"
    )
    assert line(SWAP, totals=Totals(a_range(1), None, None)).startswith("✅ No AI cost change: 1 setting")


def test_same_figures_say_how_many_settings_changed():
    totals = Totals(a_range(900), a_range(900), None)
    assert line(SWAP, a_swap(("0.1", "0.1"), path="b.py"), totals=totals) == (
        "✅ No AI cost change: 2 settings changed, the projected cost did not."
    )


class TestUnknownCost:
    ROW = a_row(a_change(after="gpt-9"), fingerprint="unknown")
    LEAST = a_row(a_change(path="least.py"), a_projection("0.01", "0.01", site="least.py::answer#1", at_least=True))

    def test_sites_without_a_price_are_counted(self):
        assert line(self.ROW) == "✅ Projected cost unknown: 1 changed site without a price."
        assert line(self.ROW, self.LEAST) == "✅ Projected cost unknown: 2 changed sites without a price."
        assert line(self.LEAST) == "✅ Projected cost unknown: 1 changed site without a price."

    def test_what_decides_is_told_before_what_does_not(self):
        worst = a_finding("unpriced-model", names=("gpt-9",), changes=("unknown",))
        mild = a_finding("x", "something else.", changes=("unknown",))
        decisions = (Decision(mild, Outcome.PASS, ""), Decision(worst, Outcome.WARN, ""))
        found = headline(a_verdict(Outcome.WARN, rows=(self.ROW,), decisions=decisions))
        assert found == "⚠️ Projected cost unknown: gpt-9 has no price. Warning only."

    def test_finding_about_something_else_is_the_reason_and_not_the_cost(self):
        other = a_finding("governing-change", "policy.yaml was loosened.", changes=("other",), weakened=0)
        assert line(self.ROW, outcome=Outcome.WARN, finding=other) == (
            "⚠️ Projected cost unknown: 1 changed site without a price. Warning only: policy.yaml was loosened."
        )


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (a_finding("denied-model", names=("gpt-4",), feature="bot"), "gpt-4 is denied for bot"),
        (a_finding("denied-model", "app/bot.py: is denied."), "is denied"),
        (a_finding("unpriced-model", names=("gpt-9", "x")), "gpt-9 has no price"),
        (a_finding("unpriced-model", "no price"), "no price"),
        (a_finding("other", "bot: says more.", feature="bot", names=("gpt-4",)), "says more"),
        (a_finding("monthly-increase", "says more", above=5), INCREASE),
        (a_finding("per-call-increase", "says more", ratio=5), INCREASE),
    ],
)
def test_block_says_what_it_is_about_in_a_few_words(finding, told):
    found = line(SWAP, totals=MONTHS, outcome=Outcome.BLOCK, finding=finding)
    assert found == f"⛔ Blocked: {told}."
    assert line(SWAP, totals=MONTHS, outcome=Outcome.BLOCK, finding=finding, advisory=True) == (
        f"⚠️ Advisory, would be blocked: {told}."
    )


def test_further_findings_that_block_are_counted_once_each():
    findings = [a_finding("denied-model", names=("gpt-4",), path=path) for path in ("a.py", "a.py", "b.py", "c.py")]
    decisions = tuple(Decision(finding, Outcome.BLOCK, "") for finding in findings)
    found = headline(a_verdict(Outcome.BLOCK, rows=(SWAP,), decisions=decisions, totals=MONTHS))
    assert found == "⛔ Blocked: gpt-4 is denied for a.py, and 2 more."


def test_reason_is_told_where_the_figures_are_not_what_it_is_about():
    weakened = a_finding("governing-change", "policy.yaml was loosened.", weakened=3)
    unmeasured = a_finding("retired-model", "gpt-3 is retired.")
    measured = a_finding(ratio=10)
    for finding, reason in (
        (weakened, ": policy.yaml was loosened"),
        (unmeasured, ": gpt-3 is retired"),
        (measured, ""),
    ):
        found = line(SWAP, totals=MONTHS, outcome=Outcome.WARN, finding=finding)
        assert found == f"⚠️ {INCREASE}. Warning only{reason}."
    falls = line(SWAP, totals=Totals(a_range(9), a_range(3), None), outcome=Outcome.WARN, finding=measured)
    assert falls.endswith(f"Warning only: {measured.message}.")


def test_first_of_several_reasons_is_told():
    decisions = tuple(Decision(a_finding("x", told), Outcome.WARN, "") for told in ("the first.", "the second."))
    found = headline(a_verdict(Outcome.WARN, rows=(SWAP,), decisions=decisions, totals=MONTHS))
    assert found == f"⚠️ {INCREASE}. Warning only: the first."


class TestWhatTheFiguresLeaveOut:
    OTHERS = (a_row(a_change(path="b.py")), a_row(a_change(path="c.py"), a_projection(site="c.py::answer#1")))

    def test_sites_without_a_month_are_counted(self):
        totals = replace(MONTHS, partial=True)
        assert line(SWAP, *self.OTHERS[:1], totals=totals).endswith("1 changed site not counted: no monthly figure.")
        assert line(SWAP, *self.OTHERS, totals=totals).endswith("2 changed sites not counted: no monthly figure.")
        elsewhere = a_row(a_change(path="d.py"), replace(a_projection(site="d.py::answer#1"), counted_at="x"))
        assert line(SWAP, elsewhere, totals=totals).endswith("0 changed sites not counted: no monthly figure.")
        assert "not counted" not in line(SWAP, *self.OTHERS, totals=MONTHS)

    def test_site_that_stands_for_all_is_said_to_be_the_largest(self):
        totals = Totals(None, None, None, Decimal(1), Decimal(2), partial=True)
        assert line(SWAP, *self.OTHERS, totals=totals).endswith(" The largest of 3 changed sites.")
        assert "largest" not in line(SWAP, *self.OTHERS, totals=replace(totals, partial=False))

    def test_files_that_could_not_be_judged_are_counted(self):
        assert line(skipped=(Skipped("a.py", "x"),)) == "✅ No AI cost change. 1 file could not be judged."

    @pytest.mark.parametrize(
        ("base", "head", "told"),
        [
            (Reading(Outcome.WARN), Reading(Outcome.PASS), "it would be pass."),
            (
                Reading(Outcome.WARN, delta=Decimal(9)),
                Reading(Outcome.WARN, delta=Decimal(4)),
                "it would be +$4.00/month.",
            ),
            (Reading(Outcome.WARN, delta=Decimal(9)), Reading(Outcome.WARN, delta=Decimal(9)), None),
            (Reading(Outcome.WARN, delta=Decimal(9)), Reading(Outcome.BLOCK, delta=Decimal(10)), None),
            (Reading(Outcome.WARN), Reading(Outcome.WARN, delta=Decimal(4)), None),
            (Reading(Outcome.WARN, delta=Decimal(9)), Reading(Outcome.WARN), None),
            (Reading(Outcome.WARN, delta=Decimal(9)), None, None),
            (None, Reading(Outcome.PASS), None),
        ],
    )
    def test_milder_reading_of_the_change_itself_is_told(self, base, head, told):
        found = line(SWAP, totals=MONTHS, governance=Governance(base, head))
        assert found.removeprefix(f"✅ {INCREASE}. Within policy.") == (
            f" By the governing files of the change itself {told}" if told else ""
        )

    @pytest.mark.parametrize(("delta", "told"), [(Decimal(12), "+$12.00/month"), (None, "not known")])
    def test_sum_since_a_tag_is_told(self, delta, told):
        found = line(SWAP, totals=MONTHS, governance=Governance(since=Since("v1", "c" * 40, delta=delta)))
        assert found.endswith(f" With all that was merged since v1: {told}.")
