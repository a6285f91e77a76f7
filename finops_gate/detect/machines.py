"""What is paid for by the hour, by name: accelerated machine types, accelerators, and the slots that say how many."""

from __future__ import annotations

import re

from finops_gate.base.names import words
from finops_gate.model.setting import Key

MACHINE = re.compile(
    r"^(?:ml\.)?(?:p[2-6]\w*|gr?[3-7]\w*|inf\d|trn\d\w*|dl\d\w?)\.(?:\d{0,2}x?large|metal[\w-]*)$"
    r"|^(?:a[234]x?|g[24])-[a-z0-9]+-\d+[a-z]*$|^ct\w+-hightpu-\d+t$|^(?:standard_)n[cdvgp]\w+$",
    re.IGNORECASE,
)
"""Machine types that carry an accelerator: AWS, Google Cloud, Azure."""
CHIP = re.compile(
    r"^nvidia-(?:tesla-)?(?:[a-z]{1,2}\d{1,3}|rtx|gb\d+)[\w-]*$|^nvidia-[a-z]\w+-\w[\w-]*gb$|^tpu-v\d[\w-]*$|^v\d\w*pod-\d+$",
    re.IGNORECASE,
)
"""Accelerators as clouds and Kubernetes name them."""
_SHORT_CHIP = re.compile(
    r"^(?:any|t4|l4|l40s?|a10g?|a100(?:-[48]0gb)?|h100|h200|b200|b300|v100|p100|mi300x)(?::\d)?!?$", re.I
)
"""Accelerators as serverless platforms name them in ``gpu="A100:2"``."""
_CHIP_SLOTS = frozenset({"gpu", "gputype", "gpus", "accelerator", "acceleratortype", "acceleratortypes"})
_COUNTS = frozenset("gpucount numgpus ngpus gpusperworker acceleratorcount numaccelerators requestgpu".split())
_FLOORS = frozenset(
    """
    instancecount initialinstancecount mininstancecount mininstances replicas replicacount minreplicas minreplicacount
    mincontainers keepwarm minworkers desiredcount desiredcapacity mincapacity minsize minnodecount nodecount
    """.split()
)


def machine_key(slot: str, value: str) -> Key | None:
    """What a text in a slot says of a machine: its type, its accelerator, or nothing."""
    if MACHINE.match(value):
        return Key.INSTANCE
    if CHIP.match(value):
        return Key.ACCELERATOR
    if "".join(words(slot)) in _CHIP_SLOTS and _SHORT_CHIP.match(value):
        return Key.ACCELERATOR
    return None


def count_key(slot: str) -> Key | None:
    """What a number in a slot counts: accelerators, copies that always run, or nothing."""
    name = "".join(words(slot))
    if name in _COUNTS:
        return Key.ACCELERATOR_COUNT
    return Key.REPLICAS if name in _FLOORS else None
