"""A package whose default model changes; run alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finops_gate.model.package import Default, Inspection, Move, Moved, Pin, Reliance, State, Use
from finops_gate.model.setting import Key, Location, Role
from finops_gate.rules.dependency_default import RULE
from tests.build import a_case, a_change, a_projection, a_row

DEFAULT = Default("shop/c.py", "shop.c:Chat.model", "gpt-4o-mini", "gpt-4-turbo", 1, 1, Role.DEFAULT_PARAMETER)


def moved(*reliances, written=""):
    pins = [Pin("pypi", "shop", version, Location("uv.lock", 3), written=written) for version in ("1.0", "1.1")]
    inspection = Inspection("pypi", "shop", "1.0", "1.1", State.INSPECTED, "", (DEFAULT,))
    return Moved(Move("pypi", "shop", (pins[0],), (pins[1],)), inspection, reliances)


def at(line, use=Use.CONFIRMED, why="a call without a model", pin='model="gpt-4o-mini"'):
    return Reliance(use, Location("app/bot.py", line), "Chat", DEFAULT, why, pin)


def row(before="0.0003", after="0.003", *months):
    change = a_change(site="uv.lock#pypi:shop:Chat.model")._replace(key=Key.PACKAGE)
    return a_row(change, a_projection(before, after, *months, site=change.site))


def found(package, *rows):
    return list(RULE.check(replace(a_case(*rows), packages=(package,))))


def test_one_finding_with_figures_places_and_the_line_to_write():
    (finding,) = found(moved(at(3), at(9)), row("0.0003", "0.003", 30, 300))
    assert finding.message == (
        "shop 1.0 -> 1.1 changes the default model: gpt-4o-mini -> gpt-4-turbo ($0.30 -> $3.00 per 1,000 calls, "
        "10 times as much, +$270.00 a month); relied on at app/bot.py:3 Chat, app/bot.py:9 Chat"
    )
    assert dict(finding.measure) == {"ratio": Decimal(10), "above": Decimal(270)}
    assert finding.advice == 'write model="gpt-4o-mini" at app/bot.py:3, or keep shop==1.0'
    assert finding.names == ("gpt-4-turbo",)


def test_what_is_only_possible_says_why():
    (finding,) = found(moved(at(3, Use.POSSIBLE, "a subclass", "")), row())
    assert "possibly relied on (a subclass) at app/bot.py:3 Chat" in finding.message
    assert finding.advice == "keep shop==1.0, or name the model where the package is used"


def test_many_places_are_counted():
    (finding,) = found(moved(*(at(line) for line in range(1, 9))), row())
    assert finding.message.endswith("app/bot.py:5 Chat and 3 more")


def test_an_unknown_price_is_said():
    (finding,) = found(moved(at(3)), row(None, None))
    assert "(no price is known)" in finding.message
    assert finding.measure == ()


def test_ranges_are_said():
    (finding,) = found(moved(at(3), written="^1"), row())
    assert finding.message.startswith("shop ^1 -> ^1 (ranges, compared at their lowest versions) changes")


def test_rows_of_other_packages_and_unbilled_ones_are_none_of_it():
    assert found(moved(), a_row(row().change._replace(billed=False, note="not used"))) == []
    assert found(moved(), a_row(a_change())) == []
