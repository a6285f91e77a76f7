"""Whether governing files say what they mean to say, before a pull request depends on them."""

from __future__ import annotations

from pathlib import Path

from finops_gate.app.governing import (
    BASELINE,
    HOURS,
    ORGANISATION,
    OUTCOMES,
    POLICY,
    PRICES,
    QUALITY,
    USAGE,
    WAIVERS,
    debt_of,
    digest,
    earned_of,
    policy_of,
    prices_of,
    profiles_of,
    rules,
    scores_of,
    shapes,
    shapes_of,
    waivers_of,
)
from finops_gate.base.errors import GovernanceError, OutputError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.model.policy import Policy
from finops_gate.model.quality import Score
from finops_gate.model.rates import CompanyPrices
from finops_gate.model.usage import UNATTRIBUTED, UsageProfile
from finops_gate.model.waiver import Waiver


class Checked(NamedTuple):
    """Governing files that are in order."""

    policy: Policy
    profiles: tuple[UsageProfile, ...]
    """The rows of usage.csv; empty when a single file was checked or there is none."""
    prices: CompanyPrices = CompanyPrices()
    """The company's own prices; empty when a single file was checked or there are none."""
    scores: tuple[Score, ...] = ()
    """A team's own evaluation scores; empty likewise."""
    waivers: tuple[Waiver, ...] = ()
    accepted: int = 0
    """Entries of old debt in baseline.csv."""


def check(path: Path | None, directory: Path | None = None) -> Checked:
    """The policy in a file, or every governing file as it lies in the work tree of a repository.

    Raises GovernanceError with file, line and key of the first thing wrong.
    """
    if path is not None:
        return Checked(_file(path), ())
    from finops_gate.repo.discover import discover
    from finops_gate.repo.tree import revision

    bare = discover(directory, explicit=directory is not None).bare
    tree = revision(directory, "HEAD" if bare else "worktree", explicit=directory is not None)
    policy = policy_of(tree.demand(POLICY), rules(), None, tree.demand)
    earned_of(tree.demand(OUTCOMES))
    shapes_of(tree.demand(HOURS))
    return Checked(
        policy,
        profiles_of(tree.demand(USAGE)),
        prices_of(tree.demand, tree.below(PRICES)),
        scores_of(tree.demand, tree.below(QUALITY)),
        waivers_of(tree.demand(WAIVERS)),
        len(debt_of(tree.demand(BASELINE))),
    )


class Extended(NamedTuple):
    """An organisation's policy that was put beside a repository's."""

    path: Path
    digest: str
    changed: bool
    """False when the file was there already."""
    problem: str
    """Why the repository's own policy, with the new digest in it, would not be in order; empty when it is."""


def extend(path: Path | None, directory: Path | None = None) -> Extended:
    """Writes an organisation's policy beside the repository's in the work tree, once it is found in order.

    Raises GovernanceError for one that is not, UsageError and OutputError for files that cannot be read or written.
    """
    from finops_gate.policy.load import load
    from finops_gate.repo.discover import discover

    assert path is not None  # the command line asks for a file
    above = _text(path)
    pinned = digest(above)
    load(above, clean(str(path)), pinned, shapes(rules()))
    place = discover(directory, explicit=directory is not None)
    if place.bare:
        raise OutputError("a bare repository has no work tree to write to", "run it in a clone")
    target = Path(place.root) / ORGANISATION
    own = Path(place.root) / POLICY
    try:
        changed = not target.is_file() or target.read_bytes() != above
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(above)
        text = own.read_bytes() if own.is_file() else b"version: 1\n"
    except OSError as error:
        raise OutputError(f"{clean(str(target))} cannot be written: {error.strerror}") from None
    lines = [line for line in text.split(b"\n") if not line.startswith(b"extends:")]
    wanted = b"\n".join([*lines, f"extends: {{digest: {pinned}}}\n".encode()])
    try:
        load(wanted, POLICY, "", shapes(rules()), above)
    except GovernanceError as error:
        return Extended(target, pinned, changed, f"{error.key}: {error.problem}")
    return Extended(target, pinned, changed, "")


def unused(checked: Checked) -> tuple[str, ...]:
    """Features that usage.csv counts and policy.yaml does not know: their calls reach no site."""
    known = {feature.name for feature in checked.policy.features}
    return tuple(sorted({profile.feature for profile in checked.profiles} - known - {UNATTRIBUTED}))


def _file(path: Path) -> Policy:
    from finops_gate.policy.load import load

    beside = path.parent / ORGANISATION.rpartition("/")[2]
    above = _text(beside) if beside.is_file() else None
    return load(_text(path), clean(str(path)), "", shapes(rules()), above)


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{clean(str(path))} cannot be read: {error.strerror}", "finops-gate init writes a policy to start from"
        ) from None
