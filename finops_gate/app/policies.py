"""Whether governing files say what they mean to say, before a pull request depends on them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from finops_gate.app.governing import (
    POLICY,
    PRICES,
    QUALITY,
    USAGE,
    policy_of,
    prices_of,
    profiles_of,
    rules,
    scores_of,
    shapes,
)
from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.model.policy import Policy
from finops_gate.model.quality import Score
from finops_gate.model.rates import CompanyPrices
from finops_gate.model.usage import UNATTRIBUTED, UsageProfile


class Checked(NamedTuple):
    """Governing files that are in order."""

    policy: Policy
    profiles: tuple[UsageProfile, ...]
    """The rows of usage.csv; empty when a single file was checked or there is none."""
    prices: CompanyPrices = CompanyPrices()
    """The company's own prices; empty when a single file was checked or there are none."""
    scores: tuple[Score, ...] = ()
    """A team's own evaluation scores; empty likewise."""


def check(path: Path | None, directory: Path | None = None) -> Checked:
    """The policy in a file, or policy, usage, prices and scores as they lie in the work tree of a repository.

    Raises GovernanceError with file, line and key of the first thing wrong.
    """
    if path is not None:
        return Checked(_file(path), ())
    from finops_gate.repo.discover import discover
    from finops_gate.repo.tree import revision

    bare = discover(directory, explicit=directory is not None).bare
    tree = revision(directory, "HEAD" if bare else "worktree", explicit=directory is not None)
    policy = policy_of(tree.demand(POLICY), rules(), None, tree.demand)
    return Checked(
        policy,
        profiles_of(tree.demand(USAGE)),
        prices_of(tree.demand, tree.below(PRICES)),
        scores_of(tree.demand, tree.below(QUALITY)),
    )


def unused(checked: Checked) -> tuple[str, ...]:
    """Features that usage.csv counts and policy.yaml does not know: their calls reach no site."""
    known = {feature.name for feature in checked.policy.features}
    return tuple(sorted({profile.feature for profile in checked.profiles} - known - {UNATTRIBUTED}))


def _file(path: Path) -> Policy:
    from finops_gate.policy.load import load

    try:
        text = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{clean(str(path))} cannot be read: {error.strerror}", "finops-gate init writes a policy to start from"
        ) from None
    return load(text, clean(str(path)), "", shapes(rules()))
