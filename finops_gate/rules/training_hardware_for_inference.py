"""A machine that is made for training is kept to serve a model.

Why it matters:
    H100, H200, B200 and their like are sold for training: fast links and the largest memories. A finished model is
    often served by hardware that is made for that (L4, A10, Inferentia) at a fraction of the price of an hour.

Example:
    An endpoint on `p5.48xlarge` at $55.04 an hour; `inf2.48xlarge` costs $12.98, 76 % less.

What to do:
    Try the model on the machine that the message names: whether it fits in its memory is said, how fast it answers is
    not known here. What trains is left alone where a job, a training call, a program that trains (`torchrun`) or its
    name says so; where nothing does, say it: `# finops-gate: ignore[training-hardware-for-inference]
    reason=training until=2027-01-31`. Nothing asks for an approval unless the policy says so; `above` is dollars a
    month that the alternative would save, `percent` percent of the hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_gate.base.money import EXACT, dollars, percent
from finops_gate.base.text import clean
from finops_gate.cost.capacity import asked, cost_of, hour_of
from finops_gate.cost.finding import finding, instead_of
from finops_gate.cost.hardware import cheaper, is_for_training
from finops_gate.cost.touched import touched_sites
from finops_gate.model.capacity import Capacity
from finops_gate.model.machine import Machine
from finops_gate.model.projection import Range
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each changed capacity on training hardware that has a cheaper class beside it."""
    if not case.alternatives:
        return
    machines, offered = dict(case.machines), dict(case.alternatives)
    for site in touched_sites(case.rows):
        after = site.held.after if site.held is not None else None
        machine = machines.get(asked(after)) if after is not None else None
        if after is None or not isinstance(machine, Machine) or not is_for_training(machine) or _trains(after):
            continue
        hour, month = hour_of(after, machines), cost_of(after, machines)
        if isinstance(hour, Unknown) or isinstance(month, Unknown):
            continue
        found = cheaper(machine, hour.amount, offered.get(machine.cloud, ()))
        if not found:
            continue
        best = next((one for one in found if one.fits), found[0])
        fits = "" if best.fits else ", with less memory"
        saved = EXACT.divide(month.floor * best.less, Decimal(100))
        names = f"{clean(machine.type, 60)} is made for training; {clean(best.machine.type, 60)}"
        message = (
            f"{site.name}: {names} costs {dollars(best.hour)} instead of {dollars(hour.amount)} an hour "
            f"({percent(-best.less)}){fits}"
        )
        advice = f"serve from {clean(best.machine.type, 60)}: {dollars(saved)} a month less for what always runs"
        made = finding("training-hardware-for-inference", site, message, advice=advice, above=saved, percent=best.less)
        memory = "it has as much memory" if best.fits else "it has less memory: the model has to fit"
        yield instead_of(
            made,
            site,
            clean(machine.subject, 80),
            monthly=(Range.exactly(month.floor), Range.exactly(EXACT.subtract(month.floor, saved))),
            hour=(hour.amount, best.hour),
            assumptions=(_told(after), memory, "how fast it answers was not looked at: one machine stands for one"),
            most=Grade.ASSUMED,
        )


def _trains(capacity: Capacity) -> bool:
    """True where its kind, its command or its name says that it trains, and for jobs, which end, unless they serve."""
    return capacity.use == "training" or (capacity.schedule == "job" and capacity.use != "serving")


def _told(capacity: Capacity) -> str:
    if capacity.use == "serving":
        return "it serves: its kind, its command or its name says so"
    return "nothing says whether it serves or trains: taken to serve"


RULE = Rule("training-hardware-for-inference", check, ("above", "percent"), advises=True)
