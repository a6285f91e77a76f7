"""Advice of every kind: with a month, without one, by the hour, silenced; with hostile text of a repository."""

from decimal import Decimal

from finops_gate.model.advice import Advice
from finops_gate.model.counsel import Advised, Counsel, Unpriced
from finops_gate.model.setting import Location, Skipped
from finops_gate.model.usage import Grade
from tests.build import TODAY, a_range

HOSTILE = "a.py\x1b[31m|`@alice` <script>\u202e"


def an_advice(rule="oversized-model", saving=("70", "72", "75"), path="app/bot.py", grade=Grade.MEASURED, **fields):
    """gpt-4o to gpt-4o-mini, 50,000 calls of $0.0016."""
    month = (
        None if saving is None else (a_range("80"), a_range(*(Decimal(80) - Decimal(saving[at]) for at in (1, 2, 0))))
    )
    defaults = {
        "site": f"{path}::answer",
        "location": Location(path, 10),
        "feature": "bot",
        "now": "openai/gpt-4o",
        "instead": "openai/gpt-4o-mini",
        "message": "bot: gpt-4o does routine work (95 of 100 answers have at most 40 tokens); gpt-4o-mini may do it",
        "grade": grade,
        "each_now": Decimal("0.0016"),
        "each_then": Decimal("0.00016"),
        "monthly_now": month and month[0],
        "monthly_then": month and month[1],
        "assumptions": ("no score: the team has measured nothing of it on this work",),
        "prices": ("openai/gpt-4o input $2.5/M tokens (https://openai.com/pricing, read 2026-11-01)",),
    }
    return Advice(rule, **{**defaults, **fields})


def a_counsel():
    hourly = an_advice(
        "training-hardware-for-inference",
        ("30000", "30000", "30000"),
        "main.tf",
        Grade.ASSUMED,
        feature=None,
        now="aws/p5.48xlarge",
        instead="serve from inf2.48xlarge: $30,000.00 a month less for what always runs",
        message="main.tf: p5.48xlarge is made for training; inf2.48xlarge costs $12.98 instead of $55.04 an hour",
        each_now=Decimal("55.04"),
        each_then=Decimal("12.98"),
        unit="hour",
        monthly_now=a_range("40179.2"),
        monthly_then=a_range("9475.4"),
    )
    entries = (
        Advised(hourly),
        Advised(an_advice(also=(Location("app/other.py", 4),))),
        Advised(an_advice(saving=None, path="app/new.py", grade=Grade.ASSUMED)),
        Advised(
            an_advice(
                "unbounded-output",
                None,
                HOSTILE,
                unit="longest call",
                each_now=Decimal("0.16"),
                each_then=Decimal("0.0172"),
            )
        ),
        Advised(an_advice("batch-eligible", path="jobs/nightly.py"), "ignored at jobs/nightly.py:4: @alice says | no"),
    )
    return Counsel(
        "f" * 40,
        TODAY,
        None,
        entries,
        7,
        (Unpriced(Location("app/far.py", 3), "no price of gpt-9 is known"),),
        ("search on openai/gpt-4.1",),
        (Skipped("app/torn.py", "not UTF-8"),),
    )
