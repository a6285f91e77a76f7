"""A change brings the first policy of its repository; run alone."""

from __future__ import annotations

from finops_gate.model.governance import EditKind
from finops_gate.rules.introduced_policy import RULE
from tests.rules.edits import check_rule_of_edits


def test_each_file_is_told_with_its_edits_what_weakens_first():
    check_rule_of_edits(RULE, EditKind.INTRODUCED)
