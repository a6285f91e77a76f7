"""The JSON report: the documented shape, for every scenario."""

import json
from decimal import Decimal
from pathlib import Path
from typing import get_type_hints

import jsonschema
import pytest

from finops_gate.model import report as shape
from finops_gate.model.setting import Key, Location, Role, Unknown
from finops_gate.model.site import SiteKind, Status
from finops_gate.model.usage import Grade
from finops_gate.reports.json import FORMAT, report
from tests.build import a_bound, a_change, a_row, a_site, a_verdict
from tests.reports.scenarios import SCENARIOS

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report-1.json").read_text(encoding="utf-8"))


def rendered(name):
    return FORMAT.render(SCENARIOS[name](), width=0, color=False)


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "many_rows"])
def test_report_is_the_golden_one(name, golden):
    golden(f"goldens/{name}.json", rendered(name))


@pytest.mark.parametrize("name", SCENARIOS)
def test_report_fits_the_published_schema(name):
    jsonschema.validate(json.loads(rendered(name)), SCHEMA)


@pytest.mark.parametrize("name", SCENARIOS)
def test_report_is_ascii_ends_its_line_and_is_the_same_every_time(name):
    text = rendered(name)
    assert text.isascii()
    assert text.endswith("}\n")
    assert text == rendered(name)


def test_bytes_that_are_no_utf8_are_text_that_strict_readers_take():
    (change,) = report(SCENARIOS["hostile_names"]())["changes"]
    assert change["path"].endswith(".py\\udcff")
    assert "\x1b[31m\u202e" in change["path"]
    change["path"].encode("utf-8")


def side(before="gpt-4o-mini", after="gpt-4-turbo", key=Key.MODEL, name="head", **fields):
    models = {name: fields.pop(name) for name in ("base_model", "head_model") if name in fields}
    row = a_row(a_change(before, after, key, **fields), **models)
    return report(a_verdict(rows=(row,)))["changes"][0][name]


def test_model_is_given_as_written_and_as_the_catalog_calls_it():
    found = side(after="gpt-4o-2024-08-06", head_model="azure/gpt-4o")
    assert (found["id"], found["model"], found["provider"]) == ("gpt-4o-2024-08-06", "gpt-4o", "azure")
    assert (found["value"], found["amount"]) == (None, None)


def test_model_behind_a_constant_has_the_constants_name_as_its_id():
    bound = a_bound("gpt-4-turbo", (Location("a.py", 3),), Unknown("a constant"), refers=("DEFAULT_MODEL",))
    found = side(after=bound, head_model="openai/gpt-4-turbo")
    assert (found["id"], found["model"]) == ("DEFAULT_MODEL", "gpt-4-turbo")
    assert found["via"] == [{"path": "a.py", "line": 3}]


def test_model_behind_a_variable_has_its_value_as_id():
    bound = a_bound("gpt-4-turbo", (), Unknown("a variable"), refers=("env:CHAT_MODEL",))
    assert side(after=bound)["id"] == "gpt-4-turbo"


def test_unknown_model_of_no_catalog_keeps_its_id_and_provider():
    found = side(after="house-1", provider="", head_model=None)
    assert (found["id"], found["model"], found["provider"]) == ("house-1", "house-1", None)


def test_unreadable_side_has_neither_id_nor_model():
    bound = a_bound(Unknown("the environment"), (), Unknown("an expression"), refers=("env:CHAT_MODEL",))
    found = side(after=bound, head_model=None)
    assert (found["id"], found["model"]) == (None, None)


def test_parameter_has_its_source_text_and_its_amount_and_no_id():
    found = side("500", "12_000", Key.MAX_OUTPUT, amount="12000", slot="max_tokens")
    assert (found["id"], found["value"], found["amount"]) == (None, "12_000", "12000")


def test_parameter_without_a_plain_amount_has_the_value_in_effect():
    found = side("low", "high", Key.REASONING)
    assert (found["value"], found["amount"]) == ("high", "high")


def test_text_of_a_prompt_is_not_in_the_report():
    row = a_row(a_change("our secret sauce", "our other sauce", Key.PROMPT))
    assert "sauce" not in FORMAT.render(a_verdict(rows=(row,)), width=0, color=False)


@pytest.mark.parametrize(
    ("key", "kind", "parameter"),
    [
        (Key.MODEL, "model", None),
        (Key.MAX_OUTPUT, "parameter", "max_tokens"),
        (Key.REPLICAS, "scale", "max_tokens"),
        (Key.INSTANCE, "accelerator", None),
        (Key.PACKAGE, "package", None),
        (Key.PROMPT, "prompt", None),
    ],
)
def test_kind_follows_from_the_key_and_parameters_are_named(key, kind, parameter):
    (change,) = report(a_verdict(rows=(a_row(a_change("1", "2", key, slot="max_tokens")),)))["changes"]
    assert (change["kind"], change["parameter"]) == (kind, parameter)


@pytest.mark.parametrize(
    ("key", "site", "unit"),
    [
        (Key.MODEL, SiteKind.MODEL_CALL, "call"),
        (Key.MODEL, SiteKind.ENDPOINT, "hour"),
        (Key.INSTANCE, SiteKind.NODE_POOL, "hour"),
        (Key.REPLICAS, None, "hour"),
        (Key.MODEL, None, "call"),
    ],
)
def test_unit_is_the_hour_for_machines(key, site, unit):
    change = a_change("1", "2", key, site_kind=site or SiteKind.MODEL_CALL)
    if site is None:
        change = change._replace(before_site=None, after_site=None)
    assert report(a_verdict(rows=(a_row(change),)))["changes"][0]["unit"] == unit


def test_team_is_that_of_either_side():
    change = a_change()._replace(before_site=a_site(team="support"))
    assert report(a_verdict(rows=(a_row(change),)))["changes"][0]["team"] == "support"


def test_path_is_that_of_head_and_of_base_when_removed():
    (moved,) = report(a_verdict(rows=(a_row(a_change(a_bound("a", path="old.py"), a_bound("b", path="new.py"))),)))[
        "changes"
    ]
    (gone,) = report(a_verdict(rows=(a_row(a_change("a", None, path="old.py")),)))["changes"]
    assert (moved["path"], moved["base"]["path"]) == ("new.py", "old.py")
    assert (gone["path"], gone["head"]) == ("old.py", None)


def test_what_was_not_projected_says_why():
    row = a_row(a_change(billed=False, note="a re-spelling"))
    (change,) = report(a_verdict(rows=(row,)))["changes"]
    assert change["evidence"]["source"] == "a re-spelling"
    assert change["per_call"] == {"base": None, "head": None, "percent": None}
    assert set(change["monthly"].values()) == {None}


def test_quotients_are_rounded_and_money_never():
    told = report(SCENARIOS["swap_with_volumes"]())
    measures = {finding["rule"]: finding["measure"] for finding in told["findings"]}
    assert measures["per-call-increase"] == {"ratio": "57.1429"}
    assert measures["monthly-increase"] == {"above": "884.25", "percent": "5614.2857"}
    assert told["changes"][0]["per_call"] == {"base": "0.000315", "head": "0.018", "percent": "5614.29"}
    assert told["totals"] == {
        "base": "15.75",
        "head": "900",
        "delta": "884.25",
        "low": "815.28",
        "high": "953.22",
        "percent": "5614.29",
    }


def test_bounds_of_a_saving_are_still_in_order():
    (change,) = report(SCENARIOS["decrease"]())["changes"]
    month = change["monthly"]
    assert Decimal(month["low"]) <= Decimal(month["delta"]) <= Decimal(month["high"]) < 0


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (shape.RoleWord, {role.value for role in Role}),
        (shape.StatusWord, {status.value for status in Status}),
        (shape.KindWord, {key.kind for key in Key}),
        (shape.GradeWord, {grade.word for grade in Grade}),
    ],
    ids=["role", "status", "kind", "grade"],
)
def test_words_of_the_contract_are_the_words_of_the_model(words, known):
    assert set(words.__args__) == known


def test_top_level_fields_stand_in_the_documented_order():
    assert list(report(SCENARIOS["nothing"]())) == list(get_type_hints(shape.Report))
