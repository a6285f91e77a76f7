"""A change chooses a model that policy names.

Why it matters:
    Some models are ruled out whatever they cost: too dear for the purpose, not covered by a contract, or not allowed to
    see the data.

Example:
    Policy says `denied-model: {block: {models: ["gpt-4", "claude-opus-*"]}}` and a pull request sets
    `model="claude-opus-4-1"`.

What to do:
    Choose another model, or ask for an exception in policy.yaml (`except: [{paths: ["research/**"]}]`) by a pull
    request of its own. Patterns know `*` and `?`, ignore case, and are compared with the id as written, the model that
    it means and `provider/model`.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.globs import fits_name
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import shown, touched_sites
from finops_gate.model.price import Quote
from finops_gate.model.verdict import Finding, Row
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each row that brings in a model which a pattern of the policy fits, wherever that applies."""
    patterns = _patterns(case)
    if not patterns:
        return
    for site in touched_sites(case.rows):
        for row in site.rows:
            names = _names(case, row)
            if row.change.after and any(fits_name(pattern, name) for pattern in patterns for name in names):
                message = f"{site.name}: policy names {shown(row.change.after)}"
                yield finding("denied-model", site, message, rows=(row,), names=names)


def _patterns(case: Case) -> frozenset[str]:
    policy = case.policy
    rules = [*policy.rules, *(rule for scope in policy.scopes for rule in scope.rules)]
    found = (t.names for rule in rules if rule.rule == "denied-model" for t in rule.thresholds)
    return frozenset(name for names in found for name in names)


def _names(case: Case, row: Row) -> tuple[str, ...]:
    """Every name of the model at head: as written first, then the catalog's."""
    after = row.change.after
    if not row.change.key.names_model or after is None or not isinstance(after.value, str):
        return ()
    names = [after.value]
    quote = case.quote(row, "after")
    if isinstance(quote, Quote):
        names += [quote.model, quote.subject]
    if row.head_model:
        names += [row.head_model, row.head_model.partition("/")[2]]
    return tuple(dict.fromkeys(name for name in names if name))


RULE = Rule("denied-model", check, by_name=True)
