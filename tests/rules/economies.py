"""Cases with unit economics."""

from dataclasses import replace
from decimal import Decimal

from finops_gate.model.economics import Economy
from tests.build import a_case, a_swap


def an_economy(before=100, after=1000, tier=None, **fields):
    known = {"calls": Decimal(10_000), "revenue": Decimal(2000), "outcomes": Decimal(5000), **fields}
    return Economy("bot", tier, Decimal(before), Decimal(after), **known)


def found(rule, *economies, policy=None, profiles=(), rows=None):
    rows = (a_swap(feature="bot"),) if rows is None else rows
    case = replace(a_case(*rows, policy=policy), economics=economies, profiles=tuple(profiles))
    return list(rule.check(case))
