"""What is paid for by the hour: accelerated machines, accelerators, how many of them, and how many copies always run.

A replica or node floor counts only where something around it shows that a model is served on an accelerator: the
nodes and replicas of everything else are no AI spending.
"""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.base.patterns import lazy
from finops_gate.detect.described import described
from finops_gate.detect.entries import Entry, Flavour, binds, ends_in, entry, is_environment, says_any, told_path
from finops_gate.detect.machines import CHIP, COUNTED_CHIP, MACHINE, RESOURCES
from finops_gate.detect.placeholders import read_placeholder
from finops_gate.detect.purchases import is_region, is_schedule, purchase_of, says_purchase
from finops_gate.detect.ready import read_ready
from finops_gate.detect.scalers import read_scalers
from finops_gate.detect.slots import words
from finops_gate.detect.syntax.outline import Branch, Leaf, Outline
from finops_gate.detect.tables import MANY
from finops_gate.detect.units import Units, is_document, kind_of
from finops_gate.model.setting import Key, Location, Role, Setting, Unknown

_HOST = lazy(r"^(?:custom-|n1-)(?:standard|highmem|highcpu|\d)[\w-]*$")
"""Machine types that may be given an accelerator: they count only beside one."""
_CHIP_KEYS = frozenset(
    """
    gputype acceleratortype gkeaccelerator gketpuaccelerator gpuproduct gpumodel gpuname accelerators
    accelerator
    """.split()
)
_CHIP_SLOTS = frozenset({"gpu", "gpus", "accelerator", "accelerators"})
_CHIP_LIKE = lazy(r"^[A-Za-z][\w.-]*\d[\w.-]*(?::\d+)?$")
_GPU = frozenset("gpu gpus accelerator accelerators neuron neuroncore tpu tpus inferentia trainium".split())
_COUNTS = frozenset(
    """
    requestgpu gpucount gpus numgpus ngpus numgpu gpunum acceleratorcount gpuspernode gpusperworker gpulimit gpu
    neuroncount numaccelerators gpurequest
    """.split()
)
_FLOORS = frozenset(
    """
    replicas replicacount minreplicas minreplicacount mincount minsize desiredsize desiredcapacity desiredcount
    nodecount initialnodecount minnodecount minnodes nodes nodesmin initialinstancecount mininstances mininstancecount
    initialsize numnodes minworkers mincapacity totalminnodecount minscale numreplicas instancecount workersmin
    modelunits
    """.split()
)
_CEILINGS = frozenset(
    """
    maxreplicas maxreplicacount maxcount maxsize maxnodecount maxnodes nodesmax maxinstances maxinstancecount maxworkers
    maxcapacity totalmaxnodecount maxscale workersmax
    """.split()
)
_QUOTA = frozenset("deployment deployments gpt model llm embedding embeddings openai chat completion".split())
_CLIMB = frozenset(
    """
    autoscaling autoscaler scaling scalingconfig scaling_config scale hpa keda autoscaling_config
    set scalable_target initial_node_count nodepool replica_policy annotations metadata managed_instance_scaling
    managedinstancescaling scale_settings scalesettings
    """.split()
)
"""Mappings that only hold the numbers of what is around them."""
_WHOLE = frozenset("resources nodeselector tolerations affinity image model gpu vllm spec template engine".split())
"""Mappings at the top of a values file that say what the one workload of the chart runs on."""
_SERVER = lazy(r"vllm|text-generation-inference|tritonserver|sglang|nim/|llama\.?cpp", re.IGNORECASE)
_TRAINER = lazy(r"(?:^|[\s/;&'\"])(?:torchrun|deepspeed|horovodrun|accelerate launch|axolotl|llamafactory-cli train)\b")
"""Programs that train, in a command."""
_COMMANDS = frozenset("command args run entrypoint cmd container_args containerargs".split())
_RANGE = lazy(r"^(\d{1,3})\.\.\d{0,3}$")
"""``1..4``, as dstack writes from how many to how many: the first is the floor."""
_PROFILE = lazy(r"^(?!cpu\b)[a-z][\w.-]*:\d{1,3}$", re.IGNORECASE)
"""A resource profile of KubeAI and how many times it is taken: ``nvidia-gpu-l4:1``."""
_NUMBER = lazy(r"^\d{1,4}$")
"""Thousands of machines are the most that anybody types in; longer numbers are something else."""
_OFF = frozenset({"0", "false", "no", "off", "none", "null", "~", ""})
_LONGEST_OFF = max(map(len, _OFF))
_TYPES = frozenset(
    "instancetype instancetypes machinetype machinetypes vmsize vmsizes gputype acceleratortype gkeaccelerator".split()
)
"""Slots of machines and accelerators, for values that stand elsewhere."""
_THROUGHPUT = frozenset({"aws_bedrock_provisioned_model_throughput"})
"""Resources that are bought by the unit and the hour, of a model."""
_MODELS = frozenset({"model_arn", "model_id", "modelId", "modelArn"})
_POOLS = frozenset({"NodePool", "Provisioner", "EC2NodeClass"})
"""What a scheduler takes machines from."""
_RUNS = lazy(r"^(?!Cron)\w*Job$|^Workflow$")
"""Kinds that end."""
_PROVISIONED = lazy(r"Provisioned(?:Managed)?$")
FACT = "capacity"
"""The mention of what only helps to price a capacity, and makes no row."""
_CLOUDS = (
    ("aws_bedrock", "bedrock"),
    ("aws_sagemaker", "sagemaker"),
    ("AWS::SageMaker", "sagemaker"),
    ("aws_", "aws"),
    ("AWS::", "aws"),
    ("google_cloud_run", "cloud-run"),
    ("google_", "gcp"),
    ("azurerm_cognitive", "azure-openai"),
    ("Microsoft.CognitiveServices", "azure-openai"),
    ("azurerm_", "azure"),
    ("azapi_", "azure"),
    ("Microsoft.", "azure"),
)
"""Whose resources they are, by how the names of their kinds begin."""
_INFRA = ("aws", "gcp", "azure", "lambda", "runpod")
_SAID = (
    ("run.googleapis.com", "cloud-run"),
    ("cloud.google.com", "gcp"),
    ("karpenter.k8s.aws", "aws"),
    ("eks.amazonaws.com", "aws"),
    ("aws.amazon.com", "aws"),
    ("kubernetes.azure.com", "azure"),
)
"""Whose labels they are."""
_RANKED = frozenset({"priorities", "overrides", "Overrides", "requirements"})
"""Lists of machines from which a scheduler takes what it can get."""
_MENUS = frozenset({"values", "allowed", "options", "choices", "enum", "supported", "available"})


def read_capacity(outline: Outline, path: str, role: Role, flavour: Flavour) -> list[Setting]:
    """The capacity settings of an outline. Linear: what a branch contains is worked out once, from the leaves up."""
    variable = flavour in (Flavour.TERRAFORM, Flavour.BICEP)
    ready = [*read_ready(outline, path, role, flavour), *read_scalers(outline, path, role, flavour)]
    if not any(
        _signals(leaf) or _is_quota(leaf.key) or (variable and leaf.computed and ends_in(leaf.key, _TYPES))
        for leaf in outline.leaves
    ) and not any(
        says_any(branch.key, _GPU) or _is_quota(branch.key) or branch.key in _THROUGHPUT for branch in outline.branches
    ):
        return ready
    return [*_Capacity(outline, path, role, flavour).found, *ready]


class _Capacity:
    def __init__(self, outline: Outline, path: str, role: Role, flavour: Flavour) -> None:
        self.outline = outline
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
        named = [leaf for leaf in outline.leaves if MACHINE.match(leaf.value) or _names_machine(leaf)]
        self.units = Units(outline, named, flavour)
        for leaf in outline.leaves:
            self._leaf(leaf)

    def _leaf(self, leaf: Leaf) -> None:
        value = leaf.value
        refers: tuple[str, ...] = ()
        if (leaf.key or leaf.branch.key).lower() in _COMMANDS:
            self._command(leaf)
        if len(value) > 200 or "\n" in value:
            return
        found = read_placeholder(value, leaf.computed)
        if found is not None:
            value, refers = found.default, found.refers
        if not (value or refers) or leaf.position > 40 or len(leaf.branch.leaves) > MANY:
            return
        place = entry(leaf, self.flavour)
        if not value:
            self._elsewhere(place, refers)
            return
        ranged = _RANGE.match(value) if ".." in value else None
        if MACHINE.match(value):
            self._keep(Key.INSTANCE, value, place, refers, self._choice(leaf))
        elif CHIP.match(value) or _is_chip(place.slot, value):
            self._keep(Key.ACCELERATOR, value, place, refers, self._choice(leaf))
        elif leaf.branch.key == "device_ids" and leaf.position == 0 and leaf.branch.parent is not None:
            if _reserves(leaf.branch.parent):
                self._keep(Key.ACCELERATOR_COUNT, str(leaf.branch.size), place, refers, "")
        elif _is_profile(leaf):
            self._keep(Key.ACCELERATOR_COUNT, value, place, refers, "", value.rpartition(":")[2])
        elif leaf.branch.key == "accelerators" and leaf.position < 0 and COUNTED_CHIP.match(leaf.key):
            self._mapped(leaf, place, refers)
        elif ranged is not None and ends_in(place.slot, _FLOORS):
            self._number(ranged[1], place, refers)
        elif _HOST.match(value) and says_any(place.slot, frozenset({"machine", "instance", "vm"})):
            if self._serves(leaf.branch):
                self._keep(Key.INSTANCE, value, place, refers, self._choice(leaf))
        elif leaf.position < 0 and _NUMBER.match(value):
            self._number(value, place, refers)
        elif leaf.key == "kind" and _RUNS.search(value) and is_document(leaf.branch):
            self._keep(Key.SCHEDULE, "job", place, refers, FACT)
        elif is_region(place.slot, value):
            self._keep(Key.REGION, value, place, refers, FACT)
        elif _PROVISIONED.search(value) and says_any(place.slot, frozenset({"name", "sku"})):
            self._keep(Key.INSTANCE, value, place, refers, FACT)
        elif place.slot in _MODELS and kind_of(leaf.branch) in _THROUGHPUT:
            self._keep(Key.INSTANCE, value.rsplit("/", 1)[-1], place, refers, FACT)
        if leaf.position < 0 and self._keeps(leaf.branch):
            way = purchase_of(place.slot, value)
            if way:
                self._keep(Key.PURCHASE, value, place, refers, "menu" if _ranked(leaf.branch) else "", way)
            elif is_schedule(place.slot):
                self._keep(Key.SCHEDULE, value, place, refers, FACT)

    def _mapped(self, leaf: Leaf, place: Entry, refers: tuple[str, ...]) -> None:
        """``accelerators: {A100: 8}``, as SkyPilot writes it; several are to choose from."""
        above = leaf.branch.parent or leaf.branch
        named = place._replace(slot=leaf.branch.key, branch=above)
        told = f"{leaf.key}:{leaf.value}" if _NUMBER.match(leaf.value) else leaf.key
        self._keep(Key.ACCELERATOR, told, named, refers, "menu" if len(leaf.branch.leaves) > 1 else "")

    def _command(self, leaf: Leaf) -> None:
        """What is run on it: a program that trains, or one that serves."""
        value = leaf.value[:2000]
        use = "training" if _TRAINER.search(value) else "serving" if _SERVER.search(value) else ""
        if use and self._keeps(leaf.branch):
            self._keep(Key.USE, use, entry(leaf, self.flavour), (), FACT)

    def _elsewhere(self, place: Entry, refers: tuple[str, ...]) -> None:
        """What is read from somewhere else, which only resolving can do: a fact of its unit."""
        slot = place.slot
        unread = Unknown(f"read from {refers[0].removeprefix('env:')}")
        if ends_in(slot, _TYPES) or (slot == "type" and says_any(place.leaf.branch.key, _GPU)):
            chip = says_any(slot, frozenset({"gpu", "accelerator"})) or slot == "type"
            self._keep(Key.ACCELERATOR if chip else Key.INSTANCE, unread, place, refers, FACT)
        elif not self._serves(place.leaf.branch):
            return
        elif RESOURCES.match(slot) or ends_in(slot, _COUNTS) or (slot == "count" and says_any(place.branch.key, _GPU)):
            self._keep(Key.ACCELERATOR_COUNT, unread, place, refers, FACT)
        elif ends_in(slot, _CEILINGS):
            self._keep(Key.CAPACITY, unread, place, refers, FACT)
        elif ends_in(slot, _FLOORS) or slot == "count":
            self._keep(Key.REPLICAS, unread, place, refers, FACT)
        elif says_purchase(slot):
            self._keep(Key.PURCHASE, unread, place, refers, FACT)

    def _choice(self, leaf: Leaf) -> str:
        """Why a machine type is only one of several to choose from."""
        branch = leaf.branch
        told = described(leaf)
        if told:
            return told
        if leaf.position == 0 and branch.size == 1 and branch.key == "values" and kind_of(branch) not in _POOLS:
            return FACT  # the one value that a rule of scheduling asks for
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
        if place.environment and (_is_told(place.branch) or _names_device(slot)):
            return
        if RESOURCES.match(slot) or ends_in(slot, _COUNTS):
            mention = "same as the limit" if _doubles(leaf) else "ceiling" if _bounds(branch) else described(leaf)
            self._keep(Key.ACCELERATOR_COUNT, value, place, refers, mention)
        elif slot.lower() == "count" and self._copies(branch):
            self._keep(Key.REPLICAS, value, place, refers, described(leaf))
        elif slot.lower() == "count" and (says_any(branch.key, _GPU) or _reserves(branch)):
            self._keep(Key.ACCELERATOR_COUNT, value, place, refers, "menu" if _ranked(branch) else "")
        elif (slot == "size" and branch.key == "leaderWorkerTemplate" and self._keeps(branch)) or (
            _is_quota(slot) and self._bought(branch)
        ):
            self._keep(Key.REPLICAS, value, place, refers, "")
        elif ends_in(slot, _FLOORS) or ends_in(slot, _CEILINGS):
            if says_any(slot, _GPU) or self._serves(branch):
                if says_any(slot, frozenset({"max", "maximum"})):
                    self._keep(Key.CAPACITY, value, place, refers, "ceiling")
                else:
                    self._keep(Key.REPLICAS, value, place, refers, described(leaf))
            elif self.units.has_machine(branch):  # of a type that is read from somewhere else: perhaps accelerated
                self._keep(Key.CAPACITY if ends_in(slot, _CEILINGS) else Key.REPLICAS, value, place, refers, FACT)
        elif _is_quota(slot) and (branch.key.lower() == "sku" or slot == "sku-capacity" or says_any(slot, _QUOTA)):
            self._keep(Key.CAPACITY, value, place, refers, "ceiling")

    def _copies(self, branch: Branch) -> bool:
        """True where a plain `count` counts machines: in a resource of Terraform, or beside the type of a machine."""
        if self.flavour is Flavour.TERRAFORM and branch.depth == 3 and self.units.bounds(branch):
            return branch.number in self.holds
        return any(MACHINE.match(leaf.value) or ends_in(leaf.key, _TYPES) for leaf in branch.leaves[:50])

    def _bought(self, branch: Branch) -> bool:
        """True for the capacity of a SKU that is a machine or provisioned throughput: copies, no quota."""
        named = branch.leaf("name", "sku_name", "skuname", "sku-name")
        return named is not None and bool(MACHINE.match(named.value) or _PROVISIONED.search(named.value))

    def _keeps(self, branch: Branch) -> bool:
        """True for what is said of a machine at any depth of its unit."""
        unit = self.units.of(branch)
        return (unit.number in self.holds and self.units.bounds(unit)) or self._serves(branch)

    def _serves(self, branch: Branch) -> bool:
        """True when what these numbers belong to holds an accelerator or a model server."""
        if branch.number in self.named or self.units.target(branch) is not None:
            return True
        unit = self.units.of(branch)
        if kind_of(branch) in _THROUGHPUT:
            return True
        if is_document(unit) and unit.parent is None:
            return any(self.units.of(self.outline.branches[n - 1]) is unit for n in self.shown)
        while branch.parent is not None and branch.key.lower() in _CLIMB:
            branch = branch.parent
        if branch.key == "service" and branch.depth == 1 and branch.parent is not None:
            branch = branch.parent  # SkyPilot: a service of whatever the task's resources are
        if branch.key == "node_config" and branch.parent is not None:
            branch = branch.parent
        if branch.parent is None and self.flavour is not Flavour.PLAIN:
            return False  # a file of variables: each name must speak for itself
        if branch.parent is None:  # the root holds everything: only what is said of the whole counts
            return branch.number in self.shown or any(
                one.number in self.holds and one.key.lower() in _WHOLE for one in branch.branches
            )
        return branch.number in self.holds or branch.number in self.named

    def _keep(
        self, key: Key, value: str | Unknown, place: Entry, refers: tuple[str, ...], mention: str, amount: str = ""
    ) -> None:
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
                amount=amount or (value if isinstance(value, str) and _NUMBER.match(value) else ""),
                provider=_cloud(place),
                unit=self._unit(place.leaf.branch),
            )
        )

    def _unit(self, branch: Branch) -> str:
        return self.units.name(self.units.target(branch) or self.units.of(branch))


def _is_chip(slot: str, value: str) -> bool:
    """True for an accelerator's name in a slot for one."""
    if ends_in(slot, _CHIP_KEYS) and _CHIP_LIKE.match(value) and "/" not in value:
        return True
    return slot in _CHIP_SLOTS and COUNTED_CHIP.match(value) is not None


def _names_machine(leaf: Leaf) -> bool:
    """True for an accelerator by name, and for a machine whose type is read from somewhere else."""
    if CHIP.match(leaf.value):
        return True
    return (leaf.computed or "${" in leaf.value) and ends_in(leaf.key or leaf.branch.key, _TYPES)


def _is_told(branch: Branch) -> bool:
    """True for the environment of a container or a job: its program is told a number, and asks for nothing by it."""
    return is_environment(branch.key) and (words(branch.key)[-1:] == ("vars",) or bool(kind_of(branch)))


@lru_cache(maxsize=1024)
def _names_device(slot: str) -> bool:
    """True for a variable that says which accelerator (``VLLM_GPU=0``), not how many (``NUM_GPU``, ``GPUS``)."""
    parts = words(slot)
    return parts[-1:] == ("gpu",) and "".join(parts[-2:]) not in _COUNTS and "per" not in parts and "n" not in parts


def _reserves(branch: Branch) -> bool:
    """True for a device reservation of compose."""
    driver = branch.leaf("driver")
    if driver is not None:
        return driver.value == "nvidia"
    return any(one.key == "capabilities" and any(map(_is_gpu, one.leaves[:9])) for one in branch.branches[:9])


def _is_gpu(leaf: Leaf) -> bool:
    """True for the capability of a device that compose reserves."""
    return leaf.value == "gpu" and leaf.branch.key == "capabilities"


def _cloud(place: Entry) -> str:
    """Whose machines they are, where the resource or the label says it."""
    for beginning, cloud in _SAID:
        if place.slot.startswith(beginning):
            return cloud
    around = place.leaf.branch if place.leaf.branch.key != "values" else place.leaf.branch.parent
    beside = around.leaf("infra", "cloud", "key") if around is not None else None
    if beside is not None:
        for beginning, cloud in (*_SAID, *((name, name) for name in _INFRA)):
            if beside.value.startswith(beginning):
                return cloud
    kind = kind_of(place.leaf.branch)
    return next((cloud for beginning, cloud in _CLOUDS if kind.startswith(beginning)), "")


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
    if (leaf.key == "driver" and value == "nvidia") or _is_gpu(leaf) or _is_profile(leaf):
        return True
    if leaf.key.lower() in ("image", "repository") and _SERVER.search(value):
        return True
    if leaf.key == "name" and leaf.branch.key == "set":
        return RESOURCES.match(told_path(value)) is not None
    return _is_resource(leaf.key) or (" " not in value and _is_hardware(value))  # as all these names are


@lru_cache(maxsize=8192)
def _shows(key: str) -> bool:
    return says_any(key, _GPU) or "".join(words(key)).endswith(("modelurl", "modeluri"))


@lru_cache(maxsize=8192)
def _is_hardware(value: str) -> bool:
    return bool(MACHINE.match(value) or CHIP.match(value) or RESOURCES.match(value))


@lru_cache(maxsize=8192)
def _is_resource(name: str) -> bool:
    return RESOURCES.match(name) is not None


def _is_profile(leaf: Leaf) -> bool:
    """True for the hardware of a model that KubeAI serves."""
    return leaf.key == "resourceProfile" and bool(_PROFILE.match(leaf.value)) and kind_of(leaf.branch) == "Model"


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
