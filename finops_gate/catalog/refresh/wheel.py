"""The price table inside a litellm wheel, read as a member of the zip file: nothing is installed, nothing is run.

What is kept of it is the distillate in `pricing/facts/litellm.jsonl`: the first line names the release and the sha256
of the table; then one line a model, sorted, with the keys that the catalog uses. Numbers are read as decimals, never
as floats; those that a float has smeared (0.9499999999999999) are taken to twelve significant digits.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

from finops_gate.base.errors import CatalogError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean

Row = dict[str, Any]
TABLE = "litellm/model_prices_and_context_window_backup.json"
LARGEST = 64 * 1024 * 1024
"""Bytes of the table; it had 3.2 million in November 2026."""
VARIANTS = "batches|priority|flex|balanced|ultrafast"
_UNSMEARED = Context(prec=12)
_STRANGE = {"", "ollama", "lemonade", "sagemaker"}
"""Providers whose rows have no price of anybody's list: own machines."""
_KEPT = re.compile(
    r"(in|out)put_cost_per_((audio_|image_|video_|reasoning_)?token|image|second|character|query|request|pixel"
    r"|text_message|(audio|video)_per_second)"
    rf"(_above_\d+k_tokens)?(_({VARIANTS}))?"
    rf"|cache_(read_input|creation_input)_token_cost(_above_1[2]?hr)?(_above_\d+k_tokens)?(_({VARIANTS}))?"
    r"|output_cost_per_second_(\d+p|\d+k)|output_cost_per_image_[\w.]+"
    r"|cache_read_input_(audio|image)_token_cost|(ocr|annotation)_cost_per_page|citation_cost_per_token"
    r"|mode|max_input_tokens|max_output_tokens|deprecation_date|litellm_provider|source|search_context_cost_per_query"
    r"|tiered_pricing|off_peak_pricing|regional_(endpoint|processing)_uplift_multiplier(_eu|_us)?"
    r"|google_maps_grounding_cost_per_query|supported_modalities|supported_output_modalities"
    r"|supports_(vision|audio_input|audio_output|video_input|pdf_input)"
)


class Table(NamedTuple):
    """A distilled table."""

    version: str
    sha256: str
    """Of the table in the wheel."""
    rows: tuple[Row, ...]

    def text(self) -> str:
        """The distillate as it stands in `pricing/facts/`."""
        head = {"source": "litellm", "version": self.version, "member": TABLE, "sha256": self.sha256}
        lines = (json.dumps(row, separators=(",", ":"), ensure_ascii=True) for row in self.rows)
        return "\n".join([json.dumps(head), *lines]) + "\n"


def read(wheel: Path) -> Table:
    """The table of a wheel, distilled. Raises CatalogError for a file that is no wheel of litellm."""
    named = re.fullmatch(r"litellm-(\d[\w.]*)-.+\.whl", wheel.name)
    if named is None:
        raise CatalogError(f"{clean(wheel.name)} is no wheel of litellm", "pip download --no-deps litellm")
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(TABLE).file_size > LARGEST:
                raise CatalogError(f"{clean(wheel.name)}: its table is larger than {LARGEST:,} bytes")
            table = archive.read(TABLE)
        rows = json.loads(table, parse_float=Decimal)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, RecursionError) as error:
        problem = clean(str(error) or type(error).__name__)
        raise CatalogError(f"{clean(wheel.name)} cannot be read: {problem}", "download it again") from None
    return Table(named[1], hashlib.sha256(table).hexdigest(), tuple(distill(rows)))


def distilled(path: Path) -> Table:
    """A distillate as it was written. Raises CatalogError when it is none."""
    try:
        head, *lines = path.read_text("utf-8").splitlines()
        stated = json.loads(head)
        return Table(stated["version"], stated["sha256"], tuple(json.loads(line) for line in lines))
    except (OSError, ValueError, KeyError) as error:
        raise CatalogError(f"{path.name} is no distilled table: {error}") from None


def distill(rows: dict[str, Any]) -> Iterator[Row]:
    """What is used of each model, sorted by key; services that are no models and own machines are left out."""
    for key in sorted(rows):
        row = rows[key]
        if not isinstance(row, dict) or str(row.get("litellm_provider") or "") in _STRANGE or "commitment" in key:
            continue
        if " " in str(row.get("litellm_provider")):  # the row that explains the form
            continue
        yield {"key": key, **dict(_kept(row.items()))}


def _kept(items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    return ((name, _plain(value)) for name, value in sorted(items) if _KEPT.fullmatch(name))


def unsmeared(value: Decimal | int | str) -> str:
    """A number without what a float has smeared on it: ``0.9499999999999999`` is ``0.95``."""
    return format(_UNSMEARED.plus(Decimal(value)).normalize(), "f")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return unsmeared(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in sorted(value.items())}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
