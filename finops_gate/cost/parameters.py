"""The billed parameters of a site as numbers: what they cap, multiply and choose."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Bound, Site

ONE = Decimal(1)

EFFORT = {
    "none": Decimal(0),
    "minimal": Decimal("0.1"),
    "low": Decimal("0.2"),
    "medium": Decimal("0.5"),
    "high": Decimal("0.8"),
    "xhigh": Decimal("0.95"),
    "max": Decimal("0.95"),
}
"""The share of the output tokens that reasoning may take at each effort.

OpenRouter publishes these shares as its mapping of effort to a reasoning budget (Reasoning Tokens, read 2026-11-23);
no provider of the models publishes figures of its own. They only ever widen a range, see `widening`.
"""

DEFAULT_EFFORT = EFFORT["medium"]
"""What applies where nothing is set: OpenAI documents medium for its reasoning models before gpt-5.1."""

_ON = {"true", "enabled", "enable", "on", "yes", "adaptive", "auto", "dynamic", "-1"}
_OFF = {"false", "disabled", "disable", "off", "no", "0", "none", "null"}
_UNSET = {"none", "null", "undefined", "nil", ""}
_STANDARD = {"auto", "default", "standard", "standard_only", "on_demand", "on-demand", *_UNSET}
_NUMBER = lazy(r"[0-9]{1,18}(\.[0-9]{1,18})?([eE]\+?[0-9])?")


class Parameters(NamedTuple):
    """The parameters in effect. None: not set, the provider's own default applies."""

    choices: Decimal = ONE
    """Answers asked for in one call (``n``), each of them billed."""
    cap: Decimal | None = None
    """Output tokens that one answer may have at most."""
    effort: Decimal | None = None
    """Share of the output that reasoning may take."""
    budget: Decimal | None = None
    """Tokens that thinking may take."""
    variant: str = ""
    """``batch``, ``flex``, ``priority``...: the way of serving that has its own price; empty: standard."""
    picture: frozenset[str] = frozenset()
    """Size and quality of images, as written."""
    unread: tuple[str, ...] = ()
    """Parameters that are set to something that cannot be read, by their name in reports."""
    environment: str = ""
    """Where the site runs, by which negotiated prices may differ; empty: not known."""


def parameters(site: Site | None, instead: Parameters | None = None) -> Parameters:
    """The parameters of a site; for those that cannot be read, those of `instead` (the same site at base)."""
    held = instead or Parameters()
    if site is None:
        return Parameters()
    unread: list[str] = []

    def number(key: Key, missing: Decimal | None, other: Decimal | None) -> Decimal | None:
        bound = site.bound(key)
        text = text_of(bound)
        if text in _UNSET:
            return missing
        found = _amount(text)
        if found is None:
            unread.append(key.value)
            return other
        return found

    choices = number(Key.CHOICES, ONE, held.choices) or ONE
    cap = number(Key.MAX_OUTPUT, None, held.cap) or None  # a cap of zero is how some SDKs say that there is none
    effort, budget = _thought(site, held, unread)
    variant = _variant(site, held, unread)
    picture = frozenset(
        bound.value.casefold()
        for bound in site.settings
        if bound.setting.key is Key.IMAGE and isinstance(bound.value, str)
    )
    return Parameters(choices, cap, effort, budget, variant, picture, tuple(unread), site.environment or "")


def text_of(bound: Bound | None) -> str | None:
    """The value in effect, in lower case; empty when it is not set, None when it is set and cannot be read."""
    if bound is None:
        return ""
    if isinstance(bound.value, Unknown):
        return None
    # The detector's reading of its own literal (12_000 -> 12000) stands as long as the literal is what takes effect.
    text = bound.setting.amount if bound.setting.amount and bound.value == bound.setting.value else bound.value
    return text.strip().strip("\"'").casefold()


def _amount(text: str | None) -> Decimal | None:
    plain = (text or "").replace("_", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def _thought(site: Site, held: Parameters, unread: list[str]) -> tuple[Decimal | None, Decimal | None]:
    effort = budget = None
    for key in (Key.REASONING, Key.THINKING):
        bound = site.bound(key)
        if bound is None:
            continue
        text = text_of(bound)
        amount = _amount(text)
        if text is not None and text in EFFORT:
            effort = EFFORT[text]
        elif text is not None and text in _ON:
            effort = EFFORT["high"]  # thinking without a bound of its own: what adaptive thinking documents as default
        elif text is not None and text in _OFF:
            budget = Decimal(0)
        elif amount is not None:
            budget = amount
        else:
            unread.append(key.value)
            effort, budget = held.effort, held.budget
    return effort, budget


def _variant(site: Site, held: Parameters, unread: list[str]) -> str:
    batch = text_of(site.bound(Key.BATCH))
    if batch is None:
        unread.append(Key.BATCH.value)
        return held.variant
    if batch and batch not in _OFF:
        return "batch"
    tier = text_of(site.bound(Key.SERVICE_TIER))
    if tier is None:
        unread.append(Key.SERVICE_TIER.value)
        return held.variant
    return "" if tier in _STANDARD else tier
