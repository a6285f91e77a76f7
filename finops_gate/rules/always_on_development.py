"""An accelerator runs day and night where nobody but developers calls it.

Why it matters:
    Development, staging and test environments are used in working hours. What always runs there is paid for nights and
    weekends as well: 108 of the week's 168 hours.

Example:
    `environments/staging/main.tf` keeps one `g5.2xlarge`: $884.76 a month; twelve hours on five days cost $315.99.

What to do:
    Scale to zero without calls, put the floor on a schedule, or share one machine among environments. The environment
    is the one that the policy or an annotation states, else the one that folders and files are called after (`dev`,
    `staging`, `values-test.yaml`); where a name says production as well there is no finding. `above` is dollars a month
    that working hours alone would save, `percent` their part of the floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_gate.base.money import EXACT, dollars
from finops_gate.base.names import words
from finops_gate.base.text import clean
from finops_gate.cost.capacity import asked, cost_of
from finops_gate.cost.finding import finding, instead_of
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.capacity import PROVISIONED
from finops_gate.model.machine import Machine
from finops_gate.model.projection import Range
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule

_DEVELOPMENT = frozenset(
    """
    dev development develop staging stage stg test testing qa uat sandbox preview nonprod nonproduction preprod
    preproduction playground
    """.split()
)
_PRODUCTION = frozenset("prod production prd live".split())
_WORKED = Decimal(60)
_WEEK = Decimal(168)
"""Hours: twelve on five days, of all."""


def check(case: Case) -> Iterator[Finding]:
    """One finding for each changed floor of accelerators outside of production."""
    machines = dict(case.machines)
    for site in touched_sites(case.rows):
        after = site.held.after if site.held is not None else None
        environment = _environment(site) if after is not None else ""
        if after is None or not environment or after.cloud in PROVISIONED or after.schedule or after.scales_to_zero:
            continue
        kept = cost_of(after, machines)
        if isinstance(kept, Unknown):
            continue
        worked = EXACT.divide(EXACT.multiply(kept.floor, _WORKED), _WEEK)
        saved = EXACT.subtract(kept.floor, worked)
        message = (
            f"{site.name}: runs day and night in {clean(environment, 40)}: {dollars(kept.floor)} a month; "
            f"twelve hours on five days would cost {dollars(worked)}"
        )
        advice = "scale to zero without calls, or put it on a schedule"
        found = finding(
            "always-on-development", site, message, advice=advice, above=saved, percent=(1 - _WORKED / _WEEK) * 100
        )
        machine = machines[asked(after)]
        yield instead_of(
            found,
            site,
            clean(machine.subject, 80) if isinstance(machine, Machine) else "",
            monthly=(Range.exactly(kept.floor), Range.exactly(worked)),
            assumptions=("it is used twelve hours on five days: nobody recorded when",),
            most=Grade.ASSUMED,
        )


def _environment(site: Touched) -> str:
    """The word that says that it is no production; empty where nothing does, or where something says both."""
    if site.row.environment:
        said = set(words(site.row.environment))
        return site.row.environment if said & _DEVELOPMENT and not said & _PRODUCTION else ""
    spoken = [word for word in words(site.row.change.path.replace("/", " ")) if word in _DEVELOPMENT | _PRODUCTION]
    return spoken[-1] if spoken and not _PRODUCTION & set(spoken) else ""


RULE = Rule("always-on-development", check, ("above", "percent"), advises=True)
