"""Tables of call shapes, one file an SDK; each ends in `SDK`. An entry is data, no code."""

from __future__ import annotations

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.setting import Key


class Call(NamedTuple):
    """One shape of call that spends."""

    callee: str
    """The end of the dotted callee as written: ``chat.completions.create``, ``ChatOpenAI``. Whole segments match."""
    kind: str = "model-call"
    """model-call, embedding, image or audio (values of SiteKind)."""
    model: tuple[str, ...] = ("model",)
    """Names of the arguments that carry a model, the main one first; empty: the call carries a prompt only."""
    position: int | None = None
    """Position of the model among positional arguments, when it may be given so."""
    default: str | None = None
    """The SDK's own default model when none is given; None: required, or not known."""
    prompt: tuple[str, ...] = ()
    """Names of arguments whose string literals are prompt text (``system``, ``instructions``, ``prompt``)."""
    provider: str = ""
    """The provider that this call is billed by, where the SDK speaks to several; empty: the SDK's own."""


class Sdk(NamedTuple):
    """One SDK."""

    name: str
    provider: str
    """The provider billed when the id does not say otherwise; empty for routers such as LiteLLM."""
    languages: tuple[str, ...]
    """Detector names: ``python``, ``typescript``."""
    calls: tuple[Call, ...]
    imports: tuple[str, ...] = ()
    """Texts of which one must stand in the file, as its imports have them (``langchain``, ``from agents import``), for
    a one-word callee (``completion``, ``Agent``) to be trusted; empty: none is needed. Tables that share a callee are
    told apart by them."""
    parameters: tuple[tuple[str, Key], ...] = ()
    """Billed parameters that only this SDK spells so; common spellings stand in detect/slots.py."""
