"""Appending to history: what a later reading of the tables adds, and what it never touches."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.catalog.refresh.merge import KEYS, Changes, Merger, Sources, in_order, names_of

Row = dict[str, Any]
FIRST, THEN, LATER = date(2026, 11, 23), date(2026, 12, 1), date(2027, 1, 15)
OLD = {"url": "https://a.example", "retrieved": FIRST, "via": "genai-prices==0.2.3"}
NEW = {"url": "https://a.example", "retrieved": THEN, "via": "genai-prices==0.2.4"}
BOTH = frozenset({"genai-prices", "litellm"})


def model(identity: str = "one", *periods: Row, **more: Any) -> Row:
    prices = [{"source": "s1", **period} for period in periods or ({"input": "1"},)]
    return {"id": identity, "aliases": [], "snapshots": [], "prices": prices, **more}


def merged(held: list[Row], fresh: list[Row], day: date = THEN) -> tuple[list[Row], Changes, Sources]:
    sources = Sources({"s1": OLD})
    merger = Merger("acme", held, sources, {"s1": {**NEW, "retrieved": day}}, day)
    return merger.merge(fresh, BOTH), merger.changes, sources


def told(notes: list[Any]) -> list[tuple[str, str]]:
    return [tuple(note) for note in notes]


def test_what_is_as_it_was_stays_as_it_is() -> None:
    held = [model("one", {"input": "1", "tiers": [{"above_input_tokens": 5, "input": "2"}]}, context_window=5)]
    rows, changes, sources = merged(held, held)
    assert rows == [in_order(row) for row in held]
    assert changes == Changes.none()
    assert sources.held == {"s1": OLD}


def test_a_price_that_changed_closes_its_period_and_opens_another_from_the_day_of_reading() -> None:
    (row,), changes, sources = merged([model()], [model("one", {"input": "2", "note": "why"})])
    assert row["prices"] == [
        {"until": THEN, "source": "s1", "input": "1"},
        {"from": THEN, "source": "s2", "input": "2", "note": "why"},
    ]
    assert sources.held["s2"] == NEW
    assert told(changes.changed) == [("acme/one", "input 1 becomes input 2 from 2026-12-01 on")]


def test_the_day_that_the_table_states_counts_where_there_is_one() -> None:
    fresh = model("one", {"until": date(2026, 11, 25), "input": "1"}, {"from": date(2026, 11, 25), "input": "2"})
    (row,), _, _ = merged([model()], [fresh])
    assert [(p.get("from"), p.get("until"), p["input"]) for p in row["prices"]] == [
        (None, date(2026, 11, 25), "1"),
        (date(2026, 11, 25), None, "2"),
    ]


def test_a_price_to_come_is_appended_and_one_that_came_is_not_appended_again() -> None:
    fresh = model("one", {"until": LATER, "input": "1"}, {"from": LATER, "input": "3"})
    rows, changes, _ = merged([model()], [fresh])
    assert [(p.get("from"), p.get("until"), p["input"]) for p in rows[0]["prices"]] == [
        (None, LATER, "1"),
        (LATER, None, "3"),
    ]
    assert told(changes.changed) == [("acme/one", "input 3 is announced for 2027-01-15")]
    again, nothing, _ = merged(rows, [fresh], date(2027, 2, 1))
    assert again[0]["prices"] == rows[0]["prices"]
    assert nothing.changed == []


def test_a_change_before_an_announced_one_ends_where_that_begins() -> None:
    held = [model("one", {"until": LATER, "input": "1"}, {"from": LATER, "input": "3"})]
    (row,), _, _ = merged(held, [model("one", {"until": LATER, "input": "2"}, {"from": LATER, "input": "3"})])
    assert [(p.get("from"), p.get("until"), p["input"]) for p in row["prices"]] == [
        (None, THEN, "1"),
        (THEN, LATER, "2"),
        (LATER, None, "3"),
    ]


def test_an_announcement_that_changed_is_left_to_a_person() -> None:
    held = [model("one", {"until": LATER, "input": "1"}, {"from": LATER, "input": "3"})]
    (row,), changes, _ = merged(held, [model("one", {"until": LATER, "input": "1"}, {"from": LATER, "input": "4"})])
    assert row["prices"] == held[0]["prices"]
    assert "was input 3, now input 4" in changes.person[0].text


def test_an_announcement_amid_known_periods_is_left_to_a_person() -> None:
    held = [model("one", {"until": LATER, "input": "1"}, {"from": LATER, "input": "3"})]
    between = date(2027, 1, 1)
    fresh = [model("one", {"until": between, "input": "1"}, {"from": between, "input": "2"})]
    (row,), changes, _ = merged(held, fresh)
    assert row["prices"] == held[0]["prices"]
    assert "amid periods that are known" in changes.person[0].text


def test_a_price_restated_for_a_past_period_holds_from_today_and_a_person_is_told() -> None:
    since = date(2026, 1, 1)
    held = [model("one", {"until": since, "input": "9"}, {"from": since, "input": "1"})]
    fresh = [model("one", {"until": since, "input": "9"}, {"from": since, "input": "2"})]
    (row,), changes, _ = merged(held, fresh)
    assert [(p.get("from"), p["input"]) for p in row["prices"]] == [(None, "9"), (since, "1"), (THEN, "2")]
    assert "restate the price since 2026-01-01" in changes.person[0].text


def test_of_two_readings_on_one_day_the_first_stands() -> None:
    rows, _, _ = merged([model()], [model("one", {"input": "2"})])
    again, changes, _ = merged(rows, [model("one", {"input": "3"})])
    assert again[0]["prices"] == rows[0]["prices"]
    assert len(changes.person) == 1


def test_a_price_that_ended_and_came_back_leaves_a_gap_with_its_reason() -> None:
    held = [model("one", {"until": date(2026, 10, 1), "input": "1"})]
    (row,), _, _ = merged(held, [model("one", {"input": "2"})])
    assert row["prices"][1] == {"from": THEN, "source": "s2", "input": "2", "gap": "not listed in between"}


def test_a_model_that_is_new_is_added_whole() -> None:
    fresh = model("two", {"input": "2"}, variants={"batch": [{"source": "s1", "input": "1"}]}, aliases=["zwei"])
    rows, changes, _ = merged([model()], [model(), fresh])
    assert [row["id"] for row in rows] == ["one", "two"]
    assert rows[1]["prices"] == [{"source": "s2", "input": "2"}]
    assert rows[1]["variants"] == {"batch": [{"source": "s2", "input": "1"}]}
    assert told(changes.added) == [("acme/two", "input 2")]


def test_a_way_of_serving_and_a_region_are_followed_like_the_price_itself() -> None:
    held = [model(variants={"batch": [{"source": "s1", "input": "0.5"}]})]
    fresh = model(
        variants={"batch": [{"source": "s1", "input": "0.4"}], "flex": [{"source": "s1", "input": "0.6"}]},
        regions={"eu": [{"source": "s1", "input": "1.1"}]},
    )
    (row,), changes, _ = merged(held, [fresh])
    assert [period["input"] for period in row["variants"]["batch"]] == ["0.5", "0.4"]
    assert row["variants"]["flex"] == [{"source": "s2", "input": "0.6"}]
    assert row["regions"] == {"eu": [{"source": "s2", "input": "1.1"}]}
    assert ("acme/one", "batch: input 0.5 becomes input 0.4 from 2026-12-01 on") in told(changes.changed)
    assert ("acme/one", "flex: input 0.6") in told(changes.added)


def test_a_model_that_is_no_longer_listed_is_kept_and_marked_once() -> None:
    rows, changes, _ = merged([model(), model("two")], [model()])
    assert rows[1]["dropped"] == THEN
    assert rows[1]["prices"] == model()["prices"]
    assert told(changes.dropped) == [("acme/two", "is no longer listed; its prices are kept")]
    again, nothing, _ = merged(rows, [model()])
    assert again == rows
    assert nothing.dropped == []
    back, told_back, _ = merged(rows, [model(), model("two")])
    assert "dropped" not in back[1]
    assert told(told_back.facts) == [("acme/two", "is listed again")]


def test_what_a_person_read_elsewhere_is_not_dropped_with_the_table() -> None:
    sources = Sources({"s1": {"url": "https://a.example", "retrieved": FIRST}})
    rows = Merger("acme", [model()], sources, {}, THEN).merge([], BOTH)
    assert "dropped" not in rows[0]


def test_a_price_that_goes_and_one_that_comes() -> None:
    bare: Row = {"id": "one", "aliases": [], "snapshots": [], "unpriced": "free"}
    (kept,), changes, _ = merged([model()], [bare])
    assert kept["prices"] == model()["prices"]
    assert told(changes.person) == [("acme/one", "has no price any more: free")]
    (priced,), added, _ = merged([bare], [model()])
    assert priced["prices"] == [{"source": "s2", "input": "1"}]
    assert "unpriced" not in priced
    assert told(added.added) == [("acme/one", "input 1")]
    ended = [model("one", {"until": FIRST, "input": "1"})]
    assert merged(ended, [bare])[1].person == []


def test_facts_follow_the_tables() -> None:
    held = [model(context_window=1000, status="deprecated", retires_on=date(2027, 1, 1), takes=["text"])]
    fresh = model(
        context_window=2000,
        status="retired",
        retires_on=date(2026, 12, 1),
        takes=["text", "image"],
        tokenizer={"encoding": "o200k_base", "ratio": "1.00", "exact": True},
        aliases=["uno"],
        retirements={"uno": date(2027, 3, 1), "other": date(2027, 3, 1)},
    )
    (row,), changes, _ = merged(held, [fresh])
    assert (row["context_window"], row["status"], row["retires_on"]) == (2000, "retired", date(2026, 12, 1))
    assert row["retirements"] == {"uno": date(2027, 3, 1)}
    texts = [text for _, text in told(changes.facts)]
    assert "context_window: 1000 becomes 2000" in texts
    assert "takes: text becomes text image" in texts
    assert "tokenizer: encoding o200k_base ratio 1.00 exact True" in texts
    assert "is also called uno" in texts
    (still,), _, _ = merged([row], [model(status="deprecated")])
    assert still["status"] == "retired"


def test_a_name_that_means_another_model_now_is_left_to_a_person() -> None:
    held = [model("one", aliases=["latest"]), model("two")]
    rows, changes, _ = merged(held, [model("one"), model("two", aliases=["latest"])])
    assert rows[0]["aliases"] == ["latest"]
    assert rows[1]["aliases"] == []
    assert told(changes.person) == [("acme/two", "the tables now call it latest, which here means one")]


def test_an_alias_that_gets_a_row_of_its_own_is_left_to_a_person_where_the_price_differs() -> None:
    held = [model("one", aliases=["two"])]
    rows, changes, _ = merged(held, [model("one"), model("two", {"input": "5"})])
    assert [row["id"] for row in rows] == ["one"]
    assert "two, so far another name of it, is now listed with prices of its own" in changes.person[0].text
    assert merged(held, [model("one"), model("two")])[1].person == []


def test_the_same_source_is_cited_once() -> None:
    sources = Sources({"s1": {**OLD, "checked": THEN}, "page": {"url": "https://b.example"}})
    assert sources.cite(OLD) == "s1"
    assert sources.cite(NEW) == "s2"
    assert sources.cite(NEW) == "s2"


amounts = st.sampled_from(["1", "2", "3"])
readings = st.lists(amounts, min_size=1, max_size=8)


@given(readings)
def test_readings_one_after_the_other_never_change_what_was_and_leave_no_gap(amounts: list[str]) -> None:
    rows = [model("one", {"input": "1"})]
    for number, amount in enumerate(amounts):
        before = [dict(period) for period in rows[0]["prices"]]
        day = date.fromordinal(THEN.toordinal() + number)
        rows, _, _ = merged(rows, [model("one", {"input": amount})], day)
        after = rows[0]["prices"]
        assert [p["input"] for p in after][: len(before)] == [p["input"] for p in before]
        assert [p.get("from") for p in after][: len(before)] == [p.get("from") for p in before]
        assert after[-1]["input"] == amount
        for left, right in pairwise(after):
            assert left["until"] == right["from"]
        assert "until" not in after[-1]


def test_names_and_keys() -> None:
    assert names_of({"id": "a", "aliases": ["b"], "snapshots": ["c"]}) == ("a", "b", "c")
    assert list(in_order({"prices": [], "id": "a", "strange": 1})) == ["id", "prices"]
    assert KEYS[0] == "id"
