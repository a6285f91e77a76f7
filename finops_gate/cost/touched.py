"""The sites that a change touches, each once, however many of its settings changed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import ZERO
from finops_gate.base.text import clean
from finops_gate.model.capacity import Held
from finops_gate.model.projection import Projection, Range
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Bound
from finops_gate.model.verdict import Row


class Touched(NamedTuple):
    """One site with its billed rows. A side on which it does not exist costs nothing; None is a cost nobody knows."""

    site: str
    rows: tuple[Row, ...]
    """The row that says most comes first: the model's, else the first in the file."""
    projection: Projection | None

    @property
    def row(self) -> Row:
        return self.rows[0]

    @property
    def name(self) -> str:
        """The feature, or else the path; harmless text."""
        return clean(self.row.feature or self.row.change.path, 80)

    @property
    def swap(self) -> str:
        """What changed, in words: ``gpt-4o-mini -> gpt-4-turbo``, ``max-output 500 -> 12000``; harmless text."""
        change = self.row.change
        sides = " -> ".join(shown(bound) for bound in (change.before, change.after) if bound)
        text = sides if change.key.names_model else "prompt" if change.key is Key.PROMPT else f"{change.key} {sides}"
        more = len(self.rows) - 1
        return f"{text} and {more} more change{'s' if more > 1 else ''}" if more else text

    @property
    def held(self) -> Held | None:
        """The capacity of both sides, of what is paid by the hour."""
        return next((row.change.held for row in self.rows if row.change.held is not None), None)

    @property
    def hourly(self) -> bool:
        """True for what is paid by the hour: `per_call_before` and `per_call_after` are then those of an hour."""
        return self.held is not None

    @property
    def is_new(self) -> bool:
        """True when the site does not exist at base."""
        return all(row.change.before_site is None and row.change.before is None for row in self.rows)

    @property
    def is_gone(self) -> bool:
        """True when the site does not exist at head."""
        return all(row.change.after_site is None and row.change.after is None for row in self.rows)

    @property
    def per_call_before(self) -> Decimal | None:
        if self.is_new:
            return ZERO
        return self.projection.per_call_before if self.projection else None

    @property
    def per_call_after(self) -> Decimal | None:
        if self.is_gone:
            return ZERO
        return self.projection.per_call_after if self.projection else None

    @property
    def monthly_before(self) -> Range | None:
        """None also when the other side is unknown because nobody measured the volume."""
        if self.is_new:
            return Range.exactly(ZERO) if self.projection and self.projection.monthly_after else None
        return self.projection.monthly_before if self.projection else None

    @property
    def monthly_after(self) -> Range | None:
        if self.is_gone:
            return Range.exactly(ZERO) if self.projection and self.projection.monthly_before else None
        return self.projection.monthly_after if self.projection else None

    def model(self, side: str) -> Bound | None:
        """The model setting in effect at `before` or `after`, whether or not it is what changed."""
        for row in self.rows:
            bound = row.change.before if side == "before" else row.change.after
            site = row.change.before_site if side == "before" else row.change.after_site
            if row.change.key is Key.MODEL and bound:
                return bound
            if site and (found := site.bound(Key.MODEL)):
                return found
        return None


def shown(bound: Bound) -> str:
    """The value of a setting as a message shows it; harmless text."""
    if isinstance(bound.value, Unknown):
        return f"(unreadable: {clean(bound.value.reason, 60)})"
    return clean(bound.value, 60)


def touched_sites(rows: Iterable[Row]) -> tuple[Touched, ...]:
    """The billed rows by site, sorted by the sites' keys."""
    by_site: dict[str, list[Row]] = {}
    for row in rows:
        if row.change.billed:
            by_site.setdefault(row.projection.site if row.projection else row.change.site, []).append(row)
    found = []
    for site in sorted(by_site):
        ordered = tuple(sorted(by_site[site], key=_order))
        found.append(Touched(site, ordered, next((row.projection for row in ordered if row.projection), None)))
    return tuple(found)


def _order(row: Row) -> tuple[bool, str, int, str, str, str]:
    change = row.change
    return not change.key.names_model, change.path, change.line, change.key, _text(change.after), row.fingerprint


def _text(bound: Bound | None) -> str:
    if bound is None:
        return ""
    return bound.value.reason if isinstance(bound.value, Unknown) else bound.value
