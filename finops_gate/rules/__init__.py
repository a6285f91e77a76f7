"""One question a file. A rule measures and never decides: thresholds and approvers are policy's.

A rule file's docstring is its public page: what, Why it matters, Example, What to do. It ends in `RULE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from finops_gate.base.frozen import dataclass
from finops_gate.cost.advising import Spending
from finops_gate.model.economics import Economy
from finops_gate.model.governance import Edit
from finops_gate.model.hours import Shape
from finops_gate.model.machine import Machine
from finops_gate.model.package import Moved
from finops_gate.model.policy import Policy, Where
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.quality import Score
from finops_gate.model.setting import Skipped, Unknown
from finops_gate.model.site import Bound
from finops_gate.model.usage import UsageProfile
from finops_gate.model.verdict import Finding, Row
from finops_gate.model.waiver import Use


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule may look at."""

    rows: tuple[Row, ...]
    """Every row of the change; rules look at the billed ones (`row.change.billed`)."""
    quotes: tuple[tuple[str, Quoted], ...]
    """Written id to quote, for each id on either side (key: `provider|id` as app asked for it; see `quote`)."""
    policy: Policy
    as_of: date
    skipped: tuple[Skipped, ...] = ()
    packages: tuple[Moved, ...] = ()
    """The packages whose versions differ between the sides."""
    economics: tuple[Economy, ...] = ()
    """What the touched features cost and earn, before and after."""
    profiles: tuple[UsageProfile, ...] = ()
    """The recorded calls."""
    edits: tuple[Edit, ...] = ()
    """What the change does to the gate itself."""
    waivers: tuple[Use, ...] = ()
    """The waivers that concern the change, and what each is worth for it."""
    machines: tuple[tuple[str, Machine | Unknown], ...] = ()
    """What each capacity runs on, by `cost.capacity.asked`, or why nobody knows it."""
    alternatives: tuple[tuple[str, tuple[Machine, ...]], ...] = ()
    """By cloud, machines made for inference, where training hardware is among those."""
    shapes: tuple[Shape, ...] = ()
    """When the calls of each feature come, where that is recorded."""
    spendings: tuple[Spending, ...] = ()
    """The calls of models that advice may be given about, as they are at head."""
    models: tuple[Quote, ...] = ()
    """Models that may stand for those of `spendings`: of the same providers, and those that the team has scored."""
    scores: tuple[Score, ...] = ()
    """The team's own evaluations."""

    def asks(self, rule: str) -> bool:
        """True when the policy speaks of a rule, for rules that would otherwise speak of every site."""
        named = (*self.policy.rules, *(rule for scope in self.policy.scopes for rule in scope.rules))
        return any(entry.rule == rule and entry.thresholds for entry in named)

    def quote(self, row: Row, side: str) -> Quoted | None:
        """The quote of a row's model at `before` or `after`; None when that side has no readable model."""
        return self.quote_of(row.change.before if side == "before" else row.change.after)

    def quote_of(self, bound: Bound | None) -> Quoted | None:
        """The quote of the model that a setting names; None when it names none, or nobody asked for it."""
        if bound is None or not isinstance(bound.value, str):
            return None
        wanted = f"{bound.setting.provider}|{bound.value}"
        return next((quote for name, quote in self.quotes if name == wanted), None)

    def places(self, rule: str) -> tuple[Where, ...]:
        """The sets of sites that policy treats differently under a rule, so that no finding lies across two of them."""
        general = [where for named in self.policy.rules if named.rule == rule for where in named.exceptions]
        scoped = [
            where
            for scope in self.policy.scopes
            for named in scope.rules
            if named.rule == rule
            for where in (scope.where, *named.exceptions)
        ]
        return (*general, *scoped)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `measures` names what its findings carry, so that policy can be checked against it."""

    id: str
    check: Callable[[Case], Iterator[Finding]]
    measures: tuple[str, ...] = ()
    by_name: bool = False
    """True when thresholds take `models:` patterns."""
    by_evidence: bool = False
    """True when thresholds take `evidence:`, since recorded calls found the figures."""
    advises: bool = False
    """True when each of its findings says what to do instead (`Finding.suggests`)."""
