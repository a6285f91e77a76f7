"""What may be posted is a report of ours, whoever wrote the file."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.errors import UsageError
from finops_gate.reports.json import FORMAT
from finops_gate.reports.saved.reading import LARGEST, read
from tests.reports.scenarios import SCENARIOS

SAVED = {name: FORMAT.render(made(), width=0, color=False) for name, made in SCENARIOS.items()}
PLAIN = json.loads(SAVED["swap_with_volumes"])


def refused(text):
    with pytest.raises(UsageError) as error:
        read(text if isinstance(text, bytes) else json.dumps(text).encode())
    return error.value.message


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_we_write_is_read_back_whole(name):
    assert read(SAVED[name].encode()) == json.loads(SAVED[name])


@pytest.mark.parametrize(
    "text",
    [b"", b"not json", b"\xff\xfe", b"[" * 100_000, b'{"schema": NaN}', b'{"verdict": "block", "verdict": "pass"}'],
    ids=["empty", "words", "no UTF-8", "deep", "NaN", "twice"],
)
def test_what_is_no_json_is_refused(text):
    assert "no JSON" in refused(text)


@pytest.mark.parametrize("found", [[], "x", 1, None, {}, {"schema": "infracost/report"}])
def test_what_is_no_report_is_refused(found):
    assert "no report of ours" in refused(found)


@pytest.mark.parametrize("version", ["2.0", "0.9", "", "10.0", "\x1b[31m", None, 1])
def test_another_major_version_is_refused(version):
    message = refused({**PLAIN, "version": version})
    assert "reads 1.x" in message and "\x1b" not in message


def test_newer_minor_version_may_add_and_an_older_one_may_lack():
    added = copy.deepcopy(PLAIN)
    added["version"], added["novelty"] = "1.9", {"x": [1]}
    added["changes"][0]["novelty"] = "x"
    assert read(json.dumps(added).encode()) == {**PLAIN, "version": "1.9"}
    lacking = {key: value for key, value in PLAIN.items() if key not in ("economics", "approvals", "repository")}
    found = read(json.dumps(lacking).encode())
    assert found["economics"] == [] and found["approvals"] == [] and found["repository"] is None


def test_verdict_that_is_none_is_refused():
    assert "verdict is none" in refused({**PLAIN, "verdict": "fine"})


def paths(value, at=()):
    yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*at, index))


@given(
    st.sampled_from([at for at in paths(PLAIN) if at]),
    st.sampled_from([None, 1, True, "x", [], {}, [1], {"a": 1}, 1.5]),
)
def test_any_field_of_another_kind_is_read_as_it_may_be_or_refused(at, value):
    spoilt = copy.deepcopy(PLAIN)
    held = spoilt
    for key in at[:-1]:
        held = held[key]
    held[at[-1]] = value
    try:
        read(json.dumps(spoilt).encode())
    except UsageError as error:
        assert error.message.startswith(("the report", "report.", "this is no report"))


def test_message_names_the_field_and_not_what_stands_in_it():
    spoilt = copy.deepcopy(PLAIN)
    spoilt["findings"][0]["measure"] = {"\x1b[31m": 1}
    assert refused(spoilt) == "report.findings[0].measure is not a text"
    del spoilt["headline"]
    assert refused(spoilt) == "report.headline is missing"
    assert refused({**PLAIN, "changes": {}}) == "report.changes is not a list"
    assert refused({**PLAIN, "range": []}) == "report.range is not an object"


def test_enormous_report_is_refused():
    assert "larger than 64 MiB" in refused(b" " * (LARGEST + 1))
