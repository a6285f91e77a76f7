"""Which site of one side is which of the other: what must hold of any two sides."""

import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from finops_gate.compare.changes import changes
from finops_gate.compare.pairing import main, pair, value_of
from finops_gate.model.setting import Key, Location, Role, Unknown
from tests.build import a_bound, a_site

MODELS = ["gpt-4o", "gpt-4o-mini", "openai/gpt-4o", "claude-sonnet-4-5", "acme-brain-2", Unknown("a variable")]


@st.composite
def a_side(draw):
    """A few sites in a few files, with slots that repeat."""
    found = []
    counted = {}
    for line in range(1, draw(st.integers(0, 8)) + 1):
        path = draw(st.sampled_from(["app/a.py", "app/b.py", "web/a.ts", "values.yaml"]))
        slot = draw(st.sampled_from(["model", "judge_model", "DEFAULT_MODEL"]))
        scope = draw(st.sampled_from(["", "Bot", "Bot.ask", "services.chat"]))
        key = f"{path}#{scope}:{slot}"
        counted[key] = counted.get(key, 0) + 1
        fields = {"path": path, "slot": slot, "scope": scope, "line": line}
        fields["role"] = draw(st.sampled_from([Role.CALL_ARGUMENT, Role.CONSTANT, Role.CONFIG_VALUE]))
        more = []
        if draw(st.booleans()):
            limit = draw(st.sampled_from(["100", "500"]))
            more.append(a_bound(limit, key=Key.MAX_OUTPUT, amount=limit, **{**fields, "slot": "max_tokens"}))
        name = key if counted[key] == 1 else f"{key}@{counted[key]}"
        found.append(a_site(draw(st.sampled_from(MODELS)), more, name, **fields))
    return found


@given(a_side(), a_side())
@settings(max_examples=200)
def test_every_site_stands_in_one_pair_at_most_and_no_pair_is_empty(before, after):
    """But for the one to which several copies of one value have become."""
    pairs = pair(before, after)
    for side, sites in ((0, before), (1, after)):
        paired = [id(found[side]) for found in pairs if found[side] is not None]
        assert set(paired) <= {id(site) for site in sites}
    bases = [id(found.before) for found in pairs if found.before is not None]
    assert len(bases) == len(set(bases))
    copies = {}
    for found in pairs:
        copies.setdefault(id(found.after), []).append(found.before)
    copies.pop(id(None), None)
    several = [became for became in copies.values() if len(became) > 1]
    assert all(None not in became and len({value_of(main(site)) for site in became}) == 1 for became in several)
    assert all(found.before or found.after for found in pairs)


@given(a_side(), a_side())
@settings(max_examples=200)
def test_the_order_in_which_the_sides_are_given_decides_nothing_else(before, after):
    assert changes(before, after) == changes(tuple(before), iter(after))


@given(a_side())
@settings(max_examples=100)
def test_a_side_is_no_change_of_itself(side):
    assert not [row for row in changes(side, side) if row.billed]
    assert all(found.before is found.after for found in pair(side, side))


@given(a_side(), a_side())
@settings(max_examples=200)
def test_rows_are_sorted_and_a_billed_one_says_two_values(before, after):
    rows = changes(before, after)
    assert list(rows) == sorted(rows, key=lambda row: (row.path, row.line, row.key.value, row.site))
    for row in rows:
        if row.billed and row.before and row.after:
            assert value_of(row.before) != value_of(row.after)


def test_the_same_key_pairs_whatever_its_value():
    before = [a_site("gpt-4o", key="a#main", slot="main"), a_site("gpt-4o-mini", key="a#spare", slot="spare")]
    after = [a_site("gpt-4o-mini", key="a#main", slot="main"), a_site("gpt-4o", key="a#spare", slot="spare")]
    assert {(p.before.key, p.after.key) for p in pair(before, after)} == {("a#main", "a#main"), ("a#spare", "a#spare")}


def test_of_several_with_one_key_the_equal_ones_pair_first():
    before = [a_site("gpt-4o", key="a#model"), a_site("gpt-4o-mini", key="a#model@2")]
    after = [a_site("gpt-4o-mini", key="a#model"), a_site("gpt-4-turbo", key="a#model@2")]
    values = {(main(p.before).value, main(p.after).value) for p in pair(before, after)}
    assert values == {("gpt-4o-mini", "gpt-4o-mini"), ("gpt-4o", "gpt-4-turbo")}


def test_an_equal_value_elsewhere_is_a_move():
    before = [a_site("gpt-4o", key="a.py#model", path="a.py")]
    after = [a_site("gpt-4o", key="b.py#model", path="b.py")]
    ((one, other),) = pair(before, after)
    assert (one, other) == (before[0], after[0])


def test_what_an_unread_value_is_read_from_tells_it_from_others():
    read = a_bound(Unknown("a name"), refers=("DEFAULT_MODEL",))
    assert value_of(read) == value_of(a_bound(Unknown("another reason"), refers=("DEFAULT_MODEL",)))
    assert value_of(read) != value_of(a_bound(Unknown("a name"), refers=("SPARE_MODEL",)))


def test_parameters_are_equal_by_amount():
    assert value_of(a_bound("12_000", key=Key.MAX_OUTPUT, amount="12000")) == value_of(
        a_bound("12000", key=Key.MAX_OUTPUT, amount="12000", line=99)
    )


def test_a_resolved_value_is_compared_and_not_its_name():
    via = (Location("settings.py", 1),)
    assert value_of(a_bound("gpt-4o", via, written=Unknown("read from A"))) == value_of(a_bound("openai/gpt-4o"))


def work(size: int) -> int:
    """How many functions pairing calls for so many sites on each side, none of which are equal."""
    before = [a_site("gpt-4o", key=f"a{i % 50}.py#m{i}", path=f"a{i % 50}.py", slot=f"m{i}") for i in range(size)]
    after = [a_site("gpt-4-turbo", key=f"b{i % 50}.py#n{i}", path=f"b{i % 50}.py", slot=f"n{i}") for i in range(size)]
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    earlier = sys.getprofile()
    sys.setprofile(count)
    try:
        pair(before, after)
    finally:
        sys.setprofile(earlier)
    return calls


def test_work_grows_with_the_sites_and_not_with_their_square():
    work(10)
    assert work(2_000) <= 6 * work(500)
