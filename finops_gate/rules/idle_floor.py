"""A machine is kept awake through hours in which hardly anybody calls.

Why it matters:
    What always runs costs the same at night. Where the traffic sleeps, the floor is paid for nobody.

Example:
    An endpoint that never scales below one `ml.g5.2xlarge`, while 1.2 % of the calls of its feature come from 23:00 to
    06:00: those hours are 29 % of its month.

What to do:
    Scale to zero at those hours, put the floor on a schedule, or pay by the call. The hours are those of
    `.finops-gate/hours.csv`, which `usage sync` writes; an hour is quiet when it has less than a tenth of the calls of
    a mean hour. Where no hours are recorded there is no finding: nothing is assumed. `above` is dollars a month that
    the quiet hours cost, `percent` their part of the floor.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.money import dollars, percent
from finops_gate.cost.finding import finding
from finops_gate.cost.idle import idle_of, spans
from finops_gate.cost.touched import touched_sites
from finops_gate.model.setting import Unknown
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each changed capacity whose floor stands idle in recorded quiet hours."""
    if not case.shapes:
        return
    machines = dict(case.machines)
    for site in touched_sites(case.rows):
        if site.held is None or site.held.after is None:
            continue
        idle = idle_of(site.held.after, site.row.feature, case.shapes, machines)
        if isinstance(idle, Unknown) or isinstance(idle.month, Unknown) or not idle.hours:
            continue
        calls = percent(idle.calls * 100, signed=False)
        message = f"{site.name}: {spans(idle.hours)} UTC: {calls} of calls, {dollars(idle.month)} a month"
        advice = "scale to zero at those hours, or pay by the call"
        yield finding("idle-floor", site, message, advice=advice, above=idle.month, percent=idle.share * 100)


RULE = Rule("idle-floor", check, ("above", "percent"))
