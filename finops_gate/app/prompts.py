"""Prompt files: texts that a site or the policy names, and that are sent with every call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from finops_gate.base.globs import fits_any_path
from finops_gate.base.prefilter import TEXTS
from finops_gate.detect import places
from finops_gate.model.policy import Policy
from finops_gate.model.setting import Key, Location, Role, Setting
from finops_gate.model.site import Bound, Change, Site, SiteKind, Status

LARGEST = 256 * 1024
"""Bytes; a longer text is data."""


class Text(NamedTuple):
    """A changed text file."""

    path: str
    before: bytes | None
    after: bytes | None


def candidate(path: str) -> bool:
    """True for a file that may be a prompt."""
    return path.lower().endswith(TEXTS) and places.mention(path) not in ("test", "vendored")


def prompt_changes(
    texts: Iterable[Text], policy: Policy, readers: Callable[[Sequence[str]], Sequence[str]]
) -> list[Change]:
    """One row for each changed text that is a prompt: named by a feature's `prompts`, or by a file that calls a model.

    `readers` tells which files of head name one of the given words and have a site.
    """
    rows = []
    for text in sorted(texts):
        if not candidate(text.path) or max(len(text.before or b""), len(text.after or b"")) > LARGEST:
            continue
        feature = next((f for f in policy.features if fits_any_path(f.prompts, text.path)), None)
        named = feature is not None
        if not named and "prompt" in text.path.lower():
            named = bool(readers([text.path.rsplit("/", 1)[-1]]))
        if named:
            rows.append(_row(text, feature.name if feature else None))
    return rows


def _row(text: Text, feature: str | None) -> Change:
    before, after = _side(text.path, text.before, feature), _side(text.path, text.after, feature)
    status = Status.MODIFIED if before and after else Status.ADDED if after else Status.REMOVED
    site = f"{text.path}#prompt"
    return Change(
        Key.PROMPT,
        status,
        site,
        before.settings[0] if before else None,
        after.settings[0] if after else None,
        before,
        after,
    )


def _side(path: str, text: bytes | None, feature: str | None) -> Site | None:
    if text is None:
        return None
    value = text.decode("utf-8", "replace")
    bound = Bound(Setting(Key.PROMPT, value, Location(path, 1), Role.PROMPT, "prompt"), value)
    return Site(f"{path}#prompt", SiteKind.MODEL_CALL, (bound,), feature)
