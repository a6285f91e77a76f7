"""Old debt passes where it still is what it was, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from finops_gate.model.baseline import Accepted
from finops_gate.model.policy import Outcome
from finops_gate.model.setting import Key
from finops_gate.model.site import Change, Status
from finops_gate.model.verdict import Decision, Row
from finops_gate.verdict.baseline import WORDS, accepted, subject_of
from tests.build import a_finding, a_row, a_site

OLD, NEW = "gpt-4", "gpt-4o"


def row(before: Any = OLD, after: Any = OLD, fingerprint: str = "row-1", key: str = "k") -> Row:
    sites = [None if model is None else a_site(model, key=key) for model in (before, after)]
    return a_row(Change(Key.MODEL, Status.MODIFIED, key, None, None, *sites), fingerprint=fingerprint)


def decision(
    outcome: Outcome = Outcome.BLOCK, rule: str = "denied-model", changes: tuple[str, ...] = ("row-1",)
) -> Decision:
    return Decision(a_finding(rule, changes=changes), outcome, "x", "lead")


BASELINE = frozenset({Accepted("denied-model", "k", OLD)})


def passed(given: Decision, *rows: Row, baseline: frozenset[Accepted] = BASELINE) -> bool:
    (found,) = accepted([given], rows, baseline)
    assert found == given or (found.outcome, found.role, found.waived_by) == (Outcome.PASS, None, WORDS)
    return found != given


def test_debt_that_is_what_it_was_passes() -> None:
    assert passed(decision(), row())
    assert subject_of(a_site(OLD)) == OLD and subject_of(a_site(None, key="k")) == ""


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [(OLD, NEW, "k"), (NEW, NEW, "k"), (OLD, OLD, "other"), (None, OLD, "k"), (OLD, None, "k")],
)
def test_another_model_another_site_or_a_new_or_removed_one_does_not(before: Any, after: Any, key: str) -> None:
    assert not passed(decision(), row(before, after, key=key))


def test_every_row_of_a_finding_has_to_be_old() -> None:
    both = decision(changes=("row-1", "row-2"))
    assert passed(both, row(), row(fingerprint="row-2"))
    assert not passed(both, row(), row(NEW, NEW, "row-2"))
    assert not passed(both, row())


def test_growth_is_no_debt_and_nothing_is_passed_twice() -> None:
    growth = frozenset({*BASELINE, Accepted("monthly-increase", "k", OLD)})
    assert not passed(decision(rule="monthly-increase"), row(), baseline=growth)
    assert not passed(decision(Outcome.PASS), row())
    assert not passed(decision(changes=()), row())
    assert not passed(decision(), row(), baseline=frozenset())
