"""Whatever stands in a repository: a wrong governing file ends the run and says where, a source file that cannot be
read is listed and hides nothing, and no name acts in a report."""

from __future__ import annotations

import json
import re

import pytest

from finops_gate.app.render import INVENTORIES, formats
from tests.cli.example import CALL
from tests.fakes.repository import Repository
from tests.gate import COLUMNS, POLICY, USAGE, gate, judged, usage

MINI = CALL.format(model="gpt-4o-mini")
TURBO = CALL.format(model="gpt-4-turbo")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "repository")


# Governing files


BOMB = "version: 1\na: &a [x, x]\n" + "".join(f"{'bcdefgh'[n]}: &{'bcdefgh'[n]} [*{'abcdefg'[n]}]\n" for n in range(7))


def monthly(limit):
    """A policy whose third line has this limit."""
    return f"version: 1\nrules:\n  monthly-increase: {{warn: {{above: {limit}}}}}\n".encode()


def per_call(measure):
    return f"version: 1\nrules:\n  per-call-increase: {{warn: {{{measure}}}}}\n".encode()


WRONG_POLICIES = {
    "empty": (b"", "policy.yaml: ", "is empty"),
    "a list": (b"- version: 1\n", "policy.yaml:1: ", "must be a mapping"),
    "no version": (b"currency: USD\n", "policy.yaml:1: version: ", "is required"),
    "another version": (b"version: 2\n", "policy.yaml:1: version: ", "2"),
    "unknown key": (b"version: 1\nfeature: {}\n", "policy.yaml:2: feature: ", "is not a known key"),
    "duplicate key": (b"version: 1\nrules: {}\nrules: {}\n", "policy.yaml:3: rules", ""),
    "alias bomb": (BOMB.encode(), "policy.yaml:2: ", "anchor"),
    "alias": (b"version: 1\nmode: *m\n", "policy.yaml:2: ", "alias"),
    "merge key": (b"version: 1\n<<: {mode: enforce}\n", "policy.yaml:2: ", "merge key"),
    "tag": (b"version: !!int 1\n", "policy.yaml:1: ", "tag"),
    "python tag": (b"version: !!python/object/apply:os.system [id]\n", "policy.yaml:1: ", "tag"),
    "second document": (b"version: 1\n---\nversion: 1\n", "policy.yaml:2: ", "second document"),
    "tab": (b"version: 1\nrules:\n\tnew-spend: off\n", "policy.yaml:3: ", "is not YAML"),
    "never closed": (b"version: 1\nrules: {new-spend: off\n", "policy.yaml:", "is not YAML"),
    "deep": (b"version: " + b"[" * 5000, "policy.yaml:1: ", "nest"),
    "control character": (b"version: 1\nmode: \x07\n", "policy.yaml:2: ", "is not YAML"),
    "escape sequence": (b'version: 1\ncurrency: "\\e[31mUSD"\n', "policy.yaml:2: currency: ", ""),
    "not UTF-8": (b"version: 1\n# caf\xe9\n", "policy.yaml:2: ", "is not UTF-8"),
    "UTF-16": ("version: 1\n".encode("utf-16"), "policy.yaml", ""),
    "large": (b"version: 1\n" + b"# x\n" * 300_000, "policy.yaml ", "over 1 MiB"),
    "nan": (monthly(".nan"), "policy.yaml:3: rules.monthly-increase.warn.above", ""),
    "infinity": (
        monthly(".inf"),
        "policy.yaml:3: rules.monthly-increase.warn.above",
        "",
    ),
    "exponent": (
        monthly("1e9"),
        "policy.yaml:3: rules.monthly-increase.warn.above",
        "digits",
    ),
    "octal": (monthly("012"), "policy.yaml:3: rules.monthly-increase.warn.above", "012"),
    "sexagesimal": (
        monthly("12:30"),
        "policy.yaml:3: rules.monthly-increase.warn.above",
        "12:30",
    ),
    "negative": (monthly("-5"), "policy.yaml:3: rules.monthly-increase.warn.above", "negative"),
    "currency sign": (
        monthly("$50"),
        "policy.yaml:3: rules.monthly-increase.warn.above",
        "$50",
    ),
    "5,000 digits": (monthly("9" * 5000), "policy.yaml:3: rules.monthly-increase.warn.above", ""),
    "no day": (b"version: 1\nmode: {advisory: 2026-13-01}\n", "policy.yaml:2: mode.advisory: ", "2026-13-01"),
    "measure of another rule": (
        per_call("above: 5"),
        "policy.yaml:3: ",
        "",
    ),
    "ratio below 1": (per_call("ratio: 0.5"), "policy.yaml:3: ", "ratio"),
    "nobody is called so": (
        b"version: 1\napprovers: {lead: {users: [a]}}\nrules:\n  unpriced-model: {require-approval: {from: laed}}\n",
        "policy.yaml:4: rules.unpriced-model.require-approval.from: ",
        "did you mean 'lead'",
    ),
}


def row(**cells):
    return usage({"feature": "bot", "model": "gpt-4o-mini", "calls_per_month": 5, **cells}).encode()


HEADER = ",".join(COLUMNS)
WRONG_USAGE = {
    "empty": (b"", "usage.csv:1: ", "no header"),
    "unknown column": (f"{HEADER},price\n".encode(), "usage.csv:1: price: ", "no column"),
    "missing column": (HEADER.replace(",source", "").encode(), "usage.csv:1: source: ", "missing"),
    "column twice": (f"{HEADER},grade\n".encode(), "usage.csv:1: grade: ", "twice"),
    "too few cells": (f"{HEADER}\nbot,x\n".encode(), "usage.csv:2: ", "cells"),
    "nan": (row(calls_per_month="nan"), "usage.csv:2: calls_per_month: ", ""),
    "infinity": (row(calls_per_month="Infinity"), "usage.csv:2: calls_per_month: ", ""),
    "exponent": (row(input_mean="1e999999999"), "usage.csv:2: input_mean: ", ""),
    "negative": (row(output_mean="-1"), "usage.csv:2: output_mean: ", ""),
    "word": (row(calls_per_month="many"), "usage.csv:2: calls_per_month: ", ""),
    "share above 1": (row(success_share="1.5"), "usage.csv:2: success_share: ", ""),
    "unknown grade": (row(grade="certain"), "usage.csv:2: grade: ", ""),
    "no day": (row(window_from="2026-02-30"), "usage.csv:2: window_from: ", ""),
    "ends before it starts": (row(window_from="2026-02-01", window_to="2026-01-01"), "usage.csv:2: window_to: ", ""),
    "low above high": (row(calls_low="9", calls_high="3"), "usage.csv:2: calls_", ""),
    "no feature": (row(feature=""), "usage.csv:2: feature: ", "empty"),
    "the same row twice": (row() + row().split(b"\n")[1] + b"\n", "usage.csv:3: feature: ", "line 2"),
    "escape sequence": (row(feature="\x1b[31mbot"), "usage.csv:2: feature: ", "\\x1b"),
    "not UTF-8": (row(source="caf\u00e9").replace("\u00e9".encode(), b"\xe9"), "usage.csv:2: ", "is not UTF-8"),
    "a quote never closed": (row(source='"x'), "usage.csv:2: ", "is not CSV"),
}


@pytest.mark.parametrize(
    ("path", "text", "place", "told"),
    [
        *(pytest.param(POLICY, *case, id=f"policy, {name}") for name, case in WRONG_POLICIES.items()),
        *(pytest.param(USAGE, *case, id=f"usage, {name}") for name, case in WRONG_USAGE.items()),
    ],
)
def test_malformed_governing_file_is_2_with_file_line_and_key(repository, path, text, place, told):
    repository.write({"bot.py": MINI, path: text}).commit()
    repository.branch("change").write({"bot.py": TURBO}).commit()
    answer = gate(repository, "diff", "main..HEAD", "--exit-zero")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"error: .finops-gate/{place}"), answer.err
    assert told in answer.err
    assert "\x1b" not in answer.err
    assert len(answer.err) < 1000


@pytest.mark.parametrize("path", [POLICY, USAGE])
def test_governing_file_that_is_a_link_governs_nothing_and_is_told(repository, tmp_path, path):
    """A link could point out of the repository, where nobody reviews it."""
    (tmp_path / "elsewhere").write_text("version: 1\n", encoding="utf-8")
    repository.link(path, str(tmp_path / "elsewhere")).write({"bot.py": MINI}).commit()
    repository.branch("change").write({"bot.py": TURBO}).commit()
    answer = gate(repository, "diff", "main..HEAD")
    assert (answer.code, answer.out) == (2, "")
    assert path in answer.err


def test_malformed_policy_of_the_pull_request_itself_does_not_end_the_run(repository):
    """It governs nothing yet."""
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").write({"bot.py": TURBO, POLICY: "version: [\n"}).commit()
    answer = judged(repository)
    assert answer.code == 1 and "malformed-governance" in answer.rules and answer.billed


# Source files


DEEP = 10_000
UNREADABLE = {
    "broken.py": 'def f(:\n  model = "gpt-4o"\n',
    "broken.ts": 'const = { model: "gpt-4o" \n',
    "broken.yaml": "a: [1\nmodel: gpt-4o\n",
    "broken.json": '{"model": "gpt-4o"',
    "broken.toml": 'model = "gpt-4o\n[',
    "broken.ipynb": '{"cells": [{"cell_type": "code", "source": ["model = \'gpt-4o\'"',
    "deep.py": "model = " + "[" * DEEP + '"gpt-4o"' + "]" * DEEP,
    "deep.ts": "const model = " + "[" * DEEP + '"gpt-4o"' + "]" * DEEP,
    "deep.go": "package main\n\nvar model = " + "f(" * DEEP + '"gpt-4o"' + ")" * DEEP,
    "deep.json": "[" * DEEP + '{"model": "gpt-4o"}' + "]" * DEEP,
    "deep.yaml": "model: " + "[" * DEEP + "gpt-4o" + "]" * DEEP,
    "deep.toml": "model = " + "[" * DEEP + '"gpt-4o"' + "]" * DEEP,
    "huge.py": b'x = "' + b"a" * 50_000_000 + b'"; model = "gpt-4o"\n',
    "huge.json": b'{"a": "' + b"a" * 50_000_000 + b'", "model": "gpt-4o"}\n',
    "latin.py": 'model = "gpt-4o"  # caf\xe9\n'.encode("latin-1"),
    "latin.yaml": "model: gpt-4o # caf\xe9\n".encode("latin-1"),
    "nul.py": b'model = "gpt-4o"\n\0',
    "utf16.py": 'model = "gpt-4o"\n'.encode("utf-16"),
}


def test_source_that_cannot_be_read_is_listed_and_hides_nothing(repository):
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").write(UNREADABLE).link("link.py", "/etc/passwd").link("loop.py", "loop.py")
    repository.write({"bot.py": TURBO}).stage()
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    repository.commit(stage=False)
    answer = judged(repository)
    skipped = {entry["path"]: entry["reason"] for entry in answer.report["skipped"]}
    assert set(skipped) == {*UNREADABLE, "link.py", "loop.py", "module"}
    assert skipped["huge.py"] == "over 1 MiB"
    assert skipped["latin.py"] == "is not UTF-8; judged as far as it can be read"
    assert skipped["link.py"] == "symbolic link (not followed)"
    assert skipped["module"] == "submodule"
    assert answer.code == 3
    assert [row["status"] for row in answer.billed if row["path"] == "bot.py"] == ["modified"]
    scanned = json.loads(gate(repository, "scan", "--format", "json").out)
    assert "bot.py" in {site["path"] for site in scanned["sites"]}
    assert set(skipped) - {"link.py", "loop.py", "module"} == {entry["path"] for entry in scanned["skipped"]}


def test_file_that_became_unreadable_is_no_saving(repository):
    """A model that stood in a file which can no longer be read is not one that nobody pays any more."""
    repository.write({"bot.py": MINI, "other.py": "x = 1\n"}).commit()
    repository.branch("change").write({"bot.py": b"\0" + MINI.encode()}).commit()
    answer = judged(repository)
    assert [entry["path"] for entry in answer.report["skipped"]] == ["bot.py"]
    (row,) = answer.billed
    assert (row["status"], row["per_call"]["base"]) == ("hidden", row["per_call"]["head"])
    assert answer.report["verdict"] == "warn"
    assert "1 file could not be judged" in answer.report["headline"]


def test_file_that_says_nothing_of_models_and_cannot_be_read_is_told_in_the_one_line(repository):
    repository.write({"data.txt": "x\n"}).commit()
    repository.branch("change").write({"data.txt": "x" * 3_000_000}).commit()
    answer = judged(repository)
    assert (answer.code, answer.report["changes"]) == (0, [])
    assert answer.report["headline"] == "✅ No AI cost change. 1 file could not be judged."


# Names


NAMES = [
    "a|b`c.py",
    "[red]x[/].py",
    "[link=http:evil]x.py",
    "*bold* _it_ ~no~ #1 <b>@org.py",
    "esc\x1b[31m.py",
    "osc\x1b]8;;http:x\x07.py",
    "bell\x07\x08.py",
    "new\nline.py",
    "tab\tcr\r.py",
    "right\u202eleft.py",
    "zero\u200bwidth.py",
    "\udcff\udcfe.py",
    "::error::x.py",
    "$(id).py",
    "-rf.py",
    ":smiley:.py",
    "&lt;&#64;.py",
]
ACTIVE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@pytest.mark.parametrize("form", formats())
def test_hostile_names_act_in_no_report(repository, form):
    ids = [f"gpt-4o-{name[:-3]}" for name in NAMES if "\udcff" not in name]
    texts = {f"config/{at}.json": json.dumps({"chat": {"model": name}}, indent=1) for at, name in enumerate(ids)}
    plain = {path: json.dumps({"chat": {"model": "gpt-4o-mini"}}, indent=1) for path in texts}
    repository.write({**dict.fromkeys(NAMES, MINI), **plain}).commit()
    repository.branch("change").write({**dict.fromkeys(NAMES, TURBO), **texts}).commit()
    answer = gate(repository, "diff", "main..HEAD", "--format", form)
    assert answer.code == 3
    text = answer.out.replace("\ufe0f", "")  # the selector of the warning sign's colour
    assert not ACTIVE.search(text)
    assert all(name not in text for name in ("new\nline", "gpt-4o-new\nline"))
    if form == "markdown":
        assert not re.search(r"(?m)^[^|\n]*\|[^|\n]*\|[^|\n]*$", text)
        rows = [line for line in text.split("\n") if line.startswith("| <code>")]
        assert len(rows) == len(NAMES) + len(ids)
        assert {line.count("|") for line in rows} == {6}
        assert not re.search(r"@org|<b>|`|\*bold\*|\[red\]", text)
    if form == "json":
        assert len(json.loads(text)["changes"]) == len(NAMES) + len(ids)
    if form == "table":
        assert "[red]x[/].py" in text
        assert ":smiley:.py" in text


@pytest.mark.parametrize("form", formats(INVENTORIES.package))
def test_hostile_names_act_in_no_inventory(repository, form):
    repository.write(dict.fromkeys(NAMES, TURBO)).commit()
    answer = gate(repository, "scan", "--format", form)
    assert answer.code == 0
    assert not ACTIVE.search(answer.out)
    assert "new\nline" not in answer.out


def test_hostile_names_act_in_no_message(repository):
    repository.write({"bot.py": MINI}).commit()
    for words in (
        ("diff", "ma\x1b[31min..HEAD"),
        ("diff", "a\nb..HEAD"),
        ("scan", "\u202ex"),
        ("explain", "\x1b]8;;x"),
    ):
        answer = gate(repository, *words)
        assert (answer.code, answer.out) == (2, "")
        assert not ACTIVE.search(answer.err)
        assert answer.err.count("\n") <= 2
