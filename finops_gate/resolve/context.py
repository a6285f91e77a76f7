"""What the rest of the tree has to be searched for, so that the changed files can be understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from finops_gate.model.capacity import SCALER
from finops_gate.model.setting import Role, Setting
from finops_gate.model.site import Change

_SCALED = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "Rollout", "LeaderWorkerSet"})
LIMIT = 24
"""Names searched for in one round; a change that touches more constants than this is judged on what these explain."""


def wanted_words(references: Iterable[str]) -> tuple[str, ...]:
    """The fixed words to search for, from names that nothing read so far explains."""
    found = []
    for reference in references:
        plain = reference.removeprefix("env:")
        last = re.split(r"\.|::|->", re.sub(r"\.(?:value|name)$", "", plain))[-1]
        last = re.sub(r"\[.*$", "", last)
        if len(last) > 3:
            found.append(last)
    return tuple(sorted(set(found))[:LIMIT])


def menus_of(files: Mapping[str, Sequence[Setting]]) -> tuple[str, ...]:
    """Names of lists whose first element may be a default somewhere else: ``MODELS[0]``, ``MODELS.find(``."""
    found = set()
    for settings in files.values():
        for setting in settings:
            if setting.mention == "menu":
                for name in setting.binds:
                    match = re.match(r"([\w.]+)\[(?:0|first)\]", name)
                    if match:
                        found.add(match.group(1).rsplit(".", 1)[-1])
    names = sorted(name for name in found if len(name) > 3)[:LIMIT]
    return tuple(f"{name}{tail}" for name in names for tail in ("[0]", ".find(", ".at(0)"))


def scaled_of(files: Mapping[str, Sequence[Setting]]) -> tuple[str, ...]:
    """Words of files that belong together in Kubernetes: the workload of an autoscaler, the autoscalers of a workload.

    Workloads are those that hold an accelerator; all others are scaled by nobody's interest.
    """
    found: set[str] = set()
    for settings in files.values():
        for setting in settings:
            kind, slash, name = setting.unit.partition("/")
            if setting.mention == SCALER and len(name) > 2:
                found.add(name)
            elif slash and kind in _SCALED and setting.role is Role.ACCELERATOR and not setting.mention:
                found.add("scaleTargetRef")
    return tuple(sorted(found))[:LIMIT]


def readers_of(rows: Iterable[Change]) -> tuple[str, ...]:
    """Names under which the rest of the tree may read a changed value."""
    found = set()
    for row in rows:
        if not row.billed and row.note != "enum":
            continue
        for bound in (row.before, row.after):
            for name in bound.setting.binds if bound is not None else ():
                last = name.removeprefix("env:").rsplit(".", 1)[-1]
                if name.startswith("env:") or (len(last) > 3 and (last.isupper() or last[:1].isupper())):
                    found.add(last)
    return tuple(sorted(found)[:LIMIT])


def variables_of(rows: Iterable[Change]) -> tuple[str, ...]:
    """Variables that say what runs by the hour, in the spelling of who reads them: ``var.gpu_type``."""
    found: set[str] = set()
    for row in rows:
        if row.key.kind in ("accelerator", "scale"):
            for bound in (row.before, row.after):
                names = bound.setting.binds if bound is not None else ()
                found.update(name for name in names if name.startswith("var.") and len(name) > 6)
    return tuple(sorted(found)[:LIMIT])
