"""Calls that may wait, at the price of an answer at once; run alone."""

from decimal import Decimal

import pytest

from finops_gate.model.policy import Feature
from finops_gate.model.setting import Key
from finops_gate.rules.batch_eligible import RULE
from tests.build import a_bound
from tests.rules.advising import BIG, LONG, a_spending, batches, found

HALF = batches(BIG, "1.25", "5")
WAITS = Feature("bot", paths=("**",), waits=True)


def test_a_feature_that_waits_pays_half():
    (finding,) = found(RULE, a_spending(HALF, feature=WAITS, output=LONG))
    assert finding.suggests.saving.mid == Decimal("131.25")
    assert dict(finding.measure)["percent"] == 50
    assert finding.message == "bot: its answers may wait (declared in the policy); gpt-4o in batches costs less"


@pytest.mark.parametrize("path", ["jobs/nightly/run.py", "batch_summaries.py", "k8s/cronjob.yaml", "app/backfill.ts"])
def test_a_path_of_jobs_is_a_sign(path):
    assert "its path says" in found(RULE, a_spending(HALF, usage=False, path=path))[0].message


@pytest.mark.parametrize("path", ["app/bot.py", "app/batching.py", "app/acronym.py", "app/officeline.py"])
def test_other_paths_are_none(path):
    assert not found(RULE, a_spending(HALF, usage=False, path=path))


@pytest.mark.parametrize(("key", "value"), [(Key.BATCH, "true"), (Key.SERVICE_TIER, "flex")])
def test_silent_where_another_price_holds_already(key, value):
    assert not found(RULE, a_spending(HALF, feature=WAITS, settings=(a_bound(value, key=key),)))


def test_silent_where_batches_have_no_price_or_cost_as_much():
    assert not found(RULE, a_spending(BIG, feature=WAITS))
    assert not found(RULE, a_spending(batches(BIG, "2.5", "10"), feature=WAITS))
