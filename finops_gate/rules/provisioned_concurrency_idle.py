"""A function keeps more concurrency ready than its calls are worth, or keeps it through quiet hours.

Why it matters:
    Provisioned concurrency of AWS Lambda is paid whether or not anybody calls, and each call on top. A second of work
    is cheaper there, so that it pays when the units are busy most of the time; else it only buys a faster first answer.

Example:
    50 units of 1 GB are $547.50 a month before the first call; the feature's 100,000 calls of two seconds cost $3.35
    without them.

What to do:
    Keep fewer units, scale them by a schedule or by use, or start faster (SnapStart, less code).
    `finops-gate breakeven` says from how many calls they pay. Calls are those of `.finops-gate/usage.csv`, and how long
    one takes is declared (`features.NAME.serving.provisioned-concurrency.seconds_per_call`); quiet hours are those of
    `.finops-gate/hours.csv`. Without either there is no finding. `above` is dollars a month that it would save,
    `percent` their part of what is kept ready.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_gate.base.money import EXACT, plain
from finops_gate.base.text import clean
from finops_gate.cost.capacity import Kept, cost_of
from finops_gate.cost.finding import finding, instead_of
from finops_gate.cost.idle import idle_of
from finops_gate.cost.touched import touched_sites
from finops_gate.model.capacity import LAMBDA, Capacity
from finops_gate.model.projection import Range
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule

if TYPE_CHECKING:
    from finops_gate.cost.provisioned import OneByOne


def check(case: Case) -> Iterator[Finding]:
    """One finding for each changed function that keeps concurrency ready for too few calls."""
    machines = dict(case.machines)
    for site in touched_sites(case.rows):
        after = site.held.after if site.held is not None else None
        if after is None or after.cloud != LAMBDA or after.scales_to_zero:
            continue
        kept = cost_of(after, machines)
        if isinstance(kept, Unknown):
            continue
        from finops_gate.cost.functions import NAME  # few changes come here, and what they need takes 3 ms
        from finops_gate.cost.provisioned import better

        feature = site.row.feature
        each, grade = _without(case, feature, after, kept)
        units = f"{plain(after.floor) if isinstance(after.floor, Decimal) else ''} units kept ready".strip()
        found = better(site.name, units, kept, each, idle_of(after, feature, case.shapes, machines))
        if found is None:
            continue
        beside = each.beside if each is not None else Decimal(0)
        now = EXACT.add(kept.floor, beside)
        made = finding(
            "provisioned-concurrency-idle",
            site,
            found.message,
            advice=found.advice,
            above=found.saved,
            percent=EXACT.divide(found.saved * 100, kept.floor),
        )
        yield instead_of(
            made,
            site,
            NAME,
            monthly=(Range.exactly(now), Range.exactly(EXACT.subtract(now, found.saved))),
            assumptions=found.assumptions,
            prices=found.prices,
            most=min(Grade.DECLARED, grade),
        )


def _without(case: Case, feature: str | None, capacity: Capacity, kept: Kept) -> tuple[OneByOne | None, Grade]:
    """The feature's calls without anything ready; None where nobody knows their number or how long they take."""
    from finops_gate.cost.breakeven import cost_at
    from finops_gate.cost.functions import Calls, call_of, functions
    from finops_gate.cost.load import load_of
    from finops_gate.cost.provisioned import OneByOne

    machines = dict(case.machines)
    known = next((one for one in case.policy.features if one.name == feature), None)
    load = load_of(feature, known, case.profiles, case.shapes)
    declared = known.serving if known is not None else ()
    call = call_of(capacity, machines, declared)
    if not isinstance(call, Calls) or isinstance(load.calls, Unknown):
        return None, Grade.DECLARED
    ready, without = functions(capacity, machines, load, declared, None)
    assert not isinstance(ready.curve, Unknown) and not isinstance(without.curve, Unknown)  # the call has a price
    calls = f"{plain(load.calls.mid)} calls a month, {load.evidence.grade.word}: {clean(load.evidence.source, 60)}"
    return (
        OneByOne(
            cost_at(without.curve, load.calls.mid),
            "without them",
            EXACT.subtract(cost_at(ready.curve, load.calls.mid), kept.floor),
            (calls, *call.notes, "the first answer of a new unit takes longer, which costs nothing"),
            (*call.prices_ready, *call.prices),
        ),
        load.evidence.grade,
    )


RULE = Rule("provisioned-concurrency-idle", check, ("above", "percent"), advises=True)
