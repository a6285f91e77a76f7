"""Tables of call shapes, one file an SDK; each ends in `SDK`. An entry is data, no code."""

from __future__ import annotations

from typing import NamedTuple

from finops_gate.model.setting import Key


class Call(NamedTuple):
    """One shape of call that spends."""

    callee: str
    """The end of the dotted callee, as written in code: ``chat.completions.create``, ``ChatOpenAI``. Matched on whole segments."""
    kind: str = "model-call"
    """model-call, embedding, image or audio (values of SiteKind)."""
    model: tuple[str, ...] = ("model",)
    """Names of the argument that carries the model, first match wins."""
    position: int | None = None
    """Position of the model among positional arguments, when it may be given so."""
    default: str | None = None
    """The SDK's own default model when none is given; None: required, or not known."""
    prompt: tuple[str, ...] = ()
    """Names of arguments whose string literals are prompt text (``system``, ``instructions``, ``prompt``)."""


class Sdk(NamedTuple):
    """One SDK."""

    name: str
    provider: str
    """The provider billed when the id does not say otherwise; empty for routers such as LiteLLM."""
    languages: tuple[str, ...]
    """Detector names: ``python``, ``typescript``."""
    calls: tuple[Call, ...]
    imports: tuple[str, ...] = ()
    """Module names whose import makes short callees (``completion``, ``OpenAI``) trustworthy; empty: the callee suffices."""
    parameters: tuple[tuple[str, Key], ...] = ()
    """Billed parameters that only this SDK spells so; common spellings stand in detect/slots.py."""
