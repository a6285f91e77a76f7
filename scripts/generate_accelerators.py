"""Writes `pricing/accelerators/{aws,azure,gcp,sagemaker}.yaml` from `pricing/facts/accelerators.csv`.

Usage: python -m scripts.generate_accelerators   (deterministic: twice gives the same bytes)

What the price tables leave out of a machine (its accelerator, how many, how much memory) is completed from the clouds'
own pages, in the table below. SageMaker's prices are EC2's times a ratio that was measured per family; those that a
table states are taken from it. Files of other clouds are written by people.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any, NamedTuple

from finops_gate.base.money import EXACT, plain
from finops_gate.catalog.refresh.writing import flow

Row = dict[str, Any]
PRICING = Path(__file__).parent.parent / "pricing"
FACTS = PRICING / "facts" / "accelerators.csv"
FOLDER = PRICING / "accelerators"
MILLIONTH = Decimal("0.000001")
"""Google's table carries fractions of a float (88.4899999025753); prices are kept to a millionth of a dollar."""

SOURCES: dict[str, Row] = {
    "aws": {
        "url": "https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/pricing/zz_generated.pricing_aws.go",
        "retrieved": "2026-07-20",
        "licence": "Apache-2.0",
        "note": "Generated from the price list of EC2 in us-east-1; the days are those of its revisions.",
    },
    "azure": {
        "url": "https://github.com/Azure/karpenter-provider-azure/blob/main/pkg/providers/pricing/zz_generated.pricing.go",
        "retrieved": "2026-06-18",
        "licence": "Apache-2.0",
        "note": "Generated from the retail prices API for eastus.",
    },
    "gcp": {
        "url": "https://github.com/cloudpilot-ai/karpenter-provider-gcp/blob/main/pkg/providers/pricing/initial-prices.json",
        "retrieved": "2026-08-03",
        "licence": "Apache-2.0",
        "note": "Generated from the billing catalog for us-central1.",
    },
    "sagemaker": {
        "url": "https://github.com/aws-samples/foundation-model-benchmarking-tool/blob/main/src/fmbench/configs/pricing.yml",
        "retrieved": "2025-01-31",
        "checked": "2026-11-24",
        "licence": "MIT-0",
        "note": "Prices of ml. machines, and the ratios to EC2 that follow from them.",
    },
}
HEADS = {
    "aws": "EC2, on demand in us-east-1.",
    "azure": "Azure virtual machines, pay as you go in eastus.",
    "gcp": "Compute Engine, on demand and spot in us-central1.",
    "sagemaker": "SageMaker hosting in us-east-1.\n"
    "Where `estimate` stands, no table that is read here has the price: it is EC2's times the ratio of the family.",
}


class Parts(NamedTuple):
    """What is inside a machine."""

    accelerator: str
    number: str
    memory_gb: str
    """Of all of them together; of a part, its share."""


def _sizes(pattern: str, accelerator: str, sizes: str) -> dict[str, Parts]:
    """``6:1/6/4 12:1/3/8``: the size in the name, the accelerators and their memory."""
    found = {}
    for text in sizes.split():
        size, _, rest = text.partition(":")
        count, _, memory = rest.rpartition("/")
        if "/" in count:
            above, below = count.split("/")
            count = plain((Decimal(above) / Decimal(below)).quantize(Decimal("0.0001")))
        found[pattern.format(size)] = Parts(accelerator, count, memory)
    return found


# From learn.microsoft.com/azure/virtual-machines/sizes, aws.amazon.com/ec2/instance-types and
# cloud.google.com/compute/docs/gpus, read 2026-11-24.
KNOWN: dict[str, Parts] = {
    "dl1.24xlarge": Parts("Habana Gaudi", "8", "256"),
    "Standard_ND40rs_v2": Parts("NVIDIA V100", "8", "256"),
    "Standard_ND40s_v2": Parts("NVIDIA V100", "8", "256"),
    "Standard_ND128isr_NDR_GB200_v6": Parts("NVIDIA GB200", "4", "768"),
    "Standard_NV36adms_A10_v5": Parts("NVIDIA A10", "1", "24"),
    "Standard_NV28adms_V710_v5": Parts("AMD Radeon PRO V710", "1", "24"),
    **_sizes("Standard_NC{}_v3", "NVIDIA V100", "6s:1/16 12s:2/32 24s:4/64 24rs:4/64"),
    **_sizes("Standard_NC{}_Promo", "NVIDIA K80", "6:1/12 12:2/24 24:4/48 24r:4/48"),
    **_sizes("Standard_NV{}_Promo", "NVIDIA M60", "6:1/8 12:2/16 24:4/32"),
    **_sizes("Standard_NV{}s_v3", "NVIDIA M60", "12:1/8 24:2/16 48:4/32"),
    **_sizes("Standard_NV{}as_v4", "AMD Radeon Instinct MI25", "4:1/8/2 8:1/4/4 16:1/2/8 32:1/16"),
    **_sizes("Standard_NV{}ads_A10_v5", "NVIDIA A10", "6:1/6/4 12:1/3/8 18:1/2/12 36:1/24 72:2/48"),
    **_sizes("Standard_NV{}ads_V710_v5", "AMD Radeon PRO V710", "4:1/6/4 8:1/3/8 12:1/2/12 24:1/24"),
    **_sizes(
        "g4-standard-{}", "NVIDIA RTX PRO 6000", "6:1/8/12 12:1/4/24 24:1/2/48 48:1/96 96:2/192 192:4/384 384:8/768"
    ),
}

# Measured in the table of fmbench: price of ml.X over the price of X on the same day.
MEASURED: dict[str, str] = {
    "g5.xlarge": "1.4084",
    "g5.2xlarge": "1.515",
    "g5.12xlarge": "7.09",
    "g5.48xlarge": "20.36",
    "g6.12xlarge": "5.752",
    "g4dn.xlarge": "0.7364",
    "inf2.xlarge": "0.99",
    "inf2.8xlarge": "2.36",
    "inf2.24xlarge": "7.79",
    "inf2.48xlarge": "15.58",
}
RATIOS: dict[str, str] = {"g4dn": "1.25", "g5": "1.25", "g6": "1.25", "g6e": "1.25", "inf2": "1.20", "p4d": "1.15"}
RATIOS |= dict.fromkeys(("p4de", "p5", "p5en", "p6-b200", "p6-b300"), "1.15")
SMALLEST = {"g4dn.xlarge": "1.40", "g5.xlarge": "1.40", "inf2.xlarge": "1.31"}
LIKE = {"g6e": "g6", "p4de": "p4d", "p5en": "p5", "p6-b200": "p5", "p6-b300": "p5"}
"""Families that were not measured, and the one whose ratio they get."""


def read() -> dict[str, dict[str, list[Row]]]:
    """The rows of the table: cloud, then type of machine."""
    found: dict[str, dict[str, list[Row]]] = {}
    with FACTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["cloud"], {}).setdefault(row["instance_type"], []).append(row)
    return found


def machines(rows: dict[str, list[Row]]) -> Iterator[Row]:
    """The machines of one cloud as rows of its file."""
    for name in sorted(rows, key=str.lower):
        first = rows[name][0]
        stated = Parts(first["accelerator"], first["accelerator_count"], first["accelerator_memory_gb"])
        parts = KNOWN.get(name, stated) if not stated.accelerator else stated
        accelerator = parts.accelerator or ("NVIDIA RTX PRO 6000" if "RTXPRO6000" in name else "")
        yield {
            "id": name,
            "accelerator": accelerator,
            "count": parts.number,
            "memory_gb": parts.memory_gb,
            "prices": [_period(row) for row in sorted(rows[name], key=lambda row: (row["purchase"], row["from"]))],
        }


def _period(row: Row) -> Row:
    dates = {key: Day(row[key]) for key in ("from", "until") if row[key]}
    bought = {"purchase": "spot"} if row["purchase"] == "spot" else {}
    amount = Decimal(row["usd_per_hour"]).quantize(MILLIONTH, ROUND_HALF_EVEN)
    return {"region": row["region"], **bought, **dates, "source": "table", "hour": plain(amount)}


class Day(str):
    """A day of the calendar, written without quotes."""


def sagemaker(ec2: Iterable[Row]) -> Iterator[Row]:
    """The ml. machines that go with EC2's."""
    for machine in ec2:
        name = machine["id"]
        family = name.partition(".")[0]
        if family not in RATIOS:
            continue
        shared = {key: machine[key] for key in ("accelerator", "count", "memory_gb")}
        if name in MEASURED:
            yield {
                "id": f"ml.{name}",
                **shared,
                "prices": [{"region": "us-east-1", "source": "table", "hour": MEASURED[name]}],
            }
            continue
        ratio = SMALLEST.get(name, RATIOS[family])
        like = f", the ratio of {LIKE[family]}" if family in LIKE else ""
        prices = [
            {**period, "source": "ec2", "hour": plain(EXACT.multiply(Decimal(period["hour"]), Decimal(ratio)))}
            for period in machine["prices"]
        ]
        yield {"id": f"ml.{name}", **shared, "estimate": f"EC2 x {ratio}{like}", "prices": prices}


def document(cloud: str, rows: Iterable[Row]) -> str:
    """The whole file."""
    written = f"Written by `python -m scripts.generate_accelerators` from facts/accelerators.csv.\n{HEADS[cloud]}"
    lines = [f"# {line}" for line in written.splitlines()]
    lines += ["schema: finops-gate/accelerators@1", f"cloud: {cloud}", "unit: usd_per_hour", "hours_per_month: 730"]
    cited = {"table": SOURCES[cloud], **({"ec2": SOURCES["aws"]} if cloud == "sagemaker" else {})}
    lines.append("sources:")
    lines += [f"  {name}: {_flow(_dated(source))}" for name, source in cited.items()]
    lines.append("machines:")
    for row in rows:
        mark = "-"
        for key, value in row.items():
            if value and key != "prices":
                lines.append(f"  {mark} {key}: {_flow(value)}")
                mark = " "
        lines.append("    prices:")
        lines += [f"      - {_flow(period)}" for period in row["prices"]]
    return "\n".join(lines) + "\n"


def _dated(source: Row) -> Row:
    return {key: Day(text) if key in ("retrieved", "checked") else text for key, text in source.items()}


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    return str(value) if isinstance(value, Day) else flow(value)


def files() -> dict[str, str]:
    """The text of every file that is written here, by name."""
    table = read()
    made = {cloud: list(machines(rows)) for cloud, rows in table.items()}
    made["sagemaker"] = list(sagemaker(made["aws"]))
    return {f"{cloud}.yaml": document(cloud, rows) for cloud, rows in sorted(made.items())}


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
