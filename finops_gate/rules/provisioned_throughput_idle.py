"""Throughput that is bought by the hour costs more than its calls would by the token, or is kept through quiet hours.

Why it matters:
    Bedrock's provisioned throughput and Azure OpenAI's provisioned units are paid whether or not anybody calls. They
    pay only when they are busy: with few calls the same answers are cheaper by the token.

Example:
    100 units `ProvisionedManaged` at $2.00 an hour are $146,000.00 a month; the feature's recorded calls would cost
    $4,100.00 by the token.

What to do:
    Buy fewer units, or go back to paying by the token; `finops-gate breakeven` says from how many calls the units pay.
    Calls are those of `.finops-gate/usage.csv` on that cloud, quiet hours those of `.finops-gate/hours.csv`; without
    either there is no finding. Rates of Bedrock's units stand in no public table: state yours in `.finops-gate/prices/`
    (`provider: bedrock`, `amounts: {hour: "39.60"}`). `above` is dollars a month that it would save, `percent` their
    part of the month.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_gate.base.identity import same_model
from finops_gate.base.money import EXACT, plain
from finops_gate.base.text import clean
from finops_gate.cost.capacity import asked, cost_of
from finops_gate.cost.finding import finding, instead_of
from finops_gate.cost.idle import idle_of
from finops_gate.cost.touched import touched_sites
from finops_gate.cost.workload import quote_of
from finops_gate.model.capacity import Capacity
from finops_gate.model.machine import Machine
from finops_gate.model.projection import Range
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade, UsageProfile
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule

if TYPE_CHECKING:
    from finops_gate.cost.provisioned import OneByOne

_PROVIDERS = {"bedrock": "bedrock", "azure-openai": "azure"}


def check(case: Case) -> Iterator[Finding]:
    """One finding for each changed place that keeps units of throughput for too few calls."""
    machines = dict(case.machines)
    for site in touched_sites(case.rows):
        after = site.held.after if site.held is not None else None
        if after is None or after.cloud not in _PROVIDERS or after.scales_to_zero:
            continue
        kept = cost_of(after, machines)
        if isinstance(kept, Unknown):
            continue
        from finops_gate.cost.provisioned import better  # few changes come here, and what it needs takes 3 ms

        feature = site.row.feature
        units = f"{plain(after.floor) if isinstance(after.floor, Decimal) else ''} units".strip()
        each, grade = _by_token(case, feature, after)
        found = better(site.name, f"{units} of throughput", kept, each, idle_of(after, feature, case.shapes, machines))
        if found is None:
            continue
        share = EXACT.divide(found.saved * 100, kept.floor)
        made = finding(
            "provisioned-throughput-idle",
            site,
            found.message,
            advice=found.advice,
            above=found.saved,
            percent=share,
        )
        machine = machines[asked(after)]
        yield instead_of(
            made,
            site,
            clean(machine.subject, 80) if isinstance(machine, Machine) else "",
            monthly=(Range.exactly(kept.floor), Range.exactly(EXACT.subtract(kept.floor, found.saved))),
            assumptions=found.assumptions,
            prices=found.prices,
            most=min(Grade.DECLARED, grade),
        )


def _by_token(case: Case, feature: str | None, capacity: Capacity) -> tuple[OneByOne | None, Grade]:
    """The recorded calls of the feature on that cloud, at the price of a token; None where none are recorded."""
    from finops_gate.cost.breakeven import PerCall
    from finops_gate.cost.load import load_of
    from finops_gate.cost.provisioned import OneByOne
    from finops_gate.cost.ways import as_today

    known = dict(case.quotes)

    def answers(row: UsageProfile) -> bool:
        quote = quote_of(row, known)
        if quote is None or quote.provider != _PROVIDERS[capacity.cloud]:
            return False
        named = capacity.machine if capacity.cloud == "bedrock" and isinstance(capacity.machine, str) else ""
        return not named or same_model(row.model, named)

    load = load_of(feature, None, [row for row in case.profiles if answers(row)], case.shapes)
    drawn = as_today(load, known)
    if not drawn or isinstance(load.calls, Unknown) or not isinstance(drawn[0].curve, PerCall):
        return None, Grade.DECLARED
    month = EXACT.multiply(drawn[0].curve.per_call, load.calls.mid)
    calls = f"{plain(load.calls.mid)} calls a month, {load.evidence.grade.word}: {clean(load.evidence.source, 60)}"
    return OneByOne(month, "by the token", notes=(calls, *drawn[0].notes), prices=drawn[0].prices), load.evidence.grade


RULE = Rule("provisioned-throughput-idle", check, ("above", "percent"), advises=True)
