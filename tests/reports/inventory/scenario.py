"""An inventory with one site of each kind that matters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.model.capacity import Capacity
from finops_gate.model.inventory import Inventory, Paid
from finops_gate.model.price import Meter, ModelStatus
from finops_gate.model.setting import Key, Skipped, Unknown
from finops_gate.model.site import Site, SiteKind
from finops_gate.model.verdict import Coverage
from tests.build import TODAY, a_bound, a_price, a_quote, a_site


def an_inventory() -> Inventory:
    """Priced, retired, priced by the image, unpriced, unreadable, without a model, in a test, and hostile."""
    test = a_bound("gpt-4o", path="tests/test_bot.py", mention="test")
    picture = a_quote("dall-e-3", None, None, mode="image", extra=(a_price(meter=Meter.IMAGE, amount="0.04"),))
    prompt = a_bound("our secret sauce", key=Key.PROMPT)
    pool = Site(
        "infra/main.tf::pool#1",
        SiteKind.NODE_POOL,
        (a_bound("p4d.24xlarge", key=Key.INSTANCE, path="infra/main.tf"),),
        capacity=Capacity("infra/main.tf::pool", "p4d.24xlarge"),
    )
    count = Site(
        "infra/values.yaml::replicas#1",
        SiteKind.NODE_POOL,
        (a_bound("2", key=Key.REPLICAS, path="infra/values.yaml"),),
        capacity=Capacity("infra/main.tf::pool", "p4d.24xlarge"),
    )
    strange = Site(
        "infra/other.tf::pool#1",
        SiteKind.NODE_POOL,
        (a_bound("p99.large", key=Key.INSTANCE, path="infra/other.tf"),),
        capacity=Capacity("infra/other.tf::pool", "p99.large"),
    )
    most = Paid(Decimal("21.96"), Decimal("32061.6"), Decimal("64123.2"), ("aws/p4d.24xlarge",), ("2 always running",))
    paid = ((pool.key, most), (strange.key, Unknown("no machine p99.large is known at aws")))
    quotes = {
        "openai|gpt-4o-mini": a_quote(),
        "openai|gpt-4": a_quote(
            "gpt-4", 30, None, status=ModelStatus.RETIRED, retires_on=date(2026, 10, 23), model="gpt-4"
        ),
        "openai|dall-e-3": picture,
        "openai|house-1": Unknown("no price is known for house-1"),
        "openai|a|b\x1b[31m": a_quote("a|b\x1b[31m", None, None, reason="its first known price starts on 2027-01-01"),
    }
    sites = (
        a_site(settings=(prompt,), feature="helpdesk-bot", environment="production"),
        a_site("gpt-4", path="app/old.py"),
        a_site("dall-e-3", path="app/draw.py", kind=SiteKind.IMAGE),
        a_site("house-1", path="app/own.py"),
        a_site(Unknown("set by the environment"), path="app/env.py"),
        pool,
        count,
        strange,
        a_site("a|b\x1b[31m", path="odd\n\udcff.py"),
        Site("tests/test_bot.py::x#1", SiteKind.MODEL_CALL, (test,)),
    )
    skipped = tuple(Skipped(f"vendor/{n:02}.js", "larger than 1 MiB") for n in range(12))
    return Inventory(
        "c" * 40,
        TODAY,
        sites,
        tuple(sorted(quotes.items())),
        skipped,
        Coverage(90, 8),
        capacities=tuple(sorted(paid, key=lambda entry: entry[0])),
    )
