"""Prompt growth: how many more tokens each call sends after the change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO
from finops_gate.base.patterns import lazy
from finops_gate.model.price import Quote, Tokenizer
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Bound, Change

Count = Callable[[str, str], int]
"""Tokens of a text under a tiktoken encoding: ``count(encoding, text)``."""


_PLACEHOLDER = lazy(r"\{\{|\{%|\$\{|<%|%\(\w|\{[A-Za-z_][\w.\[\]!:]*\}")
"""Where a template puts in what differs from call to call: Jinja, Handlebars, `str.format`, ERB, shell, printf."""


class PromptDelta(NamedTuple):
    """Tokens that the changed prompts of a site send with each call, counted as the model at head counts."""

    before: Decimal
    after: Decimal
    exact: bool = True
    """False when the model's own tokenizer is not published and its count is an estimate."""


def prompt_tokens(change: Change, quote: Quote | None, count: Count) -> tuple[Decimal, Decimal] | None:
    """Tokens of one changed prompt before and after, as `quote`'s model counts them; a side that is not there is 0.

    None when a side cannot be read: a text that is built at run time has no length here.
    """
    tokenizer = quote.tokenizer if quote else Tokenizer()
    sides = []
    for bound in (change.before, change.after):
        tokens = _tokens(bound, tokenizer, count)
        if tokens is None:
            return None
        sides.append(tokens)
    return sides[0], sides[1]


def prefix_tokens(texts: Iterable[str], quote: Quote, count: Count) -> Decimal:
    """Tokens that stand unchanged in every call of prompt files: of each what comes before its first placeholder."""
    fixed = (_PLACEHOLDER.split(text, 1)[0] for text in texts)
    total = sum(count(quote.tokenizer.encoding, text) for text in fixed)
    return EXACT.multiply(Decimal(total), quote.tokenizer.ratio)


def prompt_delta(changes: Iterable[Change], quote: Quote | None, count: Count | None) -> PromptDelta | Unknown | None:
    """The prompts among the changes of one site, together. None: no prompt changed."""
    prompts = [change for change in changes if change.key is Key.PROMPT and change.billed]
    if not prompts:
        return None
    if count is None:
        return Unknown("a prompt changed and was not counted")
    before = after = ZERO
    for change in prompts:
        tokens = prompt_tokens(change, quote, count)
        if tokens is None:
            return Unknown("a changed prompt is built at run time; its length is not known")
        before, after = before + tokens[0], after + tokens[1]
    return PromptDelta(before, after, quote.tokenizer.exact if quote else False)


def _tokens(bound: Bound | None, tokenizer: Tokenizer, count: Count) -> Decimal | None:
    if bound is None:
        return ZERO
    if isinstance(bound.value, Unknown):
        return None
    return EXACT.multiply(Decimal(count(tokenizer.encoding, bound.value)), tokenizer.ratio)
