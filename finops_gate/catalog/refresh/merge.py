"""Appending: what the tables say today is laid over what the catalog has; no period is edited or taken away.

A rate that differs closes the period of today (`until`) and opens another (`from`): on the day that the table states,
else on the day of reading. Limits, days and names are facts and follow the tables. What appending cannot express is
left as it is and named for a person: a price restated for a period that is past, an announcement that changed, an
alias that means another model now.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from finops_gate.base.frozen import NamedTuple

Row = dict[str, Any]
KEYS = tuple(
    "id aliases snapshots mode context_window max_output takes gives tokenizer status retires_on retirements successor"
    " dropped off_peak_hours prices variants regions unpriced note".split()
)
"""The keys of a model, in the order in which they are written."""
_FACTS = (
    "mode",
    "context_window",
    "max_output",
    "takes",
    "gives",
    "tokenizer",
    "status",
    "retires_on",
    "off_peak_hours",
    "successor",
)
_NO_RATES = frozenset({"from", "until", "source", "note", "gap"})


class Told(NamedTuple):
    """One line for people: about which model, and what."""

    subject: str
    text: str


class Changes(NamedTuple):
    """What a merge did, and what it leaves to people."""

    added: list[Told]
    changed: list[Told]
    facts: list[Told]
    dropped: list[Told]
    person: list[Told]

    @classmethod
    def none(cls) -> Changes:
        return cls([], [], [], [], [])


class Sources:
    """The sources of one file; equal ones are cited under one name."""

    def __init__(self, held: dict[str, Row]) -> None:
        self.held = dict(held)

    def cite(self, source: Row) -> str:
        """The name of a source, entered when it is new. The day of a later check is no part of it."""
        wanted = {key: value for key, value in source.items() if key != "checked"}
        for name, stated in self.held.items():
            if {key: value for key, value in stated.items() if key != "checked"} == wanted:
                return name
        numbers = [int(name[1:]) for name in self.held if name[:1] == "s" and name[1:].isdigit()]
        name = f"s{max(numbers, default=0) + 1}"
        self.held[name] = wanted
        return name


class Merger:
    """The merge of one provider's rows."""

    def __init__(
        self, provider: str, held: list[Row], sources: Sources, fresh_sources: dict[str, Row], day: date
    ) -> None:
        self.provider = provider
        self.rows = [dict(row) for row in held]
        self.sources = sources
        self.fresh_sources = fresh_sources
        self.day = day
        self.changes = Changes.none()
        self.by_id = {row["id"].lower(): row for row in self.rows}
        self.owner = {name.lower(): row for row in self.rows for name in names_of(row)}

    def merge(self, fresh: list[Row], read: frozenset[str]) -> list[Row]:
        """The rows after the merge. `read`: the packages that were read, so that what they dropped is known."""
        met = set()
        for row in fresh:
            held = self.by_id.get(row["id"].lower())
            if held is None:
                held = self._new(row)
            else:
                self._over(held, row)
            met.add(held["id"].lower())
        for row in self.rows:
            if row["id"].lower() not in met and not row.get("dropped") and self._open_packages(row) & read:
                row["dropped"] = self.day
                self.changes.dropped.append(self._told(row, "is no longer listed; its prices are kept"))
        return sorted((in_order(row) for row in self.rows), key=lambda row: str(row["id"]).lower())

    def _new(self, row: Row) -> Row:
        owner = self.owner.get(row["id"].lower())
        if owner is not None:
            if _rates_of(_at(owner, self.day)) != _rates_of(_at(row, self.day)):
                self.changes.person.append(
                    self._told(owner, f"{row['id']}, so far another name of it, is now listed with prices of its own")
                )
            return owner
        added = self._cited(row)
        for key in ("aliases", "snapshots"):
            added[key] = [name for name in row.get(key, ()) if self._free(name, added)]
        self.rows.append(added)
        self.by_id[added["id"].lower()] = added
        self.owner.update({name.lower(): added for name in names_of(added)})
        self.changes.added.append(self._told(added, _spoken(_at(added, self.day)) or str(added.get("unpriced", ""))))
        return added

    def _over(self, held: Row, row: Row) -> None:
        if held.pop("dropped", None):
            self.changes.facts.append(self._told(held, "is listed again"))
        self._names(held, row)
        self._facts(held, row)
        if row.get("prices") and held.get("unpriced"):
            del held["unpriced"]
            held["prices"] = self._cited(row)["prices"]
            self.changes.added.append(self._told(held, _spoken(_at(held, self.day))))
        elif row.get("unpriced") and held.get("prices"):
            if _open(held["prices"]):
                self.changes.person.append(self._told(held, f"has no price any more: {row['unpriced']}"))
        elif row.get("prices"):
            self._periods(held, "prices", "", held["prices"], row["prices"])
        for kind in ("variants", "regions"):
            for name, periods in (row.get(kind) or {}).items():
                own = held.setdefault(kind, {})
                if name in own:
                    self._periods(held, f"{kind}.{name}", name, own[name], periods)
                else:
                    own[name] = self._cited({"prices": periods})["prices"]
                    held[kind] = dict(sorted(own.items()))
                    self.changes.added.append(self._told(held, f"{name}: {_spoken(own[name][-1])}"))

    def _names(self, held: Row, row: Row) -> None:
        for key in ("aliases", "snapshots"):
            known = {name.lower() for name in held.get(key, ())}
            new = [name for name in row.get(key, ()) if name.lower() not in known and self._free(name, held)]
            if new:
                held[key] = sorted([*held.get(key, ()), *new])
                self.owner.update({name.lower(): held for name in new})
                self.changes.facts.append(self._told(held, f"is also called {', '.join(new)}"))

    def _free(self, name: str, row: Row) -> bool:
        owner = self.owner.get(name.lower())
        if owner is None or owner is row:
            return True
        if owner["id"].lower() != row["id"].lower():
            self.changes.person.append(
                self._told(row, f"the tables now call it {name}, which here means {owner['id']}")
            )
        return False

    def _facts(self, held: Row, row: Row) -> None:
        for key in _FACTS:
            stated = row.get(key)
            if stated in (None, "", [], {}) or stated == held.get(key):
                continue
            if key == "status" and held.get("status") == "retired":
                continue
            before = held.get(key)
            held[key] = stated
            was = f"{_fact(before)} becomes " if before not in (None, "", [], {}) else ""
            self.changes.facts.append(self._told(held, f"{key}: {was}{_fact(stated)}"))
        days = {name: day for name, day in (row.get("retirements") or {}).items() if name in names_of(held)}
        if any((held.get("retirements") or {}).get(name, date.min) != day for name, day in days.items()):
            held["retirements"] = dict(sorted({**(held.get("retirements") or {}), **days}.items()))
            self.changes.facts.append(self._told(held, "other last days of its aliases"))

    def _periods(self, row: Row, where: str, label: str, held: list[Row], fresh: list[Row]) -> None:
        """Appends to the periods of one price list what the fresh ones say of today and of days to come."""
        for period in fresh:
            start = period.get("from")
            if start is not None and start > self.day:
                self._announce(row, where, held, period)
        now, said = _holding(held, self.day), _holding(fresh, self.day)
        if said is None:
            return
        if now is not None and _rates_of(now) == _rates_of(said):
            return
        start = said.get("from") or self.day
        last = now.get("from") if now is not None else None
        if now is not None and last is not None and start <= last:
            self.changes.person.append(
                self._told(row, f"{where}: the tables restate the price since {last}; it is taken from {self.day} on")
            )
            start = self.day
        if now is not None and start == last:
            return  # read twice on one day: the first reading stands
        opened = self._cited({"prices": [said]})["prices"][0]
        opened = {"from": start, **{key: value for key, value in opened.items() if key not in ("from", "until")}}
        at = len(held)
        if now is not None:
            at = held.index(now) + 1
            if now.get("until"):
                opened["until"] = now["until"]
            held[at - 1] = _dated({**now, "until": start})
        elif held and held[-1].get("until") and held[-1]["until"] < start:
            opened["gap"] = "not listed in between"
        held.insert(at, _dated(opened))
        before = _spoken(now) if now is not None else "no price"
        named = f"{label}: " if label else ""
        self.changes.changed.append(self._told(row, f"{named}{before} becomes {_spoken(said)} from {start} on"))

    def _announce(self, row: Row, where: str, held: list[Row], period: Row) -> None:
        same_day = next((own for own in held if own.get("from") == period["from"]), None)
        if same_day is not None:
            if _rates_of(same_day) != _rates_of(period):
                told = (
                    f"{where}: the price announced for {period['from']} was {_spoken(same_day)}, now {_spoken(period)}"
                )
                self.changes.person.append(self._told(row, told))
            return
        last = held[-1]
        if last.get("until") is not None or (last.get("from") or date.min) >= period["from"]:
            told = f"{where}: a price is announced for {period['from']}, amid periods that are known"
            self.changes.person.append(self._told(row, told))
            return
        held[-1] = _dated({**last, "until": period["from"]})
        held.append(_dated(self._cited({"prices": [period]})["prices"][0]))
        self.changes.changed.append(self._told(row, f"{_spoken(period)} is announced for {period['from']}"))

    def _open_packages(self, row: Row) -> set[str]:
        """The packages that the prices of today were read in."""
        period = _at(row, self.day)
        via = self.sources.held.get(period.get("source", ""), {}).get("via", "") if period else ""
        return {via.partition("==")[0]} - {""}

    def _cited(self, row: Row) -> Row:
        """The row with its sources under the names of this file."""

        def period(own: Row) -> Row:
            return {**own, "source": self.sources.cite(self.fresh_sources[own["source"]])}

        cited = dict(row)
        if row.get("prices"):
            cited["prices"] = [period(own) for own in row["prices"]]
        for kind in ("variants", "regions"):
            if row.get(kind):
                cited[kind] = {name: [period(own) for own in periods] for name, periods in row[kind].items()}
        return cited

    def _told(self, row: Row, text: str) -> Told:
        return Told(f"{self.provider}/{row['id']}", text)


def names_of(row: Row) -> tuple[str, ...]:
    """Every name of a model."""
    return (row["id"], *row.get("aliases", ()), *row.get("snapshots", ()))


def periods_of(row: Row) -> Iterator[Row]:
    """Every period of every price list of a model."""
    yield from row.get("prices") or ()
    for kind in ("variants", "regions"):
        for periods in (row.get(kind) or {}).values():
            yield from periods


def in_order(row: Row) -> Row:
    """The row with its keys in the order in which they are written."""
    return {key: row[key] for key in KEYS if key in row}


def _holding(periods: list[Row], day: date) -> Row | None:
    for period in periods:
        if (period.get("from") or date.min) <= day < (period.get("until") or date.max):
            return period
    return None


def _at(row: Row, day: date) -> Row:
    periods = row.get("prices") or []
    return _holding(periods, day) or (periods[-1] if periods else {})


def _open(periods: list[Row]) -> bool:
    return periods[-1].get("until") is None


def _rates_of(period: Row) -> Row:
    """What is charged, without dates and remarks."""
    return {key: value for key, value in period.items() if key not in _NO_RATES}


def _dated(period: Row) -> Row:
    """Dates first, then the rest as it was."""
    dates = {key: period[key] for key in ("from", "until") if period.get(key)}
    return {**dates, **{key: value for key, value in period.items() if key not in ("from", "until")}}


def _spoken(period: Row) -> str:
    return ", ".join(_words(period))


def _words(period: Row) -> Iterator[str]:
    for key, value in _rates_of(period).items():
        if isinstance(value, str):
            yield f"{key} {value}"
        elif key == "fees":
            yield from (f"{name} {amount}" for name, amount in value.items())
        else:
            yield f"{len(value)} {key}"


def _fact(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    if isinstance(value, dict):
        return " ".join(f"{key} {part}" for key, part in value.items())
    return str(value)
