"""A machine is kept awake through hours in which hardly anybody calls.

Why it matters:
    What always runs costs the same at night. Where the traffic sleeps, the floor is paid for nobody.

Example:
    An endpoint that never scales below one `ml.g5.2xlarge`, while 1.2 % of the calls of its feature come from 23:00 to
    06:00: those hours are 29 % of its month.

What to do:
    Scale to zero at those hours, put the floor on a schedule, or pay by the call. The hours are those of
    `.finops-gate/hours.csv`, which `usage sync` writes; an hour is quiet when it has less than a tenth of the calls of
    a mean hour. Where no hours are recorded there is no finding, and the evidence of the price says so. `above` is
    dollars a month that the quiet hours cost, `percent` their part of the floor.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.money import EXACT, dollars, percent
from finops_gate.base.text import clean
from finops_gate.cost.capacity import asked, cost_of
from finops_gate.cost.finding import finding, instead_of
from finops_gate.cost.idle import idle_of, spans
from finops_gate.cost.touched import touched_sites
from finops_gate.model.capacity import PROVISIONED
from finops_gate.model.machine import Machine
from finops_gate.model.projection import Range
from finops_gate.model.setting import Unknown
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each changed capacity whose floor stands idle in recorded quiet hours."""
    if not case.shapes:
        return
    machines = dict(case.machines)
    for site in touched_sites(case.rows):
        after = site.held.after if site.held is not None else None
        if after is None or after.cloud in PROVISIONED:
            continue
        idle, kept = idle_of(after, site.row.feature, case.shapes, machines), cost_of(after, machines)
        if isinstance(idle, Unknown) or isinstance(idle.month, Unknown) or not idle.hours or isinstance(kept, Unknown):
            continue
        calls = percent(idle.calls * 100, signed=False)
        message = f"{site.name}: {spans(idle.hours)} UTC: {calls} of calls, {dollars(idle.month)} a month"
        advice = "scale to zero at those hours, or pay by the call"
        found = finding("idle-floor", site, message, advice=advice, above=idle.month, percent=idle.share * 100)
        machine = machines[asked(after)]
        source = clean(" ".join(filter(None, (idle.shape.source or "nobody who is named", idle.shape.window))), 80)
        yield instead_of(
            found,
            site,
            clean(machine.subject, 80) if isinstance(machine, Machine) else "",
            monthly=(Range.exactly(kept.floor), Range.exactly(EXACT.subtract(kept.floor, idle.month))),
            assumptions=(
                f"{calls} of the calls come then: they wait for a start, or are answered elsewhere; that costs nothing",
                f"the hours were recorded by {source}",
            ),
        )


RULE = Rule("idle-floor", check, ("above", "percent"), advises=True)
