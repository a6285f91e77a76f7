"""The compiled prices of machines: a type and a day in, a Machine out. Reads one packaged file and no clock."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from finops_gate.base.errors import CatalogError
from finops_gate.base.money import ZERO
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.model.machine import Machine, hourly
from finops_gate.model.price import Meter, Price
from finops_gate.model.setting import Unknown

DATA = os.path.join(os.path.dirname(__file__), "data", "machines.jsonl")
"""The compiled form of `pricing/accelerators/*.yaml`: a line about the sources, then a line a machine."""

CLOUDS = {
    "ec2": "aws",
    "amazon": "aws",
    "aws_sagemaker": "sagemaker",
    "google": "gcp",
    "gce": "gcp",
    "gke": "gcp",
    "microsoft": "azure",
    "aks": "azure",
    "eks": "aws",
    "cloud_run": "cloud-run",
    "cloudrun": "cloud-run",
    "lambda_labs": "lambda",
    "lambdalabs": "lambda",
}
"""Other names of the clouds (lower case, underscores)."""


class Machines:
    """Every machine with its prices."""

    def __init__(self, content: bytes, where: str = "the list of machines") -> None:
        """`content` is the compiled file. Raises CatalogError when it is none."""
        try:
            head, *lines = content.decode("utf-8").splitlines()
            stated = json.loads(head)
            self.digest: str = stated["digest"]
            self._places = tuple((url, date.fromisoformat(day)) for url, day in stated["sources"])
        except (ValueError, KeyError, TypeError):
            raise CatalogError(f"{where} is damaged", "reinstall the package") from None
        self._lines = lines

    @classmethod
    def load(cls, path: str = DATA) -> Machines:
        """What the package ships. Raises CatalogError when it is missing or damaged."""
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - as above
                return cls(file.read())
        except OSError as error:
            raise CatalogError(
                f"the list of machines cannot be read: {error.strerror}", "reinstall the package"
            ) from None

    def quote(self, written: str, cloud: str, as_of: date) -> Machine | Unknown:
        """All that is known on a day of the machine that `written` names, or why nothing is.

        `cloud` is whose machine it is, in any spelling; empty when the name has to say so (``aws/p5.48xlarge``).
        """
        name = written.strip(" ").lower()
        before, _, after = name.partition("/")
        named = cloud_of(cloud)
        if after and not named:
            named, name = cloud_of(before), after
        records = [record for record in self._named(name) if not named or record["cloud"] == named]
        if not records:
            near = self._near(name, named)
            hint = f"; did you mean {near}?" if near else ""
            return Unknown(f"{clean(written, 80)} is no machine with an accelerator whose price is known{hint}")
        if len(records) > 1:
            clouds = ", ".join(sorted(record["cloud"] for record in records))
            return Unknown(f"{clean(written, 80)} is a machine of several clouds ({clouds}): say of which")
        (record,) = records
        prices = tuple(self._prices(record))
        count, memory = record.get("count"), record.get("memory")
        return Machine(
            id=written,
            cloud=record["cloud"],
            type=record["type"],
            accelerator=record.get("accelerator", ""),
            count=Decimal(count) if count else None,
            memory_gb=Decimal(memory) if memory else None,
            prices=tuple(price for price in prices if price.holds(as_of)),
            as_of=as_of,
            upcoming=tuple(price for price in prices if price.starts is not None and price.starts > as_of),
            estimate=record.get("estimate", ""),
        )

    def carrying(self, accelerator: str, count: Decimal, cloud: str, as_of: date) -> Machine | Unknown:
        """The machine of a cloud that has `count` of an accelerator at the least price, on demand.

        Where none has so many, the largest: several of it are needed. `accelerator` in the spelling of any cloud or
        of Kubernetes: ``nvidia-tesla-t4``, ``NVIDIA-A100-SXM4-80GB``.
        """
        named = cloud_of(cloud)
        if not named:
            return Unknown(f"{clean(accelerator, 60)} is rented in several clouds, and nothing says in which it runs")
        offered = [machine for machine in self.with_chip(accelerator, named, as_of) if machine.count]
        if not offered:
            return Unknown(f"no price of {clean(accelerator, 60)} in {named} is known")
        enough = next((machine for machine in offered if machine.count and machine.count >= count), None)
        return enough or max(offered, key=lambda machine: machine.count or ZERO)

    def with_chip(self, accelerator: str, cloud: str, as_of: date) -> tuple[Machine, ...]:
        """Every machine of a cloud that has this accelerator and a price on demand, the cheapest first."""
        named, wanted = cloud_of(cloud), chip(accelerator)
        found: list[tuple[Decimal, str, Machine]] = []
        for line in self._lines:
            if f'"cloud":"{named}"' not in line:
                continue
            record = json.loads(line)
            if not record.get("count") or not record.get("accelerator"):
                continue
            if not fits_chip(wanted, chip(record["accelerator"]), Decimal(record.get("memory", "0")), record["count"]):
                continue
            machine = self.quote(record["type"], named, as_of)
            price = None if isinstance(machine, Unknown) else machine.price()
            if isinstance(machine, Machine) and price is not None:
                found.append((hourly(price), machine.type, machine))
        return tuple(machine for _, _, machine in sorted(found, key=lambda entry: entry[:2]))

    def history(self, machine: Machine) -> tuple[Price, ...]:
        """Every price that the machine has had and is going to have, oldest first."""
        found = (record for record in self._named(machine.type.lower()) if record["cloud"] == machine.cloud)
        prices = [price for record in found for price in self._prices(record)]
        return tuple(sorted(prices, key=lambda p: (p.conditions, p.starts or date.min)))

    def types(self) -> Iterator[str]:
        """Every machine as ``cloud/type``, sorted."""
        for line in self._lines:
            record = json.loads(line)
            yield f"{record['cloud']}/{record['type']}"

    def _named(self, name: str) -> list[dict[str, Any]]:
        asked = json.dumps(name)
        found = [json.loads(line) for line in self._lines if asked in line]
        return [record for record in found if name in record["names"]]

    def _near(self, name: str, cloud: str) -> str | None:
        from difflib import get_close_matches

        records = [json.loads(line) for line in self._lines]
        names = [known for record in records if not cloud or record["cloud"] == cloud for known in record["names"]]
        return next(iter(get_close_matches(name, names, 1, 0.75)), None)

    def _prices(self, record: dict[str, Any]) -> Iterator[Price]:
        for meter, amount, starts, ends, place, region, purchase in record["prices"]:
            url, retrieved = self._places[place]
            yield Price(
                subject=f"{record['cloud']}/{record['type']}",
                meter=Meter(meter),
                amount=Decimal(amount),
                starts=date.fromisoformat(starts) if starts else None,
                ends=date.fromisoformat(ends) if ends else None,
                source=url,
                retrieved=retrieved,
                conditions=(("purchase", purchase), ("region", region)),
            )


_CHIP_WORDS = lazy(r"[a-z]+\d+[a-z]*|\d+gb")
_NOISE = frozenset({"sxm4", "sxm5", "sxm2", "sxm3", "hbm3", "hbm2", "pcie4"})


def chip(name: str) -> tuple[str, str]:
    """The family of an accelerator and the memory that is said of it: ``nvidia-a100-80gb`` is (a100, 80gb)."""
    name = re.sub(r"(?i)\brtx\W*(?:pro)?\W*(\d{4})", r"rtx\1", name)
    words = [word for word in _CHIP_WORDS.findall(name.lower()) if word not in _NOISE]
    memory = next((word for word in words if word[0].isdigit()), "")
    family = next((word for word in words if any(letter.isdigit() for letter in word) and word != memory), "")
    if re.search(r"trainium|inferentia", name, re.IGNORECASE):
        family = re.sub(r"[^a-z0-9]", "", name.lower().replace("aws", ""))
    return family, memory


def fits_chip(wanted: tuple[str, str], offered: tuple[str, str], memory_gb: Decimal, count: str) -> bool:
    """True when a machine's accelerators are of the wanted kind, and of the wanted memory where that is said."""
    if not wanted[0] or wanted[0] != offered[0]:
        return False
    return not wanted[1] or not memory_gb or memory_gb / Decimal(count) == Decimal(wanted[1].removesuffix("gb"))


def cloud_of(name: str) -> str:
    """A cloud as the list calls it, whatever the spelling."""
    word = name.strip().lower()
    return CLOUDS.get(word.replace("-", "_"), word.replace("_", "-"))
