"""Autoscalers of Kubernetes whose workload stands in another file: floor and ceiling of whatever they name.

Whether that runs on an accelerator is not known here. So these settings make no row by themselves: resolving joins them
to the workload, and drops those whose workload is none that is paid by the hour.
"""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect.entries import Flavour, binds, entry
from finops_gate.detect.placeholders import read_placeholder
from finops_gate.detect.syntax.outline import Branch, Outline
from finops_gate.detect.units import is_document
from finops_gate.model.capacity import SCALER
from finops_gate.model.setting import Key, Location, Role, Setting, Unknown

_KINDS = frozenset({"HorizontalPodAutoscaler", "ScaledObject"})
_BOUNDS = {
    "minreplicas": Key.REPLICAS,
    "minreplicacount": Key.REPLICAS,
    "maxreplicas": Key.CAPACITY,
    "maxreplicacount": Key.CAPACITY,
}
_NUMBER = lazy(r"^\d{1,4}$")
_NAME = lazy(r"[\w.-]{1,100}", re.ASCII)


def read_scalers(outline: Outline, path: str, role: Role, flavour: Flavour) -> list[Setting]:
    """The bounds that autoscalers of the file set for workloads of other files."""
    if not any(leaf.value in _KINDS for leaf in outline.leaves):
        return []
    documents = [branch for branch in outline.branches if branch.leaf("kind") is not None and is_document(branch)]
    here = {f"{_kind(branch)}/{_named(branch)}" for branch in documents}
    found = []
    for branch in documents:
        spec = next((one for one in branch.branches if one.key == "spec"), None)
        target = next((one for one in spec.branches if one.key == "scaleTargetRef"), None) if spec else None
        if _kind(branch) not in _KINDS or spec is None or target is None:
            continue
        name, kind = target.leaf("name"), target.leaf("kind")
        workload = f"{kind.value if kind else 'Deployment'}/{name.value if name else ''}"
        if name is None or not _NAME.fullmatch(name.value) or workload in here:
            continue
        for leaf in spec.leaves:
            key = _BOUNDS.get(leaf.key.lower())
            if key is None:
                continue
            placed = read_placeholder(leaf.value, leaf.computed)
            text, refers = (leaf.value, ()) if placed is None else (placed.default, placed.refers)
            if not _NUMBER.match(text) and not refers:
                continue
            value = text if _NUMBER.match(text) else Unknown(f"read from {refers[0].removeprefix('env:')}")
            place = entry(leaf, flavour)
            found.append(
                Setting(
                    key,
                    value,
                    Location(path, leaf.line),
                    role,
                    place.slot,
                    place.scope,
                    binds=binds(place, flavour, path),
                    refers=refers,
                    mention=SCALER,
                    amount=text,
                    unit=workload,
                )
            )
    return found


def _kind(document: Branch) -> str:
    leaf = document.leaf("kind")
    return leaf.value if leaf is not None else ""


def _named(document: Branch) -> str:
    leaf = next((one.leaf("name") for one in document.branches if one.key == "metadata"), None)
    return leaf.value if leaf is not None else ""
