from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.errors import GovernanceError
from finops_gate.model.policy import (
    Approver,
    Approving,
    Feature,
    Outcome,
    Policy,
    RulePolicy,
    Scope,
    Stale,
    Threshold,
    Where,
)
from finops_gate.policy.cache import from_json, load_cached, to_json, trusted
from finops_gate.policy.starter import starter
from tests.policy.test_load import EXAMPLE, PATH, RULES

TEXT = st.text(max_size=5)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
AMOUNT = st.decimals(0, 10**15, allow_nan=False, allow_infinity=False)
WHERE = st.builds(Where, TEXTS, TEXTS, TEXTS)
THRESHOLD = st.builds(
    Threshold,
    st.sampled_from(Outcome),
    st.lists(st.tuples(TEXT, AMOUNT), max_size=2).map(tuple),
    TEXTS,
    st.none() | TEXT,
)
RULE = st.builds(
    RulePolicy, TEXT, st.lists(THRESHOLD, max_size=2).map(tuple), st.lists(WHERE, max_size=1).map(tuple), TEXT
)
FEATURE = st.builds(
    Feature,
    TEXT,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    st.none() | TEXT,
    st.none() | TEXT,
    st.none() | AMOUNT,
)
APPROVING = st.builds(
    Approving,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(Stale),
    AMOUNT,
    st.integers(1, 99),
    TEXTS,
    st.booleans(),
)
POLICY = st.builds(
    Policy,
    TEXT,
    TEXT,
    TEXT,
    st.lists(FEATURE, max_size=2).map(tuple),
    st.lists(st.builds(Approver, TEXT, TEXT, TEXTS, TEXTS, st.integers(1, 9), st.booleans()), max_size=2).map(tuple),
    st.lists(RULE, max_size=2).map(tuple),
    st.lists(st.builds(Scope, WHERE, st.lists(RULE, max_size=1).map(tuple)), max_size=2).map(tuple),
    st.none() | st.dates(),
    APPROVING,
)


@given(POLICY)
def test_every_policy_survives_the_way_to_json_and_back(policy):
    assert from_json(to_json(policy)) == policy


def cached(directory, text=EXAMPLE, version="1", path=PATH, digest="d", rules=RULES):
    return load_cached(text, path, digest, rules, directory=str(directory), version=version)


def entries(directory):
    return sorted(directory.iterdir())


def test_second_run_reads_what_the_first_wrote(tmp_path):
    first = cached(tmp_path / "new")
    (entry,) = entries(tmp_path / "new")
    assert entry.stat().st_mode & 0o777 == 0o600 and entry.parent.stat().st_mode & 0o777 == 0o700
    before = entry.stat().st_mtime_ns, entry.stat().st_ino
    assert cached(tmp_path / "new") == first
    assert (entry.stat().st_mtime_ns, entry.stat().st_ino) == before


def test_warm_run_imports_neither_yaml_nor_pydantic(tmp_path):
    cached(tmp_path)
    program = (
        "import sys\n"
        "from tests_cache_input import text, path, rules, directory\n"
        "from finops_gate.policy.cache import load_cached\n"
        "load_cached(text, path, 'd', rules, directory=directory, version='1')\n"
        "print(sorted({'yaml', 'pydantic'} & set(sys.modules)))\n"
    )
    (tmp_path / "tests_cache_input.py").write_text(
        "from finops_gate.model.policy import RuleShape\n"
        f"text, path, directory = {EXAMPLE!r}, {PATH!r}, {str(tmp_path)!r}\n"
        f"rules = {RULES!r}\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), os.getcwd()])}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "other",
    [
        {"version": "2"},
        {"digest": "e"},
        {"path": "elsewhere/policy.yaml"},
        {"text": EXAMPLE + b"# more\n"},
        {"rules": {**RULES, "another-rule": RULES["denied-model"]}},
    ],
)
def test_whatever_counts_makes_an_entry_of_its_own(tmp_path, other):
    cached(tmp_path)
    cached(tmp_path, **other)
    assert len(entries(tmp_path)) == 2


def damaged(whole: bytes):
    head, _, body = whole.partition(b"\n")
    weakened = body.replace(b'"10"', b'"99"')
    yield "empty", b""
    yield "cut", whole[:-5]
    yield "no body", head + b"\n"
    yield "other body", head + b"\n" + weakened
    yield "foreign", b"hello\n" + body
    yield "not text", b"\xff\xfe\n\xff"


@pytest.mark.parametrize("case", ["empty", "cut", "no body", "other body", "foreign", "not text"])
def test_damaged_entry_is_ignored_and_written_anew(tmp_path, case):
    policy = cached(tmp_path)
    (entry,) = entries(tmp_path)
    whole = entry.read_bytes()
    entry.write_bytes(dict(damaged(whole))[case])
    assert cached(tmp_path) == policy
    assert entry.read_bytes() == whole


@pytest.mark.parametrize(("size", "used"), [(8 << 20, True), ((8 << 20) + 1, False)])
def test_entry_of_more_than_eight_megabytes_is_ignored_and_written_anew(tmp_path, size, used):
    policy = cached(tmp_path)
    (entry,) = entries(tmp_path)
    head, _, body = entry.read_bytes().partition(b"\n")
    body += b" " * (size - len(head) - 1 - len(body))
    entry.write_bytes(head.rpartition(b" ")[0] + b" " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    assert cached(tmp_path) == policy
    assert (entry.stat().st_size == size) is used


@pytest.mark.parametrize(
    ("mode", "owner", "size", "taken"),
    [
        (stat.S_IFREG, 0, 8 << 20, True),
        (stat.S_IFREG, 0, (8 << 20) + 1, False),
        (stat.S_IFREG, 1, 10, False),
        (stat.S_IFIFO, 0, 0, False),
        (stat.S_IFCHR, 0, 0, False),
        (stat.S_IFDIR, 1, 9 << 20, False),
    ],
)
def test_entry_is_taken_from_a_plain_file_of_this_user_only(mode, owner, size, taken):
    found = os.stat_result((mode | 0o600, 1, 1, 1, os.geteuid() + owner, 0, size, 0, 0, 0))
    assert trusted(found) is taken


def test_link_in_place_of_an_entry_is_not_followed(tmp_path):
    policy = cached(tmp_path)
    (entry,) = entries(tmp_path)
    aside = tmp_path / "aside"
    entry.rename(aside)
    entry.symlink_to(aside)
    assert cached(tmp_path) == policy
    assert not entry.is_symlink()


def test_entry_that_is_no_file_and_folder_that_cannot_be_written_are_no_error(tmp_path):
    policy = cached(tmp_path)
    (entry,) = entries(tmp_path)
    entry.unlink()
    entry.mkdir()
    assert cached(tmp_path) == policy
    assert [path.name for path in tmp_path.iterdir()] == [entry.name]
    (tmp_path / "file").write_text("")
    assert cached(tmp_path / "file") == policy


def test_without_a_directory_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    policy = load_cached(EXAMPLE, PATH, "d", RULES, directory=None, version="1")
    assert policy.source == PATH and not entries(tmp_path)


def test_faulty_policy_is_never_stored(tmp_path):
    with pytest.raises(GovernanceError):
        cached(tmp_path, text=b"version: 9\n")
    assert not entries(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"currency": 5},
        {"advisory_until": "soon"},
        {"features": [{}]},
        {"rules": None},
        {"extra": 1},
        {"approvers": [{"role": "a", "name": "b", "users": [], "teams": [], "count": True}]},
        {"scopes": "x"},
    ],
)
def test_json_of_another_shape_is_refused(change):
    stored = json.loads(to_json(starter())) | change
    with pytest.raises(ValueError):
        from_json(json.dumps(stored))


def test_limit_without_an_amount_is_refused():
    stored = json.loads(to_json(starter()))
    limits = next(rule["thresholds"][0]["limits"] for rule in stored["rules"] if rule["thresholds"][0]["limits"])
    limits[0].pop()
    with pytest.raises(ValueError):
        from_json(json.dumps(stored))


def test_json_that_is_no_object_is_refused():
    for text in ("[]", "null", "{", "[" * 100_000, '{"a": 1}'):
        with pytest.raises(ValueError):
            from_json(text)


def test_amounts_and_days_keep_their_type():
    policy = from_json(to_json(cached_example()))
    assert policy.advisory_until == date(2027, 1, 31)
    assert policy.features[0].calls_per_month == Decimal(50000)


def cached_example():
    return load_cached(EXAMPLE, PATH, "d", RULES, directory=None, version="1")
