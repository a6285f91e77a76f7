"""How machines are bought, where they stand and when they run: what the clouds' names say of it."""

from __future__ import annotations

import re

from finops_gate.base.names import words
from finops_gate.base.patterns import lazy

_YES = frozenset({"true", "yes", "1"})
_NO = frozenset({"false", "no", "0"})
_SPOT_SWITCHES = frozenset(
    """
    spot preemptible usespot usespotinstances enablemanagedspottraining interruptible isspot gkespot gkepreemptible
    lowpriority
    """.split()
)
"""Switches: on is spot."""
_SPOT_PRICES = frozenset({"spotprice", "spotmaxprice", "maxspotprice", "bidpricepergpu", "bidpergpu"})
"""Bids: where one stands, it is spot."""
_WAYS = frozenset(
    """
    capacitytype markettype purchasetype priority scalesetpriority vmpriority provisioningmodel capacitypriority
    nodegroupcapacitytype commitmentduration billingmode tier
    """.split()
)
"""Slots whose word says the way."""
_SPOT = lazy(r"^(?:.*[./_])?(?:spot|low_?priority|preemptible)$", re.IGNORECASE)
_RESERVED = lazy(r"^(?:.*[./_])?(?:capacity[_-]?block|reserved|one_?month|six_?months?)$", re.IGNORECASE)
_USUAL = lazy(r"^(?:.*[./_])?(?:on[_-]?demand|regular|dedicated|standard|no_?commitment)$", re.IGNORECASE)
_REGIONS = frozenset("region awsregion location zone availabilityzone gcpregion gcpzone".split())
_REGION = lazy(r"^[a-z]{2,}-[a-z-]+\d(?:-?[a-f])?$|^[a-z]*(?:us|europe|asia|uk|japan|canada|india)[a-z]*\d?$")
"""``us-east-1``, ``europe-west4-b``, ``eastus2``, ``swedencentral`` is left out: too many words look like it."""
_SCHEDULES = frozenset({"schedule", "recurrence"})


def purchase_of(slot: str, value: str) -> str:
    """``spot``, ``on_demand`` or ``reserved``; empty: the slot says nothing of it."""
    name = "".join(words(slot)[-3:])
    tails = {name, "".join(words(slot)[-2:]), "".join(words(slot)[-1:])}
    if tails & _SPOT_SWITCHES:
        return "spot" if value.casefold() in _YES else "on_demand" if value.casefold() in _NO else ""
    if tails & _SPOT_PRICES:
        return "spot"
    if not tails & _WAYS:
        return ""
    for way, said in (("spot", _SPOT), ("reserved", _RESERVED), ("on_demand", _USUAL)):
        if said.match(value):
            return way
    return ""


def says_purchase(slot: str) -> bool:
    """True for a slot that decides how machines are bought, whatever its value."""
    tails = {"".join(words(slot)[-length:]) for length in (1, 2, 3)}
    return bool(tails & (_SPOT_SWITCHES | _WAYS - {"tier", "priority"}))


def is_region(slot: str, value: str) -> bool:
    """True for a region or a zone of a cloud."""
    return "".join(words(slot)[-2:]) in _REGIONS and _REGION.match(value) is not None


def is_schedule(slot: str) -> bool:
    """True for what says when something runs."""
    return "".join(words(slot)[-1:]) in _SCHEDULES
