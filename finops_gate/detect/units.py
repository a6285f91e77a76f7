"""Which numbers of a file belong to which machines: the place that keeps a capacity, as one branch of the outline.

A unit is a resource (a Terraform block, a document of Kubernetes, a service of compose, a resource of a template), or
one entry of a collection of pools, groups or variants inside it. Where neither stands, it is the largest branch that
holds no second machine. Floors that stand elsewhere and point at a unit (a scaling target, an autoscaler) are its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from finops_gate.base.names import words
from finops_gate.base.patterns import lazy
from finops_gate.detect.entries import Flavour
from finops_gate.detect.syntax.outline import LABEL, Branch, Leaf, Outline

_ENTRIES = frozenset(
    """
    pools groups specs spec profiles variants deployments instances endpoints services workers machines applications
    models nodegroups nodepools
    """.split()
)
"""Last words of the names of collections whose entries are each one capacity."""
_BLOCKS = frozenset(
    """
    production_variants shadow_production_variants node_pool default_node_pool agent_pool worker_config master_config
    instance_group headgroupspec
    """.split()
)
"""Blocks that are one capacity wherever they stand, also several under one name."""
_INSIDE = frozenset({"resource", "data", "module", "variable"})
"""Terraform's blocks with labels: a resource has two, the others one."""
HOPS = 2
"""Scaling target, endpoint, endpoint configuration: no reference goes further."""
POINTS = 20
"""Other units that one may point at: what names more is no scaling target."""
_NAME = lazy(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*")


class Units:
    """The units of one outline. `machines` are the leaves that name a machine or an accelerator."""

    def __init__(self, outline: Outline, machines: Iterable[Leaf], flavour: Flavour) -> None:
        self.outline = outline
        self.flavour = flavour
        self._held: dict[int, int] = {}
        """How many branches with machines stand in and under each branch."""
        for number in {leaf.branch.number for leaf in machines}:
            branch: Branch | None = outline.branches[number - 1]
            while branch is not None:
                self._held[branch.number] = self._held.get(branch.number, 0) + 1
                branch = branch.parent
        self._names: dict[int, str] = {}
        self._taken: set[str] = set()
        self._targets: dict[int, Branch] | None = None

    def of(self, branch: Branch) -> Branch:
        """The unit that a branch belongs to."""
        way = [branch]
        while not self.bounds(way[-1]) and way[-1].parent is not None:
            way.append(way[-1].parent)
        if self._held.get(way[-1].number, 0) <= 1 or self.bounds(way[-1]):
            return way[-1]
        alone = [one for one in way if self._held.get(one.number, 0) <= 1]
        return alone[-1] if alone else way[0]

    def has_machine(self, branch: Branch) -> bool:
        """True where a machine or an accelerator is named in the unit, if only by a reference."""
        unit = self.of(branch)
        return self.bounds(unit) and self._held.get(unit.number, 0) > 0

    def target(self, branch: Branch) -> Branch | None:
        """The unit elsewhere in the file that this one scales, if it points at one that holds a machine."""
        if self._targets is None:
            self._targets = self._pointed()
        return self._targets.get(self.of(branch).number)

    def name(self, unit: Branch) -> str:
        """What tells a unit from the others of the file, whatever the line."""
        if unit.number not in self._names:
            plain = ":".join(part for part in (_document(unit), unit.scope) if part) or "file"
            name, ordinal = plain[-4 * LABEL :], 1
            while name in self._taken:
                ordinal += 1
                name = f"{plain[-4 * LABEL :]}@{ordinal}"
            self._taken.add(name)
            self._names[unit.number] = name
        return self._names[unit.number]

    def bounds(self, branch: Branch) -> bool:
        """True for a branch that is a unit by itself, whatever stands in it."""
        above = branch.parent
        if branch.key.lower() in _BLOCKS or is_document(branch):
            return True
        if above is None or branch.is_list:
            return False
        if self.flavour is Flavour.TERRAFORM:
            top = _top(branch)
            if branch.depth == 1:
                return branch.key not in _INSIDE
            if branch.depth == (3 if top in ("resource", "data") else 2):
                return top in _INSIDE
        elif self.flavour is Flavour.BICEP and branch.depth == 1:
            return True
        name = words(above.key)[-1:]
        if above.key in ("Resources", "resources") and branch.leaf("type") is not None:
            return True
        return bool(name) and name[0] in _ENTRIES and (branch.index >= 0 or name[0] != "spec")

    # -- references ------------------------------------------------------------------------------------------------

    def _pointed(self) -> dict[int, Branch]:
        """Units without a machine, and those with one that they name, at most two hops away."""
        units = {}
        for branch in self.outline.branches:
            if self.bounds(branch):
                units[branch.number] = branch
        if any(is_document(branch) for branch in self.outline.branches[:1]):
            units[1] = self.outline.root
        called: dict[str, Branch] = {}
        for unit in units.values():
            for name in _called(unit, self.flavour):
                called.setdefault(name, unit)
        points: dict[int, list[Branch]] = {}
        for leaf in self.outline.leaves:
            if len(leaf.value) > 300:
                continue
            unit = self.of(leaf.branch)
            for name in _mentioned(leaf):
                found = called.get(name)
                if found is not None and found is not unit and unit.number in units:
                    known = points.setdefault(unit.number, [])
                    if len(known) < POINTS and found not in known:
                        known.append(found)
        result: dict[int, Branch] = {}
        for number in units:
            if self._own(number):
                continue
            around = points.get(number, [])
            for _ in range(HOPS):
                held = next((self._within(one) for one in around if self._held.get(one.number)), None)
                if held is not None:
                    result[number] = held
                    break
                around = [further for one in around for further in points.get(one.number, [])]
        return result

    def _own(self, number: int) -> bool:
        """True when a machine stands in the unit itself; the first document of a file has the others below it."""
        if number != 1:
            return self._held.get(number, 0) > 0
        below = sum(self._held.get(one.number, 0) for one in self.outline.root.branches if is_document(one))
        return self._held.get(1, 0) > below

    def _within(self, unit: Branch) -> Branch:
        """The variant inside an endpoint configuration, the pool inside a cluster: the unit that has the machine."""
        while True:
            inner = next((one for one in unit.branches if self._held.get(one.number) and not is_document(one)), None)
            if inner is None:
                return unit
            below = next((one for one in _under(inner) if self.bounds(one) and self._held.get(one.number)), None)
            if below is None:
                return unit
            unit = below


def _under(branch: Branch) -> Iterable[Branch]:
    pending = [branch]
    while pending:
        one = pending.pop()
        yield one
        pending.extend(reversed(one.branches[:200]))


def is_document(branch: Branch) -> bool:
    """True for an object of Kubernetes."""
    if branch.leaf("kind") is None or branch.leaf("apiversion") is None:
        return False
    return any(one.key in ("metadata", "spec") for one in branch.branches[:50])  # a reference to one has neither


def kind_of(branch: Branch) -> str:
    """``Deployment``, ``aws_instance``, ``AWS::SageMaker::EndpointConfig``: what the resource around a branch is."""
    around: Branch | None = branch
    while around is not None:
        if is_document(around):
            found = around.leaf("kind")
            return found.value if found is not None else ""
        stated = around.leaf("type")
        if stated is not None and ("::" in stated.value or stated.value.startswith("Microsoft.")):
            return stated.value
        if around.depth == 3 and _top(around) in ("resource", "data") and around.parent is not None:
            return around.parent.key
        around = around.parent
    return ""


def _top(branch: Branch) -> str:
    while branch.parent is not None and branch.parent.parent is not None:
        branch = branch.parent
    return branch.key


def _document(branch: Branch) -> str:
    around: Branch | None = branch
    while around is not None:
        if is_document(around):
            kind = around.leaf("kind")
            named = next((one.leaf("name") for one in around.branches if one.key == "metadata"), None)
            return "/".join(leaf.value[:LABEL] for leaf in (kind, named) if leaf is not None)
        around = around.parent
    return ""


def _called(unit: Branch, flavour: Flavour) -> Iterable[str]:
    """The names by which others point at a unit."""
    if flavour is Flavour.TERRAFORM and unit.depth == 3 and unit.parent is not None:
        yield f"{unit.parent.key}.{unit.key}"
    elif is_document(unit):
        yield _document(unit)
    elif unit.key:
        yield unit.key


def _mentioned(leaf: Leaf) -> Iterable[str]:
    """The names of other units that a value may point at."""
    if leaf.branch.key == "scaleTargetRef":
        if leaf.key == "name":
            kind = leaf.branch.leaf("kind")
            yield f"{kind.value if kind is not None else 'Deployment'}/{leaf.value}"
        return
    if " " in leaf.value and not leaf.computed:
        return
    for name in _NAME.findall(leaf.value):
        first, _, rest = name.removeprefix("Parameters.").partition(".")
        yield first
        if rest:
            yield f"{first}.{rest.partition('.')[0]}"
