"""A change edits the files that govern the gate; run alone."""

from __future__ import annotations

from finops_gate.model.governance import EditKind
from finops_gate.rules.governing_change import RULE
from tests.rules.edits import an_edit, check_rule_of_edits, found


def test_each_file_is_told_with_its_edits_what_weakens_first():
    check_rule_of_edits(RULE, EditKind.GOVERNING)


def test_name_of_a_finding_says_what_was_edited_and_not_what_it_would_come_to():
    names = [
        found(RULE, an_edit(EditKind.GOVERNING, words, effect=effect))[0].fingerprint
        for words, effect in (("500 -> 5000", ""), ("500 -> 5000", " would cut it"), ("500 -> 6000", ""))
    ]
    assert names[0] == names[1] != names[2]


def test_of_many_edits_the_first_are_told_and_the_rest_counted():
    (finding,) = found(RULE, *(an_edit(EditKind.GOVERNING, f"edit {number}") for number in range(9)))
    assert finding.message.endswith("edit 4; and 4 more") and dict(finding.measure) == {"weakened": 9}
