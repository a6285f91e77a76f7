"""What is paid for by the hour, by name: accelerated machine types, accelerators, and the slots that say how many."""

from __future__ import annotations

import re

from finops_gate.base.names import words
from finops_gate.base.patterns import lazy
from finops_gate.model.capacity import keeps_ready
from finops_gate.model.setting import Key

MACHINE = lazy(
    r"^(?:ml\.)?(?:p[2-9]\w*|gr?[3-9]\w*|inf\d|trn\d\w*|dl\d\w?)\.(?:\d{0,2}x?large|metal[\w-]*)$"
    r"|^(?:a[234]x?|g[24])-[a-z0-9]+-\d+[a-z]*$|^ct\w+-hightpu-\d+t$|^(?:standard_)n[cdvgp]\w+$",
    re.IGNORECASE,
)
"""Machine types that carry an accelerator: AWS, Google Cloud, Azure."""
CHIP = lazy(
    r"^nvidia-(?:tesla-)?(?:[a-z]{1,2}\d{1,3}|rtx|gb\d+)[\w-]*$|^nvidia-[a-z]\w+-\w[\w-]*gb$|^tpu-v\d[\w-]*$|^v\d\w*pod-\d+$",
    re.IGNORECASE,
)
"""Accelerators as clouds and Kubernetes name them."""
RESOURCES = lazy(
    r"^(?:nvidia\.com/(?:gpu|mig-[\w.]+)|amd\.com/gpu|gpu\.intel\.com/\w+|aws\.amazon\.com/neuron\w*"
    r"|google\.com/tpu|habana\.ai/gaudi)$"
)
"""Accelerators as a container of Kubernetes asks for them."""
_SHORT_CHIP = lazy(
    r"^(?:any|t4|l4|l40s?|a10g?|a100(?:-[48]0gb)?|h100|h200|b200|b300|v100|p100|mi300x|rtx-pro-6000)(?::\d)?!?$"
    r"|^nvidia[_ -][a-z ]*\d[\w -]*$",
    re.I,
)
"""Accelerators as serverless platforms name them in ``gpu="A100:2"``."""
COUNTED_CHIP = lazy(
    r"^\d+gb(?:\.\.(?:\d+gb)?)?(?::\d{1,3})?$"
    r"|^(?:\d{1,3}:)?(?:nvidia:|amd:)?(?:t4|l4|l40s?|a10g?|a16|a30|a40|a[456]000|a100|h100|h200|gh200|b200|b300|gb200|v100|p100|p40|p4|k80"
    r"|mi\d{3}x?|rtx-?(?:pro-?)?\d{4}\w*)(?:-\d+gb|-sxm\d?|-pcie)*(?::\d+gb(?:\.\.(?:\d+gb)?)?)?(?::\d{1,3})?$",
    re.IGNORECASE,
)
"""An accelerator with how many of it, as schedulers of many clouds write it: ``H100:8``, ``8:H200``, ``A100:80GB:2``,
``L4``, ``24GB``."""
_MACHINE_STARTS = tuple(
    "ml. p2 p3 p4 p5 p6 p7 p8 p9 gr g2 g3 g4 g5 g6 g7 g8 g9 inf trn dl a2 a3 a4 ct standard_n".split()
)
_CHIP_STARTS = ("nvidia-", "tpu-v", "v")
"""How the names begin that the expressions take: most texts begin otherwise, and a run may need neither."""
_CHIP_SLOTS = frozenset({"gpu", "gputype", "gputypeid", "gpus", "accelerator", "acceleratortype", "acceleratortypes"})
_COUNTS = frozenset("gpucount numgpus ngpus gpusperworker acceleratorcount numaccelerators requestgpu".split())
_FLOORS = frozenset(
    """
    instancecount initialinstancecount mininstancecount mininstances replicas replicacount minreplicas minreplicacount
    mincontainers keepwarm minworkers desiredcount desiredcapacity mincapacity minsize minnodecount nodecount
    desiredsize workersmin modelunits numreplicas
    """.split()
)
_CEILINGS = frozenset(
    """
    maxinstancecount maxinstances maxreplicas maxreplicacount maxcontainers concurrencylimit maxworkers maxcapacity
    maxsize maxnodecount workersmax
    """.split()
)
_WINDOWS = frozenset({"scaledownwindow", "containeridletimeout", "idletimeout"})
_PLATFORMS = (("modal", "modal"), ("runpod", "runpod"))
FACT = "capacity"
"""The mention of what only helps to price a capacity, and makes no row."""


def machine_key(slot: str, value: str) -> Key | None:
    """What a text in a slot says of a machine: its type, its accelerator, or nothing."""
    start = value[:10].lower()
    if start.startswith(_MACHINE_STARTS) and MACHINE.match(value):
        return Key.INSTANCE
    if start.startswith(_CHIP_STARTS) and CHIP.match(value):
        return Key.ACCELERATOR
    if "".join(words(slot)) in _CHIP_SLOTS and _SHORT_CHIP.match(value):
        return Key.ACCELERATOR
    return None


_MEMBER = lazy(r"\.(ML_[A-Z0-9]+_(?:\d*X?LARGE|METAL\w*))$")


def machine_member(written: str) -> str:
    """The machine type that a member of an enumeration stands for: ``SageMakerInstanceType.ML_G5_2XLARGE``."""
    found = _MEMBER.search(written) if ".ML_" in written else None
    value = found[1].lower().replace("_", ".") if found is not None else ""
    return value if MACHINE.match(value) else ""


def count_key(slot: str, scope: tuple[str, ...] = ()) -> Key | None:
    """What a number in a slot counts: accelerators, copies that always run or run at most, seconds of rest, nothing."""
    name = "".join(words(slot))
    if name in ("gpu", "gpus") and scope[-1:] == ("resources",):
        return Key.ACCELERATOR_COUNT  # @bentoml.service(resources={"gpu": 2})
    if keeps_ready(slot):
        return Key.REPLICAS
    if name in _COUNTS:
        return Key.ACCELERATOR_COUNT
    if name in _WINDOWS:
        return Key.SCHEDULE
    return Key.REPLICAS if name in _FLOORS else Key.CAPACITY if name in _CEILINGS else None


def fact(key: Key) -> str:
    """The mention of a number that only helps to price: what runs at most is a ceiling, how long it rests a fact."""
    return {Key.CAPACITY: "ceiling", Key.SCHEDULE: FACT, Key.REGION: FACT}.get(key, "")


def is_piece(slot: str) -> bool:
    """True for an argument that belongs to the machine beside it."""
    return count_key(slot) is not None or is_machine_slot(slot)


def is_machine_slot(slot: str) -> bool:
    """True for a slot of a machine or an accelerator, whatever stands in it."""
    return "".join(words(slot)) in _CHIP_SLOTS | {"instancetype", "machinetype", "vmsize"}


def platform(callee: str, source: bytes) -> str:
    """The platform whose call this is, by the callee's own name or by what the file imports."""
    head = callee.partition(".")[0].lower()
    for word, cloud in _PLATFORMS:
        if head == word or (head in ("app", "stub") and word == "modal" and b"import modal" in source):
            return cloud
    return ""
