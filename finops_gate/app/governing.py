"""What the organisation has decided, read from the target's tip: policy, recorded usage and its own prices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from finops_gate import __version__
from finops_gate.base import shelf
from finops_gate.base.digests import sha256
from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.model.baseline import Accepted
from finops_gate.model.economics import Earned
from finops_gate.model.hours import Shape
from finops_gate.model.policy import Policy, RuleShape
from finops_gate.model.quality import Score
from finops_gate.model.rates import CompanyPrices
from finops_gate.model.usage import UsageProfile
from finops_gate.model.waiver import Waiver
from finops_gate.rules import Rule

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ".finops-gate"
POLICY = f"{FOLDER}/policy.yaml"
USAGE = f"{FOLDER}/usage.csv"
HOURS = f"{FOLDER}/hours.csv"
OUTCOMES = f"{FOLDER}/outcomes.csv"
PRICES = f"{FOLDER}/prices"
QUALITY = f"{FOLDER}/quality"
BASELINE = f"{FOLDER}/baseline.csv"
WAIVERS = f"{FOLDER}/waivers.yaml"
SIGNERS = f"{FOLDER}/allowed_signers"
ORGANISATION = f"{FOLDER}/organisation.yaml"


class Target(Protocol):
    """Where governing files are read from."""

    def target(self, path: str) -> bytes | None: ...


class Governing(NamedTuple):
    """The policy and the call volumes that hold for a run, with the digests of their files."""

    policy: Policy
    profiles: tuple[UsageProfile, ...]
    policy_digest: str
    usage_digest: str
    prices: CompanyPrices = CompanyPrices()
    """The company's own prices, with the digests of their files."""
    earned: tuple[Earned, ...] = ()
    """Revenue and outcomes, by feature, tier and month."""
    files: tuple[tuple[str, str], ...] = ()
    """The digests of baseline.csv, hours.csv, outcomes.csv and quality/, where there are any."""
    baseline: frozenset[Accepted] = frozenset()
    """Old debt that passes."""
    shapes: tuple[Shape, ...] = ()
    """When the calls of each feature come, where that is recorded."""
    scores: tuple[Score, ...] = ()
    """The team's own evaluations of models."""

    @property
    def features(self) -> frozenset[str]:
        """The names that the policy or the recorded calls give."""
        return frozenset((*(one.name for one in self.policy.features), *(row.feature for row in self.profiles)))


def check_feature(name: str, known: Collection[str]) -> None:
    """Raises UsageError for a feature that is not known, with those that are."""
    if name not in known:
        raise UsageError(f"there is no feature {clean(name, 60)}", f"known are: {listed(known)}")


def listed(features: Collection[str]) -> str:
    """The names of features in a message."""
    return ", ".join(sorted(clean(name, 60) for name in features)) or "none"


def rules() -> tuple[Rule, ...]:
    """Every rule on the shelf, by name."""
    found = []
    for name in shelf.names("finops_gate.rules"):
        rule = shelf.take("finops_gate.rules", name, "RULE")
        assert isinstance(rule, Rule)
        found.append(rule)
    return tuple(found)


def shapes(known: tuple[Rule, ...]) -> Mapping[str, RuleShape]:
    """What a policy may say of each rule."""
    return {rule.id: RuleShape(rule.measures, rule.by_name, rule.by_evidence) for rule in known}


def governing(
    read: Callable[[str], bytes | None],
    below: Callable[[str], Sequence[str]],
    known: tuple[Rule, ...],
    cache: Path | str | None,
) -> Governing:
    """Reads policy.yaml, usage.csv and prices/; without them the starter policy holds. Raises GovernanceError.

    `below` lists the files of a folder.
    """
    text, usage, outcomes, debt = read(POLICY), read(USAGE), read(OUTCOMES), read(BASELINE)
    hours = read(HOURS)
    quality = list(_yaml(read, below(QUALITY)))
    return Governing(
        policy_of(text, known, cache, read),
        profiles_of(usage),
        digest(text or b"starter policy"),
        digest(usage or b""),
        prices_of(read, below(PRICES)),
        earned_of(outcomes),
        tuple(
            (path, digest(file))
            for path, file in ((BASELINE, debt), (HOURS, hours), (OUTCOMES, outcomes), *quality)
            if file is not None
        ),
        debt_of(debt),
        shapes_of(hours),
        _scores(quality),
    )


def prices_of(read: Callable[[str], bytes | None], paths: Sequence[str]) -> CompanyPrices:
    """The company's own prices, from the YAML files among the paths; none without them."""
    files = [(path, text, digest(text)) for path, text in _yaml(read, paths)]
    if not files:
        return CompanyPrices()
    from finops_gate.policy.prices import load

    return load(files)


def scores_of(read: Callable[[str], bytes | None], paths: Sequence[str]) -> tuple[Score, ...]:
    """A team's own evaluation scores, from the YAML files among the paths; none without them."""
    return _scores(list(_yaml(read, paths)))


def _scores(files: Sequence[tuple[str, bytes]]) -> tuple[Score, ...]:
    if not files:
        return ()
    from finops_gate.policy.quality import load

    return load(files)


def _yaml(read: Callable[[str], bytes | None], paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(paths):
        text = read(path) if path.endswith((".yaml", ".yml")) else None
        if text is not None:
            yield path, text


def policy_of(
    text: bytes | None,
    known: tuple[Rule, ...],
    cache: Path | str | None,
    read: Callable[[str], bytes | None] | None = None,
) -> Policy:
    """The policy of a file's text; None: the starter policy. `read` finds the organisation's beside it."""
    if text is None:
        from finops_gate.policy.starter import starter

        return starter()
    from finops_gate.policy.cache import load_cached

    directory = str(cache) if cache is not None else None
    above = read(ORGANISATION) if read is not None and b"extends" in text else None
    known_shapes = shapes(known)
    return load_cached(
        text, POLICY, digest(text), known_shapes, directory=directory, version=__version__, organisation=above
    )


def profiles_of(text: bytes | None) -> tuple[UsageProfile, ...]:
    """The call volumes of a file's text; none without it."""
    if text is None:
        return ()
    from finops_gate.usage.profile import read

    return read(text, USAGE)


def earned_of(text: bytes | None) -> tuple[Earned, ...]:
    """What a file's text says of revenue and outcomes; nothing without it."""
    if text is None:
        return ()
    from finops_gate.usage.outcomes import read

    return read(text, OUTCOMES)


def shapes_of(text: bytes | None) -> tuple[Shape, ...]:
    """What a file's text says of when calls come; nothing without it."""
    if text is None:
        return ()
    from finops_gate.usage.hours import read

    return read(text, HOURS)


def debt_of(text: bytes | None) -> frozenset[Accepted]:
    """The old debt that a file's text accepts; none without it."""
    if text is None:
        return frozenset()
    from finops_gate.policy.baseline import read

    return read(text, BASELINE)


def waivers_of(text: bytes | None) -> tuple[Waiver, ...]:
    """The waivers of a file's text; none without it. Raises GovernanceError."""
    if text is None:
        return ()
    from finops_gate.policy.waivers import load

    return load(text, WAIVERS)


def digest(text: bytes) -> str:
    """The digest by which a report names an input."""
    return f"sha256:{sha256(text).hexdigest()}" if text else ""
