"""Prompt files: texts that a site or the policy names, and that are sent with every call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.globs import fits_any_path
from finops_gate.base.patterns import lazy
from finops_gate.base.prefilter import TEXTS
from finops_gate.cost.attribution import feature_of
from finops_gate.cost.prompts import Count, prefix_tokens
from finops_gate.cost.spendings import Prefix
from finops_gate.detect import places
from finops_gate.model.policy import Feature, Policy
from finops_gate.model.price import Quote
from finops_gate.model.setting import Key, Location, Role, Setting
from finops_gate.model.site import Bound, Change, Site, SiteKind, Status

LARGEST = 256 * 1024
"""Bytes; a longer text is data."""


_PLAIN = lazy(r"(?!\./)[^*?/]+(?:/[^*?/]+)+")
"""A pattern that can only be one file: without a slash it would fit at any depth."""


class Files(Protocol):
    """The files of one revision."""

    def paths(self) -> tuple[str, ...]: ...

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]: ...


class Text(NamedTuple):
    """A changed text file."""

    path: str
    before: bytes | None
    after: bytes | None


def candidate(path: str) -> bool:
    """True for a file that may be a prompt."""
    return path.lower().endswith(TEXTS) and places.mention(path) not in ("test", "vendored")


def prefix_in(files: Files, count: Count) -> Prefix:
    """How many tokens the prompt files of a feature put first in every call, in one revision.

    Not known where a feature names none, or one of them cannot be read. Files are read when somebody asks.
    """
    known: dict[str, list[str] | None] = {}

    def texts(feature: Feature) -> list[str] | None:
        wanted = [path for path in feature.prompts if _PLAIN.fullmatch(path) and candidate(path)]
        found = files.read(wanted)
        if len(found) < len(feature.prompts):  # a pattern, or a folder: only a listing tells what it holds
            wanted = [path for path in files.paths() if fits_any_path(feature.prompts, path) and candidate(path)]
            found = files.read(wanted)
        readable = len(found) == len(wanted) and all(len(text) <= LARGEST for text in found.values())
        return [found[path].decode("utf-8", "replace") for path in wanted] if wanted and readable else None

    def prefix(feature: Feature, quote: Quote) -> Decimal | None:
        if not feature.prompts:
            return None
        if feature.name not in known:
            known[feature.name] = texts(feature)
        found = known[feature.name]
        return None if found is None else prefix_tokens(found, quote, count)

    return prefix


def prompt_changes(
    texts: Iterable[Text], policy: Policy, readers: Callable[[Sequence[str]], Sequence[Site]]
) -> list[Change]:
    """One row for each changed text that is a prompt: named by a feature's `prompts`, or by a file that calls a model.

    `readers` gives the sites of those files of head that name one of the given words. Where they call one model, that
    is what the prompt is sent to; where they belong to one feature, so does the prompt.
    """
    rows = []
    for text in sorted(texts):
        if not candidate(text.path) or max(len(text.before or b""), len(text.after or b"")) > LARGEST:
            continue
        named = next((f for f in policy.features if fits_any_path(f.prompts, text.path)), None)
        if named is None and "prompt" not in text.path.lower():
            continue
        callers = readers([text.path.rsplit("/", 1)[-1]])
        if named is not None or callers:
            feature = named.name if named else _feature(callers, policy)
            rows.append(_row(text, feature, _model(callers)))
    return rows


def _feature(callers: Iterable[Site], policy: Policy) -> str | None:
    """The one feature that all callers belong to."""
    found = {feature.name if feature else None for feature in (feature_of(c, policy.features) for c in callers)}
    return found.pop() if len(found) == 1 else None


def _model(callers: Iterable[Site]) -> Bound | None:
    """The model that all callers call, as the first of them sets it; None where it is not one, or not readable."""
    models = [bound for bound in (site.bound(Key.MODEL) for site in callers) if bound is not None]
    values = {bound.value for bound in models}
    return models[0] if len(values) == 1 and isinstance(models[0].value, str) else None


def _row(text: Text, feature: str | None, model: Bound | None) -> Change:
    before, after = (_side(text.path, side, feature, model) for side in (text.before, text.after))
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


def _side(path: str, text: bytes | None, feature: str | None, model: Bound | None) -> Site | None:
    if text is None:
        return None
    value = text.decode("utf-8", "replace")
    bound = Bound(Setting(Key.PROMPT, value, Location(path, 1), Role.PROMPT, "prompt"), value)
    return Site(f"{path}#prompt", SiteKind.MODEL_CALL, (bound, model) if model else (bound,), feature)
