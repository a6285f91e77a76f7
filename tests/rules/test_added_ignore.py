"""A change adds or extends an ignore in the code; run alone."""

from __future__ import annotations

from finops_gate.model.governance import EditKind
from finops_gate.rules.added_ignore import RULE
from tests.rules.edits import check_rule_of_edits


def test_each_file_is_told_with_its_edits_what_weakens_first():
    check_rule_of_edits(RULE, EditKind.IGNORE)
