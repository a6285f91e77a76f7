"""Writes the catalog's YAML the way a person would: models as blocks, each period on one line, nothing that is empty.

Deterministic: the same rows give the same bytes. Text is plain where YAML cannot misread it and quoted elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

Row = dict[str, Any]
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan"}


def document(provider: str, head: str, sources: dict[str, Row], models: list[Row]) -> str:
    """The whole file. `head` is its opening comment, without the signs."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    lines += ["schema: finops-gate/prices@1", f"provider: {provider}", "unit: usd_per_mtok", "sources:"]
    lines += [f"  {name}: {flow(source)}" for name, source in sources.items()]
    lines.append("models:")
    for model in models:
        lines += _model(model)
    return "\n".join(lines) + "\n"


def _model(model: Row) -> Iterator[str]:
    mark = "-"
    for key, value in model.items():
        if value in (None, "", [], {}):
            continue
        start = f"  {mark} {key}:"
        mark = " "
        if key == "prices":
            yield start
            yield from (f"      - {flow(period)}" for period in value)
        elif key in ("variants", "regions"):
            yield start
            for name, periods in value.items():
                yield f"      {name}:"
                yield from (f"        - {flow(period)}" for period in periods)
        else:
            yield f"{start} {flow(value)}"


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=True)
