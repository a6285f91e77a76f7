"""baseline.csv: old debt, read strictly and written in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.errors import GovernanceError
from finops_gate.model.baseline import RULES, Accepted
from finops_gate.policy.baseline import read, write

PATH = ".finops-gate/baseline.csv"
HEAD = "rule,site,subject\n"

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@given(st.frozensets(st.builds(Accepted, st.sampled_from(RULES), words.filter(bool), words), max_size=6))
def test_what_is_written_reads_back(entries):
    text = write(entries)
    assert read(text.encode(), PATH) == entries
    assert write(sorted(entries, reverse=True)) == text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "another header"),
        ("rule,site\n", 1, "another header"),
        (f"{HEAD}unpriced-model,a\n", 2, "2 cells"),
        (f"{HEAD}monthly-increase,a,b\n", 2, "objects to no old debt"),
        (f"{HEAD}unpriced-model,,b\n", 2, "is empty"),
        (f"{HEAD}unpriced-model,a,b\nunpriced-model,a,b\n", 3, "repeats line 2"),
        (f'{HEAD}"unpriced-model,a,b\n', 2, "is not CSV"),
        (b"\xff", 0, "not UTF-8"),
        ("x" * (8 * 1024 * 1024 + 1), 0, "larger than 8 MiB"),
    ],
)
def test_mistake_is_told_with_its_line(text, line, words):
    with pytest.raises(GovernanceError) as caught:
        read(text if isinstance(text, bytes) else text.encode(), PATH)
    assert caught.value.line == line and words in caught.value.problem
