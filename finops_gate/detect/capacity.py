"""What is paid for by the hour: accelerated machines, accelerators, how many of them, and how many copies always run.

A replica or node floor counts only where something around it shows that a model is served on an accelerator: the
nodes and replicas of everything else are no AI spending.
"""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.detect.entries import Entry, Flavour, binds, ends_in, entry, says_any
from finops_gate.detect.machines import CHIP, MACHINE
from finops_gate.detect.placeholders import read_placeholder
from finops_gate.detect.slots import words
from finops_gate.detect.syntax.outline import Branch, Leaf, Outline
from finops_gate.detect.tables import MANY
from finops_gate.model.setting import Key, Location, Role, Setting

_HOST = re.compile(r"^(?:custom-|n1-)(?:standard|highmem|highcpu|\d)[\w-]*$")
"""Machine types that may be given an accelerator: they count only beside one."""
_CHIP_KEYS = frozenset(
    """
    gputype acceleratortype gkeaccelerator gketpuaccelerator gpuproduct gpumodel gpuname accelerators
    accelerator
    """.split()
)
_CHIP_LIKE = re.compile(r"^[A-Za-z][\w.-]*\d[\w.-]*(?::\d+)?$")
_GPU = frozenset("gpu gpus accelerator accelerators neuron neuroncore tpu tpus inferentia trainium".split())
_RESOURCES = re.compile(
    r"^(?:nvidia\.com/(?:gpu|mig-[\w.]+)|amd\.com/gpu|gpu\.intel\.com/\w+|aws\.amazon\.com/neuron\w*"
    r"|google\.com/tpu|habana\.ai/gaudi)$"
)
_COUNTS = frozenset(
    """
    requestgpu gpucount gpus numgpus ngpus numgpu gpunum acceleratorcount gpuspernode gpusperworker gpulimit gpu
    neuroncount numaccelerators gpurequest
    """.split()
)
_FLOORS = frozenset(
    """
    replicas replicacount minreplicas minreplicacount mincount minsize desiredsize desiredcapacity desiredcount
    nodecount initialnodecount minnodecount minnodes initialinstancecount mininstances mininstancecount
    initialsize numnodes minworkers mincapacity totalminnodecount
    """.split()
)
_CEILINGS = frozenset(
    """
    maxreplicas maxreplicacount maxcount maxsize maxnodecount maxnodes maxinstances maxinstancecount maxworkers
    maxcapacity totalmaxnodecount
    """.split()
)
_QUOTA = frozenset("deployment deployments gpt model llm embedding embeddings openai chat completion".split())
_CLIMB = frozenset(
    """
    autoscaling autoscaler scaling scalingconfig scaling_config scale hpa keda autoscaling_config
    scalable_target initial_node_count nodepool
    """.split()
)
"""Mappings that only hold the numbers of what is around them."""
_WHOLE = frozenset("resources nodeselector tolerations affinity image model gpu vllm spec template engine".split())
"""Mappings at the top of a values file that say what the one workload of the chart runs on."""
_SERVER = re.compile(r"vllm|text-generation-inference|tritonserver|sglang|nim/|llama\.?cpp", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,4}$")
"""Thousands of machines are the most that anybody types in; longer numbers are something else."""
_OFF = frozenset({"0", "false", "no", "off", "none", "null", "~", ""})
_LONGEST_OFF = max(map(len, _OFF))
_RANKED = frozenset({"priorities", "overrides", "Overrides", "requirements"})
"""Lists of machines from which a scheduler takes what it can get."""
_MENUS = frozenset({"values", "allowed", "options", "choices", "enum", "supported", "available"})


def read_capacity(outline: Outline, path: str, role: Role, flavour: Flavour) -> list[Setting]:
    """The capacity settings of an outline. Linear: what a branch contains is worked out once, from the leaves up."""
    if not any(_signals(leaf) or _is_quota(leaf.key) for leaf in outline.leaves) and not any(
        says_any(branch.key, _GPU) or _is_quota(branch.key) for branch in outline.branches
    ):
        return []
    return _Capacity(outline, path, role, flavour).found


class _Capacity:
    def __init__(self, outline: Outline, path: str, role: Role, flavour: Flavour) -> None:
        self.path = path
        self.role = role
        self.flavour = flavour
        self.found: list[Setting] = []
        self.holds: set[int] = set()
        """Branches in or under which an accelerator or a model server stands."""
        self.named: set[int] = set()
        """Branches that are called after an accelerator, and all in them."""
        for leaf in outline.leaves:
            if _signals(leaf):
                self.holds.add(leaf.branch.number)
        self.shown = frozenset(self.holds)
        """Those in which it stands itself, not further down."""
        for branch in outline.branches:
            name = branch.leaf("name") if branch.parent is not None else None
            inherited = branch.parent is not None and branch.parent.number in self.named
            if inherited or says_any(branch.key, _GPU) or (name is not None and says_any(name.value, _GPU)):
                self.named.add(branch.number)
        for branch in reversed(outline.branches):
            if (branch.number in self.holds or branch.number in self.named) and branch.parent is not None:
                self.holds.add(branch.parent.number)
        for leaf in outline.leaves:
            self._leaf(leaf)

    def _leaf(self, leaf: Leaf) -> None:
        value = leaf.value
        refers: tuple[str, ...] = ()
        if len(value) > 200 or "\n" in value:
            return
        found = read_placeholder(value, leaf.computed)
        if found is not None:
            value, refers = found.default, found.refers
        if not value or leaf.position > 40 or len(leaf.branch.leaves) > MANY:
            return
        place = entry(leaf, self.flavour)
        if MACHINE.match(value):
            self._keep(Key.INSTANCE, value, place, refers, self._choice(leaf))
        elif CHIP.match(value) or (ends_in(place.slot, _CHIP_KEYS) and _CHIP_LIKE.match(value) and "/" not in value):
            self._keep(Key.ACCELERATOR, value, place, refers, self._choice(leaf))
        elif _HOST.match(value) and says_any(place.slot, frozenset({"machine", "instance", "vm"})):
            if self._serves(leaf.branch):
                self._keep(Key.INSTANCE, value, place, refers, self._choice(leaf))
        elif leaf.position < 0 and _NUMBER.match(value):
            self._number(value, place, refers)

    def _choice(self, leaf: Leaf) -> str:
        """Why a machine type is only one of several to choose from."""
        branch = leaf.branch
        if _ranked(branch):
            return "menu"
        if leaf.position < 0:
            return ""
        if says_any(branch.key, _MENUS) or leaf.position > 0 or (branch.parent and says_any(branch.parent.key, _MENUS)):
            return "menu"
        return ""

    def _number(self, value: str, place: Entry, refers: tuple[str, ...]) -> None:
        slot, leaf = place.slot, place.leaf
        branch = leaf.branch
        if _RESOURCES.match(slot) or ends_in(slot, _COUNTS):
            mention = "same as the limit" if _doubles(leaf) else "ceiling" if _bounds(branch) else ""
            self._keep(Key.ACCELERATOR_COUNT, value, place, refers, mention)
        elif slot.lower() == "count" and says_any(branch.key, _GPU):
            self._keep(Key.ACCELERATOR_COUNT, value, place, refers, "menu" if _ranked(branch) else "")
        elif ends_in(slot, _FLOORS) or ends_in(slot, _CEILINGS):
            if says_any(slot, _GPU) or self._serves(branch):
                if says_any(slot, frozenset({"max", "maximum"})):
                    self._keep(Key.CAPACITY, value, place, refers, "ceiling")
                else:
                    self._keep(Key.REPLICAS, value, place, refers, "")
        elif _is_quota(slot) and (branch.key.lower() == "sku" or says_any(slot, _QUOTA)):
            self._keep(Key.CAPACITY, value, place, refers, "ceiling")

    def _serves(self, branch: Branch) -> bool:
        """True when what these numbers belong to holds an accelerator or a model server."""
        if branch.number in self.named:
            return True
        while branch.parent is not None and branch.key.lower() in _CLIMB:
            branch = branch.parent
        if branch.key == "node_config" and branch.parent is not None:
            branch = branch.parent
        if branch.parent is None and self.flavour is not Flavour.PLAIN:
            return False  # a file of variables: each name must speak for itself
        if branch.parent is None:  # the root holds everything: only what is said of the whole counts
            return branch.number in self.shown or any(
                one.number in self.holds and one.key.lower() in _WHOLE for one in branch.branches
            )
        return branch.number in self.holds or branch.number in self.named

    def _keep(self, key: Key, value: str, place: Entry, refers: tuple[str, ...], mention: str) -> None:
        hardware = key in (Key.INSTANCE, Key.ACCELERATOR, Key.ACCELERATOR_COUNT)
        if hardware and not mention and any(above.key in _RANKED for above in place.leaf.branch.ancestors()):
            mention = "menu"
        self.found.append(
            Setting(
                key,
                value,
                Location(self.path, place.leaf.line),
                Role.ACCELERATOR if hardware else self.role,
                place.slot,
                place.scope,
                binds=binds(place, self.flavour, self.path),
                refers=refers,
                mention=mention,
                amount=value if _NUMBER.match(value) else "",
            )
        )


def _doubles(leaf: Leaf) -> bool:
    """True for a request of what the limit beside it says once more: the scheduler takes the limit for both."""
    branch = leaf.branch
    if branch.parent is None or not says_any(branch.key, frozenset({"requests", "guarantees"})):
        return False
    limits = [one for one in branch.parent.branches[:50] if says_any(one.key, frozenset({"limits", "limit"}))]
    return any(one.leaf(leaf.key.lower()) is not None for one in limits)


def _bounds(branch: Branch) -> bool:
    """True for limits that stand for themselves, not beside a container's requests: the bounds of a node pool."""
    return branch.key == "limits" and branch.parent is not None and branch.parent.key == "spec"


def _is_quota(name: str) -> bool:
    return words(name)[-1:] == ("capacity",)


def _signals(leaf: Leaf) -> bool:
    """True when a leaf shows an accelerator or a model server."""
    value = leaf.value
    if len(value) <= _LONGEST_OFF and value.casefold() in _OFF:
        return False
    if _shows(leaf.key):
        return True
    if len(value) > 200:
        return False
    if leaf.key.lower() in ("image", "repository") and _SERVER.search(value):
        return True
    plain = " " not in value  # as all these names are
    return _is_resource(leaf.key) or (
        plain and bool(MACHINE.match(value) or CHIP.match(value) or _RESOURCES.match(value))
    )


@lru_cache(maxsize=8192)
def _shows(key: str) -> bool:
    return says_any(key, _GPU) or "".join(words(key)).endswith(("modelurl", "modeluri"))


@lru_cache(maxsize=8192)
def _is_resource(name: str) -> bool:
    return _RESOURCES.match(name) is not None


def _ranked(branch: Branch) -> bool:
    """True inside a list of what to try first (a GKE compute class): which of it runs is decided while it runs."""
    climbed: Branch | None = branch
    for _ in range(4):
        if climbed is None:
            break
        if climbed.key.lower() == "priorities":
            return True
        climbed = climbed.parent
    return False
