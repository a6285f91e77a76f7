"""A file of evaluation scores to Score values. Whatever is wrong is a GovernanceError with file, line and key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from finops_gate.model.quality import Score
from finops_gate.policy.document import Document, read
from finops_gate.policy.validating import validated

if TYPE_CHECKING:
    from finops_gate.policy.quality_form import QualityForm


def load(files: Sequence[tuple[str, bytes]]) -> tuple[Score, ...]:
    """The scores of some files, each with its path and text, in the order of their names and lines."""
    from finops_gate.policy.quality_form import QualityForm

    found: list[Score] = []
    for path, text in sorted(files):
        document = read(text, path)
        found += _scores(document, validated(document, QualityForm))
    return tuple(found)


def _scores(document: Document, form: QualityForm) -> Iterator[Score]:
    for at, run in enumerate(form.scores):
        origin = f"{document.path}:{document.line(('scores', at))}"
        yield Score(
            suite=form.suite,
            provider=run.provider,
            model=run.model,
            setting=run.setting or "",
            tasks=run.tasks,
            passed=run.passed,
            cost=run.cost,
            day=run.date,
            source=form.source.url if form.source else origin,
            features=tuple(form.features),
        )
